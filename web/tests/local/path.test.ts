/** The page's own path against the Python one, end to end and stage by stage, on drawings of examples/. */

import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { PageColorizer } from "../../src/local/colorizer"
import { loadOpenCv } from "../../src/local/cv/load"
import { diffuse } from "../../src/local/diffusion"
import { tidy } from "../../src/local/flat_work"
import { flood } from "../../src/local/flood"
import { findDoubt, pencilShare } from "../../src/local/hedge"
import { rasterize, rasterizeMarks, readHints } from "../../src/local/hints"
import { toPage } from "../../src/local/ink"
import { calm } from "../../src/local/layers"
import { lean } from "../../src/local/lean"
import { lift } from "../../src/local/lift"
import { openNetwork, type Network } from "../../src/local/network"
import { maxOf, packed } from "../../src/local/numbers"
import { findOdd } from "../../src/local/odd_marks"
import { atCenters, bytes, type Bytes, type Extent } from "../../src/local/raster"
import { defaultGapPx, labelRegions } from "../../src/local/regions"
import { layersOf, linesOf } from "../../src/local/rgba"
import { toPlanes } from "../../src/local/tensors"
import type { HintStroke } from "../../src/engine/engine"
import { difference } from "./differences"
import { hasPython, readExample, readModel, readStrokes, runStages, temporary, type Case, type Found } from "./python"
import { cut, enlarged, faint, filled, stacked, toned, transparentInk } from "./variants"

const folder = temporary()
const example = (name: string): Case["picture"] => readExample(folder.path, `${name}.png`)
const strokes = (
  name: string,
  change: (stroke: HintStroke, index: number) => Partial<HintStroke> = () => ({}),
): HintStroke[] => readStrokes(`${name}.hints.json`).map((stroke, index) => ({ ...stroke, ...change(stroke, index) }))
const kinds = ["exact", "loose", "transparent"] as const
const scaled =
  (by: number) =>
  ({ points, radius_px }: HintStroke): Partial<HintStroke> => ({
    points: points.map(([x, y]) => [x * by, y * by]),
    radius_px: radius_px * by,
  })
/** Two colours in one region, a dot smaller than a pixel of the map, a stroke that leaves the page. */
const awkward: HintStroke[] = [
  {
    points: [
      [60, 60],
      [90, 70],
    ],
    color: "#3366cc",
    radius_px: 6,
    kind: "exact",
  },
  { points: [[60, 500]], color: "#cc9933", radius_px: 5, kind: "exact" },
  { points: [[300, 300]], color: "#ff0000", radius_px: 0.6, kind: "loose" },
  {
    points: [
      [500, 200],
      [700, 260],
    ],
    color: "#22aa55",
    radius_px: 9.5,
    kind: "exact",
  },
]
/** In the areas and on the line of `filled`. */
const inFilled: HintStroke[] = [
  { points: [[460, 60]], color: "#3366cc", radius_px: 6, kind: "exact" },
  { points: [[80, 420]], color: "#202020", radius_px: 4, kind: "exact" },
]
/** Dots on lines beside what is marked clearly; they mean neither side. */
const onLines: HintStroke[] = [
  ...awkward,
  ...[80, 150, 220, 290, 360, 430].map(
    (x, index): HintStroke => ({
      points: [
        [x, 150],
        [x + index, 152],
      ],
      color: "#402010",
      radius_px: 4,
      kind: "exact",
    }),
  ),
]
/** A sky of one colour, and a dot of another in it. */
const oddDot: HintStroke[] = [
  ...[
    [40, 40],
    [120, 40],
    [280, 40],
    [360, 30],
    [480, 30],
    [350, 110],
    [520, 110],
    [440, 170],
    [40, 300],
    [400, 340],
  ].map((point): HintStroke => ({ points: [point as [number, number]], color: "#88bbee", radius_px: 5, kind: "exact" })),
  { points: [[430, 90]], color: "#ffffff", radius_px: 5, kind: "exact" },
]
const pastel = [
  [244, 194, 194],
  [174, 198, 207],
  [253, 253, 150],
  [119, 221, 119],
  [90, 80, 70],
  [255, 255, 255],
] as const

