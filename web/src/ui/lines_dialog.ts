/** A photo or a painting to lines: the method is chosen by what it gives, before and after under one slider. */

import { measure } from "../core/lineart"
import { type Engine, EngineError } from "../engine/engine"
import { isAbort } from "../engine/painter"
import type { Context } from "./context"
import { setSlider, slider, textButton } from "./controls"
import { openDialog } from "./dialog"
import { h } from "./element"

export function linesDialog(ui: Context, picture: ImageData, engine: Engine): Promise<ImageData | "keep" | "cancel"> {
  const { t } = ui
  return openDialog<ImageData | "keep" | "cancel">(t, t("linesTitle"), "cancel", "wide", (answer) => {
    const preview = new Preview(picture)
    const status = h("p", { class: "hint", role: "status" })
    const use = textButton(t("linesUse"), () => preview.lines && answer(preview.lines), "primary")
    const methods = h("div", { class: "methods", role: "group", "aria-label": t("linesMethod") })
    let running: AbortController | null = null

    const run = async (method: string) => {
      running?.abort()
      const mine = new AbortController()
      running = mine
      ;[...methods.children].forEach((each) => each.setAttribute("aria-pressed", String(each.getAttribute("data-method") === method)))
      use.disabled = true
      status.textContent = t("linesWorking")
      try {
        preview.show(await engine.lines(picture, method, mine.signal))
        status.textContent = ""
        use.disabled = false
      } catch (error) {
        if (!isAbort(error)) status.textContent = `${t("linesNone")} ${error instanceof EngineError ? error.message : ""}`
      }
    }
    for (const { name, label } of engine.lineMethods) {
      const button = h("button", { type: "button", class: "segment", "data-method": name, onclick: () => void run(name) }, label[ui.store.state.settings.language])
      methods.append(button)
    }
    void run(firstMethod(picture, engine))
    const divider = slider({ label: t("splitHandle"), least: 0, most: 1, step: 0.01, onInput: (share) => preview.split(share) })
    setSlider(divider, 0.5)
    return [
      h("p", {}, t("linesText")), methods, preview.element, divider, status,
      h("div", { class: "dialog-buttons" }, textButton(t("linesKeep"), () => answer("keep")), use),
    ]
  }).answered
}

/** Grey all over is a drawing on paper that was photographed; anything else is painted or seen. */
function firstMethod(picture: ImageData, { lineMethods }: Engine): string {
  const scan = lineMethods.find((method) => method.name === "scan")
  return scan && measure(picture).hued < 0.08 ? scan.name : (lineMethods[0]?.name ?? "")
}

/** The picture at the left of a line, its lines at the right. */
class Preview {
  readonly element: HTMLElement
  lines: ImageData | null = null
  private readonly after: HTMLCanvasElement
  private share = 0.5

  constructor(picture: ImageData) {
    const { width, height } = picture
    const before = h("canvas", { width, height })
    before.getContext("2d")?.putImageData(picture, 0, 0)
    this.after = h("canvas", { width, height, class: "over" })
    this.element = h("div", { class: "preview", "aria-hidden": "true" }, before, this.after)
  }

  show(lines: ImageData): void {
    this.lines = lines
    this.after.width = lines.width
    this.after.height = lines.height
    this.after.getContext("2d")?.putImageData(lines, 0, 0)
    this.split(this.share)
  }

  split(share: number): void {
    this.share = share
    this.after.style.clipPath = `inset(0 0 0 ${share * 100}%)`
  }
}
