/** What can happen to the state: functions of it, nothing else. Those of drawing are in drawing.ts. */

import { recentWith } from "./color"
import { begin, commit, redo, undo } from "./history"
import type { Palette } from "./palette"
import {
  type Colored, type Compare, type EngineState, type LayerLook, type LayerName, type Light, type Looks, type Message, NO_WORK, type Page,
  type Proposal, type Settings, type State, type Tool, type Work, workOf,
} from "./state"
import { brushFor, type Extent, type HintStroke, type Kind } from "./strokes"
import { fit, type Viewport } from "./viewport"

const MOST_RECENT = 14
const MARGIN_PX = 20
const FOOT_PX = 48 // of the stage, where the view's buttons float

/** A new page, with what is known of it: nothing, or the work of a session. */
export function openPage(state: State, page: Page, work: Work = NO_WORK, coloring = false): State {
  const { hint_px, ink_px } = brushFor(page.pixels)
  return {
    ...state, page, history: begin(work), draft: null, drawing: false, colored: null, proposals: [], coloring, message: null,
    hint_px, ink_px, eraser_px: hint_px * 2, view: fitted(state, page),
  }
}

function fitted(state: State, page: Page): Viewport {
  const { width, height } = paneOf(state)
  return fit(page.pixels, { width, height: Math.max(height - FOOT_PX, 1) }, MARGIN_PX)
}

/** How much of the stage one picture has. */
export function paneOf(state: State): Extent {
  const { width, height } = state.stage
  return state.compare === "side" ? { width: width / 2, height } : { width, height }
}

export function changeWork(state: State, change: Partial<Work>): State {
  return { ...state, history: commit(state.history, { ...workOf(state), ...change }) }
}

export function addHints(state: State, hints: readonly HintStroke[]): State {
  return changeWork(state, { hints: [...workOf(state).hints, ...hints] })
}

export function clearHints(state: State): State {
  return workOf(state).hints.length === 0 ? state : changeWork(state, { hints: [] })
}

export function chooseSeed(state: State, seed: number): State {
  if (workOf(state).seed === seed) return { ...state, coloring: true }
  return { ...changeWork(state, { seed }), coloring: true }
}

export function undoWork(state: State): State {
  return { ...state, history: undo(state.history), draft: null }
}

export function redoWork(state: State): State {
  return { ...state, history: redo(state.history), draft: null }
}

export function chooseTool(state: State, tool: Tool): State {
  return { ...state, tool }
}

/** A colour that is chosen is meant to be painted with: the hand and the erasers give way to the brush. */
export function chooseColor(state: State, color: string): State {
  const tool = state.tool === "fill" || state.tool === "brush" || state.tool === "pick" ? state.tool : "brush"
  const kind = state.kind === "transparent" ? "exact" : state.kind
  return { ...state, color, tool, kind }
}

export function chooseKind(state: State, kind: Kind): State {
  return { ...state, kind }
}

export function useColor(state: State): State {
  if (state.kind === "transparent") return state
  return changeSettings(state, { recent: recentWith(state.settings.recent, state.color, MOST_RECENT) })
}

export function changeSettings(state: State, change: Partial<Settings>): State {
  return { ...state, settings: { ...state.settings, ...change } }
}

export function choosePalette(state: State, palette: Palette): State {
  return changeSettings(state, { palette })
}

export type SizedTool = "hint_px" | "eraser_px" | "ink_px"
export const SIZES: Readonly<Record<SizedTool, readonly [number, number]>> = {
  hint_px: [1, 200], eraser_px: [2, 400], ink_px: [0.5, 100],
}

export function sizeOfTool(tool: Tool): SizedTool {
  if (tool === "pen") return "ink_px"
  return tool === "eraser" || tool === "rubber" ? "eraser_px" : "hint_px"
}

export function setSize(state: State, size_px: number): State {
  const which = sizeOfTool(state.tool)
  const [least, most] = SIZES[which]
  const kept = Math.min(Math.max(Math.round(size_px * 2) / 2, least), most)
  return { ...state, [which]: kept }
}

/** One step larger or smaller, in proportion. */
export function stepSize(state: State, up: boolean): State {
  const size = state[sizeOfTool(state.tool)]
  const step = Math.max(size * 0.15, 0.5)
  return setSize(state, up ? size + step : size - step)
}

export function setLook(state: State, layer: LayerName, change: Partial<LayerLook>): State {
  return { ...state, looks: { ...state.looks, [layer]: { ...state.looks[layer], ...change } } }
}

export function setLooks(state: State, looks: Looks): State {
  return { ...state, looks }
}

export function chooseLight(state: State, light: Light | null): State {
  return { ...state, light }
}

export function setView(state: State, view: Viewport): State {
  return { ...state, view }
}

export function fitView(state: State): State {
  return state.page ? { ...state, view: fitted(state, state.page) } : state
}

/** The page stays where it is in the middle when the window changes. */
export function setStage(state: State, stage: Extent): State {
  const before = paneOf(state)
  const after = { ...state, stage }
  const pane = paneOf(after)
  if (before.width <= 1) return fitView(after)
  const view = { ...state.view, x: state.view.x + (pane.width - before.width) / 2, y: state.view.y + (pane.height - before.height) / 2 }
  return { ...after, view }
}

export function chooseCompare(state: State, compare: Compare): State {
  if (compare === state.compare) return state
  const next = { ...state, compare }
  return compare === "side" || state.compare === "side" ? fitView(next) : next
}

export function setSplit(state: State, split: number): State {
  return { ...state, split: Math.min(Math.max(split, 0.02), 0.98) }
}

export function startColoring(state: State): State {
  return state.coloring ? state : { ...state, coloring: true }
}

/** By hand, also where `live` is off. */
export function askForColor(state: State): State {
  return { ...state, coloring: true, asked: state.asked + 1 }
}

export function showColored(state: State, colored: Colored): State {
  return { ...state, colored, message: state.message?.tone === "problem" ? null : state.message }
}

export function setEngine(state: State, change: Partial<EngineState>): State {
  return { ...state, engine: { ...state.engine, ...change } }
}

export function setProposals(state: State, proposals: readonly Proposal[]): State {
  return { ...state, proposals }
}

export function tell(state: State, message: Message | null): State {
  return { ...state, message }
}
