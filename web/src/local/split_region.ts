/** One region divided between marks of several colours; mirrors `exact._split`. Change both. */

import { enlargeLabels } from "./enlarge"
import { flood } from "./flood"
import { analysisExtent, darkest } from "./geometry"
import { toBytesBy } from "./numbers"
import { boxOf, bytes, cropped, ints, type Bytes, type Ints } from "./raster"

const SPLIT_PIXELS = 100_000

/** Divides a region between the marks with a `choice`, by geodesic distance: choice k becomes region next[k]. */
export function splitRegion(
  regions: Ints,
  region: number,
  lineart: Bytes,
  numbers: Ints,
  places: readonly number[],
  choice: Int32Array,
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
  const hintMap = bytes(extent, 4)
  for (const place of seeds) {
    const [y, x] = [Math.floor(place / regions.width) - box.top, (place % regions.width) - box.left]
    const row = Math.floor((y * extent.height) / inside.height)
    const chosen = choice[numbers.data[place]]
    const at = 4 * (row * extent.width + Math.floor((x * extent.width) / inside.width))
    hintMap.data.set([chosen & 255, chosen >> 8, 0, 255], at)
  }
  const lines = cropped(lineart, box)
  inside.data.forEach((value, place) => {
    if (!value) lines.data[place] = 0
  })
  const flooded = flood(hintMap, darkest(lines, extent)).data
  const labels = ints(
    extent,
    1,
    Int32Array.from({ length: flooded.length / 4 }, (_, cell) => flooded[4 * cell] + (flooded[4 * cell + 1] << 8)),
  )
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
