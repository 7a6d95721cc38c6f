/** Drawings as artists bring them, made of an example. */

import type { Rgba } from "../../src/local/ink"

type Pixel = readonly [red: number, green: number, blue: number, alpha: number]

function each({ width, height, data }: Rgba, change: (gray: number, x: number, y: number) => Pixel): Rgba {
  const found = new Uint8Array(data.length)
  for (let place = 0; place < width * height; place++)
    found.set(change(data[4 * place], place % width, Math.floor(place / width)), 4 * place)
  return { width, height, data: found }
}

/** Black lines on nothing. */
export const transparent = (page: Rgba): Rgba => each(page, (gray) => [0, 0, 0, 255 - gray])

/** Lines in blue and brown ink on nothing. */
export const transparentInk = (page: Rgba): Rgba =>
  each(page, (gray, x) => [
    ...((x < page.width / 2 ? [20, 40, 160] : [120, 60, 10]) as [number, number, number]),
    255 - gray,
  ])

export const whiteOnNothing = (page: Rgba): Rgba => each(page, (gray) => [255, 255, 255, 255 - gray])

/** A scan on yellowish paper that is darker to one side. */
export const toned = (page: Rgba): Rgba =>
  each(page, (gray, x) => {
    const light = 0.72 + (0.18 * x) / page.width
    return [Math.round(gray * light), Math.round(gray * light * 0.97), Math.round(gray * light * 0.85), 255]
  })

export const whiteOnBlack = (page: Rgba): Rgba => each(page, (gray) => [255 - gray, 255 - gray, 255 - gray, 255])

/** Red pencil on white paper. */
export const redPencil = (page: Rgba): Rgba =>
  each(page, (gray) => [Math.round(255 - (255 - gray) * 0.2), Math.round(255 - (255 - gray) * 0.8), gray, 255])

/** In soft pencil, black nowhere. */
export const faint = (page: Rgba): Rgba =>
  each(page, (gray) => {
    const light = Math.round(255 - (255 - gray) * 0.6)
    return [light, light, light, 255]
  })

/** With two areas and a wide line of even grey, one edge soft. */
export const filled = (page: Rgba): Rgba =>
  each(page, (gray, x, y) => {
    const area = x > 420 && x < 500 && y > 20 && y < 110 ? 90 : x > 40 && x < 130 && y > 380 && y < 460 ? 50 : 255
    const line = x >= 250 && x < 262 ? 70 : x === 262 ? 170 : 255
    const level = Math.min(gray, area, line)
    return [level, level, level, 255]
  })

/** A figure cut out: opaque white inside a box, nothing around. */
export const cutOut = (page: Rgba): Rgba =>
  each(page, (gray, x, y) => [
    gray,
    gray,
    gray,
    x > 40 && y > 40 && x < page.width - 40 && y < page.height - 40 ? 255 : 0,
  ])

/** In flat colours already. */
export const painted = (page: Rgba): Rgba =>
  each(page, (gray, x, y) => [
    gray,
    Math.round(gray * (x < page.width / 2 ? 0.4 : 0.8)),
    Math.round(gray * (y < 300 ? 0.9 : 0.3)),
    255,
  ])

/** Every pixel `by` times as wide and as high. */
export function enlarged({ width, height, data }: Rgba, by: number): Rgba {
  const found = new Uint8Array(data.length * by * by)
  for (let y = 0, to = 0; y < height * by; y++)
    for (let x = 0; x < width * by; x++, to += 4) {
      const from = 4 * (Math.floor(y / by) * width + Math.floor(x / by))
      found.set(data.subarray(from, from + 4), to)
    }
  return { width: width * by, height: height * by, data: found }
}

/** The upper left part. */
export function cut({ width, data }: Rgba, toWidth: number, toHeight: number): Rgba {
  const found = new Uint8Array(4 * toWidth * toHeight)
  for (let y = 0; y < toHeight; y++) found.set(data.subarray(4 * y * width, 4 * (y * width + toWidth)), 4 * y * toWidth)
  return { width: toWidth, height: toHeight, data: found }
}

/** The same page several times, one below the other: a strip. */
export function stacked(page: Rgba, times: number): Rgba {
  const data = new Uint8Array(page.data.length * times)
  for (let time = 0; time < times; time++) data.set(page.data, time * page.data.length)
  return { width: page.width, height: page.height * times, data }
}
