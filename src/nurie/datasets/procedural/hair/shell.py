"""Where hair lies: a shell around the skull, locks upon it, and their bands in the picture. Geometry only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nurie.datasets.procedural.head import DEPTH, WIDTH, Head
from nurie.datasets.procedural.scene import Points

F32 = NDArray[np.float32]
STEPS = 18  # points along a lock
SHARES = np.concatenate([np.linspace(0, 0.9, STEPS - 3), [0.95, 0.985, 1]]).astype(np.float32)  # closer at the tip
_BASIS = np.stack([(1 - SHARES) ** 3, 3 * (1 - SHARES) ** 2 * SHARES, 3 * (1 - SHARES) * SHARES**2, SHARES**3], 1)


@dataclass(frozen=True, slots=True)
class Shell:
    """The hair's surface around a posed head.

    Places on it are (azimuth, y, lift): azimuth in degrees from the nose towards the right of a front view, y as
    everywhere, lift the distance off the surface. Below y = 0 the shell goes straight down.
    """

    head: Head
    volume: float = 0.08
    top: float = 0.1

    def project(self, places: ArrayLike) -> Points:
        """(..., 3) azimuth, y, lift to (..., 2) in the picture; what hangs below the head does not roll with it."""
        return self.picture(self.solid(places))

    def solid(self, places: ArrayLike) -> F32:
        places = np.asarray(places, np.float32)
        azimuth, y, lift = np.deg2rad(places[..., 0]), places[..., 1], places[..., 2]
        sine = np.minimum(np.maximum(y / (1 + self.top), -1), 0)
        round_ = np.sqrt(1 - sine**2)
        solid = np.empty_like(places, order="C")
        solid[..., 0] = (WIDTH + self.volume + lift) * round_ * np.sin(azimuth)
        solid[..., 1] = y + lift * sine
        solid[..., 2] = (DEPTH + self.volume + lift) * round_ * np.cos(azimuth)
        return solid

    def picture(self, solid: F32) -> Points:
        """(..., 3) places around the head to (..., 2) in the picture."""
        hang = np.maximum(solid[..., 1] - 0.55, 0)
        held = solid.reshape(-1, 3).copy()
        held[:, 1] -= hang.reshape(-1)
        flat = self.head.space(held).reshape(*solid.shape[:-1], 2)
        pose = self.head.pose
        flat[..., 1] += hang
        flat[..., 0] += pose.wind * 0.16 * np.maximum(hang, 0) ** 1.3 - 0.25 * np.sin(pose.roll) * np.minimum(hang, 1.5)
        return flat

    def depth(self, places: ArrayLike) -> F32:
        """How far to the viewer a place lies, positive in front of the axis of the head."""
        azimuth = np.deg2rad(np.asarray(places, np.float32)[..., 0]) + self.head.pose.yaw
        return np.cos(azimuth)

    def limbs(self) -> tuple[float, float]:
        """Azimuths of the left and the right edge of what the viewer sees."""
        yaw = np.rad2deg(self.head.pose.yaw)
        return -90.0 - yaw, 90.0 - yaw


@dataclass(frozen=True, slots=True, eq=False)
class Locks:
    """Locks of hair in painter's order, each a cubic Bezier on the shell.

    Attributes:
        spine: (n, 4, 3) azimuth, y, lift.
        width: (n,) full width in head units where it is widest.
        root: (n,) width at the root as a share of `width`.
        sharp: (n,) shape of the tip: 1.5 a long point, 3 a leaf, 80 cut straight.
        wave: (n, 3) amplitude, turns, phase of a wave across the lock.
    """

    spine: F32
    width: F32
    root: F32
    sharp: F32
    wave: F32

    def __len__(self) -> int:
        return len(self.width)

    def take(self, index: ArrayLike) -> Locks:
        return Locks(*(getattr(self, name)[index] for name in ("spine", "width", "root", "sharp", "wave")))


def sweep(
    root: tuple[ArrayLike, ArrayLike],
    tip: tuple[ArrayLike, ArrayLike],
    width: ArrayLike,
    *,
    hook: ArrayLike = 0.0,
    bow: ArrayLike = 0.0,
    lift: Sequence[ArrayLike] = (0.0, 0.02, 0.02, 0.0),
    share: ArrayLike = 0.7,
    sharp: ArrayLike = 2.0,
    wave: Sequence[ArrayLike] = (0.0, 0.0, 0.0),
) -> Locks:
    """Locks from `root` (azimuth, y) to `tip`; everything broadcasts.

    Args:
        root, tip: azimuth in degrees and y.
        width: in head units.
        hook: degrees by which the last third bends towards growing azimuth (an S with `bow`).
        bow: degrees by which the first third goes towards growing azimuth.
        lift: off the shell at the four control points.
        share, sharp, wave: `Locks.root`, `Locks.sharp`, `Locks.wave`.
    """
    parts = [*root, *tip, width, hook, bow, *lift, share, sharp, *wave]
    sizes = [np.size(part) for part in parts]
    rows = np.empty((len(parts), 0 if 0 in sizes else max(sizes)), np.float32)
    for row, part in zip(rows, parts, strict=True):
        row[:] = part
    a0, y0, a1, y1, width, hook, bow, *lifts, share, sharp = rows[:-3]
    waves = rows[-3:]
    azimuth = a0, a0 + (a1 - a0) * 0.4 + bow, a0 + (a1 - a0) * 0.85 - hook, a1
    y = y0, y0 + (y1 - y0) * 0.3, y0 + (y1 - y0) * 0.7, y1
    spine = np.ascontiguousarray(np.array([azimuth, y, lifts]).T)
    return Locks(spine, width, share, sharp, np.ascontiguousarray(waves.T))


def join(groups: Sequence[Locks]) -> Locks:
    """All locks, in this order."""
    if not groups:
        return sweep((np.zeros(0), 0), (0, 0), 0)
    return Locks(
        *(
            np.concatenate([getattr(group, name) for group in groups])
            for name in ("spine", "width", "root", "sharp", "wave")
        )
    )


def both(right: Locks) -> Locks:
    """Locks of the right side and their mirror images, interleaved so that order stays outer to inner."""
    left_spine = right.spine * np.float32([-1, 1, 1])
    wave = right.wave.copy()
    wave[:, 0] *= -1
    left = Locks(left_spine, right.width, right.root, right.sharp, wave)
    order = np.arange(2 * len(right)).reshape(2, -1).T.reshape(-1)
    return join([right, left]).take(order)


def split(locks: Locks, rng: np.random.Generator, share: float) -> Locks:
    """Some locks get a thin second tip that leaves them on one side."""
    chosen = np.nonzero(rng.random(len(locks)) < share)[0]
    twin = locks.take(chosen)
    spine = twin.spine.copy()
    aside = np.where(rng.random(len(chosen)) < 0.5, -1, 1) * rng.uniform(5, 9, len(chosen))
    spine[:, 2, 0] += aside * 0.4
    spine[:, 3, 0] += aside
    spine[:, 3, 1] -= rng.uniform(0.02, 0.12, len(chosen))
    thin = Locks(
        spine,
        twin.width * rng.uniform(0.4, 0.6, len(chosen)).astype(np.float32),
        twin.root,
        np.minimum(twin.sharp, 2),
        twin.wave,
    )
    order = np.argsort(np.concatenate([np.arange(len(locks)), chosen - 0.5]))
    return join([locks, thin]).take(order)


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """Locks in the picture.

    Attributes:
        spine, left, right: (n, STEPS, 2), from root to tip.
        normal: (n, STEPS, 2), from the spine towards `left`.
        depth: (n,) positive in front.
    """

    spine: F32
    left: F32
    right: F32
    normal: F32
    depth: F32

    def __len__(self) -> int:
        return len(self.depth)

    def polygons(self) -> F32:
        """(n, 2 * STEPS - 1, 2): the outline of each lock."""
        return np.concatenate([self.left, self.right[:, -2::-1]], 1)

    def take(self, index: ArrayLike) -> Bands:
        return Bands(*(getattr(self, name)[index] for name in ("spine", "left", "right", "normal", "depth")))


def bands(locks: Locks, shell: Shell) -> Bands:
    """Project locks, bend them by the wind and give them their width."""
    places = _BASIS @ locks.spine  # (n, STEPS, 3)
    spine = shell.project(places)
    tip = locks.spine[:, 3, 1:2]
    spine[..., 0] += shell.head.pose.wind * 0.12 * SHARES**2 * np.clip(tip + 1.2, 0, 1.4)
    normal = normals(spine)
    amplitude, turns, phase = locks.wave.T[..., None]
    spine = (
        spine
        + normal * (amplitude * np.minimum(SHARES * 2, 1) * np.sin(2 * np.pi * (turns * SHARES + phase)))[..., None]
    )
    normal = normals(spine)
    facing = shell.depth(places)
    thin = 0.5 + 0.5 * np.abs(facing)
    swell = locks.root[:, None] + (1 - locks.root[:, None]) * np.sin(np.minimum(SHARES / 0.45, 1) * np.pi / 2)
    half = 0.5 * locks.width[:, None] * swell * (1 - SHARES ** locks.sharp[:, None]) * thin
    across = normal * half[..., None]
    return Bands(spine, spine + across, spine - across, normal, facing[:, STEPS * 5 // 8])


def normals(curves: F32) -> F32:
    ahead = np.empty_like(curves)
    ahead[:, 1:-1] = curves[:, 2:] - curves[:, :-2]
    ahead[:, 0] = curves[:, 1] - curves[:, 0]
    ahead[:, -1] = curves[:, -1] - curves[:, -2]
    ahead /= np.maximum(np.sqrt((ahead * ahead).sum(-1, keepdims=True)), 1e-6)
    side = np.empty_like(ahead)
    side[..., 0], side[..., 1] = -ahead[..., 1], ahead[..., 0]
    return side
