"""Brows, nose, blush, tears, wrinkles and marks on a face."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nurie.datasets.procedural.curves import ellipse, ribbon, spline
from nurie.datasets.procedural.face.expressions import Expression
from nurie.datasets.procedural.face.eyes import EyeTraits
from nurie.datasets.procedural.face.frame import FaceFrame
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke

BROWS: dict[str, tuple[tuple[tuple[float, float], ...], tuple[float, ...], bool]] = {
    # inner to outer in half-widths, thickness at five places, inked
    "line": (((-1, .04), (-.4, -.14), (.3, -.17), (1, .06)), (.02, .07, .07, .05, .0), True),
    "thin": (((-1, .06), (-.3, -.16), (.4, -.20), (1, .10)), (.05, .09, .08, .05, .0), True),
    "soft": (((-1, .03), (-.4, -.10), (.3, -.13), (1, .06)), (.13, .17, .16, .12, .02), False),
    "thick": (((-1, .08), (-.4, -.08), (.35, -.16), (1, .04)), (.24, .30, .26, .18, .0), False),
    "bold": (((-1, .10), (-.3, -.06), (.45, -.18), (1, .02)), (.16, .26, .24, .14, .0), True),
    "flat": (((-1, .02), (-.3, -.03), (.4, -.04), (1, .06)), (.12, .16, .15, .12, .02), False),
    "dot": (((-.4, .0), (-.15, -.04), (.15, -.04), (.4, .0)), (.0, .24, .28, .24, .0), False),
    "angled": (((-1, .10), (-.2, -.12), (.35, -.26), (1, .04)), (.14, .18, .17, .10, .0), True),
}


def build_brows(
    kind: str, eyes: EyeTraits, frame: FaceFrame, *, mood: Expression, y: float, weight: float, over_hair: bool,
) -> list[Shape]:
    """Two brows at height `y`, moved by the mood; the far one fades with the turned face."""
    knots, widths, ink = BROWS[kind]
    size = 0.165 * (0.6 + 0.4 * eyes.size)
    layer = Layer.OVER_HAIR if over_hair else Layer.EYES + 8
    shapes = []
    for side in (-1, 1):
        if frame.yaw > 1.02 and side == frame.side:
            continue
        line = spline(knots, steps=5)
        u = line[:, 0]
        v = line[:, 1] - mood.brow_tilt * u * 0.75 - mood.brow_curve * (1 - u**2) * 6
        width = np.interp(np.linspace(0, 1, len(line)), np.linspace(0, 1, 5), widths) * weight
        band = ribbon(np.stack([u, v], 1).astype(np.float32), width) * size
        rise = y - mood.brow_raise - mood.skew * (side == -frame.side) + 0.02 * abs(mood.brow_tilt)
        center = np.float32([eyes.x + 0.01 - 0.04 * max(0.0, mood.brow_tilt), rise])
        outline = frame.place((band + center) * (side, 1))
        contour = () if ink else (Stroke(np.concatenate([outline, outline[:1]]), 0.55),)
        shapes.append(Shape("brow", outline, "ink" if ink else "brow", layer, contour=contour, relief=0.1, ink=ink))
    return shapes


def _nose_tick(frame: FaceFrame, y: float) -> tuple[list[Stroke], list[Points]]:
    side = frame.side
    tip = frame.place([(0.012 * side, y - .05), (0.03 * side, y - .012), (0.004 * side, y + .012)], .07)
    return [Stroke(spline(tip, steps=4), 0.9, (1, .3))], []


def _nose_dot(frame: FaceFrame, y: float) -> tuple[list[Stroke], list[Points]]:
    return [Stroke(frame.place([(-.008, y), (.010, y + .004)], .07), 1.1)], []


def _nose_button(frame: FaceFrame, y: float) -> tuple[list[Stroke], list[Points]]:
    arc = frame.place([(-.03, y), (-.01, y + .018), (.012, y + .018), (.032, y)], .06)
    return [Stroke(spline(arc, steps=4), .8, (1, 1))], []


def _nose_shadow(frame: FaceFrame, y: float) -> tuple[list[Stroke], list[Points]]:
    base = frame.place([(-.035, y + .012), (.03, y + .012), (.0, y + .05)], .05)
    tick = frame.place([(-.028, y + .01), (0, y + .022), (.026, y + .008)], .06)
    return [Stroke(spline(tick, steps=4), .8, (1, 1))], [base]


def _nose_el(frame: FaceFrame, y: float) -> tuple[list[Stroke], list[Points]]:
    side = frame.side
    knots = [(.015 * side, y - .17), (.022 * side, y - .08), (.045 * side, y - .005), (.04 * side, y + .012),
             (-.015 * side, y + .022)]
    return [Stroke(spline(frame.place(knots, .055), steps=5), .85, (1, .5))], []


def _nose_full(frame: FaceFrame, y: float) -> tuple[list[Stroke], list[Points]]:
    side = frame.side
    bridge = spline(frame.place([(.035 * side, y - .25), (.026 * side, y - .16), (.05 * side, y - .04)], .05), steps=5)
    under = spline(frame.place([(-.035, y + .018), (-.012, y + .03), (.012, y + .032), (.035, y + .018)], .05), steps=4)
    wings = [spline(frame.place([(.068 * s, y - .03), (.085 * s, y - .0), (.066 * s, y + .018)], .0), steps=4)
             for s in (-1, 1) if s != side or frame.yaw < .6]
    shade = frame.place([(.02 * side, y - .12), (.07 * side, y - .01), (.05, y + .03), (-.05, y + .03)], .03)
    return [Stroke(bridge, .7, (1, 1)), Stroke(under, .9, (.8, .8)), *(Stroke(w, .7, (1, 1)) for w in wings)], [shade]


def _nose_wide(frame: FaceFrame, y: float) -> tuple[list[Stroke], list[Points]]:
    arc = [(-.085, y - .03), (-.09, y + .015), (-.045, y + .018), (0, y + .042), (.045, y + .018), (.09, y + .015),
           (.085, y - .03)]
    return [Stroke(spline(frame.place(arc, .03), steps=4), .9, (1, 1))], []


def _nose_none(frame: FaceFrame, y: float) -> tuple[list[Stroke], list[Points]]:
    return [], []


NOSES: dict[str, Callable[[FaceFrame, float], tuple[list[Stroke], list[Points]]]] = {
    "tick": _nose_tick, "dot": _nose_dot, "button": _nose_button, "shadow": _nose_shadow, "el": _nose_el,
    "full": _nose_full, "wide": _nose_wide, "none": _nose_none,
}


def build_blush(
    kind: str, eyes: EyeTraits, frame: FaceFrame, *, level: int, within: Points,
) -> tuple[list[Shape], list[Stroke]]:
    """Red cheeks: soft areas without a line, short hatching strokes, or both; level 2 runs over the nose."""
    shapes, strokes = [], []
    y = eyes.y + 0.10 + 0.15 * eyes.size
    if kind != "lines":
        for side in (-1, 1):
            oval = frame.place(ellipse((.44 * side, y), (.10 + .02 * level, .045 + .01 * level), count=20))
            shapes.append(Shape("blush", oval, "blush", Layer.HEAD + 5, contour=(), relief=0.0, within=within))
    if kind != "soft":
        for x, count in ((-.43, 3), (.43, 3), *([(0, 4)] if level > 1 else [])):
            high = y - (.05 if x == 0 else 0)
            at = x + (np.arange(count) - (count - 1) / 2) * .055
            dash = np.float32([(.018, -.038), (0, 0), (-.018, .038)])
            strokes += [Stroke(frame.place(np.add(dash, (u, high))), .6, (.6, .9)) for u in at]
    return shapes, strokes


def build_tears(eyes: EyeTraits, frame: FaceFrame, *, level: int, low: float) -> list[Shape]:
    """Tears in the eyes' corners, or running down the cheeks."""
    shapes = []
    for side in (-1, 1):
        x, y = (eyes.x + .03) * side, eyes.y + .14 * eyes.size * eyes.height
        if level > 1:
            end = low - .20
            middle = spline([
                (x, y - .03), (x + .02 * side, y + .12), (x + .055 * side, end - .12), (x + .04 * side, end),
            ])
            at = np.linspace(0, 1, len(middle))
            outline = ribbon(middle, np.interp(at, (0, .2, .8, .93, 1), (.05, .04, .06, .08, .0)))
        else:
            outline = ellipse((x + .10 * side, y - .02), (.04, .05), count=14)
        outline = frame.place(outline)
        line = Stroke(np.concatenate([outline, outline[:1]]), .5)
        shapes.append(Shape("tear", outline, "eye_light", Layer.EYES + 6, contour=(line,), relief=0.2))
    return shapes


