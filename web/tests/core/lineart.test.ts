import { expect, it } from "vitest"
import { readFileSync } from "node:fs"
import { readCredits } from "../../src/core/attribution"
import { isLineArt, isOpaque } from "../../src/core/lineart"

function picture(pixel: (i: number) => readonly [number, number, number, number], count = 10_000): { data: Uint8ClampedArray<ArrayBuffer> } & ImageData {
  const data = new Uint8ClampedArray(count * 4)
  for (let i = 0; i < count; i++) data.set(pixel(i), i * 4)
  return { data } as { data: Uint8ClampedArray<ArrayBuffer> } & ImageData
}

it("ink on paper and ink on nothing are drawings; a photo and a painting are not", () => {
  expect(isLineArt(picture((i) => (i % 10 === 0 ? [20, 20, 20, 255] : [255, 255, 255, 255])))).toBe(true)
  expect(isLineArt(picture((i) => (i % 10 === 0 ? [20, 20, 20, 255] : [0, 0, 0, 0])))).toBe(true)
  expect(isLineArt(picture((i) => [180 + (i % 20), 175, 165, 255]))).toBe(false)
  expect(isLineArt(picture((i) => (i % 3 === 0 ? [220, 80, 60, 255] : [255, 255, 255, 255])))).toBe(false)
})

it("one transparent pixel makes a page transparent", () => {
  expect(isOpaque(picture(() => [1, 2, 3, 255]))).toBe(true)
  expect(isOpaque(picture((i) => [1, 2, 3, i === 77 ? 254 : 255]))).toBe(false)
})

it("every example names who drew it, under which licence and where it is from", () => {
  const credits = readCredits(readFileSync(new URL("../../../examples/ATTRIBUTION.md", import.meta.url), "utf8"))
  expect(credits.length).toBeGreaterThanOrEqual(9)
  for (const credit of credits) for (const value of Object.values(credit)) expect(value).not.toBe("")
  expect(credits.map((credit) => credit.license)).toContain("CC0 1.0")
})
