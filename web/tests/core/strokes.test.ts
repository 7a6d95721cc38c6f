import { describe, expect, it } from "vitest"
import { brushFor, densified, distanceToPath, eraseHints, extended, hintAt, type HintStroke, type Point, scaleHints } from "../../src/core/strokes"

const LINE: HintStroke = { points: [[0, 0], [100, 0]], color: "#ff0000", radius_px: 4, kind: "exact" }

describe("the eraser", () => {
  it("splits a stroke where it crosses it, and leaves both ends their colour", () => {
    const left = eraseHints([LINE], [[50, -20], [50, 20]], 5)
    expect(left).toHaveLength(2)
    expect(left.every((stroke) => stroke.color === "#ff0000" && stroke.kind === "exact")).toBe(true)
    expect(Math.max(...left[0].points.map(([x]) => x))).toBeLessThan(45)
    expect(Math.min(...left[1].points.map(([x]) => x))).toBeGreaterThan(55)
  })

  it("takes a dot that it touches and none beside it", () => {
    const dots: HintStroke[] = [{ ...LINE, points: [[10, 10]] }, { ...LINE, points: [[60, 10]] }]
    expect(eraseHints(dots, [[12, 10]], 5)).toEqual([dots[1]])
  })

  it("makes no step of undo where it touched nothing: the same array comes back", () => {
    const hints = [LINE]
    expect(eraseHints(hints, [[50, 90]], 5)).toBe(hints)
  })

  it("keeps the order, for later strokes cover earlier ones", () => {
    const second = { ...LINE, color: "#00ff00", points: [[0, 50], [100, 50]] as Point[] }
    expect(eraseHints([LINE, second], [[50, 0]], 5).map((stroke) => stroke.color)).toEqual(["#ff0000", "#ff0000", "#00ff00"])
  })
})

it("distances are to the segment, not to its line", () => {
  expect(distanceToPath([130, 40], LINE.points)).toBe(50)
  expect(distanceToPath([50, 7], LINE.points)).toBe(7)
  expect(distanceToPath([3, 4], [[0, 0]])).toBe(5)
})

it("a still pen adds no points", () => {
  const path: Point[] = [[0, 0]]
  expect(extended(path, [0.2, 0], 1)).toBe(path)
  expect(extended(path, [2, 0], 1)).toEqual([[0, 0], [2, 0]])
})

it("steps between points are no longer than asked, and the ends stay", () => {
  const dense = densified([[0, 0], [10, 0]], 3)
  expect(dense[0]).toEqual([0, 0])
  expect(dense[dense.length - 1]).toEqual([10, 0])
  dense.slice(1).forEach(([x], i) => expect(x - dense[i][0]).toBeLessThanOrEqual(3))
})

it("the hint on top is the one that is picked", () => {
  const over = { ...LINE, color: "#0000ff" }
  expect(hintAt([LINE, over], [50, 1])?.color).toBe("#0000ff")
  expect(hintAt([LINE], [50, 9])).toBeNull()
})

it("hints of a smaller scan keep their place: pixel centres are on whole numbers", () => {
  const [scaled] = scaleHints([{ ...LINE, points: [[0, 0], [99, 49]] }], { width: 100, height: 50 }, { width: 200, height: 100 })
  expect(scaled.points).toEqual([[0.5, 0.5], [198.5, 98.5]])
  expect(scaled.radius_px).toBe(8)
})

it("brushes suit the page", () => {
  expect(brushFor({ width: 4960, height: 7016 }).hint_px).toBeGreaterThan(brushFor({ width: 546, height: 546 }).hint_px)
  expect(brushFor({ width: 16, height: 16 }).hint_px).toBeGreaterThan(0)
})
