/** A page with nothing but the engine, for tests: what it finds is handed back as base64. */

import { createLocalEngine } from "../../../src/local/engine"
import type { Engine, OpenPage, PaintRequest } from "../../../src/engine/engine"

async function toImageData(address: string): Promise<ImageData> {
  const picture = await createImageBitmap(await (await fetch(address)).blob(), { premultiplyAlpha: "none", colorSpaceConversion: "none" })
  const context = new OffscreenCanvas(picture.width, picture.height).getContext("2d")!
  context.drawImage(picture, 0, 0)
  return context.getImageData(0, 0, picture.width, picture.height)
}

function base64(data: Uint8ClampedArray): string {
  let text = ""
  for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192))
  return btoa(text)
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
}

export type Api = typeof api
;(globalThis as unknown as { local: Api }).local = api
document.title = "ready"
