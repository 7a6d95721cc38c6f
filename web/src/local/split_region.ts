/** One region divided between marks of several colours; mirrors `exact._split`. Change both. */

import { enlargeLabels } from "./enlarge"
import { OPEN_SHARE } from "./geodesic"
import { toBytesBy } from "./numbers"
import { floodMarks } from "./mark_floods"
import { boxOf, bytes, cropped, type Bytes, type Ints } from "./raster"

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
  const flooding = seeds.map((place) => ({
    y: Math.floor(place / regions.width) - box.top,
    x: (place % regions.width) - box.left,
    label: floods[numbers.data[place]],
  }))
  const openPx = OPEN_SHARE * Math.min(regions.height, regions.width)
  const { divided: labels } = floodMarks(inside, cropped(lineart, box), flooding, openPx)
  const [down, right] = [inside.height / labels.height, inside.width / labels.width]
  const to = { across: 1 / right, down: 1 / down, right: 0.5 / right - 0.5, below: 0.5 / down - 0.5 }
  const divided = enlargeLabels(labels, to, inside).data
  inside.data.forEach((value, place) => {
    if (!value) return
    const [y, x] = [Math.floor(place / inside.width), place % inside.width]
    regions.data[(y + box.top) * regions.width + x + box.left] = next[divided[place]]
  })
  for (const place of seeds) regions.data[place] = next[choice[numbers.data[place]]]
}
