/** The smaller parts of the path against Python: reading pages, colours, chance, cards, line extraction. */

import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readCard } from "../../src/local/bundle"
import { deltaE2000, labToRgb, luma, rgbToLab, type Lab } from "../../src/local/color"
import { loadOpenCv } from "../../src/local/cv/load"
import { toPage, toPicture, type Rgba } from "../../src/local/ink"
import { extractLineart, LINE_METHODS } from "../../src/local/lineart"
import { rint } from "../../src/local/numbers"
import { readMetadata } from "../../src/local/onnx"
import { uniforms } from "../../src/local/random"
import { difference } from "./differences"
import { hasPython, readExample, readModel, ROOT, runPython, temporary } from "./python"
import * as variants from "./variants"

const folder = temporary()
const compared = hasPython()
const base: Rgba = compared ? readExample(folder.path, "kitten.png") : { width: 1, height: 1, data: new Uint8Array(4) }
const PICTURES: Record<string, Rgba> = {
  gray: base,
  transparent: variants.transparent(base),
  transparentInk: variants.transparentInk(base),
  whiteOnNothing: variants.whiteOnNothing(base),
  toned: variants.toned(base),
  whiteOnBlack: variants.whiteOnBlack(base),
  redPencil: variants.redPencil(base),
  cutOut: variants.cutOut(base),
  large: variants.enlarged(variants.toned(base), 3),
  painted: variants.painted(base), // the last one: lines are extracted from it
}
const colors = Array.from(
  { length: 400 },
  (_, index) => [(index * 83) % 256, (index * 151) % 256, (index * 197) % 256] as const,
)
const seeds = [1, 7, 123456789, 2 ** 32 - 1]
const methods = LINE_METHODS.map(({ name }) => name)
let python: {
  lab: Lab[]
  rgb: number[][]
  gray: number[]
  apart: number[]
  random: Record<string, number[]>
  card: { name: string; things: string[]; bins: number; planes: string[] }
}

beforeAll(async () => {
  await loadOpenCv()
  if (!compared) return
  for (const [name, { data }] of Object.entries(PICTURES)) writeFileSync(join(folder.path, `${name}.rgba`), data)
  const pictures = Object.fromEntries(
    Object.entries(PICTURES).map(([name, { width, height }]) => [name, [width, height]]),
  )
  const model = join(ROOT, "src", "nurie", "bundles", "nurie.onnx")
  writeFileSync(join(folder.path, "work.json"), JSON.stringify({ colors, pictures, methods, seeds, model }))
  python = JSON.parse(runPython("parts.py", join(folder.path, "work.json"))) as typeof python
}, 300_000)
afterAll(folder.remove)

const file = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder.path, name)))

describe.skipIf(!compared)("toPage", { timeout: 60_000 }, () => {
  it.each(Object.keys(PICTURES))("reads a drawing as Python does, line, ink and notes: %s", (name) => {
    const page = toPage(PICTURES[name])
    expect(difference(page.lineart.data, file(`${name}.lineart`)).most).toBe(0)
    expect(difference(page.ink?.data ?? [], file(`${name}.ink`)).most).toBe(0)
    expect(page.warnings).toHaveLength(Number(Buffer.from(file(`${name}.notes`)).toString()))
  })
})

describe.skipIf(!compared)("colours", () => {
  it("are the same in CIELAB, in grey and back, or flats would take other colours", () => {
    colors.forEach((color, index) => {
      const lab = rgbToLab(...color)
      lab.forEach((value, part) => expect(value).toBeCloseTo(python.lab[index][part], 3))
      expect(labToRgb(lab)).toEqual(python.rgb[index])
      expect(luma(...color)).toBe(python.gray[index])
    })
  })

  it("are as far apart by CIEDE2000", () => {
    python.apart.forEach((apart, index) =>
      expect(deltaE2000(python.lab[index], python.lab[index + 1])).toBeCloseTo(apart, 2),
    )
  })
})

describe.skipIf(!compared)("uniforms", () => {
  it.each(seeds)("gives numpy's numbers, or a seed would colour otherwise without a server: %i", (seed) => {
    expect([...uniforms(seed, 100)]).toEqual(python.random[String(seed)])
  })
})

describe("rint", () => {
  it("rounds halves to the even number, as numpy does", () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 2.4999, 2.5001].map(rint).map((value) => value + 0)).toEqual([
      0, 2, 2, 0, -2, 2, 3,
    ])
  })
})

describe("readCard", () => {
  it.skipIf(!compared)("reads from the file's bytes what ONNX Runtime's web build does not give", () => {
    const card = readCard(readModel("nurie"))
    expect([card.name, [...card.things], card.color_bins.length, [...card.planes]]).toEqual([
      python.card.name,
      python.card.things,
      python.card.bins,
      python.card.planes,
    ])
  })

  it("refuses what is no bundle with a sentence, not with a stack trace", () => {
    expect(() => readCard(new TextEncoder().encode("<!doctype html>"))).toThrow(/no ONNX file|no card/)
    expect(() => readMetadata(readModel("nurie-tiny").subarray(0, 100_000))).toThrow(/damaged/)
  })
})

describe.skipIf(!compared)("extractLineart", { timeout: 60_000 }, () => {
  it.each(methods)("draws the lines that Python draws: %s", (method) => {
    const found = extractLineart(toPicture(PICTURES["painted"]), method)
    const far = difference(found.data, file(`${method}.lines`))
    expect(far.most).toBeLessThanOrEqual(1)
    expect(far.share).toBeLessThan(1e-3)
    expect(found.data.some((value) => value < 128)).toBe(true)
  })

  it("names what it knows where a method is unknown", () => {
    expect(() => extractLineart(toPicture(base), "pen")).toThrow(/blackhat/)
  })
})
