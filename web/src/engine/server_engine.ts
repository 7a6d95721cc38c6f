/** The engine behind `nurie serve`: pages go to it by HTTP and come back in layers. docs/server.md has the contract. */

import { strFromU8, unzipSync } from "fflate"
import { writeHints } from "../core/hints_json"
import { decodePicture } from "./decode"
import {
  type Engine, EngineError, type LineMethod, type ModelInfo, type OpenPage, type Painted, type PaintRequest,
} from "./engine"
import { encodePng } from "./png"

export interface ServerOptions {
  /** Where the server's routes begin, with a slash at the end. */
  readonly base: string
  /** Asked when the server wants a token, with the one that it refused; null where there is none to give. */
  readonly askToken: (refused: string | null) => Promise<string | null>
  readonly fetch?: typeof fetch
}

const BUSY_TRIES = 5

const LINE_METHODS: readonly LineMethod[] = [
  { name: "blackhat", label: { en: "Ink (clean)", ja: "インク(くっきり)" } },
  { name: "hed", label: { en: "Contours (photo)", ja: "輪郭(写真向き)" } },
  { name: "xdog", label: { en: "Pencil", ja: "鉛筆" } },
  { name: "dodge", label: { en: "Soft pencil", ja: "やわらかい鉛筆" } },
  { name: "canny", label: { en: "Thin edges", ja: "細いエッジ" } },
  { name: "adaptive", label: { en: "Black and white", ja: "白黒二値" } },
  { name: "scan", label: { en: "Clean up a scan", ja: "スキャンの掃除" } },
]

/** What the zip of an answer holds beside the pictures. */
interface ResultFile {
  readonly model: string
  readonly seed: number
  readonly warnings: readonly string[]
}

export class ServerEngine implements Engine {
  readonly kind = "server"
  readonly lineMethods = LINE_METHODS
  private readonly wire: Wire

  constructor(options: ServerOptions) {
    this.wire = new Wire(options)
  }

  async models(): Promise<readonly ModelInfo[]> {
    const answer = await this.wire.get("v1/models")
    return (await answer.json()) as ModelInfo[]
  }

  async open(page: ImageData, model: string | null, signal?: AbortSignal): Promise<OpenPage> {
    const png = new Blob([(await encodePng(page)) as BlobPart], { type: "image/png" })
    signal?.throwIfAborted()
    return new ServerPage(this.wire, png, page.width, page.height, model)
  }

  async lines(picture: ImageData, method: string, signal?: AbortSignal): Promise<ImageData> {
    const form = new FormData()
    form.set("picture", new Blob([(await encodePng(picture)) as BlobPart], { type: "image/png" }), "picture.png")
    form.set("options", JSON.stringify({ method, format: "png" }))
    const answer = await this.wire.post("v1/lines", form, signal)
    return decodePicture(await answer.blob(), true)
  }
}

class ServerPage implements OpenPage {
  private latest: AbortController | null = null

  constructor(
    private readonly wire: Wire, private readonly png: Blob,
    readonly width: number, readonly height: number, private readonly model: string | null,
  ) {}

  async paint(request: PaintRequest, signal?: AbortSignal): Promise<Painted> {
    this.latest?.abort()
    const mine = new AbortController()
    this.latest = mine
    const both = signal ? AbortSignal.any([signal, mine.signal]) : mine.signal
    const began = performance.now()
    const answer = await this.wire.post("v1/color", this.form(request), both)
    const painted = await unpacked(new Uint8Array(await answer.arrayBuffer()))
    both.throwIfAborted()
    return { ...painted, took_ms: Math.round(performance.now() - began) }
  }

  close(): void {
    this.latest?.abort()
  }

  private form(request: PaintRequest): FormData {
    const { hints, seed, guess, gap, palette, light } = request
    const form = new FormData()
    form.set("page", this.png, "page.png")
    if (hints.length > 0) {
      form.set("hints", new Blob([writeHints({ extent: this, strokes: hints })], { type: "application/json" }), "hints.json")
    }
    form.set("options", JSON.stringify({ model: this.model, seed, guess, gap, palette, light, format: "zip" }))
    return form
  }
}

async function unpacked(zip: Uint8Array): Promise<Omit<Painted, "took_ms">> {
  const files = unzipSync(zip)
  const picture = (name: string) => decodePicture(files[name], true)
  const [image, lines, flats, shading, highlights] = await Promise.all(
    ["image.png", "lines.png", "flats.png", "shading.png", "highlights.png"].map(picture),
  )
  const { model, seed, warnings } = JSON.parse(strFromU8(files["result.json"])) as ResultFile
  return { image, lines, flats, shading, highlights, model, seed, warnings }
}

/** Requests with the token, asked again while the server is busy; answers that are errors become EngineError. */
class Wire {
  private token: string | null = null
  private readonly fetch: typeof fetch

  constructor(private readonly options: ServerOptions) {
    this.fetch = options.fetch ?? ((input, init) => fetch(input, init))
  }

  get(route: string): Promise<Response> {
    return this.ask(route, { method: "GET" })
  }

  post(route: string, body: FormData, signal?: AbortSignal): Promise<Response> {
    return this.ask(route, { method: "POST", body, signal })
  }

  private async ask(route: string, init: RequestInit): Promise<Response> {
    for (let tries = 1; ; tries++) {
      const answer = await this.send(route, init)
      if (answer.ok) return answer
      if (answer.status === 401 && (await this.renewToken())) continue
      if (answer.status !== 429 || tries === BUSY_TRIES) throw new EngineError(await sentenceOf(answer))
      await wait(Number(answer.headers.get("Retry-After") ?? 1) * 1000, init.signal)
    }
  }

  private async send(route: string, init: RequestInit): Promise<Response> {
    const headers: HeadersInit = this.token ? { Authorization: `Bearer ${this.token}` } : {}
    try {
      return await this.fetch(new URL(route, this.options.base), { ...init, headers })
    } catch (error) {
      if (init.signal?.aborted) throw error
      throw new EngineError("The server does not answer. Start it again with nurie serve; your work is kept here.")
    }
  }

  private async renewToken(): Promise<boolean> {
    this.token = await this.options.askToken(this.token)
    return this.token !== null
  }
}

async function sentenceOf(answer: Response): Promise<string> {
  try {
    const problem = (await answer.json()) as { readonly error?: unknown }
    if (typeof problem.error === "string") return problem.error
  } catch {
    // not JSON: something between us and the server has answered
  }
  return `The server answered ${answer.status} ${answer.statusText}`.trim()
}

function wait(time_ms: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, time_ms)
    signal?.addEventListener("abort", () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
