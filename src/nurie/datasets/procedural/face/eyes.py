"""Eyes: opening, iris, pupil, lights, lashes and the fold above, for open, closing and shut eyes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, sin

import numpy as np
from numpy.typing import NDArray

from nurie.datasets.procedural.curves import along, ellipse, points, ribbon, spline
from nurie.datasets.procedural.face.expressions import Expression
from nurie.datasets.procedural.face.eye_styles import EYE_STYLES, LIGHTS, EyeStyle
from nurie.datasets.procedural.face.frame import FaceFrame
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke


@dataclass(frozen=True, slots=True)
class EyeTraits:
    """One person's eyes; both are drawn alike.

    Attributes:
        style: an entry of `EYE_STYLES`.
        x, y: middle of the eye on a front view.
        size, height: factors on the style's width and on its height.
        tilt: radians, positive raises the outer corners.
        iris_size: factor.
        pupil: an entry of `_PUPILS` or "none".
        rays: fine lines from the iris' rim inwards.
        lights: an entry of `LIGHTS`.
        lash: factor on the thickness of lashes.
        fold, ticks: whether the style's fold and lash ticks are drawn.
        rim: weight of the line around the iris, 0 for none.
    """

    style: str = "plain"
    x: float = 0.35
    y: float = 0.22
    size: float = 1.0
    height: float = 1.0
    tilt: float = 0.0
    iris_size: float = 1.0
    pupil: str = "round"
    rays: bool = False
    lights: str = "round_two"
    lash: float = 1.0
    fold: bool = True
    ticks: bool = True
    rim: float = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class _Eye:
    """One eye to be drawn: `side` is -1 for the picture's left one, before the head turns."""

    traits: EyeTraits
    style: EyeStyle
    frame: FaceFrame
    side: int
    mood: Expression
    gaze: tuple[float, float]

    def put(self, local: NDArray) -> Points:
        """Own units to the picture."""
        size, height = self.style.width * self.traits.size, self.traits.height
        across, down = size * cos(self.traits.tilt), size * sin(self.traits.tilt)
        turned = np.float32([[across * self.side, -down], [down * height * 0.5 * self.side, across * height]])
        return self.frame.place(local @ turned + (self.traits.x * self.side, self.traits.y))


def build_eyes(
    traits: EyeTraits, frame: FaceFrame, *, mood: Expression, gaze: tuple[float, float], blink: float,
) -> list[Shape]:
    """Both eyes, below the fringe; the far one keeps inside the face's outline."""
    shapes: list[Shape] = []
    look = tuple(np.clip(np.add(gaze, mood.gaze), -1, 1))
    for index, side in enumerate((-1, 1)):
        eye = _Eye(traits, EYE_STYLES[traits.style], frame, side, mood, look)
        if frame.yaw > 0.98 and side == frame.side:
            continue
        way = mood.shut[index] or ("calm" if mood.lid_open * (1 - blink) < 0.12 else "")
        shapes += _shut(eye, way) if way else _dot(eye) if eye.style.iris[0] == 0 else _open(eye, 1 - blink)
    return shapes


def _lids(eye: _Eye, opening: float) -> tuple[Points, Points]:
    """Upper and lower lid, inner to outer corner, as far open as the mood and a blink leave them."""
    upper, lower = spline(eye.style.upper, steps=6), spline(_corners(eye.style), steps=6)
    mood = eye.mood
    bow = np.interp(upper[:, 0], lower[:, 0], lower[:, 1])
    share = mood.lid_open * opening
    v = bow + (upper[:, 1] - bow) * share
    height = float(bow.max() - upper[:, 1].min())
    drop = np.clip(-mood.lid_tilt * upper[:, 0] + abs(mood.lid_tilt) * 0.6, 0, None) * height * 0.55
    inner = np.clip(1.1 - np.abs(upper[:, 0]), 0, 1) ** 0.5
    upper = np.stack([upper[:, 0], np.minimum(v + drop * inner, np.maximum(bow - 0.06, v))], 1)
    rise = mood.lower_lid * np.clip(1 - lower[:, 0] ** 2, 0, 1)
    return upper, np.stack([lower[:, 0], lower[:, 1] - rise], 1)


def _corners(style: EyeStyle) -> NDArray:
    """The lower lid with both corners, where the upper one ends."""
    return np.concatenate([style.upper[:1], style.lower, style.upper[-1:]])


def _open(eye: _Eye, opening: float) -> list[Shape]:
    upper, lower = _lids(eye, opening)
    hole = eye.put(np.concatenate([upper, lower[-2:0:-1]]))
    top = eye.put(np.concatenate([upper, np.add(upper, (0, 0.26))[::-1]]))
    sclera = Shape(
        "sclera", hole, "sclera", Layer.EYES, contour=_fine_lines(eye, upper, lower), shadows=(top,), relief=0.1,
    )
    return [sclera, *_iris(eye, hole), _lash(eye, upper)]


