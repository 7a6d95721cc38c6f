/**
 * Draws in the drawing page and measures: node live_page.mjs ADDRESS PICTURE STROKES ENGINE, the part of live.py in a browser.
 *
 * ENGINE is server or browser. Prints {"first_ms": [...], "next_ms": [...]}: from opening the picture's colours being asked for
 * to seeing them, and the same from the end of each stroke, as the page itself measures it.
 */

import { existsSync } from "node:fs"
import { createRequire } from "node:module"

const { chromium } = createRequire(new URL("../web/package.json", import.meta.url))("playwright-core")
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
const SPREAD = 0.25 // strokes begin within so much of the canvas's short side from its middle
const LENGTH_PX = 30
const COLORS = ["#d9483b", "#4a90c8", "#f5c84c", "#5b9a4b", "#8a5fb0"]

const [address, picture, strokes, engine] = process.argv.slice(2)
const browser = await chromium.launch({ executablePath: BROWSERS.find((path) => existsSync(path)), args: ["--no-sandbox"] })
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  await page.addInitScript((engine) => {
    localStorage.setItem("nurie.settings", JSON.stringify({ engine }))
    window.waits = []
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === "nurie:colours") window.waits.push(entry.duration)
    }).observe({ type: "measure" })
  }, engine)
  await page.goto(address)
  await page.waitForSelector(".welcome")
  await page.setInputFiles(".chooser", picture)
  await page.waitForSelector(".has-page")
  await page.getByRole("button", { name: "Auto colour" }).click()
  const first = await nextWait(page, 0)
  const box = await page.locator(".canvas").boundingBox()
  const waits = []
  for (let number = 0; number < Number(strokes); number++) waits.push(await draw(page, box, number))
  process.stdout.write(JSON.stringify({ first_ms: [first], next_ms: waits }))
} finally {
  await browser.close()
}

/** One stroke, always the same by its number. */
async function draw(page, box, number) {
  const before = await page.evaluate(() => window.waits.length)
  await page.fill(".hex", COLORS[number % COLORS.length])
  await page.press(".hex", "Enter")
  const angle = number * 2.4 // the golden angle: no two near each other
  const away = SPREAD * Math.min(box.width, box.height) * Math.sqrt((number % 40) / 40)
  const x = box.x + box.width / 2 + away * Math.cos(angle)
  const y = box.y + box.height / 2 + away * Math.sin(angle)
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + LENGTH_PX, y + LENGTH_PX / 2)
  await page.mouse.up()
  return nextWait(page, before)
}

/** The last measure once the page is quiet: while a stroke is drawn the page may colour once before its end. */
async function nextWait(page, before) {
  await page.waitForFunction((count) => window.waits.length > count, before, { timeout: 120_000 })
  await page.waitForTimeout(100)
  return page.evaluate(() => window.waits.at(-1))
}
