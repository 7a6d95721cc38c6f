/** Finds what colours: the server that this page came from, or else the network in the browser. */

import type { EngineChoice } from "../core/state"
import { type Engine, EngineError, type ModelInfo } from "./engine"
import { hasLocalEngine, loadLocalEngine } from "./local"
import { ServerEngine, type ServerOptions } from "./server_engine"

export interface Connected {
  readonly engine: Engine
  readonly models: readonly ModelInfo[]
}

/** A page that was built to lie on a site without a server says so in its head. */
function isServerless(): boolean {
  return document.querySelector('meta[name="nurie-serverless"]') !== null || import.meta.env.VITE_SERVERLESS === "1"
}

/** @throws EngineError where neither is to be had. */
export async function connect(choice: EngineChoice, askToken: ServerOptions["askToken"]): Promise<Connected> {
  const wantsServer = choice === "server" || (choice === "auto" && !isServerless())
  if (wantsServer) {
    try {
      return await withModels(new ServerEngine({ base: document.baseURI, askToken }))
    } catch (error) {
      if (choice === "server" || !hasLocalEngine) throw asEngineError(error)
    }
  }
  if (!hasLocalEngine) throw new EngineError("This page was built without its own network; start it with nurie serve.")
  return withModels(await loadLocalEngine())
}

async function withModels(engine: Engine): Promise<Connected> {
  return { engine, models: await engine.models() }
}

function asEngineError(error: unknown): EngineError {
  return error instanceof EngineError ? error : new EngineError("The server gave an answer that this page does not understand.")
}
