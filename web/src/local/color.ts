/** Colour spaces and colour differences; mirrors `nurie.core.color`. Change both. */

import { clamp, fround, rint } from "./numbers"

export type Rgb = readonly [number, number, number]
export type Lab = readonly [number, number, number]

const XYZ_FROM_RGB = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
] as const
const WHITE = XYZ_FROM_RGB.map((row) => row[0] + row[1] + row[2])
const DELTA = 6 / 29
const LINEAR = Float32Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
})
const RGB_FROM_XYZ = inverse(XYZ_FROM_RGB)

function inverse(m: readonly (readonly [number, number, number])[]): number[][] {
  const minor = (row: number, column: number): number => {
    const [a, b] = [0, 1, 2].filter((index) => index !== row)
    const [c, d] = [0, 1, 2].filter((index) => index !== column)
    return (m[a][c] * m[b][d] - m[a][d] * m[b][c]) * ((row + column) % 2 ? -1 : 1)
  }
  const whole = m[0][0] * minor(0, 0) + m[0][1] * minor(0, 1) + m[0][2] * minor(0, 2)
  return [0, 1, 2].map((row) => [0, 1, 2].map((column) => minor(column, row) / whole))
}

/** Grey of sRGB bytes as OpenCV's COLOR_RGB2GRAY has it. */
export const luma = (red: number, green: number, blue: number): number =>
  (red * 9798 + green * 19235 + blue * 3735 + 16384) >> 15

/** CIELAB under D65. Mirrors `color.rgb_to_lab`. */
export function rgbToLab(red: number, green: number, blue: number): Lab {
  const [r, g, b] = [LINEAR[red], LINEAR[green], LINEAR[blue]]
  const [x, y, z] = XYZ_FROM_RGB.map((row, index) =>
    companded(fround((row[0] * r + row[1] * g + row[2] * b) / WHITE[index])),
  )
  return [fround(116 * y - 16), fround(500 * (x - y)), fround(200 * (y - z))]
}

const companded = (value: number): number =>
  fround(value > DELTA ** 3 ? Math.cbrt(value) : value / (3 * DELTA ** 2) + 4 / 29)

/** Mirrors `color.lab_to_rgb`. */
export function labToRgb([l, a, b]: Lab): Rgb {
  const y = (l + 16) / 116
  const xyz = [y + a / 500, y, y - b / 200].map(
    (value, index) => (value > DELTA ? value ** 3 : 3 * DELTA ** 2 * (value - 4 / 29)) * WHITE[index],
  )
  const byte = (row: number[]): number => {
    const linear = clamp(row[0] * xyz[0] + row[1] * xyz[1] + row[2] * xyz[2], 0, 1)
    return rint((linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055) * 255)
  }
  return [byte(RGB_FROM_XYZ[0]), byte(RGB_FROM_XYZ[1]), byte(RGB_FROM_XYZ[2])]
}

export const labDistance = (one: Lab, other: Lab): number =>
  Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2])

/**
 * CIEDE2000. Mirrors `color.delta_e2000`.
 *
 * Source: Sharma, Wu and Dalal 2005, "The CIEDE2000 color-difference formula", equations 2 to 22.
 */
export function deltaE2000([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const chroma7 = ((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2) ** 7
  const stretch = 1.5 - 0.5 * Math.sqrt(chroma7 / (chroma7 + 25 ** 7))
  const [x1, x2] = [a1 * stretch, a2 * stretch]
  const [c1, c2] = [Math.hypot(x1, b1), Math.hypot(x2, b2)]
  const [step, hue] = hues(Math.atan2(b1, x1), Math.atan2(b2, x2), c1 * c2 === 0)
  const lightness = (l1 + l2) / 2 - 50
  const chroma = (c1 + c2) / 2
  const inL = (l2 - l1) / (1 + (0.015 * lightness ** 2) / Math.sqrt(20 + lightness ** 2))
  const inC = (c2 - c1) / (1 + 0.045 * chroma)
  const inH = (2 * Math.sqrt(c1 * c2) * Math.sin(step / 2)) / (1 + 0.015 * chroma * hueWeight(hue))
  return Math.sqrt(Math.max(inL ** 2 + inC ** 2 + inH ** 2 + rotation(hue, chroma) * inC * inH, 0))
}

/** Signed hue difference and mean hue, the short way round. */
function hues(one: number, other: number, gray: boolean): [number, number] {
  const turn = 2 * Math.PI
  const [h1, h2] = [one < 0 ? one + turn : one, other < 0 ? other + turn : other]
  const [step, total] = [h2 - h1, h1 + h2]
  if (gray) return [0, total]
  if (Math.abs(step) <= Math.PI) return [step, total / 2]
  return [step - Math.sign(step) * turn, (total < turn ? total + turn : total - turn) / 2]
}

function hueWeight(hue: number): number {
  const turn = Math.PI / 180
  const waves = -0.17 * Math.cos(hue - 30 * turn) + 0.24 * Math.cos(2 * hue)
  return 1 + waves + 0.32 * Math.cos(3 * hue + 6 * turn) - 0.2 * Math.cos(4 * hue - 63 * turn)
}

function rotation(hue: number, chroma: number): number {
  const angle = (Math.PI / 3) * Math.exp(-(((hue * (180 / Math.PI) - 275) / 25) ** 2))
  return -2 * Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7)) * Math.sin(angle)
}
