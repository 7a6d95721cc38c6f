/** What the buttons and keys do beyond one action: files, dialogs, engines. */

import * as act from "../core/actions"
import { hintsFor, readHints, writeHints } from "../core/hints_json"
import { isLineArt, isOpaque } from "../core/lineart"
import { isPaletteName, readPalette } from "../core/palettes"
import { FileError } from "../core/problem"
import { packSession, SESSION_SUFFIX, type Session, unpackSession } from "../core/session"
import { type Message, NO_WORK, type Page, type State, type Work, workOf } from "../core/state"
import type { Store } from "../core/store"
import { decodePicture } from "../engine/decode"
import { type Engine, EngineError } from "../engine/engine"
import { isLayered, readLayered } from "../engine/layered"
import { isAbort, type Painter } from "../engine/painter"
import type { Proposals } from "../engine/proposals"
import { saveFile, stemOf } from "../export/save"
import { type Autosave, sessionOf } from "../storage/autosave"
import { thumbnailOf } from "../view/canvas"
import type { Picture } from "../view/picture"
import { h } from "./element"
import type { StringKey, Values } from "./strings"

const MOST_MEGAPIXELS = 40

/** Dialogs, as the commands need them: each answers with what the artist chose. */
export interface Dialogs {
  replace(): Promise<"save" | "go" | "cancel">
  lines(picture: ImageData, engine: Engine): Promise<ImageData | "keep" | "cancel">
  examples(): void
  sheet(): void
  settings(): void
  help(): void
}

export interface Services {
  readonly store: Store<State>
  readonly picture: Picture
  readonly painter: Painter
  readonly proposals: Proposals
  readonly autosave: Autosave
  readonly engine: () => Engine | null
  readonly reconnect: () => void
}

export class Commands {
  /** Set when the interface is built; another one in another language. */
  dialogs: Dialogs | null = null
  private saved: Work = NO_WORK
  private readonly chooser = h("input", { type: "file", multiple: true, hidden: true, class: "chooser" })

  constructor(private readonly services: Services) {
    this.chooser.addEventListener("change", () => void this.openFiles([...(this.chooser.files ?? [])]))
    document.body.append(this.chooser) // else it may be gone before the artist has chosen
  }

  get store(): Store<State> {
    return this.services.store
  }

  get proposals(): Proposals {
    return this.services.proposals
  }

  get picture(): Picture {
    return this.services.picture
  }

  // --- messages

  note(key: StringKey, values: Values = {}, detail: string | null = null): void {
    this.tell({ tone: "note", key, values, detail })
  }

  tell(message: Message | null): void {
    this.store.do(act.tell, message)
  }

  retry(): void {
    this.tell(null)
    if (this.services.engine()) this.services.painter.retry()
    else this.services.reconnect()
  }

  reconnect(): void {
    this.services.reconnect()
  }

  // --- opening

  /** Lets the artist choose files. */
  chooseFiles(accept = ""): void {
    this.chooser.accept = accept
    this.chooser.value = "" // the same file may be opened again
    this.chooser.click()
  }

  /** Pictures, sessions, hints and palettes, by their names. A drawing comes before its hints. */
  async openFiles(files: readonly File[]): Promise<void> {
    const sorted = [...files].sort((a, b) => Number(isSide(a)) - Number(isSide(b)))
    for (const file of sorted) {
      try {
        await this.openFile(file)
      } catch (error) {
        this.explain(error, file.name)
      }
    }
  }

  private async openFile(file: File): Promise<void> {
    const name = file.name.toLowerCase()
    if (name.endsWith(SESSION_SUFFIX)) return this.openSession(new Uint8Array(await file.arrayBuffer()))
    if (name.endsWith(".json")) return this.openHints(await file.text())
    if (isPaletteName(name)) return this.openPalette(file)
    if (isLayered(name)) return this.openDrawing(await readLayered(file.name, new Uint8Array(await file.arrayBuffer())), file.name)
    if (file.type && !file.type.startsWith("image/")) throw new FileError("unknownFile", { name: file.name })
    return this.openPicture(file, file.name)
  }

  /** @param isDrawing known to be line art: it is not asked for lines. */
  async openPicture(source: Blob, name: string, isDrawing = false): Promise<void> {
    const pixels = await decodePicture(source).catch(() => {
      throw new FileError("notPicture", { name })
    })
    await this.openDrawing(pixels, name, isDrawing)
  }

  private async openDrawing(pixels: ImageData, name: string, isDrawing = false): Promise<void> {
    const megapixels = (pixels.width * pixels.height) / 1e6
    if (megapixels > MOST_MEGAPIXELS) throw new FileError("pictureTooLarge", { found: megapixels.toFixed(1), most: MOST_MEGAPIXELS })
    if (!(await this.mayReplace())) return
    this.openPixels(pixels, name)
    if (!isDrawing && !isLineArt(pixels)) await this.offerLines()
  }

