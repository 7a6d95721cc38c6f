import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { colorsOf, HOUSE_PALETTE, readPalette } from "../../src/core/palettes"
import { FileError } from "../../src/core/problem"

const text = (content: string) => new TextEncoder().encode(content)

function words(...values: readonly number[]): number[] {
  return values.flatMap((value) => [value >> 8, value & 255])
}

function float(value: number): number[] {
  const view = new DataView(new ArrayBuffer(4))
  view.setFloat32(0, value)
  return [0, 1, 2, 3].map((at) => view.getUint8(at))
}

function name16(name: string): number[] {
  return words(...[...name].map((char) => char.charCodeAt(0)), 0)
}

describe("GIMP palettes", () => {
  it("reads the example with its names", () => {
    const palette = readPalette("pastel.gpl", readFileSync(new URL("../../../examples/pastel.gpl", import.meta.url)))
    expect(palette.name).toBe("pastel")
    expect(palette.swatches).toHaveLength(18)
    expect(palette.swatches[3]).toEqual({ color: "#ecbca0", name: "skin, shade" })
  })

  it.each(["GIMP Palette\n300 0 0", "GIMP Palette\nred", "1 2 3"])("names the line that is wrong: %j", (content) => {
    expect(() => readPalette("x.gpl", text(content))).toThrow(/paletteLine/)
  })
})

describe("lists of hex colours", () => {
  it("reads colours with and without #, and passes over comments", () => {
    expect(readPalette("a.hex", text("; c\n#ff0000 red one\n\n00FF00\n# remark\n")).swatches).toEqual([{ color: "#ff0000", name: "red one" }, { color: "#00ff00", name: "" }])
  })

  it("refuses an empty one and a wrong line", () => {
    expect(() => readPalette("a.txt", text("; none\n"))).toThrow(/paletteEmpty/)
    expect(() => readPalette("a.txt", text("#ff0000\n#12"))).toThrow(/"line":2/)
  })
})

describe("Adobe's palettes", () => {
  it("reads .aco: version 2 with names counts where both are there", () => {
    const first = words(1, 1, 0, 65535, 0, 0, 0)
    const second = [...words(2, 1, 0, 0, 65535, 0, 0), ...words(0, 3), ...name16("緑a")]
    expect(readPalette("a.aco", Uint8Array.from([...first, ...second])).swatches).toEqual([{ color: "#00ff00", name: "緑a" }])
    expect(readPalette("a.aco", Uint8Array.from(first)).swatches).toEqual([{ color: "#ff0000", name: "" }])
  })

  it("reads greys of .aco, and refuses spaces that it does not know", () => {
    expect(readPalette("a.aco", Uint8Array.from(words(1, 1, 8, 10000, 0, 0, 0))).swatches[0].color).toBe("#ffffff")
    expect(() => readPalette("a.aco", Uint8Array.from(words(1, 1, 99, 0, 0, 0, 0)))).toThrow(FileError)
  })

  it("reads .ase with groups passed over", () => {
    const body = [...words(2), ...name16("a"), 82, 71, 66, 32, ...float(1), ...float(0.5), ...float(0), ...words(2)]
    const bytes = [65, 83, 69, 70, ...words(1, 0), ...words(0, 2), ...words(0xc001), ...words(0, 4), 1, 2, 3, 4, ...words(1), ...words(0, body.length), ...body]
    expect(readPalette("a.ase", Uint8Array.from(bytes)).swatches).toEqual([{ color: "#ff8000", name: "a" }])
  })

  it("says so where a file is cut off", () => {
    expect(() => readPalette("a.aco", Uint8Array.from(words(1, 5, 0, 1)))).toThrow(/paletteBroken/)
    expect(() => readPalette("a.ase", text("ASEF"))).toThrow(/paletteBroken/)
  })
})

it("the engine gets each colour once", () => {
  expect(colorsOf({ name: "", swatches: [{ color: "#000000", name: "a" }, { color: "#000000", name: "b" }] })).toEqual(["#000000"])
  expect(new Set(colorsOf(HOUSE_PALETTE)).size).toBe(HOUSE_PALETTE.swatches.length)
})
