/**
 * Lines over colour: the parts of a coloured page and their sum; mirrors `nurie.core.layers`, `core.blend`. Change
 * both.
 */

import { luma } from "./color"
import { clamp, fround, toByte } from "./numbers"
import type { Page } from "./page"
import { bytes, type Bytes } from "./raster"

/** `round(total / 255)` for totals up to 255 x 255. Mirrors `blend.divide_by_255`. */
export function divideBy255(total: number): number {
  const more = total + 128
  return (more + (more >> 8)) >> 8
}

/** A transparent picture on white paper. Mirrors `layers.over_white`. */
export function overWhite(color: Bytes, alpha: Bytes): Bytes {
  const found = bytes(color, 3)
  for (let at = 0, place = 0; at < color.data.length; place++) {
    const cover = alpha.data[place]
    for (let end = at + 3; at < end; at++) found.data[at] = divideBy255(color.data[at] * cover + (255 - cover) * 255)
  }
  return found
}

/** The page's own lines over colour. Mirrors `layers.compose`. */
export function compose(color: Bytes, { lineart, ink }: Page): Bytes {
  const found = bytes(color, 3)
  for (let at = 0, place = 0; at < color.data.length; place++) {
    const light = lineart.data[place]
    for (let end = at + 3; at < end; at++) {
      const inked = ink ? ink.data[at] * (255 - light) : 0
      found.data[at] = divideBy255(color.data[at] * light + inked)
    }
  }
  return found
}

const LEAST_SHADOW = 28
const LEAST_LIGHT = 38
const keptBeyond = (least: number): Float32Array =>
  Float32Array.from({ length: 256 }, (_, far) => Math.max(1 - fround(least / Math.max(far, 1)), 0))
const SHADOW_KEPT = keptBeyond(LEAST_SHADOW)
const LIGHT_KEPT = keptBeyond(LEAST_LIGHT)

/** Under ink nobody sees a shadow: how much of one stays, by the lines' lightness. */
const SEEN = Float32Array.from({ length: 256 }, (_, light) => clamp(fround((light - 80) / 100), 0, 1))

/** Colour nearer to its flats, so that what stays of light and shadow is meant. Mirrors `layers.calm`. */
export function calm(color: Bytes, flats: Bytes, lineart: Bytes): Bytes {
  const found = bytes(color, 3)
  const [painted, flat] = [color.data, flats.data]
  for (let at = 0; at < painted.length; at += 3) {
    const far = farthest(painted, flat, at)
    const kept = grayAt(painted, at) < grayAt(flat, at) ? SHADOW_KEPT : LIGHT_KEPT
    blendAt(found.data, at, painted, flat, fround(kept[far] * SEEN[lineart.data[at / 3]]))
  }
  return found
}

/** The pixel at `at` of two pictures, mixed as OpenCV's blendLinear does. */
export function blendAt(found: Uint8Array, at: number, one: Uint8Array, other: Uint8Array, share: number): void {
  const rest = fround(1 - share)
  const whole = fround(1 + fround(1e-5)) // which it adds to the sum of both shares
  for (let channel = at; channel < at + 3; channel++) {
    const mixed = fround(fround(one[channel] * share) + fround(other[channel] * rest))
    found[channel] = toByte(fround(mixed / whole))
  }
}

const grayAt = (data: Uint8Array, at: number): number => luma(data[at], data[at + 1], data[at + 2])

/** The largest difference of a pixel's three bytes. */
function farthest(one: Uint8Array, other: Uint8Array, at: number): number {
  let far = 0
  for (let channel = at; channel < at + 3; channel++) far = Math.max(far, Math.abs(one[channel] - other[channel]))
  return far
}

/** 65,536 bytes: `min(1, part / whole)` as a level by `part + 256 x whole`, 1 where `whole` is 0. */
const QUOTIENT = Uint8Array.from({ length: 1 << 16 }, (_, pair) => {
  const [part, whole] = [pair & 255, pair >> 8]
  return whole ? toByte(fround((part * 255) / whole)) : 255
})

/** What light does to flats, for multiply and for screen. Mirrors `layers.shade_split`. */
export function shadeSplit(color: Bytes, flats: Bytes): { shading: Bytes; highlights: Bytes } {
  const [shading, highlights] = [bytes(color, 3), bytes(color, 3)]
  for (let at = 0; at < color.data.length; at++) {
    const [part, whole] = [color.data[at], flats.data[at]]
    shading.data[at] = QUOTIENT[part | (whole << 8)]
    highlights.data[at] = 255 - QUOTIENT[(255 - part) | ((255 - whole) << 8)]
  }
  return { shading, highlights }
}
