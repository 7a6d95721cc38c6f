import { it } from "vitest"
import { loadOpenCv } from "../../src/local/cv/load"
import { toPage } from "../../src/local/ink"
import { PageColorizer } from "../../src/local/colorizer"
import { openNetwork } from "../../src/local/network"
import { rasterize, readHints } from "../../src/local/hints"
import { flood } from "../../src/local/flood"
import { diffuse } from "../../src/local/diffusion"
import { makePlanes, fromPaints } from "../../src/local/tensors"
import { lift } from "../../src/local/lift"
import { paint, makeFlats } from "../../src/local/flats"
import { applyExact } from "../../src/local/exact"
import { proposeHints, GUESS_REACH_SHARE } from "../../src/local/propose"
import { spread } from "../../src/local/spread"
import { difference } from "./differences"
import { readExample, readModel, readStrokes, runStages, temporary, type Case } from "./python"
import { toLight } from "../../src/local/shading"
import { bytes, ints } from "../../src/local/raster"

const MODEL = process.env["MODEL"] ?? "nurie-tiny"
const NAMES = (process.env["PAGES"] ?? "kitten").split(",")
const HINTS = process.env["HINTS"] !== "0"
const SEED = Number(process.env["SEED"] ?? 0)

it("explore", async () => {
  const folder = temporary()
  await loadOpenCv()
  const network = await openNetwork(readModel(MODEL), null)
  const cases: Case[] = NAMES.map((name) => ({
    name, model: MODEL, picture: readExample(folder.path, `${name}.png`), seed: SEED,
    strokes: HINTS ? readStrokes(`${name}.hints.json`) : [], light: process.env["LIGHT"],
  }))
  const found = runStages(folder.path, cases)
  for (const item of cases) {
    const py = found.get(item.name)!
    const say = (name: string, data: ArrayLike<number>) => {
      const d = difference(data, py.get(name))
      console.log(item.name, name, d.share ? `mean ${d.mean.toFixed(5)} most ${d.most.toFixed(4)} share ${d.share.toFixed(6)}` : "equal")
    }
    const t: [string, number][] = []
    const timed = async <T>(name: string, f: () => T | Promise<T>): Promise<T> => { const s = performance.now(); const r = await f(); t.push([name, Math.round(performance.now() - s)]); return r }
    const page = await timed("page", () => toPage(item.picture))
    say("lineart", page.lineart.data)
    const pc = await timed("encode", () => new PageColorizer(network, page))
    say("small", pc.encoded.small.data)
    const div = await timed("divide", () => pc.divide(null))
    say("regions", div.regions.data)
    console.log("bubbles", div.bubbles.join(), py.facts.bubbles.join())
    const hints = readHints(item.strokes, page.lineart)
    const map = rasterize(hints, pc.encoded.small)
    say("hint_map", map.data)
    let used = map
    let reach = 3.6
    if (!item.strokes.length) { const parts = await timed("look", () => pc.look(div.regions)); used = proposeHints(network.card, parts[0].seen, pc.encoded.small, SEED); reach = GUESS_REACH_SHARE }
    else if (network.card.things.length) { const parts = await timed("look", () => pc.look(div.regions)); used = spread(network.card, parts[0].seen, map) }
    say("used", used.data)
    const fl = await timed("flood", () => flood(used, pc.encoded.small, reach))
    say("flooded", fl.data)
    const di = await timed("diffuse", () => diffuse(used, pc.encoded.small))
    say("diffused", di.data)
    const planes = await timed("planes", () => makePlanes(network.card, pc.encoded.small, used, reach))
    say("planes", planes.data)
    const out = await timed("network", () => network.run(planes))
    say("color", out.color.data)
    say("logits", out.logits.data)
    const [p1, p2] = fromPaints(out.color, pc.encoded.small)
    say("painted", p1.data)
    say("painted_flats", p2.data)
    const pyPainted = bytes(pc.encoded.small, 3, py.get("painted") as Uint8Array)
    const lifted = await timed("lift", () => lift(pyPainted, pc.encoded.plan))
    say("lifted", lifted.data)
    const lf = lift(bytes(pc.encoded.small, 3, py.get("painted_flats") as Uint8Array), pc.encoded.plan)
    const made = await timed("flats", () => makeFlats(lifted, lf, page.lineart, div.regions, pc.encoded.free))
    if (!div.bubbles.length) { say("made", paint(made).data); say("made_regions", made.regions.data) }
    const pyFlats = { regions: ints(page.lineart, 1, py.get("made_regions") as Int32Array), palette: new Uint8Array(0) }
    void pyFlats
    const ex = await timed("exact", () => applyExact(made, lifted, page.lineart, hints))
    say("exact", paint(ex.flats).data)
    say("exact_color", ex.color.data)
    const full = await timed("colorize", () => pc.colorize({ hints: item.strokes, seed: SEED, gap: null, palette: [], light: process.env["LIGHT"] ?? null }, async () => {}))
    say("image", full.image.data)
    say("flats", paint(full.flats).data)
    console.log(t.map(([n, v]) => `${n} ${v}`).join(", "))
    void toLight
  }
  folder.remove()
}, 600000)
