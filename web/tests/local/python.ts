/** Runs the Python path beside the page's own, so that what is compared is never stale. */

import { execFileSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Rgba } from "../../src/local/ink"
import type { HintStroke } from "../../src/engine/engine"

export const ROOT = fileURLToPath(new URL("../../..", import.meta.url))
const HERE = fileURLToPath(new URL(".", import.meta.url))
const OF_TESTS = join(ROOT, ".venv-test", "bin", "python") // where run.py installs what tests need
const PYTHON = process.env["NURIE_PYTHON"] ?? (existsSync(OF_TESTS) ? OF_TESTS : "python3")

/** Whether there is a Python that can run nurie; says so where not. One that is named must. */
export function hasPython(): boolean {
  try {
    execFileSync(PYTHON, ["-c", "import cv2, numpy, onnxruntime, PIL"], { stdio: "pipe" })
    return true
  } catch (error) {
    if (process.env["NURIE_PYTHON"] || process.env["CI"]) throw error
    console.warn(`${PYTHON} lacks what nurie needs; comparisons with it are left out. Name one: NURIE_PYTHON=…`)
    return false
  }
}

export interface Case {
  readonly name: string
  readonly model: string
  readonly picture: Rgba
  readonly strokes: readonly HintStroke[]
  readonly seed: number
  readonly gap?: number
  readonly guess?: boolean
  readonly palette?: readonly (readonly [number, number, number])[]
  readonly light?: string
}

export type Numbers = Uint8Array | Int32Array | Float32Array

/** What Python found: arrays by name, and facts. */
export interface Found {
  readonly facts: {
    readonly odd: number[]
    readonly bubbles: number[]
    readonly tones: number[]
    readonly warnings: string[]
    readonly model: string
  }
  has(name: string): boolean
  shape(name: string): readonly number[]
  get(name: string): Numbers
}

const KINDS = { uint8: Uint8Array, int32: Int32Array, float32: Float32Array }

/** Runs a script of this folder in the repository's Python. */
export function runPython(script: string, ...args: string[]): string {
  const environment = { ...process.env, PYTHONPATH: join(ROOT, "src") }
  return execFileSync(PYTHON, [join(HERE, script), ...args], { env: environment, encoding: "utf8", maxBuffer: 1 << 28 })
}

/** A folder for one run, and how to get rid of it. */
export function temporary(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "nurie-page-"))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** All stages of all cases, by their names. */
export function runStages(folder: string, cases: readonly Case[]): Map<string, Found> {
  const described = cases.map(({ picture, ...rest }) => {
    const page = join(folder, `${rest.name}.rgba`)
    writeFileSync(page, picture.data)
    return { ...rest, page, height: picture.height, width: picture.width }
  })
  writeFileSync(join(folder, "cases.json"), JSON.stringify(described))
  runPython("stages.py", folder)
  return new Map(cases.map(({ name }) => [name, readFound(join(folder, name))]))
}

export function readFound(folder: string): Found {
  const meta = JSON.parse(readFileSync(join(folder, "meta.json"), "utf8")) as {
    arrays: Record<string, { shape: number[]; kind: keyof typeof KINDS }>
    facts: Found["facts"]
  }
  return {
    facts: meta.facts,
    has: (name) => name in meta.arrays,
    shape: (name) => meta.arrays[name].shape,
    get: (name) => {
      const file = readFileSync(join(folder, `${name}.bin`))
      const copy = new Uint8Array(file.length)
      copy.set(file)
      return new KINDS[meta.arrays[name].kind](copy.buffer)
    },
  }
}

/** A picture of examples/ as RGBA, read by Python. */
export function readExample(folder: string, name: string): Rgba {
  const to = join(folder, `${name}.raw`)
  const size = runPython("read_rgba.py", join(ROOT, "examples", name), to)
    .trim()
    .split(" ")
    .map(Number)
  return { width: size[0], height: size[1], data: new Uint8Array(readFileSync(to)) }
}

export const readStrokes = (name: string): HintStroke[] =>
  (JSON.parse(readFileSync(join(ROOT, "examples", name), "utf8")) as { strokes: HintStroke[] }).strokes

export const readModel = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(join(ROOT, "src", "nurie", "bundles", `${name}.onnx`)))
