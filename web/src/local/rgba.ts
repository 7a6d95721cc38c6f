/** Layers as the canvas has them: RGBA bytes with straight alpha. */

import type { Colored } from "./colorizer"
import { paint } from "./flats"
import { shadeSplit } from "./layers"
import type { Page } from "./page"
import type { Sent } from "./protocol"
import type { Bytes, Extent } from "./raster"

type Cover = (place: number) => number

function rgba({ height, width }: Extent, color: Uint8Array | null, cover: Cover): Sent {
  const data = new Uint8ClampedArray(4 * height * width)
  for (let place = 0, from = 0, to = 0; to < data.length; place++, from += 3, to += 4) {
    if (color) {
      data[to] = color[from]
      data[to + 1] = color[from + 1]
      data[to + 2] = color[from + 2]
    }
    data[to + 3] = cover(place)
  }
  return { height, width, data }
}

const opaque: Cover = () => 255

/** Grey as a picture. */
export const grayPicture = (gray: Bytes): Sent => {
  const data = new Uint8ClampedArray(4 * gray.data.length).fill(255)
  gray.data.forEach((value, place) => data.fill(value, 4 * place, 4 * place + 3))
  return { height: gray.height, width: gray.width, data }
}

/** The page's lines as a layer. Mirrors `layers.lines_of`. */
export const linesOf = ({ lineart, ink }: Page): Sent =>
  rgba(lineart, ink?.data ?? null, (place) => 255 - lineart.data[place])

/** The picture and its layers but the lines. Mirrors `layers.split`, and `Layers.painted` for the flats' alpha. */
export function layersOf({ image, color, flats, bare }: Colored): {
  image: Sent
  flats: Sent
  shading: Sent
  highlights: Sent
} {
  const whole = paint(flats)
  const { shading, highlights } = shadeSplit(color, whole)
  return {
    image: rgba(image, image.data, opaque),
    flats: rgba(image, whole.data, (place) => (bare[flats.regions.data[place] - 1] ? 0 : 255)),
    shading: rgba(image, shading.data, opaque),
    highlights: rgba(image, highlights.data, opaque),
  }
}
