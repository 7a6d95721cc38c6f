/**
 * Line art from painted pictures and scans: those extractors of `nurie.core.lineart` that need no network. Change
 * both.
 */

import { EngineError, type LineMethod } from "../engine/engine"
import { luma } from "./color"
import { aboveMean, blackhatDisc, dilateSquare, edgesBytes, gaussianBytes, gaussianFloats, labBytes } from "./cv/filter"
import { clamp, fround, rint, toByte, toBytesBy } from "./numbers"
import { bytes, floats, type Bytes } from "./raster"
import { cleanScan } from "./scan"

interface Extractor {
  readonly label: LineMethod["label"]
  readonly extract: (picture: Bytes) => Bytes
}

const EXTRACTORS: Readonly<Record<string, Extractor>> = {
  blackhat: { label: { en: "Inked art", ja: "ペン入れ済みの絵" }, extract: blackhat },
  scan: { label: { en: "Scanned drawing", ja: "スキャンした線画" }, extract: (picture) => cleanScan(gray(picture)) },
  xdog: { label: { en: "Bold ink (XDoG)", ja: "太い線（XDoG）" }, extract: xdog },
  dodge: { label: { en: "Pencil", ja: "鉛筆" }, extract: dodge },
  adaptive: { label: { en: "Black and white", ja: "白黒" }, extract: (picture) => aboveMean(gray(picture), 9, 2) },
  canny: { label: { en: "Thin edges (Canny)", ja: "細い輪郭（Canny）" }, extract: canny },
}

export const LINE_METHODS: readonly LineMethod[] = Object.entries(EXTRACTORS).map(([name, { label }]) => ({
  name,
  label,
}))

/** 255 paper, 0 full ink. Mirrors `lineart.extract_lineart`. */
export function extractLineart(picture: Bytes, method: string): Bytes {
  const found = EXTRACTORS[method]
  if (!found)
    throw new EngineError(`There is no line method ${method}; known are ${Object.keys(EXTRACTORS).join(", ")}.`)
  return found.extract(picture)
}

const gray = ({ data, height, width }: Bytes): Bytes =>
  bytes(
    { height, width },
    1,
    Uint8Array.from({ length: height * width }, (_, place) =>
      luma(data[3 * place], data[3 * place + 1], data[3 * place + 2]),
    ),
  )

/** Extended difference of Gaussians. Source: Winnemöller, Kyprianidis and Olsen 2012, "XDoG", equations 5 to 7. */
function xdog(picture: Bytes): Bytes {
  const [sigma, ratio, sharpness, threshold, slope] = [0.7, 1.6, 18, 0.55, 8]
  const light = floats(
    picture,
    1,
    Float32Array.from(gray(picture).data, (value) => value / 255),
  )
  const [fine, coarse] = [gaussianFloats(light, sigma).data, gaussianFloats(light, sigma * ratio).data]
  return bytes(
    picture,
    1,
    toBytesBy(fine, (value, place) => {
      const sharpened = fround(fround((1 + sharpness) * value) - fround(sharpness * coarse[place]))
      const soft = 1 + Math.tanh(fround(slope * Math.min(fround(sharpened - fround(threshold)), 0)))
      return clamp(rint(soft * 255), 0, 255)
    }),
  )
}

/** Grey divided by its dilation: pencil-like, keeps line weight. */
function dodge(picture: Bytes): Bytes {
  const [radius, gain] = [2, 1.6]
  const light = gray(picture)
  const around = dilateSquare(light, 2 * radius + 1).data
  return bytes(
    picture,
    1,
    light.data.map((value, place) => {
      const ratio = around[place] ? toByte(fround((value * 255) / around[place])) : 0
      return toByte(fround(fround(ratio * fround(gain)) + fround(255 * (1 - gain))))
    }),
  )
}

/** Black-hat of CIELAB lightness: what is darker than both its sides. Source: Meyer 1979. */
function blackhat(picture: Bytes): Bytes {
  const [radius, gain, floor] = [3, 2.5, 6]
  const lab = labBytes(picture).data
  const light = bytes(
    picture,
    1,
    Uint8Array.from({ length: lab.length / 3 }, (_, place) => lab[3 * place]),
  )
  const hat = blackhatDisc(light, 2 * radius + 1).data
  return bytes(
    picture,
    1,
    hat.map((value) => 255 - toByte(Math.max(0, value - floor) * gain)),
  )
}

/** Thin closed-form edges, slightly softened. Source: Canny 1986. */
function canny(picture: Bytes): Bytes {
  const edges = edgesBytes(gaussianBytes(picture, 1), 50, 120)
  return gaussianBytes(
    bytes(
      picture,
      1,
      edges.data.map((value) => 255 - value),
    ),
    0.6,
  )
}
