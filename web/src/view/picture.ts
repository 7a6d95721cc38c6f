/** What the state looks like at the page's own size: before colour and with it. Drawn again only when it changed. */

import { rgbToHex } from "../core/color"
import { type Colored, type Looks, type Page, type State, workOf } from "../core/state"
import { hintAt, type InkStroke, type Point } from "../core/strokes"
import { newCanvas } from "./canvas"
import { compose, composeBefore, LayerCache, type Layers } from "./composite"
import { InkedPages } from "./ink"

export type Side = "before" | "after"

interface Drawn {
  readonly page: Page
  readonly ink: readonly InkStroke[]
  readonly colored: Colored | null
  readonly looks: Looks
  readonly canvas: OffscreenCanvas
  readonly context: OffscreenCanvasRenderingContext2D
}

export class Picture {
  readonly inked = new InkedPages()
  private readonly cache = new LayerCache()
  private readonly drawn: Record<Side, Drawn | null> = { before: null, after: null }

  /** null while no page is open. */
  canvas(state: State, side: Side): OffscreenCanvas | null {
    return this.draw(state, side)?.canvas ?? null
  }

  /** A new canvas, with other looks than those of the state. */
  render(state: State, looks: Looks): OffscreenCanvas | null {
    if (!state.page) return null
    const [canvas, context] = newCanvas(state.page.pixels)
    compose(context, this.layers(state, state.page), looks)
    return canvas
  }

  /** The colour that is seen at a point of the page: a hint's, or the picture's. */
  colorAt(state: State, [x, y]: Point, side: Side): string | null {
    const hints = state.looks.hints.visible && side === "after" ? workOf(state).hints : []
    const hint = hintAt(hints, [x, y])
    if (hint && hint.kind !== "transparent") return hint.color
    const { page } = state
    const [column, row] = [Math.round(x), Math.round(y)]
    if (!page || column < 0 || row < 0 || column >= page.pixels.width || row >= page.pixels.height) return null
    const seen = this.draw(state, side)?.context.getImageData(column, row, 1, 1).data
    return seen && seen[3] > 0 ? rgbToHex([seen[0], seen[1], seen[2]]) : null
  }

  private layers(state: State, page: Page): Layers {
    const { ink } = workOf(state)
    return this.cache.layersOf(page, this.inked.of(page).with(ink), ink, state.colored)
  }

  private draw(state: State, side: Side): Drawn | null {
    const { page, colored, looks } = state
    if (!page) return null
    const { ink } = workOf(state)
    const last = this.drawn[side]
    const colorOfSide = side === "after" ? colored : null
    const isFresh = last?.page === page && last.ink === ink && last.colored === colorOfSide && (side === "before" || last.looks === looks)
    if (isFresh) return last
    const [canvas, context] = last?.page === page ? [last.canvas, last.context] : newCanvas(page.pixels)
    const layers = this.layers(state, page)
    if (side === "after") compose(context, layers, looks)
    else composeBefore(context, layers)
    this.drawn[side] = { page, ink, colored: colorOfSide, looks, canvas, context }
    return this.drawn[side]
  }
}
