/** OpenCV's measures over typed arrays: connected parts, nearest pixels, outlines. */

import { bytes, type Bytes, type Floats, type Ints } from "../raster"
import { constant, emptyMat, scoped, toFloats, toInts, toMat } from "./load"

export interface Parts {
  readonly labels: Ints
  /** Labels from 0, the background, up to and without this. */
  readonly count: number
}

/** The connected parts of what is not 0, numbered from 1; by sides alone (4) or corners, too (8). */
export const connected = (mask: Bytes, connectivity: 4 | 8): Parts =>
  scoped((keep, cv) => {
    const labels = emptyMat(keep)
    const count = cv.connectedComponents(toMat(keep, mask), labels, connectivity, constant("CV_32S"))
    return { labels: toInts(labels), count }
  })

export interface MeasuredParts extends Parts {
  /** Five numbers per part: left, top, width, height, area. */
  readonly stats: Int32Array
}

export const measured = (mask: Bytes, connectivity: 4 | 8): MeasuredParts =>
  scoped((keep, cv) => {
    const [labels, stats, middles] = [emptyMat(keep), emptyMat(keep), emptyMat(keep)]
    const kind = constant("CV_32S")
    const count = cv.connectedComponentsWithStats(toMat(keep, mask), labels, stats, middles, connectivity, kind)
    return { labels: toInts(labels), count, stats: stats.data32S.slice() }
  })

/** Per pixel that is not 0 the distance to the nearest 0, and which one that is, numbered from 1 row by row. */
export const nearestZero = (mask: Bytes): { distance: Floats; nearest: Ints } =>
  scoped((keep, cv) => {
    const [distance, nearest] = [emptyMat(keep), emptyMat(keep)]
    const [kind, labels] = [constant("DIST_L2"), constant("DIST_LABEL_PIXEL")]
    cv.distanceTransformWithLabels(toMat(keep, mask), distance, nearest, kind, 3, labels)
    return { distance: toFloats(distance), nearest: toInts(nearest) }
  })

/** All outlines with more than `longerThan` points, outer ones and those of holes: x and y in turn. */
export const outlines = (mask: Bytes, longerThan: number): Int32Array[] =>
  scoped((keep, cv) => {
    const [framed, hierarchy] = [emptyMat(keep), emptyMat(keep)]
    const found = keep(new cv.MatVector())
    const border = constant("BORDER_CONSTANT")
    cv.copyMakeBorder(toMat(keep, mask), framed, 1, 1, 1, 1, border, new cv.Scalar(0))
    const [mode, how] = [constant("RETR_CCOMP"), constant("CHAIN_APPROX_NONE")]
    cv.findContours(framed, found, hierarchy, mode, how, new cv.Point(-1, -1))
    const long: Int32Array[] = []
    for (let index = 0; index < found.size(); index++) {
      const outline = keep(found.get(index))
      if (outline.rows > longerThan) long.push(outline.data32S.slice())
    }
    return long
  })

/** A mask with all holes filled. */
export const filled = (mask: Bytes): Bytes =>
  scoped((keep, cv) => {
    const found = keep(new cv.MatVector())
    const [mode, how] = [constant("RETR_EXTERNAL"), constant("CHAIN_APPROX_NONE")]
    cv.findContours(toMat(keep, mask), found, emptyMat(keep), mode, how)
    const to = toMat(keep, bytes(mask))
    cv.drawContours(to, found, -1, new cv.Scalar(1), constant("FILLED"))
    return { ...bytes(mask), data: to.data.slice() }
  })
