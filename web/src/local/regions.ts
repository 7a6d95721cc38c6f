/** Regions of a drawing: what lines, with gaps, are meant to divide; mirrors `nurie.core.regions`. Change both. */

import { connected } from "./cv/measure"
import { blackhatDisc, dilateCross, resizeFloats } from "./cv/filter"
import { findEnds } from "./ends"
import { fillUnlabeled } from "./fill"
import { drawClosings, findClosings, largestBall, reopen, strokeWidth } from "./gaps"
import { analysisExtent, darkest } from "./geometry"
import { clamp } from "./numbers"
import { bytes, floats, ints, pixelCount, sameExtent, type Bytes, type Extent, type Floats, type Ints } from "./raster"
import { joinSpecks } from "./specks"

export const PAPER_LEVEL = 128
const ANALYSIS_PIXELS = 2_000_000
const GAP_WIDTHS = 4
const GAP_SHARE = 0.02
const FAINT = 40
const AROUND_PX = 15

/** The page as its gaps are looked for: reduced where it is large, and the mask of its lines. */
export interface Analysis {
  readonly lineart: Bytes
  readonly ink: Bytes
  /** Page pixels per pixel of it. */
  readonly scale: number
}

/** What `default_gap_px` and `label_regions` both begin with. */
export function analyse(lineart: Bytes): Analysis {
  const extent = analysisExtent(lineart, ANALYSIS_PIXELS)
  const small = sameExtent(extent, lineart) ? lineart : darkest(lineart, extent)
  return { lineart: small, ink: findLines(small), scale: Math.sqrt(pixelCount(lineart) / pixelCount(extent)) }
}

/** The gap that a flatter would close, in pixels of the page. Mirrors `regions.default_gap_px`. */
export function defaultGapPx(page: Extent, { ink, scale }: Analysis): number {
  return Math.min(GAP_WIDTHS * strokeWidth(ink) * scale, GAP_SHARE * Math.min(page.height, page.width))
}

/** Numbers from 1 for the parts that lines divide, gaps up to `gapPx` closed. Mirrors `regions.label_regions`. */
export function labelRegions(lineart: Bytes, gapPx: number, analysis: Analysis): Ints {
  if (gapPx <= 0) return connectedRegions(lineart)
  if (sameExtent(analysis.lineart, lineart)) return closedRegions(analysis, gapPx).labels
  const { labels, free } = closedRegions(analysis, gapPx / analysis.scale)
  for (let place = 0; place < free.data.length; place++) if (!free.data[place]) labels.data[place] = 0
  return refine(labels, lineart)
}

/** Mirrors `regions.find_lines`. */
export function findLines(lineart: Bytes): Bytes {
  const hat = blackhatDisc(lineart, AROUND_PX).data
  return bytes(
    lineart,
    1,
    lineart.data.map((value, place) => (value < PAPER_LEVEL || hat[place] >= FAINT ? 1 : 0)),
  )
}

/** The connected parts of the paper. Mirrors `regions.label_regions` without a gap. */
export function connectedRegions(lineart: Bytes): Ints {
  const paper = bytes(
    lineart,
    1,
    lineart.data.map((value) => (value >= PAPER_LEVEL ? 1 : 0)),
  )
  return fillUnlabeled(connected(paper, 4).labels)
}

/** Regions without 0, and 1 where the paper is free. Mirrors `regions._closed_regions`. */
function closedRegions({ ink }: Analysis, gapPx: number): { labels: Ints; free: Bytes } {
  const width = strokeWidth(ink)
  const closings = findClosings(ink, findEnds(ink, width), gapPx)
  const free = bytes(
    ink,
    1,
    drawClosings(ink, closings).data.map((value) => 1 - value),
  )
  const { count, labels } = connected(free, 4)
  if (count === 1) return { labels: ints(ink, 1, labels.data.fill(1)), free }
  const radius = largestBall(labels, free, count)
  const joined = reopen(labels, closings, radius)
  joined.forEach((to, from) => {
    if (radius[from] > radius[to]) radius[to] = radius[from]
  })
  for (let place = 0; place < labels.data.length; place++) labels.data[place] = joined[labels.data[place]]
  return { labels: joinSpecks(labels, radius, width), free }
}

/** Labels of a coarser grid, 0 on lines, spread along the page's own paper to the line. Mirrors `regions._refine`. */
function refine(coarse: Ints, lineart: Bytes): Ints {
  const { height, width } = lineart
  const steps = Math.ceil(2 * Math.max(height / coarse.height, width / coarse.width)) + 1
  let part = stretched(coarse, lineart)
  for (let place = 0; place < lineart.data.length; place++) if (lineart.data[place] < PAPER_LEVEL) part.data[place] = 0
  for (let step = 0; step < steps; step++) {
    const spread = dilateCross(part).data
    let changed = false
    for (let place = 0; place < spread.length; place++)
      if (!part.data[place] && spread[place] && lineart.data[place] >= PAPER_LEVEL) {
        part.data[place] = spread[place]
        changed = true
      }
    if (!changed) break
  }
  return fillUnlabeled(ints(lineart, 1, Int32Array.from(part.data)))
}

/** Every pixel with the number of the cell that it lies in. */
function stretched(coarse: Ints, page: Extent): Floats {
  const rows = floats({ height: page.height, width: coarse.width })
  for (let y = 0; y < page.height; y++) {
    const from = clamp(Math.trunc(y * (coarse.height / page.height)), 0, coarse.height - 1) * coarse.width
    rows.data.set(coarse.data.subarray(from, from + coarse.width), y * coarse.width)
  }
  return resizeFloats(rows, page, "INTER_NEAREST")
}

/** The connected areas of equal value, by sides alone, numbered from 1. Mirrors `regions.components`. */
export function components(values: Ints): Ints {
  const { height, width, data } = values
  const wide = 2 * width - 1
  const joined = bytes({ height: 2 * height - 1, width: wide })
  for (let y = 0, place = 0; y < height; y++)
    for (let x = 0; x < width; x++, place++) {
      joined.data[2 * y * wide + 2 * x] = 1
      if (x && data[place] === data[place - 1]) joined.data[2 * y * wide + 2 * x - 1] = 1
      if (y && data[place] === data[place - width]) joined.data[(2 * y - 1) * wide + 2 * x] = 1
    }
  const { labels } = connected(joined, 4)
  const found = ints(values)
  for (let y = 0, place = 0; y < height; y++)
    for (let x = 0; x < width; x++, place++) found.data[place] = labels.data[2 * y * wide + 2 * x]
  return found
}
