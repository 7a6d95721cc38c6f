/** OpenCV's filters over typed arrays: sizes, morphology, blurs, distances. */

import type { Bytes, Extent, Floats } from "../raster"
import { constant, emptyMat, onesMat, scoped, toBytes, toFloats, toMat, type Keep, type Mat, type OpenCv } from "./load"

type How = "INTER_AREA" | "INTER_LINEAR" | "INTER_NEAREST"
type Filter = (from: Mat, to: Mat, keep: Keep, cv: OpenCv) => void

function filtered(raster: Bytes, filter: Filter): Bytes
function filtered(raster: Floats, filter: Filter): Floats
function filtered(raster: Bytes | Floats, filter: Filter): Bytes | Floats {
  return scoped((keep, cv) => {
    const to = emptyMat(keep)
    filter(toMat(keep, raster), to, keep, cv)
    return raster.data instanceof Uint8Array ? toBytes(to) : toFloats(to)
  })
}

const resizing =
  ({ height, width }: Extent, how: How): Filter =>
  (from, to, _, cv) =>
    cv.resize(from, to, new cv.Size(width, height), 0, 0, constant(how))

export const resizeBytes = (raster: Bytes, extent: Extent, how: How): Bytes => filtered(raster, resizing(extent, how))
export const resizeFloats = (raster: Floats, extent: Extent, how: How): Floats =>
  filtered(raster, resizing(extent, how))

/** The least of the window of `height` x `width` that begins at each pixel. */
export const lowestAhead = (raster: Bytes, height: number, width: number): Bytes =>
  filtered(raster, (from, to, keep, cv) => cv.erode(from, to, onesMat(keep, height, width), new cv.Point(0, 0)))

export const erodeSquare = (raster: Bytes): Bytes =>
  filtered(raster, (from, to, keep, cv) => cv.erode(from, to, onesMat(keep, 3, 3)))

export const dilateSquare = (raster: Bytes, size = 3): Bytes =>
  filtered(raster, (from, to, keep, cv) => cv.dilate(from, to, onesMat(keep, size, size)))

/** The least of each square; beyond the border there is 0. */
export const erodeInside = (raster: Bytes, size: number): Bytes =>
  filtered(raster, (from, to, keep, cv) =>
    cv.erode(
      from, to, onesMat(keep, size, size), new cv.Point(-1, -1), 1, constant("BORDER_CONSTANT"), new cv.Scalar(0),
    ),
  )

/** From the least to the most of each 3 x 3 square. */
export const gradientSquare = (raster: Bytes): Bytes =>
  filtered(raster, (from, to, keep, cv) => cv.morphologyEx(from, to, constant("MORPH_GRADIENT"), onesMat(keep, 3, 3)))

export const dilateFloats = (raster: Floats): Floats =>
  filtered(raster, (from, to, keep, cv) => cv.dilate(from, to, onesMat(keep, 3, 3)))

export const erodeFloats = (raster: Floats): Floats =>
  filtered(raster, (from, to, keep, cv) => cv.erode(from, to, onesMat(keep, 3, 3)))

/** The largest of each pixel and its four neighbours; `kernel` [0 1 0; 1 1 1; 0 1 0]. */
export const dilateCross = (raster: Floats): Floats =>
  filtered(raster, (from, to, keep, cv) => {
    const kernel = onesMat(keep, 3, 3)
    for (const corner of [0, 2, 6, 8]) kernel.data[corner] = 0
    cv.dilate(from, to, kernel)
  })

const ellipse = (keep: Keep, cv: OpenCv, size: number): Mat =>
  keep(cv.getStructuringElement(constant("MORPH_ELLIPSE"), new cv.Size(size, size)))

export const dilateDisc = (raster: Bytes, size: number): Bytes =>
  filtered(raster, (from, to, keep, cv) => cv.dilate(from, to, ellipse(keep, cv, size)))

export const blackhatDisc = (raster: Bytes, size: number): Bytes =>
  filtered(raster, (from, to, keep, cv) =>
    cv.morphologyEx(from, to, constant("MORPH_BLACKHAT"), ellipse(keep, cv, size)),
  )

export const closeSquare = (raster: Bytes, size: number): Bytes =>
  filtered(raster, (from, to, keep, cv) =>
    cv.morphologyEx(from, to, constant("MORPH_CLOSE"), onesMat(keep, size, size)),
  )

