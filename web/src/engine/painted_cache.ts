/** Pictures that were painted already: undo and proposals need not wait. */

import type { Painted } from "./engine"

const MOST_PIXELS = 8e6 // five layers of four bytes each: 160 MB

export class PaintedCache {
  private readonly kept = new Map<string, Painted>()

  get(key: string): Painted | undefined {
    const found = this.kept.get(key)
    if (found) {
      this.kept.delete(key)
      this.kept.set(key, found)
    }
    return found
  }

  set(key: string, painted: Painted): void {
    this.kept.delete(key)
    this.kept.set(key, painted)
    let pixels = [...this.kept.values()].reduce((sum, each) => sum + sizeOf(each), 0)
    for (const [oldest, each] of this.kept) {
      if (pixels <= MOST_PIXELS || oldest === key) break
      this.kept.delete(oldest)
      pixels -= sizeOf(each)
    }
  }

  clear(): void {
    this.kept.clear()
  }
}

function sizeOf({ image }: Painted): number {
  return image.width * image.height
}
