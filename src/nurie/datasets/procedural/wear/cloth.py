"""Cloth over the head and a crown: hood, head scarf, bandana."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural.curves import along, bezier, ellipse, ribbon, spline
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke
from nurie.datasets.procedural.wear.frame import Fit, annulus, closed, hat, revolve, ring

_TOP = Layer.HEADWEAR


def _opening(fit: Fit, width: float, top: float, chin: float) -> Points:
    """The edge around a face, from the left of the chin over the forehead to its right."""
    half = np.float32(
        [
            [0.0, chin],
            [0.3, chin - 0.05],
            [0.72, 0.72],
            [0.98, 0.35],
            [1.0, 0.0],
            [0.86, -0.3],
            [0.5, top + 0.06],
            [0, top],
        ]
    )
    path = spline(np.concatenate([half * [-1, 1], half[-2::-1]]), steps=5)
    left, right = fit.shell.limbs()
    azimuth = np.clip(path[:, 0] * width, left + 1, right - 1)
    return fit.shell.project(
        np.stack([azimuth, path[:, 1], np.where(path[:, 1] > 0.6, -0.25 * (path[:, 1] - 0.6), 0)], 1)
    )


def _mantle(fit: Fit, lift: float, low: float, spread: float) -> Points:
    """The outside of a cloth over head and neck, from the lower left over the top to the lower right."""
    left, right = fit.shell.limbs()
    y = np.array([low, 1.25, 0.85, 0.5, 0.0])
    out = np.array([spread, spread * 0.35 - 0.05, -0.06, 0.0, lift])
    rise = np.linspace(0, 90, 9)[1:]
    over_y, over_lift = -np.sin(np.deg2rad(rise)) * (1 + fit.shell.top), np.full(8, lift)
    y, out = np.concatenate([y, over_y]), np.concatenate([out, over_lift])
    sides = [fit.shell.project(np.stack([np.full(len(y), azimuth), y, out], 1)) for azimuth in (left, right)]
    return spline(np.concatenate([sides[0], sides[1][-2::-1]]), steps=4)


def hood(fit: Fit) -> list[Shape]:
    """A hood up: cloth around the face, open at the throat, sometimes with ears."""
    outside, inside = _mantle(fit, 0.12, 1.5, 0.1), _opening(fit, 74, -0.62, 1.25)
    front = np.concatenate([outside, inside[::-1]])
    folds = tuple(
        Stroke(
            fit.shell.project(np.stack([np.full(8, a), np.linspace(y, y + 0.5, 8), np.full(8, 0.08)], 1)), 0.6, (1, 1)
        )
        for a, y in ((86, -0.3), (-86, 0.2))
        if abs(a + np.rad2deg(fit.head.pose.yaw)) < 84
    )
    back = _mantle(fit, 0.1, 1.6, 0.1)
    lines = (Stroke(outside), Stroke(inside), *(Stroke(np.stack([outside[end], inside[end]])) for end in (0, -1)))
    shapes = [
        Shape("cloth", back, fit.main, Layer.BACK_HAIR + 20, shadows=(back,), relief=0.2),
        Shape("cloth", front, fit.main, _TOP, contour=lines, details=folds, relief=0.7, cast=0.12),
    ]
    return shapes


def hijab(fit: Fit) -> list[Shape]:
    """A head scarf close around the face that falls over the neck."""
    outside, inside = _mantle(fit, 0.02, 1.75, 0.15), _opening(fit, 54, -0.5, 1.03)
    bottom = np.stack(
        [np.linspace(outside[-1, 0], outside[0, 0], 9), outside[0, 1] + 0.3 * np.sin(np.linspace(0, np.pi, 9))], 1
    )[1:-1]
    whole = np.concatenate([outside, bottom]).astype(np.float32)
    low = inside[0]
    folds = tuple(
        Stroke(
            bezier(
                low + np.float32([s * x, 0.05 + y]),
                low + np.float32([s * x * 0.7, 0.25 + y]),
                low + np.float32([-s * 0.1, 0.35 + y]),
                low + np.float32([-s * (0.3 + x), 0.4 + y]),
                steps=10,
            ).astype(np.float32),
            0.7,
            (0.3, 1),
        )
        for x, y, s in ((0.5, -0.05, fit.side), (0.4, 0.15, fit.side), (0.35, 0.1, -fit.side))
    )
    crease = Stroke(
        along(
            fit.shell.project(
                np.stack([np.linspace(-20, 80, 9) * fit.side, np.linspace(-0.7, 0.2, 9), np.full(9, 0.02)], 1)
            ),
            np.linspace(0, 1, 9),
        ),
        0.5,
        (1, 1),
    )
    inner = _opening(fit, 66, -0.56, 1.2)
    under = Shape("cloth", inner, fit.main, Layer.NECK + 50, contour=(), shadows=(inner,), relief=0.0)
    scarf = Shape(
        "cloth",
        annulus(whole, inside),
        fit.main,
        _TOP,
        contour=(Stroke(closed(whole)), Stroke(closed(inside))),
        details=(*folds, crease),
        relief=0.7,
        cast=0.08,
    )
    return [under, scarf]


def bandana(fit: Fit) -> list[Shape]:
    """A cloth over the crown, tied at the back."""
    body = revolve(fit, [(0.96, -0.26), (0.96, -0.5), (0.9, -0.78), (0.68, -1.05), (0.36, -1.19), (0, -1.23)], -0.26)
    yaw = np.rad2deg(fit.head.pose.yaw)
    dots = (
        [
            Shape(
                "cloth",
                ellipse(fit.shell.project(np.float32([[a - yaw * 0.9, y, 0.03]]))[0], (0.06, 0.06), count=12),
                fit.second,
                _TOP + 1.5,
                contour=(
                    Stroke(
                        closed(
                            ellipse(
                                fit.shell.project(np.float32([[a - yaw * 0.9, y, 0.03]]))[0], (0.06, 0.06), count=12
                            )
                        ),
                        0.5,
                    ),
                ),
                relief=0,
            )
            for a, y in ((-45, -0.62), (-15, -0.78), (15, -0.6), (45, -0.75), (0, -1.0))
        ]
        if fit.rng.random() < 0.4
        else []
    )
    folds = tuple(
        Stroke(
            fit.shell.project(np.stack([np.linspace(a, a * 1.5, 8), np.linspace(-0.5, -0.8, 8), np.full(8, 0.03)], 1)),
            0.5,
            (0.2, 1),
        )
        for a in (-50, 50, 68)
    )
    knot = ring(fit, -0.3, 1.02, 0.0, [180])[0]
    tails = [
        Shape(
            "cloth",
            ribbon(
                bezier(
                    knot,
                    knot + np.float32([s * 0.3, 0.0]),
                    knot + np.float32([s * 0.6, 0.2]),
                    knot + np.float32([s * 0.7, 0.55]),
                    steps=8,
                ).astype(np.float32),
                np.linspace(0.1, 0.25, 8),
            ),
            fit.main,
            Layer.BACK_HAIR - 5,
        )
        for s in (fit.side, fit.side * 0.5)
    ]
    return [*tails, hat(body, fit.main, _TOP + 1, details=folds), *dots]


def crown(fit: Fit) -> list[Shape]:
    """A king's crown or a small one worn askew."""
    radius, base, height = (0.88, -0.72, 0.5) if fit.rng.random() < 0.5 else (0.5, -1.0, 0.4)
    lean = np.float32([0.0 if radius > 0.6 else fit.side * 0.25, 0])
    count = 9
    left, right = fit.shell.limbs()

    def zigzag(start: float, end: float, tilt: float) -> Points:
        at = np.linspace(start, end, 2 * count + 1)
        up = np.where(np.arange(2 * count + 1) % 2, 0.55, 1.0)
        top = np.concatenate(
            [ring(fit, base - height * u, radius * (1 + 0.12 * u), tilt, [a]) for a, u in zip(at, up, strict=True)]
        )
        return np.concatenate([ring(fit, base, radius, tilt, np.linspace(start, end, 21)), top[::-1]]) + lean

    front, rear = zigzag(left, right, 0.1), zigzag(right, right + 180, 0.1)
    jewels = [
        Shape(
            "jewel",
            ellipse(ring(fit, base - height * 0.22, radius, 0.1, [a])[0] + lean, (0.055, 0.07), count=12),
            "jewel",
            _TOP + 2,
        )
        for a in np.linspace(left, right, 6)[1:-1]
    ]
    return [
        hat(rear.astype(np.float32), "gold", Layer.BACK_HAIR - 6, shadows=(rear.astype(np.float32),)),
        hat(front.astype(np.float32), "gold", _TOP + 1, relief=0.6),
        *jewels,
    ]
