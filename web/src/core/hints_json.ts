/** hints.json as docs/hints.md describes it. Unknown fields are refused. */

import { parseHex } from "./color"
import { FileError } from "./problem"
import { type Extent, type HintStroke, KINDS, type Kind, type Point, scaleHints } from "./strokes"

export interface HintsFile {
  readonly extent: Extent
  readonly strokes: readonly HintStroke[]
}

const MOST_RADIUS_PX = 4096
const DEFAULT_RADIUS_PX = 6

export function writeHints({ extent, strokes }: HintsFile): string {
  const lines = strokes.map(({ points, color, radius_px, kind }) => JSON.stringify({ points, color, radius_px, kind }))
  const body = lines.length === 0 ? "[]" : `[\n    ${lines.join(",\n    ")}\n  ]`
  return `{\n  "version": 1,\n  "size": [${extent.width}, ${extent.height}],\n  "strokes": ${body}\n}\n`
}

/** @throws FileError that says which stroke or field is wrong. */
export function readHints(text: string): HintsFile {
  const file = asRecord(parsed(text), "hintsNotJson")
  known(file, ["version", "size", "strokes"])
  if (file.version !== 1) throw new FileError("hintsVersion", { found: String(file.version) })
  const { size, strokes } = file
  if (!isPair(size) || size.some((side) => !Number.isInteger(side) || side < 1)) throw new FileError("hintsField", { field: "size" })
  if (!Array.isArray(strokes)) throw new FileError("hintsField", { field: "strokes" })
  return { extent: { width: size[0], height: size[1] }, strokes: strokes.map(readStroke) }
}

/** The file's strokes on a page. @throws FileError where the page has another shape, by more than 1 %. */
export function hintsFor(file: HintsFile, page: Extent): readonly HintStroke[] {
  const skew = (page.width * file.extent.height) / (page.height * file.extent.width)
  if (Math.abs(skew - 1) > 0.01) {
    throw new FileError("hintsShape", { found: sizeOf(file.extent), expected: sizeOf(page) })
  }
  return scaleHints(file.strokes, file.extent, page)
}

export function sizeOf({ width, height }: Extent): string {
  return `${width} × ${height}`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new FileError("hintsNotJson")
  }
}

function readStroke(value: unknown, index: number): HintStroke {
  const wrong = (field: string) => new FileError("hintsStroke", { number: index + 1, field })
  const stroke = asRecord(value, "hintsNotJson")
  known(stroke, ["points", "color", "radius_px", "kind"])
  const { points, color, radius_px = DEFAULT_RADIUS_PX, kind = "exact" } = stroke
  if (!Array.isArray(points) || points.length === 0 || !points.every(isPair)) throw wrong("points")
  const hex = typeof color === "string" && /^#[0-9a-f]{6}$/i.test(color) ? parseHex(color) : null
  if (hex === null) throw wrong("color")
  if (typeof radius_px !== "number" || !(radius_px > 0 && radius_px <= MOST_RADIUS_PX)) throw wrong("radius_px")
  if (!isKind(kind)) throw wrong("kind")
  return { points: points.map(([x, y]): Point => [x, y]), color: hex, radius_px, kind }
}

function asRecord(value: unknown, key: "hintsNotJson"): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new FileError(key)
  return value as Record<string, unknown>
}

function known(record: Readonly<Record<string, unknown>>, names: readonly string[]): void {
  const other = Object.keys(record).find((name) => !names.includes(name))
  if (other !== undefined) throw new FileError("hintsField", { field: other })
}

function isPair(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === "number" && Number.isFinite(part))
}

function isKind(value: unknown): value is Kind {
  return KINDS.some((kind) => kind === value)
}
