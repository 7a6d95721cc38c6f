/** The engine without a server, in its worker, in Chromium, against the Python path. */

import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { PaintRequest } from "../../src/engine/engine"
import { hasChromium, openTestPage, type Opened } from "../local/chromium"
import { difference } from "../local/differences"
import type { Api } from "../local/browser/main"
import { hasPython, readExample, readStrokes, runStages, temporary, type Found } from "../local/python"

declare const local: Api // of the page, in what is evaluated there

const MODEL = "/repo/src/nurie/bundles/nurie-tiny.onnx"
const request = (hints: PaintRequest["hints"], seed = 0): PaintRequest => ({
  hints,
  seed,
  guess: false,
  gap: null,
  palette: [],
  light: null,
})
const colorsOf = (base64: string): Uint8Array =>
  Uint8Array.from(Buffer.from(base64, "base64").filter((_, at) => at % 4 !== 3))

describe.skipIf(!hasChromium() || !hasPython()).each([{ isolated: false }, { isolated: true }])(
  "isolated: $isolated",
  { timeout: 300_000 },
  ({ isolated }) => {
    const folder = temporary()
    let opened: Opened
    let found: Map<string, Found>

    beforeAll(async () => {
      const picture = readExample(folder.path, "waitress.png")
      const hinted = {
        name: "hinted",
        model: "nurie-tiny",
        picture,
        strokes: readStrokes("waitress.hints.json"),
        seed: 0,
      }
      found = runStages(folder.path, [hinted, { ...hinted, name: "proposed", strokes: [], seed: 7 }])
      opened = await openTestPage(`${folder.path}/dist`, isolated)
      await opened.page.evaluate((model) => local.start(model, 2), MODEL)
      await opened.page.evaluate(() => local.open("/repo/examples/waitress.png"))
    }, 300_000)
    afterAll(async () => {
      await opened.close()
      folder.remove()
    })

    const paint = (asked: PaintRequest): ReturnType<Api["paint"]> =>
      opened.page.evaluate((given) => local.paint(given), asked)

    it("gives Python's picture, with hints and without", async () => {
      const hinted = await paint(request(readStrokes("waitress.hints.json")))
      expect(difference(colorsOf(hinted.image), found.get("hinted")!.get("image")).mean).toBeLessThan(0.25)
      const proposed = await paint(request([], 7))
      expect(difference(colorsOf(proposed.image), found.get("proposed")!.get("image")).mean).toBeLessThan(0.25)
    })

    it("lets a newer request take the place of an older one, and answers the newer", async () => {
      const ended = await opened.page.evaluate((asked) => local.supersede(asked), request([]))
      expect(ended).toEqual(["AbortError", "seed 1"])
    })

    it("takes back what a signal aborts, and still answers afterwards", async () => {
      expect(await opened.page.evaluate((asked) => local.abort(asked), request([]))).toBe("AbortError")
      expect((await paint(request([]))).image.length).toBeGreaterThan(1000)
    })

    it("does not hold the page up while it colours", async () => {
      const longest = await opened.page.evaluate((asked) => local.stutter(asked), request([], 5))
      const whole = (await paint(request([], 6))).ms
      expect(longest).toBeLessThan(whole / 2) // all in the page's own thread would be the whole
    })

    it("says what is wrong with a stroke, a model and a line method", async () => {
      const wrong = request([{ points: [], color: "#ff0000", radius_px: 3, kind: "exact" }])
      const failed = await opened.page.evaluate((asked) => local.failed("paint", asked), wrong)
      expect(failed).toMatch(/^EngineError: Stroke 1 has 0 points/)
      expect(await opened.page.evaluate(() => local.failed("lines", "pen"))).toMatch(
        /^EngineError: There is no line method pen/,
      )
      expect(await opened.page.evaluate(() => local.failed("start", "/repo/nothing.onnx"))).toMatch(
        /could not be loaded from .*status 404/,
      )
      expect(await opened.page.evaluate(() => local.failed("start", "/repo/README.md"))).toMatch(
        /^EngineError: The model/,
      )
    })

    it("draws line art of a picture", async () => {
      expect(
        await opened.page.evaluate(() => local.darkShare("/repo/examples/waitress.png", "blackhat")),
      ).toBeGreaterThan(0.01)
    })
  },
)
