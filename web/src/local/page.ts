/** The values that a page is; mirrors `nurie.core.types`. */

import type { Bytes, Extent, Ints } from "./raster"
import type { Rgb } from "./color"

/** A drawing as it was read: 255 paper and 0 full ink; the ink's colour, null where it is black everywhere. */
export interface Page {
  readonly lineart: Bytes
  readonly ink: Bytes | null
  readonly warnings: readonly string[]
}

export type HintKind = "exact" | "loose" | "transparent"

export interface Stroke {
  readonly points: readonly (readonly [number, number])[]
  readonly color: Rgb
  readonly radius: number
  readonly kind: HintKind
}

/** Strokes in the pixels of a page of `size`; later ones cover earlier ones. */
export interface Hints {
  readonly size: Extent
  readonly strokes: readonly Stroke[]
}

/** A page in flat colours: numbers from 1, and three bytes for each number, that of region 1 first. */
export interface Flats {
  readonly regions: Ints
  readonly palette: Uint8Array
}

/** Flats, and the painted layer over them. */
export interface FlatPaint {
  readonly flats: Flats
  readonly color: Bytes
}
