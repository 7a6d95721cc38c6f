/** What stays paper; mirrors `nurie.core.bare`. Change both. */

import { argmax, countEach, toBytesBy } from "./numbers"
import type { Flats } from "./page"
import { numberCount, type Bytes, type Ints } from "./raster"

const SLIP_SHARE = 0.05
const AROUND_SHARE = 0.7

/** The numbers along the page's edge; corners count twice. */
export function edgeOf({ data, height, width }: Ints): Int32Array {
  const found = new Int32Array(2 * (height + width))
  found.set(data.subarray(0, width))
  found.set(data.subarray((height - 1) * width), width)
  for (let y = 0; y < height; y++) {
    found[2 * width + y] = data[y * width]
    found[2 * width + height + y] = data[(y + 1) * width - 1]
  }
  return found
}

/** The region around the drawing, which has most of the page's edge; -1 where several share it. */
export function findAround(regions: Ints): number {
  const edge = edgeOf(regions)
  const counts = countEach(edge)
  const number = argmax(counts)
  return counts[number] >= AROUND_SHARE * edge.length ? number : -1
}

/** The regions that hold a twentieth of a mark, or the most of it. Mirrors `bare.find_marked`. */
export function findMarked(regions: Ints, numbers: Ints): Set<number> {
  const marks = new Map<number, Map<number, number>>()
  numbers.data.forEach((mark, place) => {
    if (!mark) return
    const pixels = marks.get(mark) ?? new Map<number, number>()
    marks.set(mark, pixels.set(regions.data[place], (pixels.get(regions.data[place]) ?? 0) + 1))
  })
  const found = new Set<number>()
  for (const pixels of marks.values()) {
    const counts = [...pixels.values()]
    const total = counts.reduce((sum, count) => sum + count, 0)
    for (const [region, count] of pixels)
      if (count >= SLIP_SHARE * total || count === Math.max(...counts)) found.add(region)
  }
  return found
}

/** 1 where a pixel lies in one of these regions. Mirrors `bare.inside_regions`. */
export function insideRegions(regions: Ints, numbers: readonly number[]): Uint8Array {
  const chosen = new Uint8Array(numberCount(regions))
  for (const number of numbers) chosen[number] = 1
  return toBytesBy(regions.data, (number) => chosen[number])
}

/** White where `inside`, in place. */
export function leavePaper(inside: Uint8Array | null, ...layers: (Bytes | null)[]): void {
  if (!inside) return
  for (const layer of layers)
    for (let place = 0; layer && place < inside.length; place++)
      if (inside[place]) {
        layer.data[3 * place] = 255
        layer.data[3 * place + 1] = 255
        layer.data[3 * place + 2] = 255
      }
}

/** Per region of the flats 1 where most of it lies inside. Mirrors `bare.mostly_inside`. */
export function mostlyInside({ regions, palette }: Flats, inside: Uint8Array | null): Uint8Array {
  const count = palette.length / 3
  if (!inside) return new Uint8Array(count)
  const [within, all] = [new Float64Array(count + 1), new Float64Array(count + 1)]
  regions.data.forEach((number, place) => {
    all[number]++
    within[number] += inside[place]
  })
  return Uint8Array.from({ length: count }, (_, index) => (within[index + 1] * 2 > all[index + 1] ? 1 : 0))
}

/** The same flats, white where most of a region lies inside. Mirrors `bare.unpainted`. */
export function unpainted(flats: Flats, inside: Uint8Array | null): Flats {
  const palette = flats.palette.slice()
  mostlyInside(flats, inside).forEach((value, index) => {
    if (value) palette.fill(255, 3 * index, 3 * index + 3)
  })
  return { regions: flats.regions, palette }
}
