/** Windows over the page, by the browser's own dialog: focus stays in them, Escape closes them. */

import { type Child, h } from "./element"
import type { Translate } from "./strings"
import { iconButton } from "./controls"

export interface Dialog<T> {
  readonly element: HTMLDialogElement
  /** Closes with an answer. */
  readonly answer: (value: T) => void
  /** What was answered; `otherwise` where it was closed without. */
  readonly answered: Promise<T>
}

let count = 0

/** Opens at once. */
export function openDialog<T>(t: Translate, title: string, otherwise: T, className: string, build: (answer: (value: T) => void) => readonly Child[]): Dialog<T> {
  const id = `dialog-${++count}`
  let given = otherwise
  const element = h("dialog", { class: `dialog ${className}`, "aria-labelledby": id })
  const answer = (value: T) => {
    given = value
    element.close()
  }
  element.append(
    h("header", { class: "dialog-head" }, h("h2", { id }, title), iconButton({ icon: "close", label: t("close"), onPress: () => element.close() })),
    h("div", { class: "dialog-body" }, ...build(answer)),
  )
  element.addEventListener("click", (event) => event.target === element && element.close()) // beside the window
  const answered = new Promise<T>((resolve) => {
    element.addEventListener("close", () => {
      element.remove()
      resolve(given)
    })
  })
  document.body.append(element)
  element.showModal()
  return { element, answer, answered }
}
