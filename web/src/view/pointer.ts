/** Pen, mouse and fingers on the stage: one draws, two move the page. */

import { setView } from "../core/actions"
import { beginStroke, dropStroke, endStroke, extendStroke, pickColor, type Touch } from "../core/drawing"
import type { State } from "../core/state"
import type { Store } from "../core/store"
import type { Point } from "../core/strokes"
import { panBy, pinch, rotateAt, toPage, type Viewport } from "../core/viewport"
import { type Pane, paneAt } from "./panes"
import type { Picture } from "./picture"

/** Fingers turn a page only when they mean it. */
const TURN_FROM = (10 * Math.PI) / 180

type Mode = "draw" | "pan" | "turn" | "pick" | "pinch"

interface Gesture {
  readonly mode: Mode
  readonly pane: Pane
  /** Where fingers and view were when it began. */
  readonly from: ReadonlyMap<number, Point>
  readonly view: Viewport
  readonly turns: boolean
}

/** Keys that are held: they lend another tool for a while. */
export interface Held {
  pan: boolean
  turn: boolean
  pick: boolean
}

export class PointerInput {
  readonly held: Held = { pan: false, turn: false, pick: false }
  private readonly down = new Map<number, Point>()
  private gesture: Gesture | null = null
  /** Since a pen was seen, fingers move the page, so that a hand may rest on it. */
  private penSeen = false

  constructor(private readonly canvas: HTMLCanvasElement, private readonly store: Store<State>, private readonly picture: Picture) {
    canvas.addEventListener("pointerdown", (event) => this.onDown(event))
    canvas.addEventListener("pointermove", (event) => this.onMove(event))
    canvas.addEventListener("pointerup", (event) => this.onUp(event))
    canvas.addEventListener("pointercancel", (event) => this.onCancel(event))
    canvas.addEventListener("contextmenu", (event) => event.preventDefault())
  }

  private onDown(event: PointerEvent): void {
    if (!this.store.state.page || this.down.size >= 2) return
    event.preventDefault()
    this.canvas.focus({ preventScroll: true })
    this.canvas.setPointerCapture(event.pointerId)
    this.penSeen ||= event.pointerType === "pen"
    this.down.set(event.pointerId, this.at(event))
    if (this.down.size === 2) {
      this.store.do(dropStroke)
      this.begin("pinch", this.at(event))
      return
    }
    const mode = this.modeOf(event)
    this.begin(mode, this.at(event))
    if (mode === "draw") this.store.do(beginStroke, this.touch(event))
    if (mode === "pick") this.pick(event)
  }

  private modeOf(event: PointerEvent): Mode {
    const { tool } = this.store.state
    if (event.button === 1 || tool === "hand" || this.held.pan) return "pan"
    if (this.held.turn) return "turn"
    if (event.pointerType === "touch" && this.penSeen) return "pan"
    return tool === "pick" || this.held.pick || event.altKey || event.button === 2 ? "pick" : "draw"
  }

  private begin(mode: Mode, at: Point): void {
    const { state } = this.store
    this.gesture = { mode, pane: this.gesture?.pane ?? paneAt(state, at), from: new Map(this.down), view: state.view, turns: false }
  }

  private onMove(event: PointerEvent): void {
    const before = this.down.get(event.pointerId)
    if (!before || !this.gesture) return
    const now = this.at(event)
    this.down.set(event.pointerId, now)
    switch (this.gesture.mode) {
      case "draw":
        this.store.do(extendStroke, coalesced(event).map((each) => this.touch(each)))
        break
      case "pick":
        this.pick(event)
        break
      case "pan":
        this.store.do(setView, panBy(this.store.state.view, now[0] - before[0], now[1] - before[1]))
        break
      case "turn":
        this.turn(before, now)
        break
      case "pinch":
        this.pinch()
    }
  }

  private onUp(event: PointerEvent): void {
    if (!this.down.delete(event.pointerId)) return
    if (this.gesture?.mode === "draw") this.store.do(endStroke)
    if (this.gesture?.mode === "pick") this.store.do(restBrush)
    // After two fingers the one that stays draws nothing.
    this.gesture = this.down.size > 0 && this.gesture ? { ...this.gesture, mode: "pan" } : null
  }

  private onCancel(event: PointerEvent): void {
    if (!this.down.delete(event.pointerId)) return
    this.store.do(dropStroke)
    if (this.down.size === 0) this.gesture = null
  }

  private pinch(): void {
    const gesture = this.gesture
    if (!gesture || this.down.size < 2) return
    const [a, b] = [...this.down.keys()]
    const before = pairOf(gesture.from, a, b)
    const after = pairOf(this.down, a, b)
    if (!before || !after) return
    const moved = pinch(gesture.view, before, after)
    const turned = Math.abs(Math.atan2(Math.sin(moved.angle - gesture.view.angle), Math.cos(moved.angle - gesture.view.angle)))
    const turns = gesture.turns || turned > TURN_FROM
    if (turns !== gesture.turns) this.gesture = { ...gesture, turns }
    const middle: Point = [(after[0][0] + after[1][0]) / 2, (after[0][1] + after[1][1]) / 2]
    this.store.do(setView, turns ? moved : rotateAt(moved, middle, gesture.view.angle - moved.angle))
  }

  private turn(before: Point, now: Point): void {
    const { view, stage } = this.store.state
    const middle: Point = [stage.width / 2, stage.height / 2]
    const by = Math.atan2(now[1] - middle[1], now[0] - middle[0]) - Math.atan2(before[1] - middle[1], before[0] - middle[0])
    this.store.do(setView, rotateAt(view, middle, by))
  }

  private pick(event: PointerEvent): void {
    const { state } = this.store
    const { x, y } = this.touch(event)
    const color = this.picture.colorAt(state, [x, y], this.gesture?.pane.side ?? "after")
    if (color) this.store.do((now) => ({ ...pickColor(now, color), tool: now.tool }))
  }

  /** In coordinates of the pane where the gesture began. */
  private at(event: PointerEvent): Point {
    const box = this.canvas.getBoundingClientRect()
    const at: Point = [event.clientX - box.left, event.clientY - box.top]
    const pane = this.gesture?.pane ?? paneAt(this.store.state, at)
    return [at[0] - pane.left, at[1]]
  }

  private touch(event: PointerEvent): Touch {
    const [x, y] = toPage(this.store.state.view, this.at(event))
    const pen = event.pointerType === "pen"
    return { x: x - 0.5, y: y - 0.5, pressure: pen ? event.pressure : 0.5, pen }
  }
}

function restBrush(state: State): State {
  return state.tool === "pick" ? { ...state, tool: "brush" } : state
}

function coalesced(event: PointerEvent): readonly PointerEvent[] {
  const all = event.getCoalescedEvents?.() ?? []
  return all.length > 0 ? all : [event]
}

function pairOf(points: ReadonlyMap<number, Point>, a: number, b: number): readonly [Point, Point] | null {
  const [first, second] = [points.get(a), points.get(b)]
  return first && second ? [first, second] : null
}
