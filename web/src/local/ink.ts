/** Pixels to a page: what is line, what is paper, which colour the ink has; mirrors `nurie.core.ink`. Change both. */

import { luma } from "./color"
import { overWhite } from "./layers"
import { cleanScan } from "./scan"
import { cover } from "./tones"
import { countEach, fround, maxOf, rint, sum } from "./numbers"
import type { Page } from "./page"
import { bytes, pixelCount, type Bytes, type Extent } from "./raster"

const PAPER_WHITE = 250
const GRAY_SPREAD = 4
const SAMPLE_PIXELS = 500_000

export interface Rgba extends Extent {
  readonly data: Uint8Array | Uint8ClampedArray
}

/** Reads RGBA bytes as a drawing. Mirrors `ink.to_page`. */
export function toPage(picture: Rgba): Page {
  const { color, alpha } = parted(picture)
  if (alpha.data.every((value) => value === 255)) return fromOpaque(color)
  const kind = alphaKind(color, alpha)
  if (kind === "cut-out") return fromOpaque(overWhite(color, alpha))
  const lineart = inverted(alpha)
  if (kind === "white lines")
    return page(lineart, null, "The lines are white on transparent; they are drawn black in the picture.")
  return page(lineart, inkOf(color, alpha))
}

/** A picture on white, without its alpha. Mirrors `image_io.read_picture`. */
export function toPicture(picture: Rgba): Bytes {
  const { color, alpha } = parted(picture)
  return overWhite(color, alpha)
}

const page = (lineart: Bytes, ink: Bytes | null, ...warnings: string[]): Page => ({ lineart, ink, warnings })

function parted(picture: Rgba): { color: Bytes; alpha: Bytes } {
  const [color, alpha] = [bytes(picture, 3), bytes(picture)]
  for (let place = 0, from = 0, to = 0; place < alpha.data.length; place++, from += 4, to += 3) {
    color.data[to] = picture.data[from]
    color.data[to + 1] = picture.data[from + 1]
    color.data[to + 2] = picture.data[from + 2]
    alpha.data[place] = picture.data[from + 3]
  }
  return { color, alpha }
}

function sampled(raster: Bytes): Bytes {
  const step = Math.max(1, Math.trunc(Math.sqrt(pixelCount(raster) / SAMPLE_PIXELS)))
  if (step === 1) return raster
  const { channels } = raster
  const found = bytes({ height: Math.ceil(raster.height / step), width: Math.ceil(raster.width / step) }, channels)
  let to = 0
  for (let y = 0; y < raster.height; y += step)
    for (let x = 0; x < raster.width; x += step)
      for (let channel = 0; channel < channels; channel++)
        found.data[to++] = raster.data[(y * raster.width + x) * channels + channel]
  return found
}

const inverted = (raster: Bytes): Bytes =>
  bytes(
    raster,
    1,
    raster.data.map((value) => 255 - value),
  )

const least = (data: Uint8Array, at: number): number => Math.min(data[at], data[at + 1], data[at + 2])
const most = (data: Uint8Array, at: number): number => Math.max(data[at], data[at + 1], data[at + 2])

function leastOf(color: Bytes): Bytes {
  const found = bytes(color)
  for (let place = 0; place < found.data.length; place++) found.data[place] = least(color.data, 3 * place)
  return found
}

const grayOf = (color: Bytes): Bytes => {
  const found = bytes(color)
  const { data } = color
  for (let place = 0, at = 0; place < found.data.length; place++, at += 3)
    found.data[place] = luma(data[at], data[at + 1], data[at + 2])
  return found
}

/** Mirrors `ink._alpha_kind`. */
function alphaKind(color: Bytes, alpha: Bytes): "lines" | "white lines" | "cut-out" {
  let [sample, cover] = [sampled(color), sampled(alpha).data.map((value) => (value > 127 ? 1 : 0))]
  if (!sum(cover)) [sample, cover] = [color, alpha.data.map((value) => (value > 0 ? 1 : 0))]
  const covered = sum(cover)
  if (!covered) return "lines"
  let light = 0
  for (let place = 0; place < cover.length; place++) if (cover[place] && least(sample.data, 3 * place) >= 230) light++
  if (light / covered > 0.98) return "white lines"
  return light / covered > 0.3 || covered / cover.length > 0.5 ? "cut-out" : "lines"
}

function inkOf(color: Bytes, alpha: Bytes): Bytes | null {
  const ink = bytes(color, 3, color.data.slice())
  for (let place = 0; place < alpha.data.length; place++)
    if (!alpha.data[place]) ink.data.fill(0, 3 * place, 3 * place + 3)
  return maxOf(ink.data) > 1 ? ink : null
}

const unmixed = (color: Bytes): { lineart: Bytes; ink: Bytes | null } => {
  const { lineart, ink } = unmix(color)
  return cover(lineart, ink)
}

