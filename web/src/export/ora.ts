/** OpenRaster: a zip whose first file says what it is, and a PNG for each layer. Source: OpenRaster 0.0.5. */

import { strToU8, type Zippable, zipSync } from "fflate"
import { encodePng } from "../engine/png"
import type { DocumentLayer, LayeredDocument } from "./documents"

const OPERATORS = { normal: "svg:src-over", multiply: "svg:multiply", screen: "svg:screen" } as const

export async function writeOra(document: LayeredDocument, thumbnail: ImageData): Promise<Uint8Array> {
  const files: Zippable = { mimetype: strToU8("image/openraster"), "stack.xml": strToU8(stackXml(document)) }
  for (const layer of document.layers) files[pathOf(layer)] = await encodePng(layer.pixels)
  files["mergedimage.png"] = await encodePng(document.merged)
  files["Thumbnails/thumbnail.png"] = await encodePng(thumbnail)
  return zipSync(files, { level: 0 }) // PNGs do not shrink, and the first file must be stored
}

export function stackXml({ width, height, layers }: Omit<LayeredDocument, "merged">): string {
  const rows = layers.map((layer) => {
    const { name, mode, visible, opacity } = layer
    return `    <layer name="${escaped(name)}" src="${pathOf(layer)}" x="0" y="0" opacity="${opacity}" visibility="${visible ? "visible" : "hidden"}" composite-op="${OPERATORS[mode]}"/>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<image version="0.0.3" w="${width}" h="${height}">\n  <stack>\n${rows.join("\n")}\n  </stack>\n</image>\n`
}

function pathOf({ key }: Pick<DocumentLayer, "key">): string {
  return `data/${key}.png`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
}
