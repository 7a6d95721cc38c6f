/** Colours: sRGB bytes, "#rrggbb", and hue, saturation and value in 0..1. */

export type Rgb = readonly [number, number, number]
export type Hsv = readonly [number, number, number]

/** "#abc", "abcdef" or "#ABCDEF", as people type it; null for anything else. */
export function parseHex(text: string): string | null {
  const found = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())
  if (!found) return null
  const digits = found[1].toLowerCase()
  return `#${digits.length === 3 ? [...digits].map((digit) => digit + digit).join("") : digits}`
}

export function hexToRgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

export function rgbToHex(rgb: Rgb): string {
  return `#${rgb.map((level) => byte(level).toString(16).padStart(2, "0")).join("")}`
}

export function rgbToHsv([r, g, b]: Rgb): Hsv {
  const most = Math.max(r, g, b)
  const range = most - Math.min(r, g, b)
  return [range === 0 ? 0 : hueOf([r, g, b], most, range), most === 0 ? 0 : range / most, most / 255]
}

function hueOf([r, g, b]: Rgb, most: number, range: number): number {
  const sixth = most === r ? (g - b) / range : most === g ? 2 + (b - r) / range : 4 + (r - g) / range
  return (sixth / 6 + 1) % 1
}

export function hsvToRgb([h, s, v]: Hsv): Rgb {
  const level = (n: number) => {
    const k = (n + h * 6) % 6
    return byte(255 * (v - v * s * Math.max(0, Math.min(k, 4 - k, 1))))
  }
  return [level(5), level(3), level(1)]
}

/** Relative luminance 0..1. Source: WCAG 2.2, "relative luminance". */
export function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((level) => {
    const share = level / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** D50 Lab as palettes have it (L 0..100) to sRGB bytes. Source: Bradford-adapted matrix, Lindbloom. */
export function labToRgb(l: number, a: number, b: number): Rgb {
  const fy = (l + 16) / 116
  const cube = (f: number) => (f > 6 / 29 ? f ** 3 : (f - 4 / 29) * 3 * (6 / 29) ** 2)
  const [x, y, z] = [0.96422 * cube(fy + a / 500), cube(fy), 0.82521 * cube(fy - b / 200)]
  return [
    encoded(3.1338561 * x - 1.6168667 * y - 0.4906146 * z),
    encoded(-0.9787684 * x + 1.9161415 * y + 0.033454 * z),
    encoded(0.0719453 * x - 0.2289914 * y + 1.4052427 * z),
  ]
}

function encoded(linear: number): number {
  const share = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.max(linear, 0) ** (1 / 2.4) - 0.055
  return byte(share * 255)
}

function byte(level: number): number {
  return Math.min(Math.max(Math.round(level), 0), 255)
}

/** Colours used last come first, each once. */
export function recentWith(recent: readonly string[], color: string, most: number): readonly string[] {
  if (recent[0] === color) return recent
  return [color, ...recent.filter((other) => other !== color)].slice(0, most)
}
