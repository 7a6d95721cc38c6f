/** Work in flat colours; mirrors `nurie.core.flat_work`. Change both. */

import { labDistance, rgbToLab, type Rgb } from "./color"
import { repaint } from "./flats"
import { argmin, packed, toByte } from "./numbers"
import type { FlatPaint, Flats } from "./page"
import type { Bytes } from "./raster"

const SHARED = 0.3
const NEAR = 8
const CALM = 0.4
const WHITE = 97

/** Whether every third coloured mark shares its colour exactly. Mirrors `flat_work.is_flat_work`. */
function isFlatWork(colors: readonly Rgb[]): boolean {
  const counts = new Map<number, number>()
  for (const color of colors)
    if (rgbToLab(...color)[0] < WHITE) counts.set(packed(...color), (counts.get(packed(...color)) ?? 0) + 1)
  let [shared, total] = [0, 0]
  for (const count of counts.values()) {
    total += count
    if (count > 1) shared += count
  }
  return shared >= SHARED * Math.max(total, 1)
}

/** Flats that nearly have a mark's colour take it; light and shadow are calmer. Mirrors `flat_work.tidy`. */
export function tidy(flats: Flats, color: Bytes, colors: readonly Rgb[]): FlatPaint {
  if (!colors.length || !isFlatWork(colors)) return { flats, color }
  const own = [...new Set(colors.map((rgb) => packed(...rgb)))].sort((one, other) => one - other)
  const rgbs = own.map((value): Rgb => [value >> 16, (value >> 8) & 255, value & 255])
  const labs = rgbs.map((rgb) => rgbToLab(...rgb))
  const palette = flats.palette.slice()
  for (let at = 0; at < palette.length; at += 3) {
    const lab = rgbToLab(palette[at], palette[at + 1], palette[at + 2])
    const far = labs.map((other) => labDistance(lab, other))
    const nearest = argmin(far)
    if (far[nearest] < NEAR) palette.set(rgbs[nearest], at)
  }
  const lit = repaint(flats, color, palette)
  flats.regions.data.forEach((number, place) => {
    for (let k = 0; k < 3; k++) {
      const at = 3 * place + k
      lit.data[at] = toByte((1 - CALM) * lit.data[at] + CALM * palette[3 * number - 3 + k])
    }
  })
  return { flats: { regions: flats.regions, palette }, color: lit }
}
