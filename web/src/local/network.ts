/** What runs a network: one method over float planes; mirrors `nurie.runtime.backend`. */

import * as ort from "onnxruntime-web/wasm"
import { EngineError } from "../engine/engine"
import { readCard, type Card } from "./bundle"
import type { Tensor } from "./tensors"

const INPUT = "planes"

export interface Network {
  readonly card: Card
  /** The pictures of `card.paints`, and logits over `card.color_bins` and `card.things` per cell. */
  run(planes: Tensor): Promise<{ color: Tensor; logits: Tensor }>
}

/** Where ONNX Runtime finds its own two files, and how many threads it may start. */
export interface RuntimePlace {
  readonly wasm: string
  readonly mjs: string
  readonly threads: number
}

/** @param place none in Node, where the package finds its files itself. */
export async function openNetwork(model: Uint8Array, place: RuntimePlace | null): Promise<Network> {
  const card = readCard(model)
  ort.env.wasm.numThreads = place?.threads ?? 1
  // Its glue code is bundled with ours but for threads, which load it once more by its own address.
  if (place) ort.env.wasm.wasmPaths = place.threads > 1 ? { wasm: place.wasm, mjs: place.mjs } : { wasm: place.wasm }
  const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] }).catch((error: unknown) => {
    throw new EngineError(`The model ${card.name} cannot be opened in this browser (${String(error)}).`)
  })
  const run = async (planes: Tensor): Promise<{ color: Tensor; logits: Tensor }> => {
    const shape = [1, planes.channels, planes.height, planes.width]
    const input = new ort.Tensor("float32", planes.data, shape)
    const found = await session.run({ [INPUT]: input })
    input.dispose()
    return { color: taken(found["color"]), logits: taken(found["logits"]) }
  }
  return { card, run }
}

/** The values of an output, kept, and its own memory given back. */
function taken(output: ort.Tensor): Tensor {
  const [, channels, height, width] = output.dims
  const data = (output.data as Float32Array).slice()
  output.dispose()
  return { channels, height, width, data }
}
