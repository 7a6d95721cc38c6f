"""Simple hands: outlines from the wrist's thumb side round the fingers to its other side.

Own coordinates: the wrist at (0, 0), fingers along +x, the thumb at -y, 1 the hand's length.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.scene import Points, Stroke

WRIST = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class Hand:
    """An outline from (0, -WRIST) to (0, WRIST), and lines within."""

    outline: Points
    lines: tuple[tuple[Points, float, tuple[float, float]], ...] = ()  # points, weight, taper


def _finger(x: float, y: float, angle: float, length: float, width: float) -> Points:
    """One finger's outline from its thumb side round the tip."""
    w = width / 2
    own = [(0, -w), (length * 0.55, -w * 1.02), (length - w * 0.6, -w * 0.8), (length, 0), (length - w * 0.6, w * 0.8),
           (length * 0.55, w * 1.02), (0, w)]
    return curves.turn(curves.spline(own, steps=3), np.radians(angle)) + np.float32([x, y])


def _open(spread: float = 1.0) -> Hand:
    fingers = [
        _finger(0.20, -0.17, -48 * spread, 0.42, 0.15), _finger(0.54, -0.17, -11 * spread, 0.37, 0.125),
        _finger(0.58, -0.05, -2 * spread, 0.42, 0.125), _finger(0.56, 0.07, 6 * spread, 0.39, 0.12),
        _finger(0.50, 0.18, 15 * spread, 0.31, 0.11),
    ]
    begin, end = curves.points((0, -WRIST), (0.1, -0.17)), curves.spline([(0.45, 0.22), (0.2, 0.2), (0, WRIST)],
        steps=5)
    palm = curves.spline([(0.2, -0.05), (0.3, 0.02), (0.26, 0.14)], steps=4)
    return Hand(np.concatenate([begin, *fingers, end]), ((palm, 0.45, (0.8, 0.8)),))


def _relaxed() -> Hand:
    outline = curves.spline([
        (0, -WRIST), (0.16, -0.19), (0.32, -0.27), (0.48, -0.27), (0.56, -0.22), (0.56, -0.22), (0.5, -0.17), (0.45,
        -0.13),
        (0.62, -0.13), (0.82, -0.08), (0.96, 0.02), (0.98, 0.09), (0.92, 0.14), (0.78, 0.19), (0.55, 0.22), (0.25,
        0.2), (0, WRIST),
    ], steps=4)
    lines = [curves.spline(p, steps=4) for p in (
        [(0.95, 0.04), (0.78, -0.01), (0.6, -0.03)], [(0.95, 0.1), (0.78, 0.07), (0.58, 0.06)], [(0.84, 0.17),
        (0.7, 0.145), (0.56, 0.14)],
    )]
    thumb = curves.spline([(0.45, -0.13), (0.36, -0.1), (0.26, -0.09)], steps=4)
    return Hand(outline, (*((p, 0.5, (0.0, 1.0)) for p in lines), (thumb, 0.7, (0.0, 1.0))))


def _fist() -> Hand:
    outline = curves.spline([
        (0, -WRIST), (0.14, -0.2), (0.32, -0.25), (0.5, -0.24), (0.58, -0.2), (0.63, -0.14), (0.64, -0.1), (0.65,
        -0.03), (0.64, 0.02),
        (0.63, 0.09), (0.61, 0.14), (0.58, 0.2), (0.5, 0.24), (0.35, 0.24), (0.18, 0.19), (0, WRIST),
    ], steps=4)
    lines = [curves.spline(p, steps=4) for p in (
        [(0.64, -0.09), (0.52, -0.09), (0.42, -0.07)], [(0.645, 0.02), (0.52, 0.02), (0.42, 0.03)], [(0.61, 0.13),
        (0.5, 0.125), (0.42, 0.12)],
    )]
    thumb = curves.spline([(0.2, -0.2), (0.34, -0.15), (0.46, -0.03), (0.47, 0.08), (0.4, 0.12), (0.32, 0.05), (0.24,
        -0.03)], steps=4)
    return Hand(outline, (*((p, 0.55, (0.0, 0.9)) for p in lines), (thumb, 0.7, (0.8, 0.6))))


