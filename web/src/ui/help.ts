/** All keys, and how hints work. */

import { type Child, h } from "./element"
import type { Translate } from "./strings"
import { TOOL_BUTTONS } from "./tool_column"

type Row = readonly [keys: string, text: string]

export function helpBody(t: Translate): readonly Child[] {
  const tools = TOOL_BUTTONS.flatMap((each): Row[] => (each ? [[each.key, t(each.label)]] : []))
  return [
    h("p", { class: "lead" }, h("strong", {}, `${t("howTitle")}. `), t("howText")),
    h("div", { class: "columns" },
      table(t("helpDraw"), [...tools, ["Alt", t("keyAlt")], ["[  ]", t("keySize")], ["1  2  3", t("keyKinds")], ["V", t("keyHints")]]),
      table(t("helpView"), [
        ["Space", t("keySpace")], ["R", t("keyR")], ["+  -", `${t("zoomIn")}, ${t("zoomOut")}`], ["0", t("zoomFit")], [",  .", `${t("rotateLeft")}, ${t("rotateRight")}`],
        ["M", t("flip")], ["C", t("keyCompare")],
      ]),
      table(t("helpFile"), [
        ["A", t("keyAuto")], ["D", t("propose")], ["Ctrl Z", t("undo")], ["Ctrl Shift Z", t("redo")], ["Ctrl O", t("open")], ["Ctrl S", t("savePng")], ["Ctrl Shift S", t("saveSession")], ["?", t("help")],
      ]),
      list(t("helpGestures"), [t("gestureOne"), t("gestureTwo"), t("gesturePen"), t("gestureRight"), t("keyWheel"), t("keyShiftWheel"), t("keyArrows")])),
  ]
}

function table(title: string, rows: readonly Row[]): HTMLElement {
  const items = rows.flatMap(([keys, text]) => [h("dt", {}, ...keys.split(/ {2,}/).flatMap((each) => [h("kbd", {}, each), " "])), h("dd", {}, text)])
  return h("section", {}, h("h3", {}, title), h("dl", { class: "keys" }, ...items))
}

function list(title: string, lines: readonly string[]): HTMLElement {
  return h("section", {}, h("h3", {}, title), h("ul", {}, ...lines.map((line) => h("li", {}, line))))
}
