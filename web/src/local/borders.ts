/** How long the borders between numbered areas are; mirrors `nurie.core.borders`. Change both. */

import type { Extent } from "./raster"

/** By number: to which others an area has a border and how long, and how long over paper alone. */
export interface Borders {
  readonly lengths: readonly Map<number, number>[]
  readonly gaps: readonly Map<number, number>[]
}

/** Of areas numbered from 0 up to and without `count`; `paper` has 1 where no line is. */
export function bordersOf(areas: Int32Array, paper: Uint8Array, { height, width }: Extent, count: number): Borders {
  const [lengths, gaps] = [0, 1].map(() => Array.from({ length: count }, () => new Map<number, number>()))
  const add = (found: Map<number, number>[], one: number, other: number): void => {
    found[one].set(other, (found[one].get(other) ?? 0) + 1)
    found[other].set(one, (found[other].get(one) ?? 0) + 1)
  }
  const step = (place: number, next: number): void => {
    const [one, other] = [areas[place], areas[next]]
    if (one === other) return
    add(lengths, one, other)
    if (paper[place] && paper[next]) add(gaps, one, other)
  }
  for (let y = 0, place = 0; y < height; y++)
    for (let x = 0; x < width; x++, place++) {
      if (x + 1 < width) step(place, place + 1)
      if (y + 1 < height) step(place, place + width)
    }
  return { lengths, gaps }
}
