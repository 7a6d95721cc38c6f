/** The state as what an engine is asked for. */

import { workWithDraft } from "../core/drawing"
import { colorsOf } from "../core/palettes"
import type { State } from "../core/state"
import type { PaintRequest } from "./engine"

export function requestOf(state: State): PaintRequest {
  const { hints, seed } = workWithDraft(state)
  const { gap, guess, paletteOnly, palette } = state.settings
  return { hints, seed, guess, gap, palette: paletteOnly ? colorsOf(palette) : [], light: state.light }
}

/** The same for requests that give the same picture of the same page. */
export function keyOf(request: PaintRequest): string {
  return JSON.stringify([request.hints, request.seed, request.guess, request.gap, request.palette, request.light])
}
