/** One hint in the hair colours all the hair; mirrors `nurie.runtime.spread`. Change both. */

import type { Card } from "./bundle"
import { deltaE2000, rgbToLab } from "./color"
import { argmax, packed } from "./numbers"
import { bytes, type Bytes } from "./raster"
import { drawDots, type Place, type Seen } from "./seen"

const THINGS = ["skin", "hair", "cloth"]
const SURE = 0.4
const NEAR = 0.4
const ALIKE = 15

interface Hinted {
  readonly row: number
  readonly column: number
  readonly owner: number
  readonly color: number
}

/** Dots for regions without a hint, in the colour of the nearest region of the same name. Mirrors `spread.spread`. */
export function spread(card: Card, { areas, names }: Seen, hintMap: Bytes): Bytes {
  if (!names?.length) return hintMap
  const best = names.map((row) => argmax(row))
  const hinted = hintedPixels(hintMap, areas.rank.data)
  const dots: { place: Place; color: readonly number[] }[] = []
  for (const number of THINGS.map((thing) => card.things.indexOf(thing)).filter((index) => index >= 0)) {
    const members = best.flatMap((what, region) => (what === number && names[region][what] >= SURE ? [region] : []))
    const given = hinted.filter(({ owner }) => members.includes(owner))
    if (!given.length || differ(given)) continue
    const owners = new Set(given.map(({ owner }) => owner))
    for (const member of members.filter((region) => !owners.has(region))) {
      const places = areas.dots[member]
      const near = places.length ? nearest(given, places) : null
      if (near && near.apart <= NEAR * Math.min(hintMap.height, hintMap.width))
        dots.push(...places.map((place) => ({ place, color: near.color })))
    }
  }
  const carried = bytes(hintMap, 4, hintMap.data.slice())
  drawDots(carried, dots)
  return carried
}

function hintedPixels(hintMap: Bytes, rank: Int32Array): Hinted[] {
  const found: Hinted[] = []
  const { data, width } = hintMap
  for (let place = 0, at = 0; at < data.length; place++, at += 4)
    if (data[at + 3])
      found.push({
        row: Math.floor(place / width),
        column: place % width,
        owner: rank[place],
        color: packed(data[at], data[at + 1], data[at + 2]),
      })
  return found
}

const parts = (color: number): [number, number, number] => [color >> 16, (color >> 8) & 255, color & 255]

function differ(given: readonly Hinted[]): boolean {
  const colors = [...new Set(given.map(({ color }) => color))].sort((one, other) => one - other)
  const first = rgbToLab(...parts(colors[0]))
  return colors.some((color) => deltaE2000(rgbToLab(...parts(color)), first) > ALIKE)
}

function nearest(given: readonly Hinted[], places: readonly Place[]): { apart: number; color: readonly number[] } {
  let [apart, color] = [Infinity, 0]
  for (const pixel of given)
    for (const [row, column] of places) {
      const distance = Math.hypot(pixel.row - row, pixel.column - column)
      if (distance < apart) [apart, color] = [distance, pixel.color]
    }
  return { apart, color: parts(color) }
}
