/** Borders that only hints drew, softened; mirrors `nurie.core.seams`. Change both. */

import { distances, gaussianFloats, resizeBytes, resizeFloats } from "./cv/filter"
import { analysisExtent, darkest } from "./geometry"
import { LINE_BELOW } from "./grid"
import { fround, toByte, toBytesBy, toFloatsBy } from "./numbers"
import type { Flats } from "./page"
import { atCenters, boxOf, bytes, cropped, floats, type Bytes, type Extent, type Floats, type Ints } from "./raster"

const SEAM_SHARE = 0.02
const GRID_PIXELS = 40_000

/** Fades colours into each other where hints divided a region; `held` says which pixels stay. In place. */
export function softenSeams(
  color: Bytes,
  flats: Flats,
  lineart: Bytes,
  origin: readonly number[],
  bare: Uint8Array,
  held: (place: number) => boolean,
): void {
  const parts = new Map<number, number[]>()
  origin.forEach((number, region) => {
    if (!bare[region]) parts.set(number, [...(parts.get(number) ?? []), region])
  })
  for (const members of parts.values()) if (members.length > 1) soften(color, flats, lineart, new Set(members), held)
}

/** Softens the borders between the member regions. Mirrors `seams._soften`. */
function soften(
  color: Bytes,
  flats: Flats,
  lineart: Bytes,
  members: Set<number>,
  held: (place: number) => boolean,
): void {
  const { regions, palette } = flats
  const mask = bytes(
    regions,
    1,
    toBytesBy(regions.data, (number) => (members.has(number - 1) ? 1 : 0)),
  )
  const box = boxOf(mask)!
  const [inside, own] = [cropped(mask, box), cropped(regions, box)]
  const extent = analysisExtent(inside, GRID_PIXELS)
  const sigma = (SEAM_SHARE * Math.min(lineart.height, lineart.width) * extent.height) / inside.height
  const means = meanFlats(atCenters(own, extent), atCenters(inside, extent), palette, sigma)
  const mean = resizeBytes(means, inside, "INTER_LINEAR").data
  const share = resizeFloats(farFromLines(cropped(lineart, box), extent, sigma), inside, "INTER_LINEAR").data
  inside.data.forEach((value, place) => {
    const [y, x] = [Math.floor(place / inside.width) + box.top, (place % inside.width) + box.left]
    const at = y * color.width + x
    if (!value || held(at)) return
    for (let channel = 0; channel < 3; channel++) {
      const far = mean[3 * place + channel] - palette[3 * (own.data[place] - 1) + channel]
      color.data[3 * at + channel] = toByte(fround(color.data[3 * at + channel] + fround(far * share[place])))
    }
  })
}

/** The mean colour of the known cells around each. Mirrors `seams._mean_flats`. */
function meanFlats(cells: Ints, known: Bytes, palette: Uint8Array, sigma: number): Bytes {
  const blurred = (valueAt: (known: number, cell: number) => number): Float32Array =>
    gaussianFloats(floats(known, 1, toFloatsBy(known.data, valueAt)), sigma).data
  const weight = blurred((value) => value)
  const mean = bytes(known, 3)
  for (let channel = 0; channel < 3; channel++) {
    const total = blurred((value, cell) => value * palette[3 * (cells.data[cell] - 1) + channel])
    total.forEach((sum, cell) => {
      mean.data[3 * cell + channel] = toByte(fround(sum / Math.max(weight[cell], fround(1e-6))))
    })
  }
  return mean
}

/** 0 on lines, growing with the square of the distance to 1 a deviation away. Mirrors `seams._far_from_lines`. */
function farFromLines(lineart: Bytes, extent: Extent, sigma: number): Floats {
  const free = toBytesBy(darkest(lineart, extent).data, (light) => (light >= LINE_BELOW ? 1 : 0))
  const far = distances(bytes(extent, 1, free)).data
  return floats(
    extent,
    1,
    toFloatsBy(far, (distance) => Math.min(fround(distance / fround(sigma)), 1) ** 2),
  )
}
