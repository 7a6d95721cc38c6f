"""Points to smooth outlines. Pure numpy; everything is (n, 2) float32, x and y."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from nurie.datasets.procedural.scene import Points


def points(*pairs: Sequence[float]) -> Points:
    return np.asarray(pairs, np.float32).reshape(-1, 2)


def pair(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(n, 2) of two rows of numbers: `np.stack` without its overhead, in the type of `x`."""
    out = np.empty((len(x), 2), x.dtype)
    out[:, 0], out[:, 1] = x, y
    return out


def spline(through: ArrayLike, *, closed: bool = False, steps: int = 8, tension: float = 0.5) -> Points:
    """A centripetal-free Catmull-Rom curve through all points; write a point twice to make a sharp corner.

    Args:
        through: (n, 2), n >= 2.
        closed: join the end to the begin; the begin is not repeated.
        steps: points per span.
        tension: 0.5 is Catmull-Rom; 0 gives straight spans.
    """
    knots = np.asarray(through, np.float32)
    if closed:
        count = len(knots)
        around = np.concatenate([knots[-1:], knots, knots[:1], knots[1 % count : 1 % count + 1]])
        before, start, end, after = (around[at : at + count] for at in range(4))
    else:
        padded = np.concatenate([knots[:1], knots, knots[-1:]])
        before, start, end, after = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    begin, depart, finish, reach = _hermite(steps)
    leave, arrive = tension * (end - before)[:, None], tension * (after - start)[:, None]
    start, end = start[:, None], end[:, None]
    curve = (begin * start + depart * leave + finish * end + reach * arrive).reshape(-1, 2)
    return curve if closed else np.concatenate([curve, knots[-1:]])


@lru_cache(maxsize=32)
def _hermite(steps: int) -> tuple[Points, ...]:
    """The four weights of a cubic Hermite span at `steps` places, each (1, steps, 1)."""
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[None, :, None]
    return 2 * t**3 - 3 * t**2 + 1, t**3 - 2 * t**2 + t, 3 * t**2 - 2 * t**3, t**3 - t**2


def bezier(a: ArrayLike, b: ArrayLike, c: ArrayLike, d: ArrayLike, *, steps: int = 16) -> Points:
    """A cubic Bezier curve with both ends."""
    first, second, third, fourth = _bernstein(steps)
    a, b, c, d = (np.asarray(p, np.float32) for p in (a, b, c, d))
    return first * a + second * b + third * c + fourth * d


@lru_cache(maxsize=32)
def _bernstein(steps: int) -> tuple[Points, ...]:
    """The four weights of a cubic Bezier curve at `steps` places, each (steps, 1)."""
    t = np.linspace(0, 1, steps, dtype=np.float32)[:, None]
    return (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3


def ellipse(
    center: Sequence[float], radii: Sequence[float], *, start: float = 0.0, end: float = 2 * np.pi, count: int = 40,
) -> Points:
    """An ellipse, or an arc of it (angles in radians, clockwise on the page from the right)."""
    whole = end - start >= 2 * np.pi - 1e-6
    cos, sin = _turns(float(start), float(end), count, not whole)
    out = np.empty((count, 2), np.float32)
    out[:, 0], out[:, 1] = center[0] + radii[0] * cos, center[1] + radii[1] * sin
    return out


@lru_cache(maxsize=512)
def _turns(start: float, end: float, count: int, endpoint: bool) -> tuple[np.ndarray, np.ndarray]:
    angle = np.linspace(start, end, count, endpoint=endpoint)
    return np.cos(angle), np.sin(angle)


def ribbon(middle: Points, widths: ArrayLike) -> Points:
    """The closed outline of a band around a curve; `widths` is its full width at each point (0 makes a tip)."""
    ahead = np.empty_like(middle, np.result_type(middle, np.float32))
    ahead[0], ahead[-1] = middle[1] - middle[0], middle[-1] - middle[-2]
    np.subtract(middle[2:], middle[:-2], out=ahead[1:-1])
    ahead[1:-1] /= 2
    ahead /= np.maximum(np.sqrt((ahead * ahead).sum(1, keepdims=True)), 1e-6)
    side = np.empty_like(ahead)
    side[:, 0], side[:, 1] = -ahead[:, 1], ahead[:, 0]
    side = side * np.asarray(widths, np.float32).reshape(-1, 1) / 2
    return np.concatenate([middle + side, (middle - side)[::-1]]).astype(np.float32)


def mirror(shape: Points) -> Points:
    """Left and right exchanged; the order of points is turned so that the outline keeps its sense."""
    return (shape * np.float32([-1, 1]))[::-1]


def turn(shape: Points, angle: float, center: Sequence[float] = (0, 0)) -> Points:
    """Rotate by `angle` radians, clockwise on the page."""
    cos, sin = np.cos(angle), np.sin(angle)
    middle = np.asarray(center, np.float32)
    return ((shape - middle) @ np.array([[cos, sin], [-sin, cos]], np.float32) + middle).astype(np.float32)


def along(curve: Points, shares: ArrayLike) -> Points:
    """Points at these shares (0 to 1) of a curve's length."""
    steps = curve[1:] - curve[:-1]
    length = np.concatenate([[0], np.sqrt((steps * steps).sum(1)).cumsum()])
    wanted = np.asarray(shares) * length[-1]
    return np.stack([np.interp(wanted, length, curve[:, axis]) for axis in (0, 1)], -1).astype(np.float32)


def wobble(shape: Points, rng: np.random.Generator, size: float) -> Points:
    """An unsteady hand: smooth noise of `size` units along the points."""
    coarse = rng.normal(0, size, (max(3, len(shape) // 6), 2))
    at = np.linspace(0, len(coarse) - 1, len(shape))
    noise = np.stack([np.interp(at, np.arange(len(coarse)), coarse[:, axis]) for axis in (0, 1)], 1)
    return (shape + noise).astype(np.float32)
