/** Which seed's flood is where first; mirrors `nurie.core.geodesic`, to the bit. Change both. */

import { fround, rint } from "./numbers"
import type { Bytes, Extent } from "./raster"

const LINE_COST = 400
const DOUBLES_EVERY = 12
export const OPEN_FROM = 200
export const OPEN_SHARE = 0.05
const SLOWEST = 10_000
const MAX_ROUNDS = 6
export const UNITS = 256
const EASE_UNITS = 16
const FAR = 2 ** 38
const LEVELS = 256

/** Per cell the distance to the nearest seed, and the flat index of that seed; of equally near ones the first. */
export interface Nearest {
  readonly distance: Float64Array
  readonly index: Int32Array
}

/** What a step to a cell costs, by its lightness: 1 on paper. Mirrors `geodesic.line_cost`. */
const LINE_COSTS = Float64Array.from({ length: LEVELS }, (_, light) => {
  const dark = fround((255 - light) / 255)
  return fround(1 + fround(LINE_COST * fround(dark * dark)))
})

/** What a step to a cell costs a flood, by its lightness. Mirrors `geodesic.steep_cost`. */
const STEEP_COSTS = Float64Array.from({ length: LEVELS }, (_, light) => fround(2 ** ((255 - light) / DOUBLES_EVERY)))

/** Which seed's flood each cell is reached by first: flat indices of cells that `seeded` says hold one. */
export function nearestSeeds(
  seeded: ArrayLike<number>,
  darkest: Bytes,
  relief: Bytes,
  openCells: number,
): Int32Array {
  const widths = widthsOf(darkest)
  const softened = soften(relief)
  const eases = Float64Array.from({ length: LEVELS }, (_, width) => {
    const narrow = openCells / Math.max(width, 1)
    return fround(Math.min(Math.max(narrow * narrow * narrow, 1), SLOWEST))
  })
  const steps = new Float64Array(widths.length)
  for (let cell = 0; cell < steps.length; cell++) {
    const cost = fround(STEEP_COSTS[softened[cell]] * eases[widths[cell]])
    steps[cell] = rint(fround(cost * EASE_UNITS))
  }
  return geodesic(seeded, steps, darkest).index
}

/** Binomial means over 3x3 cells, the border repeated. Mirrors `geodesic.soften`. */
function soften({ data, height, width }: Bytes): Uint8Array {
  const across = new Uint16Array(data.length)
  for (let y = 0, place = 0; y < height; y++)
    for (let x = 0; x < width; x++, place++)
      across[place] = data[x ? place - 1 : place] + 2 * data[place] + data[x + 1 < width ? place + 1 : place]
  return Uint8Array.from(across, (own, place) => {
    const [above, below] = [place >= width ? place - width : place, place + width < data.length ? place + width : place]
    return (across[above] + 2 * own + across[below] + 8) >> 4
  })
}

/** Distances in whole `UNITS` per cell of paper, whatever the width of the paper. */
export function distances(seeded: ArrayLike<number>, lineart: Bytes): Float64Array {
  const costs = LINE_COSTS.map((cost) => rint(fround(cost * UNITS)))
  const steps = new Float64Array(lineart.data.length)
  for (let cell = 0; cell < steps.length; cell++) steps[cell] = costs[lineart.data[cell]]
  return geodesic(seeded, steps, lineart).distance
}

/** Chessboard distance of each cell to the nearest wall, 0 in walls, 255 at most. Mirrors `geodesic._widths`. */
function widthsOf({ data, height, width }: Bytes): Uint8Array {
  const found = new Uint8Array(data.length)
  for (let place = 0; place < data.length; place++) found[place] = data[place] >= OPEN_FROM ? LEVELS - 1 : 0
  const least = (y: number, x: number, ways: readonly (readonly [number, number])[]): void => {
    const place = y * width + x
    for (const [down, right] of ways) {
      const [row, column] = [y + down, x + right]
      if (row < 0 || row >= height || column < 0 || column >= width) continue
      found[place] = Math.min(found[place], found[row * width + column] + 1)
    }
  }
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) least(y, x, BEFORE)
  for (let y = height - 1; y >= 0; y--) for (let x = width - 1; x >= 0; x--) least(y, x, AFTER)
  return found
}

const BEFORE = [[0, -1], [-1, -1], [-1, 0], [-1, 1]] as const
const AFTER = [[0, 1], [1, 1], [1, 0], [1, -1]] as const

/** Mirrors `geodesic.geodesic`. */
function geodesic(seeded: ArrayLike<number>, steps: Float64Array, { height, width }: Extent): Nearest {
  const distance = new Float64Array(steps.length)
  const index = Int32Array.from({ length: steps.length }, (_, cell) => cell)
  const most = Math.floor(FAR / (2 * (height + width)))
  for (let cell = 0; cell < steps.length; cell++) {
    distance[cell] = seeded[cell] ? 0 : FAR
    steps[cell] = Math.min(steps[cell], most)
  }
  const found = { distance, index }
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let changed = false
    for (let y = 0; y < height; y++) changed = sweep(found, steps, y * width, 1, width) || changed
    for (let x = 0; x < width; x++) changed = sweep(found, steps, x, width, height) || changed
    if (!changed) break
  }
  return found
}

/** There and back along one row or column: each cell takes its neighbour's seed where that is nearer. */
function sweep({ distance, index }: Nearest, steps: Float64Array, first: number, stride: number, count: number) {
  let changed = false
  const last = first + (count - 1) * stride
  const take = (at: number, from: number): void => {
    const near = distance[from] + steps[at]
    if (near > distance[at] || (near === distance[at] && index[from] >= index[at])) return
    distance[at] = near
    index[at] = index[from]
    changed = true
  }
  for (let at = first + stride; at <= last; at += stride) take(at, at - stride)
  for (let at = last - stride; at >= first; at -= stride) take(at, at + stride)
  return changed
}
