/** The card inside a model file; mirrors `nurie.runtime.card`. Change both. */

import { EngineError } from "../engine/engine"
import { readMetadata } from "./onnx"
import { ALL_PLANES, PLANES } from "./planes"

const CARD_KEY = "nurie.card"
const FORMAT_VERSION = 1

/** What a model file says of itself, as far as colouring needs it. */
export interface Card {
  readonly name: string
  readonly version: string
  readonly planes: readonly string[]
  readonly paints: readonly string[]
  readonly multiple: number
  readonly working_size_px: number
  readonly color_bins: readonly (readonly [number, number, number])[]
  readonly color_shares: readonly number[]
  readonly things: readonly string[]
  readonly thing_colors: readonly (readonly number[])[]
  readonly cell_px: number
  readonly precision: string
  readonly license: string
}

const DEFAULTS = {
  format_version: FORMAT_VERSION,
  planes: PLANES as readonly string[],
  paints: ["color"],
  multiple: 32,
  working_size_px: 512,
  color_bins: [],
  color_shares: [],
  things: [],
  thing_colors: [],
  cell_px: 16,
  precision: "float32",
  license: "",
}

/** Name, version and lower precision in one. */
export const modelName = ({ name, version, precision }: Card): string =>
  `${name} ${version}` + (precision === "float32" ? "" : ` ${precision}`)

/** The card of a model's bytes. @throws EngineError where there is none, or one of another format. */
export function readCard(model: Uint8Array): Card {
  const text = readMetadata(model).get(CARD_KEY)
  if (text === undefined)
    throw new EngineError(`The model has no card (${CARD_KEY}) inside; expected a bundle written by nurie.`)
  const card = { ...DEFAULTS, ...(parsed(text) as Partial<Card>) } as Card & typeof DEFAULTS
  const refuse = (found: string): never => {
    throw new EngineError(`The model ${card.name} has ${found}, which this page does not know; expected another model.`)
  }
  if (card.format_version !== FORMAT_VERSION) refuse(`bundle format ${card.format_version}`)
  if (![PLANES, ALL_PLANES].some((known) => same(known, card.planes))) refuse(`planes ${card.planes.join(", ")}`)
  if (![["color"], ["color", "flats"]].some((known) => same(known, card.paints)))
    refuse(`paints ${card.paints.join(", ")}`)
  if (card.thing_colors.length !== card.things.length) refuse(`${card.thing_colors.length} thing_colors`)
  return card
}

function parsed(text: string): object {
  const values: unknown = JSON.parse(text)
  if (typeof values !== "object" || values === null || !("name" in values) || !("version" in values))
    throw new EngineError("The model's card lacks its name or version; expected a bundle written by nurie.")
  return values
}

const same = (one: readonly string[], other: readonly string[]): boolean => one.join() === other.join()
