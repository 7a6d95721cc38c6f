/** Sizes, and the page's lines at the size at which the network works; mirrors `nurie.core.geometry`. Change both. */

import { lowestAhead, resizeBytes } from "./cv/filter"
import { fround, rint } from "./numbers"
import { bytes, sameExtent, type Bytes, type Extent } from "./raster"

const MAX_WORKING_PIXELS = 2_000_000
const MAX_STRIP_PIXELS = 10_000_000
const STRIP_ASPECT = 3
const MAX_ENLARGEMENT = 2
const LEAST_ENLARGED_PX = 16

/** Mirrors `geometry.working_extent`. */
export function workingExtent(page: Extent, shortSide: number): Extent {
  const most = isStrip(page) ? MAX_STRIP_PIXELS : MAX_WORKING_PIXELS
  const cap = Math.sqrt(most / (page.height * page.width))
  const short = Math.min(page.height, page.width)
  const scale = Math.min(shortSide / short, short < LEAST_ENLARGED_PX ? 1 : MAX_ENLARGEMENT, cap)
  return { height: Math.max(1, rint(page.height * scale)), width: Math.max(1, rint(page.width * scale)) }
}

export const isStrip = ({ height, width }: Extent): boolean =>
  Math.max(height, width) > STRIP_ASPECT * Math.min(height, width)

/** Lines at another size, neither faded nor grown. Mirrors `geometry.resize_lineart`. */
export function resizeLineart(lineart: Bytes, extent: Extent): Bytes {
  if (sameExtent(lineart, extent)) return bytes(lineart, 1, lineart.data.slice())
  if (extent.height >= lineart.height || extent.width >= lineart.width)
    return resizeBytes(lineart, extent, "INTER_LINEAR")
  const area = resizeBytes(lineart, extent, "INTER_AREA").data
  const peak = darkest(lineart, extent).data
  const found = bytes(extent)
  for (let place = 0; place < area.length; place++)
    found.data[place] = fround(255.5 - fround(Math.sqrt((255 - area[place]) * (255 - peak[place]))))
  return found
}

/** The darkest pixel of each cell of a coarser grid. Mirrors `geometry.darkest`. */
export function darkest(lineart: Bytes, extent: Extent): Bytes {
  const ahead = (pixels: number, cells: number): number => Math.ceil(pixels / cells)
  const lowest = lowestAhead(lineart, ahead(lineart.height, extent.height), ahead(lineart.width, extent.width))
  const found = bytes(extent)
  const starts = Int32Array.from({ length: extent.width }, (_, x) => Math.floor((x * lineart.width) / extent.width))
  for (let y = 0, place = 0; y < extent.height; y++) {
    const row = Math.floor((y * lineart.height) / extent.height) * lineart.width
    for (let x = 0; x < extent.width; x++) found.data[place++] = lowest.data[row + starts[x]]
  }
  return found
}

/** The size of a page reduced to at most so many pixels. Mirrors `gaps.analysis_extent`. */
export function analysisExtent({ height, width }: Extent, pixels: number): Extent {
  const scale = Math.min(1, Math.sqrt(pixels / (height * width)))
  return { height: Math.max(1, Math.trunc(height * scale)), width: Math.max(1, Math.trunc(width * scale)) }
}
