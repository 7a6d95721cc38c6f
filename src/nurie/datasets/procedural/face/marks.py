"""What makes one face unlike another: moles, freckles, scars, plasters, paint, age."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nurie.datasets.procedural.curves import ellipse, points, spline, turn
from nurie.datasets.procedural.face.eyes import EyeTraits
from nurie.datasets.procedural.face.frame import FaceFrame
from nurie.datasets.procedural.scene import Layer, Shape, Stroke

Marks = tuple[list[Shape], list[Stroke]]


def _arc(frame: FaceFrame, *knots: tuple[float, float], weight: float = 0.6) -> Stroke:
    return Stroke(spline(frame.place(knots), steps=5), weight, (1, 1))


def _mole(eyes: EyeTraits, frame: FaceFrame, rng: np.random.Generator) -> Marks:
    x, y = ((eyes.x + .06, eyes.y + .24), (.17, .74), (.30, .58))[rng.integers(3)]
    x *= rng.choice((-1, 1))
    return [], [Stroke(frame.place([(x - .004, y), (x + .006, y + .003)]), 1.5)]


def _freckles(eyes: EyeTraits, frame: FaceFrame, rng: np.random.Generator) -> Marks:
    y = eyes.y + .24
    spots = [(side * (.38 + dx), y + dy + rng.uniform(-.01, .01)) for side in (-1, 1)
             for dx, dy in ((-.1, 0), (-.03, -.035), (.0, .035), (.06, -.005), (.11, .03))]
    return [], [Stroke(frame.place([(x, v), (x + .008, v + .003)]), .8) for x, v in spots]


def _scar(eyes: EyeTraits, frame: FaceFrame, rng: np.random.Generator) -> Marks:
    side = rng.choice((-1, 1))
    if rng.random() < .5:
        x = eyes.x * side
        return [], [_arc(frame, (x - .05, eyes.y - .34), (x, eyes.y - .2), (x + .02, eyes.y - .14), weight=1),
                    _arc(frame, (x + .04, eyes.y + .16), (x + .05, eyes.y + .28), (x + .08, eyes.y + .36), weight=1)]
    x, y = .42 * side, .52
    cuts = [_arc(frame, (x - .13, y + .05), (x, y), (x + .13, y - .06), weight=1)]
    return [], cuts + [_arc(frame, (x + d, y - .05), (x + d + .015, y + .04)) for d in (-.05, .05)]


def _plaster(eyes: EyeTraits, frame: FaceFrame, rng: np.random.Generator) -> Marks:
    x, y, angle = ((-.43, eyes.y + .30, .5), (.43, eyes.y + .30, -.5), (0, eyes.y + .19, 0.05))[rng.integers(3)]
    corners = [(-.13, -.045), (.13, -.045), (.15, 0), (.13, .045), (-.13, .045), (-.15, 0)]
    rounded = spline(corners, closed=True, steps=3)
    outline = frame.place(turn(rounded, angle) + points((x, y)))
    pad = [frame.place(turn(points((d, -.045), (d, .045)), angle) + points((x, y))) for d in (-.045, .045)]
    return [Shape("prop", outline, "white_cloth", Layer.HEAD + 12, details=tuple(Stroke(p, .5) for p in pad))], []


def _paint(eyes: EyeTraits, frame: FaceFrame, rng: np.random.Generator) -> Marks:
    shapes = []
    for side in (-1, 1):
        for step in range(2):
            x, y = .44 * side, eyes.y + .26 + .09 * step
            stripe = points((-.1, .03), (.12, -.02), (.12, .03), (-.06, .06)) * (side, 1) + (x, y)
            shapes.append(Shape("blush", frame.place(stripe), "jewel", Layer.HEAD + 10, relief=0.1))
    return shapes, []


def _whiskers(eyes: EyeTraits, frame: FaceFrame, rng: np.random.Generator) -> Marks:
    y = eyes.y + .30
    return [], [_arc(frame, (side * .34, y + dy), (side * .46, y + dy * 1.25), (side * .58, y + dy * 1.6), weight=.8)
                for side in (-1, 1) for dy in (-.045, .015, .075)]


def _star(eyes: EyeTraits, frame: FaceFrame, rng: np.random.Generator) -> Marks:
    angle = np.arange(10) * np.pi / 5 - np.pi / 2
    radius = np.where(np.arange(10) % 2, .035, .08)
    side = rng.choice((-1, 1))
    outline = np.stack([np.cos(angle) * radius + .40 * side, np.sin(angle) * radius + eyes.y + .28], 1)
    return [Shape("blush", frame.place(outline), "jewel", Layer.HEAD + 10, relief=0.1)], []


def _wrinkles(eyes: EyeTraits, frame: FaceFrame, rng: np.random.Generator) -> Marks:
    lines = []
    for side in (-1, 1):
        lines += [
            _arc(frame, (side * .12, .50), (side * .21, .58), (side * .25, .68), weight=.8),
            _under_eye(eyes, frame, side, .16),
            _arc(frame, (side * (eyes.x + .22), eyes.y - .02), (side * (eyes.x + .30), eyes.y - .05)),
            _arc(frame, (side * (eyes.x + .22), eyes.y + .04), (side * (eyes.x + .30), eyes.y + .07)),
            _arc(frame, (side * .50, .52), (side * .53, .62), (side * .50, .72)),
        ]
    for y, w in ((-.32, .30), (-.24, .26)):
        lines.append(_arc(frame, (-w, y + .02), (-.1, y), (.1, y + .005), (w, y + .02)))
    return [], lines


def _cheek_lines(eyes: EyeTraits, frame: FaceFrame, rng: np.random.Generator) -> Marks:
    return [], [_arc(frame, (side * .46, .38), (side * .42, .50), (side * .36, .60), weight=.7) for side in (-1, 1)]


def _eye_bags(eyes: EyeTraits, frame: FaceFrame, rng: np.random.Generator) -> Marks:
    return [], [_under_eye(eyes, frame, side, .19) for side in (-1, 1)]


def _under_eye(eyes: EyeTraits, frame: FaceFrame, side: int, drop: float) -> Stroke:
    x, y = eyes.x, eyes.y + drop
    return _arc(frame, (side * (x - .11), y - .01), (side * x, y + .035), (side * (x + .10), y))


def _gem(eyes: EyeTraits, frame: FaceFrame, rng: np.random.Generator) -> Marks:
    outline = frame.place(ellipse((0, -.30), (.035, .055), count=14), .02)
    return [Shape("jewel", outline, "jewel", Layer.HEAD + 10, relief=0.8)], []


MARKS: dict[str, Callable[[EyeTraits, FaceFrame, np.random.Generator], Marks]] = {
    "mole": _mole, "freckles": _freckles, "scar": _scar, "plaster": _plaster, "paint": _paint, "whiskers": _whiskers,
    "star": _star, "wrinkles": _wrinkles, "cheek lines": _cheek_lines, "eye bags": _eye_bags, "gem": _gem,
}
