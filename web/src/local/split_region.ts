/** One region divided between marks of several colours; mirrors `exact._split`. Change both. */

import { enlargeLabels } from "./enlarge"
import { nearestSeeds, OPEN_SHARE } from "./geodesic"
import { analysisExtent, darkest } from "./geometry"
import { toBytesBy } from "./numbers"
import { boxOf, bytes, cropped, ints, type Bytes, type Ints } from "./raster"

const SPLIT_PIXELS = 100_000

/**
 * Divides a region between the marks with a `choice`: choice k becomes region next[k]. Those that are no `floods` have
 * their own pixels alone.
 */
export function splitRegion(
  regions: Ints,
  region: number,
  lineart: Bytes,
  numbers: Ints,
  places: readonly number[],
  choice: Int32Array,
  floods: Int32Array,
  next: Int32Array,
): void {
  const seeds = places.filter((place) => regions.data[place] === region && choice[numbers.data[place]] > 0)
  const mask = bytes(
    regions,
    1,
    toBytesBy(regions.data, (value) => (value === region ? 1 : 0)),
  )
  const box = boxOf(mask)!
  const inside = cropped(mask, box)
  const extent = analysisExtent(inside, SPLIT_PIXELS)
  const marks = ints(extent)
  for (const place of seeds) {
    const [y, x] = [Math.floor(place / regions.width) - box.top, (place % regions.width) - box.left]
    const row = Math.floor((y * extent.height) / inside.height)
    const column = Math.floor((x * extent.width) / inside.width)
    const cell = row * extent.width + column
    marks.data[cell] = Math.max(marks.data[cell], floods[numbers.data[place]])
  }
  const lines = cropped(lineart, box)
  inside.data.forEach((value, place) => {
    if (!value) lines.data[place] = 0
  })
  const openCells = (OPEN_SHARE * Math.min(regions.height, regions.width) * extent.height) / inside.height
  const relief = darkest(lines, extent)
  const nearest = nearestSeeds(marks.data, relief, relief, openCells)
  const labels = ints(extent, 1, nearest.map((seed) => marks.data[seed]))
  const [down, right] = [inside.height / extent.height, inside.width / extent.width]
  const to = { across: 1 / right, down: 1 / down, right: 0.5 / right - 0.5, below: 0.5 / down - 0.5 }
  const divided = enlargeLabels(labels, to, inside).data
  inside.data.forEach((value, place) => {
    if (!value) return
    const [y, x] = [Math.floor(place / inside.width), place % inside.width]
    regions.data[(y + box.top) * regions.width + x + box.left] = next[divided[place]]
  })
  for (const place of seeds) regions.data[place] = next[choice[numbers.data[place]]]
}
