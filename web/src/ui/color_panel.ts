/** The colour in hand, hints' kinds, recent colours and the palette. */

import * as act from "../core/actions"
import { parseHex } from "../core/color"
import { HOUSE_PALETTE, PALETTE_SUFFIXES } from "../core/palettes"
import { colorWheel } from "./color_wheel"
import type { Context } from "./context"
import { checkbox, iconButton, section, segmented } from "./controls"
import { h } from "./element"

export function colorSection(ui: Context): HTMLElement {
  const { store, t } = ui
  const wheel = colorWheel(t, (color) => store.do(act.chooseColor, color))
  const recent = h("div", { class: "swatches", role: "group", "aria-label": t("recent") })
  ui.watch((state) => state.color, (color) => wheel.show(color))
  ui.watch((state) => state.settings.recent, (colors) => recent.replaceChildren(...colors.map((color) => swatch(ui, color))))
  return section(t("color"), true, wheel.element, hexRow(ui), kindRow(ui), h("h3", {}, t("recent")), recent)
}

function hexRow(ui: Context): HTMLElement {
  const { store, t } = ui
  const chip = h("span", { class: "chip", "aria-hidden": "true" })
  const input = h("input", { class: "hex", type: "text", spellcheck: "false", autocomplete: "off", maxlength: 7, "aria-label": t("hex") })
  const take = () => {
    const color = parseHex(input.value)
    if (color) store.do(act.chooseColor, color)
    input.value = store.state.color
    input.removeAttribute("aria-invalid")
  }
  input.addEventListener("change", take)
  input.addEventListener("input", () => input.toggleAttribute("aria-invalid", parseHex(input.value) === null))
  ui.watch((state) => state.color, (color) => {
    chip.style.background = color
    if (document.activeElement !== input) input.value = color
  })
  const pick = iconButton({ icon: "pick", label: t("toolPick"), key: "I", onPress: () => store.do(act.chooseTool, "pick") })
  return h("div", { class: "row" }, chip, input, pick)
}

function kindRow(ui: Context): HTMLElement {
  const { store, t } = ui
  const kinds = segmented(t("kind"), [
    { value: "exact", label: t("kindExact"), title: t("kindExactHelp") },
    { value: "loose", label: t("kindLoose"), title: t("kindLooseHelp") },
    { value: "transparent", label: t("kindTransparent"), title: t("kindTransparentHelp") },
  ] as const, (kind) => store.do(act.chooseKind, kind))
  ui.watch((state) => state.kind, kinds.show)
  return kinds.element
}

export function paletteSection(ui: Context): HTMLElement {
  const { store, t, commands } = ui
  const name = h("span", { class: "section-note" })
  const colors = h("div", { class: "swatches", role: "group", "aria-label": t("palette") })
  const only = checkbox(t("paletteOnly"), (paletteOnly) => store.do(act.changeSettings, { paletteOnly }))
  const house = iconButton({ icon: "undo", label: t("housePalette"), onPress: () => store.do(act.choosePalette, HOUSE_PALETTE) })
  const load = iconButton({ icon: "open", label: t("loadPalette"), onPress: () => commands.chooseFiles(PALETTE_SUFFIXES.join(",")) })
  ui.watch((state) => state.settings.palette, (palette) => {
    name.textContent = palette.name
    colors.replaceChildren(...palette.swatches.map((each) => swatch(ui, each.color, each.name)))
    house.hidden = palette.name === HOUSE_PALETTE.name
  })
  ui.watch((state) => state.settings.paletteOnly, (on) => (only.input.checked = on))
  const part = section(t("palette"), true, colors, h("div", { class: "row tight" }, only.element, h("span", { class: "grow" }), house, load))
  part.querySelector("h2")?.append(name)
  return part
}

function swatch({ store, t }: Context, color: string, name = ""): HTMLButtonElement {
  const label = t("useColor", { color: name ? `${name} ${color}` : color })
  const button = h("button", { type: "button", class: "swatch", title: label, "aria-label": label, onclick: () => store.do(act.chooseColor, color) })
  button.style.background = color
  return button
}
