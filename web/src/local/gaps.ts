/** The short straight lines that close gaps in lines; mirrors `nurie.core.gaps`. Change both. */

import { drawOn } from "./cv/draw"
import { dilateFloats, erodeSquare, framedDistances } from "./cv/filter"
import { look, norm, type Ends } from "./ends"
import { fround, fromLargest, rint } from "./numbers"
import { bytes, type Bytes, type Ints } from "./raster"
import { alone, root } from "./union"

const PAIR_FACTOR = 2
const FACING = 0.5
const SIGNIFICANT = 2.5

/** Four numbers per closing: x and y of one end and of the other. */
export type Closings = Float32Array

/** Mirrors `gaps.find_closings`. */
export function findClosings(ink: Bytes, ends: Ends, gapPx: number): Closings {
  return Float32Array.from([...toLines(ink, ends, gapPx), ...toEnds(ends, PAIR_FACTOR * gapPx)])
}

/** From each end to the line, or the border of the page, that lies straight ahead. */
function toLines(ink: Bytes, { points, onward }: Ends, gapPx: number): number[] {
  const outside = framed(ink)
  const found: number[] = []
  for (let end = 0; end < points.length; end += 2)
    for (let step = 2; step <= Math.trunc(gapPx); step++) {
      const x = fround(points[end] + fround(onward[end] * step))
      const y = fround(points[end + 1] + fround(onward[end + 1] * step))
      if (look(outside, fround(x + 1), fround(y + 1))) {
        found.push(points[end], points[end + 1], x, y)
        break
      }
    }
  return found
}

/** A mask with a frame of ones around. */
function framed(ink: Bytes): Bytes {
  const found = bytes({ height: ink.height + 2, width: ink.width + 2 })
  found.data.fill(1)
  for (let row = 0; row < ink.height; row++)
    found.data.set(ink.data.subarray(row * ink.width, (row + 1) * ink.width), (row + 1) * found.width + 1)
  return found
}

/** Between ends that face each other. */
function toEnds({ points, onward }: Ends, reachPx: number): number[] {
  const order = Array.from({ length: points.length / 2 }, (_, index) => index)
  order.sort((one, other) => points[2 * one] - points[2 * other])
  const reach = fround(reachPx)
  const found: number[] = []
  for (let first = 0; first < order.length; first++) {
    const one = 2 * order[first]
    const last = fround(points[one] + reach)
    for (let next = first + 1; next < order.length && points[2 * order[next]] <= last; next++) {
      const other = 2 * order[next]
      const [dx, dy] = [points[other] - points[one], points[other + 1] - points[one + 1]]
      const length = norm(dx, dy)
      if (length <= 0 || length > reach) continue
      const [x, y] = [fround(dx / length), fround(dy / length)]
      const along = (end: number): number => fround(fround(x * onward[end]) + fround(y * onward[end + 1]))
      if (along(one) > FACING && along(other) < -FACING)
        found.push(points[one], points[one + 1], points[other], points[other + 1])
    }
  }
  return found
}

/** A copy of `ink` with the closings in it, one pixel wide. */
export function drawClosings(ink: Bytes, closings: Closings): Bytes {
  const closed = bytes(ink, 1, ink.data.slice())
  drawOn(closed, (pen) => {
    for (let at = 0; at < closings.length; at += 4)
      pen.line(rint(closings[at]), rint(closings[at + 1]), rint(closings[at + 2]), rint(closings[at + 3]), 1)
  })
  return closed
}

/**
 * Undoes the closings that a hand would not have drawn. Mirrors `gaps.reopen`. Source: Zhang et al. 2009, section 4.
 */
export function reopen(labels: Ints, closings: Closings, radius: Float32Array): Int32Array {
  const count = closings.length / 4
  const length = Float32Array.from({ length: count }, (_, k) =>
    norm(closings[4 * k + 2] - closings[4 * k], closings[4 * k + 3] - closings[4 * k + 1]),
  )
  const joined = alone(radius.length)
  const balls = radius.slice()
  for (const k of fromLargest(length)) {
    const one = root(joined, beside(labels, closings, 4 * k, 1))
    const other = root(joined, beside(labels, closings, 4 * k, -1))
    if (one && other && one !== other && Math.min(balls[one], balls[other]) < fround((SIGNIFICANT / 2) * length[k])) {
      joined[other] = one
      balls[one] = Math.max(balls[one], balls[other])
    }
  }
  return joined.map((_, number) => root(joined, number))
}

/** The region on one side of a closing's middle part, 0 where there is none. */
function beside(labels: Ints, closings: Closings, at: number, side: number): number {
  const [x, y] = [closings[at], closings[at + 1]]
  const [wx, wy] = [fround(closings[at + 2] - x), fround(closings[at + 3] - y)]
  const long = Math.max(norm(wx, wy), fround(1e-6))
  const [ax, ay] = [fround((-wy * side) / long), fround((wx * side) / long)]
  for (const share of [0.5, 0.35, 0.65])
    for (const distance of [1.5, 2.5]) {
      const part = (from: number, way: number, across: number): number =>
        fround(fround(from + fround(way * fround(share))) + fround(across * distance))
      const seen = look(labels, part(x, wx, ax), part(y, wy, ay))
      if (seen) return seen
    }
  return 0
}

/** The usual width of lines. Mirrors `gaps.stroke_width`. */
export function strokeWidth(ink: Bytes): number {
  const count = (mask: Bytes): number => mask.data.reduce((total, value) => total + (value ? 1 : 0), 0)
  const all = count(ink)
  const outline = all - count(erodeSquare(ink))
  return Math.max(1, (2 * all) / Math.max(outline, 1))
}

/** Per region the largest distance to a line; the page's border is none. Mirrors `gaps.largest_ball`. */
export function largestBall(labels: Ints, free: Bytes, count: number): Float32Array {
  const distance = framedDistances(free, null)
  const around = dilateFloats(distance).data
  const radius = new Float32Array(count)
  for (let place = 0; place < around.length; place++) {
    const own = distance.data[place]
    if (own > 0 && own >= around[place] && own > radius[labels.data[place]]) radius[labels.data[place]] = own
  }
  return radius
}
