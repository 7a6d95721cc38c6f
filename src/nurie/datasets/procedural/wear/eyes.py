"""What is worn before the eyes: glasses, goggles, a patch."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural.curves import ellipse, ribbon, spline
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke
from nurie.datasets.procedural.wear.frame import Fit, annulus, closed, ring, visible

_LAYER = Layer.EYES + 80


def _on_face(fit: Fit, flat: Points, lift: float = 0.06) -> Points:
    return fit.head.surface(flat, lift)


def _rims() -> dict[str, Points]:
    box = np.float32(
        [
            [-0.25, -0.13],
            [-0.2, -0.16],
            [0.2, -0.16],
            [0.25, -0.12],
            [0.22, 0.12],
            [0.15, 0.17],
            [-0.15, 0.17],
            [-0.22, 0.12],
        ]
    )
    drop = np.float32(
        [[-0.22, -0.12], [0.05, -0.17], [0.25, -0.1], [0.25, 0.05], [0.12, 0.2], [-0.1, 0.2], [-0.22, 0.06]]
    )
    return {
        "round": ellipse((0, 0), (0.24, 0.23), count=28),
        "oval": ellipse((0, 0.01), (0.26, 0.19), count=28),
        "box": spline(box, closed=True, steps=4),
        "aviator": spline(drop, closed=True, steps=4),
    }


def _glasses(fit: Fit, rim: str, thick: float, tinted: bool) -> list[Shape]:
    shapes: list[Shape] = []
    outline = _rims()[rim] * np.float32(fit.size)
    for sign in (-1, 1):
        if fit.head.facing(sign * 0.36) < 0.12:
            continue
        place = np.float32([sign * 0.36, 0.25])
        outer = _on_face(fit, outline * np.float32([sign, 1]) + place, 0.1)
        inner = _on_face(fit, outline * np.float32([sign, 1]) * (1 - thick) + place, 0.1)
        if tinted:
            glare = _on_face(fit, np.float32([[-0.12, -0.2], [-0.02, -0.2], [-0.14, 0.2], [-0.24, 0.2]]) + place, 0.1)
            shapes.append(Shape("lens", outer, "lens", _LAYER, relief=0.3, lights=(glare,)))
        if thick > 0.06:
            shapes.append(
                Shape(
                    "glasses",
                    annulus(outer, inner),
                    "glass_frame",
                    _LAYER + 1,
                    contour=(Stroke(closed(outer), 0.8), Stroke(closed(inner), 0.6)),
                    relief=0.3,
                )
            )
        else:
            shapes.append(
                Shape(
                    "glasses",
                    annulus(outer, inner),
                    "glass_frame",
                    _LAYER + 1,
                    contour=(Stroke(closed((outer + inner) / 2), 0.8),),
                    relief=0.0,
                )
            )
        if fit.head.facing(sign * 0.62) > 0.1:
            temple = _on_face(
                fit, np.stack([sign * np.linspace(0.36 + 0.24 * fit.size, 0.74, 6), np.linspace(0.2, 0.16, 6)], 1), 0.07
            )
            shapes.append(
                Shape(
                    "glasses",
                    ribbon(temple, np.full(6, 0.035)),
                    "glass_frame",
                    _LAYER + 0.5,
                    contour=(Stroke(temple, 0.8),) if thick <= 0.06 else None,
                )
            )
    reach = 0.36 - 0.22 * fit.size
    bridge = _on_face(
        fit, np.stack([np.linspace(-reach, reach, 7), 0.2 - 0.05 * np.sin(np.linspace(0, np.pi, 7))], 1), 0.12
    )
    shapes.append(
        Shape(
            "glasses",
            ribbon(bridge, np.full(7, 0.035)),
            "glass_frame",
            _LAYER + 0.6,
            contour=(Stroke(bridge, 0.8),) if thick <= 0.06 else None,
        )
    )
    return shapes


def glasses(fit: Fit) -> list[Shape]:
    """Thin or thick frames of several forms; the lenses are clear."""
    return _glasses(
        fit,
        str(fit.rng.choice(["round", "oval", "box", "box"])),
        float(fit.rng.choice([0.04, 0.05, 0.14, 0.18])),
        False,
    )


def sunglasses(fit: Fit) -> list[Shape]:
    """Tinted lenses."""
    return _glasses(fit, str(fit.rng.choice(["aviator", "round", "box"])), 0.08, True)


def goggles(fit: Fit) -> list[Shape]:
    """Pushed up on the forehead, with a strap."""
    seen = visible(fit)
    strap = np.concatenate([ring(fit, -0.42, 1.02, 0, seen), ring(fit, -0.54, 1.02, 0, seen)[::-1]])
    shapes = [Shape("leather", strap, "leather", Layer.HEADWEAR, relief=0.3, cast=0.03)]
    for sign in (-1, 1):
        place = np.deg2rad(sign * 22) + fit.head.pose.yaw
        if np.cos(place) < 0.2:
            continue
        center = ring(fit, -0.47, 1.08, 0, [sign * 22])[0]
        outer = ellipse(center, (0.27 * max(np.cos(place), 0.35), 0.22), count=26)
        inner = (outer - center) * np.float32(0.72) + center
        glare = np.float32([[-0.12, 0.05], [0.02, -0.14], [0.08, -0.12], [-0.06, 0.1]]) + center
        shapes += [
            Shape("glasses", outer, "glass_frame", Layer.HEADWEAR + 1, relief=0.6, cast=0.04),
            Shape("lens", inner, "lens", Layer.HEADWEAR + 2, lights=(glare,), relief=0.4),
        ]
    return shapes


def eye_patch(fit: Fit) -> list[Shape]:
    """Over one eye: a medical white one or a pirate's."""
    sign = fit.side
    if fit.head.facing(sign * 0.36) < 0.15:
        return []
    place = np.float32([sign * 0.37, 0.24])
    medical = fit.rng.random() < 0.5
    form = spline(
        np.float32([[-0.26, -0.14], [0, -0.24], [0.26, -0.14], [0.24, 0.14], [0, 0.24], [-0.24, 0.14]]),
        closed=True,
        steps=5,
    )
    outline = _on_face(fit, form * np.float32([1.05, 1.05]) + place, 0.06)
    color = "white_cloth" if medical else "leather"
    strap_a = _on_face(fit, np.stack([np.linspace(sign * 0.15, -sign * 0.62, 12), np.linspace(0.1, -0.5, 12)], 1), 0.03)
    strap_b = _on_face(fit, np.stack([np.linspace(sign * 0.55, sign * 0.8, 6), np.linspace(0.22, 0.2, 6)], 1), 0.03)
    straps = [
        Shape("cloth" if medical else "leather", ribbon(s, np.full(len(s), 0.045)), color, _LAYER, relief=0)
        for s in (strap_a, strap_b)
    ]
    return [*straps, Shape("cloth" if medical else "leather", outline, color, _LAYER + 1, relief=0.5, cast=0.03)]


def monocle(fit: Fit) -> list[Shape]:
    """One round glass with a chain."""
    sign = fit.side
    if fit.head.facing(sign * 0.36) < 0.2:
        return []
    outer = _on_face(fit, ellipse((sign * 0.36, 0.25), (0.24, 0.24), count=28), 0.08)
    inner = _on_face(fit, ellipse((sign * 0.36, 0.25), (0.21, 0.21), count=28), 0.08)
    chain = _on_face(
        fit, spline(np.float32([[sign * 0.56, 0.36], [sign * 0.66, 0.6], [sign * 0.78, 0.55]]), steps=6), 0.05
    )
    return [
        Shape(
            "glasses",
            annulus(outer, inner),
            "gold",
            _LAYER,
            contour=(Stroke(closed(outer), 0.7), Stroke(closed(inner), 0.6)),
            relief=0.2,
        ),
        Shape(
            "glasses", ribbon(chain, np.full(len(chain), 0.02)), "gold", _LAYER, contour=(Stroke(chain, 0.6),), relief=0
        ),
    ]
