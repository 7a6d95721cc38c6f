/** Hints diffused over the page; mirrors `nurie.core.diffusion`. Change both. */

import { meanSquare, resizeBytes, resizeFloats } from "./cv/filter"
import { anyMarked } from "./flood"
import { fround, rint, toByte, toBytesBy, toFloatsBy } from "./numbers"
import { bytes, floats, type Bytes, type Extent, type Floats } from "./raster"

/** Cells along the short side, how much lines hold up, rounds at each size: what networks have learned from. */
const LEARNED = { grid: 48, shut: 10, rounds: 20 }
const LEAST_OPEN = fround(0.01)
const COARSEST = 6

/** How open each cell is; the hints' colours times their share of it, and that share. */
interface Level {
  readonly opened: Floats
  readonly seeds: Floats
}

/** Three bytes a pixel; black without hints. Mirrors `diffusion.diffuse`. Source: Sýkora et al. 2009, section 2. */
export function diffuse(hintMap: Bytes, lineart: Bytes, { grid, shut, rounds } = LEARNED): Bytes {
  if (!anyMarked(hintMap)) return bytes(lineart, 3)
  const levels = pyramid(toGrid(hintMap, lineart, grid, shut))
  let color = evenly(levels[levels.length - 1])
  for (const level of levels.reverse()) color = relaxed(resizeFloats(color, level.opened, "INTER_LINEAR"), level, rounds)
  const whole = resizeFloats(color, lineart, "INTER_LINEAR")
  return bytes(
    lineart,
    3,
    toBytesBy(whole.data, (value) => toByte(Math.abs(value))),
  )
}

function toGrid(hintMap: Bytes, lineart: Bytes, grid: number, shut: number): Level {
  const scale = Math.min(1, grid / Math.min(lineart.height, lineart.width)) // a strip a few pixels wide would grow without end
  const extent: Extent = {
    height: Math.max(1, rint(lineart.height * scale)),
    width: Math.max(1, rint(lineart.width * scale)),
  }
  const dark = resizeBytes(
    bytes(
      lineart,
      1,
      lineart.data.map((value) => 255 - value),
    ),
    extent,
    "INTER_AREA",
  )
  const opened = floats(
    extent,
    1,
    toFloatsBy(dark.data, (value) => Math.max(fround(Math.exp(-shut * fround(value / 255))), LEAST_OPEN)),
  )
  const seeds = floats(hintMap, 4)
  for (let at = 0; at < seeds.data.length; at += 4)
    if (hintMap.data[at + 3]) {
      for (let channel = at; channel < at + 3; channel++) seeds.data[channel] = hintMap.data[channel]
      seeds.data[at + 3] = 1
    }
  return { opened, seeds: shrunk(seeds, extent) }
}

const shrunk = (raster: Floats, extent: Extent): Floats => resizeFloats(raster, extent, "INTER_AREA")

/** The grid and its halves, the finest first. */
function pyramid(finest: Level): Level[] {
  const levels = [finest]
  for (
    let { opened, seeds } = finest;
    Math.min(opened.height, opened.width) > COARSEST;
    levels.push({ opened, seeds })
  ) {
    const extent = { height: Math.ceil(opened.height / 2), width: Math.ceil(opened.width / 2) }
    ;[opened, seeds] = [shrunk(opened, extent), shrunk(seeds, extent)]
  }
  return levels
}

/** The mean of all hints, everywhere. */
function evenly({ opened, seeds }: Level): Floats {
  const sums = [0, 0, 0, 0]
  seeds.data.forEach((value, at) => (sums[at & 3] += value))
  const color = floats(opened, 3)
  for (let at = 0; at < color.data.length; at++) color.data[at] = sums[at % 3] / sums[3]
  return color
}

/** Some rounds in which each cell without a hint takes the weighted mean of the 3 x 3 cells around it. */
function relaxed(given: Floats, { opened, seeds }: Level, rounds: number): Floats {
  let color = given
  const share = meanSquare(opened).data.map((value) => 1 / value)
  keepSeeds(color, seeds)
  for (let round = 0; round < rounds; round++) {
    for (let at = 0; at < color.data.length; at++) color.data[at] *= opened.data[Math.floor(at / 3)]
    color = meanSquare(color)
    for (let at = 0; at < color.data.length; at++) color.data[at] *= share[Math.floor(at / 3)]
    keepSeeds(color, seeds)
  }
  return color
}

function keepSeeds(color: Floats, seeds: Floats): void {
  for (let cell = 0; cell < seeds.data.length / 4; cell++) {
    const share = seeds.data[4 * cell + 3]
    if (share)
      for (let channel = 0; channel < 3; channel++)
        color.data[3 * cell + channel] = seeds.data[4 * cell + channel] / share
  }
}
