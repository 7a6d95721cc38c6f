/** Whether a picture is a line drawing already, by its paper and its colours. */

const SAMPLES = 20_000
const PAPER = 225
const HUE_SPREAD = 45

export interface Looks {
  /** Share of pixels that are paper or transparent. */
  readonly paper: number
  /** Share of pixels with a clear hue. */
  readonly hued: number
}

export function measure(pixels: Pick<ImageData, "data">): Looks {
  const { data } = pixels
  const count = data.length / 4
  const step = Math.max(Math.floor(count / SAMPLES), 1)
  let [seen, paper, hued] = [0, 0, 0]
  for (let i = 0; i < count; i += step) {
    const at = i * 4
    const [r, g, b, a] = [data[at], data[at + 1], data[at + 2], data[at + 3]]
    const least = Math.min(r, g, b)
    seen++
    if (a < 16 || least >= PAPER) paper++
    else if (Math.max(r, g, b) - least > HUE_SPREAD && a > 128) hued++
  }
  return { paper: paper / seen, hued: hued / seen }
}

/** Line art has mostly paper and hardly any hue; a photo or a painting has neither. */
export function isLineArt(pixels: Pick<ImageData, "data">): boolean {
  const { paper, hued } = measure(pixels)
  return paper > 0.5 && hued < 0.08
}

export function isOpaque(pixels: Pick<ImageData, "data">): boolean {
  for (let at = 3; at < pixels.data.length; at += 4) if (pixels.data[at] !== 255) return false
  return true
}
