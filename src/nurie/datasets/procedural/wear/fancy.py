"""Animal ears, horns, a halo, a tiara, headphones."""

from __future__ import annotations

import cv2
import numpy as np

from nurie.datasets.procedural.curves import bezier, ellipse, ribbon, spline
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke
from nurie.datasets.procedural.wear.frame import Fit, annulus, closed, facing, over, ring, side_disc

_TOP = Layer.HEADWEAR


def _ear_pair(fit: Fit, spots: float, outline: Points, inner: Points, color: str, name: str) -> list[Shape]:
    """Ears (or horns) that stand on the arc over the head; outline in ear units with its base on y = 0."""
    shapes = []
    for sign in (-1, 1):
        base = over(fit, [sign * (spots - 14), sign * (spots + 14)], -0.06, 0.1)
        across = (base[1] - base[0]) / np.float32(0.43)
        up = over(fit, [sign * spots], 0.5, 0.1)[0] - over(fit, [sign * spots], -0.06, 0.1)[0]
        up /= max(float(np.linalg.norm(up)), 1e-3)
        frame = np.stack([across * fit.size, -up * fit.size])
        center = base.mean(0)
        shapes.append(
            Shape(name, (outline @ frame + center).astype(np.float32), color, _TOP + 0.5, relief=0.6, cast=0.04)
        )
        if len(inner):
            tuft = Stroke(
                (
                    np.float32([[-0.1, -0.02], [-0.04, -0.14], [0.02, -0.05], [0.06, -0.16], [0.1, -0.02]]) @ frame
                    + center
                ).astype(np.float32),
                0.5,
            )
            shapes.append(
                Shape(
                    "ear_inner",
                    (inner @ frame + center).astype(np.float32),
                    "fur_2",
                    _TOP + 0.6,
                    contour=(Stroke((inner @ frame + center).astype(np.float32), 0.6, (0.5, 0.5)),),
                    details=(tuft,),
                    relief=0.3,
                )
            )
    return shapes


def cat_ears(fit: Fit) -> list[Shape]:
    """A band with cat ears."""
    ear = spline(
        np.float32([[-0.24, 0.05], [-0.2, -0.2], [0.02, -0.56], [0.02, -0.56], [0.2, -0.25], [0.24, 0.05]]), steps=6
    )
    inner = spline(
        np.float32([[-0.14, 0.02], [-0.12, -0.15], [0.01, -0.42], [0.01, -0.42], [0.12, -0.18], [0.14, 0.02]]), steps=5
    )
    return [_ear_band(fit), *_ear_pair(fit, 36, ear, inner, "fur_1", "fur")]


def _ear_band(fit: Fit) -> Shape:
    return Shape(
        "ribbon",
        ribbon(over(fit, np.linspace(-90, 90, 25), -0.02, 0.1), np.full(25, 0.07)),
        fit.main,
        _TOP,
        relief=0.4,
        cast=0.03,
    )


def rabbit_ears(fit: Fit) -> list[Shape]:
    """A band with long ears."""
    ear = spline(
        np.float32(
            [[-0.12, 0.05], [-0.19, -0.4], [-0.15, -0.85], [0.0, -1.05], [0.16, -0.8], [0.18, -0.4], [0.12, 0.05]]
        ),
        steps=5,
    )
    inner = ear * np.float32([0.55, 0.85]) + np.float32([0, -0.05])
    return [_ear_band(fit), *_ear_pair(fit, 22, ear, inner, "white_cloth", "fur")]


