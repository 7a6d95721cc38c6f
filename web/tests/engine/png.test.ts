import { inflateSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { encodePng } from "../../src/engine/png"

function pixelsOf(width: number, height: number, alpha: (i: number) => number): ImageData {
  const data = new Uint8ClampedArray(width * height * 4)
  for (let i = 0; i < width * height; i++) data.set([(i * 7) & 255, (i * 31) & 255, (i * 13) & 255, alpha(i)], i * 4)
  return { width, height, data, colorSpace: "srgb" } as unknown as ImageData
}

/** Rows of one filter, "up", as bytes again. */
function decoded(png: Uint8Array): { readonly channels: number; readonly bytes: Uint8Array } {
  const view = new DataView(png.buffer)
  const [width, height, channels] = [view.getUint32(16), view.getUint32(20), png[25] === 6 ? 4 : 3]
  const length = view.getUint32(33)
  const rows = inflateSync(png.subarray(41, 41 + length))
  const bytes = new Uint8Array(width * height * channels)
  const row = width * channels
  for (let y = 0; y < height; y++) {
    expect(rows[y * (row + 1)]).toBe(2)
    for (let x = 0; x < row; x++) bytes[y * row + x] = rows[y * (row + 1) + 1 + x] + (y > 0 ? bytes[(y - 1) * row + x] : 0)
  }
  return { channels, bytes }
}

describe("PNG", () => {
  it("keeps colours under faint alpha, which a canvas loses", async () => {
    const pixels = pixelsOf(9, 5, (i) => i % 4)
    const { channels, bytes } = decoded(await encodePng(pixels))
    expect(channels).toBe(4)
    expect([...bytes]).toEqual([...pixels.data])
  })

  it("leaves alpha away where nothing is transparent", async () => {
    const pixels = pixelsOf(4, 3, () => 255)
    const { channels, bytes } = decoded(await encodePng(pixels))
    expect(channels).toBe(3)
    expect([...bytes]).toEqual([...pixels.data].filter((_, i) => i % 4 !== 3))
  })

  it("is the same for the same page, so that the server knows it again", async () => {
    expect(await encodePng(pixelsOf(20, 20, () => 255))).toEqual(await encodePng(pixelsOf(20, 20, () => 255)))
  })
})
