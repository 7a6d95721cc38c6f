import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { Desk, readLayers, ring, type Rgb, useStudio } from "./studio"

useStudio()

const RED: Rgb = [204, 34, 51]
const isRed = (color: Rgb) => color.every((level, i) => level === RED[i])
const BESIDE = 60 // from the middle: within the ring, away from the stroke

describe("a page", () => {
  it("takes the hint's colour up to the line, and undo takes it back", async () => {
    const desk = await Desk.open()
    await desk.openFile("ring.png", "image/png", await ring())
    const { x, y } = await desk.middle()
    await desk.choose("#cc2233")
    await desk.stroke([-30, 40], [30, 40])
    await desk.until(x + BESIDE, y - BESIDE, isRed)
    expect(isRed(await desk.colorAt(x + 320, y + 250))).toBe(false)
    await desk.page.keyboard.press("Control+z")
    await desk.until(x + BESIDE, y - BESIDE, (color) => !isRed(color))
    await desk.page.keyboard.press("Control+Shift+z")
    await desk.until(x + BESIDE, y - BESIDE, isRed)
    await desk.close()
  })

  it("of ink on nothing opens as ink on paper, and its lines stay after colouring", async () => {
    const desk = await Desk.open()
    await desk.openFile("ring.png", "image/png", await ring(true))
    const { x, y } = await desk.middle()
    const scale = Number((await desk.page.textContent(".percent-button"))?.replace(" %", "")) / 100
    const line = 90 * scale
    expect(await desk.colorAt(x, y)).toEqual([255, 255, 255])
    expect((await desk.colorAt(x + line, y))[0]).toBeLessThan(40)
    await desk.choose("#cc2233")
    await desk.page.keyboard.press("g")
    await desk.stroke([10, 10], [10, 10])
    await desk.until(x + BESIDE, y - BESIDE, isRed)
    expect(Math.max(...(await desk.colorAt(x + line, y)))).toBeLessThan(40)
    await desk.close()
  })

  it("takes lines of the pen, and colours within them", async () => {
    const desk = await Desk.open()
    await desk.page.click(".welcome button:has-text('Blank sheet')")
    await desk.page.click(".dialog .segment:has-text('Square')")
    await desk.page.click(".dialog .primary")
    const { x, y } = await desk.middle()
    const corners = [[-150, -150], [150, -150], [150, 150], [-150, 150], [-150, -150]] as const
    for (let i = 1; i < corners.length; i++) await desk.stroke(corners[i - 1], corners[i])
    await desk.until(x, y - 150, (color) => color[0] < 60)
    await desk.choose("#cc2233")
    await desk.stroke([-20, 0], [20, 0])
    await desk.until(x + 100, y + 100, isRed)
    expect(isRed(await desk.colorAt(x + 250, y + 100))).toBe(false)
    await desk.close()
  })

  it("takes marks without a mouse", async () => {
    const desk = await Desk.open()
    await desk.openFile("ring.png", "image/png", await ring())
    const { x, y } = await desk.middle()
    await desk.choose("#cc2233")
    await desk.page.keyboard.press("ArrowRight")
    await desk.page.keyboard.press("Enter")
    await desk.until(x + BESIDE, y - BESIDE, isRed)
    await desk.close()
  })
})

describe("a session", () => {
  it("is there again after a reload", async () => {
    const desk = await Desk.open()
    await desk.openFile("ring.png", "image/png", await ring())
    const { x, y } = await desk.middle()
    await desk.choose("#cc2233")
    await desk.stroke([-30, 40], [30, 40])
    await desk.until(x + BESIDE, y - BESIDE, isRed)
    await desk.page.waitForTimeout(700)
    await desk.page.reload()
    await desk.page.waitForSelector(".has-page")
    await desk.until(x + BESIDE, y - BESIDE, isRed)
    await desk.close()
  })

  it("goes through a file, and hints through theirs", async () => {
    const desk = await Desk.open()
    await desk.openFile("ring.png", "image/png", await ring())
    const { x, y } = await desk.middle()
    await desk.choose("#cc2233")
    await desk.stroke([-30, 40], [30, 40])
    await desk.until(x + BESIDE, y - BESIDE, isRed)
    const session = await desk.download(() => desk.page.keyboard.press("Control+Shift+s"))
    await desk.page.click(".bar .menu-button:has-text('Save')")
    const hints = await desk.download(() => desk.page.click(".menu-item:has-text('Hints'):visible"))
    expect(JSON.parse(readFileSync(hints, "utf8"))).toMatchObject({ version: 1, size: [240, 240], strokes: [{ color: "#cc2233", kind: "exact" }] })
    const other = await Desk.open()
    await other.openFile("ring.nurie", "application/zip", readFileSync(session))
    await other.until(x + BESIDE, y - BESIDE, isRed)
    await other.page.click(".tools .clear")
    await other.until(x + BESIDE, y - BESIDE, (color) => !isRed(color))
    await other.openFile("ring.hints.json", "application/json", readFileSync(hints))
    await other.until(x + BESIDE, y - BESIDE, isRed)
    await desk.close()
    await other.close()
  })
})

/** A layered file is a page again: its layer of lines, without the colours. */
async function reopens(psd: Uint8Array): Promise<void> {
  const desk = await Desk.open()
  await desk.openFile("ring.psd", "image/vnd.adobe.photoshop", psd)
  const { x, y } = await desk.middle()
  expect(await desk.colorAt(x, y)).toEqual([255, 255, 255])
  expect(await desk.page.locator("dialog[open]").count()).toBe(0)
  await desk.close()
}

describe("layered files", () => {
  it("open elsewhere with their layers: PSD read by psd-tools, ORA by the standard library", async () => {
    const desk = await Desk.open()
    await desk.openFile("ring.png", "image/png", await ring())
    const { x, y } = await desk.middle()
    await desk.page.click(".segment:has-text('Paper')")
    await desk.stroke([-340, -280], [-320, -280])
    await desk.page.click(".segment:has-text('Exact')")
    await desk.choose("#cc2233")
    await desk.stroke([-30, 40], [30, 40])
    await desk.until(x + BESIDE, y - BESIDE, isRed)
    await desk.page.click("[aria-label='Show Highlights']")
    for (const [kind, modes] of [["PSD", ["normal", "normal", "normal", "multiply", "screen", "normal"]], ["ORA", ["svg:src-over", "svg:src-over", "svg:src-over", "svg:multiply", "svg:screen", "svg:src-over"]]] as const) {
      await desk.page.click(".bar .menu-button:has-text('Save')")
      const path = await desk.download(() => desk.page.click(`.menu-item:has-text('(${kind})'):visible`))
      const within = readLayers(path, 120, 100)
      expect(within.size).toEqual([240, 240])
      expect(within.layers.map((layer) => layer.name)).toEqual(["paper", "hints", "flats", "shading", "highlights", "lines"])
      expect(within.layers.map((layer) => layer.mode)).toEqual(modes)
      expect(within.layers.map((layer) => layer.visible)).toEqual([true, false, true, true, false, true])
      expect(within.layers[2].pixel).toEqual([...RED, 255])
      expect(within.merged).toEqual([...RED, 255])
      const outside = readLayers(path, 4, 4)
      expect(outside.layers[2].pixel[3], "flats are transparent where the page stays bare").toBe(0)
      expect(outside.merged).toEqual([255, 255, 255, 255])
      if (kind === "PSD") await reopens(readFileSync(path))
      if (within.first) expect(within.first).toEqual(["mimetype", "image/openraster", 0])
    }
    await desk.close()
  })
})
