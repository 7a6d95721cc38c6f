/** Pieces of regions as regions of their own; mirrors `pieces.with_pieces`. Change both. */

import { enlargeLabels } from "./enlarge"
import { countEach, fromLargest } from "./numbers"
import { PIECE_CELLS, type Piece } from "./pieces"
import type { Grid } from "./grid"
import { cropped, ints, numberCount, type Box, type Extent, type Ints } from "./raster"
import { fillUnlabeled } from "./fill"
import { components } from "./regions"

/** New numbers for pieces, of each connected part; on the page their borders run smoothly between cells. */
export function withPieces(given: Ints, grid: Grid, pieces: Map<number, Piece[]>): Ints {
  const regions = ints(given, 1, given.data.slice())
  let following = numberCount(regions)
  for (const [number, parts] of pieces) {
    const { box } = parts[0]
    const colored = cropped(grid.labels, box)
    colored.data.forEach((value, cell) => (colored.data[cell] = value === number ? 1 : 0))
    parts.forEach(({ mask }, index) =>
      mask.data.forEach((value, cell) => {
        if (value) colored.data[cell] = index + 2
      }),
    )
    const { numbered, count } = numberParts(colored)
    numbered.data.forEach((part, cell) => {
      if (part) numbered.data[cell] = part === 1 ? number : following + part - 2
    })
    renumber(regions, grid.extent, number, box, numbered)
    following += count - 1
  }
  return regions
}

/** The connected parts of each colour from 1; a small part has the number of its colour's largest. */
function numberParts(colored: Ints): { numbered: Ints; count: number } {
  const parts = components(colored)
  const areas = countEach(parts.data)
  const colorOf = new Int32Array(areas.length)
  parts.data.forEach((part, cell) => (colorOf[part] = colored.data[cell]))
  const order = fromLargest(areas)
  const largest = new Map<number, number>()
  for (const part of order) if (!largest.has(colorOf[part])) largest.set(colorOf[part], part)
  const numberOf = new Int32Array(areas.length)
  let count = 0
  for (const part of order)
    if (colorOf[part] && (areas[part] >= PIECE_CELLS || part === largest.get(colorOf[part]))) numberOf[part] = ++count
  colorOf.forEach((color, part) => {
    if (color && !numberOf[part]) numberOf[part] = numberOf[largest.get(color)!]
  })
  return {
    numbered: ints(
      colored,
      1,
      parts.data.map((part) => numberOf[part]),
    ),
    count,
  }
}

/** Changes a region's pixels into its pieces' numbers. Mirrors `pieces.renumber`. */
export function renumber(regions: Ints, extent: Extent, number: number, window: Box, numbered: Ints): void {
  const [down, across] = [regions.height / extent.height, regions.width / extent.width]
  const top = Math.max(0, Math.floor((window.top - 1) * down))
  const left = Math.max(0, Math.floor((window.left - 1) * across))
  const height = Math.min(regions.height, Math.ceil((window.bottom + 1) * down)) - top
  const width = Math.min(regions.width, Math.ceil((window.right + 1) * across)) - left
  const to = {
    across: 1 / across,
    down: 1 / down,
    right: (left + 0.5) / across - 0.5 - window.left,
    below: (top + 0.5) / down - 0.5 - window.top,
  }
  const chosen = enlargeLabels(fillUnlabeled(numbered), to, { height, width })
  for (let y = 0, from = 0; y < height; y++)
    for (let x = 0; x < width; x++, from++) {
      const place = (y + top) * regions.width + x + left
      if (regions.data[place] === number) regions.data[place] = chosen.data[from]
    }
}
