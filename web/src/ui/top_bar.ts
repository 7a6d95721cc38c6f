/** The bar above: files, undo, comparison, and the button that colours. */

import * as act from "../core/actions"
import type { Context } from "./context"
import { iconButton, segmented, textButton } from "./controls"
import { h } from "./element"
import { type Menu, menu, type MenuItem } from "./menu"

export function topBar(ui: Context): HTMLElement {
  const { t, commands } = ui
  const openMenu = menu(t("open"), "open", openItems(ui), "wide-only")
  const saveMenu = menu(t("save"), "save", saveItems(ui), "wide-only")
  const all = menu(t("menu"), "menu", phoneItems(ui), "narrow-only icon-only")
  for (const each of [openMenu, saveMenu, all]) enableWithPage(ui, each)
  return h(
    "header", { class: "bar" },
    h("span", { class: "brand wide-only", lang: "ja", "aria-hidden": "true" }, "塗"),
    h("h1", { class: "visually-hidden" }, t("appTitle")),
    all.button, openMenu.button, saveMenu.button, all.list, openMenu.list, saveMenu.list,
    h("span", { class: "bar-gap" }),
    ...undoButtons(ui),
    h("span", { class: "grow" }),
    compareControl(ui),
    h("span", { class: "grow" }),
    statusLine(ui),
    ...colorButtons(ui),
    h("span", { class: "bar-gap wide-only" }),
    iconButton({ icon: "settings", label: t("settings"), onPress: () => commands.dialogs?.settings(), className: "wide-only" }),
    iconButton({ icon: "help", label: t("help"), key: "?", onPress: () => commands.dialogs?.help(), className: "wide-only" }),
  )
}

function enableWithPage(ui: Context, each: Menu): void {
  ui.watch((state) => state.page !== null, each.enable)
}

function openItems({ t, commands }: Context): readonly (MenuItem | null)[] {
  return [
    { label: t("openFile"), icon: "open", key: "Ctrl O", onPress: () => commands.chooseFiles() },
    { label: t("openExamples"), icon: "image", onPress: () => commands.dialogs?.examples() },
    { label: t("newSheet"), icon: "page", onPress: () => commands.dialogs?.sheet() },
    null,
    { label: t("makeLines"), icon: "pen", onPress: () => void commands.offerLines(), needsPage: true },
  ]
}

function saveItems({ t, commands }: Context): readonly (MenuItem | null)[] {
  return [
    { label: t("savePng"), icon: "image", key: "Ctrl S", onPress: () => void commands.savePng(), needsPage: true },
    { label: t("savePsd"), icon: "layers", onPress: () => void commands.savePsd(), needsPage: true },
    { label: t("saveOra"), icon: "layers", onPress: () => void commands.saveOra(), needsPage: true },
    null,
    { label: t("saveHints"), icon: "brush", onPress: () => void commands.saveHints(), needsPage: true },
    { label: t("saveSession"), icon: "save", onPress: () => void commands.saveSession(), needsPage: true },
  ]
}

function phoneItems(ui: Context): readonly (MenuItem | null)[] {
  const { t, commands, store } = ui
  return [
    ...openItems(ui), null, ...saveItems(ui), null,
    { label: t("compareResult"), icon: "result", onPress: () => store.do(act.chooseCompare, "result"), needsPage: true },
    { label: t("compareSlider"), icon: "slider", onPress: () => store.do(act.chooseCompare, "slider"), needsPage: true },
    { label: t("clear"), icon: "trash", onPress: () => store.do(act.clearHints), needsPage: true },
    null,
    { label: t("settings"), icon: "settings", onPress: () => commands.dialogs?.settings() },
    { label: t("help"), icon: "help", onPress: () => commands.dialogs?.help() },
  ]
}

function undoButtons(ui: Context): readonly HTMLElement[] {
  const { store, t } = ui
  const undo = iconButton({ icon: "undo", label: t("undo"), key: "Ctrl Z", onPress: () => store.do(act.undoWork) })
  const redo = iconButton({ icon: "redo", label: t("redo"), key: "Ctrl Shift Z", onPress: () => store.do(act.redoWork) })
  ui.watch((state) => state.history.past.length === 0, (none) => undo.toggleAttribute("disabled", none))
  ui.watch((state) => state.history.future.length === 0, (none) => redo.toggleAttribute("disabled", none))
  return [undo, redo]
}

function compareControl(ui: Context): HTMLElement {
  const { store, t } = ui
  const control = segmented(t("compare"), [
    { value: "result", label: t("compareResult"), icon: "result" },
    { value: "slider", label: t("compareSlider"), icon: "slider" },
    { value: "side", label: t("compareSide"), icon: "side" },
  ] as const, (compare) => store.do(act.chooseCompare, compare))
  control.element.classList.add("wide-only")
  ui.watch((state) => state.compare, control.show)
  return control.element
}

function statusLine(ui: Context): HTMLElement {
  const { t } = ui
  const text = h("span", {})
  const line = h("div", { class: "status wide-only", role: "status" }, h("span", { class: "dot" }), text)
  ui.watch(
    ({ engine, colored }) => [engine.busy, engine.kind, colored] as const,
    ([busy, kind, colored]) => {
      line.classList.toggle("busy", busy)
      const done = colored ? t("took", { model: colored.layers.model, seconds: (colored.layers.took_ms / 1000).toFixed(1) }) : t("ready")
      text.textContent = kind === null ? t("noEngine") : busy ? t("busy") : done
    },
  )
  return line
}

function colorButtons(ui: Context): readonly HTMLElement[] {
  const { store, t, commands } = ui
  const color = textButton(t("autoColor"), () => store.do(act.askForColor), "primary", "wand")
  color.title = `${t("autoColor")} (A)`
  const dice = iconButton({ icon: "dice", label: t("propose"), key: "D", onPress: () => void commands.proposals.roll() })
  ui.watch((state) => state.page !== null, (hasPage) => [color, dice].forEach((each) => each.toggleAttribute("disabled", !hasPage)))
  ui.watch((state) => state.engine.busy, (busy) => color.classList.toggle("working", busy))
  return [color, dice]
}
