/** The path that colours a page; mirrors `nurie.runtime.colorizer`. Change both. */

import { findAround, leavePaper, mostlyInside, unpainted } from "./bare"
import { bubblesOf } from "./bubbles"
import { modelName, type Card } from "./bundle"
import { findDoubt, hedge, pencilShare, type Doubt } from "./hedge"
import { readColor, readHints, rasterize } from "./hints"
import { applyExact } from "./exact"
import { tidy } from "./flat_work"
import { makeFlats, paint } from "./flats"
import { anyMarked } from "./flood"
import { isStrip, resizeLineart, workingExtent } from "./geometry"
import { freeCells } from "./grid"
import { calm, compose } from "./layers"
import { lean } from "./lean"
import { lift, planLift, type LiftPlan } from "./lift"
import type { Network } from "./network"
import { barePaper, findMarks, freeRegions, withoutOdd, type Divided } from "./marks"
import type { Flats, Page } from "./page"
import { divideThings } from "./parting"
import { proposeHints } from "./propose"
import { atCenters, bytes, cropped, type Box, type Bytes, type Extent, type Ints } from "./raster"
import { analyse, defaultGapPx, labelRegions, type Analysis } from "./regions"
import { softenSeams } from "./seams"
import { glance, see, type Glance, type Seen } from "./seen"
import { shade, toLight } from "./shading"
import { snap } from "./snap"
import { spread } from "./spread"
import { floodOf, fromPaints, makePlanes } from "./tensors"
import { findTones, openTones } from "./tones"
import { paintPlanes, partsOf } from "./windows"
import type { PaintRequest } from "../engine/engine"

/** What depends on the page alone: computed once, however many strokes follow. */
export interface Encoded {
  readonly page: Page
  /** The lines at the working size. */
  readonly small: Bytes
  /** The lines without what is filled. */
  readonly walls: Bytes
  readonly analysis: Analysis
  readonly plan: LiftPlan
  readonly free: Bytes
  readonly warnings: readonly string[]
}

/** What the network painted, at the working size, and the flood of the hints that it saw. */
interface Painted {
  readonly color: Bytes
  readonly flats: Bytes | null
  readonly flooded: Bytes | null
}

interface Part {
  readonly box: Box
  readonly seen: Seen
}

export interface Colored {
  readonly image: Bytes
  readonly color: Bytes
  readonly flats: Flats
  /** 1 for regions that nobody painted. */
  readonly bare: Uint8Array
  readonly model: string
  readonly warnings: readonly string[]
}

/** Called between steps: lets messages in, and throws what is to end the work. */
export type Check = () => Promise<void>

/** A page and what was found about it so far. */
export class PageColorizer {
  readonly encoded: Encoded
  private divided: Divided | null = null
  private seen: Part[] | null = null
  private glances: Glance[][] | null = null

  constructor(
    private readonly network: Network,
    page: Page,
  ) {
    const { working_size_px: wanted } = network.card
    const small = resizeLineart(page.lineart, workingExtent(page.lineart, wanted))
    const walls = openTones(page.lineart)
    this.encoded = {
      page,
      small,
      walls,
      analysis: analyse(walls),
      plan: planLift(small, page.lineart),
      free: freeCells(page.lineart),
      warnings: sizeWarnings(page.lineart, small, wanted),
    }
  }

  /** Regions and speech bubbles for a gap, kept until another is asked for. */
  async divide(gap: number | null): Promise<Divided> {
    const { page, small, walls, analysis } = this.encoded
    const gapPx = gap ?? defaultGapPx(walls, analysis)
    if (this.divided?.gapPx !== gapPx) {
      const regions = labelRegions(walls, gapPx, analysis)
      const around = findAround(regions)
      divideThings(this.network.card, small, regions, around, await this.glance())
      const bubbles = await bubblesOf(this.network, page.lineart, small, regions)
      const tones = [...findTones(page.lineart, walls, regions).keys()]
      this.divided = { gapPx, regions, around, bubbles, tones }
      this.seen = null
    }
    return this.divided
  }

  /** What the network says of the page's parts, at the first call. Mirrors `windows.glance_parts`. */
  private async glance(): Promise<Glance[][]> {
    if (!this.glances) {
      const { small } = this.encoded
      this.glances = []
      for (const box of partsOf(small)) this.glances.push(await glance(this.network, cropped(small, box)))
    }
    return this.glances
  }

  /** What the network takes the regions for; looks at the first call. Mirrors `windows.see_parts`. */
  async look({ regions, around }: Divided): Promise<Part[]> {
    if (!this.seen) {
      const { small } = this.encoded
      const labels = atCenters(regions, small)
      const glances = await this.glance()
      this.seen = [...partsOf(small)].map((box, part) => ({
        box,
        seen: see(this.card, cropped(small, box), cropped(labels, box), around, glances[part]),
      }))
    }
    return this.seen
  }

