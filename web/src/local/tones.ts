/** Dark even grey that the artist has filled in: wide lines, and areas; mirrors `nurie.core.tones`. Change both. */

import { dilateSquare, erodeInside, gradientSquare } from "./cv/filter"
import { countEach, rint } from "./numbers"
import { bytes, type Bytes, type Ints } from "./raster"
import { PAPER_LEVEL } from "./regions"

const BLACK_LEVEL = 48
const EVEN = 12
const [LINE_SHARE, AREA_SHARE] = [0.014, 0.03]
const LEAST_PX = 3
const EDGE_PX = 7

/** Wide lines of an even grey as opaque ink of that grey; what was given where there are none. Mirrors `tones.cover`. */
export function cover(lineart: Bytes, ink: Bytes | null): { lineart: Bytes; ink: Bytes | null } {
  const grey = evenGrey(lineart)
  const inked = (place: number): boolean =>
    ink !== null && (ink.data[3 * place] | ink.data[3 * place + 1] | ink.data[3 * place + 2]) > 0
  grey.data.forEach((value, place) => {
    if (value && inked(place)) grey.data[place] = 0
  })
  const lines = opened(grey, LINE_SHARE)
  const areas = dilateSquare(opened(grey, AREA_SHARE), EDGE_PX).data
  if (!lines.data.some((value, place) => value > areas[place])) return { lineart, ink }
  const near = dilateSquare(
    bytes(
      lineart,
      1,
      lineart.data.map((value, place) => (areas[place] ? 0 : value & lines.data[place])),
    ),
    EDGE_PX,
  )
  const found = { lineart: bytes(lineart, 1, lineart.data.slice()), ink: bytes(lineart, 3, ink?.data.slice()) }
  near.data.forEach((level, place) => {
    const shown = lineart.data[place]
    if (!level || shown < level - EVEN || inked(place)) return
    const of = Math.min(shown, level)
    found.lineart.data[place] = leastCover(shown, of)
    found.ink.data.fill(of, 3 * place, 3 * place + 3)
  })
  return found
}

/** Mirrors `tones._least_cover`. */
const leastCover = (shown: number, ink: number): number =>
  Math.floor((255 * (shown - ink) + ((255 - ink) >> 1)) / (255 - ink))

/** The same lines without the areas that are filled, but for their outlines. Mirrors `tones.open_tones`. */
export function openTones(lineart: Bytes): Bytes {
  const areas = opened(evenGrey(lineart), AREA_SHARE).data
  if (!areas.some((value) => value > 0)) return lineart
  return bytes(
    lineart,
    1,
    lineart.data.map((value, place) => value | areas[place]),
  )
}

/** The numbers of the regions of which most is filled, and the levels of their grey. Mirrors `tones.find_tones`. */
export function findTones(lineart: Bytes, walls: Bytes, regions: Ints): Map<number, number> {
  const tones = new Map<number, number>()
  if (walls === lineart) return tones
  const whole = countEach(regions.data)
  const [filled, total] = [new Float64Array(whole.length), new Float64Array(whole.length)]
  regions.data.forEach((number, place) => {
    if (walls.data[place] === lineart.data[place]) return
    filled[number]++
    total[number] += lineart.data[place]
  })
  filled.forEach((count, number) => {
    if (2 * count > whole[number]) tones.set(number, rint(total[number] / count))
  })
  return tones
}

/** One colour's channel as it must lie under a grey. Mirrors `tones.shown_through`. */
export function shownThrough([red, green, blue]: readonly number[], tone: number): number[] {
  const brightest = Math.max(red, green, blue, tone)
  return [red, green, blue].map((value) => Math.floor((255 * value + (brightest >> 1)) / brightest))
}

/** Mirrors `tones._even_grey`. */
function evenGrey(lineart: Bytes): Bytes {
  const spread = gradientSquare(lineart).data
  return bytes(
    lineart,
    1,
    lineart.data.map((value, place) =>
      value >= BLACK_LEVEL && value < PAPER_LEVEL && spread[place] <= EVEN ? 255 : 0,
    ),
  )
}

/** Mirrors `tones._open`. */
function opened(grey: Bytes, share: number): Bytes {
  const side = Math.max(LEAST_PX, 2 * rint((share / 2) * Math.min(grey.height, grey.width)) + 1)
  return dilateSquare(erodeInside(grey, side), side)
}
