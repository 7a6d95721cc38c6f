/** Which pictures the stage shows, and where: one, one over another up to a line, or two beside each other. */

import type { State } from "../core/state"
import type { Point } from "../core/strokes"
import type { Side } from "./picture"

export interface Pane {
  readonly side: Side
  /** Where the pane's own coordinates begin on the stage. */
  readonly left: number
  /** What of the stage it fills, from x to x. */
  readonly from: number
  readonly to: number
}

type Shown = Pick<State, "compare" | "stage" | "split">

export function panesOf({ compare, stage, split }: Shown): readonly Pane[] {
  const { width } = stage
  if (compare === "side") {
    return [{ side: "before", left: 0, from: 0, to: width / 2 }, { side: "after", left: width / 2, from: width / 2, to: width }]
  }
  if (compare === "slider") {
    const line = width * split
    return [{ side: "before", left: 0, from: 0, to: line }, { side: "after", left: 0, from: line, to: width }]
  }
  return [{ side: "after", left: 0, from: 0, to: width }]
}

export function paneAt(state: Shown, [x]: Point): Pane {
  const panes = panesOf(state)
  return panes.find((pane) => x < pane.to) ?? panes[panes.length - 1]
}
