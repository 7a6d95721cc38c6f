/** All that the page of the application knows. Changed by actions.ts alone. */

import type { LineMethod, ModelInfo, Painted } from "../engine/engine"
import { begin, type History } from "./history"
import type { Palette } from "./palette"
import { HOUSE_PALETTE } from "./palettes"
import type { Extent, HintStroke, InkStroke, Kind, Point } from "./strokes"
import { ORIGIN, type Viewport } from "./viewport"

export const TOOLS = ["brush", "fill", "eraser", "pick", "pen", "rubber", "hand"] as const
export type Tool = (typeof TOOLS)[number]

/** From the top, as they are laid over each other. */
export const LAYERS = ["hints", "lines", "highlights", "shading", "flats", "paper"] as const
export type LayerName = (typeof LAYERS)[number]

export interface LayerLook {
  readonly visible: boolean
  /** 0 to 1. */
  readonly opacity: number
}

export type Looks = Readonly<Record<LayerName, LayerLook>>

export const LIGHTS = ["top-left", "top", "top-right", "left", "right", "bottom-left", "bottom", "bottom-right"] as const
export type Light = (typeof LIGHTS)[number]

/** What undo takes back. */
export interface Work {
  readonly hints: readonly HintStroke[]
  readonly ink: readonly InkStroke[]
  readonly seed: number
}

/** The page as it was opened, before the artist's own lines. */
export interface Page {
  /** Another one for each page that is opened. */
  readonly id: string
  readonly name: string
  readonly pixels: ImageData
  /** No pixel is transparent: rubbing out leaves white, not nothing. */
  readonly opaque: boolean
}

/** A stroke before the pen is lifted. */
export type Draft =
  | { readonly kind: "hint"; readonly stroke: HintStroke }
  | { readonly kind: "ink"; readonly stroke: InkStroke }
  | { readonly kind: "erase"; readonly path: readonly Point[]; readonly radius_px: number }

export interface Message {
  readonly tone: "problem" | "note"
  /** A key of the strings, or a sentence of the engine. */
  readonly key: string | null
  readonly values: Readonly<Record<string, string | number>>
  readonly detail: string | null
}

/** What came back, and the artist's lines that it was made with. */
export interface Colored {
  readonly layers: Painted
  readonly ink: readonly InkStroke[]
}

export interface Proposal {
  readonly seed: number
  /** A small picture; null while it is being painted. */
  readonly thumbnail: ImageData | null
}

export type Compare = "result" | "slider" | "side"
export type Language = "en" | "ja"
export type Theme = "system" | "light" | "dark"
export type EngineChoice = "auto" | "server" | "browser"

export interface EngineState {
  readonly kind: "server" | "browser" | null
  readonly models: readonly ModelInfo[]
  readonly lineMethods: readonly LineMethod[]
  readonly busy: boolean
}

/** What stays from page to page and from day to day. */
export interface Settings {
  readonly language: Language
  readonly theme: Theme
  readonly engine: EngineChoice
  readonly model: string | null
  /** Colour again after each stroke. */
  readonly live: boolean
  /** What no hint reaches gets colours of its own. */
  readonly guess: boolean
  readonly gap: number | null
  readonly recent: readonly string[]
  readonly palette: Palette
  /** Flats have the palette's colours alone. */
  readonly paletteOnly: boolean
}

export interface State {
  readonly page: Page | null
  readonly history: History<Work>
  readonly draft: Draft | null
  /** A finger or pen is down. */
  readonly drawing: boolean
  readonly tool: Tool
  readonly color: string
  readonly kind: Kind
  readonly hint_px: number
  readonly eraser_px: number
  readonly ink_px: number
  readonly light: Light | null
  readonly looks: Looks
  readonly view: Viewport
  readonly stage: Extent
  readonly compare: Compare
  /** Where the slider of the comparison stands, as a share of the stage. */
  readonly split: number
  /** The artist has asked for colour: from now on strokes are answered. */
  readonly coloring: boolean
  /** How often it was asked for by hand; counts where `live` is off. */
  readonly asked: number
  readonly colored: Colored | null
  readonly proposals: readonly Proposal[]
  readonly engine: EngineState
  readonly message: Message | null
  readonly settings: Settings
}

export const NO_WORK: Work = { hints: [], ink: [], seed: 0 }
const SEEN: LayerLook = { visible: true, opacity: 1 }
export const PLAIN_LOOKS: Looks = { hints: { visible: true, opacity: 0.85 }, lines: SEEN, highlights: SEEN, shading: SEEN, flats: SEEN, paper: SEEN }

export const FIRST_SETTINGS: Settings = {
  language: "en", theme: "system", engine: "auto", model: null, live: true, guess: true, gap: null,
  recent: ["#f9dcc4", "#5b3a2e", "#d9483b", "#4a90c8"], palette: HOUSE_PALETTE, paletteOnly: false,
}

export const FIRST_STATE: State = {
  page: null, history: begin(NO_WORK), draft: null, drawing: false,
  tool: "brush", color: "#d9483b", kind: "exact", hint_px: 6, eraser_px: 12, ink_px: 3,
  light: null, looks: PLAIN_LOOKS, view: ORIGIN, stage: { width: 1, height: 1 }, compare: "result", split: 0.5,
  coloring: false, asked: 0, colored: null, proposals: [],
  engine: { kind: null, models: [], lineMethods: [], busy: false },
  message: null, settings: FIRST_SETTINGS,
}

export function workOf(state: State): Work {
  return state.history.present
}
