/** What the network takes the regions of a page for, before any hint; mirrors `nurie.runtime.seen`. Change both. */

import { findAround } from "./bare"
import type { Card } from "./bundle"
import { deepest, drawOn } from "./cv/draw"
import { framedDistances, sampled } from "./cv/filter"
import { resizeLineart, workingExtent } from "./geometry"
import type { Network } from "./network"
import { clamp, fromLargest, fround, rint, toFloatsBy } from "./numbers"
import {
  atCenters,
  boxesOf,
  bytes,
  cropped,
  floats,
  ints,
  numberCount,
  type Box,
  type Bytes,
  type Extent,
  type Floats,
  type Ints,
} from "./raster"
import { makePlanes, type Tensor } from "./tensors"

const SHORT_PX = [128, 192]
const MOST_AREAS = 48
const LEAST_SHARE = 0.002
const DOT_SHARE = 1 / 170
const DOTS_PER_PAGE = 12
const MOST_DOTS = 6
const INK_BELOW = 200

export type Place = readonly [row: number, column: number]

/** The regions that take a colour, the largest first. */
export interface Areas {
  readonly share: Float32Array
  /** Which of them each pixel belongs to, their count for none. */
  readonly rank: Ints
  readonly around: readonly boolean[]
  readonly dots: readonly (readonly Place[])[]
}

/** Rows of probabilities, one per region. */
export type Odds = readonly Float64Array[]

export interface Seen {
  readonly areas: Areas
  /** Of the colour classes, null of a network without. */
  readonly odds: Odds | null
  /** Of what each region is, null of a network that names nothing. */
  readonly names: Odds | null
}

/** What the network says of a page at one size, without any hint: per cell. */
export interface Glance {
  readonly small: Bytes
  /** Probabilities of the colour classes. */
  readonly odds: readonly Floats[]
  /** Probabilities of what is there; none of a network that names nothing. */
  readonly names: readonly Floats[]
}

/** Mirrors `seen.glance`. */
export async function glance(network: Network, lineart: Bytes): Promise<Glance[]> {
  const { card } = network
  const bins = card.color_bins.length
  const found: Glance[] = []
  for (const shortPx of bins ? SHORT_PX : []) {
    const short = Math.min(shortPx, lineart.height, lineart.width)
    const small = resizeLineart(lineart, workingExtent(lineart, short))
    const { logits } = await network.run(makePlanes(card, small, bytes(small, 4)))
    const named = logits.channels > bins
    found.push({ small, odds: softmax(logits, 0, bins), names: named ? softmax(logits, bins, logits.channels) : [] })
  }
  return found
}

/** Mirrors `seen.see`. */
export function see(card: Card, lineart: Bytes, regions: Ints, around: number, glances: readonly Glance[]): Seen {
  const areas = findAreas(lineart, regions, around)
  if (!glances.length) return { areas, odds: null, names: null }
  const means = (cells: readonly Floats[], small: Bytes): Odds => meanOver(areas, cells, small, card.cell_px)
  const odds = glances.map((seen) => means(seen.odds, seen.small))
  const names = glances.filter((seen) => seen.names.length).map((seen) => means(seen.names, seen.small))
  return { areas, odds: averaged(odds), names: names.length ? averaged(names) : null }
}

function averaged(sizes: readonly Odds[]): Odds {
  return sizes[0].map((row, region) =>
    row.map((_, k) => sizes.reduce((sum, odds) => sum + odds[region][k], 0) / sizes.length),
  )
}

/** Probabilities over some channels, per cell. */
export function softmax(logits: Tensor, first: number, last: number): Floats[] {
  const cells = logits.height * logits.width
  const planes = Array.from({ length: last - first }, () => floats(logits))
  for (let cell = 0; cell < cells; cell++) {
    let most = -Infinity
    for (let k = first; k < last; k++) most = Math.max(most, logits.data[k * cells + cell])
    let total = 0
    for (let k = first; k < last; k++) {
      planes[k - first].data[cell] = Math.exp(logits.data[k * cells + cell] - most)
      total += planes[k - first].data[cell]
    }
    for (const plane of planes) plane.data[cell] /= total
  }
  return planes
}

