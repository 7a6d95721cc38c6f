/**
 * What colours a page: the server, or the network in this browser. The page of the application knows this seam alone.
 *
 * Pictures are RGBA bytes in sRGB with straight alpha. Points are page pixels, pixel centres on whole numbers. Layers lie
 * over white paper in the order flats (normal), shading (multiply), highlights (screen), lines (normal).
 */

/** A stroke as hints.json has it (docs/hints.md). */
export interface HintStroke {
  readonly points: readonly (readonly [number, number])[]
  /** "#rrggbb"; a transparent hint has one, too, which nobody sees. */
  readonly color: string
  readonly radius_px: number
  readonly kind: "exact" | "loose" | "transparent"
}

/** All that influences the picture beside the page itself. */
export interface PaintRequest {
  readonly hints: readonly HintStroke[]
  /** Chooses among plausible colourings where no hint decides; 0 to 2^32 - 1. */
  readonly seed: number
  /** Regions without a hint get colours of their own by the seed, as on a page without hints. */
  readonly guess: boolean
  /** Gaps in lines up to so many page pixels are closed; null lets the engine choose. */
  readonly gap: number | null
  /** "#rrggbb" each: the only colours that flats may have; empty for any. */
  readonly palette: readonly string[]
  /** Where the light comes from, for shading that is computed; null keeps what the network paints. */
  readonly light: string | null
}

export interface ModelInfo {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly working_size_px: number
  readonly default: boolean
}

export interface Painted {
  /** What comes out without any change to the layers: lines over colour, as `nurie color` writes it. */
  readonly image: ImageData
  readonly lines: ImageData
  /** Transparent where nobody painted. */
  readonly flats: ImageData
  /** For multiply: white where there is none. */
  readonly shading: ImageData
  /** For screen: black where there is none. */
  readonly highlights: ImageData
  readonly model: string
  readonly seed: number
  readonly warnings: readonly string[]
  readonly took_ms: number
}

/** A page whose lines the engine has read. Encoded once, however many strokes follow. */
export interface OpenPage {
  readonly width: number
  readonly height: number
  /**
   * Colours the page. A later call makes an earlier one that has not ended reject with an AbortError; so does the signal.
   *
   * @throws EngineError with a sentence for the artist.
   */
  paint(request: PaintRequest, signal?: AbortSignal): Promise<Painted>
  close(): void
}

export interface LineMethod {
  readonly name: string
  readonly label: { readonly en: string; readonly ja: string }
}

export interface Engine {
  readonly kind: "server" | "browser"
  models(): Promise<readonly ModelInfo[]>
  /** @param page line art, transparent or on paper, as the artist drew it. */
  open(page: ImageData, model: string | null, signal?: AbortSignal): Promise<OpenPage>
  readonly lineMethods: readonly LineMethod[]
  /** Line art of a photo or a painted picture. */
  lines(picture: ImageData, method: string, signal?: AbortSignal): Promise<ImageData>
}

/** Something that the artist can read, in the words of the engine. */
export class EngineError extends Error {
  override readonly name = "EngineError"
}
