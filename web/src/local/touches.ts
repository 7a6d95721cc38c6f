/** Which marks lie in which regions, and which of them a region takes; mirrors `exact._touches`, `exact._taken`. */

import { framedDistances } from "./cv/filter"
import { largestBall } from "./gaps"
import { analysisExtent } from "./geometry"
import { fround, toBytesBy } from "./numbers"
import { atCenters, bytes, countPixels, numberCount, type Bytes, type Ints } from "./raster"

const STROKE_SHARE = 0.25
const REGION_SHARE = 0.25
const DEPTH_SHARE = 0.5
const LEAST_SHARE = 0.05
const MIDDLE = 0.8
const SEEN_SHARE = 0.9
const SEEN_DOTS = 4
const DEPTH_PIXELS = 120_000
const PAIR = 2 ** 26

interface Touch {
  readonly mark: number
  readonly region: number
  pixels: number
  depth: number
}

/** By a region's number the marks that it takes, and whether each spreads in it; `exact.apply_exact` has the rule. */
export type Taken = Map<number, Map<number, boolean>>

/** `odd` has 1 for the numbers of marks that mean no more than they cover. Mirrors `exact._taken`. */
export function findTaken(numbers: Ints, places: readonly number[], regions: Ints, odd: Uint8Array): Taken {
  const grid = atCenters(regions, analysisExtent(regions, DEPTH_PIXELS))
  const inner = innerOf(grid)
  const touches = touchesOf(numbers, places, regions, inner)
  const taken: Taken = new Map()
  if (!touches.length) return taken
  const count = numberCount(regions)
  const radius = largestBall(grid, inner, count)
  const cells = countPixels(grid, count)
  const scale = regions.data.length / grid.data.length
  const [pixels, most] = [new Map<number, number>(), new Map<number, number>()]
  for (const touch of touches) {
    pixels.set(touch.mark, (pixels.get(touch.mark) ?? 0) + touch.pixels)
    most.set(touch.mark, Math.max(most.get(touch.mark) ?? 0, touch.pixels))
  }
  const covers = ({ pixels, region }: Touch): boolean => pixels >= REGION_SHARE * (cells[region] * scale)
  const takes = touches.filter((touch) => {
    const share = touch.pixels / pixels.get(touch.mark)!
    const deep = touch.depth >= DEPTH_SHARE * radius[touch.region] && share >= LEAST_SHARE
    return share >= STROKE_SHARE || covers(touch) || deep
  })
  const found = new Set(takes.map(({ mark }) => mark))
  takes.push(...touches.filter(({ mark, pixels }) => !found.has(mark) && pixels === most.get(mark)))
  const onLines = findOnLines(numbers, places, regions)
  const isClear = (touch: Touch): boolean => covers(touch) || !(onLines[touch.mark] || odd[touch.mark])
  const claimed = new Set(takes.filter(isClear).map(({ region }) => region))
  for (const touch of takes.sort((one, other) => one.mark - other.mark)) {
    const marks = taken.get(touch.region) ?? new Map<number, boolean>()
    taken.set(touch.region, marks.set(touch.mark, isClear(touch) || !claimed.has(touch.region)))
  }
  return taken
}

/** Per mark's number 1 where it lies in several regions and too little of its middle on paper; `exact._on_lines`. */
function findOnLines(numbers: Ints, places: readonly number[], regions: Ints): Uint8Array {
  const { data, width } = numbers
  const apart = (place: number, next: number): boolean => data[next] > 0 && data[next] !== data[place]
  const marked = bytes(
    numbers,
    1,
    toBytesBy(data, (number, place) => {
      if (!number || ((place + 1) % width && apart(place, place + 1))) return 0
      return place + width < data.length && apart(place, place + width) ? 0 : 1
    }),
  )
  const depth = framedDistances(marked, null).data
  const thickness = new Float32Array(numberCount(numbers))
  data.forEach((number, place) => {
    if (number && depth[place] > thickness[number]) thickness[number] = depth[place]
  })
  const least = thickness.map((far) => fround(MIDDLE) * far)
  const [total, seen] = [new Float64Array(thickness.length), new Float64Array(thickness.length)]
  const [first, several] = [new Int32Array(thickness.length), new Uint8Array(thickness.length)]
  data.forEach((number, place) => {
    if (!number) return
    if (depth[place] >= least[number]) total[number]++
    first[number] ||= regions.data[place]
    if (regions.data[place] !== first[number]) several[number] = 1
  })
  for (const place of places) if (depth[place] >= least[data[place]]) seen[data[place]]++
  return toBytesBy(thickness, (far, number) => {
    const ofDot = (2 * (1 - MIDDLE) * far + 1) ** 2
    return several[number] && seen[number] < SEEN_SHARE * Math.min(total[number], SEEN_DOTS * ofDot) ? 1 : 0
  })
}

/** One per pair of a mark and a region, by mark, then region. */
function touchesOf(numbers: Ints, places: readonly number[], regions: Ints, inner: Bytes): Touch[] {
  const distance = framedDistances(inner, null)
  const { height, width } = regions
  const found = new Map<number, Touch>()
  for (const place of places) {
    const [mark, region] = [numbers.data[place], regions.data[place]]
    const touch = found.get(mark * PAIR + region) ?? { mark, region, pixels: 0, depth: 0 }
    const row = Math.floor((Math.floor(place / width) * distance.height) / height)
    const column = Math.floor(((place % width) * distance.width) / width)
    touch.pixels++
    touch.depth = Math.max(touch.depth, distance.data[row * distance.width + column])
    found.set(mark * PAIR + region, touch)
  }
  return [...found.keys()].sort((one, other) => one - other).map((key) => found.get(key)!)
}

/** 1 where the next cell to the right and the next below belong to the same region. */
function innerOf({ data, height, width }: Ints): Bytes {
  const inner = bytes({ height, width })
  for (let y = 0, place = 0; y < height; y++)
    for (let x = 0; x < width; x++, place++) {
      const right = x === width - 1 || data[place + 1] === data[place]
      const below = y === height - 1 || data[place + width] === data[place]
      inner.data[place] = right && below ? 1 : 0
    }
  return inner
}
