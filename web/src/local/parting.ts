/** Regions divided by what the network takes them for; mirrors `nurie.runtime.parting`. Change both. */

import type { Card } from "./bundle"
import { toBytesBy, toFloatsBy } from "./numbers"
import { divideRegion, findParts, LEAST_SHARE, meanOdds, SURE } from "./open_parts"
import {
  atCenters,
  bytes,
  cropped,
  floats,
  numberCount,
  type Box,
  type Bytes,
  type Extent,
  type Floats,
  type Ints,
} from "./raster"
import { enlargeCells, type Glance } from "./seen"
import { partsOf } from "./windows"

const AROUND = "around"
const FIGURE = ["skin", "hair", "fur", "cloth", "eye", "mouth", "prop"]
const WORN = [["hair"], ["skin", "eye", "mouth"], ["cloth", "prop"]]

/** Numbers the parts of regions that are different things as regions of their own, in place. */
export function divideThings(
  card: Card,
  lineart: Bytes,
  regions: Ints,
  around: number,
  glances: readonly (readonly Glance[])[],
): void {
  if (![AROUND, ...FIGURE].every((name) => card.things.includes(name)) || !glances.every((seen) => seen.length)) return
  partsOf(lineart).forEach((box, part) => {
    const page = cropped(lineart, box)
    if (around >= 0) {
      const odds = oddsOf(card, glances[part], [[AROUND], FIGURE], page)
      const inside = insideOf(cropped(atCenters(regions, lineart), box), around)
      const onFrame = (place: number): boolean => inside.data[place] > 0 && isOnFrame(place, page)
      if (meanOdds(odds[0], onFrame) >= SURE) divide(regions, around, page, inside, odds, 0, box, lineart)
    }
    const odds = oddsOf(card, glances[part].slice(-1), WORN, page) // the closer look
    const labels = cropped(atCenters(regions, lineart), box)
    for (const number of ofSeveral(labels, odds))
      if (number !== around) divide(regions, number, page, insideOf(labels, number), odds, null, box, lineart)
  })
}

/** That each pixel is one of these things, by the mean of the glances. */
function oddsOf(
  card: Card,
  glances: readonly Glance[],
  kinds: readonly (readonly string[])[],
  page: Extent,
): Floats[] {
  const planes = glances.map(({ small, names }) => {
    const cells = kinds.map((kind) => {
      const chosen = kind.map((name) => names[card.things.indexOf(name)].data)
      const sums = toFloatsBy(chosen[0], (_, cell) => chosen.reduce((total, plane) => total + plane[cell], 0))
      return floats(names[0], 1, sums)
    })
    return enlargeCells(cells, small, page, card.cell_px)
  })
  return kinds.map((_, kind) => {
    const first = planes[0][kind]
    const means = toFloatsBy(
      first.data,
      (_value, place) => planes.reduce((total, plane) => total + plane[kind].data[place], 0) / planes.length,
    )
    return floats(first, 1, means)
  })
}

const insideOf = (labels: Ints, number: number): Bytes =>
  bytes(
    labels,
    1,
    toBytesBy(labels.data, (value) => (value === number ? 1 : 0)),
  )

function isOnFrame(place: number, { height, width }: Extent): boolean {
  const [row, column] = [Math.floor(place / width), place % width]
  return row === 0 || row === height - 1 || column === 0 || column === width - 1
}

/** The regions in which a part of the least size could be of one kind, and another of another. */
function ofSeveral(labels: Ints, odds: readonly Floats[]): number[] {
  const kinds = new Float64Array(numberCount(labels))
  for (const { data } of odds) {
    const sure = new Float64Array(kinds.length)
    labels.data.forEach((number, place) => {
      if (data[place] > Math.fround(SURE)) sure[number]++
    })
    sure.forEach((count, number) => (kinds[number] += count >= LEAST_SHARE * labels.data.length ? 1 : 0))
  }
  return [...kinds.keys()].filter((number) => kinds[number] > 1)
}

function divide(
  regions: Ints,
  number: number,
  page: Bytes,
  inside: Bytes,
  odds: readonly Floats[],
  home: number | null,
  place: Box,
  extent: Extent,
): void {
  const found = findParts(page, inside, odds, home)
  if (found.data.some((part) => part > 0)) divideRegion(regions, number, found, inside, place, extent)
}
