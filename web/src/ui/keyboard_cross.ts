/** A cross that arrow keys move over the page: hints without a mouse. */

import { panBy, toPage } from "../core/viewport"
import * as act from "../core/actions"
import { beginStroke, endStroke, pickColor } from "../core/drawing"
import type { Point } from "../core/strokes"
import { paneAt } from "../view/panes"
import type { Context } from "./context"
import { h } from "./element"

const STEPS: Readonly<Record<string, Point>> = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const STEP_PX = 10

export function keyboardCross(ui: Context): HTMLElement {
  const { stage: { canvas }, store, signal } = ui
  const cross = h("div", { class: "cross", hidden: true, "aria-hidden": "true" })
  let at: Point = [0, 0]
  const move = ([dx, dy]: Point) => {
    const { width, height } = store.state.stage
    if (cross.hidden) at = [width / 2, height / 2]
    at = [Math.min(Math.max(at[0] + dx, 0), width), Math.min(Math.max(at[1] + dy, 0), height)]
    cross.hidden = false
    cross.style.translate = `${at[0]}px ${at[1]}px`
  }
  canvas.addEventListener("keydown", (event) => {
    const step = STEPS[event.key]
    if (!store.state.page || (!step && event.key !== "Enter" && !(event.key === " " && !cross.hidden))) return
    event.preventDefault()
    if (!step) mark(ui, at)
    else if (event.shiftKey) store.do((state) => act.setView(state, panBy(state.view, -step[0] * 40, -step[1] * 40)))
    else move([step[0] * STEP_PX, step[1] * STEP_PX])
  }, { signal })
  const leave = () => {
    cross.hidden = true
    canvas.removeAttribute("data-keys")
  }
  let byPointer = false
  canvas.addEventListener("pointerdown", () => (byPointer = true), { signal, capture: true })
  canvas.addEventListener("pointerup", () => (byPointer = false), { signal })
  canvas.addEventListener("focus", () => canvas.toggleAttribute("data-keys", !byPointer), { signal })
  canvas.addEventListener("blur", leave, { signal })
  canvas.addEventListener("pointerdown", leave, { signal })
  return cross
}

/** A dot of the tool in hand. */
function mark({ store, commands }: Context, at: Point): void {
  const pane = paneAt(store.state, at)
  const [x, y] = toPage(store.state.view, [at[0] - pane.left, at[1]])
  if (store.state.tool === "pick") {
    const color = commands.picture.colorAt(store.state, [x - 0.5, y - 0.5], pane.side)
    if (color) store.do(pickColor, color)
    return
  }
  store.do(beginStroke, { x: x - 0.5, y: y - 0.5, pressure: 0.5, pen: false })
  store.do(endStroke)
}
