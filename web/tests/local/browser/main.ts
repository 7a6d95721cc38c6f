/** A page with nothing but the engine, for tests: what it finds is handed back as base64. */

import { createLocalEngine } from "../../../src/local/engine"
import type { Engine, OpenPage, PaintRequest } from "../../../src/engine/engine"

async function toImageData(address: string): Promise<ImageData> {
  const picture = await createImageBitmap(await (await fetch(address)).blob(), {
    premultiplyAlpha: "none",
    colorSpaceConversion: "none",
  })
  const context = new OffscreenCanvas(picture.width, picture.height).getContext("2d")!
  context.drawImage(picture, 0, 0)
  return context.getImageData(0, 0, picture.width, picture.height)
}

function base64(data: Uint8ClampedArray): string {
  let text = ""
  for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192))
  return btoa(text)
}

async function named(work: Promise<unknown>, whole = false): Promise<string> {
  try {
    await work
    return "no error"
  } catch (error) {
    const { name, message } = error as Error
    return whole ? `${name}: ${message}` : name
  }
}

const api = {
  engine: null as Engine | null,
  page: null as OpenPage | null,

  async start(modelUrl: string, threads: number): Promise<number> {
    const begin = performance.now()
    api.engine = await createLocalEngine({ modelUrl, threads })
    return performance.now() - begin
  },

  async open(address: string): Promise<number> {
    const picture = await toImageData(address)
    const begin = performance.now()
    api.page = await api.engine!.open(picture, null)
    return performance.now() - begin
  },

  async paint(request: PaintRequest): Promise<{ ms: number; took: number; image: string }> {
    const begin = performance.now()
    const painted = await api.page!.paint(request)
    return { ms: performance.now() - begin, took: painted.took_ms, image: base64(painted.image.data) }
  },

  /** Two requests at once: how each ended. */
  async supersede(request: PaintRequest): Promise<string[]> {
    const both = await Promise.allSettled([api.page!.paint(request), api.page!.paint({ ...request, seed: 1 })])
    return both.map((one) => (one.status === "fulfilled" ? `seed ${one.value.seed}` : (one.reason as Error).name))
  },

  /** The longest that the page could not answer while it was colouring, in ms. */
  async stutter(request: PaintRequest): Promise<number> {
    let [last, longest, going] = [performance.now(), 0, true]
    const tick = (): void => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
      if (going) setTimeout(tick, 0)
    }
    tick()
    await api.page!.paint(request)
    going = false
    return longest
  },

  /** How a request ends that its own signal aborts. */
  async abort(request: PaintRequest): Promise<string> {
    const aborting = new AbortController()
    const painted = api.page!.paint(request, aborting.signal)
    aborting.abort()
    return named(painted)
  },

  /** The error of what must fail. */
  async failed(what: "paint" | "lines" | "start", given: PaintRequest | string): Promise<string> {
    if (what === "paint") return named(api.page!.paint(given as PaintRequest), true)
    if (what === "lines") return named(api.engine!.lines(new ImageData(8, 8), given as string), true)
    return named(createLocalEngine({ modelUrl: given as string }), true)
  },

  /** The share of dark pixels in line art of a picture. */
  async darkShare(address: string, method: string): Promise<number> {
    const { data } = await api.engine!.lines(await toImageData(address), method)
    return data.filter((value, at) => at % 4 === 0 && value < 128).length / (data.length / 4)
  },
}

export type Api = typeof api
;(globalThis as unknown as { local: Api }).local = api
document.title = "ready"
