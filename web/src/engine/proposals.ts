/** Several colourings of one page, by seed, as small pictures. */

import { setProposals, tell } from "../core/actions"
import type { State } from "../core/state"
import type { Store } from "../core/store"
import { thumbnailOf } from "../view/canvas"
import { EngineError } from "./engine"
import type { Painter } from "./painter"

const COUNT = 6
const THUMBNAIL_PX = 240
export const MOST_SEED = 2 ** 32 - 1

export function someSeed(): number {
  return Math.floor(Math.random() * MOST_SEED)
}

export class Proposals {
  private running: AbortController | null = null

  constructor(private readonly store: Store<State>, private readonly painter: Painter) {}

  /** New ones, one after another; the ones before are given up. */
  async roll(): Promise<void> {
    this.stop()
    const mine = new AbortController()
    this.running = mine
    const seeds = Array.from({ length: COUNT }, someSeed)
    this.store.do(setProposals, seeds.map((seed) => ({ seed, thumbnail: null })))
    for (const seed of seeds) if (!(await this.paint(seed, mine.signal))) return
  }

  stop(): void {
    this.running?.abort()
    this.running = null
    this.store.do(setProposals, [])
  }

  private async paint(seed: number, signal: AbortSignal): Promise<boolean> {
    try {
      const { image } = await this.painter.paintAside({ seed }, signal)
      if (signal.aborted) return false
      const thumbnail = thumbnailOf(image, THUMBNAIL_PX)
      this.store.do((state) => setProposals(state, state.proposals.map((each) => (each.seed === seed ? { seed, thumbnail } : each))))
      return true
    } catch (error) {
      if (signal.aborted) return false
      const detail = error instanceof EngineError ? error.message : String(error)
      this.store.do(tell, { tone: "problem", key: "engineFailed", values: {}, detail })
      this.stop()
      return false
    }
  }
}
