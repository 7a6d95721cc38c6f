/**
 * Keeps the picture up with the strokes: asks the engine when something changed, and shows what comes back.
 *
 * While a pen is down one request is out at a time; when it is lifted the last one overtakes all others. Each has a number,
 * and an answer older than what is shown is dropped.
 */

import { setEngine, showColored, tell } from "../core/actions"
import { type Page, type State, workOf } from "../core/state"
import type { Store } from "../core/store"
import type { InkStroke } from "../core/strokes"
import { type Engine, EngineError, type OpenPage, type Painted, type PaintRequest } from "./engine"
import { PaintedCache } from "./painted_cache"
import { keyOf, requestOf } from "./request"

/** The page with the artist's lines as bytes, of which an engine reads the drawing. */
export interface PagePixels {
  of(page: Page): { pixels(ink: readonly InkStroke[]): ImageData }
}

const BETWEEN_MS = 250 // while drawing
const MEASURE = "nurie:colours" // in the browser's timeline: from the change to the new colours on the screen

interface Opened {
  readonly page: Page
  readonly ink: readonly InkStroke[]
  readonly model: string | null
  readonly engine: Engine
  readonly handle: Promise<OpenPage>
}

export class Painter {
  private engine: Engine | null = null
  private opened: Opened | null = null
  private readonly cache = new PaintedCache()
  private sent = 0
  private shown = 0
  private out = 0
  private askedSeen = 0
  private wantedKey: string | null = null
  private warned = ""
  private timer: ReturnType<typeof setTimeout> | null = null
  private quiet: (() => void)[] = []

  constructor(private readonly store: Store<State>, private readonly inked: PagePixels) {
    store.watch(
      ({ page, history, draft, drawing, coloring, asked, light, settings: { guess, gap, palette, paletteOnly, model, live } }) =>
        [page, history.present, draft, drawing, coloring, asked, light, guess, gap, palette, paletteOnly, model, live],
      () => this.consider(),
    )
  }

  use(engine: Engine): void {
    this.engine = engine
    this.forget()
    this.consider()
  }

  /** Asks again for what failed. */
  retry(): void {
    this.wantedKey = null
    this.consider()
  }

  /** A picture beside the one that is shown; waits until that one is done, and again where it comes between. */
  async paintAside(change: Partial<PaintRequest>, signal: AbortSignal): Promise<Painted> {
    for (;;) {
      await this.untilQuiet(signal)
      const state = this.store.state
      const request = { ...requestOf(state), ...change }
      const key = this.keyIn(state, request)
      try {
        const painted = this.cache.get(key) ?? (await (await this.handleOf(state)).paint(request, signal))
        this.cache.set(key, painted)
        return painted
      } catch (error) {
        if (signal.aborted || !isAbort(error)) throw error
      }
    }
  }

  private consider(): void {
    const { state } = this.store
    if (!this.engine || !state.page || !state.coloring) return
    const isAsked = state.asked !== this.askedSeen
    if (!state.settings.live && !isAsked) return
    if (state.drawing && (state.draft?.kind === "ink" || this.out > 0)) return
    if (state.drawing) this.later()
    else this.paintNow()
  }

  private later(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null
      if (this.store.state.drawing && this.out === 0) this.paintNow()
    }, BETWEEN_MS)
  }

  private paintNow(): void {
    const { state } = this.store
    this.askedSeen = state.asked
    const request = requestOf(state)
    const key = this.keyIn(state, request)
    if (key === this.wantedKey) return // asked already; what failed is asked again by retry
    this.wantedKey = key
    const known = this.cache.get(key)
    if (known) this.show(++this.sent, workOf(state).ink, known)
    else void this.send(state, request, key)
  }

  private async send(state: State, request: PaintRequest, key: string): Promise<void> {
    const number = ++this.sent
    const began = performance.now()
    const { page } = state
    const { ink } = workOf(state)
    this.count(+1)
    try {
      const painted = await (await this.handleOf(state)).paint(request)
      this.cache.set(key, painted)
      if (this.store.state.page === page) {
        this.show(number, ink, painted)
        measureFrom(began)
      }
    } catch (error) {
      if (!isAbort(error) && number === this.sent) this.fail(error)
    } finally {
      this.count(-1)
      this.consider()
    }
  }

  private show(number: number, ink: readonly InkStroke[], painted: Painted): void {
    if (number < this.shown) return
    this.shown = number
    this.store.do(showColored, { layers: painted, ink })
    this.warn(painted.warnings.join(" "))
  }

  /** Each warning once, not after every stroke. */
  private warn(warning: string): void {
    if (warning && warning !== this.warned) this.store.do(tell, { tone: "note", key: "warning", values: {}, detail: warning })
    this.warned = warning
  }

  private fail(error: unknown): void {
    const detail = error instanceof EngineError ? error.message : String(error)
    this.store.do(tell, { tone: "problem", key: "engineFailed", values: {}, detail })
  }

  /** The page as the engine has read it; read again only when its lines, the model or the engine changed. */
  private handleOf(state: State): Promise<OpenPage> {
    const { page, settings: { model } } = state
    const { ink } = workOf(state)
    const { engine, opened } = this
    if (!page || !engine) return Promise.reject(new Error("no page"))
    if (opened?.page === page && opened.ink === ink && opened.model === model && opened.engine === engine) return opened.handle
    void opened?.handle.then((old) => old.close(), () => undefined)
    const handle = engine.open(this.inked.of(page).pixels(ink), model)
    this.opened = { page, ink, model, engine, handle }
    handle.catch(() => this.opened?.handle === handle && (this.opened = null))
    return handle
  }

  private keyIn({ page, history, settings: { model } }: State, request: PaintRequest): string {
    return `${page?.id} ${model} ${JSON.stringify(history.present.ink)} ${keyOf(request)}`
  }

  private forget(): void {
    this.opened = null
    this.wantedKey = null
    this.cache.clear()
  }

  private count(by: number): void {
    this.out += by
    this.store.do(setEngine, { busy: this.out > 0 })
    if (this.out > 0) return
    const waiting = this.quiet
    this.quiet = []
    for (const go of waiting) go()
  }

  private async untilQuiet(signal: AbortSignal): Promise<void> {
    while (this.out > 0) await new Promise<void>((resolve) => this.quiet.push(resolve))
    signal.throwIfAborted()
  }
}

/** The last wait alone is kept; who wants all of them observes. */
function measureFrom(began: number): void {
  globalThis.requestAnimationFrame?.(() => {
    performance.clearMeasures(MEASURE)
    performance.measure(MEASURE, { start: began })
  })
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError"
}
