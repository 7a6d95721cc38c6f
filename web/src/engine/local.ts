/** The engine of the browser, loaded when it is needed, for it is large. */

import type { Engine } from "./engine"

/** @param model its name; the file lies beside the page. */
export async function loadLocalEngine(model: string): Promise<Engine> {
  const { createLocalEngine } = await import("../local/engine")
  return createLocalEngine({ modelUrl: new URL(`models/${model}.onnx`, document.baseURI).href })
}
