import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { AxeResults, RunOptions } from "axe-core"
import { describe, expect, it } from "vitest"
import { Desk, ring, type Rgb, useStudio } from "./studio"

useStudio()

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

type AxeWindow = { readonly axe: { run(within: string, options: RunOptions): Promise<AxeResults> } }

/** @param within a selector: what lies beside it was looked at before. */
async function faults(desk: Desk, within = "html", rules?: readonly string[]): Promise<readonly string[]> {
  await desk.page.evaluate(AXE)
  const options: RunOptions = rules ? { runOnly: [...rules] } : {}
  const results = await desk.page.evaluate((chosen) => (window as unknown as AxeWindow).axe.run(...chosen), [within, options] as const)
  return results.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 120)} ${node.failureSummary ?? ""}`))
}

const isRed = ([r, g, b]: Rgb) => r === 204 && g === 34 && b === 51

describe("fingers", () => {
  it("one draws, two zoom and draw nothing", async () => {
    const desk = await Desk.open({ hasTouch: true })
    await desk.openFile("ring.png", "image/png", await ring())
    const { x, y, left, top } = await desk.middle()
    await desk.choose("#cc2233")
    const wire = await desk.context.newCDPSession(desk.page)
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...points: (readonly [number, number])[]) =>
      wire.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([px, py], id) => ({ x: left + x + px, y: top + y + py, id })) })
    await touch("touchStart", [-30, 40])
    for (let at = -20; at <= 30; at += 10) await touch("touchMove", [at, 40])
    await touch("touchEnd")
    await desk.until(x + 60, y - 60, isRed)
    const undone = () => desk.page.locator("[aria-label='Redo']").isDisabled()
    expect(await undone()).toBe(true)

    const percent = async () => Number((await desk.page.textContent(".percent-button"))?.replace(" %", ""))
    const before = await percent()
    await touch("touchStart", [-40, 0])
    await touch("touchStart", [-40, 0], [40, 0])
    for (let at = 45; at <= 80; at += 5) await touch("touchMove", [-at, 0], [at, 0])
    await touch("touchEnd")
    expect(await percent()).toBeGreaterThan(before * 1.8)
    await desk.page.keyboard.press("Control+z")
    await desk.until(x, y - 20, (color) => !isRed(color))
    expect(await desk.page.locator("[aria-label='Undo']").isDisabled(), "the pinch was no stroke").toBe(true)
    expect(await desk.page.evaluate(() => window.visualViewport?.scale)).toBe(1)
    await desk.close()
  })
})

describe("language and look", () => {
  it("change in the settings, hold after a reload, and follow the system at first", async () => {
    const desk = await Desk.open({ colorScheme: "dark" })
    const ground = () => desk.page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(await ground()).toBe("rgb(38, 38, 38)")
    await desk.page.click("[aria-label='Settings']")
    await desk.page.click(".dialog .segment:has-text('Light')")
    expect(await ground()).toBe("rgb(245, 245, 245)")
    await desk.page.click(".dialog .segment:has-text('日本語')")
    await desk.page.waitForSelector(".dialog h2:has-text('設定')")
    expect(await desk.page.getAttribute("html", "lang")).toBe("ja")
    await desk.page.reload()
    await desk.page.waitForSelector(".welcome h2:has-text('線画に色を塗りましょう')")
    expect(await ground()).toBe("rgb(245, 245, 245)")
    await desk.close()
  })

  it("are Japanese where the browser is", async () => {
    const desk = await Desk.open({ locale: "ja-JP" })
    expect(await desk.page.title()).toContain("線画に色を塗る")
    await desk.close()
  })
})

const CONTRAST = ["color-contrast"] // what alone depends on the look

describe.each(["light", "dark"] as const)("axe in the %s look", (colorScheme) => {
  it("finds no fault: welcome, page, comparison, every window", async () => {
    const desk = await Desk.open({ colorScheme })
    expect(await faults(desk)).toEqual([])
    await desk.openFile("ring.png", "image/png", await ring())
    await desk.page.keyboard.press("c")
    await desk.page.click(".panel summary:has-text('Light')")
    expect(await faults(desk)).toEqual([])
    for (const open of [() => desk.page.keyboard.press("?"), () => desk.page.click("[aria-label='Settings']"), () => openMenu(desk, "Examples"), () => openMenu(desk, "Blank sheet")]) {
      await open()
      await desk.page.waitForSelector("dialog[open]")
      expect(await faults(desk, "dialog[open]", colorScheme === "dark" ? CONTRAST : undefined)).toEqual([])
      await desk.page.keyboard.press("Escape")
    }
    await desk.page.click(".bar .menu-button:has-text('Save')")
    expect(await faults(desk, ".menu:popover-open")).toEqual([])
    await desk.close()
  })

  it("finds no fault on a phone", async () => {
    const desk = await Desk.open({ colorScheme, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
    expect(await faults(desk)).toEqual([])
    await desk.page.click(".dock .button:first-child")
    expect(await faults(desk)).toEqual([])
    await desk.close()
  })
})

async function openMenu(desk: Desk, item: string): Promise<void> {
  await desk.page.click(".bar .menu-button:has-text('Open')")
  await desk.page.click(`.menu-item:has-text('${item}'):visible`)
}

describe("touch targets", () => {
  it("are at least 44 px on a tablet", async () => {
    const desk = await Desk.open({ viewport: { width: 1024, height: 768 }, hasTouch: true, isMobile: true })
    await desk.openFile("ring.png", "image/png", await ring())
    const small = await desk.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("button, input, select, summary, [role=slider]")]
        .map((element) => ({ box: element.getBoundingClientRect(), name: element.getAttribute("aria-label") ?? element.textContent }))
        .filter(({ box, name }) => box.width > 0 && (box.width < 43.5 || box.height < 43.5) && name !== "")
        .map(({ box, name }) => `${name} ${box.width}×${box.height}`))
    expect(small).toEqual([])
    await desk.close()
  })
})

describe("pictures", () => {
  it("come by drop and by paste, too", async () => {
    const desk = await Desk.open()
    for (const kind of ["drop", "paste"] as const) {
      await desk.page.evaluate(([bytes, how]) => {
        const files = new DataTransfer()
        files.items.add(new File([Uint8Array.from(bytes)], `${how}.png`, { type: "image/png" }))
        const event = how === "drop" ? new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }) : new ClipboardEvent("paste", { clipboardData: files, bubbles: true })
        document.querySelector(".canvas")?.dispatchEvent(event)
      }, [[...(await ring(kind === "paste"))], kind] as const)
      await desk.page.waitForSelector(".has-page")
      const { x, y } = await desk.middle()
      await desk.until(x, y, (color) => color.every((level) => level === 255))
      const path = await desk.download(() => desk.page.keyboard.press("Control+s"))
      expect(path).toMatch(new RegExp(`${kind}\\.png$`))
    }
    await desk.close()
  })
})

describe("a palette", () => {
  it("comes from a file, gives the colour in hand, and holds after a reload", async () => {
    const desk = await Desk.open()
    const gpl = "GIMP Palette\nName: Sailor\n#\n18 52 86 navy\n200 16 46 scarf\n"
    await desk.page.setInputFiles(".chooser", { name: "sailor.gpl", mimeType: "application/octet-stream", buffer: Buffer.from(gpl) })
    await desk.page.getByRole("button", { name: "Use scarf #c8102e" }).click()
    expect(await desk.page.inputValue(".hex")).toBe("#c8102e")
    await desk.page.reload()
    expect(await desk.page.getByRole("button", { name: "Use navy #123456" }).count()).toBe(1)
    await desk.close()
  })
})

describe("what goes wrong", () => {
  it("is told calmly with the engine's sentence, and can be tried again", async () => {
    const desk = await Desk.open()
    await desk.openFile("ring.png", "image/png", await ring())
    const { x, y } = await desk.middle()
    await desk.page.route("**/v1/color", (route) => route.fulfill({ status: 503, contentType: "application/json", body: JSON.stringify({ error: "the page took longer than 120 s; send a smaller one", kind: "x" }) }))
    await desk.choose("#cc2233")
    await desk.stroke([-30, 40], [30, 40])
    await desk.page.waitForSelector(".message.problem:has-text('send a smaller one')")
    await desk.page.unroute("**/v1/color")
    await desk.page.click(".message button:has-text('Try again')")
    await desk.until(x + 60, y - 60, isRed)
    expect(await desk.page.locator(".message.problem").isVisible()).toBe(false)
    desk.complaints.length = 0 // the browser's own word on the 503
    await desk.close()
  })

  it("with a file is told, and the page stays", async () => {
    const desk = await Desk.open()
    await desk.openFile("ring.png", "image/png", await ring())
    const say = async (name: string, mimeType: string, text: string, words: string) => {
      await desk.openFile(name, mimeType, new TextEncoder().encode(text))
      await desk.page.waitForSelector(`.message.problem:has-text("${words}")`)
    }
    await say("broken.png", "image/png", "no picture", "broken.png is no picture")
    await say("cat.hints.json", "application/json", '{"version": 1, "size": [9, 5], "strokes": []}', "for a page of 9 × 5")
    await say("a.gpl", "", "GIMP Palette\n1 2", "line 2")
    await say("notes.pdf", "application/pdf", "x", "notes.pdf is not known here")
    expect(await desk.page.locator(".has-page").count()).toBe(1)
    await desk.close()
  })

  it("asks before unsaved work is replaced", async () => {
    const desk = await Desk.open()
    await desk.openFile("ring.png", "image/png", await ring())
    await desk.stroke([-30, 40], [30, 40])
    await desk.openFile("other.png", "image/png", await ring(true))
    await desk.page.click("dialog button:has-text('Cancel')")
    expect(await desk.page.locator("[aria-label='Undo']").isEnabled()).toBe(true)
    await desk.close()
  })
})
