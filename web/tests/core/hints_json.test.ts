import { readFileSync, readdirSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { hintsFor, readHints, writeHints } from "../../src/core/hints_json"
import { FileError } from "../../src/core/problem"

const EXAMPLES = new URL("../../../examples/", import.meta.url)
const FILE = { version: 1, size: [10, 20], strokes: [{ points: [[1, 2]], color: "#ABCDEF" }] }

function keyOf(change: object): string {
  try {
    readHints(JSON.stringify({ ...FILE, ...change }))
  } catch (error) {
    if (error instanceof FileError) return error.key
  }
  return "none"
}

describe("hints.json", () => {
  it("reads and writes the examples without loss", () => {
    for (const name of readdirSync(EXAMPLES).filter((each) => each.endsWith(".hints.json"))) {
      const hints = readHints(readFileSync(new URL(name, EXAMPLES), "utf8"))
      expect(hints.strokes.length).toBeGreaterThan(3)
      expect(readHints(writeHints(hints))).toEqual(hints)
    }
  })

  it("fills in what may be left out", () => {
    expect(readHints(JSON.stringify(FILE)).strokes).toEqual([{ points: [[1, 2]], color: "#abcdef", radius_px: 6, kind: "exact" }])
  })

  it.each([
    [{ version: 2 }, "hintsVersion"], [{ size: [0, 4] }, "hintsField"], [{ size: [1.5, 4] }, "hintsField"], [{ stroke: [] }, "hintsField"], [{ strokes: {} }, "hintsField"],
    [{ strokes: [{ points: [], color: "#000000" }] }, "hintsStroke"], [{ strokes: [{ points: [[1, 2]], color: "red" }] }, "hintsStroke"],
    [{ strokes: [{ points: [[1, 2]], color: "#000000", kind: "wet" }] }, "hintsStroke"], [{ strokes: [{ points: [[1, 2]], color: "#000000", radius_px: 0 }] }, "hintsStroke"],
    [{ strokes: [{ points: [[1, 2]], color: "#000000", radius: 3 }] }, "hintsField"],
  ])("refuses %o", (change, key) => {
    expect(keyOf(change)).toBe(key)
  })

  it("refuses what is no JSON, and no object", () => {
    expect(() => readHints("{")).toThrow(FileError)
    expect(() => readHints("[]")).toThrow(FileError)
  })

  it("goes on a larger scan of the page, and on no page of another shape", () => {
    const file = readHints(JSON.stringify(FILE))
    expect(hintsFor(file, { width: 20, height: 40 })[0].points).toEqual([[2.5, 4.5]])
    expect(() => hintsFor(file, { width: 20, height: 20 })).toThrow(FileError)
  })
})
