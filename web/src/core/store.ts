/** One place for the state; who wants to know looks at a part of it. */

export type Action<S, A extends readonly unknown[]> = (state: S, ...args: A) => S
export type Selector<S, T> = (state: S) => T

export class Store<S> {
  private readonly listeners = new Set<() => void>()

  constructor(private current: S) {}

  get state(): S {
    return this.current
  }

  /** Makes the state what `action` says, and tells those whom it concerns. */
  do<A extends readonly unknown[]>(action: Action<S, A>, ...args: A): void {
    const next = action(this.current, ...args)
    if (next === this.current) return
    this.current = next
    for (const listener of [...this.listeners]) listener()
  }

  /**
   * Calls `react` at once, and whenever what `select` returns is another value; arrays are compared item by item.
   *
   * @returns what ends the watch.
   */
  watch<T>(select: Selector<S, T>, react: (value: T) => void): () => void {
    let seen = select(this.current)
    const listener = () => {
      const now = select(this.current)
      if (isSame(seen, now)) return
      seen = now
      react(now)
    }
    this.listeners.add(listener)
    react(seen)
    return () => this.listeners.delete(listener)
  }
}

function isSame(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return Object.is(a, b)
  return a.length === b.length && a.every((item, i) => Object.is(item, b[i]))
}
