"""A ribbon tied to a bow."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural.curves import bezier, ellipse, ribbon, turn
from nurie.datasets.procedural.scene import Points, Shape, Stroke


def bow(
    place: Points, angle: float, size: float, layer: float, color: str = "ribbon", tails: float = 1.0
) -> list[Shape]:
    """A ribbon tied to a bow: two loops, two ends, a knot."""
    shapes = []
    for sign in (-1, 1):
        end = bezier((0, 0), (sign * 0.15, 0.3), (sign * 0.4, 0.5), (sign * 0.45, 1.0 * tails), steps=8)
        strip = ribbon(end, np.linspace(0.12, 0.34, 8))
        strip[7:9] += np.float32([[0, 0.02], [0, 0.02]])
        notch = np.concatenate([strip[:8], (strip[7:8] + strip[8:9]) / 2 - np.float32([[0, 0.16]]), strip[8:]])
        if tails:
            shapes.append(Shape("ribbon", turn(notch * size, angle) + place, color, layer, relief=0.3))
    for sign in (-1, 1):
        loop = np.concatenate(
            [
                bezier((0, -0.08), (0.3, -0.42), (0.75, -0.66), (1.0, -0.48), steps=9),
                bezier((1.0, -0.48), (1.12, -0.1), (1.1, 0.18), (0.96, 0.42), steps=8)[1:],
                bezier((0.96, 0.42), (0.7, 0.5), (0.3, 0.3), (0, 0.1), steps=8)[1:],
            ]
        ) * np.float32([sign, 1])
        folds = tuple(
            Stroke(
                turn(
                    bezier(
                        (sign * 0.12, y * 0.3), (sign * 0.3, y * 0.9), (sign * 0.45, y), (sign * 0.62, y * 1.3), steps=8
                    )
                    * size,
                    angle,
                )
                + place,
                0.6,
                (0, 1),
            )
            for y in (-0.12, 0.1)
        )
        inner = bezier((0, 0), (sign * 0.4, 0.1), (sign * 0.8, 0.1), (sign * 1.0, 0.42), steps=8)
        shade = np.concatenate(
            [inner, bezier((sign * 0.96, 0.42), (sign * 0.6, 0.55), (sign * 0.3, 0.4), (0, 0.1), steps=6)]
        )
        shapes.append(
            Shape(
                "ribbon",
                turn(loop * size, angle) + place,
                color,
                layer + 0.1,
                details=folds,
                shadows=(turn(shade * size, angle) + place,),
                relief=0.5,
                cast=0.04,
            )
        )
    knot = turn(ellipse((0, 0), (0.17, 0.2), count=16) * size, angle) + place
    shapes.append(Shape("ribbon", knot.astype(np.float32), color, layer + 0.2, relief=0.7, cast=0.03))
    return shapes