def _iris(eye: _Eye, hole: Points) -> list[Shape]:
    """Iris, pupil and lights, all inside the opening."""
    style, traits = eye.style, eye.traits
    if eye.mood.iris == 0:
        return []
    radii = np.float32(style.iris) * (traits.iris_size * eye.mood.iris)
    toward = eye.gaze[0] * eye.side * max(0.0, 0.92 - radii[0]) * 0.9 - 0.02
    center = np.float32([toward, style.center + eye.gaze[1] * 0.16])

    def put(unit: NDArray) -> Points:
        return eye.put(unit * radii + center)

    rim = put(_CIRCLE)
    contour = (Stroke(np.concatenate([rim, rim[:1]]), traits.rim),) if traits.rim else ()
    lines = tuple(Stroke(put(line), .5, (.2, 1)) for line in _RAYS) if traits.rays else ()
    iris = Shape(
        "iris", rim, "iris_left" if eye.side < 0 else "iris_right", Layer.EYES + 1, contour=contour, details=lines,
        shadows=(put(_UPPER),), lights=(put(_GLOW),), relief=0.1, within=hole,
    )
    spot, kind = (_STAR, "starry") if eye.mood.sparkle else (_SPOT, traits.lights)
    spots = [put(spot * (a, b) + (u * eye.side, v)) for u, v, a, b in LIGHTS[kind]]
    lights = [
        Shape("eye_light", spot, "eye_light", Layer.EYES + 3, contour=(), relief=0.0, within=hole) for spot in spots
    ]
    return [iris, *_pupil(traits.pupil, put, hole), *lights]


_CIRCLE, _SPOT = ellipse((0, 0), (1, 1), count=28), ellipse((0, 0), (1, 1), count=14)
_STAR = np.stack([np.sin(np.arange(8) * np.pi / 4), -np.cos(np.arange(8) * np.pi / 4)], 1) * (
    np.where(np.arange(8) % 2, .30, 1.0)[:, None])
_UPPER = np.concatenate([
    ellipse((0, 0), (1.1, 1.1), start=np.pi, end=2 * np.pi, count=14), ellipse((0, .02), (1, .22), end=np.pi, count=10),
])
_GLOW = np.concatenate([
    ellipse((0, .30), (.74, .56), start=.3, end=np.pi - .3, count=10),
    ellipse((0, .30), (.74, .26), start=.3, end=np.pi - .3, count=10)[::-1],
])
_RAYS = tuple(
    np.float32([(np.sin(a) * .98, -np.cos(a) * .98), (np.sin(a) * r, -np.cos(a) * r)])
    for a, r in ((-1.25, .72), (-.9, .62), (-.55, .66), (.55, .66), (.9, .62), (1.25, .72))
)
_PUPILS: dict[str, tuple[Points, bool]] = {
    "round": (_SPOT * np.float32((.46, .46)), True),
    "slit": (_SPOT * np.float32((.16, .72)), True),
    "ring": (_SPOT * np.float32((.58, .58)), False),
    "soft": (_SPOT * np.float32((.50, .52)), False),
    "tall": (_SPOT * np.float32((.36, .56)), True),
    "crown": (spline([
        (-1.02, -.15), (-.8, -.9), (0, -1.2), (.8, -.9), (1.02, -.15), (.62, -.38), (.40, -.05), (.2, .32), (0, .40),
        (-.2, .32), (-.40, -.05), (-.62, -.38),
    ], closed=True, steps=3), True),
}


def _pupil(kind: str, put: Callable[[NDArray], Points], hole: Points) -> list[Shape]:
    """"crown" is the pupil run together with the inked upper part of the iris."""
    if kind == "none":
        return []
    unit, ink = _PUPILS[kind]
    spot = put(unit)
    line = () if ink else (Stroke(np.concatenate([spot, spot[:1]]), .5),)
    return [Shape("pupil", spot, "pupil", Layer.EYES + 2, contour=line, ink=ink, relief=0.0, within=hole)]


def _fine_lines(eye: _Eye, upper: Points, lower: Points) -> tuple[Stroke, ...]:
    """The lower lash, as much of it as the style draws, and the fold above the upper one."""
    start, end, weight = eye.style.lower_lash
    drawn = along(lower, np.linspace(start, end, 14))
    strokes = [Stroke(eye.put(drawn), weight * (1.3 if eye.traits.lash > 1 else 1), (0.9, 0.6))]
    if eye.style.fold and eye.traits.fold:
        arc = along(upper, np.linspace(0.2, 0.86, 12))
        lift = np.linspace(0.5, 1.0, 12) * eye.style.fold + eye.style.lash[1]
        strokes.append(Stroke(eye.put(arc * (0.98, 1) - np.stack([0 * lift, lift], 1)), 0.6, (1.0, 0.8)))
    if eye.style.lower_ticks and eye.traits.ticks:
        bend = points((0, -.02), (.05, .08), (.11, .15))
        roots = along(lower, np.linspace(.62, .84, eye.style.lower_ticks))
        strokes += [Stroke(eye.put(root + bend), .9, (0, 1)) for root in roots]
    return tuple(strokes)


