/** Hints flooded through the line map; mirrors `nurie.core.flood`, to the bit but for the exponential. Change both. */

import { distances, nearestSeeds, OPEN_SHARE, UNITS } from "./geodesic"
import { fround, rint } from "./numbers"
import { bytes, type Bytes, type Extent } from "./raster"

const CELL_PX = 2
const REACH_SHARE = 3.6

export const anyMarked = (hintMap: Bytes): boolean => {
  for (let at = 3; at < hintMap.data.length; at += 4) if (hintMap.data[at]) return true
  return false
}

/**
 * Colour of the nearest hint, and confidence in place of alpha. Mirrors `flood.flood`.
 */
export function flood(hintMap: Bytes, lineart: Bytes): Bytes {
  const flooded = bytes(lineart, 4)
  if (!anyMarked(hintMap)) return flooded
  const { seeds, darkest, relief } = toCells(words(hintMap), lineart)
  const seeded = seeds.map((seed) => seed >>> 24)
  const far = distances(seeded, darkest)
  const nearest = nearestSeeds(seeded, darkest, relief, OPEN_SHARE * Math.min(darkest.height, darkest.width))
  const reach = fround((REACH_SHARE * Math.min(lineart.height, lineart.width)) / CELL_PX)
  const found = new Uint32Array(far.length)
  for (let cell = 0; cell < far.length; cell++) {
    const distance = fround(far[cell] / UNITS)
    const confidence = rint(fround(255 * fround(Math.exp(-fround(distance / reach)))))
    found[cell] = ((seeds[nearest[cell]] & 0xffffff) | (confidence << 24)) >>> 0
  }
  spreadOut(found, darkest, words(hintMap), flooded)
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

/** Per cell the last marked pixel's colour, the darkest pixel and the mean of the pixels. Mirrors `flood._cells`. */
function toCells(hints: Uint32Array, lineart: Bytes): { seeds: Uint32Array; darkest: Bytes; relief: Bytes } {
  const darkest = bytes({ height: Math.ceil(lineart.height / CELL_PX), width: Math.ceil(lineart.width / CELL_PX) })
  darkest.data.fill(255)
  const seeds = new Uint32Array(darkest.data.length)
  const total = new Uint16Array(seeds.length).fill(CELL_PX ** 2 * 255 + CELL_PX ** 2 / 2) // less the darkness of each
  for (let y = 0, place = 0; y < lineart.height; y++) {
    const row = (y >> 1) * darkest.width
    for (let x = 0; x < lineart.width; x++, place++) {
      const cell = row + (x >> 1)
      if (hints[place] >>> 24) seeds[cell] = hints[place]
      total[cell] -= 255 - lineart.data[place]
      if (lineart.data[place] < darkest.data[cell]) darkest.data[cell] = lineart.data[place]
    }
  }
  const relief = bytes(darkest, 1, Uint8Array.from(total, (levels) => Math.floor(levels / CELL_PX ** 2)))
  return { seeds, darkest, relief }
}
