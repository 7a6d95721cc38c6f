import type { Layer } from "ag-psd"
import { beforeAll, describe, expect, it } from "vitest"
import { isLayered, linesOf, stacked } from "../../src/engine/layered"

beforeAll(() => {
  // Node has none; what is tested needs its three fields alone.
  globalThis.ImageData ??= class {
    readonly data: Uint8ClampedArray
    constructor(readonly width: number, readonly height: number) {
      this.data = new Uint8ClampedArray(width * height * 4)
    }
  } as unknown as typeof ImageData
})

const dot = (name: string, rgba: readonly number[], left = 0, top = 0): Layer => ({ name, left, top, imageData: { width: 1, height: 1, data: Uint8ClampedArray.from(rgba) } })

describe("the lines of a layered file", () => {
  it("are found by name, in groups, in both languages; hidden ones are not", () => {
    const layers: Layer[] = [
      dot("flats", [1, 1, 1, 255]), { name: "character", children: [dot("線画", [0, 0, 0, 255]), dot("Ink 2", [0, 0, 0, 255])] },
      { name: "Lineart", children: [dot("face", [0, 0, 0, 255])] }, { ...dot("lines", [0, 0, 0, 255]), hidden: true }, dot("outlines of a house", [0, 0, 0, 255]),
    ]
    expect(linesOf(layers).map((layer) => layer.name)).toEqual(["線画", "Ink 2", "face"])
  })

  it("lie where the file has them, cut at the page's edge, one over another", () => {
    const whole = stacked({ width: 2, height: 2 }, [dot("a", [255, 0, 0, 255], 1, 1), dot("b", [0, 0, 255, 128], 1, 1), dot("c", [9, 9, 9, 255], 5, 0), dot("d", [9, 9, 9, 255], -1, 0)])
    expect([...whole.data.slice(0, 12)]).toEqual(Array(12).fill(0))
    expect([...whole.data.slice(12)]).toEqual([127, 0, 128, 255])
  })

  it("are looked for in PSD and PSB", () => {
    expect(["a.psd", "A.PSB", "a.png"].map(isLayered)).toEqual([true, true, false])
  })
})