def build_sweat(frame: FaceFrame) -> Shape:
    """A drop at the temple of the near side."""
    x, y = -.62 * frame.side, -.12
    drop = spline([(x, y - .12), (x, y - .12), (x + .05, y), (x + .035, y + .05), (x - .035, y + .05), (x - .05, y)],
                  closed=True, steps=4)
    return Shape("tear", frame.place(drop), "eye_light", Layer.OVER_HAIR + 5, relief=0.3)


def build_vein(frame: FaceFrame) -> Shape:
    """Manga's sign of anger: four arms of a swollen vein, over the hair at the temple."""
    angle = np.arange(12) * np.pi / 6 + 0.3
    radius = np.tile([.115, .10, .03], 4)
    outline = np.stack([np.cos(angle) * radius - .42 * frame.side, np.sin(angle) * radius - .52], 1)
    return Shape("blush", frame.place(outline, .1), "blush", Layer.OVER_HAIR + 6, relief=0.0)


def build_gloom(frame: FaceFrame) -> list[Stroke]:
    """Upright lines that darken the forehead and one side of the eyes."""
    ends = zip(np.linspace(-.66, .05, 12) * frame.side, np.linspace(.16, -.16, 12), strict=True)
    return [Stroke(frame.place([(x, -.5), (x, (y - .5) / 2), (x, y)]), .6, (0, 1)) for x, y in ends]
