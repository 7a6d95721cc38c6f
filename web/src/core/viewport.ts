/** Where the page lies on the screen: turned, scaled and perhaps mirrored. Pure geometry. */

import type { Extent, Point } from "./strokes"

/** screen = (x, y) + rotate(angle) · scale(flip ? -scale : scale, scale) · page; angle in radians, clockwise. */
export interface Viewport {
  readonly x: number
  readonly y: number
  readonly scale: number
  readonly angle: number
  readonly flip: boolean
}

export const LEAST_SCALE = 0.02
export const MOST_SCALE = 40

export const ORIGIN: Viewport = { x: 0, y: 0, scale: 1, angle: 0, flip: false }

/** The six numbers of CanvasRenderingContext2D.setTransform. */
export type Matrix = readonly [number, number, number, number, number, number]

export function matrixOf(view: Viewport): Matrix {
  const cos = Math.cos(view.angle)
  const sin = Math.sin(view.angle)
  const across = view.flip ? -view.scale : view.scale
  return [cos * across, sin * across, -sin * view.scale, cos * view.scale, view.x, view.y]
}

export function toScreen(view: Viewport, [px, py]: Point): Point {
  const [a, b, c, d, e, f] = matrixOf(view)
  return [a * px + c * py + e, b * px + d * py + f]
}

export function toPage(view: Viewport, [sx, sy]: Point): Point {
  const cos = Math.cos(view.angle)
  const sin = Math.sin(view.angle)
  const dx = sx - view.x
  const dy = sy - view.y
  const across = view.flip ? -view.scale : view.scale
  return [(cos * dx + sin * dy) / across, (cos * dy - sin * dx) / view.scale]
}

/** Upright, whole and in the middle of the stage. */
export function fit(page: Extent, stage: Extent, margin_px: number): Viewport {
  const free = { width: Math.max(stage.width - 2 * margin_px, 1), height: Math.max(stage.height - 2 * margin_px, 1) }
  const scale = clampScale(Math.min(free.width / page.width, free.height / page.height))
  return {
    ...ORIGIN,
    scale,
    x: (stage.width - page.width * scale) / 2,
    y: (stage.height - page.height * scale) / 2,
  }
}

export function panBy(view: Viewport, dx: number, dy: number): Viewport {
  return { ...view, x: view.x + dx, y: view.y + dy }
}

/** The page's point under `at` stays under it. */
export function zoomAt(view: Viewport, at: Point, factor: number): Viewport {
  const scale = clampScale(view.scale * factor)
  return keepPoint({ ...view, scale }, toPage(view, at), at)
}

export function rotateAt(view: Viewport, at: Point, by: number): Viewport {
  return keepPoint({ ...view, angle: turned(view.angle + by) }, toPage(view, at), at)
}

/** Mirrors what is seen about the upright line at `x`. */
export function flipAt(view: Viewport, x: number): Viewport {
  return { ...view, flip: !view.flip, angle: turned(-view.angle), x: 2 * x - view.x }
}

/** Two fingers: what was under `before` comes under `after`. */
export function pinch(view: Viewport, before: readonly [Point, Point], after: readonly [Point, Point]): Viewport {
  const factor = distance(...after) / Math.max(distance(...before), 1e-6)
  const by = angleOf(after) - angleOf(before)
  const moved = {
    ...view,
    scale: clampScale(view.scale * factor),
    angle: turned(view.angle + by),
  }
  return keepPoint(moved, toPage(view, middle(before)), middle(after))
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1])
}

export function clampScale(scale: number): number {
  return Math.min(Math.max(scale, LEAST_SCALE), MOST_SCALE)
}

/** The same angle within -π..π. */
export function turned(angle: number): number {
  return Math.atan2(Math.sin(angle), Math.cos(angle))
}

function keepPoint(view: Viewport, page: Point, screen: Point): Viewport {
  const [sx, sy] = toScreen(view, page)
  return panBy(view, screen[0] - sx, screen[1] - sy)
}

function middle([a, b]: readonly [Point, Point]): Point {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
}

function angleOf([a, b]: readonly [Point, Point]): number {
  return Math.atan2(b[1] - a[1], b[0] - a[0])
}
