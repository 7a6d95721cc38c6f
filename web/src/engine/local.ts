/** The one place that knows where the engine of the browser lies. It is loaded when it is needed, for it is large. */

import type { Engine } from "./engine"

interface LocalModule {
  createLocalEngine(options: { readonly modelUrl: string }): Promise<Engine>
}

const FOUND = import.meta.glob<LocalModule>("../local/engine.ts")

export const hasLocalEngine = Object.keys(FOUND).length > 0

/** @param model its name; the file lies beside the page. */
export async function loadLocalEngine(model: string): Promise<Engine> {
  const load = Object.values(FOUND)[0]
  if (!load) throw new Error("built without the engine of the browser")
  const { createLocalEngine } = await load()
  return createLocalEngine({ modelUrl: new URL(`models/${model}.onnx`, document.baseURI).href })
}
