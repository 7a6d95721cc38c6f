/** The engine without a server: colours pages in a worker of this browser. */

import mjsUrl from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url"
import ownWasmUrl from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url"
import type { Engine, ModelInfo, OpenPage, Painted, PaintRequest } from "../engine/engine"
import { EngineError } from "../engine/engine"
import { WorkerLink } from "./link"
import type { Opened, PaintedPage, Sent, Started } from "./protocol"

const MOST_THREADS = 4

export interface LocalOptions {
  /** A nurie bundle (.onnx) with its card inside. */
  readonly modelUrl: string
  /** ONNX Runtime's ort-wasm-simd-threaded.wasm, where it does not lie beside the page's own files. */
  readonly wasmUrl?: string
  /** Threads of the network; more than one needs a page that is cross-origin isolated. */
  readonly threads?: number
}

/**
 * Starts the worker and loads the model.
 *
 * @throws EngineError where a file is missing, is no bundle, or the browser cannot run it.
 */
export async function createLocalEngine(options: LocalOptions): Promise<Engine> {
  const link = new WorkerLink(new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }))
  const whole = (address: string): string => new URL(address, document.baseURI).href
  const places = {
    model: whole(options.modelUrl),
    wasm: options.wasmUrl ? whole(options.wasmUrl) : new URL(ownWasmUrl, import.meta.url).href,
    mjs: new URL(mjsUrl, import.meta.url).href,
    threads: crossOriginIsolated ? (options.threads ?? Math.min(MOST_THREADS, navigator.hardwareConcurrency)) : 1,
  }
  try {
    const started = await link.ask<Started>({ kind: "start", places }).answer
    return new LocalEngine(link, started)
  } catch (error) {
    link.end()
    throw error
  }
}

class LocalEngine implements Engine {
  readonly kind = "browser"
  readonly lineMethods

  constructor(
    private readonly link: WorkerLink,
    private readonly started: Started,
  ) {
    this.lineMethods = started.lineMethods
  }

  async models(): Promise<readonly ModelInfo[]> {
    return [this.started.model]
  }

  async open(page: ImageData, model: string | null, signal?: AbortSignal): Promise<OpenPage> {
    const { name } = this.started.model
    if (model !== null && model !== name)
      throw new EngineError(`There is no model ${model} in this page; it has ${name}.`)
    const opened = this.link.ask<Opened>({ kind: "open", page: copied(page) }, signal)
    const { width, height } = await opened.answer
    return new LocalPage(this.link, opened.id, width, height)
  }

  async lines(picture: ImageData, method: string, signal?: AbortSignal): Promise<ImageData> {
    return toImage(await this.link.ask<Sent>({ kind: "lines", picture: copied(picture), method }, signal).answer)
  }
}

class LocalPage implements OpenPage {
  private stopLast: () => void = () => undefined

  constructor(
    private readonly link: WorkerLink,
    private readonly number: number,
    readonly width: number,
    readonly height: number,
  ) {}

  async paint(request: PaintRequest, signal?: AbortSignal): Promise<Painted> {
    this.stopLast()
    const { answer, stop } = this.link.ask<PaintedPage>({ kind: "paint", page: this.number, request }, signal)
    this.stopLast = stop
    const { image, lines, flats, shading, highlights, ...facts } = await answer
    return {
      ...facts,
      image: toImage(image),
      lines: toImage(lines),
      flats: toImage(flats),
      shading: toImage(shading),
      highlights: toImage(highlights),
    }
  }

  close(): void {
    this.stopLast()
    this.link.tell({ kind: "close", page: this.number })
  }
}

/** The page keeps its own pixels; the worker gets a copy. */
const copied = ({ data, width, height }: ImageData): Sent => ({ data: new Uint8ClampedArray(data), width, height })

const toImage = ({ data, width, height }: Sent): ImageData => new ImageData(data, width, height)
