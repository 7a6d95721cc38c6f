/** What the page has to say: calm, in one place, and with what to do. */

import type { Message } from "../core/state"
import type { Context } from "./context"
import { iconButton, textButton } from "./controls"
import { h } from "./element"
import { isStringKey } from "./strings"

const NOTE_MS = 6000

export function messageBox(ui: Context): HTMLElement {
  const box = h("div", { class: "message", role: "alert", "aria-live": "polite" })
  let timer: ReturnType<typeof setTimeout> | undefined
  ui.watch((state) => state.message, (message) => {
    clearTimeout(timer)
    box.hidden = message === null
    if (!message) return
    box.className = `message ${message.tone}`
    box.replaceChildren(...contentOf(ui, message))
    if (message.tone === "note") timer = setTimeout(() => ui.commands.tell(null), NOTE_MS)
  })
  return box
}

function contentOf({ t, commands }: Context, { key, values, detail, tone }: Message): readonly Node[] {
  const words = h("div", { class: "grow" })
  if (key && isStringKey(key)) words.append(h("p", {}, t(key, values)))
  if (detail) words.append(h("p", { class: "detail", lang: "en" }, detail))
  const parts: Node[] = [words]
  if (tone === "problem" && (key === "engineFailed" || key === "notConnected")) parts.push(textButton(t("retry"), () => commands.retry()))
  parts.push(iconButton({ icon: "close", label: t("dismiss"), onPress: () => commands.tell(null) }))
  return parts
}
