"""A sheet to draw surroundings, animals and things on, in local coordinates, and the curves that they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke

Rng = np.random.Generator
FINE = (0.6, 0.6)  # the taper of a short line by a quick hand


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Collects shapes and strokes; `at` gives a part of it with coordinates of its own.

    Attributes:
        rng: all chance of the drawing.
        layer: of all that is added.
        weight: of contours, relative to the picture's pen; details have 0.8 of it.
        matrix, offset: from local coordinates to the picture's.
        shapes, strokes: what was drawn, shared by all parts.
    """

    rng: Rng
    layer: float = Layer.BACKGROUND
    weight: float = 0.6
    matrix: np.ndarray = field(default_factory=lambda: np.eye(2, dtype=np.float32))
    offset: np.ndarray = field(default_factory=lambda: np.zeros(2, np.float32))
    shapes: list[Shape] = field(default_factory=list)
    strokes: list[tuple[float, Stroke]] = field(default_factory=list)

    def at(
        self,
        x: float,
        y: float,
        size: float = 1.0,
        *,
        tilt: float = 0.0,
        flip: bool = False,
        weight: float | None = None,
    ) -> Sheet:
        """The part whose (0, 0) is at (x, y) and whose unit is `size`; tilted clockwise, seen in a mirror."""
        cos, sin = np.cos(tilt) * size, np.sin(tilt) * size
        local = np.array([[cos, sin], [-sin, cos]], np.float32)
        if flip:
            local = np.diag(np.float32([-1, 1])) @ local
        return Sheet(
            self.rng,
            self.layer,
            self.weight if weight is None else weight,
            local @ self.matrix,
            self.place([(x, y)])[0],
            self.shapes,
            self.strokes,
        )

    def place(self, points: ArrayLike) -> Points:
        return (np.asarray(points, np.float32).reshape(-1, 2) @ self.matrix + self.offset).astype(np.float32)

    def area(
        self,
        name: str,
        outline: ArrayLike,
        color: str,
        *,
        contour: Sequence[Points | Stroke] | None = None,
        details: Sequence[Points | Stroke] = (),
        shadows: Sequence[ArrayLike] = (),
        lights: Sequence[ArrayLike] = (),
        relief: float = 0.2,
        cast: float = 0.0,
        ink: bool = False,
        within: ArrayLike | None = None,
        weight: float = 1.0,
    ) -> None:
        """Add a shape. Lines may be bare points: a contour gets the sheet's weight, a detail a fine tapered one."""
        placed = self.place(outline)
        if contour is None:
            lines: tuple[Stroke, ...] = (Stroke(np.concatenate([placed, placed[:1]]), self.weight * weight),)
        else:
            lines = tuple(self._line(line, self.weight * weight, (0.0, 0.0)) for line in contour)
        unit = float(np.linalg.norm(self.matrix[0])) if cast else 0.0
        self.shapes.append(
            Shape(
                name,
                placed,
                color,
                self.layer,
                lines,
                tuple(self._line(line, self.weight * 0.8, FINE) for line in details),
                tuple(self.place(shadow) for shadow in shadows),
                tuple(self.place(light) for light in lights),
                relief,
                cast * unit,
                ink,
                None if within is None else self.place(within),
            )
        )

    def line(self, points: ArrayLike, weight: float = 1.0, taper: tuple[float, float] = (0.0, 0.0)) -> None:
        """Add a line that belongs to no shape; `weight` is relative to the sheet's."""
        self.strokes.append((self.layer, Stroke(self.place(points), self.weight * weight, taper)))

    def _line(self, line: Points | Stroke, weight: float, taper: tuple[float, float]) -> Stroke:
        if isinstance(line, Stroke):
            return Stroke(self.place(line.points), line.weight * self.weight, line.taper)
        return Stroke(self.place(line), weight, taper)


def bumps(base: ArrayLike, depth: float = 0.45, *, closed: bool = True, steps: int = 6) -> Points:
    """Round lobes outwards between the points of a clockwise line: clouds, leaves, wool."""
    start = np.asarray(base, np.float32)
    start, end = (start, np.concatenate([start[1:], start[:1]])) if closed else (start[:-1], start[1:])
    cos, sin = _half_turn(steps)
    chord = (end - start)[:, None]
    out = np.empty_like(chord)
    out[..., 0], out[..., 1] = chord[..., 1], -chord[..., 0]
    out = out * depth
    curve = (start[:, None] + chord * (1 - cos) / 2 + out * sin).reshape(-1, 2)
    return curve if closed else np.concatenate([curve, end[-1:]])


