/** The panels at the right: whole where there is height, in tabs where there is not, sheets from below on a phone. */

import type { Context } from "./context"
import { iconButton, segmented } from "./controls"
import { h } from "./element"

/** @returns the panel with both sections groups, and the buttons for the tool row. */
export function panelWithDock(ui: Context, colors: readonly HTMLElement[], layers: readonly HTMLElement[]): { readonly panel: HTMLElement; readonly dock: HTMLElement } {
  const { t, watch, stage, signal } = ui
  const tabs = segmented(`${t("color")}, ${t("layers")}`, [
    { value: "color", label: t("color") }, { value: "layers", label: t("layers") },
  ] as const, (part) => choose(part))
  tabs.element.classList.add("panel-tabs")
  const panel = h("aside", { class: "panel", "aria-label": `${t("color")}, ${t("layers")}` }, tabs.element, h("div", { class: "panel-part", "data-part": "color" }, ...colors), h("div", { class: "panel-part", "data-part": "layers" }, ...layers))
  const choose = (part: "color" | "layers") => {
    panel.setAttribute("data-tab", part)
    tabs.show(part)
  }
  choose("color")
  const show = (part: string | null) => {
    const next = panel.getAttribute("data-open") === part ? null : part
    if (next) panel.setAttribute("data-open", next)
    else panel.removeAttribute("data-open")
    color.setAttribute("aria-expanded", String(next === "color"))
    layer.setAttribute("aria-expanded", String(next === "layers"))
  }
  const chip = h("span", { class: "chip round" })
  const color = h("button", { type: "button", class: "button", "aria-label": t("color"), title: t("color"), "aria-expanded": "false", onclick: () => show("color") }, chip)
  const layer = iconButton({ icon: "layers", label: t("layers"), onPress: () => show("layers") })
  layer.setAttribute("aria-expanded", "false")
  watch((state) => state.color, (value) => (chip.style.background = value))
  stage.canvas.addEventListener("pointerdown", () => show(null), { signal })
  return { panel, dock: h("div", { class: "dock" }, color, layer) }
}
