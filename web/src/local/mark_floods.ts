/** A region divided between the marks that lie in it; mirrors `nurie.core.mark_floods`. Change both. */

import { nearestSeeds } from "./geodesic"
import { analysisExtent, darkest } from "./geometry"
import { toBytesBy } from "./numbers"
import { bytes, ints, type Bytes, type Extent, type Ints } from "./raster"

const SPLIT_PIXELS = 100_000

/** A pixel of a window, and the label that floods from it, 0 for none. */
export interface Seed {
  readonly y: number
  readonly x: number
  readonly label: number
}

/** Divides a region, which `inside` has 1 for, between marks as floods do. Mirrors `mark_floods.flood_marks`. */
export function floodMarks(
  inside: Bytes,
  lineart: Bytes,
  seeds: readonly Seed[],
  openPx: number,
): { divided: Ints; relief: Bytes } {
  const extent = analysisExtent(inside, SPLIT_PIXELS)
  const marks = ints(extent)
  for (const { y, x, label } of seeds) {
    const cell = cellOf(inside, extent, y, x)
    marks.data[cell] = Math.max(marks.data[cell], label)
  }
  const lines = bytes(
    inside,
    1,
    toBytesBy(lineart.data, (value, place) => (inside.data[place] ? value : 0)),
  )
  const relief = darkest(lines, extent)
  const nearest = nearestSeeds(marks.data, relief, relief, (openPx * extent.height) / inside.height)
  return { divided: ints(extent, 1, nearest.map((seed) => marks.data[seed])), relief }
}

/** Which cell, on a grid of that size, a pixel lies in. */
export const cellOf = (of: Extent, cells: Extent, y: number, x: number): number =>
  Math.floor((y * cells.height) / of.height) * cells.width + Math.floor((x * cells.width) / of.width)
