"""Where things drawn on a front view of the face lie in the picture: a flatter front than the skull's ellipsoid."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, sin

import numpy as np
from numpy.typing import ArrayLike

from nurie.datasets.procedural.face.outline import face_halves, skull_top
from nurie.datasets.procedural.head import Head
from nurie.datasets.procedural.scene import Points

FRONT, BEND = 0.54, 0.28  # depth of the face's middle line, and how fast it recedes to the sides
PROFILE = 0.20  # how much deeper a near profile shows it: three-quarter views are drawn flatter than they are


@dataclass(frozen=True, slots=True, eq=False)
class FaceFrame:
    """The face's own projection: it agrees with the drawn outline, where `Head.surface` would leave it.

    Attributes:
        head: the head that it is part of.
        side: 1 when the face looks to the right of the picture, -1 to the left.
        far, near: halves of the outline, temple to chin, for a head that looks right, upright.
        edge: the far half once more, in order of height.
        chin: how far down this face reaches, against 1 of the plain face.
    """

    head: Head
    side: int
    far: Points
    near: Points
    edge: Points
    chin: float

    @property
    def yaw(self) -> float:
        return abs(self.head.pose.yaw)

    def place(self, flat: ArrayLike, lift: float = 0.0) -> Points:
        """(n, 2) places on a front view, `lift` above the face, to (n, 2) in the picture; none leaves the far edge."""
        xy = np.asarray(flat, np.float32).reshape(-1, 2)
        x, y, yaw, pitch = xy[:, 0] * self.side, xy[:, 1], self.yaw, self.head.pose.pitch
        front = FRONT + PROFILE * min(1.0, max(0.0, yaw - 0.6) / 0.5)
        z = (front + lift) - BEND * x * x - 0.10 * (y - 0.25) ** 2
        across = x * cos(yaw) + z * sin(yaw)
        if yaw > 0.05 and lift < 0.1:
            across = self._keep(across, y)
        picture = np.empty_like(xy)
        picture[:, 0] = across * self.side
        picture[:, 1] = y * cos(pitch) + (z * cos(yaw) - x * sin(yaw)) * sin(pitch)
        return self.head.roll(picture)

    def outline(self) -> Points:
        """The whole skull and face: far temple, cheek, chin, near temple, and over the top, which hair covers."""
        return self._tilt(np.concatenate([self.far, self.near[-2::-1], skull_top(self.far, self.near)[::-1]]))

    def _keep(self, across: Points, y: Points) -> Points:
        """Squeeze what would stand over the far edge back inside of it."""
        edge = np.interp(y, self.edge[:, 1], self.edge[:, 0]) - 0.012
        room = 0.05
        over = np.maximum(across - (edge - room), 0)
        return across - over + room * (1 - np.exp(-over / room))

    def _tilt(self, picture: Points) -> Points:
        """Pitch and roll of the silhouette: the chin lies before the head's axis, the temples beside it."""
        x, y = picture[:, 0] * self.side, picture[:, 1]
        pitch = self.head.pose.pitch
        depth = np.clip((y + 0.1) / 1.1, 0, 1) ** 1.5 * 0.5
        return self.head.roll(np.stack([x, y * np.cos(pitch) + depth * np.sin(pitch)], 1))


def make_frame(head: Head, shape: str, width: float = 1.0, chin: float = 1.0) -> FaceFrame:
    """The frame of a face of this shape; `chin` stretches what lies below the eyes."""
    far, near = face_halves(shape, abs(head.pose.yaw))
    stretch = np.float32([width, 1])
    far, near = (_lower(half * stretch, chin) for half in (far, near))
    return FaceFrame(head, -1 if head.pose.yaw < 0 else 1, far, near, far[np.argsort(far[:, 1])], float(far[-1, 1]))


def _lower(half: Points, chin: float) -> Points:
    below = np.clip(half[:, 1] - 0.2, 0, None) * (chin - 1)
    return np.stack([half[:, 0], half[:, 1] + below], 1).astype(np.float32)
