/** PNG with straight alpha, to the byte: a canvas would multiply colours by their alpha and lose what is faint. */

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const RGBA = 6
const RGB = 2

/** 8-bit RGB, or RGBA where a pixel is transparent. The same pixels always give the same bytes. */
export async function encodePng(pixels: ImageData): Promise<Uint8Array> {
  const { width, height } = pixels
  const channels = hasAlpha(pixels.data) ? 4 : 3
  const head = new Uint8Array(13)
  const view = new DataView(head.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  head.set([8, channels === 4 ? RGBA : RGB, 0, 0, 0], 8)
  const body = await deflated(filtered(pixels, channels))
  return joined([Uint8Array.from(SIGNATURE), chunk("IHDR", head), chunk("IDAT", body), chunk("IEND", new Uint8Array())])
}

/** Rows less the row above, which makes runs of zeros of paper and of flats. */
function filtered({ data, width, height }: ImageData, channels: 3 | 4): Uint8Array {
  const row = width * channels
  const rows = new Uint8Array((row + 1) * height)
  for (let y = 0, to = 0; y < height; y++) {
    rows[to++] = 2
    for (let x = 0, from = y * width * 4; x < width; x++, from += 4) {
      for (let c = 0; c < channels; c++) rows[to++] = data[from + c] - (y > 0 ? data[from + c - width * 4] : 0)
    }
  }
  return rows
}

async function deflated(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new CompressionStream("deflate"))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

function chunk(kind: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(body.length + 12)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, body.length)
  for (let i = 0; i < 4; i++) bytes[4 + i] = kind.charCodeAt(i)
  bytes.set(body, 8)
  view.setUint32(body.length + 8, crc32(bytes.subarray(4, body.length + 8)))
  return bytes
}

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff
  for (let i = 0; i < bytes.length; i++) c = CRC[(c ^ bytes[i]) & 255] ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}

function hasAlpha(data: Uint8ClampedArray): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return true
  return false
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