@lru_cache(maxsize=16)
def _half_turn(steps: int) -> tuple[np.ndarray, np.ndarray]:
    t = np.linspace(0, np.pi, steps, endpoint=False, dtype=np.float32)[None, :, None]
    return np.cos(t), np.sin(t)


def uneven(rng: Rng, center: Sequence[float], radii: Sequence[float], count: int, jitter: float = 0.25) -> Points:
    """Points around an ellipse at unequal distances, clockwise."""
    angle = (np.arange(count) + rng.uniform(-jitter, jitter, count)) * 2 * np.pi / count + rng.uniform(0, 6)
    size = 1 + rng.normal(0, jitter * 0.15, count)
    return np.stack([center[0] + radii[0] * np.cos(angle) * size, center[1] + radii[1] * np.sin(angle) * size], 1)


def box(left: float, top: float, right: float, bottom: float) -> Points:
    return curves.points((left, top), (right, top), (right, bottom), (left, bottom))


def rounded(left: float, top: float, right: float, bottom: float, radius: float) -> Points:
    """A box with round corners, clockwise from the top left."""
    quarter = np.pi / 2
    centers = (
        (left + radius, top + radius),
        (right - radius, top + radius),
        (right - radius, bottom - radius),
        (left + radius, bottom - radius),
    )
    return np.concatenate(
        [
            curves.ellipse(center, (radius, radius), start=quarter * (2 + turn), end=quarter * (3 + turn), count=5)
            for turn, center in enumerate(centers)
        ]
    )


def star(center: Sequence[float], radius: float, tips: int = 5, inner: float = 0.45, tilt: float = 0.0) -> Points:
    angle = np.arange(2 * tips) * np.pi / tips - np.pi / 2 + tilt
    size = np.where(np.arange(2 * tips) % 2, inner, 1.0) * radius
    return np.stack([center[0] + size * np.cos(angle), center[1] + size * np.sin(angle)], 1).astype(np.float32)


def sparkle(center: Sequence[float], radius: float, waist: float = 0.1) -> Points:
    """A four-pointed gleam with hollow sides."""
    t = np.linspace(0, np.pi / 2, 6, endpoint=False)
    belly = waist * np.sin(2 * t)
    side = np.stack([np.cos(t) ** 5 + belly * 0.5, np.sin(t) ** 5 + belly * 0.5], 1) * radius
    return np.concatenate([curves.turn(side.astype(np.float32), np.pi / 2 * k) for k in range(4)]) + np.float32(center)


def heart(center: Sequence[float], size: float, tilt: float = 0.0) -> Points:
    t = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    x, y = np.sin(t) ** 3, -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)) / 16
    return curves.turn(np.stack([x, y], 1).astype(np.float32) * size, tilt) + np.float32(center)


def crescent(center: Sequence[float], radius: float, bite: float = 0.75, tilt: float = 0.5) -> Points:
    """A moon: an outer arc and an inner one between the same two horns."""
    outer = curves.ellipse((0, 0), (radius, radius), start=np.pi / 2, end=np.pi * 1.5, count=18)
    angle = np.linspace(-np.pi / 2, np.pi / 2, 16)[1:-1]
    inner = np.stack([-radius * (1 - bite) * np.cos(angle), radius * np.sin(angle)], 1)
    return curves.turn(np.concatenate([outer, inner]).astype(np.float32), tilt) + np.float32(center)


def leaf(start: Sequence[float], end: Sequence[float], width: float, bend: float = 0.0) -> Points:
    """A pointed leaf or petal between two points; `width` as a share of its length."""
    a, b = np.float32(start), np.float32(end)
    along = b - a
    side = np.array([-along[1], along[0]], np.float32)
    t = np.linspace(0, 1, 9, dtype=np.float32)[:, None]
    middle = a + along * t + side * bend * np.sin(np.pi * t)
    half = side * width / 2 * np.sin(np.pi * t**0.8)
    return np.concatenate([middle + half, (middle - half)[::-1][1:-1]])
