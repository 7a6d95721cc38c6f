/** PSD by ag-psd, straight from bytes, so that transparency keeps its colours. */

import { type Layer, writePsdUint8Array } from "ag-psd"
import type { DocumentLayer, LayeredDocument } from "./documents"

export function writePsdFile({ width, height, layers, merged }: LayeredDocument): Uint8Array {
  const children = [...layers].reverse().map(psdLayer) // ag-psd counts from the bottom
  return writePsdUint8Array({ width, height, children, imageData: merged }, { noBackground: true })
}

function psdLayer({ name, mode, pixels, visible, opacity }: DocumentLayer): Layer {
  return { name, blendMode: mode, imageData: pixels, hidden: !visible, opacity, left: 0, top: 0 }
}
