"""Hats and what covers the head. Each is a function from `Fit` to shapes."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural.curves import bezier, ellipse, ribbon
from nurie.datasets.procedural.hair.bows import bow
from nurie.datasets.procedural.scene import Layer, Shape, Stroke
from nurie.datasets.procedural.wear.frame import Fit, annulus, closed, hat, revolve, ring, visible

_TOP = Layer.HEADWEAR


def _band(fit: Fit, low: float, high: float, radius: float, tilt: float, color: str, layer: float) -> Shape:
    """A strip around a hat above its brim."""
    seen = visible(fit)
    return Shape(
        "ribbon",
        np.concatenate([ring(fit, low, radius, tilt, seen), ring(fit, high, radius * 0.98, tilt * 0.9, seen)[::-1]]),
        color,
        layer,
        relief=0.4,
    )


def _brim(fit: Fit, y: float, radius: float, tilt: float, wave: float, color: str) -> Shape:
    """The brim, seen from above."""
    around = np.linspace(-180, 180, 48, endpoint=False)
    return hat(ring(fit, y, radius, tilt, around, wave), color, _TOP, cast=0.12)


def witch_hat(fit: Fit) -> list[Shape]:
    """A wide brim and a cone whose tip bends."""
    lean = fit.side * fit.rng.uniform(0.3, 0.9)
    tilt = 0.22
    cone = revolve(
        fit,
        [
            (0.98, -0.55),
            (0.8, -0.9),
            (0.58, -1.3),
            (0.3, -1.75),
            (0.06, -2.0 - 0.2 * fit.size),
            (0.0, -1.95 - 0.2 * fit.size),
        ],
        tilt,
        lean,
    )
    top = cone[len(cone) // 2 + 4]
    folds = tuple(
        Stroke(
            bezier(
                top + np.float32([-lean * s, 0.75]),
                top + np.float32([-lean * s * 0.6, 0.55]),
                top + np.float32([-lean * 0.5 * s + 0.2 * fit.side, 0.6]),
                top + np.float32([-lean * 0.3 * s + 0.25 * fit.side, 0.5]),
                steps=8,
            ),
            0.7,
            (0.2, 1),
        )
        for s in (0.8, 1.2)
    )
    shapes = [
        _brim(fit, -0.5, 1.75 * fit.size, tilt + 0.06, 0.05, fit.main),
        hat(cone, fit.main, _TOP + 1, details=folds),
    ]
    shapes.append(_band(fit, -0.56, -0.76, 0.96, tilt, fit.second, _TOP + 2))
    buckle = ring(fit, -0.65, 0.98, tilt, [0])[0]
    square = np.float32([[-0.12, -0.1], [0.12, -0.1], [0.12, 0.1], [-0.12, 0.1]])
    if fit.rng.random() < 0.6:
        shapes.append(
            Shape(
                "jewel",
                annulus(square + buckle, square * 0.55 + buckle),
                "gold",
                _TOP + 3,
                contour=(Stroke(closed(square + buckle)), Stroke(closed(square * 0.55 + buckle))),
            )
        )
    return shapes


def straw_hat(fit: Fit) -> list[Shape]:
    """A round crown, a wide brim, a ribbon."""
    tilt = 0.26
    crown = revolve(fit, [(0.98, -0.6), (0.94, -0.9), (0.8, -1.14), (0.45, -1.3), (0, -1.34)], tilt)
    weave = tuple(
        Stroke(ring(fit, y, r, tilt * s, visible(fit, 17)), 0.4, (0.5, 0.5))
        for y, r, s in ((-0.98, 0.9, 0.6), (-1.12, 0.78, 0.45), (-1.23, 0.6, 0.3))
    )
    shapes = [
        _brim(fit, -0.52, 1.5 * fit.size, tilt + 0.06, 0.03, fit.main),
        hat(crown, fit.main, _TOP + 1, details=weave),
    ]
    shapes.append(_band(fit, -0.6, -0.8, 0.975, tilt, fit.second, _TOP + 2))
    if fit.rng.random() < 0.5:
        shapes += bow(ring(fit, -0.68, 1.0, tilt, [fit.side * 55])[0], fit.side * 0.2, 0.26, _TOP + 3, fit.second)
    return shapes


def beret(fit: Fit) -> list[Shape]:
    """A soft disc that hangs to one side."""
    lean = fit.side * 0.3
    rng = fit.rng
    body = revolve(fit, [(0.95, -0.6), (1.14, -0.78), (1.08, -1.04), (0.7, -1.24), (0.0, -1.3)], 0.16, lean)
    shift = np.float32([fit.side * 0.1, 0.0])
    spread = (body - body.mean(0)) * np.float32([1.05, 1.0]) + body.mean(0) + shift
    stalk_root = spread[len(spread) // 2 + 12] if len(spread) > 40 else spread[-1]
    top = spread[np.argmin(spread[:, 1])]
    stalk = ribbon(
        bezier(
            top + np.float32([0, 0.03]),
            top + np.float32([0, -0.05]),
            top + np.float32([0.02 * fit.side, -0.1]),
            top + np.float32([0.04 * fit.side, -0.13]),
            steps=6,
        ),
        np.linspace(0.06, 0.045, 6),
    )
    fold = tuple(
        Stroke(
            bezier(
                stalk_root * 0 + top + np.float32([fit.side * a, 0.42]),
                top + np.float32([fit.side * (a + 0.1), 0.34]),
                top + np.float32([fit.side * (a + 0.25), 0.34]),
                top + np.float32([fit.side * (a + 0.35), 0.4]),
                steps=8,
            ),
            0.5,
            (1, 1),
        )
        for a in rng.uniform(-0.4, 0.5, 2)
    )
    shapes = [hat(stalk, fit.main, _TOP), hat(spread, fit.main, _TOP + 1, details=fold)]
    shapes.append(_band(fit, -0.52, -0.64, 0.97, 0.16, fit.second if rng.random() < 0.5 else fit.main, _TOP + 0.5))
    return shapes


def baseball_cap(fit: Fit) -> list[Shape]:
    """A dome with a peak in front."""
    tilt = 0.14
    dome = revolve(fit, [(0.99, -0.32), (0.985, -0.56), (0.9, -0.86), (0.68, -1.09), (0.36, -1.22), (0, -1.26)], -0.16)
    yaw = np.rad2deg(fit.head.pose.yaw)
    seams = [
        Stroke(
            fit.shell.project(np.stack([np.full(9, azimuth), np.linspace(-1.08, -0.42, 9), np.full(9, 0.06)], 1)),
            0.5,
            (0.6, 0.2),
        )
        for azimuth in (-55, 0, 55)
        if abs(azimuth + yaw) < 80
    ]
    span = np.linspace(-58, 58, 17)
    inner = ring(fit, -0.4, 1.0, tilt, span)
    reach = 1.0 + 0.52 * fit.size * np.cos(np.deg2rad(span * 90 / 58)) ** 0.6
    outer = np.concatenate(
        [
            ring(fit, -0.4 + 0.12 * (r - 1) / 0.5, r, tilt + 0.14 * (r - 1) / 0.5, [a])
            for a, r in zip(span, reach, strict=True)
        ]
    )
    peak = np.concatenate([inner + np.float32([0, -0.04]), outer[::-1]])
    shapes = [
        hat(dome, fit.main, _TOP + 1, details=tuple(seams)),
        hat(peak, fit.second, _TOP + 2, cast=0.14, relief=0.4),
    ]
    badge = fit.shell.project(np.float32([[0, -0.7, 0.06]]))[0]
    if abs(yaw) < 60 and fit.rng.random() < 0.6:
        shapes.append(
            Shape(
                "jewel",
                ellipse(badge, (0.15 * np.cos(np.deg2rad(yaw)), 0.14), count=20),
                fit.second,
                _TOP + 1.5,
                relief=0.2,
            )
        )
    return shapes


def sailor_cap(fit: Fit) -> list[Shape]:
    """A flat top that overhangs a band."""
    top = revolve(fit, [(0.96, -0.7), (1.16, -0.84), (1.15, -0.98), (0.85, -1.12), (0.0, -1.18)], 0.16, fit.side * 0.1)
    shapes = [
        hat(top, "white_cloth" if fit.rng.random() < 0.6 else fit.main, _TOP + 1),
        _band(fit, -0.5, -0.74, 0.97, 0.16, fit.second, _TOP + 2),
    ]
    place = ring(fit, -0.55, 1.0, 0.1, [150 * fit.side])[0]
    for x in (0.1, 0.24):
        strip = ribbon(
            bezier(
                place,
                place + np.float32([x, 0.2]),
                place + np.float32([x * 2 * fit.side, 0.5]),
                place + np.float32([x * 2.5 * fit.side, 0.9]),
                steps=8,
            ),
            np.full(8, 0.13),
        )
        shapes.append(Shape("ribbon", strip, fit.second, Layer.BACK_HAIR - 5, relief=0.2))
    return shapes


def beanie(fit: Fit) -> list[Shape]:
    """A knitted hat, often with a pompom."""
    body = revolve(fit, [(0.98, -0.5), (0.98, -0.75), (0.86, -1.06), (0.48, -1.27), (0, -1.33)], 0.06)
    seen = visible(fit, 13)[1:-1]
    cuff = np.concatenate([ring(fit, -0.3, 1.01, -0.1, visible(fit)), ring(fit, -0.6, 1.02, -0.1, visible(fit))[::-1]])
    ribs = tuple(
        Stroke(np.concatenate([ring(fit, -0.34, 1.01, -0.1, [a]), ring(fit, -0.56, 1.02, -0.1, [a])]), 0.5, (0.5, 0.5))
        for a in seen
    )
    shapes = [hat(body, fit.main, _TOP + 1), hat(cuff, fit.second, _TOP + 2, details=ribs)]
    if fit.rng.random() < 0.6:
        center = body[np.argmin(body[:, 1])] + np.float32([0, -0.1])
        angle = np.linspace(0, 2 * np.pi, 44, endpoint=False)
        radius = 0.2 * (1 + 0.12 * np.abs(np.sin(angle * 5.5)))
        shapes.append(
            hat(
                (center + np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1)).astype(np.float32),
                fit.second,
                _TOP + 0.5,
            )
        )
    return shapes


def helmet(fit: Fit) -> list[Shape]:
    """A knight's or a soldier's: a dome with a rim and a ridge."""
    dome = revolve(fit, [(1.0, 0.0), (1.0, -0.4), (0.93, -0.8), (0.7, -1.1), (0.36, -1.26), (0, -1.3)], -0.36)
    yaw = np.rad2deg(fit.head.pose.yaw)
    rim = np.concatenate([ring(fit, 0.06, 1.04, -0.36, visible(fit)), ring(fit, -0.1, 1.04, -0.36, visible(fit))[::-1]])
    shapes = [
        hat(
            dome,
            fit.main,
            _TOP + 1,
            relief=0.9,
            lights=(
                fit.shell.project(
                    np.stack([np.linspace(-40, -15, 8) - yaw, np.linspace(-0.7, -0.98, 8), np.full(8, 0.08)], 1)
                ),
            ),
        ),
        hat(rim, fit.second, _TOP + 2),
    ]
    ridge = fit.shell.project(np.stack([np.zeros(10), np.linspace(-1.13, -0.38, 10), np.full(10, 0.1)], 1))
    if abs(yaw) < 75:
        shapes.append(hat(ribbon(ridge, np.linspace(0.08, 0.16, 10)), fit.second, _TOP + 3, cast=0.02))
    rivets = [a for a in (-60, -30, 30, 60) if abs(a + yaw) < 75]
    shapes += [
        Shape("jewel", ellipse(ring(fit, -0.02, 1.04, -0.36, [a])[0], (0.035, 0.035), count=10), "gold", _TOP + 4)
        for a in rivets
    ]
    return shapes
