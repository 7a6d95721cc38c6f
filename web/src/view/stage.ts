/** The canvas in the middle: the page as the viewport has it, with hints and the stroke that is being drawn. */

import type { State } from "../core/state"
import { workOf } from "../core/state"
import type { Store } from "../core/store"
import { workWithDraft } from "../core/drawing"
import { matrixOf } from "../core/viewport"
import { drawHints } from "./hints"
import { outlineOf } from "./ink"
import { type Pane, panesOf } from "./panes"
import type { Picture } from "./picture"

const SHARP_FROM = 3 // screen pixels per page pixel: then pixels are meant to be seen

export class Stage {
  private readonly context: CanvasRenderingContext2D
  private readonly scratch = document.createElement("canvas")
  private waiting = false

  constructor(readonly canvas: HTMLCanvasElement, private readonly store: Store<State>, private readonly picture: Picture) {
    const context = canvas.getContext("2d")
    if (!context) throw new Error("this browser has no 2D canvas")
    this.context = context
    store.watch(
      ({ page, history, draft, looks, view, stage, compare, split, colored, settings }) =>
        [page, history.present, draft, looks, view, stage, compare, split, colored, settings.theme],
      () => this.redraw(),
    )
  }

  /** At the next frame, however often it is asked for. */
  redraw(): void {
    if (this.waiting) return
    this.waiting = true
    requestAnimationFrame(() => {
      this.waiting = false
      this.draw()
    })
  }

  private draw(): void {
    const { state } = this.store
    const density = window.devicePixelRatio || 1
    fitCanvas(this.canvas, state.stage.width * density, state.stage.height * density)
    this.context.setTransform(1, 0, 0, 1, 0, 0)
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height)
    if (!state.page) return
    for (const pane of panesOf(state)) this.drawPane(state, pane, density)
  }

  private drawPane(state: State, pane: Pane, density: number): void {
    const { context } = this
    const { page, view, stage } = state
    if (!page) return
    context.save()
    context.setTransform(density, 0, 0, density, 0, 0)
    context.beginPath()
    context.rect(pane.from, 0, pane.to - pane.from, stage.height)
    context.clip()
    applyView(context, state, pane, density)
    const { width, height } = page.pixels
    this.drawGround(width, height, density, state)
    const picture = this.picture.canvas(state, pane.side)
    context.imageSmoothingEnabled = view.scale * density < SHARP_FROM
    context.imageSmoothingQuality = "high"
    if (picture) context.drawImage(picture, 0, 0)
    context.beginPath()
    context.rect(0, 0, width, height)
    context.clip()
    this.drawDraftInk(state)
    context.restore()
    if (pane.side === "after" || state.compare === "side") this.drawHints(state, pane, density)
  }

  /** A soft shadow, and squares where there will be no paper. */
  private drawGround(width: number, height: number, density: number, state: State): void {
    const { context } = this
    context.save()
    context.shadowColor = "rgba(0,0,0,0.28)"
    context.shadowBlur = 14 * density
    context.shadowOffsetY = 3 * density
    context.fillStyle = "#ffffff"
    context.fillRect(0, 0, width, height)
    context.restore()
    const { paper } = state.looks
    if (paper.visible && paper.opacity === 1) return
    context.fillStyle = squares(context, Math.max(8 / state.view.scale, 0.01))
    context.fillRect(0, 0, width, height)
  }

  private drawDraftInk({ draft }: State): void {
    if (draft?.kind !== "ink") return
    this.context.fillStyle = draft.stroke.mode === "erase" ? "#ffffff" : draft.stroke.color
    this.context.fill(outlineOf(draft.stroke))
  }

  /** Through a second canvas, so that the layer fades as one. */
  private drawHints(state: State, pane: Pane, density: number): void {
    const { visible, opacity } = state.looks.hints
    const hints = state.draft ? workWithDraft(state).hints : workOf(state).hints
    if (!visible || opacity === 0 || hints.length === 0 || !state.page) return
    fitCanvas(this.scratch, this.canvas.width, this.canvas.height)
    const context = this.scratch.getContext("2d")
    if (!context) return
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, this.scratch.width, this.scratch.height)
    context.save()
    context.beginPath()
    context.rect(pane.from * density, 0, (pane.to - pane.from) * density, this.scratch.height)
    context.clip()
    applyView(context, state, pane, density)
    context.beginPath()
    context.rect(0, 0, state.page.pixels.width, state.page.pixels.height)
    context.clip()
    drawHints(context, hints, 1 / state.view.scale)
    context.restore()
    this.context.setTransform(1, 0, 0, 1, 0, 0)
    this.context.globalAlpha = opacity
    this.context.drawImage(this.scratch, 0, 0)
    this.context.globalAlpha = 1
  }
}

function applyView(context: CanvasRenderingContext2D, state: State, pane: Pane, density: number): void {
  context.setTransform(density, 0, 0, density, pane.left * density, 0)
  context.transform(...matrixOf(state.view))
}

function fitCanvas(canvas: HTMLCanvasElement, width: number, height: number): void {
  const [w, h] = [Math.max(Math.round(width), 1), Math.max(Math.round(height), 1)]
  if (canvas.width !== w) canvas.width = w
  if (canvas.height !== h) canvas.height = h
}

let squaresTile: HTMLCanvasElement | null = null

function squares(context: CanvasRenderingContext2D, side: number): CanvasPattern | string {
  if (!squaresTile) {
    squaresTile = document.createElement("canvas")
    squaresTile.width = squaresTile.height = 2
    const tile = squaresTile.getContext("2d")
    if (tile) {
      tile.fillStyle = "#ffffff"
      tile.fillRect(0, 0, 2, 2)
      tile.fillStyle = "#dcdcdc"
      tile.fillRect(0, 0, 1, 1)
      tile.fillRect(1, 1, 1, 1)
    }
  }
  const pattern = context.createPattern(squaresTile, "repeat")
  pattern?.setTransform(new DOMMatrix().scale(side))
  return pattern ?? "#ffffff"
}
