"""Buns, braids and drill curls, and what ties hair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nurie.datasets.procedural.curves import along, bezier, ellipse, ribbon, turn
from nurie.datasets.procedural.hair.bows import bow
from nurie.datasets.procedural.hair.mass import Ink
from nurie.datasets.procedural.hair.shell import Shell
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke


@dataclass(frozen=True, slots=True)
class Bound:
    """What a tail needs to know: where, how long, how wavy, and with what it is tied."""

    shell: Shell
    rng: np.random.Generator
    length: float
    wave: float
    tie: str
    ink: Ink
    filled: bool
    side: float


def root_of(bound: Bound, azimuth: float, y: float, lift: float = 0.0) -> tuple[Points, float]:
    """Where a tail is tied in the picture, and its depth."""
    place = np.float32([[azimuth, y, lift]])
    return bound.shell.project(place)[0], float(bound.shell.depth(place)[0])


def tie(bound: Bound, place: Points, angle: float, layer: float, size: float = 0.11) -> list[Shape]:
    """A band, a bow or beads around the root of a tail."""
    if bound.tie == "bow":
        return bow(place, angle, size * 2.6, layer)
    if bound.tie == "beads":
        across = np.float32([np.cos(angle), np.sin(angle)]) * size * 0.8
        return [
            Shape(
                "jewel", ellipse(place + s * across, (size * 0.75, size * 0.75), count=18), "jewel", layer, relief=0.9
            )
            for s in (-1, 1)
        ]
    band = turn(ellipse((0, 0), (size * 1.25, size * 0.62), count=20), angle) + place
    return [Shape("ribbon", band, "ribbon", layer, relief=0.6)]


def _bun(bound: Bound, azimuth: float, y: float, radius: float) -> list[Shape]:
    place, depth = root_of(bound, azimuth, y, radius * 0.55)
    rng = bound.rng
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    rim = radius * (1 + 0.03 * np.sin(5 * angle + rng.uniform(0, 6)))
    outline = (place + np.stack([rim * np.cos(angle), rim * 0.94 * np.sin(angle)], 1)).astype(np.float32)
    start = rng.uniform(0, 6)
    turns = [
        Stroke(
            (
                place
                + radius
                * np.stack(
                    [
                        r * np.cos(start + np.linspace(0, sweep, 12) + shift),
                        r * 0.9 * np.sin(start + np.linspace(0, sweep, 12) + shift),
                    ],
                    1,
                )
            ).astype(np.float32),
            0.6,
            (0.8, 0.8),
        )
        for r, sweep, shift in ((0.72, 2.6, 0), (0.45, 2.8, 2.2), (0.2, 2.5, 4), (0.74, 1.4, 3.4))
    ]
    gloss = ellipse(place + np.float32([-0.3, -0.42]) * radius, (radius * 0.35, radius * 0.13), count=14)
    layer = Layer.FRONT_HAIR + 45 if depth > 0.2 else Layer.BACK_HAIR - 15
    shapes = [
        Shape(
            "hair",
            outline,
            "hair",
            layer,
            details=tuple(turns),
            lights=(turn(gloss, -0.5, place),),
            relief=0.8,
            cast=0.05,
            ink=bound.filled,
        )
    ]
    if bound.tie == "bow":
        base, _ = root_of(bound, azimuth, y, 0.0)
        shapes += bow(base, bound.shell.head.pose.roll, 0.2, layer + 2)
    return shapes


def two_buns(bound: Bound) -> list[Shape]:
    """A bun on each side of the crown."""
    radius = bound.rng.uniform(0.24, 0.36)
    return [shape for sign in (-1, 1) for shape in _bun(bound, sign * 98, -0.82, radius)]


def one_bun(bound: Bound) -> list[Shape]:
    """A bun on the crown or at the back."""
    return _bun(bound, 180 + bound.side * 15, bound.rng.choice([-0.95, -0.6]), bound.rng.uniform(0.3, 0.42))


def _braid(bound: Bound, start: Points, end: Points, bend: float, layer: float, width: float = 0.24) -> list[Shape]:
    """Crossing strands from `start` to `end`, then a tuft."""
    middle = bezier(
        start,
        start + (end - start) * 0.3 + np.float32([bend, 0]),
        start + (end - start) * 0.7 + np.float32([bend, 0]),
        end,
        steps=24,
    )
    length = float(np.linalg.norm(np.diff(middle, axis=0), axis=1).sum())
    count = max(4, round(length / (width * 0.62)))
    at = np.linspace(0, 1, count + 1)
    knots = along(middle, at)
    ahead = np.gradient(knots, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    side = np.stack([-ahead[:, 1], ahead[:, 0]], 1)
    shapes = []
    tuft = [
        knots[-1] + ahead[-1] * width * np.float32(k) + side[-1] * width * np.float32(s)
        for k, s in ((-0.1, -0.3), (0.7, -0.45), (1.5, -0.1), (0.9, 0.1), (1.3, 0.3), (0.6, 0.5), (-0.1, 0.3))
    ]
    shapes.append(Shape("hair", np.stack(tuft).astype(np.float32), "hair", layer, relief=0.4, ink=bound.filled))
    for i in range(count):
        sign = 1 if i % 2 else -1
        size = width * (1.0 - 0.35 * at[i])
        leaf = (
            np.concatenate(
                [
                    bezier((-0.5, -0.15), (-0.62, 0.25), (-0.35, 0.85), (0.1, 1.05), steps=8),
                    bezier((0.1, 1.05), (0.55, 0.95), (0.45, 0.3), (0.2, -0.1), steps=7)[1:],
                    bezier((0.2, -0.1), (0.0, -0.3), (-0.35, -0.35), (-0.5, -0.15), steps=5)[1:-1],
                ]
            )
            * size
        )
        frame = np.stack([side[i] * sign, ahead[i]])
        outline = (knots[i] + leaf @ frame).astype(np.float32)
        line = (
            knots[i]
            + bezier(
                (-0.3 * size, 0.1 * size),
                (-0.3 * size, 0.4 * size),
                (-0.1 * size, 0.7 * size),
                (0.1 * size, 0.8 * size),
                steps=6,
            )
            @ frame
        ).astype(np.float32)
        light = (knots[i] + (ellipse((-0.25, 0.25), (0.08, 0.2), count=10) * size) @ frame).astype(np.float32)
        shapes.append(
            Shape(
                "hair",
                outline,
                "hair",
                layer + 0.01 * i,
                details=(Stroke(line, 0.5, (1, 1)),),
                lights=(light,),
                relief=0.7,
                cast=0.03,
                ink=bound.filled,
            )
        )
    return [
        *shapes,
        *tie(bound, knots[-1], float(np.arctan2(ahead[-1, 1], ahead[-1, 0]) - np.pi / 2), layer + 1, width * 0.38),
    ]


def two_braids(bound: Bound) -> list[Shape]:
    """A braid before each shoulder."""
    shapes = []
    for sign in (-1, 1):
        place, depth = root_of(bound, sign * 102, 0.5, -0.08)
        layer = Layer.COLLAR + 60 if depth > -0.6 else Layer.BACK_HAIR + 5
        wind = bound.shell.head.pose.wind
        end = place + np.float32([np.sign(place[0]) * 0.12 + wind * 0.3, bound.length])
        shapes += _braid(bound, place, end, np.sign(place[0]) * 0.15, layer)
    return shapes


def one_braid(bound: Bound) -> list[Shape]:
    """One braid laid over a shoulder."""
    place, _ = root_of(bound, bound.side * 112, 0.6, -0.1)
    end = place + np.float32([bound.side * 0.05 + bound.shell.head.pose.wind * 0.3, bound.length])
    return _braid(bound, place, end, bound.side * 0.22, Layer.COLLAR + 60, 0.3)


def drills(bound: Bound) -> list[Shape]:
    """Spiral curls at both sides."""
    shapes = []
    for sign in (-1, 1):
        place, depth = root_of(bound, sign * 98, -0.35, 0.02)
        out = np.sign(place[0]) * 0.28
        layer = Layer.FRONT_HAIR + 40 if depth > 0.25 else Layer.BACK_HAIR - 20
        shapes += _drill(bound, place, out, layer)
        shapes += tie(bound, place, np.sign(out) * 0.7, layer + 5)
    return shapes


def _drill(bound: Bound, start: Points, out: float, layer: float) -> list[Shape]:
    """Rings that get smaller downwards, the lower behind the upper."""
    length = bound.length * 0.8
    count = 9
    middle = bezier(
        start,
        start + np.float32([out * 1.2, 0.1]),
        start + np.float32([out * 1.5, length * 0.5]),
        start + np.float32([out * 1.2 + bound.shell.head.pose.wind * 0.3, length]),
        steps=count + 1,
    )
    shapes = []
    sign = np.sign(out) or 1
    for i in reversed(range(count)):
        size = 0.36 * (1 - i / count) ** 0.6 * min(1.0, (i + 1.6) / 3) + 0.04
        ring = (
            np.concatenate(
                [
                    bezier((-1, -0.55), (-0.5, -0.2), (0.5, 0.0), (1, 0.0), steps=8),
                    bezier((1, 0.0), (1.15, 0.45), (1.0, 0.7), (0.8, 0.8), steps=6)[1:],
                    bezier((0.8, 0.8), (0.2, 0.95), (-0.5, 0.65), (-0.95, 0.25), steps=8)[1:],
                    bezier((-0.95, 0.25), (-1.15, 0.0), (-1.15, -0.3), (-1, -0.55), steps=6)[1:-1],
                ]
            )
            * np.float32([sign * size, size])
            + middle[i]
        )
        lines = (
            Stroke(
                (
                    bezier((-0.8, 0.05), (-0.3, 0.35), (0.3, 0.5), (0.6, 0.5), steps=8)
                    * np.float32([sign * size, size])
                    + middle[i]
                ).astype(np.float32),
                0.5,
                (1, 1),
            ),
        )
        light = (
            bezier((-0.6, -0.2), (-0.2, 0.1), (0.1, 0.2), (0.3, 0.22), steps=6) * np.float32([sign * size, size])
            + middle[i]
        )
        shapes.append(
            Shape(
                "hair",
                ring.astype(np.float32),
                "hair",
                layer + 0.01 * (count - i),
                details=lines,
                lights=(ribbon(light, size * 0.16 * np.sin(np.linspace(0, np.pi, 6))),),
                relief=0.8,
                cast=0.04,
                ink=bound.filled,
            )
        )
    return shapes
