/** On a phone the panels are sheets from below; these buttons raise and lower them. */

import type { Context } from "./context"
import { iconButton } from "./controls"
import { h } from "./element"

/** @returns the panel with both sections groups, and the buttons for the tool row. */
export function panelWithDock(ui: Context, colors: readonly HTMLElement[], layers: readonly HTMLElement[]): { readonly panel: HTMLElement; readonly dock: HTMLElement } {
  const { t, watch, stage, signal } = ui
  const panel = h("aside", { class: "panel", "aria-label": `${t("color")}, ${t("layers")}` }, h("div", { class: "panel-part", "data-part": "color" }, ...colors), h("div", { class: "panel-part", "data-part": "layers" }, ...layers))
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
