"""The skeleton that clothes hang on: levels and widths of a body, and the turn from its front view to the picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.head import Head
from nurie.datasets.procedural.scene import Points, Shape, Stroke


@dataclass(frozen=True, slots=True)
class Build:
    """Widths are half widths in head units.

    Attributes:
        levels: y of the trapezius at the neck, armpit, waist, hip, knee, sole.
        arm: full width of the upper arm.
        hand: wrist to finger tip.
        slope: how far the shoulders fall; 1 common.
    """

    neck: float
    shoulder: float
    chest: float
    waist: float
    hip: float
    levels: tuple[float, ...]
    arm: float
    hand: float
    bust: float = 0.0
    slope: float = 1.0


BUILDS = {
    "chibi": Build(0.17, 0.68, 0.45, 0.50, 0.56, (1.06, 1.46, 1.95, 2.35, 3.25, 4.05), 0.27, 0.28),
    "child": Build(0.21, 0.98, 0.66, 0.62, 0.68, (1.24, 1.95, 2.85, 3.45, 5.4, 7.2), 0.34, 0.46),
    "girl": Build(0.235, 1.20, 0.79, 0.66, 0.92, (1.34, 2.25, 3.50, 4.45, 7.3, 10.4), 0.38, 0.58, 0.4),
    "boy": Build(0.29, 1.38, 0.94, 0.80, 0.88, (1.34, 2.35, 3.70, 4.65, 7.6, 10.8), 0.43, 0.64),
    "woman": Build(0.25, 1.29, 0.85, 0.68, 1.00, (1.36, 2.36, 3.70, 4.75, 7.9, 11.2), 0.42, 0.62, 0.8),
    "man": Build(0.36, 1.64, 1.14, 0.98, 1.02, (1.34, 2.50, 4.05, 5.05, 8.4, 11.8), 0.54, 0.72),
    "grandmother": Build(0.24, 1.18, 0.86, 0.86, 0.98, (1.36, 2.30, 3.55, 4.40, 7.0, 9.6), 0.42, 0.58, 0.3, 1.3),
    "grandfather": Build(0.30, 1.36, 0.98, 0.98, 0.98, (1.36, 2.40, 3.80, 4.70, 7.4, 10.2), 0.44, 0.64, 0.0, 1.25),
}
TRAPEZIUS = np.array([[0.0, -0.34], [0.03, -0.1], [0.13, 0.04], [0.36, 0.16], [0.60, 0.26], [0.66, 0.31]])


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Body coordinates to the picture.

    In body coordinates u is in half shoulder widths (1 the arm's outer edge) and v counts levels: 0 trapezius at the
    neck, 0.33 the pit of the neck, 1 armpit, 2 waist, 3 hip, 4 knee, 5 sole.

    Attributes:
        turn: of the body, radians, like `Pose.yaw`.
        raised: how far the left and the right shoulder are pulled up, in head units.
    """

    build: Build
    head: Head
    turn: float
    lean: float
    raised: tuple[float, float] = (0.0, 0.0)

    def y(self, v: ArrayLike) -> np.ndarray:
        v, levels = np.asarray(v, np.float64), self.build.levels
        inside = np.interp(v, np.arange(6), levels)
        return inside + np.minimum(v, 0) * (levels[1] - levels[0]) + np.maximum(v - 5, 0) * 1.0

    def at(self, uv: ArrayLike, lift: float = 0.0) -> Points:
        """(n, 2) body coordinates on the front of the body (`lift` above it) to the picture."""
        uv = np.asarray(uv, np.float64).reshape(-1, 2)
        return self.place(np.stack([uv[:, 0] * self.build.shoulder, self.y(uv[:, 1])], 1), uv[:, 1], lift)

    def place(self, xy: ArrayLike, v: ArrayLike, lift: float = 0.0) -> Points:
        """(n, 2) head units on the body's front view to the picture."""
        x, y = np.asarray(xy, np.float64).reshape(-1, 2).T
        half = np.interp(v, (-0.4, 0, 0.3, 1, 2, 3), self._halves())
        deep = np.interp(v, (-0.4, 0, 0.33, 1, 1.4, 2, 3), self._depths())
        z = deep * np.sqrt(np.clip(1 - (x / half) ** 2, 0, None)) + lift
        share = np.clip((np.abs(x) / self.build.shoulder - 0.25) * 1.6, 0, 1) * np.clip(1.2 - np.asarray(v), 0, 1)
        y = y - share * np.where(x < 0, *self.raised)
        return self.tilt(np.stack([x * np.cos(self.turn) + z * np.sin(self.turn), y], 1))

    def tilt(self, picture: ArrayLike) -> Points:
        """The torso's lean, about the chin, so that the head stays where it is."""
        return curves.turn(np.asarray(picture, np.float32), self.lean, (0, 1))

    def trapezius(self, u: ArrayLike) -> np.ndarray:
        """v of the line from neck to shoulder at this u >= 0."""
        knots = self.trapezius_knots()
        return np.interp(u, knots[:, 0], knots[:, 1])

    def trapezius_knots(self) -> np.ndarray:
        """(6, 2) from the neck's side to the shoulder's top, right side."""
        neck = self.neck
        share = (TRAPEZIUS[:, 0]) / 0.66
        rise = np.where(TRAPEZIUS[:, 1] > 0, TRAPEZIUS[:, 1] * self.build.slope, TRAPEZIUS[:, 1])
        return np.stack([neck + share * (self.tip - neck), rise], 1)

    @property
    def neck(self) -> float:
        """Half width of the neck as u."""
        return self.build.neck / self.build.shoulder

    @property
    def tip(self) -> float:
        """u of the shoulder's top, where the arm's cap begins."""
        return 1 - 0.5 * self.build.arm / self.build.shoulder

    def side(self, v: ArrayLike, loose: float = 0.0) -> np.ndarray:
        """u of the torso's side; `loose` 1 lets cloth fall straight from chest to hip."""
        b = self.build
        bust = b.chest * (1 + 0.05 * b.bust)
        tight = (b.chest, bust, b.waist, b.hip, b.hip * 1.02)
        straight = (b.chest, bust, max(b.chest * 1.03, b.waist * 1.12), max(b.chest * 1.06, b.hip), b.hip * 1.06)
        widths = np.array(tight) * (1 - loose) + np.array(straight) * loose
        knots = (1, 1.4, 2, 3, 3.4)
        curve = curves.spline(np.stack([knots, widths], 1), steps=6)
        return np.interp(v, curve[:, 0], curve[:, 1]) / b.shoulder

    def joint(self, side: int) -> tuple[Points, float]:
        """The shoulder joint's place and the radius of the shoulder's cap; `side` -1 left of the picture, 1 right."""
        radius = 0.5 * self.build.arm
        top = self.at([(side * self.tip, float(self.trapezius(self.tip)))])[0]
        return top + np.float32([0, radius]), radius

    def _halves(self) -> tuple[float, ...]:
        b = self.build
        return (b.neck * 1.02, b.neck * 1.5, b.shoulder * 1.02, b.shoulder * 0.92, b.chest * 1.1, b.hip * 1.1)

    def _depths(self) -> tuple[float, ...]:
        b = self.build
        return (b.neck * 0.85, b.neck, b.chest * 0.34, b.chest * 0.55, b.chest * (0.58 + 0.1 * b.bust), b.waist * 0.55, b.hip * 0.5)


