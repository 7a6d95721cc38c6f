/** A browser and the real server for the tests, and a hand that draws. */

import { execFileSync, spawn } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core"
import { afterAll, beforeAll, expect } from "vitest"
import { encodePng } from "../../src/engine/png"

const HERE = fileURLToPath(new URL(".", import.meta.url))
const DIST = fileURLToPath(new URL("../../dist", import.meta.url))
const SOURCES = fileURLToPath(new URL("../../../src", import.meta.url))
const PYTHON = process.env.NURIE_PYTHON ?? "python3"
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]

/** Where the page is, and how that ends. */
interface Host {
  readonly address: string
  end(): void
}

let browser: Browser
let host: Host

/** Starts a browser and what gives the page before a file's tests, and ends both after them. */
export function useStudio(start: () => Promise<Host> = startServer): void {
  beforeAll(async () => {
    expect(existsSync(`${DIST}/index.html`), "the page is built: npm run build").toBe(true)
    ;[host, browser] = await Promise.all([start(), startBrowser()])
  })
  afterAll(async () => {
    await browser?.close()
    host?.end()
  })
}

async function startServer(): Promise<Host> {
  const server = spawn(PYTHON, [`${HERE}serve.py`, DIST], { env: { ...process.env, PYTHONPATH: SOURCES }, stdio: ["ignore", "pipe", "inherit"] })
  const port = await new Promise<string>((resolve, reject) => {
    server.stdout?.once("data", (text) => resolve(String(text).trim()))
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}; NURIE_PYTHON is ${PYTHON}`)))
  })
  return { address: `http://127.0.0.1:${port}/`, end: () => server.kill() }
}

/** The page as `nurie serve --static` writes it, in a sub-folder of a web server that knows nothing of nurie. */
export async function startStatic(): Promise<Host> {
  const root = mkdtempSync(join(tmpdir(), "nurie-static-"))
  execFileSync(PYTHON, [`${HERE}write_static.py`, join(root, "art", "colour"), DIST], { env: { ...process.env, PYTHONPATH: SOURCES } })
  const server = spawn(PYTHON, ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", root], { stdio: ["ignore", "pipe", "ignore"] })
  const line = await new Promise<string>((resolve) => server.stdout.once("data", (text) => resolve(String(text))))
  const end = (): void => {
    server.kill()
    rmSync(root, { recursive: true })
  }
  return { address: `${/http:\/\/[^/]+\//.exec(line)?.[0] ?? line}art/colour/`, end }
}

function startBrowser(): Promise<Browser> {
  const executablePath = BROWSERS.find((path) => existsSync(path))
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"] })
}

export type Rgb = readonly number[]

/** A page of the application, and what is seen and done there. */
export class Desk {
  readonly complaints: string[] = []
  /** What the page, its workers included, asked of another server than its own: nothing may be. */
  readonly elsewhere: string[] = []

  private constructor(readonly context: BrowserContext, readonly page: Page) {
    page.on("pageerror", (error) => this.complaints.push(error.message))
    page.on("console", (message) => message.type() === "error" && this.complaints.push(message.text()))
    const { origin } = new URL(host.address)
    const note = (address: string): void => {
      if (!/^(blob|data|about):/.test(address) && new URL(address).origin !== origin) this.elsewhere.push(address)
    }
    context.on("request", (request) => note(request.url()))
    page.on("websocket", (socket) => note(socket.url()))
  }

  static async open(options: BrowserContextOptions = {}): Promise<Desk> {
    const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, locale: "en-GB", acceptDownloads: true, ...options })
    const desk = new Desk(context, await context.newPage())
    await desk.page.goto(host.address)
    await desk.page.waitForSelector(".welcome")
    return desk
  }

  /** Ends the visit; scripts must not have failed in it, nor asked anything of elsewhere. */
  async close(): Promise<void> {
    await this.context.close()
    expect(this.complaints).toEqual([])
    expect(this.elsewhere).toEqual([])
  }

  async openFile(name: string, mimeType: string, bytes: Uint8Array): Promise<void> {
    await this.page.setInputFiles(".chooser", { name, mimeType, buffer: Buffer.from(bytes) })
    await this.page.waitForSelector(".has-page")
    await this.page.waitForTimeout(100)
  }

  /** The colour on the screen at a point of the drawing's canvas. */
  async colorAt(x: number, y: number): Promise<Rgb> {
    return this.page.evaluate(([px, py]) => {
      const canvas = document.querySelector<HTMLCanvasElement>(".canvas")
      return [...(canvas?.getContext("2d")?.getImageData(px * devicePixelRatio, py * devicePixelRatio, 1, 1).data ?? [])].slice(0, 3)
    }, [x, y] as const)
  }

  async until(x: number, y: number, holds: (color: Rgb) => boolean): Promise<Rgb> {
    for (let tries = 0; tries < 150; tries++) {
      const color = await this.colorAt(x, y)
      if (holds(color)) return color
      await this.page.waitForTimeout(100)
    }
    throw new Error(`the colour at ${x}, ${y} stayed ${String(await this.colorAt(x, y))}`)
  }

  /** Does something that asks for colours, and waits until they are seen. */
  async colored(act: () => Promise<void>): Promise<void> {
    const began = await this.page.evaluate(() => performance.now())
    await act()
    await this.page.waitForFunction(
      (since) => performance.getEntriesByName("nurie:colours").some(({ startTime, duration }) => startTime + duration > since) && !document.querySelector(".status.busy"),
      began,
      { timeout: 120_000 },
    )
  }

  /** The canvas's middle in its own coordinates: where the drawing's middle is, but for the foot of the stage. */
  async middle(): Promise<{ readonly x: number; readonly y: number; readonly left: number; readonly top: number }> {
    const box = await this.page.locator(".canvas").boundingBox()
    if (!box) throw new Error("no canvas")
    return { x: box.width / 2, y: (box.height - 48) / 2, left: box.x, top: box.y }
  }

  /** With the mouse, from and to offsets of the middle. */
  async stroke(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
    const { x, y, left, top } = await this.middle()
    const { mouse } = this.page
    await mouse.move(left + x + from[0], top + y + from[1])
    await mouse.down()
    await mouse.move(left + x + to[0], top + y + to[1], { steps: 6 })
    await mouse.up()
  }

  async choose(color: string): Promise<void> {
    await this.page.fill(".hex", color)
    await this.page.press(".hex", "Enter")
    await this.page.locator(".canvas").focus()
  }

  async download(press: () => Promise<void>): Promise<string> {
    const waiting = this.page.waitForEvent("download")
    await press()
    const download = await waiting
    const path = `${await download.path()}-${download.suggestedFilename()}`
    await download.saveAs(path)
    return path
  }
}

