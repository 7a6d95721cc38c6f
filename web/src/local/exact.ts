/**
 * Exact hints: a region that is marked has the mark's colour, up to the line; mirrors `nurie.core.exact`. Change
 * both.
 */

import { deltaE2000, rgbToLab } from "./color"
import { relight } from "./flats"
import { LINE_BELOW } from "./grid"
import { rasterizeMarks } from "./hints"
import { packed, toBytesBy } from "./numbers"
import type { Flats, Hints } from "./page"
import { bytes, ints, type Bytes, type Ints } from "./raster"
import { PAPER_LEVEL } from "./regions"
import { splitRegion } from "./split_region"
import { findTones, shownThrough } from "./tones"
import { findTaken, type Taken } from "./touches"

const FOLLOWED = 8
const [UNPAINTED, AS_IT_IS] = [-1, -2]

/**
 * A page after its exact and transparent hints: `bare` is 1 for regions whose paper is left bare, `origin` the region,
 * from 0, that each was a part of.
 */
export interface Exact {
  readonly flats: Flats
  readonly color: Bytes
  readonly colored: Uint8Array
  readonly bare: Uint8Array
  readonly origin: readonly number[]
}

/** Gives marked regions the colours of their exact hints. Mirrors `exact.apply_exact`. */
export function applyExact(
  flats: Flats,
  color: Bytes,
  lineart: Bytes,
  hints: Hints,
  walls = lineart,
  odd: Uint8Array = new Uint8Array(),
): Exact {
  const count = flats.palette.length / 3
  const origin = Array.from({ length: count }, (_, region) => region)
  const unchanged = { flats, color, colored: new Uint8Array(count), bare: new Uint8Array(count), origin }
  if (!hints.strokes.length) return unchanged
  const numbers = rasterizeMarks(hints, lineart)
  const values = hints.strokes.map(({ color, kind }) => (kind === "transparent" ? UNPAINTED : packed(...color)))
  const places: number[] = []
  numbers.data.forEach((number, place) => {
    if (number && hints.strokes[number - 1].kind !== "loose" && walls.data[place] >= PAPER_LEVEL) places.push(place)
  })
  const taken = findTaken(numbers, places, flats.regions, odd)
  if (!taken.size) return unchanged
  const assigned = assign(flats, walls, numbers, places, taken, values)
  const visible = places.filter((place) => walls.data[place] >= LINE_BELOW)
  const followed = findFollowed(color, visible, assigned, (place) => values[numbers.data[place] - 1])
  return recolored(flats, color, assigned, followed, findTones(lineart, walls, assigned.regions))
}

/** Regions, split where several colours share one; per region its origin and its wanted colour, both from 0. */
interface Assigned {
  readonly regions: Ints
  readonly origin: readonly number[]
  readonly wanted: readonly number[]
}

/** Mirrors `exact._assigned`. */
function assign(
  flats: Flats,
  lineart: Bytes,
  numbers: Ints,
  places: readonly number[],
  taken: Taken,
  values: readonly number[],
): Assigned {
  const count = flats.palette.length / 3
  const origin = Array.from({ length: count }, (_, index) => index)
  const wanted = new Array<number>(count).fill(AS_IT_IS)
  let { regions } = flats
  for (const [region, spreads] of taken) {
    const marks = [...spreads.keys()]
    const several = [...new Set(marks.map((mark) => values[mark - 1]))].sort((one, other) => one - other)
    wanted[region - 1] = several[0]
    if (several.length === 1) continue
    if (regions === flats.regions) regions = ints(regions, 1, regions.data.slice())
    const choice = new Int32Array(values.length + 1)
    for (const mark of marks) choice[mark] = several.indexOf(values[mark - 1]) + 1
    const floods = choice.map((chosen, mark) => (spreads.get(mark) ? chosen : 0))
    const next = Int32Array.from({ length: several.length + 1 }, (_, k) => (k < 2 ? k * region : origin.length + k - 1))
    splitRegion(regions, region, lineart, numbers, places, choice, floods, next)
    several.slice(1).forEach((value) => {
      origin.push(region - 1)
      wanted.push(value)
    })
  }
  return { regions, origin, wanted }
}

/** Per region 1 where the painting has the wanted colour under its marks. Mirrors `exact._followed`. */
function findFollowed(
  color: Bytes,
  places: readonly number[],
  { regions, wanted }: Assigned,
  givenAt: (place: number) => number,
): Uint8Array {
  const [count, far] = [new Float64Array(wanted.length), new Float64Array(wanted.length)]
  for (const place of places) {
    const region = regions.data[place] - 1
    const given = givenAt(place)
    if (given !== wanted[region] || given < 0) continue
    const shown = rgbToLab(color.data[3 * place], color.data[3 * place + 1], color.data[3 * place + 2])
    count[region]++
    far[region] += deltaE2000(shown, rgbToLab(given >> 16, (given >> 8) & 255, given & 255))
  }
  return toBytesBy(count, (total, region) => (total > 0 && far[region] <= FOLLOWED * total ? 1 : 0))
}

/** Mirrors `exact._recolored`. */
function recolored(
  flats: Flats,
  color: Bytes,
  { regions, origin, wanted }: Assigned,
  followed: Uint8Array,
  tones: ReadonlyMap<number, number>,
): Exact {
  const old = Uint8Array.from(origin.flatMap((region) => [...flats.palette.subarray(3 * region, 3 * region + 3)]))
  const palette = old.slice()
  wanted.forEach((value, region) => {
    if (value === UNPAINTED) palette.fill(255, 3 * region, 3 * region + 3)
    else if (value !== AS_IT_IS) {
      const given = [value >> 16, (value >> 8) & 255, value & 255]
      palette.set(shownThrough(given, tones.get(region + 1) ?? 255), 3 * region)
    }
  })
  const found = bytes(color, 3, color.data.slice())
  regions.data.forEach((number, place) => {
    const value = wanted[number - 1]
    if (value === AS_IT_IS || followed[number - 1]) return
    if (value === UNPAINTED) found.data.fill(255, 3 * place, 3 * place + 3)
    else relight(found.data, 3 * place, color.data, palette, old, 3 * number - 3)
  })
  const bare = toBytesBy(wanted, (value) => (value === UNPAINTED ? 1 : 0))
  const colored = toBytesBy(wanted, (value) => (value === UNPAINTED || value === AS_IT_IS ? 0 : 1))
  return { flats: { regions, palette }, color: found, colored, bare, origin }
}
