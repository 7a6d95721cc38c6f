/** Adobe's colour swatches (.aco, versions 1 and 2) and swatch exchange (.ase); both big-endian. */

import { hsvToRgb, labToRgb, type Rgb, rgbToHex } from "./color"
import type { Palette, Swatch } from "./palette"
import { FileError } from "./problem"

/** Reads on and on; the end of the file is an error. */
class Bytes {
  private at = 0
  private readonly view: DataView

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get left(): number {
    return this.view.byteLength - this.at
  }

  u16(): number {
    return this.view.getUint16(this.step(2))
  }

  u32(): number {
    return this.view.getUint32(this.step(4))
  }

  f32(): number {
    return this.view.getFloat32(this.step(4))
  }

  /** UTF-16 of so many units, the closing zero among them. */
  text(units: number): string {
    let found = ""
    for (let i = 0; i < units; i++) found += String.fromCharCode(this.u16())
    return found.split("\0")[0].trim()
  }

  ascii(length: number): string {
    const at = this.step(length)
    return String.fromCharCode(...new Uint8Array(this.view.buffer, this.view.byteOffset + at, length)).trim()
  }

  skipTo(at: number): void {
    this.step(at - this.at)
  }

  get position(): number {
    return this.at
  }

  private step(count: number): number {
    if (count < 0 || count > this.left) throw new FileError("paletteBroken")
    this.at += count
    return this.at - count
  }
}

/** @throws FileError for another version or colour space, or too few bytes. Greys: 10000 is white. */
export function readAco(bytes: Uint8Array): Palette {
  const stream = new Bytes(bytes)
  const first = acoSection(stream)
  const swatches = first.version === 1 && stream.left >= 4 ? acoSection(stream).swatches : first.swatches
  return { name: "", swatches }
}

function acoSection(stream: Bytes): { readonly version: number; readonly swatches: readonly Swatch[] } {
  const version = stream.u16()
  if (version !== 1 && version !== 2) throw new FileError("paletteBroken")
  const count = stream.u16()
  const swatches: Swatch[] = []
  for (let i = 0; i < count; i++) {
    const color = acoColor(stream.u16(), [stream.u16(), stream.u16(), stream.u16(), stream.u16()])
    swatches.push({ color: rgbToHex(color), name: version === 2 ? stream.text(stream.u32()) : "" })
  }
  return { version, swatches }
}

const ACO_SPACES: Readonly<Record<number, (values: readonly number[]) => Rgb>> = {
  0: ([r, g, b]) => [r / 257, g / 257, b / 257],
  1: ([h, s, v]) => hsvToRgb([h / 65535, s / 65535, v / 65535]),
  2: ([c, m, y, k]) => cmykToRgb(1 - c / 65535, 1 - m / 65535, 1 - y / 65535, 1 - k / 65535),
  7: ([l, a, b]) => labToRgb(l / 100, signed(a) / 100, signed(b) / 100),
  8: ([level]) => grey(level / 10000),
}

function acoColor(space: number, values: readonly number[]): Rgb {
  const turn = ACO_SPACES[space]
  if (!turn) throw new FileError("paletteBroken")
  return turn(values)
}

const COLOR_BLOCK = 0x0001

/** @throws FileError for another signature or colour model, or too few bytes. Groups are read as one palette. */
export function readAse(bytes: Uint8Array): Palette {
  const stream = new Bytes(bytes)
  if (stream.ascii(4) !== "ASEF") throw new FileError("paletteBroken")
  stream.u32() // the version
  const blocks = stream.u32()
  const swatches: Swatch[] = []
  for (let i = 0; i < blocks; i++) {
    const kind = stream.u16()
    const length = stream.u32()
    const end = stream.position + length
    if (kind === COLOR_BLOCK) swatches.push(aseSwatch(stream))
    stream.skipTo(end)
  }
  return { name: "", swatches }
}

function aseSwatch(stream: Bytes): Swatch {
  const name = stream.text(stream.u16())
  const model = stream.ascii(4)
  if (model === "RGB") return { name, color: rgbToHex([stream.f32() * 255, stream.f32() * 255, stream.f32() * 255]) }
  if (model === "CMYK") return { name, color: rgbToHex(cmykToRgb(stream.f32(), stream.f32(), stream.f32(), stream.f32())) }
  if (model === "LAB") return { name, color: rgbToHex(labToRgb(stream.f32() * 100, stream.f32(), stream.f32())) }
  if (model === "Gray") return { name, color: rgbToHex(grey(stream.f32())) }
  throw new FileError("paletteBroken")
}

function cmykToRgb(c: number, m: number, y: number, k: number): Rgb {
  return [255 * (1 - c) * (1 - k), 255 * (1 - m) * (1 - k), 255 * (1 - y) * (1 - k)]
}

function grey(share: number): Rgb {
  return [share * 255, share * 255, share * 255]
}

function signed(value: number): number {
  return value > 32767 ? value - 65536 : value
}
