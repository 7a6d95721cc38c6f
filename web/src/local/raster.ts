/** Pictures as typed arrays, row by row, channels together; the TypeScript side of numpy's (H, W) and (H, W, C). */

export interface Extent {
  readonly height: number
  readonly width: number
}

export interface Raster<T extends Uint8Array | Int32Array | Float32Array> extends Extent {
  readonly channels: number
  readonly data: T
}

export type Bytes = Raster<Uint8Array>
export type Ints = Raster<Int32Array>
export type Floats = Raster<Float32Array>

export const bytes = ({ height, width }: Extent, channels = 1, data?: Uint8Array): Bytes => ({
  height,
  width,
  channels,
  data: data ?? new Uint8Array(height * width * channels),
})

export const ints = ({ height, width }: Extent, channels = 1, data?: Int32Array): Ints => ({
  height,
  width,
  channels,
  data: data ?? new Int32Array(height * width * channels),
})

export const floats = ({ height, width }: Extent, channels = 1, data?: Float32Array): Floats => ({
  height,
  width,
  channels,
  data: data ?? new Float32Array(height * width * channels),
})

export const pixelCount = ({ height, width }: Extent): number => height * width

export const sameExtent = (one: Extent, other: Extent): boolean =>
  one.height === other.height && one.width === other.width

/**
 * The pixel at the centre of each of `cells` along a side of `pixels`. Mirrors `pieces.at_centers`, `lift._centers`.
 */
export function centers(cells: number, pixels: number): Int32Array {
  return Int32Array.from({ length: cells }, (_, index) => Math.floor(((index * 2 + 1) * pixels) / (2 * cells)))
}

/** A raster on a coarser grid, by the pixel at each cell's centre. Mirrors `pieces.at_centers`. */
export function atCenters<T extends Uint8Array | Int32Array | Float32Array>(
  raster: Raster<T>,
  { height, width }: Extent,
): Raster<T> {
  const rows = centers(height, raster.height)
  const columns = centers(width, raster.width)
  const { channels } = raster
  const data = raster.data.slice(0, 0).constructor as new (length: number) => T
  const found = new data(height * width * channels)
  let to = 0
  for (const row of rows)
    for (const column of columns) {
      const from = (row * raster.width + column) * channels
      for (let channel = 0; channel < channels; channel++) found[to++] = raster.data[from + channel]
    }
  return { height, width, channels, data: found }
}

/** Part of a raster, copied. */
export function cropped<T extends Uint8Array | Int32Array | Float32Array>(raster: Raster<T>, box: Box): Raster<T> {
  const { channels } = raster
  const [height, width] = [box.bottom - box.top, box.right - box.left]
  const make = raster.data.constructor as new (length: number) => T
  const data = new make(height * width * channels)
  for (let row = 0; row < height; row++) {
    const from = ((row + box.top) * raster.width + box.left) * channels
    data.set(raster.data.subarray(from, from + width * channels) as T, row * width * channels)
  }
  return { height, width, channels, data }
}

/** Rows from `top` up to `bottom`, columns from `left` up to `right`. */
export interface Box {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

/** The smallest box around all places with a mark; null without any. Mirrors `pieces.window_of`. */
export function boxOf(mask: Bytes): Box | null {
  let [top, bottom, left, right] = [mask.height, -1, mask.width, -1]
  for (let y = 0, place = 0; y < mask.height; y++)
    for (let x = 0; x < mask.width; x++, place++)
      if (mask.data[place]) {
        if (y < top) top = y
        bottom = y
        if (x < left) left = x
        if (x > right) right = x
      }
  return bottom < 0 ? null : { top, bottom: bottom + 1, left, right: right + 1 }
}

/** The box of every number in one pass, by number; null where a number does not occur. */
export function boxesOf(labels: Ints, count: number): (Box | null)[] {
  const found: ({ top: number; bottom: number; left: number; right: number } | null)[] = new Array(count).fill(null)
  for (let y = 0, place = 0; y < labels.height; y++)
    for (let x = 0; x < labels.width; x++, place++) {
      const box = found[labels.data[place]]
      if (!box) found[labels.data[place]] = { top: y, bottom: y + 1, left: x, right: x + 1 }
      else {
        box.bottom = y + 1
        if (x < box.left) box.left = x
        if (x >= box.right) box.right = x + 1
      }
    }
  return found
}

/**
 * How many regions there can be: the largest number and one for 0. Loops of its own: several kinds of arrays slow one
 * down.
 */
export function numberCount({ data }: Ints): number {
  let most = 0
  for (let place = 0; place < data.length; place++) if (data[place] > most) most = data[place]
  return most + 1
}

/** How many pixels each number has, from 0. Mirrors `flats.count_pixels`. */
export function countPixels(regions: Ints, length = 0): Float64Array {
  const counts = new Float64Array(Math.max(length, numberCount(regions)))
  for (let place = 0; place < regions.data.length; place++) counts[regions.data[place]]++
  return counts
}
