/** Colours where the artist gave none; mirrors `nurie.runtime.propose`. Change both. */

import type { Card } from "./bundle"
import { labToRgb, rgbToLab, type Lab, type Rgb } from "./color"
import { argmax, clamp, sum } from "./numbers"
import { uniforms } from "./random"
import { bytes, type Bytes, type Extent } from "./raster"
import { drawDots, type Odds, type Seen } from "./seen"

const TEMPERATURE = 0.6
const FAVOR_RARE = 0.25
const UNIFORM = 0.2
const VIVID = 0.45
const CONTRAST = 1.2
const CERTAIN = 0.5
const PAPER = 5
const INKED = 4
const NAMED = 1.6
const RARE = 1e-3
const TELLING = [-3, 2] as const
const ONCE = ["skin", "hair"]
const SURE = 0.3
const OWN = 1
const [FAMILY, HUES, GRAY, LIGHTNESS] = [5, 20, 15, 0.4]
const [MOST_CHROMA, DIM, DARK] = [45, 75, 25]
const GARISH = 80
const ALIKE = 0.05

/** Dots of plausible colours, all of one region alike. Mirrors `propose.propose_hints`. Source: Zhang et al. 2016. */
export function proposeHints(card: Card, { areas, odds, names }: Seen, extent: Extent, seed: number): Bytes {
  const hintMap = bytes(extent, 4)
  if (!odds) return hintMap
  const palette = paletteOf(card)
  let score = scoreOf(palette, odds, areas.share, areas.around)
  if (names) score = named(score, names, card, areas.share)
  const noise = noiseOf(palette.kernel, seed)
  const colors = score.map((row) => palette.colors[argmax(row.map((value, k) => value + noise[k]))])
  drawDots(
    hintMap,
    areas.dots.flatMap((places, region) => places.map((place) => ({ place, color: colors[region] }))),
  )
  return hintMap
}

/** The scores after what each region is. Mirrors `propose._named`. */
function named(score: Odds, names: Odds, card: Card, share: Float32Array): Float64Array[] {
  const usual = card.color_bins.map((_, k) => sum(card.thing_colors.map((row) => row[k])) / card.things.length)
  const found = score.map((row, region) =>
    row.map((value, k) => {
      const likely = names[region].reduce((total, odds, thing) => total + odds * card.thing_colors[thing][k], 0)
      return value + NAMED * clamp(Math.log((likely + RARE) / (usual[k] + RARE)), ...TELLING)
    }),
  )
  for (const once of ONCE) {
    const number = card.things.indexOf(once)
    const members = found.flatMap((_, region) => {
      const best = argmax(names[region])
      return number >= 0 && best === number && names[region][best] >= SURE ? [region] : []
    })
    const total = sum(members.map((region) => share[region]))
    const shared = card.color_bins.map((_, k) => sum(members.map((region) => found[region][k] * share[region])) / total)
    for (const region of members) found[region] = Float64Array.from(shared)
  }
  return found
}

/** The colour classes, and what is known of them beside the network's answer. */
interface Palette {
  readonly colors: readonly Rgb[]
  readonly kernel: readonly Float64Array[]
  readonly merit: Float64Array
  readonly chroma: Float64Array
  readonly light: Float64Array
}

/** How good a choice each class is for each region, in log probability. Mirrors `propose._Palette.score`. */
function scoreOf(
  { kernel, merit, chroma, light }: Palette,
  odds: Odds,
  share: Float32Array,
  around: readonly boolean[],
): Float64Array[] {
  const likely = agreed(odds, share)
  const votes = likely.map((row) => Float64Array.from(kernel, (weights) => dot(row, weights)))
  const weight = Float64Array.from(share, (value) => Math.sqrt(value))
  const total = Math.max(sum(weight), 1e-6)
  const page = merit.map((_, k) => votes.reduce((sum, row, region) => sum + weight[region] * row[k], 0) / total)
  return votes.map((row, region) => {
    const free = clamp(1 - Math.max(0, ...row) / CERTAIN, 0, 1)
    return row.map((vote, k) => {
      const standsOut = CONTRAST * Math.log((vote + 1e-3) / (page[k] + 1e-3))
      const within = standsOut + VIVID * free * chroma[k] + merit[k]
      const charm = around[region] ? PAPER * light[k] + merit[k] / 2 : within
      return Math.log(vote + 1e-9) + OWN * Math.log(likely[region][k] + 1e-4) + charm
    })
  })
}

const dot = (one: ArrayLike<number>, other: ArrayLike<number>): number => {
  let total = 0
  for (let index = 0; index < one.length; index++) total += one[index] * other[index]
  return total
}

/** Regions with nearly the same odds have their mean. Mirrors `propose._agreed`. */
function agreed(odds: Odds, share: Float32Array): Float64Array[] {
  return odds.map((row) => {
    const weights = odds.map((other, region) => {
      const apart = other.reduce((total, value, k) => total + Math.abs(row[k] - value), 0) / 2
      return Math.exp(-((apart / ALIKE) ** 2)) * share[region]
    })
    const total = Math.max(sum(weights), 1e-9)
    return row.map((_, k) => odds.reduce((mean, other, region) => mean + weights[region] * other[k], 0) / total)
  })
}

function paletteOf(card: Card): Palette {
  const lab = card.color_bins.map((color) => rgbToLab(...color))
  const places = lab.map(familyOf)
  const kernel = places.map((one) =>
    Float64Array.from(places, (other) => {
      const square = (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2
      return Math.exp(-square / (2 * FAMILY ** 2))
    }),
  )
  const even = 1 / lab.length
  const shares = card.color_shares.length ? card.color_shares : lab.map(() => even)
  const common = shares.map((value) => (1 - UNIFORM) * value + UNIFORM * even)
  const chroma = Float64Array.from(lab, ([, a, b]) => Math.min(Math.hypot(a, b) / MOST_CHROMA, 1))
  const merit = Float64Array.from(
    lab,
    ([l], k) => -FAVOR_RARE * Math.log(dot(kernel[k], common)) - INKED * clamp(2 - l / DARK, 0, 1) * (1 - chroma[k]),
  )
  const colors = card.color_bins.map((color, k) => toned(color, lab[k]))
  return { colors, kernel, merit, chroma, light: Float64Array.from(lab, ([l]) => clamp((l - DIM) / (100 - DIM), 0, 1)) }
}

/** What is too vivid for a guess, less so. Mirrors `propose._toned`. */
function toned(color: Rgb, [l, a, b]: Lab): Rgb {
  const share = GARISH / Math.max(Math.hypot(a, b), 1e-3)
  return share < 1 ? labToRgb([l, a * share, b * share]) : color
}

/** A place in which colours of one hue are near each other: hues on a circle, greys in its middle. */
function familyOf([l, a, b]: Lab): Lab {
  const chroma = Math.max(Math.hypot(a, b), 1e-3)
  const onto = (HUES * Math.min(1, chroma / GRAY)) / chroma
  return [LIGHTNESS * l, a * onto, b * onto]
}

/** What a seed adds: Gumbel noise, alike for classes that vote for each other. Mirrors `propose._noise`. */
function noiseOf(kernel: readonly Float64Array[], seed: number): Float64Array {
  if (seed === 0) return new Float64Array(kernel.length)
  const [low, high] = [1e-6, 1 - 1e-6]
  const gumbel = uniforms(seed, kernel.length).map((value) => -Math.log(-Math.log(low + (high - low) * value)))
  return Float64Array.from(kernel, (row) => (TEMPERATURE * dot(row, gumbel)) / Math.sqrt(dot(row, row)))
}
