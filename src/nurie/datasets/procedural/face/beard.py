"""Beards and moustaches; each leaves the mouth free."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nurie.datasets.procedural.curves import ribbon, spline, turn
from nurie.datasets.procedural.face.frame import FaceFrame
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke

Beard = tuple[list[Shape], list[Stroke]]


def _hair(outline: Points, *, details: tuple[Stroke, ...] = (), layer: float = Layer.HEAD + 9) -> Shape:
    return Shape("hair", outline, "hair", layer, details=details, relief=0.4, cast=0.02)


def _moustache(frame: FaceFrame, y: float) -> Beard:
    knots = [(-.27, y + .015), (-.27, y + .015), (-.13, y - .075), (-.04, y - .115), (0, y - .10), (.04, y - .115),
             (.13, y - .075), (.27, y + .015), (.27, y + .015), (.12, y - .03), (0, y - .045), (-.12, y - .03)]
    knots = np.add(knots, (0, -.035))
    return [_hair(frame.place(spline(knots, closed=True, steps=4), .02), layer=Layer.HEAD + 25)], []


def _pencil(frame: FaceFrame, y: float) -> Beard:
    shapes = []
    for side in (-1, 1):
        line = spline([(side * .02, y - .10), (side * .09, y - .085), (side * .17, y - .04)], steps=4)
        outline = frame.place(ribbon(line, np.linspace(.028, 0, len(line))), .02)
        shapes.append(_hair(outline, layer=Layer.HEAD + 25))
    return shapes, []


def _goatee(frame: FaceFrame, y: float) -> Beard:
    chin = frame.chin
    knots = [(-.10, y + .13), (0, y + .11), (.10, y + .13), (.11, chin - .08), (.05, chin + .05), (.0, chin + .10),
             (0, chin + .10), (-.05, chin + .05), (-.11, chin - .08)]
    outline = frame.place(spline(knots, closed=True, steps=4), -.06)
    strand = frame.place([(.01, y + .2), (.02, chin - .04), (0, chin + .05)], -.06)
    return [_hair(outline, details=(Stroke(spline(strand, steps=4), .6, (1, 1)),))], []


def _full(frame: FaceFrame, y: float, *, length: float = 0.07) -> Beard:
    """Along the jaw from ear to ear, below the mouth, with a moustache."""
    jaw = np.concatenate([frame.far, frame.near[-2::-1]])
    jaw = jaw[jaw[:, 1] > 0.30]
    grown = np.clip((jaw[:, 1] - 0.3) / (frame.chin - 0.3), 0, 1)
    tips = 1 - 0.3 * (np.arange(len(jaw)) % 6 == 0)
    away = (jaw - (jaw[:, 0].mean(), 0.25)) * 0.10
    outer = jaw + np.add(away, (0, length)) * (grown * tips)[:, None]
    outer = frame.head.roll(outer * (frame.side, 1))
    half = [(0, y + .13), (.20, y + .08), (.30, y - .04), (.46, .60), (.60, .47)]
    knots = np.float32([(-u, v) for u, v in half[:0:-1]] + half) * (frame.side, 1)
    inner = frame.place(spline(knots, steps=4))
    outline = np.concatenate([outer, inner]).astype(np.float32)
    moustache, _ = _moustache(frame, y)
    return [_hair(outline, details=_strands(frame, y)), *moustache], []


def _long(frame: FaceFrame, y: float) -> Beard:
    return _full(frame, y, length=0.34)


def _strands(frame: FaceFrame, y: float) -> tuple[Stroke, ...]:
    chin = frame.chin
    lines = [[(u * .5, y + .16 - abs(u) * .3), (u * .45, y + .2 - abs(u) * .2), (u * .42, chin - .06 - abs(u) * .12)]
             for u in (-.9, -.5, -.15, .25, .6, .95)]
    return tuple(Stroke(spline(frame.place(line, -.04), steps=4), .6, (1, 1)) for line in lines)


def _stubble(frame: FaceFrame, y: float) -> Beard:
    rng = np.random.default_rng(3)
    x = rng.uniform(-.5, .5, 34)
    high = y + .05 + rng.uniform(0, 1, 34) * (frame.chin - y - .10) - np.abs(x) * .42
    free = (np.abs(x) > .22) | (high > y + .10)
    dash = turn(np.float32([(0, 0), (.004, .02)]), 0.2)
    return [], [Stroke(frame.place(np.add(dash, place)), .55, (.2, .8)) for place in np.stack([x, high], 1)[free]]


BEARDS: dict[str, Callable[[FaceFrame, float], Beard]] = {
    "moustache": _moustache, "pencil": _pencil, "goatee": _goatee, "full": _full, "long": _long, "stubble": _stubble,
}
