/** Long strips through a network in overlapping windows; mirrors `nurie.runtime.windows`. Change both. */

import type { Network } from "./network"
import { fround } from "./numbers"
import type { Box, Bytes, Extent } from "./raster"
import type { Tensor } from "./tensors"

const LONGEST_PX = 2560
const [WINDOW_PX, SHORTEST_PX, OVERLAP_PX] = [1024, 384, 256]
const [LEAST_QUIET_PX, ENOUGH_QUIET_PX] = [8, 32]
const TONE = 0.1

/** Rows of a strip that a network sees at once, and over which of them the window before fades into this one. */
interface Window {
  readonly begin: number
  readonly end: number
  readonly seam: readonly [number, number]
}

/** Mirrors `windows.find_windows`. */
function findWindows(quiet: Uint8Array, multiple: number): Window[] {
  const { length } = quiet
  const found: Window[] = []
  let last: Window = { begin: 0, end: length, seam: [0, 0] }
  while (length - last.begin > WINDOW_PX) {
    const seam = findSeam(quiet, last.begin + WINDOW_PX, last.seam[1])
    const middle = Math.floor((seam[0] + seam[1]) / 2)
    const end = Math.min(last.begin + WINDOW_PX, Math.ceil((middle + OVERLAP_PX / 2) / multiple) * multiple)
    const following = Math.min(Math.floor((middle - OVERLAP_PX / 2) / multiple) * multiple, length - WINDOW_PX)
    found.push({ begin: last.begin, end, seam: last.seam })
    last = { begin: following, end: length, seam }
  }
  return [...found, last]
}

/** The last of the quiet runs that are long enough, or the longest; the overlap where none is. Mirrors `_find_seam`. */
function findSeam(quiet: Uint8Array, end: number, before: number): readonly [number, number] {
  const [first, last] = [Math.max(end - WINDOW_PX + SHORTEST_PX, before), end - OVERLAP_PX / 2]
  let [longest, start, stop] = [0, 0, 0]
  for (let row = first; row < last;) {
    if (!quiet[row]) {
      row++
      continue
    }
    const begin = row
    while (row < last && quiet[row]) row++
    const long = Math.min(row - begin, ENOUGH_QUIET_PX)
    if (long >= longest) [longest, start, stop] = [long, begin, row]
  }
  if (longest < LEAST_QUIET_PX) return [end - OVERLAP_PX, end]
  return [Math.max(start, stop - OVERLAP_PX), stop]
}

/** The network's pictures for planes of any size; longer ones window by window. Mirrors `windows.paint_planes`. */
export async function paintPlanes(network: Network, planes: Tensor): Promise<Tensor> {
  const { height, width } = planes
  if (Math.max(height, width) <= LONGEST_PX) return (await network.run(planes)).color
  const across = width > height
  const length = across ? width : height
  const quiet = quietRows(planes.data, { height, width }, across)
  let painted: Tensor | null = null
  for (const { begin, end, seam } of findWindows(quiet, network.card.multiple)) {
    const part = (await network.run(cut(planes, begin, end, across))).color
    painted ??= {
      ...part,
      ...(across ? { width: length } : { height: length }),
      data: new Float32Array(part.channels * height * width),
    }
    fade(painted, part, begin, end, seam, across)
  }
  return painted!
}

/** A part of all planes along their long side. */
function cut({ channels, height, width, data }: Tensor, begin: number, end: number, across: boolean): Tensor {
  const extent = across ? { height, width: end - begin } : { height: end - begin, width }
  const found = new Float32Array(channels * extent.height * extent.width)
  for (let channel = 0, to = 0; channel < channels; channel++)
    for (let row = 0; row < extent.height; row++, to += extent.width) {
      const from = (channel * height + row + (across ? 0 : begin)) * width + (across ? begin : 0)
      found.set(data.subarray(from, from + extent.width), to)
    }
  return { channels, ...extent, data: found }
}

/** Writes a window's picture over the strip's, fading in along the seam. */
function fade(
  painted: Tensor,
  part: Tensor,
  begin: number,
  end: number,
  [start, stop]: readonly [number, number],
  across: boolean,
): void {
  const seam = Math.max(1, stop - start)
  for (let channel = 0; channel < painted.channels; channel++)
    for (let y = 0; y < part.height; y++)
      for (let x = 0; x < part.width; x++) {
        const along = begin + (across ? x : y)
        if (along < start || along >= end) continue
        const from = (channel * part.height + y) * part.width + x
        const to = (channel * painted.height + (across ? y : along)) * painted.width + (across ? along : x)
        const share = along < stop ? fround((along - start + 0.5) / seam) : 1
        painted.data[to] += share * (part.data[from] - painted.data[to])
      }
}

/** 1 for rows, or columns, that are of one tone. */
function quietRows(lines: ArrayLike<number>, { height, width }: Extent, across: boolean, scale = 1): Uint8Array {
  const [length, breadth] = across ? [width, height] : [height, width]
  return Uint8Array.from({ length }, (_, along) => {
    let [least, most] = [Infinity, -Infinity]
    for (let aside = 0; aside < breadth; aside++) {
      const value = fround(lines[across ? aside * width + along : along * width + aside] / scale)
      least = Math.min(least, value)
      most = Math.max(most, value)
    }
    return fround(most - least) <= fround(TONE) ? 1 : 0
  })
}

/** The parts, without overlap, in which a strip is looked at; of a page all. Mirrors `windows.parts`. */
export function partsOf(lineart: Bytes): Box[] {
  const { height, width } = lineart
  if (Math.max(height, width) <= LONGEST_PX) return [{ top: 0, bottom: height, left: 0, right: width }]
  const across = width > height
  const quiet = quietRows(lineart.data, lineart, across, 255)
  const seams = findWindows(quiet, 1)
    .slice(1)
    .map(({ seam }) => Math.floor((seam[0] + seam[1]) / 2))
  const bounds = [0, ...seams, quiet.length]
  return seams
    .concat(quiet.length)
    .map((end, index) =>
      across
        ? { top: 0, bottom: height, left: bounds[index], right: end }
        : { top: bounds[index], bottom: end, left: 0, right: width },
    )
}
