"""Geometry that headwear is fitted with: rings and bodies of revolution around the skull, bands over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nurie.datasets.procedural.curves import ellipse, spline
from nurie.datasets.procedural.hair.mass import area
from nurie.datasets.procedural.hair.shell import Shell
from nurie.datasets.procedural.head import DEPTH, WIDTH, Head
from nurie.datasets.procedural.scene import Points, Shape


@dataclass(frozen=True, slots=True)
class Fit:
    """The head that something is worn on, and the choices of this piece.

    Attributes:
        head: with its pose.
        rng: for everything small.
        main, second: colour keys.
        size: about 1.
        side: -1 or 1.
    """

    head: Head
    rng: np.random.Generator
    main: str
    second: str
    size: float
    side: float

    @property
    def shell(self) -> Shell:
        """The surface on which hats sit: over the hair."""
        return Shell(self.head, 0.15, 0.17)


def ring(fit: Fit, y: float, radius: float, tilt: float, azimuth: ArrayLike, wave: float = 0.0) -> Points:
    """Places on a circle around the skull, `tilt` lower in front than in the middle."""
    angle = np.deg2rad(np.asarray(azimuth, np.float32))
    height = y + tilt * np.cos(angle) + wave * np.cos(3 * angle + 1)
    grow = fit.shell.volume
    solid = np.empty((*angle.shape, 3), np.float32)
    solid[..., 0] = (WIDTH + grow) * radius * np.sin(angle)
    solid[..., 1] = height
    solid[..., 2] = (DEPTH + grow) * radius * np.cos(angle)
    return fit.shell.picture(solid)


def visible(fit: Fit, count: int = 25) -> np.ndarray:
    """Azimuths from the left to the right edge of what is seen."""
    return np.linspace(*fit.shell.limbs(), count)


def revolve(fit: Fit, profile: Sequence[tuple[float, float]], tilt: float, lean: float = 0.0, steps: int = 6) -> Points:
    """The silhouette of a body around the head's axis that stands on its front rim.

    Args:
        fit: the head.
        profile: (radius, y) from the rim to the top; radius 1 is the hair's surface.
        tilt: of the rim, fading to the top.
        lean: sideways shift of the top.
        steps: points between two places of the profile.
    """
    curve = spline(np.asarray(profile, np.float32), steps=steps)
    share = np.linspace(0, 1, len(curve))
    left, right = fit.shell.limbs()
    sides = []
    for azimuth in (right, left):
        angle = np.deg2rad(azimuth)
        grow = fit.shell.volume
        solid = np.stack(
            [
                (WIDTH + grow) * curve[:, 0] * np.sin(angle) + lean * share**2,
                curve[:, 1] + tilt * np.cos(angle) * (1 - share),
                (DEPTH + grow) * curve[:, 0] * np.cos(angle),
            ],
            1,
        )
        sides.append(fit.shell.picture(solid.astype(np.float32)))
    rim = ring(fit, profile[0][1], profile[0][0], tilt, visible(fit))
    return np.concatenate([rim, sides[0][1:], sides[1][-2:0:-1]])


def over(fit: Fit, angle: ArrayLike, lift: float = 0.0, forward: float = 0.2) -> Points:
    """Places on an arc over the head from ear to ear; 0 degrees is its top, positive to the right."""
    turn = np.deg2rad(np.asarray(angle, np.float32))
    shell = fit.shell
    solid = np.stack(
        [
            (WIDTH + shell.volume + lift - 0.05) * np.sin(turn),
            -(1 + shell.top + lift - 0.05) * np.cos(turn),
            np.full_like(turn, forward),
        ],
        -1,
    )
    return shell.picture(solid)


def side_disc(fit: Fit, sign: float, y: float, radius: float, out: float, z: float = 0.0, count: int = 24) -> Points:
    """A disc that lies against the side of the head."""
    circle = ellipse((y, z), (radius, radius), count=count)
    x = np.full(count, sign * (WIDTH + out), np.float32)
    return fit.head.space(np.stack([x, circle[:, 0], circle[:, 1]], 1))


def annulus(outer: Points, inner: Points) -> Points:
    """A ring as one outline: nonzero fill leaves the hole because the inner edge runs the other way."""
    first = outer if area(outer) > 0 else outer[::-1]
    second = inner if area(inner) < 0 else inner[::-1]
    return np.concatenate([first, first[:1], second, second[:1]]).astype(np.float32)


def closed(outline: Points) -> Points:
    """The outline with its first point at the end again, for a stroke around it."""
    return np.concatenate([outline, outline[:1]])


def facing(fit: Fit, sign: float) -> float:
    """Depth of the left (-1) or right (1) side of the head; positive when it is turned to the viewer."""
    return float(-sign * np.sin(fit.head.pose.yaw))


def hat(outline: Points, color: str, layer: float, **extra: object) -> Shape:
    """A piece of a hat, rounded, with a shadow below it."""
    return Shape("hat", outline, color, layer, **{"relief": 0.7, "cast": 0.06, **extra})  # type: ignore[arg-type]
