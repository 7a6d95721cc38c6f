/**
 * How flat areas, blown up like cushions, turn towards or away from a light; mirrors `nurie.core.relief`. Change
 * both.
 */

import { dilateDisc, distances, slopeFloats } from "./cv/filter"
import { measured } from "./cv/measure"
import { rint, toBytesBy } from "./numbers"
import { bytes, floats, type Floats, type Ints } from "./raster"

const REACHES = [0.4, 0.25, 0.12, 0.06]
const AREA = 4 // its place among the five numbers of a part

/** How steep each mass turns towards (+) or away from (-) a light. Mirrors `relief.slope`. Source: Johnston 2002. */
export function slope(masses: Ints, fall: readonly [number, number], radiusPx: number): Floats {
  const { width, data } = masses
  const inside = bytes(
    masses,
    1,
    toBytesBy(data, (value, place) => {
      const border = (place % width && data[place - 1] !== value) || (place >= width && data[place - width] !== value)
      return border ? 0 : 255
    }),
  )
  if (inside.data.every((value) => value > 0)) return floats(masses, 1, new Float32Array(data.length)) // one mass
  const away = distances(inside)
  const [along, down] = [slopeFloats(away, "x", 0.125).data, slopeFloats(away, "y", 0.125).data]
  let field = floats(
    masses,
    1,
    away.data.map((distance, place) => {
      const share = 1 - Math.min(distance, radiusPx) / radiusPx
      return (share / Math.sqrt(1.15 - share * share)) * (fall[0] * along[place] + fall[1] * down[place])
    }),
  )
  for (const reach of REACHES) field = smoothed(field, masses, Math.max(1, rint(reach * radiusPx)))
  return field
}

/** Means of each pixel and its four neighbours at `step` px, as far as they are of the same mass. */
function smoothed(field: Floats, { data, height, width }: Ints, step: number): Floats {
  const found = floats(field)
  for (let y = 0, place = 0; y < height; y++)
    for (let x = 0; x < width; x++, place++) {
      let [total, count] = [field.data[place], 1]
      const add = (other: number): void => {
        if (data[other] !== data[place]) return
        total += field.data[other]
        count++
      }
      if (x >= step) add(place - step)
      if (x < width - step) add(place + step)
      if (y >= step) add(place - step * width)
      if (y < height - step) add(place + step * width)
      found.data[place] = total / count
    }
  return found
}

/** Shadows too small for a brush are lit. Mirrors `relief.without_islands`. */
export function withoutIslands(field: Floats, limit: number, smallest: number): Floats {
  const dark = bytes(
    field,
    1,
    toBytesBy(field.data, (value) => (value < -limit ? 1 : 0)),
  )
  const { labels, stats } = measured(dark, 4)
  const small = bytes(
    field,
    1,
    toBytesBy(labels.data, (part) => (part && stats[5 * part + AREA] < smallest ? 1 : 0)),
  )
  const around = dilateDisc(small, 3).data
  return floats(
    field,
    1,
    field.data.map((value, place) => (around[place] ? Math.max(value, 0) : value)),
  )
}
