/** Flats in the colours of a palette, light and shadow kept; mirrors `nurie.core.snap`. Change both. */

import { labDistance, rgbToLab, type Rgb } from "./color"
import { repaint } from "./flats"
import { argmin } from "./numbers"
import type { FlatPaint, Flats } from "./page"
import type { Bytes } from "./raster"

/** Every region in the nearest of the palette's colours. */
export function snap(flats: Flats, color: Bytes, palette: readonly Rgb[]): FlatPaint {
  if (!palette.length) return { flats, color }
  const wanted = palette.map((rgb) => rgbToLab(...rgb))
  const chosen = new Uint8Array(flats.palette.length)
  for (let at = 0; at < chosen.length; at += 3) {
    const own = rgbToLab(flats.palette[at], flats.palette[at + 1], flats.palette[at + 2])
    chosen.set(palette[argmin(wanted.map((lab) => labDistance(own, lab)))], at)
  }
  if (chosen.every((value, at) => value === flats.palette[at])) return { flats, color }
  return { flats: { regions: flats.regions, palette: chosen }, color: repaint(flats, color, chosen) }
}
