/** The whole interface, built in one language; built anew in another. */

import type { State } from "../core/state"
import type { Store } from "../core/store"
import type { PointerInput } from "../view/pointer"
import type { Stage } from "../view/stage"
import { colorSection, paletteSection } from "./color_panel"
import type { Commands } from "./commands"
import type { Context } from "./context"
import { dialogsOf } from "./dialogs"
import { panelWithDock } from "./dock"
import { h } from "./element"
import { listenToKeys } from "./keys"
import { layerSection, lightSection } from "./layer_panel"
import { stageArea } from "./stage_area"
import { translator } from "./strings"
import { toolColumn } from "./tool_column"
import { topBar } from "./top_bar"

interface Parts {
  readonly store: Store<State>
  readonly commands: Commands
  readonly stage: Stage
  readonly pointer: PointerInput
}

export function showInterface(root: HTMLElement, parts: Parts): void {
  let end: AbortController | null = null
  parts.store.watch((state) => state.settings.language, (language) => {
    end?.abort()
    end = new AbortController()
    document.documentElement.lang = language
    for (const dialog of document.querySelectorAll("dialog")) dialog.close()
    build(root, contextOf(parts, end.signal))
  })
  parts.store.watch((state) => state.settings.theme, (theme) => {
    if (theme === "system") document.documentElement.removeAttribute("data-theme")
    else document.documentElement.setAttribute("data-theme", theme)
  })
}

function contextOf(parts: Parts, signal: AbortSignal): Context {
  const { store } = parts
  return {
    ...parts,
    t: translator(store.state.settings.language),
    signal,
    watch: (select, react) => signal.addEventListener("abort", store.watch(select, react)),
  }
}

function build(root: HTMLElement, ui: Context): void {
  document.title = ui.t("appTitle")
  ui.commands.dialogs = dialogsOf(ui)
  const { panel, dock } = panelWithDock(ui, [colorSection(ui), paletteSection(ui)], [layerSection(ui), lightSection(ui)])
  ui.watch((state) => state.page !== null, (hasPage) => root.classList.toggle("has-page", hasPage))
  const tools = toolColumn(ui)
  tools.append(dock)
  root.replaceChildren(topBar(ui), h("div", { class: "work" }, tools, stageArea(ui), panel))
  listenToKeys(ui)
}
