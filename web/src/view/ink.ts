/** Ink strokes as pixels: outlines after pressure or speed, filled. */

import { getStroke } from "perfect-freehand"
import type { Page } from "../core/state"
import type { InkStroke } from "../core/strokes"
import { type Context, newCanvas } from "./canvas"

/** The stroke's outline in canvas coordinates, where a pixel's centre lies half a pixel in. */
export function outlineOf(stroke: InkStroke): Path2D {
  const rubs = stroke.mode === "erase"
  const outline = getStroke(stroke.points.map(([x, y, pressure]) => [x + 0.5, y + 0.5, pressure]), {
    size: stroke.width_px,
    thinning: rubs ? 0 : stroke.pen ? 0.7 : 0.35,
    smoothing: 0.5,
    streamline: rubs ? 0 : 0.35,
    simulatePressure: !stroke.pen,
    last: true,
  })
  const path = new Path2D()
  outline.forEach(([x, y], i) => (i === 0 ? path.moveTo(x, y) : path.lineTo(x, y)))
  path.closePath()
  return path
}

export function drawInk(context: Context, stroke: InkStroke, opaque: boolean): void {
  context.save()
  if (stroke.mode === "erase" && !opaque) context.globalCompositeOperation = "destination-out"
  context.fillStyle = stroke.mode === "erase" ? "#ffffff" : stroke.color
  context.fill(outlineOf(stroke))
  context.restore()
}

/** The page with the artist's lines: what is shown and what is coloured. Draws only what came since it was last asked. */
export class InkedPage {
  private readonly canvas: OffscreenCanvas
  private readonly context: OffscreenCanvasRenderingContext2D
  private drawn: readonly InkStroke[] = []

  constructor(private readonly page: Page) {
    ;[this.canvas, this.context] = newCanvas(page.pixels)
    this.context.putImageData(page.pixels, 0, 0)
  }

  with(ink: readonly InkStroke[]): OffscreenCanvas {
    if (ink === this.drawn) return this.canvas
    if (!this.drawn.every((stroke, i) => stroke === ink[i])) {
      this.context.putImageData(this.page.pixels, 0, 0)
      this.drawn = []
    }
    for (const stroke of ink.slice(this.drawn.length)) drawInk(this.context, stroke, this.page.opaque)
    this.drawn = ink
    return this.canvas
  }

  /** The bytes of the page itself where no line was drawn: a canvas would wear away faint colours. */
  pixels(ink: readonly InkStroke[]): ImageData {
    if (ink.length === 0) return this.page.pixels
    const { width, height } = this.canvas
    this.with(ink)
    return this.context.getImageData(0, 0, width, height)
  }
}

/** One raster for each page, as long as somebody asks for that page. */
export class InkedPages {
  private latest: { readonly page: Page; readonly inked: InkedPage } | null = null

  of(page: Page): InkedPage {
    if (this.latest?.page !== page) this.latest = { page, inked: new InkedPage(page) }
    return this.latest.inked
  }
}
