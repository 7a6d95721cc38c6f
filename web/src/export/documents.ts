/** A coloured page as a document: layers with the names and modes that nurie gives them everywhere. */

import { canvasOf, newCanvas } from "../view/canvas"
import { rasterHints } from "../view/hints"
import type { Picture } from "../view/picture"
import { type Language, type LayerName, type Page, type State, workOf } from "../core/state"

export interface DocumentLayer {
  readonly key: LayerName
  readonly name: string
  readonly mode: "normal" | "multiply" | "screen"
  readonly pixels: ImageData
  readonly visible: boolean
  readonly opacity: number
}

export interface LayeredDocument {
  readonly width: number
  readonly height: number
  /** From the top. */
  readonly layers: readonly DocumentLayer[]
  readonly merged: ImageData
}

const NAMES: Readonly<Record<Language, Readonly<Record<LayerName, string>>>> = {
  en: { hints: "hints", lines: "lines", highlights: "highlights", shading: "shading", flats: "flats", paper: "paper" },
  ja: { hints: "ヒント", lines: "線画", highlights: "ハイライト", shading: "影", flats: "下塗り", paper: "用紙" },
}

/** Hints lie below the flats and are hidden, as in the files of the command line; the rest is as the layer panel has it. */
const ORDER: readonly LayerName[] = ["lines", "highlights", "shading", "flats", "hints", "paper"]

export function documentOf(state: State, page: Page, picture: Picture): LayeredDocument {
  const { width, height } = page.pixels
  const merged = picture.render(state, state.looks)
  if (!merged) throw new Error("no page")
  const layers = ORDER.flatMap((key) => {
    const pixels = pixelsOf(key, state, page, picture)
    const look = key === "hints" ? { visible: false, opacity: 1 } : state.looks[key]
    return pixels ? [{ key, name: NAMES[state.settings.language][key], mode: modeOf(key), pixels, ...look }] : []
  })
  return { width, height, layers, merged: read(merged) }
}

function modeOf(key: LayerName): DocumentLayer["mode"] {
  if (key === "shading") return "multiply"
  return key === "highlights" ? "screen" : "normal"
}

function pixelsOf(key: LayerName, state: State, page: Page, picture: Picture): ImageData | null {
  const { ink, hints } = workOf(state)
  const colored = state.colored
  switch (key) {
    case "lines":
      return colored?.ink === ink ? colored.layers.lines : linesOf(picture.inked.of(page).pixels(ink), page.opaque)
    case "highlights":
    case "shading":
    case "flats":
      return colored?.layers[key] ?? null
    case "hints":
      return hints.length > 0 ? drawn(page, (context) => rasterHints(context, hints)) : null
    case "paper":
      return drawn(page, (context) => {
        context.fillStyle = "#ffffff"
        context.fillRect(0, 0, page.pixels.width, page.pixels.height)
      })
  }
}

/** Lines without their paper: what is dark becomes black and as dense as it was dark. */
function linesOf(pixels: ImageData, opaque: boolean): ImageData {
  if (!opaque) return pixels
  const lines = new ImageData(pixels.width, pixels.height)
  for (let at = 0; at < pixels.data.length; at += 4) {
    const [r, g, b] = [pixels.data[at], pixels.data[at + 1], pixels.data[at + 2]]
    lines.data[at + 3] = 255 - Math.round(0.299 * r + 0.587 * g + 0.114 * b)
  }
  return lines
}

function drawn(page: Page, draw: (context: OffscreenCanvasRenderingContext2D) => void): ImageData {
  const [canvas, context] = newCanvas(page.pixels)
  draw(context)
  return read(canvas)
}

function read(canvas: OffscreenCanvas): ImageData {
  const context = canvas.getContext("2d")
  if (!context) throw new Error("no 2D canvas")
  return context.getImageData(0, 0, canvas.width, canvas.height)
}

/** A small picture of the whole, for the file's folder view. */
export function thumbnailCanvas(merged: ImageData, most_px: number): OffscreenCanvas {
  const share = Math.min(most_px / Math.max(merged.width, merged.height), 1)
  const [canvas, context] = newCanvas({
    width: Math.max(Math.round(merged.width * share), 1), height: Math.max(Math.round(merged.height * share), 1),
  })
  context.imageSmoothingQuality = "high"
  context.drawImage(canvasOf(merged), 0, 0, canvas.width, canvas.height)
  return canvas
}