  openPixels(pixels: ImageData, name: string, work: Work = NO_WORK, coloring = false): void {
    this.proposals.stop()
    const page: Page = { id: crypto.randomUUID(), name, pixels, opaque: isOpaque(pixels) }
    this.saved = work
    this.store.do(act.openPage, page, work, coloring)
  }

  openSheet(width: number, height: number): void {
    void this.mayReplace().then((may) => {
      if (!may) return
      const pixels = new ImageData(width, height)
      pixels.data.fill(255)
      this.openPixels(pixels, "nurie.png")
      this.store.do(act.chooseTool, "pen")
    })
  }

  async openSession(bytes: Uint8Array): Promise<void> {
    const { session, pagePng } = unpackSession(bytes)
    const pixels = await decodePicture(pagePng, true)
    if (await this.mayReplace()) this.openRestored(session, pixels)
  }

  openRestored(session: Session, pixels: ImageData): void {
    this.openPixels(pixels, session.name, session.work, session.coloring)
    this.store.do((state) => ({ ...act.setLooks(state, session.looks), light: session.light }))
  }

  openHints(text: string): void {
    const { page } = this.store.state
    if (!page) return this.note("hintsNeedPage")
    const hints = hintsFor(readHints(text), page.pixels)
    this.store.do((state) => act.startColoring(act.changeWork(state, { hints })))
    this.note("hintsLoaded", { count: hints.length })
  }

  private async openPalette(file: File): Promise<void> {
    const palette = readPalette(file.name, new Uint8Array(await file.arrayBuffer()))
    this.store.do(act.choosePalette, palette)
    this.note("paletteLoaded", { name: palette.name, count: palette.swatches.length })
  }

  /** Lines instead of the picture that is open. */
  async offerLines(): Promise<void> {
    const { page } = this.store.state
    const engine = this.services.engine()
    if (!page || !engine || !this.dialogs) return
    const answer = await this.dialogs.lines(page.pixels, engine)
    if (answer instanceof ImageData) this.openPixels(answer, page.name)
  }

  /** Asks before work is replaced that no file holds. */
  async mayReplace(): Promise<boolean> {
    const { state } = this.store
    const work = workOf(state)
    const isTouched = work.hints.length + work.ink.length > 0
    if (!state.page || !isTouched || work === this.saved || !this.dialogs) return true
    const answer = await this.dialogs.replace()
    if (answer === "save") await this.saveSession()
    return answer !== "cancel"
  }

  private explain(error: unknown, name: string): void {
    if (isAbort(error)) return
    if (error instanceof FileError) this.tell({ tone: "problem", key: error.key, values: { name, ...error.values }, detail: null })
    else this.tell({ tone: "problem", key: "unknownFile", values: { name }, detail: error instanceof EngineError ? error.message : String(error) })
  }

  // --- saving

  async savePng(): Promise<void> {
    await this.saving(async (state, page) => {
      const canvas = this.picture.render(state, state.looks)
      if (canvas) saveFile(`${stemOf(page.name)}.png`, await canvas.convertToBlob({ type: "image/png" }), "image/png")
    })
  }

  async savePsd(): Promise<void> {
    await this.saving(async (state, page) => {
      const [{ documentOf }, { writePsdFile }] = await Promise.all([import("../export/documents"), import("../export/psd")])
      saveFile(`${stemOf(page.name)}.psd`, writePsdFile(documentOf(state, page, this.picture)), "image/vnd.adobe.photoshop")
    })
  }

  async saveOra(): Promise<void> {
    await this.saving(async (state, page) => {
      const [{ documentOf }, { writeOra }] = await Promise.all([
        import("../export/documents"), import("../export/ora"),
      ])
      const document = documentOf(state, page, this.picture)
      saveFile(`${stemOf(page.name)}.ora`, await writeOra(document, thumbnailOf(document.merged, 256)), "image/openraster")
    })
  }

  async saveHints(): Promise<void> {
    await this.saving(async (state, page) => {
      const text = writeHints({ extent: page.pixels, strokes: workOf(state).hints })
      saveFile(`${stemOf(page.name)}.hints.json`, text, "application/json")
    })
  }

  async saveSession(): Promise<void> {
    await this.saving(async (state, page) => {
      const bytes = packSession(sessionOf(state, page), await this.services.autosave.pngOf(page))
      saveFile(`${stemOf(page.name)}${SESSION_SUFFIX}`, bytes, "application/zip")
      this.saved = workOf(state)
    })
  }

  private async saving(save: (state: State, page: Page) => Promise<void>): Promise<void> {
    const { state } = this.store
    if (!state.page) return
    try {
      await save(state, state.page)
    } catch (error) {
      this.tell({ tone: "problem", key: "saveFailed", values: {}, detail: String(error) })
    }
  }
}

/** What goes with a page and is none. */
function isSide(file: File): boolean {
  return file.name.toLowerCase().endsWith(".json") || isPaletteName(file.name)
}
