"""Scenes to pixels by Skia: the line picture, the region of each pixel, drawn shadow and light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from struct import pack

import cv2
import numpy as np
import skia
from numpy.typing import NDArray

from nurie.datasets.procedural.bands import Lines, gather, ink_bands
from nurie.datasets.procedural.pens import Pen
from nurie.datasets.procedural.scene import Points, Scene, Shape, Stroke

U8 = NDArray[np.uint8]
Int = NDArray[np.intp]
_PEN_PX_AT = 384


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """What a scene looks like before it is coloured, all (H, W).

    Attributes:
        line: uint8, 255 paper.
        shapes: int32, place of the visible shape in `Scene.shapes`; -1 where there is none.
        masses: int32, the same without what only lies on a surface (eyes, stripes): the bodies that light falls on.
        shadow, light: uint8, the shadows and lights that shapes bring along, 255 full.
    """

    line: U8
    shapes: NDArray[np.int32]
    masses: NDArray[np.int32]
    shadow: U8
    light: U8


class Paths:
    """Many polygons in one array, handed to Skia without a Python object per point."""

    def __init__(self, points: NDArray[np.float32], starts: Int) -> None:
        self.starts = starts.tolist()
        verbs = np.ones(len(points) + len(starts) - 1, np.uint8)
        begin = starts[:-1] + np.arange(len(starts) - 1)
        verbs[begin], verbs[starts[1:] + np.arange(len(starts) - 1)] = _MOVE, _CLOSE
        self.points, self.verbs = np.ascontiguousarray(points, "<f4").tobytes(), verbs.tobytes()

    @classmethod
    def of(cls, polygons: Sequence[Points], place: _Place) -> Paths:
        points, _ = gather(polygons)
        return cls(place(points), np.cumsum([0, *map(len, polygons)]))

    def path(self, first: int, last: int | None = None) -> skia.Path:
        """Polygons `first` up to before `last` as one path, filled where any of them is."""
        last = first + 1 if last is None else last
        a, b = self.starts[first], self.starts[last]
        count = b - a + last - first
        path = skia.Path()
        path.readFromMemory(
            b"".join(
                (
                    pack("<4I", _VERSION, b - a, 0, count),
                    self.points[8 * a : 8 * b],
                    self.verbs[a + first : b + last],
                    bytes(-count % 4),
                )
            )
        )
        return path


_VERSION, _MOVE, _CLOSE = 5, 0, 5  # of SkPath's memory format, which a test holds against `addPoly`


@dataclass(frozen=True, slots=True)
class _Place:
    """Head units to px, with the slow wobble of the hand."""

    left: float
    top: float
    scale: float
    wobble: float
    waves: NDArray[np.float32]

    def __call__(self, points: Points) -> Points:
        px = (points - np.float32((self.left, self.top))) * np.float32(self.scale)
        if self.wobble:
            px = px + np.float32(self.wobble) * np.sin(px @ self.waves[:2] + self.waves[2]).reshape(-1, 2, 3).sum(2) / 2
        return px


def render(scene: Scene, size_px: int, *, pen: Pen, rng: np.random.Generator) -> Raster:
    """Draw a scene, `size_px` wide, with one pen."""
    left, top, width, height = scene.view
    scale = size_px / width
    waves = rng.normal(0, 0.06 * _PEN_PX_AT / size_px, (3, 6)).astype(np.float32)
    waves[2] = rng.uniform(0, 2 * np.pi, 6)
    place = _Place(left, top, scale, pen.wobble * size_px / _PEN_PX_AT, waves)
    shape = (round(height * scale), size_px)
    areas = _areas(scene, place)
    line = _draw_lines(scene, areas, shape, place, pen, rng)
    return Raster(line, *_draw_areas(scene, areas, shape))


@dataclass(frozen=True, slots=True, eq=False)
class _Area:
    """A shape's polygons; what it lacks is None."""

    outline: skia.Path
    window: skia.Path | None
    shadows: skia.Path | None
    lights: skia.Path | None