/** Means per region of what the network says per cell. Mirrors `seen.Areas.mean`. */
function meanOver(areas: Areas, planes: readonly Floats[], small: Bytes, cellPx: number): Odds {
  const count = areas.share.length
  const [height, width] = [Math.ceil(small.height / cellPx), Math.ceil(small.width / cellPx)]
  const weight = new Float64Array((count + 1) * height * width)
  const rank = atCenters(areas.rank, small).data
  for (let y = 0, place = 0; y < small.height; y++)
    for (let x = 0; x < small.width; x++, place++) {
      const cell = (rank[place] * height + Math.floor(y / cellPx)) * width + Math.floor(x / cellPx)
      weight[cell] += small.data[place] >= INK_BELOW ? 1 : 1e-3 // inked hair says nothing of the face
    }
  return Array.from({ length: count }, (_, region) => {
    const cells = weight.subarray(region * height * width, (region + 1) * height * width)
    const total = Math.max(
      cells.reduce((sum, value) => sum + value, 0),
      1e-6,
    )
    return Float64Array.from(planes, (plane) => {
      let mean = 0
      for (let y = 0, cell = 0; y < height; y++)
        for (let x = 0; x < width; x++, cell++) if (cells[cell]) mean += cells[cell] * plane.data[y * plane.width + x]
      return mean / total
    })
  })
}

/** Per cell of a page at one size to per pixel at another, blended between the cells. Mirrors `seen.enlarge_cells`. */
export function enlargeCells(cells: readonly Floats[], small: Extent, extent: Extent, cellPx: number): Floats[] {
  const box = { top: 0, bottom: Math.ceil(small.height / cellPx), left: 0, right: Math.ceil(small.width / cellPx) }
  const place = (pixel: number, scale: number): number =>
    fround(fround(fround(fround(pixel + 0.5) * fround(scale)) / cellPx) - 0.5)
  const [across, down] = [floats(extent), floats(extent)]
  for (let y = 0, at = 0; y < extent.height; y++)
    for (let x = 0; x < extent.width; x++, at++) {
      across.data[at] = place(x, small.width / extent.width)
      down.data[at] = place(y, small.height / extent.height)
    }
  return cells.map((plane) => sampled(cropped(plane, box), across, down))
}

/** Mirrors `seen.find_areas`. */
export function findAreas(lineart: Bytes, regions: Ints, known = -1): Areas {
  const depth = framedDistances(
    bytes(
      lineart,
      1,
      lineart.data.map((value) => (value >= INK_BELOW ? 1 : 0)),
    ),
    0,
  )
  const count = numberCount(regions)
  const sizes = new Float64Array(count)
  regions.data.forEach((number, place) => {
    if (lineart.data[place] >= INK_BELOW) sizes[number]++
  })
  const total = lineart.data.length
  const numbers = fromLargest(sizes)
    .slice(0, MOST_AREAS)
    .filter((number) => sizes[number] >= LEAST_SHARE * total)
  const share = toFloatsBy(numbers, (number) => sizes[number] / total)
  const rankOf = new Int32Array(count).fill(numbers.length)
  numbers.forEach((number, rank) => (rankOf[number] = rank))
  const around = known < 0 ? findAround(regions) : known
  const boxes = boxesOf(regions, count)
  return {
    share,
    rank: ints(
      regions,
      1,
      regions.data.map((number) => rankOf[number]),
    ),
    around: numbers.map((number) => number === around),
    dots: numbers.map((number, rank) => {
      const wanted = Math.trunc(clamp(fround(1 + fround(share[rank] * DOTS_PER_PAGE)), 1, MOST_DOTS))
      return dotsIn(depth, regions, number, boxes[number]!, wanted)
    }),
  }
}

/** Places of a region where it is deepest. Mirrors `seen.dots_in`. */
function dotsIn(depth: Floats, regions: Ints, number: number, box: Box, count: number): Place[] {
  const [inside, part] = [cropped(regions, box), cropped(depth, box)]
  let deep = 0
  part.data.forEach((value, place) => {
    if (inside.data[place] !== number) part.data[place] = 0
    else if (value) deep++
  })
  const apart = Math.max(2, Math.trunc(Math.sqrt(deep / count) / 2))
  return deepest(part, count, apart).map(([row, column]) => [row + box.top, column + box.left])
}

/** Dots of colour in a hint map. Mirrors `seen.draw_dot`. */
export function drawDots(hintMap: Bytes, dots: readonly { place: Place; color: readonly number[] }[]): void {
  const radius = Math.max(1, rint(Math.min(hintMap.height, hintMap.width) * DOT_SHARE))
  drawOn(hintMap, (pen) => {
    for (const { place, color } of dots) pen.dot(place[1], place[0], radius, [...color, 255])
  })
}
