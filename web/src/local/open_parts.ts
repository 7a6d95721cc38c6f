/** Regions that are several things; mirrors `nurie.core.open_parts`. Change both. */

import { renumber } from "./apply_pieces"
import { bordersOf, type Borders } from "./borders"
import { distances } from "./cv/filter"
import { connected } from "./cv/measure"
import { nearestSeeds, OPEN_FROM, OPEN_SHARE } from "./geodesic"
import { countEach, toBytesBy, toIntsBy } from "./numbers"
import {
  boxOf,
  bytes,
  cropped,
  ints,
  numberCount,
  type Box,
  type Bytes,
  type Extent,
  type Floats,
  type Ints,
} from "./raster"

export const SURE = 0.6
export const LEAST_SHARE = 0.01
const FROM_LINES_PX = 2
const MARGIN = 2
const OPEN_BORDER = 0.15

/**
 * The parts of a region, which `inside` has 1 for, that are different kinds of things; 0 elsewhere. Parts of the kind
 * `home`, or with null of the largest part's, stay. Mirrors `open_parts.find_parts`.
 */
export function findParts(lineart: Bytes, inside: Bytes, odds: readonly Floats[], home: number | null): Ints {
  const found = ints(lineart)
  const paper = toBytesBy(lineart.data, (value) => (value >= OPEN_FROM ? 1 : 0))
  const { seeds, kinds } = findSeeds(inside, bytes(lineart, 1, paper), odds)
  if (new Set(kinds).size < 3) return found
  const relief = bytes(
    lineart,
    1,
    toBytesBy(lineart.data, (value, place) => (inside.data[place] ? value : 0)),
  )
  const near = nearestSeeds(seeds, relief, relief, OPEN_SHARE * Math.min(lineart.height, lineart.width))
  const floods = toIntsBy(near, (seed, place) => (inside.data[place] ? seeds[seed] : 0))
  const joined = joinOpen(kinds, bordersOf(floods, paper, lineart, kinds.length))
  const parts = partsOf(
    ints(
      lineart,
      1,
      toIntsBy(floods, (flood) => joined[flood]),
    ),
    odds,
  )
  const largest = parts.reduce<Part | null>((best, part) => (best && best.area >= part.area ? best : part), null)
  const staying = home ?? largest?.kind
  parts
    .filter(({ kind }) => kind !== staying)
    .forEach(({ numbers, number }, index) =>
      numbers.data.forEach((value, place) => {
        if (value === number) found.data[place] = index + 1
      }),
    )
  return found
}

/** Mirrors `open_parts.mean_odds`. */
export function meanOdds({ data }: Floats, where: (place: number) => boolean): number {
  let [total, count] = [0, 0]
  for (let place = 0; place < data.length; place++)
    if (where(place)) {
      total += data[place]
      count++
    }
  return count ? total / count : 0
}

/** Where floods begin, from 1, and the kind of each number, -1 of 0. */
function findSeeds(inside: Bytes, paper: Bytes, odds: readonly Floats[]): { seeds: Int32Array; kinds: number[] } {
  const far = distances(paper).data
  const seeds = new Int32Array(far.length)
  const kinds = [-1]
  odds.forEach(({ data }, kind) => {
    const clear = toBytesBy(data, (value, place) =>
      inside.data[place] && far[place] >= FROM_LINES_PX && value > Math.fround(SURE) ? 1 : 0,
    )
    const { labels, count } = connected(bytes(paper, 1, clear), 4)
    const before = kinds.length - 1
    labels.data.forEach((number, place) => {
      if (number) seeds[place] = number + before
    })
    for (let number = 1; number < count; number++) kinds.push(kind)
  })
  return { seeds, kinds }
}

/** The kinds of floods, after those that paper borders, and not lines. Mirrors `open_parts._joined`. */
function joinOpen(given: readonly number[], borders: Borders): number[] {
  const kinds = [...given]
  const gaps = (number: number): Map<number, number> => {
    const found = new Map<number, number>()
    for (const [other, length] of borders.gaps[number])
      if (other && kinds[other] !== kinds[number]) found.set(kinds[other], (found.get(kinds[other]) ?? 0) + length)
    return found
  }
  const openShare = (number: number): number => {
    let [open, length] = [0, 0]
    for (const gap of gaps(number).values()) open += gap
    for (const [other, steps] of borders.lengths[number]) if (kinds[other] !== kinds[number]) length += steps
    return open / Math.max(length, 1)
  }
  const shares = new Map(kinds.slice(1).map((_, index) => [index + 1, openShare(index + 1)]))
  while (shares.size) {
    const [worst, share] = mostOf(shares)
    if (share <= OPEN_BORDER) break
    shares.delete(worst)
    kinds[worst] = mostOf(new Map([...gaps(worst)].sort(([one], [other]) => one - other)))[0]
    for (const other of borders.lengths[worst].keys()) if (shares.has(other)) shares.set(other, openShare(other))
  }
  return kinds
}

/** The entry with the largest value, the first of equal ones. */
const mostOf = (values: ReadonlyMap<number, number>): [number, number] =>
  [...values].reduce((best, entry) => (entry[1] > best[1] ? entry : best))

interface Part {
  readonly kind: number
  readonly area: number
  /** The part is where `numbers` are `number`. */
  readonly numbers: Ints
  readonly number: number
}

function partsOf(kinds: Ints, odds: readonly Floats[]): Part[] {
  const found: Part[] = []
  odds.forEach((likely, kind) => {
    const mask = toBytesBy(kinds.data, (value) => (value === kind ? 1 : 0))
    const { labels: numbers, count } = connected(bytes(kinds, 1, mask), 4)
    const areas = countEach(numbers.data, count)
    for (let number = 1; number < count; number++) {
      const area = areas[number]
      if (area < LEAST_SHARE * mask.length) continue
      if (meanOdds(likely, (place) => numbers.data[place] === number) >= SURE)
        found.push({ kind, area, numbers, number })
    }
  })
  return found
}

/**
 * Gives the parts of a region new numbers, in place. Parts and `inside` are those of the box `place` of a page of the
 * size `extent`. Mirrors `open_parts.divide_region`.
 */
export function divideRegion(
  regions: Ints,
  region: number,
  parts: Ints,
  inside: Bytes,
  place: Box,
  extent: Extent,
): void {
  const following = numberCount(regions)
  const marked = boxOf(
    bytes(
      parts,
      1,
      toBytesBy(parts.data, (part) => (part ? 1 : 0)),
    ),
  )!
  const window = {
    top: Math.max(0, marked.top - MARGIN),
    bottom: Math.min(parts.height, marked.bottom + MARGIN),
    left: Math.max(0, marked.left - MARGIN),
    right: Math.min(parts.width, marked.right + MARGIN),
  }
  const all = toIntsBy(parts.data, (part, at) => (inside.data[at] ? (part ? following + part - 1 : region) : 0))
  const numbered = cropped(ints(parts, 1, all), window)
  const onPage = {
    top: place.top + window.top,
    bottom: place.top + window.bottom,
    left: place.left + window.left,
    right: place.left + window.right,
  }
  renumber(regions, extent, region, onPage, numbered)
}
