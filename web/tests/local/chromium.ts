/** The test page built, served from this computer alone, and opened in Chromium. */

import { readFileSync, existsSync } from "node:fs"
import { createServer, type Server } from "node:http"
import { extname, join, normalize } from "node:path"
import type { AddressInfo } from "node:net"
import { chromium, type Browser, type Page } from "playwright-core"
import { build } from "vite"
import { ROOT } from "./python"

const KINDS: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
  ".png": "image/png",
}
const CHROMIUM = process.env["NURIE_CHROMIUM"] ?? "/usr/bin/chromium"
const ISOLATED = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" }

export const hasChromium = (): boolean => existsSync(CHROMIUM)

export interface Opened {
  readonly page: Page
  close(): Promise<void>
}

/** Opens the test page; files of the repository lie under /repo/. */
export async function openTestPage(folder: string, isolated: boolean): Promise<Opened> {
  await build({
    root: join(ROOT, "web", "tests", "local", "browser"),
    configFile: false,
    base: "./",
    logLevel: "error",
    worker: { format: "es" },
    build: { outDir: folder, emptyOutDir: true, target: "es2022", assetsInlineLimit: 0, reportCompressedSize: false },
  })
  const server = await serve(folder, isolated)
  const browser: Browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--headless", "--no-sandbox", "--disable-background-networking"],
  })
  const page = await browser.newPage()
  page.on("pageerror", (error) => console.error(String(error)))
  page.on("console", (message) => message.type() === "error" && console.error(message.text()))
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`)
  await page.waitForFunction(() => document.title === "ready")
  return {
    page,
    close: async () => {
      await browser.close()
      server.close()
    },
  }
}

function serve(folder: string, isolated: boolean): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname))
    const file = path.startsWith("/repo/") ? join(ROOT, path.slice(6)) : join(folder, path)
    if (!existsSync(file)) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, {
      "Content-Type": KINDS[extname(file)] ?? "application/octet-stream",
      ...(isolated ? ISOLATED : {}),
    })
    response.end(readFileSync(file))
  })
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)))
}
