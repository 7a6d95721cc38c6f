/** A session as a file: a stored zip of the page as it was opened and of all that was done to it. */

import { strFromU8, strToU8, unzipSync, zipSync } from "fflate"
import { readHints, writeHints } from "./hints_json"
import { FileError } from "./problem"
import { LAYERS, LIGHTS, type Light, type Looks, PLAIN_LOOKS, type Work } from "./state"
import type { Extent, InkPoint, InkStroke } from "./strokes"

export const SESSION_SUFFIX = ".nurie"

export interface Session {
  readonly name: string
  readonly extent: Extent
  readonly work: Work
  readonly looks: Looks
  readonly light: Light | null
  readonly coloring: boolean
}

/** The session without its page's pixels, as JSON. Hints are there in the form of docs/hints.md. */
export function writeSession(session: Session): string {
  const { name, extent, work, looks, light, coloring } = session
  const hints: unknown = JSON.parse(writeHints({ extent, strokes: work.hints }))
  return JSON.stringify({ version: 1, name, size: [extent.width, extent.height], hints, ink: work.ink, seed: work.seed, looks, light, coloring })
}

/** @throws FileError for what is no session, or one of a later version. */
export function readSession(text: string): Session {
  const file = recordOf(parsed(text))
  if (file.version !== 1) throw new FileError("sessionVersion", { found: String(file.version) })
  const { extent, strokes } = readHints(JSON.stringify(file.hints))
  const { ink, seed } = file
  if (!Array.isArray(ink) || !ink.every(isInk) || typeof seed !== "number") throw new FileError("sessionBroken")
  return {
    name: typeof file.name === "string" ? file.name : "",
    extent,
    work: { hints: strokes, ink, seed },
    looks: readLooks(file.looks),
    light: LIGHTS.find((light) => light === file.light) ?? null,
    coloring: file.coloring === true,
  }
}

export function packSession(session: Session, pagePng: Uint8Array): Uint8Array {
  return zipSync({ "page.png": pagePng, "session.json": strToU8(writeSession(session)) }, { level: 0 })
}

/** @throws FileError */
export function unpackSession(bytes: Uint8Array): { readonly session: Session; readonly pagePng: Uint8Array } {
  const files = unzipped(bytes)
  const [pagePng, json] = [files["page.png"], files["session.json"]]
  if (!pagePng || !json) throw new FileError("sessionBroken")
  return { session: readSession(strFromU8(json)), pagePng }
}

function unzipped(bytes: Uint8Array): Readonly<Record<string, Uint8Array | undefined>> {
  try {
    return unzipSync(bytes)
  } catch {
    throw new FileError("sessionBroken")
  }
}

function readLooks(value: unknown): Looks {
  const found = recordOf(value)
  const entries = LAYERS.map((layer) => {
    const look = recordOf(found[layer])
    if (typeof look.visible !== "boolean" || typeof look.opacity !== "number") return [layer, PLAIN_LOOKS[layer]]
    return [layer, { visible: look.visible, opacity: Math.min(Math.max(look.opacity, 0), 1) }]
  })
  return Object.fromEntries(entries) as Looks
}

function isInk(value: unknown): value is InkStroke {
  const { points, width_px, color, mode, pen } = recordOf(value)
  return (
    Array.isArray(points) && points.length > 0 && points.every(isInkPoint) && typeof width_px === "number" && width_px > 0 &&
    typeof color === "string" && /^#[0-9a-f]{6}$/.test(color) && (mode === "draw" || mode === "erase") && typeof pen === "boolean"
  )
}

function isInkPoint(value: unknown): value is InkPoint {
  return Array.isArray(value) && value.length === 3 && value.every((part) => typeof part === "number" && Number.isFinite(part))
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new FileError("sessionBroken")
  }
}
