import { describe, expect, it } from "vitest"
import * as act from "../../src/core/actions"
import { beginStroke, dropStroke, endStroke, extendStroke, pickColor, type Touch, workWithDraft } from "../../src/core/drawing"
import { FIRST_STATE, type State, workOf } from "../../src/core/state"
import { Store } from "../../src/core/store"

const PIXELS = { width: 500, height: 400, data: new Uint8ClampedArray(), colorSpace: "srgb" } as unknown as ImageData
const OPEN = act.openPage({ ...FIRST_STATE, stage: { width: 800, height: 600 } }, { id: "p", name: "p.png", pixels: PIXELS, opaque: true })

function touch(x: number, y: number): Touch {
  return { x, y, pressure: 0.5, pen: false }
}

function drawn(state: State, ...points: readonly Touch[]): State {
  return endStroke(extendStroke(beginStroke(state, points[0]), points.slice(1)))
}

describe("a stroke", () => {
  it("is one step of undo, however many points it has", () => {
    const state = drawn(OPEN, touch(10, 10), touch(30, 10), touch(50, 12))
    expect(workOf(state).hints).toHaveLength(1)
    expect(workOf(state).hints[0].points).toHaveLength(3)
    expect(workOf(act.undoWork(state)).hints).toEqual([])
    expect(workOf(act.redoWork(act.undoWork(state)))).toBe(workOf(state))
  })

  it("is no work before the pen is lifted, but is coloured with", () => {
    const state = beginStroke(OPEN, touch(10, 10))
    expect(workOf(state).hints).toEqual([])
    expect(workWithDraft(state).hints).toHaveLength(1)
    expect(dropStroke(state).draft).toBeNull()
    expect(workOf(endStroke(dropStroke(state))).hints).toEqual([])
  })

  it("begins to colour, and its colour is remembered", () => {
    const state = drawn(act.chooseColor(OPEN, "#123456"), touch(1, 1))
    expect(state.coloring).toBe(true)
    expect(state.settings.recent[0]).toBe("#123456")
  })

  it("of the pen is a line of the page and no hint", () => {
    const state = drawn(act.chooseTool(OPEN, "pen"), touch(1, 1), touch(9, 9))
    expect(workOf(state).hints).toEqual([])
    expect(workOf(state).ink[0]).toMatchObject({ mode: "draw", points: [[1, 1, 0.5], [9, 9, 0.5]] })
  })

  it("of the fill tool is an exact dot, whatever kind the brush has; paper stays paper", () => {
    const fill = act.chooseTool(act.chooseKind(OPEN, "loose"), "fill")
    const state = drawn(fill, touch(5, 5), touch(90, 90))
    expect(workOf(state).hints[0]).toMatchObject({ kind: "exact", points: [[5, 5]] })
    expect(workOf(drawn(act.chooseKind(fill, "transparent"), touch(5, 5))).hints[0].kind).toBe("transparent")
  })

  it("of the eraser takes hints, and is no step where there are none", () => {
    const state = act.chooseTool(drawn(OPEN, touch(10, 10)), "eraser")
    expect(workOf(drawn(state, touch(11, 10))).hints).toEqual([])
    expect(drawn(state, touch(300, 300)).history).toBe(state.history)
  })
})

it("a picked colour comes to the brush", () => {
  const state = pickColor(act.chooseTool(act.chooseKind(OPEN, "transparent"), "pick"), "#00ff00")
  expect(state).toMatchObject({ color: "#00ff00", tool: "brush", kind: "exact" })
})

it("sizes stay within their range and change the tool in hand alone", () => {
  let state = act.chooseTool(OPEN, "eraser")
  for (let i = 0; i < 200; i++) state = act.stepSize(state, true)
  expect(state.eraser_px).toBe(act.SIZES.eraser_px[1])
  expect(state.hint_px).toBe(OPEN.hint_px)
  for (let i = 0; i < 400; i++) state = act.stepSize(state, false)
  expect(state.eraser_px).toBe(act.SIZES.eraser_px[0])
})

it("a new page forgets the work of the one before, and shows itself whole", () => {
  const state = act.openPage(drawn(OPEN, touch(1, 1)), { id: "q", name: "q", pixels: PIXELS, opaque: true })
  expect(workOf(state).hints).toEqual([])
  expect(state.history.past).toEqual([])
  expect(state.view.scale).toBeGreaterThan(1)
})

it("the page stays in the middle when the window grows", () => {
  const state = act.setStage(OPEN, { width: 1000, height: 700 })
  expect(state.view.x - OPEN.view.x).toBe(100)
  expect(state.view.y - OPEN.view.y).toBe(50)
})

describe("the store", () => {
  it("tells only those whose part changed, and nobody after they left", () => {
    const store = new Store(OPEN)
    const seen: string[] = []
    const end = store.watch((state) => [state.tool] as const, ([tool]) => seen.push(tool))
    store.do(act.chooseColor, "#ffffff")
    store.do(act.chooseTool, "hand")
    end()
    store.do(act.chooseTool, "pen")
    expect(seen).toEqual(["brush", "hand"])
  })
})
