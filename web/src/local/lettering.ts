/** Speech bubbles: regions that hold lettering; mirrors `nurie.core.lettering`. Change both. */

import { dilateSquare, resizeBytes } from "./cv/filter"
import { filled, measured } from "./cv/measure"
import { analysisExtent } from "./geometry"
import { countEach, deviation, mean, median, toBytesBy } from "./numbers"
import { atCenters, bytes, countPixels, type Bytes, type Ints } from "./raster"

const PIXELS = 3_000_000
const INK_BELOW = 176
const HEIGHTS = [5, 0.05] as const
const WIDEST = 3
const [FEWEST, MOST] = [4, 600]
const ALIKE = 1.6
const NEAR = 1.1
const IN_ROWS = 0.75
const STEP = 0.3
const VARIED = 0.06
const STROKES = [0.08, 0.8] as const
const FILLED = 0.06
const LARGEST = 0.3

/** A separate mark of ink that could be a letter. */
interface Mark {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly ink: number
  readonly region: number
}

/**
 * By the number of each bubble's region, the numbers of all regions in its outline, its own too. Mirrors
 * `lettering.find_bubbles`. Source: Rigaud, Burie and Ogier 2013, section III; the marks' rules are our own.
 */
export function findBubbles(lineart: Bytes, regions: Ints): Map<number, number[]> {
  const extent = analysisExtent(lineart, PIXELS)
  const small = resizeBytes(lineart, extent, "INTER_AREA")
  const labels = atCenters(regions, extent)
  const ink = bytes(
    extent,
    1,
    small.data.map((value) => (value < INK_BELOW ? 1 : 0)),
  )
  const found = new Map<number, number[]>()
  for (const drawn of [ink, dilateSquare(ink)]) {
    const marks = findMarks(drawn, labels)
    const counts = countEach(marks.map((mark) => mark.region))
    counts.forEach((count, number) => {
      if (count < FEWEST || count > MOST || found.has(number)) return
      const letters = marks.filter((mark) => mark.region === number)
      if (isText(letters) && encloses(labels, number, letters)) found.set(number, enclosed(labels, number))
    })
  }
  return found
}

function findMarks(ink: Bytes, labels: Ints): Mark[] {
  const { stats, count } = measured(ink, 8)
  const most = HEIGHTS[1] * Math.min(ink.height, ink.width)
  const found: Mark[] = []
  for (let part = 1; part < count; part++) {
    const [left, top, width, height, area] = stats.subarray(5 * part, 5 * part + 5)
    const inside = left > 0 && top > 0 && left + width < ink.width && top + height < ink.height
    if (!inside || height < HEIGHTS[0] || height > most || width > WIDEST * height) continue
    const at = (y: number, x: number): number => labels.data[y * labels.width + x]
    const region = at(top - 1, left - 1)
    const corners = [at(top - 1, left + width), at(top + height, left - 1), at(top + height, left + width)]
    if (corners.every((corner) => corner === region)) found.push({ left, top, width, height, ink: area, region })
  }
  return found
}

/** Whether marks of one region are written: like heights, near each other, and each another letter. */
function isText(marks: readonly Mark[]): boolean {
  const middle = median(marks.map((mark) => mark.height))
  const letters = marks.filter(({ height }) => height <= ALIKE * middle && height * ALIKE >= middle)
  if (letters.length < FEWEST) return false
  const dark = letters.map(({ ink, width, height }) => ink / (width * height))
  const widths = letters.map(({ width }) => width)
  const varied = deviation(dark) + (0.5 * deviation(widths)) / mean(widths)
  if (mean(dark) < STROKES[0] || mean(dark) > STROKES[1] || varied < VARIED) return false
  return (
    linked(letters, middle, "left", "width", "top", "height") ||
    linked(letters, middle, "top", "height", "left", "width")
  )
}

type Side = "left" | "top"
type Length = "width" | "height"

/** Whether most letters have another one near, along one axis and hardly beside it. */
function linked(
  letters: readonly Mark[],
  middle: number,
  begin: Side,
  length: Length,
  aside: Side,
  breadth: Length,
): boolean {
  const near = letters.filter((one) => {
    let neighbours = 0
    for (const other of letters) {
      const gap = Math.max(0, one[begin] - other[begin] - other[length], other[begin] - one[begin] - one[length])
      const apart = Math.abs(one[aside] + one[breadth] / 2 - other[aside] - other[breadth] / 2)
      if (gap <= NEAR * middle && apart <= STEP * middle) neighbours++
    }
    return neighbours > 1 // a letter is near itself
  })
  return near.length / letters.length >= IN_ROWS
}

function encloses(labels: Ints, number: number, letters: readonly Mark[]): boolean {
  const area = labels.data.reduce((total, value) => total + (value === number ? 1 : 0), 0)
  const text = letters.reduce((total, { width, height }) => total + width * height, 0)
  return area <= LARGEST * labels.data.length && text >= FILLED * area
}

/** The regions that lie wholly inside the outline of one, itself and what letters enclose. */
function enclosed(labels: Ints, number: number): number[] {
  const inside = filled(
    bytes(
      labels,
      1,
      toBytesBy(labels.data, (value) => (value === number ? 1 : 0)),
    ),
  ).data
  const counts = countPixels(labels)
  const within = new Float64Array(counts.length)
  labels.data.forEach((value, place) => (within[value] += inside[place]))
  return [...counts.keys()].filter((value) => counts[value] > 0 && within[value] === counts[value])
}
