/** Hints as the artist sees them: their colour, with a rim that stays visible on the same colour. */

import { hexToRgb, luminance } from "../core/color"
import type { HintStroke } from "../core/strokes"
import type { Context } from "./canvas"

/** The context's units are page pixels; `pixel` is one pixel of the screen in them. */
export function drawHints(context: Context, hints: readonly HintStroke[], pixel: number): void {
  context.save()
  context.translate(0.5, 0.5) // pixel centres lie on whole numbers
  context.lineCap = "round"
  context.lineJoin = "round"
  for (const stroke of hints) drawHint(context, stroke, pixel)
  context.restore()
}

function drawHint(context: Context, stroke: HintStroke, pixel: number): void {
  const path = pathOf(stroke)
  const width = Math.max(stroke.radius_px * 2, 3 * pixel)
  const dark = luminance(hexToRgb(stroke.color)) < 0.35
  line(context, path, width + 3 * pixel, "rgba(20,20,20,0.55)")
  line(context, path, width + 1.6 * pixel, dark ? "#ffffff" : "rgba(255,255,255,0.9)")
  if (stroke.kind === "transparent") drawBare(context, path, width, pixel)
  else line(context, path, width, stroke.color)
  if (stroke.kind === "loose") drawLoose(context, path, width, pixel, dark)
}

/** Nothing there: paper with a grey thread. */
function drawBare(context: Context, path: Path2D, width: number, pixel: number): void {
  line(context, path, width, "#ffffff")
  context.setLineDash([0.01, Math.max(width * 0.7, 5 * pixel)])
  line(context, path, Math.max(width * 0.45, 2 * pixel), "#8a8f98")
  context.setLineDash([])
}

/** A suggestion: a broken thread through the middle. */
function drawLoose(context: Context, path: Path2D, width: number, pixel: number, dark: boolean): void {
  context.setLineDash([4 * pixel, 4 * pixel])
  line(context, path, Math.max(Math.min(width * 0.25, 2.5 * pixel), pixel), dark ? "#ffffff" : "#202020")
  context.setLineDash([])
}

function line(context: Context, path: Path2D, width: number, style: string): void {
  context.lineWidth = width
  context.strokeStyle = style
  context.stroke(path)
}

function pathOf({ points }: HintStroke): Path2D {
  const path = new Path2D()
  const [first, ...rest] = points
  path.moveTo(first[0], first[1])
  for (const [x, y] of rest) path.lineTo(x, y)
  if (rest.length === 0) path.lineTo(first[0] + 0.001, first[1])
  return path
}

/** As exports have them: colour alone, as the engine rasterises them; transparent ones take away what is below. */
export function rasterHints(context: Context, hints: readonly HintStroke[]): void {
  context.save()
  context.translate(0.5, 0.5)
  context.lineCap = "round"
  context.lineJoin = "round"
  for (const stroke of hints) {
    context.globalCompositeOperation = stroke.kind === "transparent" ? "destination-out" : "source-over"
    line(context, pathOf(stroke), stroke.radius_px * 2, stroke.color)
  }
  context.restore()
}
