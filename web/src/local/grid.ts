/** The page on a coarse grid, where its colours are judged; mirrors `pieces.make_grid` and `pieces._features`. */

import { labBytes } from "./cv/filter"
import { analysisExtent, darkest } from "./geometry"
import { fround } from "./numbers"
import { atCenters, bytes, floats, type Bytes, type Extent, type Floats, type Ints } from "./raster"

const GRID_PIXELS = 50_000
export const LINE_BELOW = 200

/** The page by the pixel at each cell's centre; `free` is 1 where no line runs through the cell. */
export interface Grid {
  readonly extent: Extent
  readonly labels: Ints
  readonly colors: Bytes
  readonly free: Bytes
}

/** What of a grid depends on the page alone. */
export function freeCells(lineart: Bytes): Bytes {
  const extent = analysisExtent(lineart, GRID_PIXELS)
  return bytes(
    extent,
    1,
    darkest(lineart, extent).data.map((value) => (value >= LINE_BELOW ? 1 : 0)),
  )
}

export function makeGrid(color: Bytes, regions: Ints, free: Bytes): Grid {
  const extent = { height: free.height, width: free.width }
  return { extent, labels: atCenters(regions, extent), colors: atCenters(color, extent), free }
}

/** Weighted lightness; a* and b* over lightness, so that shadow moves them little. */
export function featuresOf(colors: Bytes, weight: number): Floats {
  const lab = labBytes(colors).data
  const found = floats(colors, 3)
  for (let at = 0; at < lab.length; at += 3) {
    const lightness = fround(lab[at] * fround(100 / 255))
    const scale = fround(84 / Math.max(lightness + 16, 40))
    found.data[at] = weight * lightness
    found.data[at + 1] = (lab[at + 1] - 128) * scale
    found.data[at + 2] = (lab[at + 2] - 128) * scale
  }
  return found
}
