/** Elements in one expression. */

type Handler = (event: never) => void
type Property = string | number | boolean | null | undefined | Handler
export type Child = Node | string | null | false

/** Functions under "onname" listen; true and false set and leave out attributes; the rest are attributes. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, properties: Readonly<Record<string, Property>> = {}, ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) setProperty(element, name, value)
  for (const child of children) if (child) element.append(child)
  return element
}

function setProperty(element: HTMLElement, name: string, value: Property): void {
  if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener)
  else if (value === true) element.setAttribute(name, "")
  else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value))
}

/** Sets or takes away aria-pressed and the like. */
export function setState(element: Element, attribute: string, on: boolean): void {
  element.setAttribute(attribute, on ? "true" : "false")
}
