/** Flats: one colour per region, from a painted colour layer; mirrors `nurie.core.flats`. Change both. */

import { withPieces } from "./apply_pieces"
import { labDistance, labToRgb, luma, rgbToLab, type Lab } from "./color"
import { LINE_BELOW, makeGrid, type Grid } from "./grid"
import { clamp, countEach, fround, fromLargest, rint, toByte } from "./numbers"
import type { Flats } from "./page"
import { divide } from "./pieces"
import { joinPockets } from "./pockets"
import { atCenters, bytes, numberCount, type Bytes, type Ints } from "./raster"

const SAME_COLOR = 6
const FEW_CELLS = 16
type Band = readonly [number, number]
const LIT: Band = [0.5, 0.85]
const EVEN: Band = [0.2, 0.8]
const LIGHTNESS_BINS = 32
const [SHADED_WEIGHT, FLAT_WEIGHT] = [0.3, 0.7]
const MOST_LIGHT = 1.5
const DARK = 8

/**
 * One colour for each region; a region that is painted in several hues becomes several. Mirrors `flats.make_flats`.
 *
 * @param free of `freeCells`: what of the page's grid does not depend on colours.
 */
export function makeFlats(color: Bytes, flatColor: Bytes | null, lineart: Bytes, given: Ints, free: Bytes): Flats {
  const painted = flatColor ?? color
  const [band, weight] = flatColor ? [EVEN, FLAT_WEIGHT] : [LIT, SHADED_WEIGHT]
  const grid = makeGrid(painted, given, free)
  const regions = withPieces(given, grid, divide(grid, weight))
  const samples = sampled({ ...grid, labels: atCenters(regions, grid.extent) }, painted, lineart, regions)
  const { typical, areas } = typicalColors(samples, band)
  const palette = Uint8Array.from(fewColors(typical, areas).flatMap(labToRgb))
  return { regions, palette: joinPockets(regions, palette) }
}

/** Three bytes a pixel: each region's colour. Mirrors `flats.paint`. */
export function paint({ regions, palette }: Flats): Bytes {
  const found = bytes(regions, 3)
  for (let place = 0, to = 0; place < regions.data.length; place++, to += 3) {
    const from = 3 * regions.data[place] - 3
    found.data[to] = palette[from]
    found.data[to + 1] = palette[from + 1]
    found.data[to + 2] = palette[from + 2]
  }
  return found
}

/** Numbers of samples per region and lightness, and sums of their colours. */
class Samples {
  readonly counts: Float64Array
  readonly sums: Float64Array

  constructor(readonly count: number) {
    this.counts = new Float64Array(count * LIGHTNESS_BINS)
    this.sums = new Float64Array(3 * count * LIGHTNESS_BINS)
  }

  add(region: number, data: Uint8Array, at: number): void {
    const [red, green, blue] = [data[at], data[at + 1], data[at + 2]]
    const key = region * LIGHTNESS_BINS + (luma(red, green, blue) >> 3)
    this.counts[key]++
    this.sums[3 * key] += red
    this.sums[3 * key + 1] += green
    this.sums[3 * key + 2] += blue
  }

  /** All samples of a region. */
  total(region: number): number {
    let total = 0
    for (let key = region * LIGHTNESS_BINS; key < (region + 1) * LIGHTNESS_BINS; key++) total += this.counts[key]
    return total
  }
}

/** Cells, all pixels of small regions, lines where nothing else is. Mirrors `flats._samples`. */
function sampled({ labels, colors, free }: Grid, color: Bytes, lineart: Bytes, regions: Ints): Samples {
  const samples = new Samples(numberCount(regions))
  const shown = countEach(
    labels.data.filter((_, cell) => free.data[cell]),
    samples.count,
  )
  labels.data.forEach((number, cell) => {
    if (free.data[cell] && shown[number] >= FEW_CELLS) samples.add(number, colors.data, 3 * cell)
  })
  regions.data.forEach((number, place) => {
    if (shown[number] < FEW_CELLS && lineart.data[place] >= LINE_BELOW) samples.add(number, color.data, 3 * place)
  })
  const seen = Uint8Array.from({ length: samples.count }, (_, number) => (samples.total(number) ? 1 : 0))
  if (seen.subarray(1).includes(0))
    regions.data.forEach((number, place) => {
      if (!seen[number]) samples.add(number, color.data, 3 * place)
    })
  return samples
}

/** Per region the mean of the samples whose lightness lies in `band` of all of its. Mirrors `flats._typical_colors`. */
function typicalColors(samples: Samples, [low, high]: Band): { typical: Lab[]; areas: Float64Array } {
  const areas = Float64Array.from({ length: samples.count }, (_, number) => samples.total(number))
  const typical = Array.from({ length: samples.count }, (_, number) => {
    const means = [0, 0, 0]
    let before = 0
    let count = 0
    for (let bin = 0, key = number * LIGHTNESS_BINS; bin < LIGHTNESS_BINS; bin++, key++) {
      count += samples.counts[key]
      const reached = count / Math.max(areas[number], 1)
      const weight = Math.max(Math.min(reached, high) - Math.max(before, low), 0) / Math.max(samples.counts[key], 1)
      for (let channel = 0; channel < 3; channel++) means[channel] += weight * samples.sums[3 * key + channel]
      before = reached
    }
    const [red, green, blue] = means.map((value) => clamp(rint(value / (high - low)), 0, 255))
    return rgbToLab(red, green, blue)
  })
  return { typical, areas }
}

/** The largest region's colour for all that are near it, and so on. Mirrors `flats._few_colors`. */
function fewColors(lab: readonly Lab[], areas: Float64Array): Lab[] {
  const found = [...lab]
  const open = new Uint8Array(lab.length).fill(1)
  for (const number of fromLargest(areas))
    if (open[number])
      lab.forEach((other, index) => {
        if (open[index] && labDistance(other, lab[number]) < SAME_COLOR) {
          found[index] = lab[number]
          open[index] = 0
        }
      })
  return found
}

/** The painted layer under a new palette and its old light; other regions stay as they are. Mirrors `flats.repaint`. */
export function repaint({ regions, palette: old }: Flats, color: Bytes, palette: Uint8Array): Bytes {
  const changed = Uint8Array.from({ length: palette.length / 3 }, (_, region) =>
    [0, 1, 2].some((k) => palette[3 * region + k] !== old[3 * region + k]) ? 1 : 0,
  )
  const lit = bytes(color, 3, color.data.slice())
  regions.data.forEach((number, place) => {
    if (changed[number - 1]) relight(lit.data, 3 * place, color.data, palette, old, 3 * number - 3)
  })
  return lit
}

/**
 * A pixel in the colour of a new flat, under the light and shadow that it had over the old one, written to `to`.
 * Mirrors `flats.relit`. All places are those of the first of three bytes.
 */
export function relight(
  to: Uint8Array,
  at: number,
  color: Uint8Array,
  next: Uint8Array,
  old: Uint8Array,
  flat: number,
): void {
  const own = luma(color[at], color[at + 1], color[at + 2]) + DARK
  const light = Math.min(fround(own / (luma(old[flat], old[flat + 1], old[flat + 2]) + DARK)), MOST_LIGHT)
  for (let channel = 0; channel < 3; channel++) to[at + channel] = toByte(fround(next[flat + channel] * light))
}
