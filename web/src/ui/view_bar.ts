/** Zoom, turn and mirror: the small bar at the foot of the stage. */

import * as act from "../core/actions"
import type { State } from "../core/state"
import type { Point } from "../core/strokes"
import { flipAt, rotateAt, type Viewport, zoomAt } from "../core/viewport"
import type { Context } from "./context"
import { iconButton } from "./controls"
import { h } from "./element"

const TURN = Math.PI / 12

function middleOf(state: State): Point {
  const { width, height } = act.paneOf(state)
  return [width / 2, height / 2]
}

function changeView(change: (view: Viewport, middle: Point) => Viewport): (state: State) => State {
  return (state) => (state.page ? act.setView(state, change(state.view, middleOf(state))) : state)
}

/** About the middle of the stage; keys use them, too. */
export const zoomIn = changeView((view, middle) => zoomAt(view, middle, 1.25))
export const zoomOut = changeView((view, middle) => zoomAt(view, middle, 0.8))
export const turnLeft = changeView((view, middle) => rotateAt(view, middle, -TURN))
export const turnRight = changeView((view, middle) => rotateAt(view, middle, TURN))
export const mirror = changeView((view, middle) => flipAt(view, middle[0]))
export const fullSize = changeView((view, middle) => zoomAt(view, middle, 1 / view.scale))

export function viewBar(ui: Context): HTMLElement {
  const { store, t } = ui
  const percent = h("button", { type: "button", class: "button text percent-button", title: `${t("zoomFit")} (0)`, onclick: () => store.do(act.fitView) })
  const turn = iconButton({ icon: "flip", label: t("flip"), key: "M", onPress: () => store.do(mirror) })
  ui.watch((state) => state.view, ({ scale, flip }) => {
    percent.textContent = `${Math.round(scale * 100)} %`
    percent.setAttribute("aria-label", `${percent.textContent}, ${t("zoomFit")}`)
    turn.setAttribute("aria-pressed", String(flip))
  })
  const bar = h(
    "div", { class: "view-bar", role: "group", "aria-label": t("view") },
    iconButton({ icon: "minus", label: t("zoomOut"), key: "-", onPress: () => store.do(zoomOut) }),
    percent,
    iconButton({ icon: "plus", label: t("zoomIn"), key: "+", onPress: () => store.do(zoomIn) }),
    h("span", { class: "parting" }),
    iconButton({ icon: "rotateLeft", label: t("rotateLeft"), key: ",", onPress: () => store.do(turnLeft), className: "wide-only" }),
    iconButton({ icon: "rotateRight", label: t("rotateRight"), key: ".", onPress: () => store.do(turnRight), className: "wide-only" }),
    turn,
    iconButton({ icon: "fit", label: t("zoomFit"), key: "0", onPress: () => store.do(act.fitView) }),
  )
  ui.watch((state) => state.page !== null, (hasPage) => (bar.hidden = !hasPage))
  return bar
}
