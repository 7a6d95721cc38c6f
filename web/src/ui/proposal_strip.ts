/** Other colourings as small pictures; the one that is chosen becomes the page's. */

import * as act from "../core/actions"
import { type Proposal, workOf } from "../core/state"
import type { Context } from "./context"
import { iconButton } from "./controls"
import { h } from "./element"

export function proposalStrip(ui: Context): HTMLElement {
  const { t, commands, store } = ui
  const list = h("div", { class: "proposal-list" })
  const note = h("p", { class: "hint" }, t("proposalHints"))
  const strip = h(
    "section", { class: "proposals", "aria-label": t("proposals") },
    h("div", { class: "proposal-main" }, list, note),
    h("div", { class: "proposal-buttons" },
      iconButton({ icon: "close", label: t("close"), onPress: () => commands.proposals.stop() }),
      iconButton({ icon: "dice", label: t("again"), key: "D", onPress: () => void commands.proposals.roll() })),
  )
  ui.watch(
    (state) => [state.proposals, workOf(state).seed] as const,
    ([proposals, seed]) => {
      strip.hidden = proposals.length === 0
      list.replaceChildren(...proposals.map((each, i) => card(ui, each, i, each.seed === seed, () => store.do(act.chooseSeed, each.seed))))
    },
  )
  ui.watch((state) => workOf(state).hints.length === 0, (none) => (note.hidden = none))
  return strip
}

function card({ t }: Context, { thumbnail }: Proposal, index: number, isChosen: boolean, choose: () => void): HTMLElement {
  const name = t("proposal", { number: index + 1 })
  const button = h("button", {
    type: "button", class: "proposal", disabled: thumbnail === null, "aria-pressed": String(isChosen),
    "aria-label": thumbnail ? name : `${name}, ${t("painting")}`, onclick: choose,
  })
  if (thumbnail) {
    const canvas = h("canvas", { width: thumbnail.width, height: thumbnail.height })
    canvas.getContext("2d")?.putImageData(thumbnail, 0, 0)
    button.append(canvas)
  } else button.append(h("span", { class: "spinner" }))
  return button
}
