/** Flats in the colours of a palette, light and shadow kept; mirrors `nurie.core.snap`. Change both. */

import { labDistance, rgbToLab, type Rgb } from "./color"
import { relight } from "./flats"
import { argmin } from "./numbers"
import type { Flats } from "./page"
import { bytes, type Bytes } from "./raster"

export interface Snapped {
  readonly flats: Flats
  readonly color: Bytes
}

/** Every region in the nearest of the palette's colours. */
export function snap(flats: Flats, color: Bytes, palette: readonly Rgb[]): Snapped {
  if (!palette.length) return { flats, color }
  const wanted = palette.map((rgb) => rgbToLab(...rgb))
  const chosen = new Uint8Array(flats.palette.length)
  for (let at = 0; at < chosen.length; at += 3) {
    const own = rgbToLab(flats.palette[at], flats.palette[at + 1], flats.palette[at + 2])
    chosen.set(palette[argmin(wanted.map((lab) => labDistance(own, lab)))], at)
  }
  const changed = Uint8Array.from({ length: chosen.length / 3 }, (_, region) =>
    [0, 1, 2].some((k) => chosen[3 * region + k] !== flats.palette[3 * region + k]) ? 1 : 0,
  )
  if (!changed.includes(1)) return { flats, color }
  const lit = bytes(color, 3, color.data.slice())
  flats.regions.data.forEach((number, place) => {
    if (changed[number - 1]) relight(lit.data, 3 * place, color.data, chosen, flats.palette, 3 * number - 3)
  })
  return { flats: { regions: flats.regions, palette: chosen }, color: lit }
}
