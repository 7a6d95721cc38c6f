/** Layers: which are seen, and how much of them. And where the light comes from. */

import * as act from "../core/actions"
import { LAYERS, type LayerName, type Light } from "../core/state"
import type { Context } from "./context"
import { section, setSlider, slider } from "./controls"
import { h } from "./element"
import { icon } from "./icons"
import type { StringKey } from "./strings"

export function layerSection(ui: Context): HTMLElement {
  return section(ui.t("layers"), true, ...LAYERS.map((layer) => layerRow(ui, layer)))
}

function layerRow(ui: Context, layer: LayerName): HTMLElement {
  const { store, t } = ui
  const name = t(`layer_${layer}`)
  const eye = h("button", {
    type: "button", class: "button eye", "aria-label": t("showLayer", { layer: name }), title: t("showLayer", { layer: name }),
    onclick: () => store.do(act.setLook, layer, { visible: !store.state.looks[layer].visible }),
  })
  const amount = slider({
    label: t("opacityOf", { layer: name }), least: 0, most: 1, step: 0.01,
    onInput: (opacity) => store.do(act.setLook, layer, { opacity, visible: true }),
  })
  const percent = h("output", { class: "percent" })
  const row = h("div", { class: "layer" }, eye, h("span", { class: "layer-name" }, name), amount, percent)
  ui.watch((state) => state.looks[layer], ({ visible, opacity }) => {
    eye.replaceChildren(icon(visible ? "eye" : "eyeOff"))
    eye.setAttribute("aria-pressed", String(visible))
    row.classList.toggle("off", !visible)
    setSlider(amount, opacity)
    percent.textContent = `${Math.round(opacity * 100)}`
  })
  return row
}

const PAD: readonly (Light | null)[] = ["top-left", "top", "top-right", "left", null, "right", "bottom-left", "bottom", "bottom-right"]

export function lightSection(ui: Context): HTMLElement {
  const { store, t } = ui
  const buttons = PAD.map((light) => {
    const label = light ? t("lightFrom", { side: t(`side_${light.replaceAll("-", "_")}` as StringKey) }) : t("lightNone")
    return h("button", { type: "button", class: "light", "aria-label": label, title: label, onclick: () => store.do(act.chooseLight, light) }, h("span", { class: light ? "lamp" : "lamp none" }))
  })
  ui.watch((state) => state.light, (light) => PAD.forEach((each, i) => buttons[i].setAttribute("aria-pressed", String(each === light))))
  return section(t("light"), false, h("div", { class: "light-row" }, h("div", { class: "light-pad", role: "group", "aria-label": t("light") }, ...buttons), h("p", { class: "hint" }, t("lightHelp"))))
}
