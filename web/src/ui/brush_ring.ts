/** How large the brush is, as a ring under the pointer. */

import { type State } from "../core/state"
import type { Context } from "./context"
import { h } from "./element"

export function brushRing({ stage, store, watch, signal }: Context): HTMLElement {
  const ring = h("div", { class: "ring", hidden: true, "aria-hidden": "true" })
  const { canvas } = stage
  canvas.addEventListener("pointermove", (event) => {
    ring.style.translate = `${event.offsetX}px ${event.offsetY}px`
    ring.hidden = event.pointerType === "touch" || diameterOf(store.state) === 0
  }, { signal })
  canvas.addEventListener("pointerleave", () => (ring.hidden = true), { signal })
  watch((state) => [diameterOf(state), state.color, state.tool, state.page !== null] as const, ([diameter, color, tool, hasPage]) => {
    ring.style.width = ring.style.height = `${diameter}px`
    ring.style.setProperty("--ink", tool === "brush" ? color : "transparent")
    canvas.style.cursor = !hasPage ? "default" : tool === "hand" ? "grab" : diameter > 8 ? "none" : "crosshair"
    if (diameter === 0) ring.hidden = true
  })
  return ring
}

/** On the screen; 0 for tools without a size. */
function diameterOf(state: State): number {
  const scale = state.view.scale
  switch (state.tool) {
    case "brush":
      return Math.max(state.hint_px * 2 * scale, 4)
    case "eraser":
    case "rubber":
      return Math.max(state.eraser_px * 2 * scale, 4)
    case "pen":
      return Math.max(state.ink_px * scale, 4)
    default:
      return 0
  }
}