  /** Colours the page. Mirrors `Colorizer.colorize`. */
  async colorize(request: PaintRequest, check: Check): Promise<Colored> {
    const { page, small, walls, plan, free } = this.encoded
    const hints = readHints(request.hints, page.lineart)
    const [palette, light] = [request.palette.map(readColor), toLight(request.light)]
    const divided = await this.divide(request.gap)
    await check()
    const hintMap = rasterize(hints, small)
    const marks = findMarks(divided, small, hints)
    const shown = withoutOdd(hintMap, marks)
    const { color: painted, flats: paintedFlats, flooded } = await this.paint(
      divided,
      shown,
      request.seed,
      request.guess ? freeRegions(divided, small, marks) : null,
    )
    await check()
    const bare = barePaper(divided, marks)
    const doubt = palette.length ? null : this.doubt(divided.regions, hintMap)
    const lifted = lift(painted, plan)
    const liftedFlats = paintedFlats ? lift(paintedFlats, plan) : null
    leavePaper(bare, lifted, liftedFlats)
    await check()
    const made = makeFlats(lifted, liftedFlats, page.lineart, divided.regions, free)
    await check()
    const leant = flooded
      ? lean(made, lifted, shown, flooded, mostlyInside(made, bare))
      : { flats: made, color: lifted }
    const colors = hints.strokes.filter(({ kind }) => kind !== "transparent").map(({ color }) => color)
    const tidied = palette.length ? leant : tidy(leant.flats, leant.color, colors)
    const snapped = snap(tidied.flats, tidied.color, palette)
    const exact = applyExact(unpainted(snapped.flats, bare), snapped.color, page.lineart, hints, walls, marks.odd)
    exact.flats.regions.data.forEach((number, place) => {
      if (bare && exact.colored[number - 1]) bare[place] = 0 // it was meant all the same
    })
    const inBare = mostlyInside(exact.flats, bare)
    await check()
    const unmarked = exact.bare.map((value, region) => value | inBare[region])
    const onPage = rasterize(hints, page.lineart).data
    const isMarked = (place: number): boolean => onPage[4 * place + 3] > 0
    let color = calm(exact.color, paint(exact.flats), page.lineart)
    softenSeams(color, exact.flats, page.lineart, exact.origin, unmarked, isMarked)
    if (doubt) {
      const regions = exact.flats.regions.data
      color = hedge(color, doubt, (place) => isMarked(place) || unmarked[regions[place] - 1] > 0)
    }
    if (light) color = shade(color, exact.flats, small, plan, light)
    leavePaper(bare, color)
    return {
      image: compose(color, page),
      color,
      flats: exact.flats,
      bare: unmarked,
      model: modelName(this.network.card),
      warnings: [...page.warnings, ...this.encoded.warnings],
    }
  }

  /** What the network paints, at the working size. Mirrors `Colorizer.paint`. */
  private async paint(divided: Divided, given: Bytes, seed: number, rest: Uint8Array | null): Promise<Painted> {
    const { card } = this.network
    const { small } = this.encoded
    let hintMap = given
    const hinted = anyMarked(given)
    const propose = async (): Promise<Bytes> =>
      eachPart(small, await this.look(divided), ({ seen, box }) => proposeHints(card, seen, extentOf(box), seed))
    if (!hinted) hintMap = await propose()
    else if (card.things.length)
      hintMap = eachPart(small, await this.look(divided), ({ seen, box }) => spread(card, seen, cropped(given, box)))
    if (hinted && rest) hintMap = fillIn(hintMap, await propose(), atCenters(divided.regions, small), rest)
    const planes = makePlanes(card, small, hintMap)
    const [color, flats = null] = fromPaints(await paintPlanes(this.network, planes), small)
    return { color, flats, flooded: hinted ? floodOf(planes, small) : null }
  }

  /** What a pencil page leaves open. Mirrors `colorizer._doubt`. */
  private doubt(regions: Ints, hintMap: Bytes): Doubt | null {
    const { page, small } = this.encoded
    return findDoubt(small, atCenters(regions, small), hintMap, pencilShare(page.lineart))
  }

  get card(): Card {
    return this.network.card
  }
}

const extentOf = ({ top, bottom, left, right }: Box): Extent => ({ height: bottom - top, width: right - left })

/** Hints, and guesses in those regions of the rest that hold none. Mirrors `windows.fill_in`. */
function fillIn(hintMap: Bytes, guesses: Bytes, regions: Ints, rest: Uint8Array): Bytes {
  const taken = new Set(regions.data.filter((_, place) => rest[place] && hintMap.data[4 * place + 3]))
  const filled = bytes(hintMap, 4, hintMap.data.slice())
  regions.data.forEach((number, place) => {
    if (rest[place] && guesses.data[4 * place + 3] && !taken.has(number))
      filled.data.set(guesses.data.subarray(4 * place, 4 * place + 4), 4 * place)
  })
  return filled
}

/** A hint map of maps for each part. */
function eachPart(extent: Extent, parts: readonly Part[], make: (part: Part) => Bytes): Bytes {
  if (parts.length === 1) return make(parts[0])
  const whole = bytes(extent, 4)
  for (const part of parts) {
    const map = make(part)
    for (let row = 0; row < map.height; row++) {
      const to = 4 * ((part.box.top + row) * whole.width + part.box.left)
      whole.data.set(map.data.subarray(4 * row * map.width, 4 * (row + 1) * map.width), to)
    }
  }
  return whole
}

function sizeWarnings(page: Extent, working: Extent, wanted: number): string[] {
  const short = Math.min(page.height, page.width)
  if (Math.min(working.height, working.width) >= Math.min(wanted, short)) return []
  const found = `so its colours were found at ${working.width}x${working.height} px`
  if (isStrip(page))
    return [`The page is a strip of ${page.width}x${page.height} px, ${found}; cut it into panels for finer colour.`]
  return [`The page has ${page.width}x${page.height} px, too many for a working size of ${wanted} px, ${found}.`]
}
