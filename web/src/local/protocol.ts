/** What the page and its worker say to each other. */

import type { LineMethod, ModelInfo, PaintRequest } from "../engine/engine"

/** RGBA bytes that change hands: their buffer is transferred, not copied. */
export interface Sent {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray<ArrayBuffer>
}

/** Where the worker finds what it loads, as whole addresses. */
export interface Places {
  readonly model: string
  readonly wasm: string
  readonly mjs: string
  readonly threads: number
}

export type Task =
  | { readonly kind: "start"; readonly places: Places }
  | { readonly kind: "open"; readonly page: Sent }
  | { readonly kind: "paint"; readonly page: number; readonly request: PaintRequest }
  | { readonly kind: "lines"; readonly picture: Sent; readonly method: string }

/** A task has a number; `stop` takes a task's back, `close` forgets the page that a task opened. */
export type ToWorker =
  | { readonly kind: "task"; readonly id: number; readonly task: Task }
  | { readonly kind: "stop"; readonly id: number }
  | { readonly kind: "close"; readonly page: number }

export interface Started {
  readonly model: ModelInfo
  readonly lineMethods: readonly LineMethod[]
}

export interface Opened {
  readonly width: number
  readonly height: number
}

export interface PaintedPage {
  readonly image: Sent
  readonly lines: Sent
  readonly flats: Sent
  readonly shading: Sent
  readonly highlights: Sent
  readonly model: string
  readonly seed: number
  readonly warnings: readonly string[]
  readonly took_ms: number
}

export type Answer = Started | Opened | PaintedPage | Sent

export type FromWorker =
  | { readonly id: number; readonly kind: "done"; readonly answer: Answer }
  /** `said` is true for what an artist can read, of an `EngineError`. */
  | { readonly id: number; readonly kind: "failed"; readonly message: string; readonly said: boolean }
  | { readonly id: number; readonly kind: "stopped" }
