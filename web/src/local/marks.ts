/** What hints mark, at the working size; mirrors `nurie.runtime.marks`. Change both. */

import { findMarked, insideRegions } from "./bare"
import { rasterizeMarks } from "./hints"
import { packed, toBytesBy } from "./numbers"
import { findOdd } from "./odd_marks"
import type { Hints } from "./page"
import { atCenters, bytes, type Bytes, type Ints } from "./raster"

/** What depends on the page and on how wide the gaps in its lines are. */
export interface Divided {
  readonly gapPx: number
  readonly regions: Ints
  /** The region around the drawing, -1 without one. */
  readonly around: number
  readonly bubbles: readonly number[]
  /** The regions that are filled in grey. */
  readonly tones: readonly number[]
}

/** The marks of hints. */
export interface Marks {
  /** Per pixel the number of the mark on top, 0 for none. */
  readonly numbers: Ints
  /** Per number 1 for what is no transparent hint, and for odd ones. */
  readonly shown: Uint8Array
  readonly odd: Uint8Array
  /** The numbers of the regions that are marked. */
  readonly regions: ReadonlySet<number>
}

export function findMarks({ regions }: Divided, small: Bytes, hints: Hints): Marks {
  const [numbers, labels] = [rasterizeMarks(hints, small), atCenters(regions, small)]
  const kinds = hints.strokes.map(({ kind }) => kind)
  const shown = Uint8Array.from([0, ...kinds.map((kind) => (kind === "transparent" ? 0 : 1))])
  const exact = numbers.data.map((number) => (kinds[number - 1] === "exact" ? number : 0))
  const values = hints.strokes.map(({ color }) => packed(...color))
  const seen = numbers.data.map((number) => number * shown[number])
  return {
    numbers,
    shown,
    odd: findOdd(small, labels, { ...numbers, data: exact }, values),
    regions: findMarked(labels, { ...numbers, data: seen }),
  }
}

/** 1 for the regions without a mark that may have a colour. Mirrors `marks.free_regions`. */
export function freeRegions({ regions, around, bubbles, tones }: Divided, small: Bytes, marks: Marks): Uint8Array {
  const taken = new Set([...marks.regions, ...bubbles, ...tones, around])
  return toBytesBy(atCenters(regions, small).data, (number) => (taken.has(number) ? 0 : 1))
}

/** Hints as the network is to see them. */
export function withoutOdd(hintMap: Bytes, { numbers, odd }: Marks): Bytes {
  if (!odd.includes(1)) return hintMap
  return bytes(
    hintMap,
    4,
    hintMap.data.map((value, at) => (odd[numbers.data[at >> 2]] ? 0 : value)),
  )
}

/** 1 for what stays paper, null where there is nothing. */
export function barePaper({ regions, around, bubbles, tones }: Divided, { regions: marked }: Marks): Uint8Array | null {
  const bare = [...new Set([...bubbles, ...tones, marked.size ? around : -1])].filter((number) => number !== -1 && !marked.has(number))
  return bare.length ? insideRegions(regions, bare) : null
}