export const medianBytes = (raster: Bytes, size: number): Bytes =>
  filtered(raster, (from, to, _, cv) => cv.medianBlur(from, to, size))

/** Mean of each 3 x 3 square. */
export const meanSquare = (raster: Floats): Floats =>
  filtered(raster, (from, to, _, cv) => cv.blur(from, to, new cv.Size(3, 3)))

/** Sum of each square. */
export const sumSquare = (raster: Floats, size: number): Floats =>
  filtered(raster, (from, to, _, cv) =>
    cv.boxFilter(from, to, -1, new cv.Size(size, size), new cv.Point(-1, -1), false),
  )

export const gaussianFloats = (raster: Floats, sigma: number): Floats =>
  filtered(raster, (from, to, _, cv) => cv.GaussianBlur(from, to, new cv.Size(0, 0), sigma))

export const gaussianBytes = (raster: Bytes, sigma: number): Bytes =>
  filtered(raster, (from, to, _, cv) => cv.GaussianBlur(from, to, new cv.Size(0, 0), sigma))

export const edgesBytes = (raster: Bytes, low: number, high: number): Bytes =>
  filtered(raster, (from, to, _, cv) => cv.Canny(from, to, low, high))

export const aboveMean = (raster: Bytes, block: number, offset: number): Bytes =>
  filtered(raster, (from, to, _, cv) =>
    cv.adaptiveThreshold(from, to, 255, constant("ADAPTIVE_THRESH_MEAN_C"), constant("THRESH_BINARY"), block, offset),
  )

/** First derivative over 3 x 3, along x or down y. */
export const slopeFloats = (raster: Floats, way: "x" | "y", scale: number): Floats =>
  filtered(raster, (from, to, _, cv) =>
    cv.Sobel(from, to, constant("CV_32F"), way === "x" ? 1 : 0, way === "y" ? 1 : 0, 3, scale),
  )

/** sRGB bytes to CIELAB bytes, as OpenCV has them: L* x 255 / 100, a* + 128, b* + 128. */
export const labBytes = (raster: Bytes): Bytes =>
  filtered(raster, (from, to, _, cv) => cv.cvtColor(from, to, constant("COLOR_RGB2Lab")))

/** How far each pixel that is not 0 is from the next 0, by steps of a 3 x 3 chamfer. */
export const distances = (raster: Bytes): Floats =>
  scoped((keep, cv) => {
    const to = emptyMat(keep)
    cv.distanceTransform(toMat(keep, raster), to, constant("DIST_L2"), 3)
    return toFloats(to)
  })

/** The same with a frame around, whose pixels repeat the border's ones or are `value`, and which is cut off again. */
export function framedDistances(raster: Bytes, value: number | null): Floats {
  return scoped((keep, cv) => {
    const [framed, to] = [emptyMat(keep), emptyMat(keep)]
    const how = constant(value === null ? "BORDER_REPLICATE" : "BORDER_CONSTANT")
    cv.copyMakeBorder(toMat(keep, raster), framed, 1, 1, 1, 1, how, new cv.Scalar(value ?? 0))
    cv.distanceTransform(framed, to, constant("DIST_L2"), 3)
    const { height, width } = raster
    const data = new Float32Array(height * width)
    for (let row = 0; row < height; row++) {
      const from = (row + 1) * (width + 2) + 1
      data.set(to.data32F.subarray(from, from + width), row * width)
    }
    return { height, width, channels: 1, data }
  })
}

/**
 * A float picture seen through `matrix` (six numbers, from a pixel of the result to a place here), borders repeated.
 */
export const warped = (raster: Floats, matrix: readonly number[], { height, width }: Extent): Floats =>
  filtered(raster, (from, to, keep, cv) => {
    const way = keep(new cv.Mat(2, 3, constant("CV_64FC1")))
    way.data64F.set(matrix)
    const flags = constant("INTER_LINEAR") | constant("WARP_INVERSE_MAP")
    cv.warpAffine(from, to, way, new cv.Size(width, height), flags, constant("BORDER_REPLICATE"))
  })

/** A float picture at the places (x, y), blended, borders repeated. */
export const sampled = (raster: Floats, x: Floats, y: Floats): Floats =>
  filtered(raster, (from, to, keep, cv) =>
    cv.remap(from, to, toMat(keep, x), toMat(keep, y), constant("INTER_LINEAR"), constant("BORDER_REPLICATE")),
  )