def _areas(scene: Scene, place: _Place) -> list[_Area]:
    groups = [
        group
        for shape in scene.shapes
        for group in ((shape.outline,), () if shape.within is None else (shape.within,), shape.shadows, shape.lights)
    ]
    paths = Paths.of([polygon for group in groups for polygon in group], place)
    ends = np.cumsum([0, *map(len, groups)]).tolist()
    found = [paths.path(a, b) if b > a else None for a, b in pairwise(ends)]
    return [_Area(*found[at : at + 4]) for at in range(0, len(found), 4)]


def _draw_lines(
    scene: Scene,
    areas: Sequence[_Area],
    size: tuple[int, int],
    place: _Place,
    pen: Pen,
    rng: np.random.Generator,
) -> U8:
    """Each shape wipes out what lies below it, then its lines are drawn; (H, W) uint8."""
    pixels = np.full(size, 255, np.uint8)
    canvas = _canvas(pixels, skia.kGray_8_ColorType, skia.kOpaque_AlphaType)
    inner, around, free = _ink(scene, place, size[1], pen, rng)
    white, black = (skia.Paint(Color=color, AntiAlias=True) for color in (skia.ColorWHITE, skia.ColorBLACK))
    pending = 0
    for number, (shape, area) in enumerate(zip(scene.shapes, areas, strict=True)):
        while pending < len(free.layers) and free.layers[pending] < shape.layer:
            canvas.drawPath(free.path(pending), black)
            pending += 1
        inked = shape.ink and (pen.fills or shape.name != "hair")
        clip = _clip(canvas, area, smooth=True)
        canvas.drawPath(area.outline, black if inked else white)
        details = inner.path(number)
        for path, paint in ((details, white if inked else black), (area.lights if inked else None, white)):
            if path is not None:
                _draw_within(canvas, area.outline, path, paint)
        contour = around.path(number)
        if contour is not None:
            canvas.drawPath(contour, black)
        if clip:
            canvas.restore()
    for number in range(pending, len(free.layers)):
        canvas.drawPath(free.path(number), black)
    return pixels


def _draw_within(canvas: skia.Canvas, window: skia.Path, path: skia.Path, paint: skia.Paint) -> None:
    if canvas.quickReject(path):
        return
    canvas.save()
    canvas.clipPath(window, paint.isAntiAlias())
    canvas.drawPath(path, paint)
    canvas.restore()


@dataclass(frozen=True, slots=True, eq=False)
class _Ink:
    """Ink polygons by owner."""

    paths: Paths
    bounds: list[int]
    layers: tuple[float, ...] = ()

    def path(self, owner: int) -> skia.Path | None:
        first, last = self.bounds[owner], self.bounds[owner + 1]
        return self.paths.path(first, last) if last > first else None


def _ink(scene: Scene, place: _Place, size_px: int, pen: Pen, rng: np.random.Generator) -> tuple[_Ink, _Ink, _Ink]:
    """The ink within shapes, around shapes, and of free strokes."""
    strokes: list[tuple[int, Stroke, bool]] = []
    count = len(scene.shapes)
    free = sorted(scene.strokes, key=lambda entry: entry[0])
    for number, shape in enumerate(scene.shapes):
        strokes += [(number, stroke, False) for stroke in shape.details]
    for number, shape in enumerate(scene.shapes):
        around = (Stroke(_closed(shape.outline, pen)),) if shape.contour is None else shape.contour
        strokes += [(count + number, stroke, True) for stroke in around]
    strokes += [(2 * count + number, stroke, False) for number, (_, stroke) in enumerate(free)]
    strokes = [entry for entry in strokes if len(entry[1].points) > 1]
    points, piece = gather([stroke.points for _, stroke, _ in strokes])
    contour = np.array([is_contour for _, _, is_contour in strokes], bool)
    weight = np.array([stroke.weight for _, stroke, _ in strokes], np.float32)
    unit = pen.width * size_px / _PEN_PX_AT * np.where(contour, 1, pen.fine)
    lines = Lines(
        place(points),
        piece,
        np.array([owner for owner, _, _ in strokes], np.intp),
        (weight * unit).astype(np.float32),
        np.array([stroke.taper for _, stroke, _ in strokes], np.float32).reshape(-1, 2),
        contour,
    )
    polygons, starts, owner = ink_bands(lines, pen, rng)
    paths = Paths(polygons, starts)
    bounds = np.searchsorted(owner, np.arange(2 * count + len(free) + 1)).tolist()
    return (
        _Ink(paths, bounds[: count + 1]),
        _Ink(paths, bounds[count : 2 * count + 1]),
        _Ink(paths, bounds[2 * count :], tuple(layer for layer, _ in free)),
    )


