/** What the worker does, one task after the other; knows nothing of messages. */

import { EngineError, type PaintRequest } from "../engine/engine"
import { modelName } from "./bundle"
import { PageColorizer, type Check } from "./colorizer"
import { loadOpenCv } from "./cv/load"
import { toPage, toPicture } from "./ink"
import { extractLineart, LINE_METHODS } from "./lineart"
import { openNetwork, type Network, type RuntimePlace } from "./network"
import type { Opened, PaintedPage, Sent, Started } from "./protocol"
import { grayPicture, layersOf, linesOf } from "./rgba"

export const MOST_PIXELS = 20_000_000

/** A network, and the pages that are open with it. */
export class Studio {
  private readonly pages = new Map<number, PageColorizer>()

  private constructor(private readonly network: Network) {}

  /** Loads OpenCV and a model's bytes. */
  static async start(model: Uint8Array, place: RuntimePlace | null): Promise<Studio> {
    const [network] = await Promise.all([openNetwork(model, place), loadOpenCv()])
    return new Studio(network)
  }

  get started(): Started {
    const { name, version, license, working_size_px } = this.network.card
    return { model: { name, version, license, working_size_px, default: true }, lineMethods: LINE_METHODS }
  }

  /** Reads a page; it has the given number from then on. */
  async open(number: number, page: Sent, check: Check): Promise<Opened> {
    checkSize(page)
    const colorizer = new PageColorizer(this.network, toPage(page))
    await check()
    await colorizer.divide(null)
    this.pages.set(number, colorizer)
    return { width: page.width, height: page.height }
  }

  close(number: number): void {
    this.pages.delete(number)
  }

  async paint(number: number, request: PaintRequest, check: Check): Promise<PaintedPage> {
    const begin = performance.now()
    const colorizer = this.pages.get(number)
    if (!colorizer) throw new EngineError("This page was closed; open it again.")
    checkRequest(request)
    const colored = await colorizer.colorize(request, check)
    const lines = linesOf(colorizer.encoded.page)
    return {
      ...layersOf(colored),
      lines,
      model: modelName(this.network.card),
      seed: request.seed,
      warnings: colored.warnings,
      took_ms: Math.round(performance.now() - begin),
    }
  }

  lines(picture: Sent, method: string): Sent {
    checkSize(picture)
    return grayPicture(extractLineart(toPicture(picture), method))
  }
}

function checkSize({ width, height }: Sent): void {
  const found = `${width}x${height} px (${Math.round((width * height) / 1e5) / 10} MP)`
  if (width < 1 || height < 1) throw new EngineError(`The picture has ${found}; expected at least one pixel.`)
  if (width * height > MOST_PIXELS)
    throw new EngineError(
      `The page has ${found}; in the browser at most ${MOST_PIXELS / 1e6} MP are coloured. Scale it down, or colour it ` +
        "with nurie on this computer.",
    )
}

function checkRequest({ seed, gap }: PaintRequest): void {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw new EngineError(`The seed is ${seed}; expected a whole number from 0 to ${2 ** 32 - 1}.`)
  if (gap !== null && !(gap >= 0 && gap <= 1000))
    throw new EngineError(`The gap is ${gap}; expected pixels from 0 to 1000.`)
}
