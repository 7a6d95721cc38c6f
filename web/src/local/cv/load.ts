/**
 * OpenCV in WebAssembly. Its memory is not garbage-collected, so no Mat leaves this folder: what is exported here takes
 * and returns typed arrays, and `scoped` deletes every Mat that was made within it.
 */

import exported from "@techstark/opencv-js" // a promise; import() would take the module itself for one, and fail
import type { Bytes, Extent, Floats, Ints } from "../raster"

interface Deletable {
  delete(): void
}

export interface Mat extends Deletable {
  readonly rows: number
  readonly cols: number
  readonly data: Uint8Array
  readonly data32S: Int32Array
  readonly data32F: Float32Array
  readonly data64F: Float64Array
  channels(): number
  convertTo(to: Mat, type: number, alpha?: number, beta?: number): void
}

export interface MatVector extends Deletable {
  size(): number
  get(index: number): Mat
  push_back(mat: Mat): void
}

type Kept = object

/** What we use of OpenCV, as its JavaScript binding has it. */
export interface OpenCv {
  readonly Mat: new (rows?: number, columns?: number, type?: number) => Mat
  readonly MatVector: new () => MatVector
  readonly Size: new (width: number, height: number) => Kept
  readonly Point: new (x: number, y: number) => Kept
  readonly Scalar: new (...values: number[]) => Kept
  resize(from: Mat, to: Mat, size: Kept, x: number, y: number, how: number): void
  erode(from: Mat, to: Mat, kernel: Mat, anchor?: Kept, rounds?: number, border?: number, beyond?: Kept): void
  dilate(from: Mat, to: Mat, kernel: Mat): void
  morphologyEx(from: Mat, to: Mat, operation: number, kernel: Mat): void
  getStructuringElement(shape: number, size: Kept): Mat
  copyMakeBorder(
    from: Mat,
    to: Mat,
    top: number,
    bottom: number,
    left: number,
    right: number,
    how: number,
    value?: Kept,
  ): void
  connectedComponents(from: Mat, labels: Mat, connectivity: number, type: number): number
  connectedComponentsWithStats(
    from: Mat,
    labels: Mat,
    stats: Mat,
    centroids: Mat,
    connectivity: number,
    type: number,
  ): number
  distanceTransform(from: Mat, to: Mat, kind: number, mask: number): void
  distanceTransformWithLabels(from: Mat, to: Mat, labels: Mat, kind: number, mask: number, labelType: number): void
  findContours(from: Mat, found: MatVector, hierarchy: Mat, mode: number, how: number, offset?: Kept): void
  drawContours(to: Mat, contours: MatVector, which: number, color: Kept, thickness: number): void
  line(to: Mat, from: Kept, end: Kept, color: Kept, thickness: number, kind: number): void
  circle(to: Mat, center: Kept, radius: number, color: Kept, thickness: number, kind?: number, shift?: number): void
  polylines(
    to: Mat,
    points: MatVector,
    closed: boolean,
    color: Kept,
    thickness: number,
    kind: number,
    shift: number,
  ): void
  medianBlur(from: Mat, to: Mat, size: number): void
  blur(from: Mat, to: Mat, size: Kept): void
  boxFilter(from: Mat, to: Mat, depth: number, size: Kept, anchor: Kept, normalize: boolean): void
  GaussianBlur(from: Mat, to: Mat, size: Kept, sigma: number): void
  Sobel(from: Mat, to: Mat, depth: number, x: number, y: number, size: number, scale: number): void
  Canny(from: Mat, to: Mat, low: number, high: number): void
  adaptiveThreshold(from: Mat, to: Mat, most: number, method: number, kind: number, block: number, offset: number): void
  cvtColor(from: Mat, to: Mat, code: number): void
  multiply(one: Mat, other: Mat, to: Mat): void
  convertScaleAbs(from: Mat, to: Mat, alpha?: number): void
  warpAffine(from: Mat, to: Mat, matrix: Mat, size: Kept, flags: number, border: number): void
  remap(from: Mat, to: Mat, x: Mat, y: Mat, how: number, border: number): void
  readonly [constant: string]: unknown
}

let loaded: OpenCv | null = null
/** Waits for OpenCV; must have ended before any other function of this folder is called. */
export async function loadOpenCv(): Promise<void> {
  loaded = (await (exported as unknown)) as OpenCv
}

export function openCv(): OpenCv {
  if (!loaded) throw new Error("OpenCV is used before loadOpenCv has ended")
  return loaded
}

/** One of OpenCV's numbered constants. */
export function constant(name: string): number {
  const value = openCv()[name]
  if (typeof value !== "number") throw new Error(`OpenCV has no constant ${name}`)
  return value
}

export type Keep = <T extends Deletable>(made: T) => T

/** Runs `work`, then deletes all that it gave to `keep`, whatever happens. */
export function scoped<T>(work: (keep: Keep, cv: OpenCv) => T): T {
  const kept: Deletable[] = []
  const keep: Keep = (made) => {
    kept.push(made)
    return made
  }
  try {
    return work(keep, openCv())
  } finally {
    for (const made of kept) made.delete()
  }
}

const typeOf = (kind: "8U" | "32S" | "32F", channels: number): number => constant(`CV_${kind}C${channels}`)

export function toMat(keep: Keep, raster: Bytes | Ints | Floats): Mat {
  const { data, height, width, channels } = raster
  const kind = data instanceof Uint8Array ? "8U" : data instanceof Int32Array ? "32S" : "32F"
  const mat = keep(new (openCv().Mat)(height, width, typeOf(kind, channels)))
  if (data instanceof Uint8Array) mat.data.set(data)
  else if (data instanceof Int32Array) mat.data32S.set(data)
  else mat.data32F.set(data)
  return mat
}

export const emptyMat = (keep: Keep): Mat => keep(new (openCv().Mat)())

/** A kernel of ones. */
export function onesMat(keep: Keep, height: number, width: number): Mat {
  const mat = keep(new (openCv().Mat)(height, width, typeOf("8U", 1)))
  mat.data.fill(1)
  return mat
}

const extentOf = (mat: Mat): Extent => ({ height: mat.rows, width: mat.cols })

export const toBytes = (mat: Mat): Bytes => ({ ...extentOf(mat), channels: mat.channels(), data: mat.data.slice() })
export const toInts = (mat: Mat): Ints => ({ ...extentOf(mat), channels: mat.channels(), data: mat.data32S.slice() })
export const toFloats = (mat: Mat): Floats => ({
  ...extentOf(mat),
  channels: mat.channels(),
  data: mat.data32F.slice(),
})