def _lash(eye: _Eye, upper: Points) -> Shape:
    """The upper lash: a band that swells to the outer corner and runs on in a point."""
    style, factor = eye.style, eye.traits.lash
    corner = upper[-1]
    tip = corner + style.wing
    line = np.concatenate([upper, spline(points(corner, (corner + tip) / 2, tip), steps=3)[1:]])
    at = np.concatenate([np.linspace(0, 1, len(upper)), np.linspace(1, 1.3, len(line) - len(upper))])
    inner, middle, outer = style.lash
    width = np.interp(at, (0, 0.06, 0.45, 0.9, 1.3), (0.0, inner, middle, outer, 0.0)) * factor
    line = line - np.stack([0 * width, width * 0.35], 1)
    return Shape(
        "lash", eye.put(ribbon(line.astype(np.float32), width)), "ink", Layer.EYES + 4,
        contour=_ticks(eye, line) if eye.traits.ticks else (), relief=0.0, ink=True,
    )


def _ticks(eye: _Eye, line: Points) -> tuple[Stroke, ...]:
    """Single lashes that leave the band near the outer corner, each bent upwards."""
    if not eye.style.ticks:
        return ()
    roots = along(line, np.linspace(0.66, 0.92, eye.style.ticks))
    strokes = []
    for number, root in enumerate(roots):
        reach = 0.20 + 0.07 * number
        bend = root + points((0, 0), (reach * .7, -.06), (reach * 1.25, -.26))
        strokes.append(Stroke(eye.put(spline(bend, steps=4)), 1.6, (0.0, 1.0)))
    return tuple(strokes)


def _shut(eye: _Eye, way: str) -> list[Shape]:
    """A shut eye is its lash alone."""
    thick = max(eye.style.lash[1], .10) * eye.traits.lash / max(eye.traits.size, .5)
    wide = 1.0 if eye.style.width > .14 else 1.3
    if way == "tight":
        curve = np.concatenate([points((-.9, -.42), (-.2, -.22), (.75, .1))[::-1], points((-.1, .3), (-.85, .52))])
        knots, widths = curve * (-1, 1), (0, .8, 1, .8, 0)
    elif way == "happy":
        knots, widths = points((-1, .42), (-.62, .02), (-.05, -.22), (.55, -.02), (1.0, .44)), (0, .8, 1, 1, .1)
    else:
        knots, widths = points((-1, .12), (-.6, .38), (.0, .52), (.6, .36), (1.05, .02)), (0, .8, 1, 1.1, 0)
    line = spline(knots * np.float32((wide, 1)), steps=6)
    width = np.interp(np.linspace(0, 1, len(line)), np.linspace(0, 1, 5), widths) * thick
    ticks = _shut_ticks(eye, line) if way == "calm" and eye.traits.ticks else ()
    fold = ()
    if way == "calm" and eye.style.fold and eye.traits.fold:
        fold = (Stroke(eye.put(along(line, np.linspace(.2, .8, 8)) * (1, .8) - (0, .34)), .6, (1, 1)),)
    return [Shape(
        "lash", eye.put(ribbon(line, width)), "ink", Layer.EYES + 4, contour=(*ticks, *fold), relief=0.0, ink=True,
    )]


def _shut_ticks(eye: _Eye, line: Points) -> tuple[Stroke, ...]:
    if not eye.style.ticks:
        return ()
    roots = along(line, np.linspace(0.72, 0.95, min(eye.style.ticks, 3)))
    bend = spline(points((0, 0), (.16, .12), (.30, .14)), steps=3)
    return tuple(Stroke(eye.put(root + bend), 1.4, (0, 1)) for root in roots)


def _dot(eye: _Eye) -> list[Shape]:
    """Chibi eyes: one inked spot with a light."""
    outline = spline(np.concatenate([eye.style.upper, eye.style.lower[::-1]]), closed=True, steps=4)
    light = ellipse((-.25 * eye.side, -.6), (.36, .42), count=12)
    spot = Shape("pupil", eye.put(outline), "pupil", Layer.EYES + 2, contour=(), relief=0.0, ink=True)
    white = Shape("eye_light", eye.put(light), "eye_light", Layer.EYES + 3, contour=(), relief=0.0)
    return [spot, white]
