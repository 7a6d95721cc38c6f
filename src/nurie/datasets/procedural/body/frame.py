"""The skeleton that clothes hang on: levels and widths of a body, and the turn from its front view to the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.head import Head
from nurie.datasets.procedural.scene import Points, Stroke


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
    "child": Build(0.21, 0.98, 0.66, 0.62, 0.68, (1.19, 1.92, 2.85, 3.45, 5.4, 7.2), 0.34, 0.46),
    "girl": Build(0.235, 1.20, 0.79, 0.66, 0.92, (1.25, 2.20, 3.50, 4.45, 7.3, 10.4), 0.38, 0.58, 0.4),
    "boy": Build(0.29, 1.38, 0.94, 0.80, 0.88, (1.24, 2.30, 3.70, 4.65, 7.6, 10.8), 0.43, 0.64),
    "woman": Build(0.25, 1.29, 0.85, 0.68, 1.00, (1.27, 2.31, 3.70, 4.75, 7.9, 11.2), 0.42, 0.62, 0.8),
    "man": Build(0.36, 1.64, 1.14, 0.98, 1.02, (1.24, 2.45, 4.05, 5.05, 8.4, 11.8), 0.54, 0.72),
    "grandmother": Build(0.24, 1.18, 0.86, 0.86, 0.98, (1.36, 2.30, 3.55, 4.40, 7.0, 9.6), 0.42, 0.58, 0.3, 1.3),
    "grandfather": Build(0.30, 1.36, 0.98, 0.98, 0.98, (1.36, 2.40, 3.80, 4.70, 7.4, 10.2), 0.44, 0.64, 0.0, 1.25),
}
_T = np.linspace(0, 1, 9)
BEZIER = np.stack([(1 - _T) ** 3, 3 * (1 - _T) ** 2 * _T, 3 * (1 - _T) * _T**2, _T**3], 1).astype(np.float32)
FALL = (0.33, 0.944)  # sine and cosine of the shoulder line where the arm's cap takes over
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
        first, second, *_, last = self.build.levels
        return np.interp(v, (-1, 0, 1, 2, 3, 4, 5, 6), (2 * first - second, *self.build.levels, last + 1))

    def at(self, uv: ArrayLike, lift: float = 0.0) -> Points:
        """(n, 2) body coordinates on the front of the body (`lift` above it) to the picture."""
        u, v = np.asarray(uv, np.float64).reshape(-1, 2).T
        return self._place(u * self.build.shoulder, self.y(v), v, lift)

    def place(self, xy: ArrayLike, v: ArrayLike, lift: float = 0.0) -> Points:
        """(n, 2) head units on the body's front view to the picture."""
        return self._place(*np.asarray(xy, np.float64).reshape(-1, 2).T, v, lift)

    def _place(self, x: np.ndarray, y: np.ndarray, v: ArrayLike, lift: float) -> Points:
        if self.turn:
            halves, depths = _section(self.build)
            bulge = 1 - (x / np.interp(v, *halves)) ** 2
            z = np.interp(v, *depths) * np.sqrt(np.maximum(bulge, 0)) + lift
            shown = x * math.cos(self.turn) + z * math.sin(self.turn)
        else:
            shown = x
        if any(self.raised):
            share = np.minimum(np.maximum(np.abs(x) * (1.6 / self.build.shoulder) - 0.4, 0), 1)
            y = y - share * np.minimum(np.maximum(1.2 - v, 0), 1) * np.where(x < 0, *self.raised)
        return self.tilt(curves.pair(shown, y))

    def split(self, *parts: np.ndarray) -> list[Points]:
        """`at` of several lines in one call."""
        ends = np.cumsum([len(part) for part in parts])[:-1]
        return np.split(self.at(np.concatenate(parts)), ends)

    def tilt(self, picture: ArrayLike) -> Points:
        """The torso's lean, about the chin, so that the head stays where it is."""
        if not self.lean:
            return np.asarray(picture, np.float32)
        return curves.turn(np.asarray(picture, np.float32), self.lean, (0, 1))

    def trapezius(self, u: ArrayLike) -> np.ndarray:
        """v of the line from neck to shoulder at this u >= 0."""
        return np.interp(u, *self.trapezius_knots().T)

    def trapezius_knots(self) -> np.ndarray:
        """(6, 2) from the neck's side to the shoulder's top, right side."""
        return _trapezius(self.build)

    @property
    def neck(self) -> float:
        """Half width of the neck as u."""
        return self.build.neck / self.build.shoulder

    @property
    def tip(self) -> float:
        """u of the shoulder's top, where the arm's cap begins."""
        return 1 - (1 - FALL[0]) * 0.5 * self.build.arm / self.build.shoulder

    def side(self, v: ArrayLike, loose: float = 0.0) -> np.ndarray:
        """u of the torso's side; `loose` 1 lets cloth fall straight from chest to hip."""
        return np.interp(v, *_flank(self.build, loose))

    def joint(self, side: int) -> tuple[Points, float]:
        """The shoulder joint's place and the radius of the shoulder's cap; `side` -1 left of the picture, 1 right."""
        radius = 0.5 * self.build.arm
        top = self.at([(side * self.tip, float(self.trapezius(self.tip)))])[0]
        return top + np.float32([-side * FALL[0], FALL[1]]) * radius, radius


