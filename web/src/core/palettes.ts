/** Palette files: .gpl, lists of hex colours, and Adobe's .aco and .ase (palettes_adobe.ts). */

import { parseHex, rgbToHex } from "./color"
import type { Palette, Swatch } from "./palette"
import { readAco, readAse } from "./palettes_adobe"
import { FileError } from "./problem"

type Reader = (bytes: Uint8Array) => Palette

const READERS: Readonly<Record<string, Reader>> = {
  gpl: (bytes) => readGpl(decoded(bytes)),
  hex: (bytes) => readHexList(decoded(bytes)),
  txt: (bytes) => readHexList(decoded(bytes)),
  aco: readAco,
  ase: readAse,
}

export const PALETTE_SUFFIXES = Object.keys(READERS).map((suffix) => `.${suffix}`)

export function isPaletteName(name: string): boolean {
  return suffixOf(name) in READERS
}

/** @throws FileError: unknown kind, broken, or without any colour. */
export function readPalette(fileName: string, bytes: Uint8Array): Palette {
  const reader = READERS[suffixOf(fileName)]
  if (!reader) throw new FileError("unknownFile", { name: fileName })
  const palette = reader(bytes)
  if (palette.swatches.length === 0) throw new FileError("paletteEmpty", { name: fileName })
  return { ...palette, name: palette.name || fileName.replace(/\.[^.]*$/, "") }
}

function readGpl(text: string): Palette {
  const lines = text.split(/\r?\n/)
  if (!lines[0].trim().startsWith("GIMP Palette")) throw new FileError("paletteLine", { line: 1 })
  let name = ""
  const swatches: Swatch[] = []
  lines.slice(1).forEach((line, index) => {
    const head = /^(Name|Columns|Channels):\s*(.*)$/.exec(line)
    if (head) name = head[1] === "Name" ? head[2].trim() : name
    else if (line.trim() && !line.trim().startsWith("#")) swatches.push(gplSwatch(line, index + 2))
  })
  return { name, swatches }
}

function gplSwatch(line: string, number: number): Swatch {
  const found = /^\s*(\d+)\s+(\d+)\s+(\d+)(?:\s+(.*))?$/.exec(line)
  const rgb = found ? ([found[1], found[2], found[3]].map(Number) as [number, number, number]) : null
  if (!found || !rgb || rgb.some((level) => level > 255)) throw new FileError("paletteLine", { line: number })
  return { color: rgbToHex(rgb), name: (found[4] ?? "").trim() }
}

function readHexList(text: string): Palette {
  const swatches: Swatch[] = []
  text.split(/\r?\n/).forEach((line, index) => {
    const words = line.trim().split(/\s+/)
    if (!words[0] || words[0] === "#" || /^(;|\/\/)/.test(words[0])) return
    const color = /^#?[0-9a-f]{6}$/i.test(words[0]) ? parseHex(words[0]) : null
    if (!color) throw new FileError("paletteLine", { line: index + 1 })
    swatches.push({ color, name: words.slice(1).join(" ") })
  })
  return { name: "", swatches }
}

/** Each colour once, in order: what the engine takes. */
export function colorsOf(palette: Palette): readonly string[] {
  return [...new Set(palette.swatches.map((swatch) => swatch.color))]
}

function suffixOf(name: string): string {
  return (/\.([^.]*)$/.exec(name)?.[1] ?? "").toLowerCase()
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

/** What a new session offers: paper, skin, hair, cloth and scenery, light to dark. */
export const HOUSE_PALETTE: Palette = {
  name: "nurie",
  swatches: [
    ["#ffffff", "paper"], ["#f7ead9", "cream"], ["#f9dcc4", "skin"], ["#e3ab87", "tan"], ["#a86b4c", "brown"], ["#5b3a2e", "dark brown"],
    ["#f5c84c", "yellow"], ["#ee8a3f", "orange"], ["#d9483b", "red"], ["#f2a0b5", "pink"], ["#b565a7", "purple"], ["#6a5fb0", "violet"],
    ["#a9d6ee", "sky"], ["#4a90c8", "blue"], ["#2c4f86", "navy"], ["#8fd0b5", "mint"], ["#5d9a4d", "leaf"], ["#2f6146", "forest"],
    ["#d8d4cc", "stone"], ["#9aa0a8", "grey"], ["#5a616c", "slate"], ["#23262e", "ink"], ["#c9b183", "sand"], ["#7a8a3c", "olive"],
  ].map(([color, name]) => ({ color, name })),
}
