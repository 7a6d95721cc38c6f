/** What is seen before a page is open. */

import type { Context } from "./context"
import { textButton } from "./controls"
import { h } from "./element"
import { exampleCards } from "./examples"

export function welcome(ui: Context): HTMLElement {
  const { t, commands } = ui
  const privacy = h("p", { class: "hint" })
  const card = h(
    "div", { class: "welcome" },
    h("h2", {}, t("welcome")),
    h("p", {}, t("welcomeText")),
    h("div", { class: "row center" },
      textButton(t("chooseFile"), () => commands.chooseFiles(), "primary", "open"),
      textButton(t("newSheet"), () => commands.dialogs?.sheet(), "", "page")),
    h("p", { class: "hint" }, t("dropHere")),
    h("h3", {}, t("tryExample")),
    h("div", { class: "cards small" }, ...exampleCards(ui, () => false, () => undefined).slice(0, 6)),
    privacy,
  )
  ui.watch((state) => state.page !== null, (hasPage) => (card.hidden = hasPage))
  ui.watch((state) => state.engine.kind, (kind) => {
    privacy.textContent = kind === "browser" ? t("privacyBrowser") : kind === "server" ? t("privacyServer") : ""
  })
  return card
}
