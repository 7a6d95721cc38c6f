/** What has no number takes the nearest one; mirrors `regions.fill_unlabeled`. Change both. */

import { nearestZero } from "./cv/measure"
import { bytes, type Ints } from "./raster"

/**
 * Gives each 0 the nearest number; all 1 where there is none. Writes into `labels`.
 */
export function fillUnlabeled(labels: Ints): Ints {
  const { data } = labels
  const empty = bytes(labels)
  let count = 0
  for (let place = 0; place < data.length; place++) {
    if (data[place] === 0) empty.data[place] = 1
    else count++
  }
  if (!count) data.fill(1)
  if (!count || count === data.length) return labels
  const given = new Int32Array(count + 1) // numbers by the order of their pixels, from 1
  for (let place = 0, next = 1; place < data.length; place++) if (data[place] !== 0) given[next++] = data[place]
  const nearest = nearestZero(empty).nearest.data
  for (let place = 0; place < data.length; place++) if (data[place] === 0) data[place] = given[nearest[place]]
  return labels
}
