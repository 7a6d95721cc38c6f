/** Language, look, engine and what else stays from day to day. */

import * as act from "../core/actions"
import type { EngineChoice, Language, Theme } from "../core/state"
import type { Context } from "./context"
import { checkbox, type Choice, segmented, select } from "./controls"
import { type Child, h } from "./element"

export function settingsBody(ui: Context): readonly Child[] {
  const { store, t } = ui
  const { settings } = store.state
  const language = segmented<Language>(t("language"), [{ value: "en", label: "English" }, { value: "ja", label: "日本語" }], (value) => {
    store.do(act.changeSettings, { language: value })
    ui.commands.dialogs?.settings() // the interface was built anew, and this window with it
  })
  language.show(settings.language)
  const theme = segmented<Theme>(t("theme"), [
    { value: "system", label: t("themeSystem") }, { value: "light", label: t("themeLight") }, { value: "dark", label: t("themeDark") },
  ], (value) => {
    store.do(act.changeSettings, { theme: value })
    theme.show(value)
  })
  theme.show(settings.theme)
  const live = checkbox(t("live"), (on) => store.do(act.changeSettings, { live: on }))
  live.input.checked = settings.live
  const guess = checkbox(t("guess"), (on) => store.do(act.changeSettings, { guess: on }))
  guess.input.checked = settings.guess
  return [
    h("div", { class: "field" }, h("span", {}, t("language")), language.element),
    h("div", { class: "field" }, h("span", {}, t("theme")), theme.element),
    engineChoice(ui), modelChoice(ui), gapField(ui), guess.element, live.element,
  ]
}

function engineChoice({ store, t, commands }: Context): HTMLElement {
  const choices: readonly Choice<EngineChoice>[] = [
    { value: "auto", label: t("engineAuto") }, { value: "server", label: t("engineServer") }, { value: "browser", label: t("engineBrowser") },
  ]
  return select(t("engine"), choices, store.state.settings.engine, (engine) => {
    store.do(act.changeSettings, { engine, model: null })
    commands.reconnect()
  })
}

function modelChoice({ store, t }: Context): HTMLElement {
  const { engine, settings } = store.state
  const standard = engine.models.find((model) => model.default)
  const models = engine.models.map(({ name, version }) => ({ value: name, label: `${name} ${version}` }))
  const choices: readonly Choice<string>[] = [{ value: "", label: standard ? `${t("modelDefault")} (${standard.name})` : t("modelDefault") }, ...models]
  return select(t("model"), choices, settings.model ?? "", (model) => store.do(act.changeSettings, { model: model || null }))
}

function gapField({ store, t }: Context): HTMLElement {
  const { gap } = store.state.settings
  const input = h("input", { type: "number", min: 0, max: 512, step: 1, value: gap, placeholder: t("gapAuto") })
  input.addEventListener("change", () => {
    const value = input.valueAsNumber
    store.do(act.changeSettings, { gap: value >= 0 && value <= 512 ? value : null })
  })
  return h("label", { class: "field" }, h("span", {}, t("gap")), input)
}