def _point() -> Hand:
    fist = curves.spline([(0.6, -0.08), (0.64, -0.03), (0.63, 0.06), (0.62, 0.1), (0.6, 0.17), (0.5, 0.24), (0.35,
        0.24), (0.18, 0.19), (0, WRIST)], steps=4)
    begin = curves.spline([(0, -WRIST), (0.14, -0.2), (0.32, -0.25), (0.48, -0.24)], steps=4)
    thumb = curves.spline([(0.22, -0.16), (0.36, -0.11), (0.47, 0.0), (0.44, 0.09), (0.34, 0.05)], steps=4)
    lines = [curves.spline(p, steps=4) for p in ([(0.64, 0.03), (0.55, 0.03), (0.49, 0.04)], [(0.61, 0.13),
        (0.52, 0.125), (0.44, 0.13)])]
    return Hand(np.concatenate([begin, _finger(0.5, -0.17, -3, 0.5, 0.135), fist]),
                ((thumb, 0.7, (0.6, 0.6)), *((p, 0.55, (0.0, 0.9)) for p in lines)))


def _peace() -> Hand:
    begin = curves.spline([(0, -WRIST), (0.16, -0.2), (0.34, -0.24), (0.48, -0.23)], steps=4)
    end = curves.spline([(0.6, 0.08), (0.62, 0.14), (0.55, 0.22), (0.4, 0.24), (0.2, 0.2), (0, WRIST)], steps=4)
    thumb = curves.spline([(0.2, -0.14), (0.34, -0.08), (0.46, 0.06), (0.42, 0.14), (0.32, 0.08)], steps=4)
    curl = curves.spline([(0.6, 0.08), (0.5, 0.05), (0.47, 0.12), (0.56, 0.16)], steps=4)
    fingers = [_finger(0.52, -0.16, -15, 0.46, 0.13), _finger(0.57, -0.02, 8, 0.5, 0.13)]
    return Hand(np.concatenate([begin, *fingers, end]), ((thumb, 0.65, (0.6, 0.6)), (curl, 0.55, (0.0, 0.8))))


def _curled() -> Hand:
    """Fingers loosely bent, as under a chin or on a cheek."""
    outline = curves.spline([
        (0, -WRIST), (0.15, -0.2), (0.3, -0.25), (0.44, -0.31), (0.54, -0.31), (0.56, -0.25), (0.5, -0.2), (0.58,
        -0.17), (0.72, -0.1),
        (0.76, -0.02), (0.74, 0.02), (0.74, 0.08), (0.7, 0.12), (0.68, 0.17), (0.6, 0.22), (0.4, 0.24), (0.2, 0.2),
        (0, WRIST),
    ], steps=4)
    lines = [curves.spline(p, steps=4) for p in (
        [(0.74, 0.0), (0.62, -0.03), (0.52, -0.04)], [(0.71, 0.1), (0.6, 0.07), (0.5, 0.06)], [(0.5, -0.2),
        (0.42, -0.16), (0.32, -0.14)],
    )]
    return Hand(outline, tuple((p, 0.55, (0.0, 0.9)) for p in lines))


def _mitten() -> Hand:
    """A chibi's hand."""
    outline = curves.spline([
        (0, -0.2), (0.18, -0.25), (0.35, -0.42), (0.5, -0.42), (0.52, -0.3), (0.6, -0.26), (0.82, -0.2), (0.95, 0.0),
        (0.86, 0.22),
        (0.55, 0.3), (0.25, 0.26), (0, 0.2),
    ], steps=4)
    return Hand(outline, ((curves.spline([(0.94, 0.0), (0.8, 0.02), (0.7, 0.02)], steps=4), 0.5, (0.0, 1.0)),))


HANDS = {
    "open": _open(), "flat": _open(0.35), "relaxed": _relaxed(), "fist": _fist(), "point": _point(), "peace": _peace(),
    "curled": _curled(), "mitten": _mitten(),
}


def place_hand(hand: Hand, wrist: Points, along: Points, thumb: Points, size: tuple[float, float]) -> tuple[Points,
    tuple[Stroke, ...]]:
    """A hand in the picture: `along` and `thumb` are unit vectors, `size` its length and its wrist's full width."""
    length, width = size
    x_axis, y_axis = along * length, -thumb * length
    bulk = width / (2 * WRIST * length)

    def put(own: Points) -> Points:
        share = np.clip(1 - own[:, :1] / 0.25, 0, 1)
        scaled = own[:, 1:] * (1 + (bulk - 1) * share)
        return (wrist + own[:, :1] * x_axis + scaled * y_axis).astype(np.float32)

    return put(hand.outline), tuple(Stroke(put(line), weight, taper) for line, weight, taper in hand.lines)
