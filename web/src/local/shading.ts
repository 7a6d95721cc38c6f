/** Shadows of a light that the artist chooses, over finished flats; mirrors `nurie.core.shading` and `core.lights`. */

import { edgeOf } from "./bare"
import { rgbToLab } from "./color"
import { lift, type LiftPlan } from "./lift"
import { clamp, countEach, packed, rint, toByte } from "./numbers"
import type { Flats } from "./page"
import { atCenters, bytes, ints, type Bytes, type Extent, type Floats } from "./raster"
import { slope, withoutIslands } from "./relief"
import { EngineError } from "../engine/engine"

const ROUND_SHARE = 0.07
const STEEP = 0.36
const [NARROW, WIDE] = [0.06, 0.5]
const SMALLEST_SHARE = 0.0015
const EDGE_SHARE = 0.12
const LEVELS = 100
const [TINT, SKIN_TINT] = [
  [0.6, 0.58, 0.76],
  [0.84, 0.62, 0.64],
] as const

export interface Light {
  readonly x: number
  readonly y: number
  readonly soft: number
  readonly strength: number
}

const LIGHTS: Readonly<Record<string, readonly [number, number]>> = {
  "top-left": [-0.62, -0.78],
  top: [0, -1],
  "top-right": [0.62, -0.78],
  left: [-1, 0],
  right: [1, 0],
  "bottom-left": [-0.62, 0.78],
  bottom: [0, 1],
  "bottom-right": [0.62, 0.78],
}

/** The light of a name, with hard shadows of the usual strength; null for none. Mirrors `lights.to_light`. */
export function toLight(name: string | null): Light | null {
  if (name === null) return null
  const place = LIGHTS[name]
  if (!place) throw new EngineError(`There is no light ${name}; known are ${Object.keys(LIGHTS).join(", ")}.`)
  return { x: place[0], y: place[1], soft: 0, strength: 0.75 }
}

/** Puts the shadows of a light on a coloured page. Mirrors `shading.shade`. */
export function shade(color: Bytes, flats: Flats, working: Extent, plan: LiftPlan, light: Light): Bytes {
  const field = fieldOf(flats, working, light)
  const levels = bytes(working, 3)
  field.data.forEach((value, cell) => levels.data.fill(toByte(128 + LEVELS * value), 3 * cell, 3 * cell + 3))
  const whole = lift(levels, plan).data
  const dark = darkening(flats.palette, light.strength)
  const shadowOf = shadowTable(light.soft)
  const shaded = bytes(color, 3, color.data.slice())
  flats.regions.data.forEach((number, place) => {
    const shadow = shadowOf[whole[3 * place]]
    if (!shadow) return
    for (let channel = 0; channel < 3; channel++) {
      const at = 3 * place + channel
      shaded.data[at] = rint(shaded.data[at] * (1 - shadow * dark[3 * number - 3 + channel]))
    }
  })
  return shaded
}

/** How steep the page turns towards the light, on the small grid. */
function fieldOf(flats: Flats, extent: Extent, light: Light): Floats {
  const regions = atCenters(flats.regions, extent)
  const { palette } = flats
  const colors = regions.data.map((number) => {
    const at = 3 * number - 3
    return packed(palette[at], palette[at + 1], palette[at + 2])
  })
  const radius = Math.max(3, ROUND_SHARE * Math.min(extent.height, extent.width))
  const field = slope(ints(extent, 1, colors), [-light.x, -light.y], radius)
  const edge = edgeOf(regions)
  const counts = countEach(edge, palette.length / 3 + 1)
  regions.data.forEach((number, cell) => {
    if (counts[number] >= EDGE_SHARE * edge.length) field.data[cell] = 0
  })
  return withoutIslands(field, STEEP, SMALLEST_SHARE * field.data.length)
}

/** The shadow, 0 to 1, of each level of slope. */
function shadowTable(soft: number): Float32Array {
  const width = NARROW + (WIDE - NARROW) * soft
  return Float32Array.from({ length: 256 }, (_, level) =>
    clamp((-(level - 128) / LEVELS - Math.max(STEEP, width / 2 + 0.03)) / width + 0.5, 0, 1),
  )
}

/** What full shadow takes away from each flat colour. */
function darkening(palette: Uint8Array, strength: number): Float32Array {
  const found = new Float32Array(palette.length)
  for (let at = 0; at < palette.length; at += 3) {
    const [l, a, b] = rgbToLab(palette[at], palette[at + 1], palette[at + 2])
    const [hue, chroma] = [(Math.atan2(b, a) * 180) / Math.PI, Math.hypot(a, b)]
    const skin = hue > 22 && hue < 80 && chroma > 9 && chroma < 48 && l > 28
    ;(skin ? SKIN_TINT : TINT).forEach((tint, channel) => (found[at + channel] = (1 - tint) * strength))
  }
  return found
}
