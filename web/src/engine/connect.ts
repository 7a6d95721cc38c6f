/** Finds what colours: the server that this page came from, or else the network in the browser. */

import type { EngineChoice } from "../core/state"
import { type Engine, EngineError, type ModelInfo } from "./engine"
import { loadLocalEngine } from "./local"
import { ServerEngine, type ServerOptions } from "./server_engine"

export interface Connected {
  readonly engine: Engine
  readonly models: readonly ModelInfo[]
}

/** What lies beside the page and says where it came from: page.json. */
interface Facts {
  readonly serverless: boolean
  readonly model: string
}

const NO_FACTS: Facts = { serverless: false, model: "nurie-tiny" }

/** @throws EngineError where neither is to be had. */
export async function connect(choice: EngineChoice, askToken: ServerOptions["askToken"]): Promise<Connected> {
  const facts = await findFacts()
  if (choice === "server" || (choice === "auto" && !facts.serverless)) {
    try {
      return await withModels(new ServerEngine({ base: document.baseURI, askToken }))
    } catch (error) {
      if (choice === "server") throw asEngineError(error)
    }
  }
  return withModels(await loadLocalEngine(facts.model))
}

async function findFacts(): Promise<Facts> {
  try {
    const found = (await (await fetch(new URL("page.json", document.baseURI))).json()) as Partial<Facts>
    return { serverless: found.serverless === true, model: typeof found.model === "string" ? found.model : NO_FACTS.model }
  } catch {
    return NO_FACTS
  }
}

async function withModels(engine: Engine): Promise<Connected> {
  return { engine, models: await engine.models() }
}

function asEngineError(error: unknown): EngineError {
  return error instanceof EngineError ? error : new EngineError("The server gave an answer that this page does not understand.")
}
