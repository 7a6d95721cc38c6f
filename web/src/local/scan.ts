/** A clean-up of scanned paper; mirrors `clean_scan` of `nurie.core.lineart`. Change both. */

import { dilateSquare, medianBytes, resizeBytes } from "./cv/filter"
import { fround, rint, toByte } from "./numbers"
import { bytes, type Bytes } from "./raster"

const BLACK = 0.25
const WHITE = 0.92

/** Takes away the tint, the vignette and the grain of paper. */
export function cleanScan(gray: Bytes): Bytes {
  const paper = paperOf(gray).data
  const scale = 1 / (WHITE - BLACK)
  const black = rint(255 * BLACK)
  return bytes(
    gray,
    1,
    gray.data.map((value, place) => {
      const ratio = toByte(fround((value * 255) / Math.max(paper[place], 1)))
      return toByte(fround(Math.max(0, ratio - black) * fround(scale)))
    }),
  )
}

function paperOf(gray: Bytes): Bytes {
  const factor = Math.max(1, Math.min(gray.height, gray.width) / 256)
  const extent = {
    height: Math.max(1, rint(gray.height / factor)),
    width: Math.max(1, rint(gray.width / factor)),
  }
  const small = dilateSquare(resizeBytes(gray, extent, "INTER_AREA"), 9)
  return resizeBytes(medianBytes(small, 21), gray, "INTER_LINEAR")
}
