/** Canvases that nobody sees. */

import type { Extent } from "../core/strokes"

export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

export function newCanvas({ width, height }: Extent): [OffscreenCanvas, OffscreenCanvasRenderingContext2D] {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext("2d")
  if (!context) throw new Error("this browser has no 2D canvas")
  return [canvas, context]
}

export function canvasOf(pixels: ImageData): OffscreenCanvas {
  const [canvas, context] = newCanvas(pixels)
  context.putImageData(pixels, 0, 0)
  return canvas
}

/** At most `most_px` on the longer side. */
export function thumbnailOf(pixels: ImageData, most_px: number): ImageData {
  const share = Math.min(most_px / Math.max(pixels.width, pixels.height), 1)
  const extent = { width: Math.max(Math.round(pixels.width * share), 1), height: Math.max(Math.round(pixels.height * share), 1) }
  const [, context] = newCanvas(extent)
  context.imageSmoothingQuality = "high"
  context.drawImage(canvasOf(pixels), 0, 0, extent.width, extent.height)
  return context.getImageData(0, 0, extent.width, extent.height)
}
