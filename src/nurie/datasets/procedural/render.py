"""Scenes to pixels by Skia: the line picture and the region numbers."""

from __future__ import annotations

import numpy as np
import skia
from numpy.typing import NDArray

from nurie.datasets.procedural.scene import Points, Scene, Stroke

U8 = NDArray[np.uint8]


def render_preview(scene: Scene, size_px: int = 384) -> U8:
    """Lines over flats, (H, W, 3) uint8 sRGB, `size_px` wide: to look at while drawing parts."""
    left, top, width, height = scene.view
    scale = size_px / width
    pixels = np.full((round(height * scale), size_px, 4), 255, np.uint8)
    canvas = skia.Canvas(pixels)
    canvas.scale(scale, scale)
    canvas.translate(-left, -top)
    pen = 0.006 * max(width, 1.6)
    pending = sorted(scene.strokes, key=lambda entry: entry[0])
    for shape in scene.shapes:
        while pending and pending[0][0] < shape.layer:
            _stroke(canvas, pending.pop(0)[1], pen)
        outline = _path(shape.outline, closed=True)
        canvas.save()
        if shape.within is not None:
            canvas.clipPath(_path(shape.within, closed=True), True)
        canvas.drawPath(outline, skia.Paint(Color=skia.Color(*scene.colors[shape.color]), AntiAlias=True))
        canvas.save()
        canvas.clipPath(outline, True)
        for area in shape.shadows:
            canvas.drawPath(_path(area, closed=True), skia.Paint(Color=skia.Color(60, 40, 90, 70), AntiAlias=True))
        for area in shape.lights:
            canvas.drawPath(_path(area, closed=True), skia.Paint(Color=skia.Color(255, 255, 255, 160), AntiAlias=True))
        for stroke in shape.details:
            _stroke(canvas, stroke, pen)
        canvas.restore()
        for stroke in (Stroke(np.concatenate([shape.outline, shape.outline[:1]])),) if shape.contour is None else shape.contour:
            _stroke(canvas, stroke, pen)
        canvas.restore()
    for _, stroke in pending:
        _stroke(canvas, stroke, pen)
    return pixels[..., :3].copy()


def _path(outline: Points, *, closed: bool) -> skia.Path:
    path = skia.Path()
    path.addPoly([skia.Point(float(x), float(y)) for x, y in outline], closed)
    return path


def _stroke(canvas: skia.Canvas, stroke: Stroke, pen: float) -> None:
    """Tapered strokes are filled bands, others plain strokes."""
    from nurie.datasets.procedural.curves import ribbon

    black = skia.Paint(Color=skia.ColorBLACK, AntiAlias=True)
    if any(stroke.taper):
        at = np.linspace(0, 1, len(stroke.points))
        width = pen * stroke.weight * np.minimum(
            1 - stroke.taper[0] * (1 - np.minimum(at * 2, 1)), 1 - stroke.taper[1] * (1 - np.minimum(2 - at * 2, 1))
        )
        canvas.drawPath(_path(ribbon(stroke.points, width), closed=True), black)
        return
    black.setStyle(skia.Paint.kStroke_Style)
    black.setStrokeWidth(pen * stroke.weight)
    black.setStrokeCap(skia.Paint.kRound_Cap)
    black.setStrokeJoin(skia.Paint.kRound_Join)
    canvas.drawPath(_path(stroke.points, closed=False), black)
