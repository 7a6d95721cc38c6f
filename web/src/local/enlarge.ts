/** Labels on a finer grid, with smooth borders; mirrors `pieces.enlarge_labels`. Change both. */

import { meanSquare, warped } from "./cv/filter"
import { toBytesBy, toFloatsBy } from "./numbers"
import { boxOf, bytes, floats, ints, type Box, type Extent, type Ints } from "./raster"

/** Takes a pixel (x, y) of the finer grid to a place (x * across + right, y * down + below) among the labels. */
export interface ToCells {
  readonly across: number
  readonly down: number
  readonly right: number
  readonly below: number
}

/** A pixel takes the label that has half of what is around it; the lowest where none has. */
export function enlargeLabels(labels: Ints, to: ToCells, extent: Extent): Ints {
  const [lowest, ...others] = [...new Set(labels.data)].sort((one, other) => one - other)
  const chosen = ints(extent, 1, new Int32Array(extent.height * extent.width).fill(lowest))
  for (const label of others) {
    const mask = bytes(
      labels,
      1,
      toBytesBy(labels.data, (value) => (value === label ? 1 : 0)),
    )
    const part = boxOf(mask)!
    const [top, bottom] = onto(part.top, part.bottom, to.down, to.below, extent.height)
    const [left, right] = onto(part.left, part.right, to.across, to.right, extent.width)
    if (bottom > top && right > left) put(chosen, labels, label, to, { top, bottom, left, right })
  }
  return chosen
}

/** Writes one label into a box of the result. */
function put(chosen: Ints, labels: Ints, label: number, to: ToCells, box: Box): void {
  const soft = meanSquare(
    floats(
      labels,
      1,
      toFloatsBy(labels.data, (value) => (value === label ? 1 : 0)),
    ),
  )
  const matrix = [to.across, 0, to.across * box.left + to.right, 0, to.down, to.down * box.top + to.below]
  const share = warped(soft, matrix, { height: box.bottom - box.top, width: box.right - box.left })
  for (let y = box.top, from = 0; y < box.bottom; y++)
    for (let x = box.left; x < box.right; x++, from++)
      if (share.data[from] >= 0.5) chosen.data[y * chosen.width + x] = label
}

/** The pixels whose places lie within a part of the cells or just beside it. Mirrors `pieces._onto`. */
function onto(first: number, last: number, scale: number, shift: number, length: number): [number, number] {
  const [begin, end] = [(first - 2 - shift) / scale, (last + 1 - shift) / scale]
  return [Math.max(0, Math.floor(begin)), Math.min(length, Math.max(0, Math.ceil(end)))]
}
