/** Puts the parts together. */

import "./styles/base.css"
import "./styles/bar.css"
import "./styles/stage.css"
import "./styles/panel.css"
import "./styles/dialog.css"
import "./styles/narrow.css"
import * as act from "./core/actions"
import { FIRST_STATE, type State } from "./core/state"
import { Store } from "./core/store"
import { connect } from "./engine/connect"
import { type Engine, EngineError } from "./engine/engine"
import { Painter } from "./engine/painter"
import { Proposals } from "./engine/proposals"
import { Autosave, restore } from "./storage/autosave"
import { keepSettings, loadSettings } from "./storage/settings"
import { Commands } from "./ui/commands"
import { askToken } from "./ui/dialogs"
import { showInterface } from "./ui/interface"
import { translator } from "./ui/strings"
import { Picture } from "./view/picture"
import { PointerInput } from "./view/pointer"
import { Stage } from "./view/stage"

const TOKEN = "nurie.token"

async function start(root: HTMLElement): Promise<void> {
  const store = new Store<State>({ ...FIRST_STATE, settings: loadSettings(localStorage, navigator.language) })
  keepSettings(store, localStorage)
  const canvas = document.createElement("canvas")
  canvas.tabIndex = 0
  canvas.className = "canvas"
  canvas.setAttribute("role", "application")
  const picture = new Picture()
  const stage = new Stage(canvas, store, picture)
  const pointer = new PointerInput(canvas, store, picture)
  const painter = new Painter(store, picture.inked)
  const proposals = new Proposals(store, painter)
  const autosave = new Autosave(store)
  let engine: Engine | null = null

  const find = async () => {
    store.do(act.setEngine, { kind: null })
    try {
      const found = await connect(store.state.settings.engine, (refused) => tokenOf(store, refused))
      engine = found.engine
      const wanted = store.state.settings.model
      if (wanted && !found.models.some((model) => model.name === wanted)) store.do(act.changeSettings, { model: null })
      store.do(act.setEngine, { kind: engine.kind, models: found.models, lineMethods: engine.lineMethods })
      painter.use(engine)
    } catch (error) {
      const detail = error instanceof EngineError ? error.message : String(error)
      store.do(act.tell, { tone: "problem", key: "notConnected", values: {}, detail })
    }
  }
  const commands = new Commands({ store, picture, painter, proposals, autosave, engine: () => engine, reconnect: () => void find() })
  showInterface(root, { store, commands, stage, pointer })
  const last = await restore()
  if (last && !store.state.page) {
    commands.openRestored(last.session, last.pixels)
    commands.note("restored")
  }
  await find()
}

/** The token of this tab; asked for when there is none, and when the server refused it. */
async function tokenOf(store: Store<State>, refused: string | null): Promise<string | null> {
  const kept = sessionStorage.getItem(TOKEN)
  if (kept && kept !== refused) return kept
  const token = await askToken(translator(store.state.settings.language))
  if (token) sessionStorage.setItem(TOKEN, token)
  return token
}

const root = document.getElementById("app")
if (root) void start(root)
