/** The drawings that come with nurie, with who drew them. */

import credits from "../../../examples/ATTRIBUTION.md?raw"
import { type Credit, readCredits } from "../core/attribution"
import type { Context } from "./context"
import { h } from "./element"

const PICTURES = import.meta.glob<string>("../../../examples/*.png", { query: "?url", import: "default", eager: true })
const HINTS = import.meta.glob<string>("../../../examples/*.hints.json", { query: "?raw", import: "default" })

interface Example {
  readonly name: string
  readonly url: string
  readonly credit: Credit
}

/** Those whose author is known, and no others. */
const EXAMPLES: readonly Example[] = readCredits(credits).flatMap((credit) => {
  const url = PICTURES[`../../../examples/${credit.file}`]
  return url ? [{ name: credit.file, url, credit }] : []
})

export function exampleCards(ui: Context, withHints: () => boolean, onChosen: () => void): readonly HTMLElement[] {
  return EXAMPLES.map((example) => {
    const credit = ui.t("credit", { title: example.credit.title, author: example.credit.author, license: example.credit.license })
    const choose = () => {
      onChosen()
      void open(ui, example, withHints())
    }
    return h(
      "button", { type: "button", class: "card", title: credit, "aria-label": credit, onclick: choose },
      h("img", { src: example.url, alt: "", loading: "lazy" }),
      h("span", { class: "card-text", lang: "en" }, `${example.credit.license} · ${example.credit.author}`),
    )
  })
}

async function open(ui: Context, example: Example, withHints: boolean): Promise<void> {
  const before = ui.store.state.page
  await ui.commands.openPicture(await (await fetch(example.url)).blob(), example.name, true)
  const load = HINTS[`../../../examples/${example.name.replace(".png", ".hints.json")}`]
  if (withHints && load && ui.store.state.page !== before) ui.commands.openHints(await load())
}
