import { expect, it } from "vitest"
import { hexToRgb, hsvToRgb, labToRgb, luminance, parseHex, recentWith, type Rgb, rgbToHex, rgbToHsv } from "../../src/core/color"

it("every colour survives the wheel: hsv and back is the same byte", () => {
  for (let r = 0; r < 256; r += 15) {
    for (let g = 0; g < 256; g += 17) {
      for (let b = 0; b < 256; b += 51) expect(hsvToRgb(rgbToHsv([r, g, b]))).toEqual([r, g, b])
    }
  }
})

it.each([["#AbC", "#aabbcc"], ["12fe9a", "#12fe9a"], ["  #000000 ", "#000000"], ["red", null], ["#12345", null], ["", null]])("reads %s as people type it", (text, wanted) => {
  expect(parseHex(text)).toBe(wanted)
})

it("hex and bytes agree", () => {
  expect(hexToRgb("#0aff80")).toEqual([10, 255, 128])
  expect(rgbToHex([10, 255, 128])).toBe("#0aff80")
  expect(rgbToHex([-4, 300, 0.4])).toBe("#00ff00")
})

it("luminance is WCAG's", () => {
  expect(luminance([255, 255, 255])).toBeCloseTo(1)
  expect(luminance([119, 119, 119])).toBeCloseTo(0.1845, 3)
})

it.each<[number, number, number, Rgb]>([[100, 0, 0, [255, 255, 255]], [0, 0, 0, [0, 0, 0]], [54.29, 80.81, 69.89, [255, 0, 0]]])("Lab of D50 %d %d %d", (l, a, b, wanted) => {
  labToRgb(l, a, b).forEach((level, i) => expect(Math.abs(level - wanted[i])).toBeLessThanOrEqual(1))
})

it("recent colours are each there once, the last first", () => {
  expect(recentWith(["#1", "#2", "#3"], "#3", 3)).toEqual(["#3", "#1", "#2"])
  expect(recentWith(["#1", "#2", "#3"], "#4", 3)).toEqual(["#4", "#1", "#2"])
})