@lru_cache(maxsize=64)
def _trapezius(b: Build) -> np.ndarray:
    neck, tip = b.neck / b.shoulder, 1 - (1 - FALL[0]) * 0.5 * b.arm / b.shoulder
    rise = np.where(TRAPEZIUS[:, 1] > 0, TRAPEZIUS[:, 1] * b.slope, TRAPEZIUS[:, 1])
    return np.stack([neck + TRAPEZIUS[:, 0] / 0.66 * (tip - neck), rise], 1)


@lru_cache(maxsize=64)
def _section(b: Build) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Half widths and depths of the torso's cross section over the levels."""
    halves = (b.neck * 1.02, b.neck * 1.5, b.shoulder * 1.02, b.shoulder * 0.92, b.chest * 1.1, b.hip * 1.1)
    depths = (b.neck * 0.85, b.neck, b.chest * 0.34, b.chest * 0.55, b.chest * (0.58 + 0.1 * b.bust), b.waist * 0.55,
              b.hip * 0.5)
    return (np.array((-0.4, 0, 0.3, 1, 2, 3)), np.array(halves)), (np.array((-0.4, 0, 0.33, 1, 1.4, 2, 3)),
        np.array(depths))


@lru_cache(maxsize=256)
def _flank(b: Build, loose: float) -> tuple[np.ndarray, np.ndarray]:
    """Levels and u of the torso's side."""
    bust = b.chest * (1 + 0.09 * b.bust)
    tight = (b.chest, bust, b.waist, b.hip, b.hip * 1.02)
    straight = (b.chest, bust, max(b.chest * 1.03, b.waist * 1.12), max(b.chest * 1.06, b.hip), b.hip * 1.06)
    widths = np.array(tight) * (1 - loose) + np.array(straight) * loose
    curve = curves.spline(np.stack([(1, 1.4, 2, 3, 3.4), widths], 1), steps=6)
    return curve[:, 0].astype(float), curve[:, 1].astype(float) / b.shoulder


def outside(line: Points, *areas: Points) -> list[Points]:
    """The pieces of a line that lie outside of all areas; pieces of one point are dropped."""
    keep = np.ones(len(line), bool)
    for area in areas:
        keep &= ~contains(area, line)
    keep[:-1] |= keep[1:]
    keep[1:] |= keep[:-1]
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


def fold(a: ArrayLike, b: ArrayLike, bend: float = 0.12, weight: float = 0.55, taper: tuple[float, float] = (0.2,
    1.0)) -> Stroke:
    """A tapered fold from a tension point `a`; `bend` bows it to the left of its way, as a share of its length."""
    a, b = np.asarray(a, np.float32), np.asarray(b, np.float32)
    way = b - a
    off = np.float32([way[1], -way[0]]) * bend
    return Stroke(BEZIER @ np.array([a, a + way * 0.33 + off, a + way * 0.7 + off, b]), weight, taper)


def comb(pieces: Sequence[Points]) -> Points:
    """Several areas as one polygon, joined by bridges without width."""
    back = [piece[:1] for piece in pieces[::-1]]
    return np.concatenate([np.concatenate([piece, piece[:1]]) for piece in pieces] + back)
