"""The turned head: what lies on it is given as on a front view, and projected together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nurie.datasets.procedural.curves import pair
from nurie.datasets.procedural.scene import Points


@dataclass(frozen=True, slots=True)
class Pose:
    """How a character holds itself and what it feels; the same character in another pose is still itself.

    Attributes:
        yaw: of the head, radians; positive looks to the right of the picture, 0 front, 0.6 three-quarter, 1.1 turned.
        pitch: positive looks down.
        roll: positive tilts clockwise on the page.
        lean: of the torso against the vertical, radians.
        arms: left and right arm, 0 hanging, 0.5 to the front or the hip, 1 raised.
        expression: an entry of `face.EXPRESSIONS`.
        gaze: where the eyes look, x and y, each -1 to 1.
        blink: 0 open, 1 shut.
        wind: how far hair and cloth blow, -1 (left) to 1 (right).
    """

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    lean: float = 0.0
    arms: tuple[float, float] = (0.0, 0.0)
    expression: str = "calm"
    gaze: tuple[float, float] = (0.0, 0.0)
    blink: float = 0.0
    wind: float = 0.0


@dataclass(frozen=True, slots=True)
class Head:
    """The head's frame: from its own coordinates to the picture's, both in head units.

    The skull is an ellipsoid of half-axes (WIDTH, 1, DEPTH) around (0, 0, 0); x right, y down, z to the viewer.
    """

    pose: Pose

    def surface(self, flat: ArrayLike, lift: float = 0.0) -> Points:
        """(n, 2) places on a front view, drawn on the skull's surface (`lift` above it), to (n, 2) in the picture."""
        xy = np.asarray(flat, np.float32).reshape(-1, 2)
        inside = 1 - (xy[:, 0] / WIDTH) ** 2 * 0.9 - np.clip(np.abs(xy[:, 1]), 0, 1) ** 2 * 0.25
        z = DEPTH * np.sqrt(np.clip(inside, 0.02, None)) + lift
        return self.space(np.concatenate([xy, z[:, None]], 1))

    def space(self, solid: ArrayLike) -> Points:
        """(n, 3) places around the head to (n, 2) in the picture: yaw, then pitch, then roll, seen from far away."""
        x, y, z = np.asarray(solid, np.float32).reshape(-1, 3).T
        yaw, pitch, roll = self.pose.yaw, self.pose.pitch, self.pose.roll
        x, z = x * np.cos(yaw) + z * np.sin(yaw), z * np.cos(yaw) - x * np.sin(yaw)
        y = y * np.cos(pitch) + z * np.sin(pitch)
        x, y = x * np.cos(roll) - y * np.sin(roll), x * np.sin(roll) + y * np.cos(roll)
        return pair(x, y).astype(np.float32)

    def roll(self, picture: ArrayLike) -> Points:
        """(n, 2) places drawn for an upright head in this yaw and pitch, tilted with the head."""
        cos, sin = np.cos(self.pose.roll), np.sin(self.pose.roll)
        return (np.asarray(picture, np.float32).reshape(-1, 2) @ np.array([[cos, sin], [-sin, cos]])).astype(np.float32)

    def facing(self, x: float, y: float = 0.0) -> float:
        """How much the surface at a place of the front view faces the viewer: 1 fully, 0 edge-on, negative behind."""
        angle = np.arcsin(np.clip(x / WIDTH, -1, 1)) + self.pose.yaw
        return float(np.cos(angle) * np.cos(self.pose.pitch + 0.25 * y))


WIDTH, DEPTH = 0.82, 0.88
Vector = NDArray[np.float32]