function fromOpaque(color: Bytes): Page {
  const gray = nearlyGray(color)
  if (gray) return fromGray(gray)
  const sample = sampled(color)
  const painted = isPainted(sample)
  if (isInverted(leastOf(sample))) return fromGray(grayOf(color))
  if (painted) {
    const { lineart, ink } = unmixed(color)
    return page(lineart, ink, "This page is in colour already; line art can be made of it first.")
  }
  if (isWhite(leastOf(sample))) {
    const { lineart, ink } = unmixed(color)
    return page(lineart, ink)
  }
  return fromGray(grayOf(color))
}

function fromGray(found: Bytes): Page {
  let gray = found
  const notes: string[] = []
  if (isInverted(sampled(gray))) {
    gray = inverted(gray)
    notes.push("The drawing is white on black; it was inverted.")
  }
  if (!isWhite(sampled(gray))) {
    gray = cleanScan(gray)
    notes.push("The paper is not white; its tone was removed.")
  }
  const { lineart, ink } = cover(gray, null)
  return page(lineart, ink, ...notes)
}

/** Mirrors `ink._gray_of`. */
function nearlyGray(color: Bytes): Bytes | null {
  const gray = bytes(color)
  for (let place = 0, at = 0; place < gray.data.length; place++, at += 3) {
    const low = least(color.data, at)
    const spread = most(color.data, at) - low
    if (spread > GRAY_SPREAD) return null
    gray.data[place] = low + ((spread + 1) >> 1)
  }
  return gray
}

/** Mirrors `ink._is_white`. */
function isWhite(gray: Bytes): boolean {
  const counts = countEach(gray.data, 256)
  const white = sum(counts.subarray(PAPER_WHITE))
  if (white >= 0.2 * gray.data.length) return true
  const tones = counts.subarray(128)
  const width = 256 - PAPER_WHITE
  let largest = 0 // of sums over `width` tones, placed as numpy's convolve with mode "same" places them
  for (let tone = 0; tone < tones.length; tone++) {
    const end = tone + (width >> 1)
    largest = Math.max(largest, sum(tones.subarray(Math.max(0, end - width), Math.min(tones.length, end))))
  }
  return white >= largest
}

function borderOf(gray: Bytes): Uint8Array {
  const { height, width, data } = gray
  const found = new Uint8Array(2 * (height + width))
  found.set(data.subarray(0, width))
  found.set(data.subarray((height - 1) * width), width)
  for (let y = 0; y < height; y++) {
    found[2 * width + y] = data[y * width]
    found[2 * width + height + y] = data[(y + 1) * width - 1]
  }
  return found
}

/** The value below which `share` of all bytes lie, between two of them as numpy's percentile. */
function quantile(counts: ArrayLike<number>, total: number, share: number): number {
  const place = share * (total - 1)
  const [low, high] = [byteAt(counts, Math.floor(place)), byteAt(counts, Math.ceil(place))]
  return low + (high - low) * (place - Math.floor(place))
}

function byteAt(counts: ArrayLike<number>, rank: number): number {
  let below = 0
  for (let value = 0; value < 256; value++) {
    below += counts[value]
    if (below > rank) return value
  }
  return 255
}

const medianByte = (data: Uint8Array): number => quantile(countEach(data, 256), data.length, 0.5)

/** Mirrors `ink._is_inverted`. */
function isInverted(gray: Bytes): boolean {
  let light = 0
  for (const value of gray.data) if (value > 160) light++
  const share = light / gray.data.length
  return medianByte(gray.data) <= 64 && medianByte(borderOf(gray)) <= 64 && share > 0.001 && share < 0.3
}

/** Mirrors `ink._is_painted`. */
function isPainted(sample: Bytes): boolean {
  const gray = grayOf(sample).data
  const bright = quantile(countEach(gray, 256), gray.length, 0.7)
  const counts = [new Float64Array(256), new Float64Array(256), new Float64Array(256)]
  let total = 0
  for (let place = 0; place < gray.length; place++)
    if (gray[place] >= bright) {
      total++
      counts.forEach((count, channel) => count[sample.data[3 * place + channel]]++)
    }
  const scale = counts.map((count) => fround(255 / Math.max(quantile(count, total, 0.5), 64)))
  let toned = 0
  for (let at = 0; at < sample.data.length; at += 3) {
    const parts = scale.map((part, channel) => Math.min(fround(sample.data[at + channel] * part), 255))
    if (Math.max(...parts) - Math.min(...parts) > 48) toned++
  }
  return toned / gray.length > 0.25
}

/** Splits ink on white paper into its cover and its colour. Mirrors `ink.unmix`. */
export function unmix(color: Bytes): { lineart: Bytes; ink: Bytes | null } {
  const [lineart, ink] = [bytes(color), bytes(color, 3)]
  let colored = false
  for (let place = 0, at = 0; place < lineart.data.length; place++, at += 3) {
    const low = least(color.data, at)
    lineart.data[place] = low
    if (low === 255) continue
    for (let channel = at; channel < at + 3; channel++) {
      ink.data[channel] = rint(fround(((color.data[channel] - low) * 255) / (255 - low)))
      colored ||= ink.data[channel] > 0
    }
  }
  return { lineart, ink: colored ? ink : null }
}
