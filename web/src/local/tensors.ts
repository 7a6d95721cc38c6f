/** The one owner of tensor ranges, layout and padding; mirrors `nurie.runtime.tensors` and `inputs`. Change both. */

import type { Card } from "./bundle"
import { diffuse } from "./diffusion"
import { flood } from "./flood"
import { toByte } from "./numbers"
import { ALL_PLANES, PLANES } from "./planes"
import { bytes, type Bytes, type Extent } from "./raster"

/** (1, channels, height, width) float32. */
export interface Tensor extends Extent {
  readonly channels: number
  readonly data: Float32Array
}

const SIGNED = Float32Array.from({ length: 256 }, (_, byte) => Math.fround(byte / 127.5) - 1)
const SHARE = Float32Array.from({ length: 256 }, (_, byte) => byte / 255)
const DARK = Float32Array.from({ length: 256 }, (_, byte) => (255 - byte) / 255)

/** A page and its hints as the planes that a network asks for, padded. Mirrors `inputs.make_planes`. */
export function makePlanes(card: Card, lineart: Bytes, hintMap: Bytes): Tensor {
  const flooded = flood(hintMap, lineart)
  const diffused = card.planes.length === ALL_PLANES.length ? diffuse(hintMap, lineart) : null
  return toPlanes(lineart, hintMap, flooded, diffused, card.multiple)
}

/** Mirrors `tensors.to_planes` and `tensors.pad_planes`: to the right and below the border is repeated. */
export function toPlanes(
  lineart: Bytes,
  hintMap: Bytes,
  flooded: Bytes,
  diffused: Bytes | null,
  multiple: number,
): Tensor {
  const whole = (side: number): number => Math.ceil(side / multiple) * multiple
  const [height, width] = [whole(lineart.height), whole(lineart.width)]
  const channels = (diffused ? ALL_PLANES : PLANES).length
  const data = new Float32Array(channels * height * width)
  const tensor = { channels, height, width, data }
  put(tensor, 0, lineart, 0, DARK)
  let marked = false
  for (let at = 3; at < hintMap.data.length && !marked; at += 4) marked = hintMap.data[at] > 0
  if (!marked) return tensor
  for (let channel = 0; channel < 3; channel++) {
    put(tensor, 1 + channel, hintMap, channel, SIGNED, 3)
    put(tensor, 5 + channel, flooded, channel, SIGNED)
    if (diffused) put(tensor, 9 + channel, diffused, channel, SIGNED)
  }
  put(tensor, 4, hintMap, 3, SHARE)
  put(tensor, 8, flooded, 3, SHARE)
  return tensor
}

/** One channel of a picture, through a table, to one plane; 0 where the channel `mask` is. */
function put(tensor: Tensor, plane: number, from: Bytes, channel: number, table: Float32Array, mask?: number): void {
  const start = plane * tensor.height * tensor.width
  for (let y = 0; y < tensor.height; y++) {
    const row = Math.min(y, from.height - 1) * from.width
    const to = start + y * tensor.width
    for (let x = 0; x < tensor.width; x++) {
      const at = (row + Math.min(x, from.width - 1)) * from.channels
      tensor.data[to + x] = mask !== undefined && !from.data[at + mask] ? 0 : table[from.data[at + channel]]
    }
  }
}

/** The pictures in a network's first output, cropped. Mirrors `tensors.from_paints`. */
export function fromPaints(output: Tensor, extent: Extent): Bytes[] {
  return Array.from({ length: output.channels / 3 }, (_, paint) => {
    const found = bytes(extent, 3)
    for (let channel = 0; channel < 3; channel++) {
      const start = (3 * paint + channel) * output.height * output.width
      for (let y = 0, to = channel; y < extent.height; y++)
        for (let x = 0; x < extent.width; x++, to += 3)
          found.data[to] = toByte(Math.fround(Math.fround(output.data[start + y * output.width + x] * 127.5) + 127.5))
    }
    return found
  })
}

/** The flood's colours in a network's planes. Mirrors `tensors.flood_of`. */
export function floodOf({ data, height, width }: Tensor, extent: Extent): Bytes {
  const area = height * width
  return fromPaints({ channels: 3, height, width, data: data.subarray(5 * area, 8 * area) }, extent)[0]
}
