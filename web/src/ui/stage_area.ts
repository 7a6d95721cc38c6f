/** The middle of the page: the canvas, and what floats over it. */

import * as act from "../core/actions"
import { zoomAt } from "../core/viewport"
import { paneAt } from "../view/panes"
import { brushRing } from "./brush_ring"
import type { Context } from "./context"
import { h } from "./element"
import { keyboardCross } from "./keyboard_cross"
import { messageBox } from "./messages"
import { proposalStrip } from "./proposal_strip"
import { viewBar } from "./view_bar"
import { welcome } from "./welcome"

export function stageArea(ui: Context): HTMLElement {
  const { canvas } = ui.stage
  const { t, store } = ui
  canvas.setAttribute("aria-label", t("stage"))
  const area = h("main", { class: "stage" }, canvas, ...compareParts(ui), brushRing(ui), keyboardCross(ui), h("div", { class: "stage-foot" }, proposalStrip(ui), viewBar(ui)), welcome(ui), messageBox(ui))
  const observer = new ResizeObserver(() => store.do(act.setStage, { width: area.clientWidth, height: area.clientHeight }))
  observer.observe(area)
  ui.signal.addEventListener("abort", () => observer.disconnect())
  listenToWheel(ui)
  listenToDrops(ui, area)
  return area
}

/** The line between before and after, and what is which. */
function compareParts({ store, t, watch }: Context): readonly HTMLElement[] {
  const handle = h("div", { class: "split", role: "slider", tabindex: 0, "aria-label": t("splitHandle"), "aria-valuemin": 0, "aria-valuemax": 100 }, h("span", { class: "split-grip" }))
  const before = h("span", { class: "tag left" }, t("before"))
  const after = h("span", { class: "tag right" }, t("after"))
  const middle = h("span", { class: "split-line" })
  handle.addEventListener("pointerdown", (event) => handle.setPointerCapture(event.pointerId))
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return
    const box = handle.parentElement?.getBoundingClientRect()
    if (box) store.do(act.setSplit, (event.clientX - box.left) / box.width)
  })
  handle.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -0.02, ArrowRight: 0.02 }[event.key]
    if (!step) return
    event.preventDefault()
    store.do(act.setSplit, store.state.split + step)
  })
  watch((state) => [state.compare, state.split, state.page !== null] as const, ([compare, split, hasPage]) => {
    handle.hidden = compare !== "slider" || !hasPage
    middle.hidden = compare !== "side" || !hasPage
    before.hidden = after.hidden = compare === "result" || !hasPage
    handle.style.left = `${split * 100}%`
    handle.setAttribute("aria-valuenow", String(Math.round(split * 100)))
  })
  return [handle, middle, before, after]
}

function listenToWheel({ stage, store, signal }: Context): void {
  stage.canvas.addEventListener("wheel", (event) => {
    event.preventDefault()
    if (!store.state.page) return
    const turned = event.deltaY || event.deltaX
    if (event.shiftKey) {
      store.do(act.stepSize, turned < 0)
      return
    }
    const pane = paneAt(store.state, [event.offsetX, event.offsetY])
    const rate = event.ctrlKey ? 0.01 : event.deltaMode === 0 ? 0.0016 : 0.05
    store.do((state) => act.setView(state, zoomAt(state.view, [event.offsetX - pane.left, event.offsetY], Math.exp(-turned * rate))))
  }, { passive: false, signal })
}

/** Files may be dropped anywhere; a picture may be pasted. */
function listenToDrops({ commands, t, signal }: Context, area: HTMLElement): void {
  const veil = h("div", { class: "veil", hidden: true }, t("drop"))
  area.append(veil)
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false
  window.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    veil.hidden = false
  }, { signal })
  window.addEventListener("dragleave", (event) => event.relatedTarget === null && (veil.hidden = true), { signal })
  window.addEventListener("drop", (event) => {
    veil.hidden = true
    if (!hasFiles(event)) return
    event.preventDefault()
    void commands.openFiles([...(event.dataTransfer?.files ?? [])])
  }, { signal })
  window.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])]
    if (files.length > 0) void commands.openFiles(files)
  }, { signal })
}
