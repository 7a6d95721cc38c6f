/**
 * Colour from the network's size to the page's, within the regions of the line art; mirrors `nurie.core.lift`. Change
 * both.
 */

import { dilateFloats, erodeFloats, resizeBytes } from "./cv/filter"
import { darkest } from "./geometry"
import { clamp, fround, rint, toBytesBy, toFloatsBy } from "./numbers"
import {
  atCenters,
  bytes,
  floats,
  pixelCount,
  sameExtent,
  type Bytes,
  type Extent,
  type Floats,
  type Ints,
} from "./raster"
import { connectedRegions } from "./regions"

const ANALYSIS_PIXELS = 6_000_000
const MAX_DOUBT = 2
const CLEAN = 0.8
const LEAST_TRUST = 0.02
const POOR = 0.1
const FAR_WEIGHT = 0.005

/** What lifting needs of the page, however many pictures are lifted. */
export interface LiftPlan {
  readonly page: Extent
  readonly extent: Extent
  /** Null where the page is no larger than the working size. */
  readonly near: NearLines | null
}

interface NearLines {
  readonly labels: Ints
  /** Per cell the region at its centre, and how far its colour is its own side's. */
  readonly region: Ints
  readonly trust: Floats
  /** Pixels near lines. */
  readonly places: Int32Array
}

/** The part of `lift.lift` that does not depend on colours. */
export function planLift(working: Bytes, lineart: Bytes): LiftPlan {
  const page = { height: lineart.height, width: lineart.width }
  if (working.height >= page.height && working.width >= page.width) return { page, extent: page, near: null }
  const extent = liftExtent(page, working)
  const labels = connectedRegions(sameExtent(extent, page) ? lineart : darkest(lineart, extent))
  const region = atCenters(labels, working)
  const trust = trustOf(working, Math.sqrt(pixelCount(labels) / pixelCount(working)))
  return { page, extent, near: { labels, region, trust, places: nearLines(labels, dividedCells(region, trust)) } }
}

function liftExtent(page: Extent, working: Extent): Extent {
  const scale = Math.min(1, Math.sqrt(ANALYSIS_PIXELS / (page.height * page.width)))
  return {
    height: Math.min(page.height, Math.max(working.height, rint(page.height * scale))),
    width: Math.min(page.width, Math.max(working.width, rint(page.width * scale))),
  }
}

/** How far a cell's colour is its own side's: the darker the line through it and the larger, the less. */
function trustOf(lineart: Bytes, pixelsPerCell: number): Floats {
  const doubt = Math.min(MAX_DOUBT, pixelsPerCell / 2)
  const table = Float32Array.from({ length: 256 }, (_, light) => Math.max((light / 255) ** doubt, LEAST_TRUST))
  return floats(
    lineart,
    1,
    toFloatsBy(lineart.data, (light) => table[light]),
  )
}

/** 1 where several regions, or cells soiled by a line, lie around a cell. */
function dividedCells(region: Ints, trust: Floats): Bytes {
  const numbers = floats(region, 1, Float32Array.from(region.data))
  const [most, least, soiled] = [dilateFloats(numbers).data, erodeFloats(numbers).data, erodeFloats(trust).data]
  return bytes(
    region,
    1,
    toBytesBy(most, (value, cell) => (value !== least[cell] || soiled[cell] < fround(CLEAN) ? 1 : 0)),
  )
}

/** Each pixel's place among the cells along one side. */
function placesAlong(pixels: number, cells: number): Float32Array {
  const step = fround(cells / pixels)
  return Float32Array.from({ length: pixels }, (_, pixel) => fround(fround(pixel + 0.5) * step) - 0.5)
}

function nearLines(labels: Ints, divided: Bytes): Int32Array {
  const rows = placesAlong(labels.height, divided.height).map(rint)
  const columns = placesAlong(labels.width, divided.width).map(rint)
  const found: number[] = []
  for (let y = 0, place = 0; y < labels.height; y++) {
    const row = clamp(rows[y], 0, divided.height - 1) * divided.width
    for (let x = 0; x < labels.width; x++, place++)
      if (divided.data[row + clamp(columns[x], 0, divided.width - 1)]) found.push(place)
  }
  return Int32Array.from(found)
}

/** Enlarges a line-free colour layer of the working size to the page. Mirrors `lift.lift`. */
export function lift(color: Bytes, { page, extent, near }: LiftPlan): Bytes {
  const lifted = resizeBytes(color, extent, "INTER_LINEAR")
  if (near) mend(lifted, color, near)
  return sameExtent(extent, page) ? lifted : resizeBytes(lifted, page, "INTER_LINEAR")
}

/** Rewrites the pixels near lines: each mixes cells of its own region alone. */
function mend(lifted: Bytes, color: Bytes, near: NearLines): void {
  const { labels, region, places } = near
  const rows = placesAlong(labels.height, region.height)
  const columns = placesAlong(labels.width, region.width)
  const sums = new Float64Array(4)
  for (const place of places) {
    const [y, x] = [rows[Math.floor(place / labels.width)], columns[place % labels.width]]
    sums.fill(0)
    addCells(sums, color, near, y, x, labels.data[place], 1, 1)
    if (sums[3] < POOR) addCells(sums, color, near, y, x, labels.data[place], 2, FAR_WEIGHT * (1 - sums[3] / POOR))
    if (sums[3] > 0)
      for (let channel = 0; channel < 3; channel++) lifted.data[3 * place + channel] = sums[channel] / sums[3] + 0.5
  }
}

/**
 * Adds the colours and weights of the cells of one region within `radius`, times `share`. Mirrors `lift._tent_sums`.
 */
function addCells(
  sums: Float64Array,
  color: Bytes,
  { region, trust }: NearLines,
  y: number,
  x: number,
  label: number,
  radius: number,
  share: number,
): void {
  const { height, width } = region
  const [top, left] = [Math.floor(y), Math.floor(x)]
  for (let row = top + 1 - radius; row <= top + radius; row++) {
    const rowWeight = Math.max(1 - Math.abs(y - row) / radius, 0)
    const start = clamp(row, 0, height - 1) * width
    for (let column = left + 1 - radius; column <= left + radius; column++) {
      const cell = start + clamp(column, 0, width - 1)
      if (region.data[cell] !== label) continue
      const weight = rowWeight * Math.max(1 - Math.abs(x - column) / radius, 0) * trust.data[cell] * share
      sums[0] += weight * color.data[3 * cell]
      sums[1] += weight * color.data[3 * cell + 1]
      sums[2] += weight * color.data[3 * cell + 2]
      sums[3] += weight
    }
  }
}
