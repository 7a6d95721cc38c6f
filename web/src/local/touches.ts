/** Which marks lie in which regions, and which of them a region takes; mirrors `exact._touches`, `exact._taken`. */

import { framedDistances } from "./cv/filter"
import { largestBall } from "./gaps"
import { analysisExtent } from "./geometry"
import { atCenters, bytes, countPixels, numberCount, type Bytes, type Ints } from "./raster"

const STROKE_SHARE = 0.25
const REGION_SHARE = 0.25
const DEPTH_SHARE = 0.5
const LEAST_SHARE = 0.05
const DEPTH_PIXELS = 120_000
const PAIR = 2 ** 26

interface Touch {
  readonly mark: number
  readonly region: number
  pixels: number
  depth: number
}

/** The marks that each region takes, by the region's number; the rule stands at `exact.apply_exact`. */
export function findTaken(numbers: Ints, places: readonly number[], regions: Ints): Map<number, number[]> {
  const grid = atCenters(regions, analysisExtent(regions, DEPTH_PIXELS))
  const inner = innerOf(grid)
  const touches = touchesOf(numbers, places, regions, inner)
  const taken = new Map<number, number[]>()
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
  const takes = touches.map((touch) => {
    const share = touch.pixels / pixels.get(touch.mark)!
    const deep = touch.depth >= DEPTH_SHARE * radius[touch.region] && share >= LEAST_SHARE
    return share >= STROKE_SHARE || touch.pixels >= REGION_SHARE * (cells[touch.region] * scale) || deep
  })
  const found = new Set(touches.filter((_, index) => takes[index]).map(({ mark }) => mark))
  touches.forEach(({ mark, region, pixels: own }, index) => {
    if (takes[index] || (!found.has(mark) && own === most.get(mark)))
      taken.set(region, [...(taken.get(region) ?? []), mark])
  })
  return taken
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
