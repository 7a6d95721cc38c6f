/** Where strokes end; mirrors `find_ends` of `nurie.core.gaps`. Change both. */

import { outlines } from "./cv/measure"
import { clamp, fround, rint } from "./numbers"
import type { Bytes } from "./raster"

const SHARP = 0.6

/** Ends of strokes: x and y in turn, and unit vectors that point on, out of the stroke. */
export interface Ends {
  readonly points: Float32Array
  readonly onward: Float32Array
}

/** Points of all outlines in order, x and y in turn; per point where its outline starts, and how many points it has. */
interface Outlines {
  readonly points: Float32Array
  readonly start: Int32Array
  readonly length: Int32Array
}

export const norm = (x: number, y: number): number => fround(Math.sqrt(fround(fround(x * x) + fround(y * y))))

/** What a mask is at a place, or at the nearest of its border. Mirrors `gaps._look`. */
export function look(
  { data, height, width }: { data: ArrayLike<number>; height: number; width: number },
  x: number,
  y: number,
): number {
  return data[clamp(rint(y), 0, height - 1) * width + clamp(rint(x), 0, width - 1)]
}

/**
 * Mirrors `gaps.find_ends`. Source: Fourey, Tschumperlé and Revoy 2018, section 3; curvature here by chord over arc.
 */
export function findEnds(ink: Bytes, width: number): Ends {
  const step = rint(1.5 * width + 2)
  const traced = trace(ink, 2 * step)
  const count = traced.start.length
  const share = new Float32Array(count)
  const onward = new Float32Array(2 * count)
  for (let place = 0; place < count; place++) turn(traced, place, step, share, onward)
  const tips = Array.from({ length: count }, (_, place) => place).filter(
    (place) => share[place] < fround(SHARP) && isEnd(ink, traced.points, onward, place),
  )
  const sharpest = tips.filter((tip) => isSharpest(share, tip, traced.start[tip], traced.length[tip], step))
  const chosen = (from: Float32Array): Float32Array =>
    Float32Array.from(sharpest.flatMap((tip) => [from[2 * tip], from[2 * tip + 1]]))
  return { points: chosen(traced.points), onward: chosen(onward) }
}

function trace(ink: Bytes, shortest: number): Outlines {
  const found = outlines(ink, shortest)
  const total = found.reduce((sum, outline) => sum + outline.length, 0)
  const points = new Float32Array(total)
  const [start, length] = [new Int32Array(total / 2), new Int32Array(total / 2)]
  let at = 0
  for (const outline of found) {
    points.set(outline, 2 * at)
    start.fill(at, at, at + outline.length / 2)
    length.fill(outline.length / 2, at, at + outline.length / 2)
    at += outline.length / 2
  }
  return { points, start, length }
}

/** How sharply the outline turns at a point, chord over arc, and where the stroke would go on. */
function turn(
  { points, start, length }: Outlines,
  place: number,
  step: number,
  share: Float32Array,
  onward: Float32Array,
): void {
  const [first, count] = [start[place], length[place]]
  const before = 2 * (first + ((place - first - step + count) % count))
  const after = 2 * (first + ((place - first + step) % count))
  const [x, y] = [points[2 * place], points[2 * place + 1]]
  const [bx, by, ax, ay] = [points[before], points[before + 1], points[after], points[after + 1]]
  const arc = fround(norm(x - bx, y - by) + norm(ax - x, ay - y))
  share[place] = norm(ax - bx, ay - by) / Math.max(arc, fround(1e-6))
  const [dx, dy] = [x - (bx + ax) / 2, y - (by + ay) / 2]
  const long = Math.max(norm(dx, dy), fround(1e-6))
  onward[2 * place] = dx / long
  onward[2 * place + 1] = dy / long
}

/** Whether ink lies behind a tip, and none ahead. */
function isEnd(ink: Bytes, points: Float32Array, onward: Float32Array, place: number): boolean {
  const at = (way: number): number =>
    look(
      ink,
      fround(points[2 * place] + fround(way * onward[2 * place])),
      fround(points[2 * place + 1] + fround(way * onward[2 * place + 1])),
    )
  return (at(-2) > 0 || at(-1) > 0) && at(1.5) === 0 // a line of one pixel is not met two pixels on
}

/**
 * Whether a tip is the sharpest within `reach` along its outline; of equal ones the first. Mirrors `gaps._sharpest`.
 */
function isSharpest(share: Float32Array, tip: number, first: number, count: number, reach: number): boolean {
  let best = -1
  for (let way = -reach; way <= reach; way++) {
    const place = first + ((((tip - first + way) % count) + count) % count)
    if (best < 0 || share[place] < share[best]) best = place
  }
  return best === tip
}