const tiny = { model: "nurie-tiny", seed: 0 }
const cases = (): readonly Case[] => [
  { ...tiny, name: "kitten", picture: example("kitten"), strokes: strokes("kitten") },
  {
    ...tiny,
    name: "sailor",
    picture: example("sailor"),
    strokes: strokes("sailor", (_, index) => ({ kind: kinds[index % 3] })),
  },
  { ...tiny, name: "transparent", picture: transparentInk(example("lion")), strokes: strokes("lion") },
  { ...tiny, name: "awkward", picture: example("monkey"), strokes: awkward, gap: 3 },
  { ...tiny, name: "on lines", picture: example("monkey"), strokes: onLines },
  { ...tiny, name: "an odd dot", picture: example("monkey"), strokes: oddDot },
  { ...tiny, name: "pencil", picture: faint(example("monkey")), strokes: awkward },
  { ...tiny, name: "filled", picture: filled(example("monkey")), strokes: [...awkward, ...inFilled] },
  { ...tiny, name: "palette", picture: example("waitress"), strokes: strokes("waitress"), palette: pastel },
  { ...tiny, name: "light", picture: toned(example("walk")), strokes: strokes("walk"), light: "top-left" },
  { ...tiny, name: "large", picture: enlarged(example("walk"), 3), strokes: strokes("walk", scaled(3)) },
  { ...tiny, name: "proposed", picture: example("pigtails"), strokes: [] },
  { ...tiny, name: "seed 7", picture: example("sailor"), strokes: [], seed: 7 },
  { ...tiny, name: "strip", picture: stacked(cut(example("walk"), 384, 340), 8), strokes: strokes("walk"), gap: 0 },
  { ...tiny, name: "strip, proposed", picture: stacked(cut(example("walk"), 384, 340), 8), strokes: [], seed: 3 },
  { ...tiny, name: "the rest guessed", picture: example("sailor"), strokes: strokes("sailor").slice(0, 2), guess: true },
  {
    model: "nurie",
    name: "names",
    picture: example("kitten"),
    strokes: strokes("kitten", () => ({ kind: "loose" })),
    seed: 0,
  },
  { model: "nurie", name: "names, proposed", picture: example("waitress"), strokes: [], seed: 7 },
]
const CASES = hasPython() ? cases() : []
const networks = new Map<string, Network>()
let found: Map<string, Found>

beforeAll(async () => {
  if (!CASES.length) return
  await loadOpenCv()
  for (const model of ["nurie-tiny", "nurie"]) networks.set(model, await openNetwork(readModel(model), null))
  found = runStages(folder.path, CASES)
}, 600_000)
afterAll(folder.remove)

const picture = (python: Found, name: string, channels: number): Bytes => {
  const [height, width] = python.shape(name)
  return bytes({ height, width } as Extent, channels, python.get(name) as Uint8Array)
}
const colorsOf = (rgba: Uint8ClampedArray): Uint8ClampedArray => rgba.filter((_, at) => at % 4 !== 3)
const alphaOf = (rgba: Uint8ClampedArray): Uint8ClampedArray => rgba.filter((_, at) => at % 4 === 3)

