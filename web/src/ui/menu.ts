/** A button with a menu, by the browser's own popover. */

import { h } from "./element"
import { icon, type IconName } from "./icons"

export interface MenuItem {
  readonly label: string
  readonly onPress: () => void
  readonly key?: string
  readonly icon?: IconName
  readonly needsPage?: boolean
}

export interface Menu {
  readonly button: HTMLButtonElement
  readonly list: HTMLElement
  /** Items that need a page are dimmed without one. */
  readonly enable: (hasPage: boolean) => void
}

let count = 0

/** @param items null is a line between others. */
export function menu(label: string, lead: IconName, items: readonly (MenuItem | null)[], className = ""): Menu {
  const id = `menu-${++count}`
  const list = h("div", { id, class: "menu", role: "menu", popover: "auto", "aria-label": label })
  const button = h(
    "button",
    { type: "button", class: `button text menu-button ${className}`, "aria-haspopup": "menu", "aria-expanded": "false", popovertarget: id, "aria-label": label, title: label },
    icon(lead), h("span", {}, label),
  )
  const buttons = items.map((item) => (item ? itemButton(item, list) : null))
  list.append(...buttons.map((each) => each ?? h("hr", { role: "separator" })))
  list.addEventListener("toggle", (event) => {
    const isOpen = (event as ToggleEvent).newState === "open"
    button.setAttribute("aria-expanded", String(isOpen))
    if (isOpen) firstOf(list)?.focus()
  })
  list.addEventListener("beforetoggle", (event) => (event as ToggleEvent).newState === "open" && place(list, button))
  list.addEventListener("keydown", (event) => walk(event, list))
  const enable = (hasPage: boolean) => items.forEach((item, i) => item?.needsPage && (buttons[i] as HTMLButtonElement).toggleAttribute("disabled", !hasPage))
  return { button, list, enable }
}

function itemButton(item: MenuItem, list: HTMLElement): HTMLButtonElement {
  const press = () => {
    list.hidePopover()
    item.onPress()
  }
  return h(
    "button", { type: "button", class: "menu-item", role: "menuitem", onclick: press },
    item.icon ? icon(item.icon) : h("span", { class: "icon" }), h("span", { class: "grow" }, item.label), item.key ? h("kbd", {}, item.key) : null,
  )
}

function place(list: HTMLElement, button: HTMLElement): void {
  const box = button.getBoundingClientRect()
  list.style.top = `${Math.round(box.bottom + 6)}px`
  const right = box.left > window.innerWidth / 2
  list.style.left = right ? "auto" : `${Math.max(Math.round(box.left), 8)}px`
  list.style.right = right ? `${Math.max(Math.round(window.innerWidth - box.right), 8)}px` : "auto"
}

function enabledOf(list: HTMLElement): readonly HTMLButtonElement[] {
  return [...list.querySelectorAll<HTMLButtonElement>("button:not([disabled])")]
}

function firstOf(list: HTMLElement): HTMLButtonElement | undefined {
  return enabledOf(list)[0]
}

function walk(event: KeyboardEvent, list: HTMLElement): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return
  event.preventDefault()
  const items = enabledOf(list)
  const at = items.findIndex((item) => item === document.activeElement)
  items[(at + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length]?.focus()
}
