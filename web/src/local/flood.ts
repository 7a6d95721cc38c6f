/** Hints flooded through the line map; mirrors `nurie.core.flood`, to the bit but for the exponential. Change both. */

import { fround, rint } from "./numbers"
import { bytes, type Bytes, type Extent } from "./raster"

const CELL_PX = 2
const LINE_COST = 400
export const REACH_SHARE = 3.6
const MAX_ROUNDS = 6
const UNITS = 256
const FAR = 1e6 * UNITS
// A distance above the index of its seed, in one number: 2^29 x 2^23 stay exact in a double.
const PLACES = 2 ** 23

/** Units of distance for crossing a cell, by the lightness of its darkest pixel. */
const STEPS = Float64Array.from({ length: 256 }, (_, light) => {
  const dark = fround((255 - light) / 255)
  return rint(fround(1 + fround(LINE_COST * fround(dark * dark))) * UNITS)
})

export const anyMarked = (hintMap: Bytes): boolean => {
  for (let at = 3; at < hintMap.data.length; at += 4) if (hintMap.data[at]) return true
  return false
}

/**
 * Colour of the nearest hint, and confidence in place of alpha. Mirrors `flood.flood`.
 *
 * Source: geodesic distance by raster sweeps, Criminisi, Sharp and Blake 2008, "GeoS", section 2.2.
 */
export function flood(hintMap: Bytes, lineart: Bytes, reachShare = REACH_SHARE): Bytes {
  const flooded = bytes(lineart, 4)
  if (!anyMarked(hintMap)) return flooded
  const { seeds, steps, extent } = toCells(words(hintMap), lineart)
  const places = geodesic(seeds, steps, extent)
  const reach = fround((reachShare * Math.min(lineart.height, lineart.width)) / CELL_PX)
  const found = new Uint32Array(places.length)
  for (let cell = 0; cell < places.length; cell++) {
    const index = places[cell] % PLACES
    const distance = fround((places[cell] - index) / PLACES / UNITS)
    const confidence = rint(fround(255 * fround(Math.exp(-fround(distance / reach)))))
    found[cell] = ((seeds[index] & 0xffffff) | (confidence << 24)) >>> 0
  }
  spreadOut(found, extent, words(hintMap), flooded)
  return flooded
}

/** Four bytes as one number, alpha on top: for little-endian machines, which all that run WebAssembly are. */
const words = ({ data }: Bytes): Uint32Array => new Uint32Array(data.buffer, data.byteOffset, data.length / 4)

/** Cells to pixels; under the hints these themselves. */
function spreadOut(cells: Uint32Array, extent: Extent, hints: Uint32Array, flooded: Bytes): void {
  const to = words(flooded)
  for (let y = 0, place = 0; y < flooded.height; y++) {
    const row = (y >> 1) * extent.width
    for (let x = 0; x < flooded.width; x++, place++)
      to[place] = hints[place] >>> 24 ? hints[place] : cells[row + (x >> 1)]
  }
}

/** Per cell the last marked pixel's colour, and what crossing its darkest pixel costs. Mirrors `flood._cells`. */
function toCells(hints: Uint32Array, lineart: Bytes): { seeds: Uint32Array; steps: Float64Array; extent: Extent } {
  const extent = { height: Math.ceil(lineart.height / CELL_PX), width: Math.ceil(lineart.width / CELL_PX) }
  const seeds = new Uint32Array(extent.height * extent.width)
  const lightest = new Uint8Array(seeds.length).fill(255)
  for (let y = 0, place = 0; y < lineart.height; y++) {
    const row = (y >> 1) * extent.width
    for (let x = 0; x < lineart.width; x++, place++) {
      const cell = row + (x >> 1)
      if (hints[place] >>> 24) seeds[cell] = hints[place]
      if (lineart.data[place] < lightest[cell]) lightest[cell] = lineart.data[place]
    }
  }
  const steps = new Float64Array(seeds.length)
  for (let cell = 0; cell < steps.length; cell++) steps[cell] = STEPS[lightest[cell]]
  return { seeds, steps, extent }
}

/** Per cell the distance to the nearest seed above that seed's index. Mirrors `flood._geodesic`. */
function geodesic(seeds: Uint32Array, steps: Float64Array, { height, width }: Extent): Float64Array {
  const places = new Float64Array(seeds.length)
  for (let cell = 0; cell < places.length; cell++) places[cell] = (seeds[cell] >>> 24 ? 0 : FAR * PLACES) + cell
  const costs = steps.map((step) => step * PLACES)
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let changed = false
    for (let y = 0; y < height; y++) changed = sweep(places, costs, y * width, 1, width) || changed
    for (let x = 0; x < width; x++) changed = sweep(places, costs, x, width, height) || changed
    if (!changed) break
  }
  return places
}

/** There and back along one row or column: each cell takes its neighbour's place where that is nearer. */
function sweep(places: Float64Array, costs: Float64Array, first: number, stride: number, count: number): boolean {
  let changed = false
  const last = first + (count - 1) * stride
  for (let at = first + stride; at <= last; at += stride) {
    const near = places[at - stride] + costs[at]
    if (near < places[at]) {
      places[at] = near
      changed = true
    }
  }
  for (let at = last - stride; at >= first; at -= stride) {
    const near = places[at + stride] + costs[at]
    if (near < places[at]) {
      places[at] = near
      changed = true
    }
  }
  return changed
}