def horns(fit: Fit) -> list[Shape]:
    """A pair of horns: short, curved or a ram's."""
    kind = fit.rng.choice(["short", "curved", "ram"])
    shapes = []
    for sign in (-1, 1):
        root = over(fit, [sign * 34], -0.1, 0.25)[0]
        width = np.linspace(0.24, 0.0, 16) ** 0.8 * 0.8
        if kind == "ram":
            t = np.linspace(0, 4.4, 16)
            r = 0.36 * (1 - t / 7)
            path = root + np.stack([sign * (0.3 - r * np.cos(t)), -r * np.sin(t) + 0.02], 1) * fit.size
        else:
            reach = 0.5 if kind == "curved" else 0.3
            path = bezier(
                root,
                root + np.float32([sign * 0.12, -0.2]),
                root + np.float32([sign * (0.1 + reach * 0.4), -0.3 - reach * 0.3]),
                root + np.float32([sign * (0.05 if kind == "curved" else 0.16), -0.4 - reach * 0.6]),
                steps=16,
            )
        band = ribbon(np.float32(path), width * fit.size)
        rings = tuple(
            Stroke(np.float32([band[i], (path[i] + path[i + 1]) / 2, band[31 - i]]), 0.5, (0.3, 0.3))
            for i in (3, 5, 7, 9, 11)
        )
        layer = _TOP if facing(fit, sign) > -0.75 else Layer.BACK_HAIR - 5
        shapes.append(Shape("horn", band, "horn", layer, details=rings, relief=0.8, cast=0.04))
    return shapes


def halo(fit: Fit) -> list[Shape]:
    """A ring of light above the head."""
    around = np.linspace(-180, 180, 40, endpoint=False)
    outer, inner = ring(fit, -1.5, 0.62, 0.17, around), ring(fit, -1.5, 0.48, 0.12, around)
    return [
        Shape(
            "jewel",
            annulus(outer, inner),
            "gold",
            _TOP,
            contour=(Stroke(closed(outer)), Stroke(closed(inner), 0.8)),
            relief=0.2,
        )
    ]


def headphones(fit: Fit) -> list[Shape]:
    """A band over the head and a cup on each ear."""
    arc = np.linspace(-98, 98, 29)
    shapes = [
        Shape(
            "headphones",
            ribbon(over(fit, arc, 0.05, 0.0), np.full(29, 0.1)),
            fit.main,
            _TOP + 0.5,
            relief=0.6,
            cast=0.04,
        )
    ]
    for sign in (-1, 1):
        depth = facing(fit, sign)
        layer = _TOP + 1 if depth > -0.35 else Layer.BACK_HAIR + 50
        near, far = side_disc(fit, sign, 0.22, 0.3 * fit.size, 0.12), side_disc(fit, sign, 0.22, 0.26 * fit.size, 0.3)
        hull = cv2.convexHull(np.concatenate([near, far]))[:, 0]
        shapes.append(Shape("headphones", hull.astype(np.float32), fit.main, layer, relief=0.7, cast=0.04))
        if depth > -0.1:
            shapes.append(Shape("headphones", far, fit.second, layer + 0.1, relief=0.4))
    return shapes


def tiara(fit: Fit) -> list[Shape]:
    """A fine diadem with a stone."""
    seen = np.linspace(-62, 62, 23)
    low = ring(fit, -0.6, 0.99, 0.02, seen)
    rise = 0.09 + 0.2 * np.exp(-((seen / 18) ** 2)) + 0.05 * np.abs(np.sin(seen / 10))
    high = np.concatenate([ring(fit, -0.6 - r, 0.97, 0.02, [a]) for a, r in zip(seen, rise, strict=True)])
    yaw = np.rad2deg(fit.head.pose.yaw)
    keep = np.abs(seen + yaw) < 88
    if keep.sum() < 5:
        return []
    shapes = [Shape("jewel", np.concatenate([low[keep], high[keep][::-1]]), "gold", _TOP, relief=0.5, cast=0.02)]
    if abs(yaw) < 75:
        stone = ring(fit, -0.72, 0.98, 0.02, [0])[0]
        shapes.append(
            Shape(
                "jewel", ellipse(stone, (0.06 * np.cos(np.deg2rad(yaw)), 0.08), count=14), "jewel", _TOP + 1, relief=0.8
            )
        )
    return shapes
