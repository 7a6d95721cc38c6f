import { describe, expect, it } from "vitest"
import type { Point } from "../../src/core/strokes"
import { fit, flipAt, LEAST_SCALE, matrixOf, MOST_SCALE, pinch, rotateAt, toPage, toScreen, type Viewport, zoomAt } from "../../src/core/viewport"

const VIEWS: readonly Viewport[] = [
  { x: 0, y: 0, scale: 1, angle: 0, flip: false },
  { x: 40, y: -7, scale: 2.5, angle: 0.7, flip: false },
  { x: -3, y: 90, scale: 0.3, angle: -2.9, flip: true },
]
const POINTS: readonly Point[] = [[0, 0], [123, 45.5], [-10, 999]]

function expectNear(found: Point, wanted: Point): void {
  expect(found[0]).toBeCloseTo(wanted[0], 6)
  expect(found[1]).toBeCloseTo(wanted[1], 6)
}

describe.each(VIEWS)("view %o", (view) => {
  it("strokes land where the pen is: screen to page is the inverse of page to screen", () => {
    for (const point of POINTS) expectNear(toPage(view, toScreen(view, point)), point)
  })

  it("the canvas draws where the pen draws: the matrix is the same map", () => {
    const [a, b, c, d, e, f] = matrixOf(view)
    for (const [x, y] of POINTS) expectNear([a * x + c * y + e, b * x + d * y + f], toScreen(view, [x, y]))
  })

  it("zoom and turn keep what is under the cursor", () => {
    const at: Point = [300, 200]
    const under = toPage(view, at)
    expectNear(toPage(zoomAt(view, at, 1.7), at), under)
    expectNear(toPage(rotateAt(view, at, 0.4), at), under)
  })

  it("mirroring mirrors the screen about the line, and twice is nothing", () => {
    for (const point of POINTS) {
      const [x, y] = toScreen(view, point)
      expectNear(toScreen(flipAt(view, 250), point), [500 - x, y])
      expectNear(toScreen(flipAt(flipAt(view, 250), 250), point), [x, y])
    }
  })

  it("two fingers hold the two points that they took", () => {
    const before: [Point, Point] = [[100, 100], [200, 130]]
    const after: [Point, Point] = [[90, 150], [240, 110]]
    const moved = pinch(view, before, after)
    expectNear(toScreen(moved, toPage(view, before[0])), after[0])
    expectNear(toScreen(moved, toPage(view, before[1])), after[1])
  })
})

it("a page is shown whole and in the middle", () => {
  const view = fit({ width: 1000, height: 500 }, { width: 640, height: 480 }, 20)
  expectNear(toScreen(view, [500, 250]), [320, 240])
  expect(toScreen(view, [0, 0])[0]).toBeCloseTo(20)
})

it("zooming ends before the page is lost", () => {
  let view = VIEWS[0]
  for (let i = 0; i < 100; i++) view = zoomAt(view, [0, 0], 2)
  expect(view.scale).toBe(MOST_SCALE)
  for (let i = 0; i < 100; i++) view = zoomAt(view, [0, 0], 0.5)
  expect(view.scale).toBe(LEAST_SCALE)
})
