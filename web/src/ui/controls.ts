/** Buttons, groups of them, sliders: what the panels are made of. */

import { type Child, h } from "./element"
import { icon, type IconName } from "./icons"

export interface ButtonOptions {
  readonly icon: IconName
  readonly label: string
  readonly onPress: () => void
  /** Shown behind the label in the tooltip. */
  readonly key?: string
  readonly className?: string
}

/** An icon with a name for those who don't see it. */
export function iconButton({ icon: name, label, onPress, key, className = "" }: ButtonOptions): HTMLButtonElement {
  const title = key ? `${label} (${key})` : label
  return h("button", { type: "button", class: `button ${className}`, "aria-label": label, title, onclick: onPress }, icon(name))
}

export function textButton(label: string, onPress: () => void, className = "", lead: IconName | null = null): HTMLButtonElement {
  return h("button", { type: "button", class: `button text ${className}`, onclick: onPress }, lead && icon(lead), h("span", {}, label))
}

export interface Choice<T extends string> {
  readonly value: T
  readonly label: string
  readonly title?: string
  readonly icon?: IconName
}

/** One of several, as buttons in a row. */
export function segmented<T extends string>(
  name: string, choices: readonly Choice<T>[], onChoose: (value: T) => void,
): { readonly element: HTMLElement; readonly show: (value: T) => void } {
  const buttons = choices.map((choice) =>
    h(
      "button",
      {
        type: "button", class: "segment", title: choice.title ?? choice.label, "aria-label": choice.icon ? choice.label : null,
        onclick: () => onChoose(choice.value),
      },
      choice.icon ? icon(choice.icon) : choice.label,
    ),
  )
  const show = (value: T) => choices.forEach((choice, i) => buttons[i].setAttribute("aria-pressed", String(choice.value === value)))
  return { element: h("div", { class: "segmented", role: "group", "aria-label": name }, ...buttons), show }
}

export interface SliderOptions {
  readonly label: string
  readonly least: number
  readonly most: number
  readonly step: number
  readonly onInput: (value: number) => void
}

export function slider({ label, least, most, step, onInput }: SliderOptions): HTMLInputElement {
  const input = h("input", { type: "range", class: "slider", min: least, max: most, step, "aria-label": label, title: label })
  input.addEventListener("input", () => {
    showFill(input)
    onInput(Number(input.value))
  })
  return input
}

/** Moves a slider without telling anybody. */
export function setSlider(input: HTMLInputElement, value: number): void {
  input.value = String(value)
  showFill(input)
}

function showFill(input: HTMLInputElement): void {
  const share = (Number(input.value) - Number(input.min)) / (Number(input.max) - Number(input.min))
  input.style.setProperty("--fill", `${share * 100}%`)
}

export function checkbox(label: string, onChange: (on: boolean) => void): { readonly element: HTMLElement; readonly input: HTMLInputElement } {
  const input = h("input", { type: "checkbox" })
  input.addEventListener("change", () => onChange(input.checked))
  return { element: h("label", { class: "check" }, input, h("span", {}, label)), input }
}

export function select<T extends string>(
  label: string, choices: readonly Choice<T>[], value: T, onChange: (value: T) => void,
): HTMLElement {
  const box = h("select", { class: "select" }, ...choices.map((choice) => h("option", { value: choice.value, selected: choice.value === value }, choice.label)))
  box.addEventListener("change", () => onChange(choices[box.selectedIndex].value))
  return h("label", { class: "field" }, h("span", {}, label), box)
}

export function section(title: string, open: boolean, ...children: readonly Child[]): HTMLElement {
  return h("details", { class: "section", open }, h("summary", {}, h("h2", {}, title), icon("down")), h("div", { class: "section-body" }, ...children))
}
