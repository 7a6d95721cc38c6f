/** Layers to one picture, by the canvas's own blend modes: opacities act at once, without the engine. */

import type { Colored, LayerName, Looks, Page } from "../core/state"
import type { Extent, InkStroke } from "../core/strokes"
import { type Context, canvasOf, newCanvas } from "./canvas"

/** Pictures of a page's size, ready to be drawn. */
export interface Layers {
  readonly extent: Extent
  /** The page with the artist's lines. */
  readonly page: OffscreenCanvas
  /** White paper belongs to the page's lines: they are multiplied. */
  readonly opaque: boolean
  readonly colored: ColorLayers | null
}

interface ColorLayers {
  /** null where lines were drawn since: then the page itself shows them. */
  readonly lines: OffscreenCanvas | null
  readonly flats: OffscreenCanvas
  readonly shading: OffscreenCanvas
  readonly highlights: OffscreenCanvas
}

/** Turns answers into canvases, each once. */
export class LayerCache {
  private latest: { readonly of: Colored; readonly layers: ColorLayers } | null = null

  layersOf(page: Page, inked: OffscreenCanvas, ink: readonly InkStroke[], colored: Colored | null): Layers {
    return { extent: page.pixels, page: inked, opaque: page.opaque, colored: colored && this.colorLayers(colored, ink) }
  }

  private colorLayers(colored: Colored, ink: readonly InkStroke[]): ColorLayers {
    if (this.latest?.of !== colored) {
      const { lines, flats, shading, highlights } = colored.layers
      this.latest = {
        of: colored,
        layers: { lines: canvasOf(lines), flats: canvasOf(flats), shading: canvasOf(shading), highlights: canvasOf(highlights) },
      }
    }
    return colored.ink === ink ? this.latest.layers : { ...this.latest.layers, lines: null }
  }
}

/** All but the hints, from the paper up. */
export function compose(target: Context, layers: Layers, looks: Looks): void {
  const { width, height } = layers.extent
  target.clearRect(0, 0, width, height)
  drawPaper(target, layers.extent, looks)
  if (layers.colored) drawColor(target, layers, layers.colored, looks)
  drawLines(target, layers, looks)
}

/** The page before colour: paper and lines. */
export function composeBefore(target: Context, layers: Layers): void {
  target.clearRect(0, 0, layers.extent.width, layers.extent.height)
  target.fillStyle = "#ffffff"
  target.fillRect(0, 0, layers.extent.width, layers.extent.height)
  target.drawImage(layers.page, 0, 0)
}

function drawPaper(target: Context, { width, height }: Extent, looks: Looks): void {
  target.globalAlpha = shareOf(looks, "paper")
  target.fillStyle = "#ffffff"
  target.fillRect(0, 0, width, height)
  target.globalAlpha = 1
}

function drawColor(target: Context, layers: Layers, colors: ColorLayers, looks: Looks): void {
  if (shareOf(looks, "paper") === 1) {
    drawBlended(target, colors, looks)
    return
  }
  // Without full paper, light and shadow lie on the flats alone: multiplied with nothing they would stand for themselves.
  const [group, context] = newCanvas(layers.extent)
  drawBlended(context, colors, looks)
  context.globalCompositeOperation = "destination-in"
  context.globalAlpha = 1
  context.drawImage(colors.flats, 0, 0)
  target.drawImage(group, 0, 0)
}

const BLENDED = [["flats", "source-over"], ["shading", "multiply"], ["highlights", "screen"]] as const

function drawBlended(target: Context, colors: ColorLayers, looks: Looks): void {
  target.save()
  for (const [name, mode] of BLENDED) {
    target.globalAlpha = shareOf(looks, name)
    target.globalCompositeOperation = mode
    target.drawImage(colors[name], 0, 0)
  }
  target.restore()
}

function drawLines(target: Context, layers: Layers, looks: Looks): void {
  target.save()
  target.globalAlpha = shareOf(looks, "lines")
  const own = layers.colored?.lines
  if (!own && layers.opaque) target.globalCompositeOperation = "multiply"
  if (target.globalAlpha > 0) target.drawImage(own ?? layers.page, 0, 0)
  target.restore()
}

function shareOf(looks: Looks, layer: LayerName): number {
  return looks[layer].visible ? looks[layer].opacity : 0
}
