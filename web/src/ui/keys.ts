/** Keys. What is typed into a field is the field's. */

import * as act from "../core/actions"
import type { Compare, State } from "../core/state"
import { KINDS } from "../core/strokes"
import type { Context } from "./context"
import { TOOL_BUTTONS } from "./tool_column"
import { fullSize, mirror, turnLeft, turnRight, zoomIn, zoomOut } from "./view_bar"

const NEXT_COMPARE: Readonly<Record<Compare, Compare>> = { result: "slider", slider: "side", side: "result" }

type KeyTable = Readonly<Record<string, (ui: Context) => void>>

const PLAIN: KeyTable = {
  ...Object.fromEntries(TOOL_BUTTONS.flatMap((each) => (each ? [[each.key.toLowerCase(), (ui: Context) => ui.store.do(act.chooseTool, each.tool)]] : []))),
  ...Object.fromEntries(KINDS.map((kind, i) => [String(i + 1), (ui: Context) => ui.store.do(act.chooseKind, kind)])),
  "[": ({ store }) => store.do(act.stepSize, false),
  "]": ({ store }) => store.do(act.stepSize, true),
  a: ({ store }) => store.state.page && store.do(act.askForColor),
  d: ({ store, commands }) => store.state.page && void commands.proposals.roll(),
  c: ({ store }) => store.do(act.chooseCompare, NEXT_COMPARE[store.state.compare]),
  v: ({ store }) => store.do(toggleHints),
  m: ({ store }) => store.do(mirror),
  "0": ({ store }) => store.do(act.fitView),
  "9": ({ store }) => store.do(fullSize),
  "+": ({ store }) => store.do(zoomIn),
  "=": ({ store }) => store.do(zoomIn),
  "-": ({ store }) => store.do(zoomOut),
  ",": ({ store }) => store.do(turnLeft),
  ".": ({ store }) => store.do(turnRight),
  "?": ({ commands }) => commands.dialogs?.help(),
}

const WITH_CONTROL: KeyTable = {
  z: ({ store }) => store.do(act.undoWork),
  y: ({ store }) => store.do(act.redoWork),
  o: ({ commands }) => commands.chooseFiles(),
  s: ({ commands }) => void commands.savePng(),
}

const WITH_CONTROL_SHIFT: KeyTable = {
  z: ({ store }) => store.do(act.redoWork),
  s: ({ commands }) => void commands.saveSession(),
}

function toggleHints(state: State): State {
  return act.setLook(state, "hints", { visible: !state.looks.hints.visible })
}

export function listenToKeys(ui: Context): void {
  const { held } = ui.pointer
  window.addEventListener("keydown", (event) => onKey(ui, event), { signal: ui.signal })
  window.addEventListener("keyup", (event) => {
    if (event.key === " ") held.pan = false
    if (event.key.toLowerCase() === "r") held.turn = false
    if (event.key === "Alt") held.pick = false
  }, { signal: ui.signal })
  window.addEventListener("blur", () => Object.assign(held, { pan: false, turn: false, pick: false }), { signal: ui.signal })
}

function onKey(ui: Context, event: KeyboardEvent): void {
  if (event.defaultPrevented || isTyping(event) || document.querySelector("dialog[open]")) return
  if (hold(ui, event)) return
  const key = event.key.toLowerCase()
  const control = event.ctrlKey || event.metaKey
  const table = control ? (event.shiftKey ? WITH_CONTROL_SHIFT : WITH_CONTROL) : PLAIN
  const act = event.altKey ? undefined : table[key]
  if (!act) return
  event.preventDefault()
  act(ui)
}

/** Keys that count while they are down. On a button, Space presses it. */
function hold({ pointer, stage }: Context, event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey) return false
  const isFree = event.target === document.body || event.target === stage.canvas
  if (event.key === " " && isFree) pointer.held.pan = true
  else if (event.key.toLowerCase() === "r") pointer.held.turn = true
  else if (event.key === "Alt") pointer.held.pick = true
  else return false
  event.preventDefault()
  return true
}

function isTyping({ target }: KeyboardEvent): boolean {
  if (target instanceof HTMLInputElement) return target.type !== "range" && target.type !== "checkbox"
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement
}