def outside(line: Points, *areas: Points) -> list[Points]:
    """The pieces of a line that lie outside of all areas; pieces of one point are dropped."""
    keep = np.ones(len(line), bool)
    for area in areas:
        keep &= ~contains(area, line)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], keep, [False]]).astype(np.int8)))
    return [line[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 1]


def contains(area: Points, places: Points) -> np.ndarray:
    """For each place whether it lies in the polygon (even-odd)."""
    x, y = places[:, :1], places[:, 1:]
    ax, ay = area.T
    bx, by = np.roll(area, -1, 0).T
    crosses = (ay > y) != (by > y)
    at = ax + (y - ay) * (bx - ax) / np.where(by == ay, 1e-9, by - ay)
    return np.logical_and(crosses, x < at).sum(1) % 2 == 1


def limb(middle: Points, widths: ArrayLike) -> tuple[Points, Points]:
    """Both sides of a band around a curve, each from begin to end: left of the direction, then right."""
    band = curves.ribbon(middle, widths)
    half = len(middle)
    return band[:half], band[half:][::-1]


def fold(a: ArrayLike, b: ArrayLike, bend: float = 0.12, weight: float = 0.55, taper: tuple[float, float] = (0.2, 1.0)) -> Stroke:
    """A tapered fold from a tension point `a`; `bend` bows it to the left of its way, as a share of its length."""
    a, b = np.asarray(a, np.float32), np.asarray(b, np.float32)
    way = b - a
    off = np.float32([way[1], -way[0]]) * bend
    return Stroke(curves.bezier(a, a + way * 0.33 + off, a + way * 0.7 + off, b, steps=9), weight, taper)


def filled(shape: Shape) -> Shape:
    """The same shape without lines."""
    return Shape(shape.name, shape.outline, shape.color, shape.layer, contour=(), relief=shape.relief)
