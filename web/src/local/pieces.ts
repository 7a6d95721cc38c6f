/** Regions painted in several colours without a line between, divided; mirrors `nurie.core.pieces`. Change both. */

import { principalAxis, type Vector } from "./axis"
import { medianBytes, sumSquare } from "./cv/filter"
import { featuresOf, type Grid } from "./grid"
import { argmax, countEach, fround, sum, toBytesBy, toFloatsBy, toIntsBy } from "./numbers"
import {
  boxesOf,
  boxOf,
  bytes,
  cropped,
  floats,
  ints,
  numberCount,
  type Box,
  type Bytes,
  type Floats,
  type Ints,
} from "./raster"
import { fillUnlabeled } from "./fill"
import { components } from "./regions"

const APART = 11
const SPREAD = 3
const VALLEY = 0.3
const PIECE_SHARE = 0.03
export const PIECE_CELLS = 20
const MOST_PIECES = 6

/** A window of the grid, and a mask in it. */
export interface Piece {
  readonly box: Box
  readonly mask: Bytes
}

/** Per region of several colours: its pieces but the largest. Mirrors `pieces.divide`. */
export function divide(grid: Grid, weight: number): Map<number, Piece[]> {
  const features = featuresOf(medianBytes(grid.colors, 3), weight)
  const found = new Map<number, Piece[]>()
  const count = numberCount(grid.labels)
  const boxes = boxesOf(grid.labels, count)
  for (const number of mixed(grid, features, count)) {
    const box = boxes[number]!
    const labels = cropped(grid.labels, box)
    const area = bytes(
      labels,
      1,
      toBytesBy(labels.data, (value) => (value === number ? 1 : 0)),
    )
    const pieces = piecesOf(area, cropped(features, box), cropped(grid.free, box))
    const sorted = pieces.map((mask) => ({ mask, size: sum(mask.data) })).sort((one, other) => one.size - other.size)
    if (sorted.length > 1)
      found.set(
        number,
        sorted.slice(0, -1).map(({ mask }) => ({ box, mask })),
      )
  }
  return found
}

/** Which regions have colours that deviate. */
function mixed({ labels, free }: Grid, features: Floats, count: number): number[] {
  const area = new Float64Array(count)
  const [sums, squares] = [new Float64Array(3 * count), new Float64Array(3 * count)]
  labels.data.forEach((number, cell) => {
    if (!free.data[cell]) return
    area[number]++
    for (let channel = 0; channel < 3; channel++) {
      const value = features.data[3 * cell + channel]
      sums[3 * number + channel] += value
      squares[3 * number + channel] += fround(value * value)
    }
  })
  return [...area.keys()].filter((number) => {
    const total = Math.max(area[number], 1)
    const variance = [0, 1, 2].map((k) => squares[3 * number + k] / total - (sums[3 * number + k] / total) ** 2)
    return sum(variance) > SPREAD ** 2 && total >= 2 * PIECE_CELLS
  })
}

/** An area divided in two as long as both halves have a colour of their own. Mirrors `pieces._pieces`. */
function piecesOf(area: Bytes, features: Floats, free: Bytes): Bytes[] {
  const waiting = [area]
  const done: Bytes[] = []
  while (waiting.length) {
    const whole = waiting.pop()!
    const part = boxOf(whole)!
    const parted =
      waiting.length + done.length < MOST_PIECES
        ? secondColor(cropped(whole, part), cropped(features, part), cropped(free, part))
        : null
    if (!parted) {
      done.push(whole)
      continue
    }
    const [second, rest] = [bytes(whole), bytes(whole, 1, whole.data.slice())]
    for (let y = part.top, from = 0; y < part.bottom; y++)
      for (let x = part.left; x < part.right; x++, from++)
        if (parted.data[from]) {
          second.data[y * whole.width + x] = 1
          rest.data[y * whole.width + x] = 0
        }
    waiting.push(second, rest)
  }
  return done
}