def _closed(outline: Points, pen: Pen) -> Points:
    """An outline as a line that comes back to its begin; a tapering pen overlaps itself there."""
    extra = max(1, len(outline) // 8) if pen.taper else 2
    return np.concatenate([outline, outline[:extra]])


def _draw_areas(
    scene: Scene,
    areas: Sequence[_Area],
    size: tuple[int, int],
) -> tuple[NDArray[np.int32], NDArray[np.int32], U8, U8]:
    """(H, W) the visible shape and the visible mass of each pixel; drawn shadow and light, wiped out by later shapes.

    Two canvases hold a number in red and green, low byte first, and in blue the shadow and the light.
    """
    pixels = [np.zeros((*size, 4), np.uint8) for _ in range(2)]
    canvases = [_canvas(each, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType) for each in pixels]
    add = skia.Paint(Color=skia.Color(0, 0, 255), BlendMode=skia.BlendMode.kPlus, AntiAlias=True)
    wipe = skia.Paint(Color=skia.Color(255, 255, 0), BlendMode=skia.BlendMode.kMultiply)
    own = skia.Paint()
    for number, (shape, area) in enumerate(zip(scene.shapes, areas, strict=True), 1):
        own.setColor(skia.Color(number & 255, number >> 8, 0))
        for canvas, fill, path in zip(
            canvases, (own, own if is_mass(shape) else wipe), (area.shadows, area.lights), strict=True
        ):
            clip = _clip(canvas, area, smooth=False)
            canvas.drawPath(area.outline, fill)
            if path is not None:
                _draw_within(canvas, area.outline, path, add)
            if clip:
                canvas.restore()
    shapes, masses = (np.subtract(each.view("<u2")[..., 0], 1, dtype=np.int32) for each in pixels)
    shadow, light = (cv2.extractChannel(each, 2) for each in pixels)
    return shapes, masses, shadow, light


def is_mass(shape: Shape) -> bool:
    """Whether a shape has a body of its own, that turns away from the light at its border."""
    return shape.name not in _ON_SURFACES and shape.contour != () and shape.within is None


_ON_SURFACES = frozenset((
    "brow", "lash", "sclera", "iris", "pupil", "eye_light", "tear", "mouth", "teeth", "tongue", "lips", "blush",
    "button", "nail", "lens", "glasses", "lettering", "frame", "bubble",
))  # fmt: skip


def _clip(canvas: skia.Canvas, area: _Area, *, smooth: bool) -> bool:
    """Keep a shape within its window; says whether the canvas must be restored."""
    if area.window is None:
        return False
    canvas.save()
    canvas.clipPath(area.window, smooth)
    return True


def _canvas(pixels: U8, color: skia.ColorType, alpha: skia.AlphaType) -> skia.Canvas:
    height, width = pixels.shape[:2]
    info = skia.ImageInfo.Make(width, height, color, alpha)
    surface = skia.Surface.MakeRasterDirect(info, pixels, pixels.strides[0])
    return surface.getCanvas()


def render_preview(scene: Scene, size_px: int = 384) -> U8:
    """Lines over flats, (H, W, 3) uint8 sRGB, `size_px` wide: to look at while drawing parts."""
    raster = render(
        scene,
        size_px,
        pen=Pen(width=0.006 * max(scene.view[2], 1.6) * _PEN_PX_AT / scene.view[2]),
        rng=np.random.default_rng(0),
    )
    colors = np.array([*(scene.colors[shape.color] for shape in scene.shapes), (255, 255, 255)], np.float32)
    picture = colors[raster.shapes]
    for mask, tone, share in ((raster.shadow, (60, 40, 90), 0.28), (raster.light, (255, 255, 255), 0.63)):
        picture += (np.float32(tone) - picture) * (mask[..., None] * np.float32(share / 255))
    return (picture * (raster.line[..., None] / np.float32(255)) + 0.5).astype(np.uint8)
