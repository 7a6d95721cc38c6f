/** Regions without a hint lean towards the colour that floods them; mirrors `nurie.core.lean`. Change both. */

import { repaint } from "./flats"
import { countEach, ramp, rint, type Ramp } from "./numbers"
import type { FlatPaint, Flats } from "./page"
import { atCenters, type Bytes } from "./raster"

const STRENGTH = 0.4
const SPECK_SHARE = 1e-4
const MANY: Ramp = [20, 80]
const TOO_MANY: Ramp = [120, 200]
const SMALL: Ramp = [0.001, 0.004]
const MARKED: Ramp = [3, 6]

/** Mirrors `lean.lean`. */
export function lean(flats: Flats, color: Bytes, hintMap: Bytes, flooded: Bytes, bare: Uint8Array): FlatPaint {
  const labels = atCenters(flats.regions, hintMap).data
  const count = flats.palette.length / 3
  const marked = new Uint8Array(count + 1)
  const sums = new Float64Array(3 * count + 3)
  labels.forEach((number, place) => {
    if (hintMap.data[4 * place + 3]) marked[number] = 1
    for (let k = 0; k < 3; k++) sums[3 * number + k] += flooded.data[3 * place + k]
  })
  const pixels = countEach(labels, count + 1)
  const all = flats.regions.data
  const areas = Array.from(countEach(all, count + 1).subarray(1), (area) => area / all.length)
  const weights = weigh(areas, marked.reduce((total, value) => total + value, 0))
  const palette = flats.palette.slice()
  weights.forEach((share, index) => {
    const number = index + 1
    if (!share || marked[number] || bare[index] || !pixels[number]) return
    for (let at = 3 * index; at < 3 * number; at++)
      palette[at] = rint(flats.palette[at] + share * (sums[at + 3] / pixels[number] - flats.palette[at]))
  })
  if (palette.every((value, at) => value === flats.palette[at])) return { flats, color }
  return { flats: { regions: flats.regions, palette }, color: repaint(flats, color, palette) }
}

/** How far each region leans, by its share of the page. Mirrors `lean._weight`. */
function weigh(areas: readonly number[], marked: number): number[] {
  const count = areas.filter((area) => area > SPECK_SHARE).length
  const whole = STRENGTH * ramp(count, MANY) * (1 - ramp(count, TOO_MANY) / 2) * ramp(marked, MARKED)
  return areas.map((area) => whole * ramp(area, SMALL))
}
