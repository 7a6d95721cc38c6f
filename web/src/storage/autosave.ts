/** Keeps the session while the artist works, so that a crash or a reload loses nothing. */

import { tell } from "../core/actions"
import type { Page, State } from "../core/state"
import type { Store } from "../core/store"
import { readSession, type Session, writeSession } from "../core/session"
import { workWithDraft } from "../core/drawing"
import { decodePicture } from "../engine/decode"
import { encodePng } from "../engine/png"
import { findKept, keep } from "./database"

const AFTER_MS = 150

export function sessionOf(state: State, page: Page): Session {
  const { looks, light, coloring } = state
  const { width, height } = page.pixels
  return { name: page.name, extent: { width, height }, work: workWithDraft(state), looks, light, coloring }
}

export class Autosave {
  private timer: ReturnType<typeof setTimeout> | null = null
  private keptId: string | null = null
  private encoded: { readonly page: Page; readonly png: Promise<Uint8Array> } | null = null

  constructor(private readonly store: Store<State>) {
    store.watch(
      ({ page, history, looks, light, coloring }) => [page, history.present, looks, light, coloring],
      () => this.soon(),
    )
    window.addEventListener("pagehide", () => this.now())
    document.addEventListener("visibilitychange", () => document.hidden && this.now())
  }

  /** The page's bytes as PNG, encoded once. */
  pngOf(page: Page): Promise<Uint8Array> {
    if (this.encoded?.page !== page) this.encoded = { page, png: encodePng(page.pixels) }
    return this.encoded.png
  }

  private soon(): void {
    if (!this.store.state.page) return
    this.timer ??= setTimeout(() => this.now(), AFTER_MS)
  }

  private now(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    void this.save()
  }

  private async save(): Promise<void> {
    const { page } = this.store.state
    if (!page) return
    try {
      const png = this.keptId === page.id ? null : await this.pngOf(page)
      const { state } = this.store
      if (state.page !== page) return // another one came meanwhile, and its own save with it
      await keep(page.id, writeSession(sessionOf(state, page)), png)
      this.keptId = page.id
    } catch (error) {
      this.store.do(tell, { tone: "problem", key: "notKept", values: {}, detail: String(error) })
    }
  }
}

/** What the last visit left, or null. What cannot be read is not worth a word: the file stays until it is overwritten. */
export async function restore(): Promise<{ readonly session: Session; readonly pixels: ImageData } | null> {
  try {
    const kept = await findKept()
    if (!kept) return null
    return { session: readSession(kept.session), pixels: await decodePicture(kept.page, true) }
  } catch {
    return null
  }
}
