/** Small regions of their neighbour's colour; mirrors `flats._join_pockets`. Change both. */

import { toIntsBy } from "./numbers"
import { countPixels, type Ints } from "./raster"
import { alone, root } from "./union"

const POCKET_SHARE = 3e-4
const STRIP_ROWS = 512 // neighbours are looked for in strips, which gives their order
const PAIR = 2 ** 26

/**
 * Joins small regions to a neighbour of the same colour, as between hatching lines; changes the numbers.
 *
 * @param palette three bytes for each number from 0.
 * @returns three bytes for each new number from 1.
 */
export function joinPockets(regions: Ints, palette: Uint8Array): Uint8Array {
  const areas = countPixels(regions)
  const small = areas.map((area) => (area < POCKET_SHARE * regions.data.length && area > 0 ? 1 : 0))
  const same = (one: number, other: number): boolean =>
    [0, 1, 2].every((channel) => palette[3 * one + channel] === palette[3 * other + channel])
  const pairs = touching(regions, small).filter(([one, other]) => same(one, other))
  pairs.sort(([, one], [, other]) => areas[other] - areas[one])
  const joined = alone(areas.length)
  for (const [one, other] of pairs) joined[root(joined, one)] = root(joined, other)
  const roots = joined.map((_, number) => root(joined, number))
  const kept = new Uint8Array(areas.length)
  areas.forEach((area, number) => {
    if (area > 0) kept[roots[number]] = 1
  })
  let count = 0
  const renumbered = toIntsBy(kept, (value) => (count += value))
  for (let place = 0; place < regions.data.length; place++) regions.data[place] = renumbered[roots[regions.data[place]]]
  return Uint8Array.from(
    [...kept.keys()]
      .filter((number) => kept[number])
      .flatMap((number) => [...palette.subarray(3 * number, 3 * number + 3)]),
  )
}

/** Pairs of a small region and one that it touches, without repeats within a strip. Mirrors `flats._neighbours`. */
function touching({ data, height, width }: Ints, small: Float64Array): [number, number][] {
  const found: [number, number][] = []
  for (let top = 0; top < height; top += STRIP_ROWS) {
    const keys = new Set<number>()
    const end = Math.min(height, top + STRIP_ROWS)
    for (let y = top; y < end; y++)
      for (let x = 0, place = y * width; x < width; x++, place++) {
        const own = data[place]
        if (!small[own]) continue
        if (x && data[place - 1] !== own) keys.add(own * PAIR + data[place - 1])
        if (x < width - 1 && data[place + 1] !== own) keys.add(own * PAIR + data[place + 1])
        if (y && data[place - width] !== own) keys.add(own * PAIR + data[place - width])
        if (y < height - 1 && data[place + width] !== own) keys.add(own * PAIR + data[place + width])
      }
    for (const key of [...keys].sort((one, other) => one - other)) found.push([Math.floor(key / PAIR), key % PAIR])
  }
  return found
}
