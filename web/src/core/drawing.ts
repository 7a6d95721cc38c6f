/** A stroke from pen down to pen up. Between them it is a draft, which undo does not know. */

import { addHints, changeWork, chooseColor, startColoring, useColor } from "./actions"
import { type Draft, type State, type Work, workOf } from "./state"
import { eraseHints, extended, type HintStroke, type InkPoint, type Point, rounded } from "./strokes"

/** Where the pen is: page pixels (centres on whole numbers), pressure 0..1, and whether it is a pen. */
export interface Touch {
  readonly x: number
  readonly y: number
  readonly pressure: number
  readonly pen: boolean
}

/** Pen down. Tools that draw nothing leave the state as it is. */
export function beginStroke(state: State, touch: Touch): State {
  const draft = draftOf(state, touch)
  return draft ? { ...state, draft, drawing: true } : state
}

function draftOf(state: State, touch: Touch): Draft | null {
  const at: Point = [rounded(touch.x), rounded(touch.y)]
  switch (state.tool) {
    case "brush":
      return { kind: "hint", stroke: hintOf(state, at, state.hint_px) }
    case "fill":
      return { kind: "hint", stroke: { ...hintOf(state, at, fillRadius(state)), kind: fillKind(state) } }
    case "eraser":
      return { kind: "erase", path: [at], radius_px: state.eraser_px }
    case "pen":
    case "rubber":
      return { kind: "ink", stroke: inkOf(state, touch) }
    default:
      return null
  }
}

function hintOf(state: State, at: Point, radius_px: number): HintStroke {
  return { points: [at], color: state.color, radius_px, kind: state.kind }
}

function fillKind(state: State): HintStroke["kind"] {
  return state.kind === "transparent" ? "transparent" : "exact"
}

/** Small enough to lie within a small region, large enough to be seen by an engine that reduces the page. */
function fillRadius(state: State): number {
  const page = state.page?.pixels
  return page ? Math.max(2, rounded(Math.min(page.width, page.height) / 250)) : 2
}

function inkOf(state: State, touch: Touch): Extract<Draft, { kind: "ink" }>["stroke"] {
  const draws = state.tool === "pen"
  return {
    points: [inkPoint(touch)], width_px: draws ? state.ink_px : state.eraser_px * 2,
    color: "#1a1a1a", mode: draws ? "draw" : "erase", pen: touch.pen && draws,
  }
}

function inkPoint({ x, y, pressure }: Touch): InkPoint {
  return [rounded(x), rounded(y), Math.round(pressure * 100) / 100]
}

export function extendStroke(state: State, touches: readonly Touch[]): State {
  const { draft, tool } = state
  if (!draft || tool === "fill") return state
  return { ...state, draft: touches.reduce((grown, touch) => extendedDraft(grown, touch, 0.7 / state.view.scale), draft) }
}

function extendedDraft(draft: Draft, touch: Touch, step_px: number): Draft {
  if (draft.kind === "ink") {
    return { ...draft, stroke: { ...draft.stroke, points: extended(draft.stroke.points, inkPoint(touch), step_px) } }
  }
  const at: Point = [rounded(touch.x), rounded(touch.y)]
  if (draft.kind === "erase") return { ...draft, path: extended(draft.path, at, step_px) }
  return { ...draft, stroke: { ...draft.stroke, points: extended(draft.stroke.points, at, Math.max(step_px, draft.stroke.radius_px / 4)) } }
}

/** Pen up: the draft becomes work. */
export function endStroke(state: State): State {
  const { draft } = state
  const rest = { ...state, draft: null, drawing: false }
  if (!draft) return state.drawing ? rest : state
  switch (draft.kind) {
    case "hint":
      return startColoring(useColor(addHints(rest, [draft.stroke])))
    case "erase":
      return changeWorkIfOther(rest, eraseHints(workOf(state).hints, draft.path, draft.radius_px))
    case "ink":
      return changeWork(rest, { ink: [...workOf(state).ink, draft.stroke] })
  }
}

function changeWorkIfOther(state: State, hints: readonly HintStroke[]): State {
  return hints === workOf(state).hints ? state : changeWork(state, { hints })
}

/** The stroke was none: a second finger came, or the system took the pointer. */
export function dropStroke(state: State): State {
  return state.draft || state.drawing ? { ...state, draft: null, drawing: false } : state
}

/** The work as it would be if the pen were lifted now: what is shown, and what is coloured meanwhile. */
export function workWithDraft(state: State): Work {
  const work = workOf(state)
  const { draft } = state
  if (!draft) return work
  if (draft.kind === "hint") return { ...work, hints: [...work.hints, draft.stroke] }
  if (draft.kind === "ink") return { ...work, ink: [...work.ink, draft.stroke] }
  return { ...work, hints: eraseHints(work.hints, draft.path, draft.radius_px) }
}

/** The eyedropper's find becomes the colour, and the brush comes back. */
export function pickColor(state: State, color: string): State {
  const picked = chooseColor(state, color)
  return state.tool === "pick" ? { ...picked, tool: "brush" } : picked
}
