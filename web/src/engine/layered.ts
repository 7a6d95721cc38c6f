/** Pages out of layered files: the layers that are called like line art, or else the whole picture. */

import type { Layer, Psd } from "ag-psd"
import { isLinesName } from "../core/layer_names"
import { FileError } from "../core/problem"

const PSD = /\.ps[db]$/i

export function isLayered(name: string): boolean {
  return PSD.test(name)
}

/** @throws FileError where it cannot be read, or holds no picture. */
export async function readLayered(name: string, bytes: Uint8Array): Promise<ImageData> {
  const { readPsd } = await import("ag-psd")
  let document: Psd
  try {
    document = readPsd(bytes, { useImageData: true, skipThumbnail: true })
  } catch {
    throw new FileError("notPicture", { name })
  }
  const lines = linesOf(document.children ?? [])
  const picture = lines.length > 0 ? stacked(document, lines) : document.imageData
  if (!picture) throw new FileError("notPicture", { name })
  return picture instanceof ImageData ? picture : newImageData(picture.width, picture.height, picture.data)
}

/** From the bottom, as the file has them; groups are looked into, and one that is called so counts whole. */
export function linesOf(layers: readonly Layer[]): readonly Layer[] {
  return layers.flatMap((layer) => {
    if (layer.hidden) return []
    if (isLinesName(layer.name ?? "")) return layer.children ? leaves(layer.children) : [layer]
    return layer.children ? linesOf(layer.children) : []
  })
}

function leaves(layers: readonly Layer[]): readonly Layer[] {
  return layers.flatMap((layer) => (layer.hidden ? [] : layer.children ? leaves(layer.children) : [layer]))
}

/** Straight alpha, one over another, in the document's frame. Source: Porter and Duff 1984, "over". */
export function stacked({ width, height }: Pick<Psd, "width" | "height">, layers: readonly Layer[]): ImageData {
  const whole = newImageData(width, height)
  for (const { imageData, left = 0, top = 0 } of layers) {
    if (!imageData) continue
    for (let y = Math.max(top, 0); y < Math.min(top + imageData.height, height); y++) {
      for (let x = Math.max(left, 0); x < Math.min(left + imageData.width, width); x++) {
        over(whole.data, (y * width + x) * 4, imageData.data, ((y - top) * imageData.width + x - left) * 4)
      }
    }
  }
  return whole
}

function over(under: Uint8ClampedArray, to: number, above: ArrayLike<number>, from: number): void {
  const cover = above[from + 3] / 255
  const below = (under[to + 3] / 255) * (1 - cover)
  const sum = cover + below
  if (sum === 0) return
  for (let c = 0; c < 3; c++) under[to + c] = (above[from + c] * cover + under[to + c] * below) / sum
  under[to + 3] = sum * 255
}

function newImageData(width: number, height: number, data?: ArrayLike<number>): ImageData {
  const pixels = new ImageData(width, height)
  if (data) pixels.data.set(data)
  return pixels
}