describe.each(CASES)(
  "$name",
  { timeout: 120_000 },
  ({ name, model, picture: given, strokes: hints, seed, guess = false, gap = null, palette = [], light = null }) => {
    const page = (): ReturnType<typeof toPage> => toPage(given)
    let colorizer: PageColorizer
    let python: Found

    beforeAll(() => {
      python = found.get(name)!
      colorizer = new PageColorizer(networks.get(model)!, page())
    })

    it("reads the same lines, at both sizes", () => {
      expect(difference(page().lineart.data, python.get("lineart")).most).toBe(0)
      expect(difference(colorizer.encoded.small.data, python.get("small")).most).toBe(0)
      expect(page().ink !== null).toBe(python.has("ink"))
      if (python.has("ink")) expect(difference(page().ink!.data, python.get("ink")).most).toBe(0)
    })

    it("finds the same regions and speech bubbles", async () => {
      const { regions, bubbles, tones } = await colorizer.divide(gap)
      const { walls, analysis } = colorizer.encoded
      const undivided = labelRegions(walls, gap ?? defaultGapPx(walls, analysis), analysis)
      expect(difference(undivided.data, python.get("undivided")).share).toBe(0)
      // Where a network's odds, which differ in their last bits, divide regions, borders may be a pixel apart.
      expect(difference(regions.data, python.get("regions")).share).toBeLessThan(1e-3)
      expect(maxOf(regions.data)).toBe(maxOf(python.get("regions")))
      if (["proposed", "seed 7"].includes(name)) expect(maxOf(regions.data)).toBeGreaterThan(maxOf(undivided.data))
      expect(bubbles).toEqual(python.facts.bubbles)
      expect(tones).toEqual(python.facts.tones)
      if (name === "filled") expect(tones).toHaveLength(2)
    })

    it("draws, floods and diffuses hints alike", () => {
      const map = rasterize(readHints(hints, page().lineart), colorizer.encoded.small)
      expect(difference(map.data, python.get("hint_map")).most).toBe(0)
      const used = picture(python, "used", 4)
      const flooded = flood(used, colorizer.encoded.small)
      const far = difference(flooded.data, python.get("flooded"))
      expect(far.most).toBeLessThanOrEqual(1) // of confidence, by the last bit of an exponential
      expect(far.share).toBeLessThan(1e-4)
      const diffused = difference(diffuse(used, colorizer.encoded.small).data, python.get("diffused"))
      expect(diffused.most).toBeLessThanOrEqual(1)
      expect(diffused.share).toBeLessThan(1e-3)
    })

    it("gives the network the same planes, which answers the same", async () => {
      const network = networks.get(model)!
      const flooded = picture(python, "flooded", 4)
      const diffused = network.card.planes.length > 9 ? picture(python, "diffused", 3) : null
      const planes = toPlanes(
        colorizer.encoded.small,
        picture(python, "used", 4),
        flooded,
        diffused,
        network.card.multiple,
      )
      expect(difference(planes.data, python.get("planes")).most).toBeLessThan(1e-6)
      const answer = await network.run({ ...planes, data: python.get("planes") as Float32Array })
      expect(difference(answer.color.data, python.get("color")).most).toBeLessThan(1e-3)
      expect(difference(answer.logits.data, python.get("logits")).mean).toBeLessThan(1e-3)
    })

    it("lifts, recolours and calms alike", () => {
      const lifted = lift(picture(python, "painted", 3), colorizer.encoded.plan)
      const far = difference(lifted.data, python.get("lifted"))
      expect(far.most).toBeLessThanOrEqual(1)
      expect(far.share).toBeLessThan(1e-4)
      const color = picture(python, "exact_color", 3)
      const calmed = calm(color, picture(python, "exact", 3), page().lineart)
      expect(difference(calmed.data, python.get("calmed")).most).toBeLessThanOrEqual(1)
    })

    it("leans towards the flood alike", () => {
      expect(python.has("leant_palette")).toBe(hints.length > 0)
      if (!hints.length) return
      const regions = { ...page().lineart, channels: 1, data: python.get("made_regions") as Int32Array }
      const palette = python.get("made_palette") as Uint8Array
      const color = picture(python, "lean_from", 3)
      const [map, seen] = [picture(python, "shown", 4), picture(python, "flood_seen", 3)]
      const leant = lean({ regions, palette }, color, map, seen, python.get("left_bare") as Uint8Array)
      expect(difference(leant.flats.palette, python.get("leant_palette")).most).toBe(0)
      expect(difference(leant.color.data, python.get("leant_color")).most).toBeLessThanOrEqual(1)
      if (name === "kitten") expect(leant.flats.palette).not.toEqual(palette)
    })

    it("finds the same odd marks", async () => {
      const { small } = colorizer.encoded
      const read = readHints(hints, page().lineart)
      const numbers = rasterizeMarks(read, small)
      const exact = numbers.data.map((number) => (read.strokes[number - 1]?.kind === "exact" ? number : 0))
      const values = read.strokes.map(({ color }) => packed(...color))
      const regions = atCenters((await colorizer.divide(gap)).regions, small)
      const odd = findOdd(small, regions, { ...numbers, data: exact }, values)
      expect([...odd.keys()].filter((number) => odd[number])).toEqual(python.facts.odd)
      if (name === "an odd dot") expect(python.facts.odd).toEqual([hints.length])
      if (name === "awkward") expect(python.facts.odd).toEqual([])
    })

    it("tidies work in flat colours alike", () => {
      expect(python.has("tidy_palette")).toBe(hints.length > 0 && palette.length === 0)
      if (!hints.length || palette.length) return
      const regions = { ...page().lineart, channels: 1, data: python.get("made_regions") as Int32Array }
      const before = python.get("leant_palette") as Uint8Array
      const color = picture(python, "leant_color", 3)
      const shown = readHints(hints, page().lineart).strokes.filter(({ kind }) => kind !== "transparent")
      const tidied = tidy(
        { regions, palette: before },
        color,
        shown.map(({ color }) => color),
      )
      expect(difference(tidied.flats.palette, python.get("tidy_palette")).most).toBe(0)
      expect(difference(tidied.color.data, python.get("tidy_color")).most).toBeLessThanOrEqual(1)
      if (name === "kitten") expect(tidied.flats.palette).not.toEqual(before)
      if (name === "awkward") expect(tidied.flats.palette).toBe(before)
    })

    it("doubts the lines of the same pencil pages", async () => {
      expect(python.has("doubt_share")).toBe(name === "pencil")
      if (name !== "pencil") return
      const { small, page: own } = colorizer.encoded
      const regions = atCenters((await colorizer.divide(gap)).regions, small)
      const doubt = findDoubt(small, regions, picture(python, "hint_map", 4), pencilShare(own.lineart))!
      expect(difference(doubt.share.data, python.get("doubt_share")).most).toBeLessThan(1e-4)
      const far = difference(doubt.blend.data, python.get("doubt_blend"))
      expect(far.most).toBeLessThanOrEqual(1)
      expect(far.share).toBeLessThan(1e-2)
    })

    it("gives the same picture and layers", async () => {
      const colored = await colorizer.colorize(
        { hints, seed, guess, gap, palette: palette.map(toHex), light },
        async () => undefined,
      )
      const layers = layersOf(colored)
      const far = (own: ArrayLike<number>, name: string): number => difference(own, python.get(name)).mean
      // Levels of 255, in the mean: what is left are pieces of regions, whose principal axis has no certain sign, and dots of
    // proposals, which lie where single precision puts them.
    const most = 0.5
      expect(far(colorsOf(layers.image.data), "image")).toBeLessThan(most)
      expect(far(colorsOf(layers.flats.data), "flats")).toBeLessThan(4 * most)
      expect(far(colorsOf(layers.shading.data), "shading")).toBeLessThan(2 * most)
      expect(far(colorsOf(layers.highlights.data), "highlights")).toBeLessThan(2 * most)
      expect(difference(alphaOf(layers.flats.data), python.get("bare_map")).share).toBeLessThan(5e-3)
      expect(far(linesOf(colorizer.encoded.page).data, "lines")).toBe(0)
      expect(colored.model).toBe(python.facts.model)
      expect(colored.warnings).toHaveLength(python.facts.warnings.length)
    })
  },
)

const toHex = (rgb: readonly number[]): string => `#${rgb.map((part) => part.toString(16).padStart(2, "0")).join("")}`
