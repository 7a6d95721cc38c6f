/** Strokes drawn into the map that the network reads; mirrors `nurie.core.hints`. Change both. */

import { drawOn, SHIFT, type Pen } from "./cv/draw"
import { clamp, rint } from "./numbers"
import type { Hints, HintKind, Stroke } from "./page"
import { bytes, ints, type Bytes, type Extent, type Ints } from "./raster"
import { EngineError, type HintStroke } from "../engine/engine"

const MAX_RADIUS_PX = 4096
const FARTHEST = 1e6
const KINDS: readonly HintKind[] = ["exact", "loose", "transparent"]

/** Strokes as the page gives them, checked. */
export function readHints(strokes: readonly HintStroke[], size: Extent): Hints {
  return { size, strokes: strokes.map(readStroke) }
}

function readStroke({ points, color, radius_px: radius, kind }: HintStroke, index: number): Stroke {
  if (!points.length || !(radius > 0 && radius <= MAX_RADIUS_PX))
    throw new EngineError(
      `Stroke ${index + 1} has ${points.length} points and radius ${radius}; expected at least one point and a radius ` +
        `above 0 and at most ${MAX_RADIUS_PX} px.`,
    )
  if (!KINDS.includes(kind))
    throw new EngineError(`Stroke ${index + 1} is of kind ${kind}; known are ${KINDS.join(", ")}.`)
  return { points, color: readColor(color), radius, kind }
}

/** The three bytes of "#rrggbb". */
export function readColor(text: string): [number, number, number] {
  if (!/^#[0-9a-fA-F]{6}$/.test(text))
    throw new EngineError(`The colour ${text} is not known; expected #rrggbb, for example #e8b89a.`)
  const value = Number.parseInt(text.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

/** Colour and mask, four bytes a pixel, 0 where there is no hint. Mirrors `hints.rasterize`. */
export function rasterize(hints: Hints, extent: Extent): Bytes {
  const map = bytes(extent, 4)
  drawOn(map, (pen) => {
    for (const stroke of hints.strokes)
      draw(pen, stroke, hints.size, extent, stroke.kind === "transparent" ? [0, 0, 0, 0] : [...stroke.color, 255])
  })
  return map
}

/** The number from 1 of the stroke on top, 0 for none. Mirrors `hints.rasterize_marks`. */
export function rasterizeMarks(hints: Hints, extent: Extent): Ints {
  const map = ints(extent)
  drawOn(map, (pen) => hints.strokes.forEach((stroke, index) => draw(pen, stroke, hints.size, extent, [index + 1])))
  return map
}

/** One stroke, scaled. Mirrors `hints._placed` and `hints._draw`. */
function draw(
  pen: Pen,
  { points, radius: given }: Stroke,
  size: Extent,
  extent: Extent,
  value: readonly number[],
): void {
  const [across, down] = [extent.width / size.width, extent.height / size.height]
  const unit = 1 << SHIFT
  const radius = (given * (across + down)) / 2
  const centers = points.map(([x, y]) => [(x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5] as const)
  const fixed = centers.flat().map((place) => rint(clamp(place, -FARTHEST, FARTHEST) * unit))
  if (radius < 1 && centers.length === 1) {
    const [x, y] = [rint(centers[0][0]), rint(centers[0][1])]
    if (x >= 0 && x < extent.width && y >= 0 && y < extent.height) pen.point(x, y, value)
    return
  }
  if (centers.length > 1) pen.path(Int32Array.from(fixed), Math.max(1, rint(2 * radius)), value)
  pen.disc(fixed[0], fixed[1], rint(radius * unit), value)
  if (centers.length > 1) pen.disc(fixed[fixed.length - 2], fixed[fixed.length - 1], rint(radius * unit), value)
}
