/** Strokes as data: hints and ink. The canvas is a rendering of them. */

import type { HintStroke } from "../engine/engine"

export type { HintStroke }
export type Kind = HintStroke["kind"]
export const KINDS: readonly Kind[] = ["exact", "loose", "transparent"]

/** Page pixels, pixel centres on whole numbers. */
export type Point = readonly [number, number]

export interface Extent {
  readonly width: number
  readonly height: number
}

/** x, y and pressure 0..1. */
export type InkPoint = readonly [number, number, number]

/** A line that the artist drew or rubbed out on the page. */
export interface InkStroke {
  readonly points: readonly InkPoint[]
  readonly width_px: number
  readonly color: string
  readonly mode: "draw" | "erase"
  /** The points' pressures come from a pen; else speed thins the line. */
  readonly pen: boolean
}

/** A tenth of a pixel is finer than any hand, and short in a file. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10
}

/** The path with `next` at its end, or the same path where `next` is nearer than `step_px`. */
export function extended<P extends Point | InkPoint>(path: readonly P[], next: P, step_px: number): readonly P[] {
  const last = path[path.length - 1]
  if (last && Math.hypot(next[0] - last[0], next[1] - last[1]) < step_px) return path
  return [...path, next]
}

export function distanceToPath(point: Point, path: readonly Point[]): number {
  if (path.length === 1) return Math.hypot(point[0] - path[0][0], point[1] - path[0][1])
  let least = Infinity
  for (let i = 1; i < path.length; i++) least = Math.min(least, distanceToSegment(point, path[i - 1], path[i]))
  return least
}

function distanceToSegment([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const t = length === 0 ? 0 : Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / length, 0), 1)
  return Math.hypot(x - ax - t * dx, y - ay - t * dy)
}

/**
 * Rubs a path out of hints. What is left of a stroke on both sides becomes two strokes, in the same place of the order.
 *
 * @returns the same array where nothing was touched.
 */
export function eraseHints(
  hints: readonly HintStroke[], path: readonly Point[], radius_px: number,
): readonly HintStroke[] {
  const left = hints.flatMap((stroke) => eraseStroke(stroke, path, radius_px))
  return left.length === hints.length && left.every((stroke, i) => stroke === hints[i]) ? hints : left
}

function eraseStroke(stroke: HintStroke, path: readonly Point[], radius_px: number): readonly HintStroke[] {
  const reach = radius_px + stroke.radius_px / 2
  const fine = densified(stroke.points, Math.max(Math.min(radius_px, stroke.radius_px) / 2, 0.5))
  const kept = fine.map((point) => distanceToPath(point, path) > reach)
  if (kept.every(Boolean)) return [stroke]
  return runs(fine, kept).map((points) => ({ ...stroke, points }))
}

/** The path with points between its own, so that no step is longer than `step_px`. */
export function densified(path: readonly Point[], step_px: number): readonly Point[] {
  const dense: Point[] = path.slice(0, 1)
  for (let i = 1; i < path.length; i++) {
    const [[ax, ay], [bx, by]] = [path[i - 1], path[i]]
    const steps = Math.max(Math.ceil(Math.hypot(bx - ax, by - ay) / step_px), 1)
    for (let k = 1; k <= steps; k++) dense.push([rounded(ax + ((bx - ax) * k) / steps), rounded(ay + ((by - ay) * k) / steps)])
  }
  return dense
}

function runs(points: readonly Point[], kept: readonly boolean[]): readonly Point[][] {
  const found: Point[][] = []
  points.forEach((point, i) => {
    if (!kept[i]) return
    if (i > 0 && kept[i - 1]) found[found.length - 1].push(point)
    else found.push([point])
  })
  return found
}

/** The last hint under a point, as the eye sees it. */
export function hintAt(hints: readonly HintStroke[], point: Point): HintStroke | null {
  for (let i = hints.length - 1; i >= 0; i--) {
    if (distanceToPath(point, hints[i].points) <= hints[i].radius_px) return hints[i]
  }
  return null
}

/** Hints of one page size on another of the same shape. Pixel centres lie on whole numbers, so the scale is about -0.5. */
export function scaleHints(hints: readonly HintStroke[], from: Extent, to: Extent): readonly HintStroke[] {
  const [sx, sy] = [to.width / from.width, to.height / from.height]
  if (sx === 1 && sy === 1) return hints
  return hints.map((stroke) => ({
    ...stroke,
    radius_px: Math.max(rounded(stroke.radius_px * Math.sqrt(sx * sy)), 0.1),
    points: stroke.points.map(([x, y]): Point => [rounded((x + 0.5) * sx - 0.5), rounded((y + 0.5) * sy - 0.5)]),
  }))
}

/** How wide brushes are on a new page: what suits the eye at the page's own size. */
export function brushFor(page: Extent): { readonly hint_px: number; readonly ink_px: number } {
  const short = Math.min(page.width, page.height)
  return { hint_px: Math.max(Math.round(short / 100), 2), ink_px: Math.max(rounded(short / 180), 1.5) }
}
