/** Colours with names, in an order. */

export interface Swatch {
  readonly color: string
  readonly name: string
}

export interface Palette {
  readonly name: string
  readonly swatches: readonly Swatch[]
}
