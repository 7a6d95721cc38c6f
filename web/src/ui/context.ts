/** What every part of the interface is built with. Parts are functions from this to an element. */

import type { State } from "../core/state"
import type { Store } from "../core/store"
import type { Stage } from "../view/stage"
import type { PointerInput } from "../view/pointer"
import type { Commands } from "./commands"
import type { Translate } from "./strings"

export interface Context {
  readonly store: Store<State>
  readonly t: Translate
  readonly commands: Commands
  readonly stage: Stage
  readonly pointer: PointerInput
  /** As Store.watch, until the interface is built anew (in another language). */
  watch<T>(select: (state: State) => T, react: (value: T) => void): void
  /** For listeners beyond the part's own elements. */
  readonly signal: AbortSignal
}