/** The part of an area that has another colour, or null. Mirrors `pieces._second_color`. */
function secondColor(area: Bytes, features: Floats, free: Bytes): Bytes | null {
  const shown = bytes(
    area,
    1,
    area.data.map((value, cell) => value & free.data[cell]),
  )
  const cells: number[] = []
  shown.data.forEach((value, cell) => {
    if (value) cells.push(cell)
  })
  if (cells.length < 2 * PIECE_CELLS) return null
  const axis = axisOf(cells, features)
  const place = (cell: number): number =>
    features.data[3 * cell] * axis[0] + features.data[3 * cell + 1] * axis[1] + features.data[3 * cell + 2] * axis[2]
  const along = toFloatsBy(cells, place)
  const cut = otsu(along)
  const high = cells.filter((_, index) => along[index] > cut)
  const low = cells.filter((_, index) => !(along[index] > cut))
  const fewer = Math.min(high.length, low.length)
  if (fewer < PIECE_CELLS) return null
  const [lowColor, highColor] = [meanOf(low, features), meanOf(high, features)]
  const middle = sum(axis.map((part, k) => ((lowColor[k] + highColor[k]) * part) / 2))
  const distance = Math.hypot(...highColor.map((value, k) => value - lowColor[k]))
  const between = along.filter((value) => Math.abs(value - middle) < 0.2 * distance).length
  if (distance < APART || between > VALLEY * fewer) return null
  return cleaned(
    area,
    shown,
    bytes(
      area,
      1,
      area.data.map((_, cell) => (fround(place(cell)) > cut ? 1 : 0)),
    ),
  )
}

const meanOf = (cells: readonly number[], features: Floats): Vector => {
  const total = [0, 0, 0]
  for (const cell of cells) for (let k = 0; k < 3; k++) total[k] += features.data[3 * cell + k]
  return [total[0] / cells.length, total[1] / cells.length, total[2] / cells.length]
}

/** Along which line colours differ most. */
function axisOf(cells: readonly number[], features: Floats): Vector {
  const step = 1 + Math.floor(cells.length / 4000)
  const some = cells.filter((_, index) => index % step === 0)
  const middle = meanOf(some, features)
  const m = [0, 0, 0, 0, 0, 0]
  for (const cell of some) {
    const [x, y, z] = middle.map((value, k) => features.data[3 * cell + k] - value)
    m[0] += x * x
    m[1] += x * y
    m[2] += x * z
    m[3] += y * y
    m[4] += y * z
    m[5] += z * z
  }
  return principalAxis(m)
}

/** The threshold between which two classes differ most, of 64 steps. Source: Otsu 1979. */
function otsu(values: Float32Array): number {
  const [least, most] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  )
  const step = Math.max(most - least, 1e-6) / 64
  const counts = countEach(
    values.map((value) => Math.trunc(fround(fround(value - fround(least)) / fround(step)))),
    65,
  )
  const total = values.length
  const all = sum(counts.map((count, bin) => count * bin))
  let [below, mass] = [0, 0]
  const between = Float64Array.from({ length: counts.length - 1 }, (_, bin) => {
    below += counts[bin]
    mass += counts[bin] * bin
    return ((all * below) / total - mass) ** 2 / Math.max(below * (total - below), 1)
  })
  return least + step * (1 + argmax(between))
}

/** A smooth border, and no specks on either side; null where a side is hardly there. Mirrors `pieces._cleaned`. */
function cleaned(area: Bytes, shown: Bytes, second: Bytes): Bytes | null {
  const votes = sumSquare(
    floats(
      area,
      1,
      toFloatsBy(second.data, (value, cell) => value & shown.data[cell]),
    ),
    5,
  ).data
  const voters = sumSquare(floats(area, 1, Float32Array.from(shown.data)), 5).data
  const inside = (sides: Ints): Ints => {
    area.data.forEach((value, cell) => {
      if (!value) sides.data[cell] = 0
    })
    return sides
  }
  let sides = ints(
    area,
    1,
    toIntsBy(area.data, (value, cell) =>
      value && voters[cell] > 0 ? 1 + (votes[cell] > voters[cell] / 2 ? 1 : 0) : 0,
    ),
  )
  sides = inside(fillUnlabeled(sides))
  const whole = sum(area.data)
  const least = Math.max(PIECE_CELLS, (PIECE_SHARE * whole) / 4)
  const parts = components(sides).data
  const sizes = countEach(parts)
  const small = parts.map((part, cell) => (area.data[cell] && sizes[part] < least ? 1 : 0))
  if (small.includes(1)) {
    small.forEach((value, cell) => {
      if (value) sides.data[cell] = 0
    })
    sides = fillUnlabeled(sides)
  }
  const found = bytes(
    area,
    1,
    area.data.map((value, cell) => (value && sides.data[cell] === 2 ? 1 : 0)),
  )
  const share = sum(found.data) / whole
  return PIECE_SHARE <= share && share <= 1 - PIECE_SHARE ? found : null
}
