/** The windows that ask and tell. */

import type { Context } from "./context"
import type { Dialogs } from "./commands"
import { checkbox, segmented, textButton } from "./controls"
import { openDialog } from "./dialog"
import { h } from "./element"
import { exampleCards } from "./examples"
import { helpBody } from "./help"
import { linesDialog } from "./lines_dialog"
import { settingsBody } from "./settings_dialog"
import type { Translate } from "./strings"

export function dialogsOf(ui: Context): Dialogs {
  const { t } = ui
  return {
    replace: () => askReplace(t),
    lines: (picture, engine) => linesDialog(ui, picture, engine),
    examples: () => showExamples(ui),
    sheet: () => void askSheet(ui),
    settings: () => void openDialog<null>(t, t("settings"), null, "narrow", () => settingsBody(ui)),
    help: () => void openDialog<null>(t, t("help"), null, "wide", () => helpBody(t)),
  }
}

function askReplace(t: Translate): Promise<"save" | "go" | "cancel"> {
  return openDialog<"save" | "go" | "cancel">(t, t("replaceTitle"), "cancel", "narrow", (answer) => [
    h("p", {}, t("replaceText")),
    h("div", { class: "dialog-buttons" },
      textButton(t("cancel"), () => answer("cancel"), "quiet"),
      textButton(t("replaceGo"), () => answer("go")),
      textButton(t("replaceSave"), () => answer("save"), "primary")),
  ]).answered
}

function showExamples(ui: Context): void {
  const { t } = ui
  openDialog<null>(t, t("examples"), null, "wide", (answer) => {
    const hints = checkbox(t("withHints"), () => undefined)
    return [
      h("div", { class: "row between" }, h("p", {}, t("examplesText")), hints.element),
      h("div", { class: "cards" }, ...exampleCards(ui, () => hints.input.checked, () => answer(null))),
    ]
  })
}

const SHEETS = { square: [1024, 1024], portrait: [1240, 1754], landscape: [1754, 1240] } as const
const [LEAST_SIDE, MOST_SIDE] = [16, 8000]

async function askSheet({ t, commands }: Context): Promise<void> {
  const size = await openDialog<readonly [number, number] | null>(t, t("sheetTitle"), null, "narrow", (answer) => {
    const side = (value: number) => h("input", { type: "number", min: LEAST_SIDE, max: MOST_SIDE, step: 1, value, required: true })
    const [width, height] = [side(SHEETS.portrait[0]), side(SHEETS.portrait[1])]
    const shapes = segmented(t("sheetTitle"), [
      { value: "portrait", label: t("sheetPortrait") }, { value: "square", label: t("sheetSquare") }, { value: "landscape", label: t("sheetLandscape") },
    ] as const, (shape) => {
      ;[width.value, height.value] = SHEETS[shape].map(String)
      shapes.show(shape)
    })
    shapes.show("portrait")
    const submit = (event: SubmitEvent) => {
      event.preventDefault()
      answer([width.valueAsNumber, height.valueAsNumber])
    }
    return [
      h("form", { onsubmit: submit },
        shapes.element,
        h("div", { class: "row two" }, h("label", { class: "field" }, h("span", {}, `${t("width")} (px)`), width), h("label", { class: "field" }, h("span", {}, `${t("height")} (px)`), height)),
        h("p", { class: "hint" }, t("sheetRange")),
        h("div", { class: "dialog-buttons" }, textButton(t("cancel"), () => answer(null), "quiet"), h("button", { class: "button text primary", type: "submit" }, t("create")))),
    ]
  }).answered
  if (size) commands.openSheet(...size)
}

/** Before the interface knows anything: the server's token, asked once for each tab. */
export function askToken(t: Translate): Promise<string | null> {
  return openDialog<string | null>(t, t("tokenTitle"), null, "narrow", (answer) => {
    const input = h("input", { type: "password", autocomplete: "off", required: true, autofocus: true })
    const submit = (event: SubmitEvent) => {
      event.preventDefault()
      answer(input.value.trim())
    }
    return [
      h("form", { onsubmit: submit },
        h("p", {}, t("tokenText")),
        h("label", { class: "field" }, h("span", {}, t("token")), input),
        h("div", { class: "dialog-buttons" }, textButton(t("cancel"), () => answer(null), "quiet"), h("button", { class: "button text primary", type: "submit" }, t("ok")))),
    ]
  }).answered
}
