"""Small things in the hair and around the head: bows, pins, flowers, bands, animal ears, horns, a halo, headphones."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural.curves import bezier, ellipse, ribbon, spline, turn
from nurie.datasets.procedural.hair.bows import bow
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke
from nurie.datasets.procedural.wear.frame import Fit, facing, over, ring, visible

_TOP = Layer.HEADWEAR


def side_bow(fit: Fit) -> list[Shape]:
    """A bow at one side of the head."""
    place = over(fit, [fit.side * 52], 0.0, 0.25)[0]
    return bow(
        place,
        fit.head.pose.roll + fit.side * 0.5,
        0.36 * fit.size,
        _TOP,
        fit.main,
        tails=float(fit.rng.choice([0, 0.8])),
    )


def big_bow(fit: Fit) -> list[Shape]:
    """A large bow behind the crown."""
    place = fit.shell.project(np.float32([[180, -0.9, 0.0]]))[0]
    return bow(
        place,
        fit.head.pose.roll,
        0.85 * fit.size,
        Layer.BACK_HAIR - 10,
        fit.main,
        tails=float(fit.rng.choice([0, 0.9])),
    )


def two_bows(fit: Fit) -> list[Shape]:
    """A bow at each side."""
    shapes = []
    for sign in (-1, 1):
        place = over(fit, [sign * 58], 0.0, 0.2)[0]
        shapes += bow(
            place,
            fit.head.pose.roll + sign * 0.7,
            0.27 * fit.size,
            _TOP if facing(fit, sign) > -0.5 else Layer.BACK_HAIR - 5,
            fit.main,
            tails=0.8,
        )
    return shapes


def _star(radius: float, count: int = 5, inner: float = 0.45) -> Points:
    angle = np.arange(2 * count) * np.pi / count - np.pi / 2
    r = np.where(np.arange(2 * count) % 2, inner, 1.0) * radius
    return np.stack([r * np.cos(angle), r * np.sin(angle)], 1).astype(np.float32)


def _heart(size: float) -> Points:
    return spline(
        np.float32(
            [
                [0, 0.9],
                [0, 0.9],
                [0.85, 0.1],
                [0.8, -0.5],
                [0.35, -0.65],
                [0, -0.25],
                [0, -0.25],
                [-0.35, -0.65],
                [-0.8, -0.5],
                [-0.85, 0.1],
            ]
        )
        * size,
        closed=True,
        steps=4,
    )


def hairpins(fit: Fit) -> list[Shape]:
    """One to three pins above the temple: bars, a cross, a star, a heart."""
    kind = fit.rng.choice(["bars", "cross", "star", "heart"])
    place = fit.shell.project(np.float32([[fit.side * 48, -0.32, -0.03]]))[0]
    squeeze = np.float32([max(np.cos(np.deg2rad(fit.side * 48) + fit.head.pose.yaw), 0.25), 1])
    if squeeze[0] <= 0.25:
        return []
    bar = spline(
        np.float32([[-0.15, -0.03], [0.15, -0.03], [0.17, 0], [0.15, 0.03], [-0.15, 0.03], [-0.17, 0]]),
        closed=True,
        steps=3,
    )
    if kind in ("star", "heart"):
        outlines = [_star(0.17 * fit.size) if kind == "star" else _heart(0.16 * fit.size)]
    elif kind == "cross":
        outlines = [turn(bar, 0.8), turn(bar, -0.8)]
    else:
        outlines = [turn(bar, fit.side * 0.5) + np.float32([0, 0.11 * k]) for k in range(int(fit.rng.integers(1, 4)))]
    angle = fit.head.pose.roll
    return [
        Shape(
            "jewel",
            (turn(outline * squeeze, angle) + place).astype(np.float32),
            fit.second,
            _TOP + 0.1 * i,
            relief=0.5,
            cast=0.03,
        )
        for i, outline in enumerate(outlines)
    ]


def _flower(
    place: Points, radius: float, rng: np.random.Generator, petals: int, color: str, layer: float, squeeze: float = 1.0
) -> list[Shape]:
    """Petals around a heart, as one outline with lines between the petals."""
    start = rng.uniform(0, 6)
    angle = np.linspace(0, 2 * np.pi, petals * 8, endpoint=False)
    rim = radius * (0.62 + 0.38 * np.abs(np.sin(petals * angle / 2)) ** 0.6)
    flat = np.float32([squeeze, 1])
    outline = np.stack([rim * np.cos(angle + start), rim * np.sin(angle + start)], 1) * flat + place
    lines = tuple(
        Stroke(
            np.float32([place + flat * radius * r * np.float32([np.cos(a), np.sin(a)]) for r in (0.2, 0.45, 0.66)]),
            0.6,
            (0.8, 0),
        )
        for a in start + np.arange(petals) * 2 * np.pi / petals
    )
    middle = ellipse(place, (radius * 0.24 * squeeze, radius * 0.24), count=12)
    return [
        Shape("plant", outline.astype(np.float32), color, layer, details=lines, relief=0.4, cast=0.03),
        Shape("plant", middle, "gold", layer + 0.1, relief=0.5),
    ]


def flower(fit: Fit) -> list[Shape]:
    """One big flower with leaves, or two."""
    azimuth = fit.side * 66
    place = fit.shell.project(np.float32([[azimuth, -0.42, 0.0]]))[0]
    squeeze = float(np.cos(np.deg2rad(azimuth) + fit.head.pose.yaw))
    if squeeze < -0.1:
        return []
    radius, shapes = 0.26 * fit.size, []
    squeeze = 0.5 + 0.5 * max(squeeze, 0)
    for a in (2.4, 0.6):
        blade = np.stack([np.linspace(0, 1.6 * radius, 9), 0.12 * radius * np.sin(np.linspace(0, 3, 9))], 1)
        leaf = turn(ribbon(blade.astype(np.float32), radius * 0.6 * np.sin(np.linspace(0, np.pi, 9))), a) + place
        shapes.append(
            Shape(
                "plant", leaf, "leaf", _TOP, details=(Stroke((turn(blade.astype(np.float32), a) + place), 0.5, (0, 1)),)
            )
        )
    shapes += _flower(place, radius, fit.rng, int(fit.rng.integers(5, 8)), "flower", _TOP + 1, squeeze)
    return shapes


def flower_crown(fit: Fit) -> list[Shape]:
    """Flowers and leaves all around the head."""
    left, right = fit.shell.limbs()
    seen = visible(fit, 21)
    stem = ribbon(ring(fit, -0.58, 1.0, 0.12, seen), np.full(21, 0.08))
    shapes = [Shape("plant", stem, "leaf", _TOP, relief=0.3, cast=0.04)]
    for i, azimuth in enumerate(np.linspace(left + 12, right - 12, 7)):
        place = ring(fit, -0.58, 1.0, 0.12, [azimuth])[0]
        squeeze = 0.45 + 0.55 * float(np.cos(np.deg2rad(azimuth) + fit.head.pose.yaw))
        shapes += _flower(
            place,
            (0.17, 0.12)[i % 2] * fit.size,
            fit.rng,
            5,
            ("flower", fit.main)[i % 2],
            _TOP + 1 + 0.2 * (i % 2),
            squeeze,
        )
    return shapes


def hair_band(fit: Fit) -> list[Shape]:
    """A band over the head from ear to ear, sometimes with frills or a bow."""
    angle = np.linspace(-92, 92, 27)
    path = over(fit, angle, -0.01, 0.3)
    shapes = []
    if fit.rng.random() < 0.35:
        frill = over(fit, np.linspace(-70, 70, 56), 0.02, 0.3)
        out = frill - fit.shell.picture(np.zeros((1, 3), np.float32))
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        bumps = frill + out * (0.1 + 0.05 * np.abs(np.sin(np.arange(56) * 0.8)))[:, None]
        shapes.append(
            Shape("cloth", np.concatenate([frill, bumps[::-1]]).astype(np.float32), "white_cloth", _TOP, relief=0.3)
        )
    shapes.append(Shape("ribbon", ribbon(path, np.full(27, 0.1 * fit.size)), fit.main, _TOP + 1, relief=0.5, cast=0.03))
    if fit.rng.random() < 0.5:
        shapes += bow(
            over(fit, [fit.side * 45], 0.02, 0.3)[0],
            fit.side * 0.7 + fit.head.pose.roll,
            0.24 * fit.size,
            _TOP + 2,
            fit.main,
            tails=0,
        )
    return shapes


def headband(fit: Fit) -> list[Shape]:
    """A strip tied around the forehead, ends flying behind."""
    seen = visible(fit)
    strip = np.concatenate([ring(fit, -0.3, 1.0, -0.03, seen), ring(fit, -0.46, 1.0, -0.03, seen)[::-1]])
    knot = ring(fit, -0.36, 1.02, 0, [-fit.side * 140])[0]
    reach = np.sign(knot[0]) or 1.0
    wind = fit.head.pose.wind
    ends = [
        Shape(
            "ribbon",
            ribbon(
                bezier(
                    knot,
                    knot + np.float32([reach * 0.3, -0.05]),
                    knot + np.float32([reach * 0.5 + wind * 0.4, s]),
                    knot + np.float32([reach * 0.8 + wind * 0.6, s * 1.6]),
                    steps=9,
                ).astype(np.float32),
                np.linspace(0.1, 0.17, 9),
            ),
            fit.main,
            Layer.BACK_HAIR - 5,
            relief=0.2,
        )
        for s in (0.2, 0.45)
    ]
    return [*ends, Shape("ribbon", strip, fit.main, _TOP, relief=0.3, cast=0.03)]
