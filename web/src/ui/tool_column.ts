/** Tools at the left, where the other hand is, and the size of the one in hand. */

import * as act from "../core/actions"
import { type Tool, workOf } from "../core/state"
import type { Context } from "./context"
import { iconButton, setSlider, slider } from "./controls"
import { h } from "./element"
import type { IconName } from "./icons"
import type { StringKey } from "./strings"

interface ToolButton {
  readonly tool: Tool
  readonly icon: IconName
  readonly label: StringKey
  readonly key: string
}

/** In the order of the column; groups are parted. */
export const TOOL_BUTTONS: readonly (ToolButton | null)[] = [
  { tool: "brush", icon: "brush", label: "toolBrush", key: "B" },
  { tool: "fill", icon: "fill", label: "toolFill", key: "G" },
  { tool: "eraser", icon: "eraser", label: "toolEraser", key: "E" },
  { tool: "pick", icon: "pick", label: "toolPick", key: "I" },
  null,
  { tool: "pen", icon: "pen", label: "toolPen", key: "P" },
  { tool: "rubber", icon: "rubber", label: "toolRubber", key: "X" },
  null,
  { tool: "hand", icon: "hand", label: "toolHand", key: "H" },
]

export function toolColumn(ui: Context): HTMLElement {
  const { store, t } = ui
  const items = TOOL_BUTTONS.map((each) => (each ? toolButton(ui, each) : h("span", { class: "parting" })))
  const clear = iconButton({ icon: "trash", label: t("clear"), onPress: () => store.do(act.clearHints), className: "tool clear" })
  ui.watch((state) => workOf(state).hints.length === 0, (none) => clear.toggleAttribute("disabled", none))
  return h("nav", { class: "tools", "aria-label": t("tools") }, h("div", { class: "tool-list" }, ...items, clear), sizeSlider(ui))
}

function toolButton(ui: Context, { tool, icon, label, key }: ToolButton): HTMLElement {
  const { store, t } = ui
  const button = iconButton({ icon, label: t(label), key, onPress: () => store.do(act.chooseTool, tool), className: "tool" })
  ui.watch((state) => state.tool === tool, (on) => button.setAttribute("aria-pressed", String(on)))
  return button
}

/** Sizes are felt in proportion: the slider is logarithmic. */
function sizeSlider(ui: Context): HTMLElement {
  const { store, t } = ui
  const shareOf = (size: number, [least, most]: readonly [number, number]) => Math.log(size / least) / Math.log(most / least)
  const input = slider({
    label: t("size"), least: 0, most: 1, step: 0.005,
    onInput: (share) => {
      const [least, most] = act.SIZES[act.sizeOfTool(store.state.tool)]
      store.do(act.setSize, least * (most / least) ** share)
    },
  })
  const number = h("output", { class: "size-number" })
  const box = h("div", { class: "size" }, number, h("div", { class: "size-slider" }, input))
  ui.watch(
    (state) => [state.tool, state[act.sizeOfTool(state.tool)]] as const,
    ([tool, size]) => {
      setSlider(input, shareOf(size, act.SIZES[act.sizeOfTool(tool)]))
      const diameter = act.sizeOfTool(tool) === "ink_px" ? size : size * 2
      number.textContent = String(Math.round(diameter * 10) / 10)
      input.setAttribute("aria-valuetext", t("sizeOf", { size: diameter }))
      box.classList.toggle("idle", tool === "fill" || tool === "pick" || tool === "hand")
    },
  )
  return box
}