const SIDE = 240

/** A black ring on white, or on nothing; within it a region that is closed. */
export function ring(transparent = false): Promise<Uint8Array> {
  const data = new Uint8ClampedArray(SIDE * SIDE * 4)
  for (let i = 0; i < SIDE * SIDE; i++) {
    const away = Math.abs(Math.hypot((i % SIDE) - SIDE / 2, Math.floor(i / SIDE) - SIDE / 2) - 90)
    if (away < 3) data.set([0, 0, 0, 255], i * 4)
    else data.set(transparent ? [0, 0, 0, 0] : [255, 255, 255, 255], i * 4)
  }
  return encodePng({ width: SIDE, height: SIDE, data, colorSpace: "srgb" } as unknown as ImageData)
}

export interface FoundLayer {
  readonly name: string
  readonly mode: string
  readonly visible: boolean
  readonly opacity: number
  readonly pixel: Rgb
}

/** What Python finds in a layered file, at a point of the page. */
export function readLayers(path: string, x: number, y: number): { readonly size: Rgb; readonly layers: readonly FoundLayer[]; readonly merged: Rgb; readonly first?: readonly unknown[] } {
  return JSON.parse(execFileSync(PYTHON, [`${HERE}read_layers.py`, path, String(x), String(y)], { encoding: "utf8" }))
}
