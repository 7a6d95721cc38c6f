/** Marks that mean no more than they cover; mirrors `nurie.core.odd_marks`. Change both. */

import { bordersOf } from "./borders"
import { connected } from "./cv/measure"
import { OPEN_FROM, OPEN_SHARE } from "./geodesic"
import { cellOf, floodMarks, type Seed } from "./mark_floods"
import { argmax, sum, toBytesBy, toIntsBy } from "./numbers"
import { atCenters, boxOf, bytes, cropped, type Bytes, type Ints } from "./raster"

const [OWN_MARKS, OWN_SHARE] = [4, 2 / 3]
const OPEN_BORDER = 0.4

/** Per number of a mark, 1 for odd ones in the open of a region that has a colour of its own. */
export function findOdd(lineart: Bytes, regions: Ints, numbers: Ints, values: readonly number[]): Uint8Array {
  const odd = new Uint8Array(values.length + 1)
  for (const [region, marks] of marksOf(regions, numbers)) {
    const several = [...new Set(marks.map((mark) => values[mark - 1]))].sort((one, other) => one - other)
    const choice = new Int32Array(values.length + 1)
    for (const mark of marks) choice[mark] = several.indexOf(values[mark - 1]) + 1
    const counts = several.map((value) => marks.filter((mark) => values[mark - 1] === value).length)
    const own = argmax(counts)
    if (several.length < 2 || counts[own] < Math.max(OWN_MARKS, OWN_SHARE * marks.length)) continue
    const mask = bytes(
      regions,
      1,
      toBytesBy(regions.data, (number) => (number === region ? 1 : 0)),
    )
    const box = boxOf(mask)!
    const [inside, shown] = [cropped(mask, box), cropped(numbers, box)]
    const seeds: (Seed & { mark: number })[] = []
    shown.data.forEach((mark, place) => {
      if (inside.data[place] && choice[mark])
        seeds.push({ y: Math.floor(place / shown.width), x: place % shown.width, label: choice[mark], mark })
    })
    const openPx = OPEN_SHARE * Math.min(regions.height, regions.width)
    for (const mark of openTo(own + 1, inside, cropped(lineart, box), seeds, openPx)) odd[mark] = 1
  }
  return odd
}

/** The regions that hold the most of a mark, and these marks. */
function marksOf(regions: Ints, numbers: Ints): Map<number, number[]> {
  const pixels = new Map<number, Map<number, number>>()
  numbers.data.forEach((mark, place) => {
    if (!mark) return
    const found = pixels.get(mark) ?? new Map<number, number>()
    pixels.set(mark, found.set(regions.data[place], (found.get(regions.data[place]) ?? 0) + 1))
  })
  const marks = new Map<number, number[]>()
  for (const mark of [...pixels.keys()].sort((one, other) => one - other)) {
    const counts = [...pixels.get(mark)!].sort(([one], [other]) => one - other)
    const [home] = counts.reduce((best, entry) => (entry[1] > best[1] ? entry : best))
    marks.set(home, [...(marks.get(home) ?? []), mark])
  }
  return marks
}

/** Of the seeds' marks those whose floods are open to the choice `own`. */
function openTo(
  own: number,
  inside: Bytes,
  lineart: Bytes,
  seeds: readonly (Seed & { readonly mark: number })[],
  openPx: number,
): number[] {
  const { divided, relief } = floodMarks(inside, lineart, seeds, openPx)
  const within = atCenters(inside, divided).data
  const areas = toIntsBy(divided.data, (choice, cell) => (within[cell] && choice === own ? 1 : 0))
  let count = 2
  const others = new Set(divided.data.filter((choice, cell) => within[cell] && choice !== own))
  for (const other of [...others].sort((one, two) => one - two)) {
    const mask = toBytesBy(divided.data, (choice, cell) => (within[cell] && choice === other ? 1 : 0))
    const parts = connected(bytes(divided, 1, mask), 4)
    parts.labels.data.forEach((number, cell) => {
      if (number) areas[cell] = number + count - 1
    })
    count += parts.count - 1
  }
  const paper = toBytesBy(relief.data, (value) => (value >= OPEN_FROM ? 1 : 0))
  const { lengths, gaps } = bordersOf(areas, paper, divided, count)
  const isOpen = lengths.map((found, area) => {
    const gap = gaps[area].get(1) ?? 0
    return area > 1 && gap > OPEN_BORDER * sum([...found.values()])
  })
  const [open, shut] = [new Set<number>(), new Set<number>()]
  for (const { y, x, mark } of seeds) {
    const area = areas[cellOf(inside, divided, y, x)]
    if (isOpen[area]) open.add(mark)
    else if (area > 1) shut.add(mark)
  }
  return [...open].filter((mark) => !shut.has(mark))
}
