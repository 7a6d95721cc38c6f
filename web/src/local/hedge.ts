/** Pencil pages whose lines are no walls to their hints; mirrors `nurie.core.hedge`. Change both. */

import { distances, resizeBytes, resizeFloats } from "./cv/filter"
import { diffuse } from "./diffusion"
import { blendAt } from "./layers"
import { fround, ramp } from "./numbers"
import { bytes, floats, numberCount, type Bytes, type Floats, type Ints } from "./raster"

const STRENGTH = 0.75
const BLEND = { grid: 96, shut: 5, rounds: 60 }
const [FAINT, DARK] = [20, 150]
const DARK_SHARE = [0.2, 0.35] as const
const BLACKEST = [240, 252] as const
const CONTRARY = [0.15, 0.35] as const
const NEAR = 0.1
const ONE_COLOR = 12

/** What a page's colours are blended with, at the working size. */
export interface Doubt {
  /** From 0 to 1. */
  readonly share: Floats
  readonly blend: Bytes
}

/** How much a page is drawn in pencil. Mirrors `hedge.pencil_share`. */
export function pencilShare(lineart: Bytes): number {
  const counts = new Float64Array(256) // by ink level
  for (const value of lineart.data) counts[255 - value]++
  const total = counts.subarray(FAINT + 1).reduce((sum, count) => sum + count, 0)
  if (!total) return 0
  let [below, dark, blackest] = [0, 0, 0]
  for (let level = FAINT + 1; level < 256; level++) {
    below += counts[level]
    const above = 1 - below / total
    if (level === DARK) dark = above
    if (!blackest && above <= 0.01) blackest = level
  }
  return 1 - Math.max(ramp(dark, DARK_SHARE), ramp(blackest, BLACKEST))
}

/** Where colours are open to doubt, and what the hints say there together. Mirrors `hedge.find_doubt`. */
export function findDoubt(lineart: Bytes, regions: Ints, hintMap: Bytes, pencil: number): Doubt | null {
  if (pencil <= 0) return null
  const open = openRegions(regions, hintMap)
  let [marks, contrary] = [0, 0]
  regions.data.forEach((number, place) => {
    if (!hintMap.data[4 * place + 3]) return
    marks++
    contrary += open[number]
  })
  const strength = marks ? STRENGTH * pencil * ramp(contrary / marks, CONTRARY) : 0
  if (strength <= 0) return null
  const unmarked = bytes(lineart)
  unmarked.data.forEach((_, place) => (unmarked.data[place] = hintMap.data[4 * place + 3] ? 0 : 1))
  const far = distances(unmarked)
  const reach = NEAR * Math.min(lineart.height, lineart.width)
  const share = floats(lineart)
  share.data.forEach((_, place) => {
    const doubt = Math.max(open[regions.data[place]], Math.min(far.data[place] / reach, 1))
    share.data[place] = unmarked.data[place] ? fround(strength) * fround(doubt) : 0
  })
  return { share, blend: diffuse(hintMap, lineart, BLEND) }
}

/** 1 for each region number without a hint, or with hints of several colours. */
function openRegions(regions: Ints, hintMap: Bytes): Uint8Array {
  const count = numberCount(regions)
  const number = new Float64Array(count)
  const [sums, squares] = [new Float64Array(3 * count), new Float64Array(3 * count)]
  regions.data.forEach((region, place) => {
    if (!hintMap.data[4 * place + 3]) return
    number[region]++
    for (let channel = 0; channel < 3; channel++) {
      const value = hintMap.data[4 * place + channel]
      sums[3 * region + channel] += value
      squares[3 * region + channel] += value ** 2
    }
  })
  return Uint8Array.from({ length: count }, (_, region) => {
    if (!number[region]) return 1
    let deviation = 0
    for (let at = 3 * region; at < 3 * region + 3; at++)
      deviation += Math.sqrt(Math.max(squares[at] / number[region] - (sums[at] / number[region]) ** 2, 0)) / 3
    return deviation > ONE_COLOR ? 1 : 0
  })
}

/** Colours blended with their hints' blend where there is doubt and nothing is `held`. Mirrors `hedge.hedge`. */
export function hedge(color: Bytes, doubt: Doubt, held: (place: number) => boolean): Bytes {
  const share = resizeFloats(doubt.share, color, "INTER_LINEAR").data
  const blend = resizeBytes(doubt.blend, color, "INTER_LINEAR").data
  const found = bytes(color, 3)
  for (let place = 0; place < share.length; place++)
    blendAt(found.data, 3 * place, blend, color.data, held(place) ? 0 : share[place])
  return found
}
