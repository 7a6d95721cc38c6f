/** Specks and slivers that are no regions of their own; mirrors `regions._join_specks`. Change both. */

import { closeSquare } from "./cv/filter"
import { connected } from "./cv/measure"
import { fillUnlabeled } from "./fill"
import { countEach, toBytesBy } from "./numbers"
import { bytes, countPixels, type Ints } from "./raster"
import { alone } from "./union"

const SPECK_WIDTHS = 0.4
const SLIVER_PX = 1
const SLIVER_WIDTHS = 2.5
const TONE = 40

/** Specks to the neighbour that is nearest to most of their pixels; each line to what is nearest. */
export function joinSpecks(labels: Ints, radius: Float32Array, width: number): Ints {
  const areas = countPixels(labels, radius.length)
  const small = toBytesBy(areas, (area, number) => {
    const speck = area < Math.max(4, (SPECK_WIDTHS * width) ** 2)
    const sliver = radius[number] <= SLIVER_PX && area < Math.max(12, (SLIVER_WIDTHS * width) ** 2)
    return number > 0 && area > 0 && (speck || sliver) ? 1 : 0
  })
  const wide = areas.some((area, number) => number > 0 && !small[number] && area > 0)
  if (!small.includes(1) || !wide) return fillUnlabeled(labels)
  const target = alone(radius.length)
  if (small.filter((value) => value).length > TONE) joinTones(labels, small, target)
  const places: number[] = []
  const specks: number[] = []
  labels.data.forEach((number, place) => {
    if (!small[number]) return
    places.push(place)
    specks.push(number)
  })
  for (const place of places) labels.data[place] = 0
  fillUnlabeled(labels)
  const nearest = mostFrequent(
    specks,
    places.map((place) => labels.data[place]),
    radius.length,
  )
  small.forEach((value, number) => {
    if (value) target[number] = nearest[number]
  })
  places.forEach((place, index) => (labels.data[place] = target[specks[index]]))
  return labels
}

/** Specks that lie close together, as between the dots of a screentone, are one region; changes all three. */
function joinTones(labels: Ints, small: Uint8Array, target: Int32Array): void {
  const specks = bytes(
    labels,
    1,
    toBytesBy(labels.data, (number) => small[number]),
  )
  const { labels: tones, count } = connected(closeSquare(specks, 5), 4)
  const toneOf = new Map<number, number>() // of each speck, at its first pixel
  specks.data.forEach((value, place) => {
    if (value && !toneOf.has(labels.data[place])) toneOf.set(labels.data[place], tones.data[place])
  })
  const numbers = [...toneOf.keys()].sort((one, other) => one - other)
  const sizes = countEach([...toneOf.values()], count)
  const chosen = numbers.filter((number) => sizes[toneOf.get(number)!] > TONE)
  const leader = new Int32Array(count)
  for (const number of chosen) leader[toneOf.get(number)!] = number
  for (const number of chosen) target[number] = leader[toneOf.get(number)!]
  for (let place = 0; place < labels.data.length; place++) labels.data[place] = target[labels.data[place]]
  for (const number of chosen) small[number] = 0
}

/** Per key the value that stands beside it most often, of equals the largest; 0 without any. */
function mostFrequent(keys: readonly number[], values: readonly number[], count: number): Int32Array {
  const pairs = new Map<number, number>()
  keys.forEach((key, index) => {
    const pair = key * 2 ** 26 + values[index]
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  })
  const [found, most] = [new Int32Array(count), new Float64Array(count)]
  for (const [pair, times] of pairs) {
    const [key, value] = [Math.floor(pair / 2 ** 26), pair % 2 ** 26]
    if (times > most[key] || (times === most[key] && value > found[key])) [found[key], most[key]] = [value, times]
  }
  return found
}
