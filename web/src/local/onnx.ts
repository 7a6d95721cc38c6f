/** The metadata of an ONNX file, which ONNX Runtime's web build does not give: read from its protobuf bytes. */

import { EngineError } from "../engine/engine"

const METADATA_PROPS = 14 // of ModelProto; each entry has its key in field 1 and its value in field 2
const [VARINT, BITS64, DELIMITED, BITS32] = [0, 1, 2, 5]

interface Field {
  readonly number: number
  /** The content of a delimited field, else empty. */
  readonly content: Uint8Array
}

/** All metadata of a model, by key. Source: Protocol Buffers, "Encoding"; onnx.proto, message ModelProto. */
export function readMetadata(model: Uint8Array): Map<string, string> {
  const found = new Map<string, string>()
  const text = new TextDecoder()
  for (const { number, content } of fieldsOf(model)) {
    if (number !== METADATA_PROPS) continue
    const parts = new Map<number, string>()
    for (const part of fieldsOf(content)) parts.set(part.number, text.decode(part.content))
    found.set(parts.get(1) ?? "", parts.get(2) ?? "")
  }
  return found
}

function* fieldsOf(message: Uint8Array): Generator<Field> {
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      if (at >= message.length || scale > 2 ** 63) throw broken()
      const byte = message[at++]
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }
  while (at < message.length) {
    const tag = varint()
    const [number, kind] = [Math.floor(tag / 8), tag % 8]
    let length = 0
    if (kind === VARINT) varint()
    else if (kind === BITS64) length = 8
    else if (kind === BITS32) length = 4
    else if (kind === DELIMITED) length = varint()
    else throw broken()
    if (at + length > message.length) throw broken()
    yield { number, content: kind === DELIMITED ? message.subarray(at, at + length) : message.subarray(0, 0) }
    at += length
  }
}

const broken = (): EngineError =>
  new EngineError("The model is no ONNX file, or a damaged one; expected a nurie bundle. Load the page again.")
