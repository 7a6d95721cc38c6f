import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import * as act from "../../src/core/actions"
import { beginStroke, endStroke, extendStroke } from "../../src/core/drawing"
import { FIRST_STATE, type State } from "../../src/core/state"
import { Store } from "../../src/core/store"
import { type Engine, EngineError, type OpenPage, type Painted, type PaintRequest } from "../../src/engine/engine"
import { Painter } from "../../src/engine/painter"

const PIXELS = { width: 50, height: 40, data: new Uint8ClampedArray(), colorSpace: "srgb" } as unknown as ImageData
const PAGE = { id: "p", name: "p", pixels: PIXELS, opaque: true }

interface Asked {
  readonly request: PaintRequest
  readonly answer: (painted: Painted) => void
  readonly refuse: (error: Error) => void
}

/** An engine whose answers the test gives, in the order that it likes. */
class FakeEngine implements Engine {
  readonly kind = "server"
  readonly lineMethods = []
  readonly asked: Asked[] = []
  opened = 0

  models = () => Promise.resolve([])
  lines = () => Promise.reject(new Error("unused"))

  open(): Promise<OpenPage> {
    this.opened++
    return Promise.resolve({
      width: 50, height: 40, close: () => undefined,
      paint: (request: PaintRequest) => new Promise<Painted>((answer, refuse) => this.asked.push({ request, answer, refuse })),
    })
  }
}

function painted(seed: number, warnings: readonly string[] = []): Painted {
  return { image: PIXELS, lines: PIXELS, flats: PIXELS, shading: PIXELS, highlights: PIXELS, model: "fake", seed, warnings, took_ms: 1 }
}

function begin(): { store: Store<State>; engine: FakeEngine; painter: Painter } {
  const store = new Store<State>(act.openPage(FIRST_STATE, PAGE))
  const engine = new FakeEngine()
  const painter = new Painter(store, { of: () => ({ pixels: () => PIXELS }) })
  painter.use(engine)
  return { store, engine, painter }
}

const settled = () => vi.advanceTimersByTimeAsync(1)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe("the painter", () => {
  it("asks nothing before the artist wants colour", async () => {
    const { engine } = begin()
    await settled()
    expect(engine.opened).toBe(0)
  })

  it("drops an answer that comes after a newer one", async () => {
    const { store, engine } = begin()
    store.do(act.chooseSeed, 1)
    await settled()
    store.do(act.chooseSeed, 2)
    await settled()
    engine.asked[1].answer(painted(2))
    await settled()
    engine.asked[0].answer(painted(1))
    await settled()
    expect(store.state.colored?.layers.seed).toBe(2)
    expect(store.state.engine.busy).toBe(false)
  })

  it("opens a page once for many strokes, and again when its lines change", async () => {
    const { store, engine } = begin()
    const at = (x: number) => ({ x, y: 1, pressure: 0.5, pen: false })
    for (const x of [1, 20]) {
      store.do(beginStroke, at(x))
      store.do(endStroke)
      await settled()
    }
    expect(engine.opened).toBe(1)
    store.do(act.chooseTool, "pen")
    store.do(beginStroke, at(9))
    store.do(endStroke)
    await settled()
    expect(engine.opened).toBe(2)
  })

  it("has one request out while the pen is down, and asks with the last point when it is lifted", async () => {
    const { store, engine } = begin()
    store.do(act.startColoring)
    await settled()
    engine.asked[0].answer(painted(0))
    await settled()
    store.do(beginStroke, { x: 1, y: 1, pressure: 0.5, pen: false })
    for (let x = 2; x < 40; x += 3) {
      store.do(extendStroke, [{ x, y: 1, pressure: 0.5, pen: false }])
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(engine.asked).toHaveLength(2)
    store.do(endStroke)
    await settled()
    expect(engine.asked).toHaveLength(3)
    expect(engine.asked[2].request.hints[0].points.at(-1)).toEqual([38, 1])
  })

  it("does not hammer an engine that fails, tells why, and asks again when told to", async () => {
    const { store, engine, painter } = begin()
    store.do(act.askForColor)
    await settled()
    engine.asked[0].refuse(new EngineError("the page has no lines"))
    await vi.advanceTimersByTimeAsync(5000)
    expect(engine.asked).toHaveLength(1)
    expect(store.state.message).toMatchObject({ tone: "problem", key: "engineFailed", detail: "the page has no lines" })
    painter.retry()
    await settled()
    expect(engine.asked).toHaveLength(2)
    engine.asked[1].answer(painted(0))
    await settled()
    expect(store.state.message).toBeNull()
  })

  it("needs no engine for what it has painted: undo comes at once", async () => {
    const { store, engine } = begin()
    store.do(act.chooseSeed, 1)
    await settled()
    engine.asked[0].answer(painted(1))
    await settled()
    store.do(act.chooseSeed, 2)
    await settled()
    engine.asked[1].answer(painted(2))
    await settled()
    store.do(act.undoWork)
    await settled()
    expect(store.state.colored?.layers.seed).toBe(1)
    expect(engine.asked).toHaveLength(2)
  })

  it("waits for the button where colouring after each stroke is off", async () => {
    const { store, engine } = begin()
    store.do(act.changeSettings, { live: false })
    store.do(act.chooseSeed, 5)
    await settled()
    expect(engine.asked).toHaveLength(0)
    store.do(act.askForColor)
    await settled()
    expect(engine.asked).toHaveLength(1)
  })

  it("paints proposals when the picture is done, and says a warning once", async () => {
    const { store, engine, painter } = begin()
    store.do(act.chooseSeed, 1)
    await settled()
    const aside = painter.paintAside({ seed: 9 }, new AbortController().signal)
    await settled()
    expect(engine.asked).toHaveLength(1)
    engine.asked[0].answer(painted(1, ["the page is coloured already"]))
    await settled()
    expect(store.state.message).toMatchObject({ tone: "note", detail: "the page is coloured already" })
    expect(engine.asked[1].request.seed).toBe(9)
    engine.asked[1].answer(painted(9))
    expect((await aside).seed).toBe(9)
    expect(store.state.colored?.layers.seed).toBe(1)
  })
})
