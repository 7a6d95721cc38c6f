/** OpenCV's drawing functions on typed arrays, which are changed in place. */

import type { Bytes, Floats, Ints } from "../raster"
import { constant, scoped, toMat, type Keep, type Mat, type OpenCv } from "./load"

/** Fractional bits of OpenCV's drawing functions. */
export const SHIFT = 4

export interface Pen {
  dot(x: number, y: number, radius: number, value: readonly number[]): void
  /** In units of 1 / 2^SHIFT px. */
  disc(x: number, y: number, radius: number, value: readonly number[]): void
  /** Points, x and y in turn, in units of 1 / 2^SHIFT px. */
  path(points: Int32Array, thickness: number, value: readonly number[]): void
  /** One pixel wide, between whole pixels. */
  line(x0: number, y0: number, x1: number, y1: number, value: number): void
  /** One pixel. */
  point(x: number, y: number, value: readonly number[]): void
}

/** Draws on a raster, which has all changes once `work` is done. */
export function drawOn(raster: Bytes | Ints, work: (pen: Pen) => void): void {
  scoped((keep, cv) => {
    const mat = toMat(keep, raster)
    work(penOn(mat, raster.data instanceof Uint8Array, keep, cv))
    raster.data.set(raster.data instanceof Uint8Array ? mat.data : mat.data32S)
  })
}

function penOn(mat: Mat, ofBytes: boolean, keep: Keep, cv: OpenCv): Pen {
  const kind = constant("LINE_8")
  return {
    dot: (x, y, radius, value) => cv.circle(mat, new cv.Point(x, y), radius, new cv.Scalar(...value), -1),
    disc: (x, y, radius, value) => cv.circle(mat, new cv.Point(x, y), radius, new cv.Scalar(...value), -1, kind, SHIFT),
    path: (points, thickness, value) => {
      const line = keep(new cv.Mat(points.length / 2, 1, constant("CV_32SC2")))
      line.data32S.set(points)
      const lines = keep(new cv.MatVector())
      lines.push_back(line)
      cv.polylines(mat, lines, false, new cv.Scalar(...value), thickness, kind, SHIFT)
    },
    line: (x0, y0, x1, y1, value) =>
      cv.line(mat, new cv.Point(x0, y0), new cv.Point(x1, y1), new cv.Scalar(value), 1, kind),
    point: (x, y, value) => {
      const values = ofBytes ? mat.data : mat.data32S
      values.set(value.slice(0, mat.channels()), (y * mat.cols + x) * mat.channels())
    },
  }
}

/** Up to `count` places, row and column, where a map is deepest, away from each other. Mirrors `seen.dots_in`. */
export function deepest(depth: Floats, count: number, apart: number): [number, number][] {
  return scoped((keep, cv) => {
    const mat = toMat(keep, depth)
    const found: [number, number][] = []
    while (found.length < count) {
      const values = mat.data32F
      let best = 0
      for (let place = 1; place < values.length; place++) if (values[place] > values[best]) best = place
      if (!(values[best] > 0)) break
      const [row, column] = [Math.floor(best / depth.width), best % depth.width]
      found.push([row, column])
      cv.circle(mat, new cv.Point(column, row), apart, new cv.Scalar(0), -1)
    }
    return found
  })
}
