"""Things held in a hand: the grip at (0, 0), y down, 1 a hand's length; drawn upright, a little tilted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke

Put = Callable[[Points], Points]
BELOW, ABOVE = Layer.ARMS - 4, Layer.ARMS + 8


def _area(put: Put, own: Points, color: str, name: str = "prop", *, layer: float = BELOW, relief: float = 0.5,
          lines: tuple[Points, ...] = ()) -> Shape:
    return Shape(name, put(own), color, layer, details=tuple(Stroke(put(line), 0.6) for line in lines), relief=relief,
        cast=0.03)


def cup(put: Put) -> list[Shape]:
    handle = curves.ribbon(curves.ellipse((0.32, 0.0), (0.24, 0.26), start=-1.4, end=1.4, count=14), np.full(14, 0.1))
    mug = curves.spline([(-0.42, -0.5), (-0.42, -0.5), (0.3, -0.5), (0.3, -0.5), (0.28, 0.4), (0.2, 0.52), (-0.3,
        0.52), (-0.4, 0.4)], closed=True, steps=4)
    rim = curves.ellipse((-0.06, -0.5), (0.36, 0.09), count=20)
    return [_area(put, handle, "prop_1"), _area(put, mug, "prop_1", relief=0.8), _area(put, rim, "bark",
        layer=BELOW + 1, relief=0.0)]


def flower(put: Put) -> list[Shape]:
    stem = curves.ribbon(curves.spline([(0.05, 0.9), (0.0, 0.0), (-0.04, -0.9)], steps=6), np.full(13, 0.06))
    leaf = curves.spline([(0.0, -0.35), (0.22, -0.62), (0.48, -0.62), (0.48, -0.62), (0.34, -0.38), (0.02, -0.28)],
        closed=True, steps=4)
    turns = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    bloom = np.stack([np.cos(turns), np.sin(turns)], 1) * (0.36 + 0.12 * np.abs(np.cos(turns * 2.5)))[:,
        None] + (-0.05, -1.15)
    rays = tuple(np.array([(-0.05, -1.15), (-0.05 + 0.38 * np.cos(a), -1.15 + 0.38 * np.sin(a))], np.float32)
        for a in np.arange(5) * 1.2566 + 0.628)
    return [_area(put, stem, "leaf"), _area(put, leaf, "leaf"), _area(put, bloom, "flower", "plant", layer=BELOW + 1,
        lines=rays),
            _area(put, curves.ellipse((-0.05, -1.15), (0.15, 0.15), count=16), "gold", "plant", layer=BELOW + 2,
            relief=0.7)]


def book(put: Put) -> list[Shape]:
    cover = curves.points((-0.55, -0.85), (0.55, -0.85), (0.55, 0.5), (-0.55, 0.5))
    pages = curves.points((-0.5, 0.5), (0.52, 0.5), (0.56, 0.6), (-0.46, 0.6))
    frame = (curves.points((-0.42, -0.85), (-0.42, 0.5)), curves.points((-0.2, -0.55), (0.35, -0.55)),
        curves.points((-0.2, -0.42), (0.35, -0.42)))
    return [_area(put, pages, "paper"), _area(put, cover, "prop_1", layer=BELOW + 1, lines=frame, relief=0.2)]


def phone(put: Put) -> list[Shape]:
    case = curves.spline([(-0.28, -0.8), (-0.2, -0.88), (0.2, -0.88), (0.28, -0.8), (0.28, 0.3), (0.2, 0.38), (-0.2,
        0.38), (-0.28, 0.3)], closed=True, steps=3)
    lens = curves.ellipse((-0.13, -0.72), (0.07, 0.07), count=12)
    return [_area(put, case, "prop_2", relief=0.2), _area(put, lens, "ink", layer=BELOW + 1, relief=0.3)]


def umbrella(put: Put) -> list[Shape]:
    """Closed, its handle down."""
    rod = curves.points((-0.04, -2.3), (0.04, -2.3), (0.05, 0.9), (-0.05, 0.9))
    crook = curves.ribbon(curves.ellipse((0.16, 0.9), (0.16, 0.2), start=0.2, end=np.pi, count=12), np.full(12, 0.1))
    cloth = curves.spline([(0.0, -2.2), (0.1, -1.9), (0.26, -0.7), (0.3, -0.5), (0.15, -0.4), (0.0, -0.5), (-0.15,
        -0.4), (-0.3, -0.5), (-0.26, -0.7), (-0.1, -1.9)], closed=True, steps=4)
    ribs = tuple(curves.points((x * 0.3, -1.9), (x, -0.5)) for x in (-0.14, 0.0, 0.14))
    return [_area(put, rod, "metal"), _area(put, crook, "wood"), _area(put, cloth, "prop_1", layer=BELOW + 1,
        lines=ribs)]


def blade(put: Put) -> list[Shape]:
    """A drawn sword, point up."""
    steel = curves.points((-0.12, -0.42), (-0.10, -3.0), (0.0, -3.3), (0.10, -3.0), (0.12, -0.42))
    guard = curves.spline([(-0.5, -0.5), (0.0, -0.44), (0.5, -0.5), (0.48, -0.34), (0.0, -0.28), (-0.48, -0.34)],
        closed=True, steps=4)
    grip = curves.points((-0.08, -0.3), (0.08, -0.3), (0.08, 0.5), (-0.08, 0.5))
    return [_area(put, steel, "metal", lines=(curves.points((0, -0.42), (0, -3.1)),)), _area(put, grip, "leather"),
            _area(put, guard, "gold", layer=BELOW + 1), _area(put, curves.ellipse((0, 0.56), (0.12, 0.12), count=14),
            "gold", layer=BELOW + 1, relief=0.8)]


def wand(put: Put) -> list[Shape]:
    turns = np.arange(10) * np.pi / 5 - np.pi / 2
    star = np.stack([np.cos(turns), np.sin(turns)], 1) * np.where(np.arange(10) % 2, 0.2, 0.44)[:, None] + (0, -1.5)
    return [_area(put, curves.points((-0.05, -1.4), (0.05, -1.4), (0.05, 0.7), (-0.05, 0.7)), "prop_2"),
            _area(put, star.astype(np.float32), "gold", layer=BELOW + 1, relief=0.3)]


def lollipop(put: Put) -> list[Shape]:
    swirl = np.linspace(0, 4.5 * np.pi, 40)
    curl = (np.stack([np.cos(swirl), np.sin(swirl)], 1) * (swirl / 4.5 / np.pi * 0.36)[:, None] + (0,
        -1.15)).astype(np.float32)
    return [_area(put, curves.points((-0.035, -1.0), (0.035, -1.0), (0.035, 0.6), (-0.035, 0.6)), "paper"),
            _area(put, curves.ellipse((0, -1.15), (0.42, 0.42), count=28), "prop_1", layer=BELOW + 1, lines=(curl,),
            relief=0.8)]


PROPS = {"cup": cup, "flower": flower, "book": book, "phone": phone, "umbrella": umbrella, "blade": blade,
    "wand": wand, "lollipop": lollipop}

TILTS = {"blade": 0.6, "umbrella": 0.4}  # outwards, radians; others stand nearly upright


def held(name: str, grip: Points, size: float, tilt: float) -> list[Shape]:
    """A thing in a hand: `grip` the middle of the fist, `size` the hand's length, `tilt` radians."""
    def put(own: Points) -> Points:
        return (curves.turn(np.asarray(own, np.float32) * np.float32(size), tilt) + grip).astype(np.float32)

    return PROPS[name](put)
