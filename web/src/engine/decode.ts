/** Pictures as RGBA bytes, by the browser's own decoders. */

/** @param plain the bytes as they are, without a colour profile: for what an engine has written. */
export async function decodePicture(source: Blob | Uint8Array, plain = false): Promise<ImageData> {
  const blob = source instanceof Blob ? source : new Blob([source as BlobPart])
  const bitmap = await createImageBitmap(blob, plain ? { colorSpaceConversion: "none", premultiplyAlpha: "none" } : {})
  try {
    return pixelsOf(bitmap)
  } finally {
    bitmap.close()
  }
}

function pixelsOf(bitmap: ImageBitmap): ImageData {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
  const context = canvas.getContext("2d", { willReadFrequently: true })
  if (!context) throw new Error("no 2D canvas")
  context.drawImage(bitmap, 0, 0)
  return context.getImageData(0, 0, bitmap.width, bitmap.height)
}
