"""What lies on top of the skull: the cap with its hairline, tufts on the crown, gloss, and hair that has no locks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nurie.datasets.procedural.hair_shell import Locks, Shell, join, sweep
from nurie.datasets.procedural.scene import Points, Stroke

_HAIRLINE = np.float32([
    [0, -0.5], [30, -0.47], [48, -0.4], [57, -0.22], [64, 0.06], [70, 0.16], [77, 0.1], [86, -0.1], [98, -0.06], [108, 0.18],
    [120, 0.5], [145, 0.66], [180, 0.7],
])


def hairline(azimuth: np.ndarray) -> np.ndarray:
    """The y where hair begins, all around the head."""
    around = np.abs((np.asarray(azimuth) + 180) % 360 - 180)
    return np.interp(around, _HAIRLINE[:, 0], _HAIRLINE[:, 1])


def cap(shell: Shell, *, lift: float = 0.0, low: float = 0.0) -> Points:
    """The hair-covered part of the skull as one polygon, from its left edge along the hairline and back over the top.

    Args:
        shell: where.
        lift: how much higher than the shell it stands.
        low: how much lower than its natural place the hairline lies.
    """
    left, right = shell.limbs()
    azimuth = np.linspace(left, right, 29)
    y = hairline(azimuth) + low
    line = np.stack([azimuth, y, np.where(y > 0.2, -0.1 * (y - 0.2), 0.0)], 1)
    up, down = _rise(shell, y[-1]), _rise(shell, y[0])[::-1]
    span = np.linspace(0, 1, len(up))
    lifts = lift * np.minimum(0.4 + 2 * span, 1)
    dome = np.concatenate([
        np.stack([np.full(len(up), right), up, lifts], 1)[1:], np.stack([np.full(len(up), left), down, lifts[::-1]], 1)[1:-1],
    ])
    return np.concatenate([shell.project(line), shell.project(dome)])


def _rise(shell: Shell, start: float) -> np.ndarray:
    """Heights from `start` to the crown, evenly around the curve of the skull."""
    crown = 1 + shell.top
    foot = np.arcsin(np.clip(-min(start, 0) / crown, -1, 1))
    heights = -np.sin(np.linspace(foot, np.pi / 2, 14)) * crown
    heights[0] = start
    return heights


def plain_cap(shell: Shell, rng: np.random.Generator) -> list[Points]:
    """The skull's hair, close."""
    return [cap(shell)]


def balding_cap(shell: Shell, rng: np.random.Generator) -> list[Points]:
    """Hair at the sides and the back alone: a bald crown."""
    left, right = shell.limbs()
    pieces = []
    for start, end in ((left, -50.0), (50.0, right)):
        if end - start < 8:
            continue
        azimuth = np.linspace(start, end, 12)
        low = hairline(azimuth)
        high = np.interp(np.abs(azimuth), [50, 62, 90, 120], [-0.1, -0.4, -0.5, -0.55])
        lower = np.stack([azimuth, np.maximum(low, high), np.zeros(12)], 1)
        upper = np.stack([azimuth, high, np.full(12, 0.05)], 1)
        pieces.append(shell.project(np.concatenate([lower, upper[::-1]])))
    return pieces


def afro_cap(shell: Shell, rng: np.random.Generator) -> list[Points]:
    """A cloud of curls: scallops along the outer edge and small ones along the hairline."""
    size = rng.uniform(0.2, 0.5)
    polygon = cap(shell, lift=size, low=-0.03)
    return [scallop(polygon, rng, 0.13, 0.045)]


def scallop(polygon: Points, rng: np.random.Generator, length: float, height: float) -> Points:
    """The polygon with round bumps outwards along its edge."""
    closed = np.concatenate([polygon, polygon[:1]])
    steps = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    count = max(int(steps[-1] / length), 6)
    knots = np.linspace(0, steps[-1], count, endpoint=False) + rng.uniform(-0.3, 0.3, count) * length
    knots = np.sort(knots)
    ends = np.append(knots[1:], knots[0] + steps[-1])
    t = np.linspace(0, 1, 6, endpoint=False)
    at = (knots[:, None] + (ends - knots)[:, None] * t).reshape(-1) % steps[-1]
    places = np.stack([np.interp(at, steps, closed[:, axis]) for axis in (0, 1)], 1)
    ahead = np.gradient(places, axis=0)
    ahead /= np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-6)
    outward = np.stack([ahead[:, 1], -ahead[:, 0]], 1)
    center = polygon.mean(0)
    if ((places - center) * outward).sum() < 0:
        outward = -outward
    bump = np.tile(np.sin(np.pi * t), count) * np.repeat(rng.uniform(0.6, 1.3, count), 6)
    return (places + outward * (height * bump)[:, None]).astype(np.float32)


CAPS: dict[str, Callable[[Shell, np.random.Generator], list[Points]]] = {"afro": afro_cap, "balding": balding_cap}


def _azimuths(rng: np.random.Generator, count: int, size: float) -> np.ndarray:
    return np.linspace(-180, 180, count, endpoint=False) + rng.normal(0, size, count)


def smooth(rng: np.random.Generator, side: float) -> Locks:
    """Nothing stands off."""
    return join([])


def tousled(rng: np.random.Generator, side: float) -> Locks:
    """Small tufts that break the outline."""
    count = 14
    azimuth = _azimuths(rng, count, 9)
    y = rng.uniform(-0.75, 0.05, count)
    return sweep(
        (azimuth - side * 14, y - 0.4), (azimuth + side * rng.uniform(2, 14, count), y), rng.uniform(0.2, 0.32, count), hook=side * rng.uniform(0, 8, count),
        lift=(-0.02, 0.05, 0.06, rng.uniform(0.05, 0.12, count)), sharp=rng.uniform(1.4, 2, count), share=0.5,
    )


def spiky(rng: np.random.Generator, side: float) -> Locks:
    """Short spikes on the crown."""
    count = 12
    azimuth = _azimuths(rng, count, 8)
    y = rng.uniform(-1.0, -0.6, count)
    return sweep(
        (azimuth, y - 0.05), (azimuth + side * rng.uniform(4, 24, count), y - rng.uniform(-0.05, 0.1, count)), rng.uniform(0.3, 0.42, count), hook=side * 6,
        lift=(-0.1, 0.08, 0.12, rng.uniform(0.12, 0.24, count)), sharp=rng.uniform(1.3, 1.7, count), share=0.7,
    )


def spikes(rng: np.random.Generator, side: float) -> Locks:
    """Large spikes all over, for heroes."""
    count = 13
    azimuth = _azimuths(rng, count, 6)
    y = np.where(np.arange(count) % 2, -0.35, -0.85) + rng.normal(0, 0.08, count)
    top = sweep(
        ([-60, 0, 50, 90, -120], -0.8), ([-84, -40 * side, 40 * side, 88, -130], [-0.9, -1.0, -0.98, -0.85, -0.9]), rng.uniform(0.45, 0.6, 5),
        lift=(-0.25, 0.1, 0.2, rng.uniform(0.3, 0.55, 5)), sharp=1.4, share=0.8,
    )
    around = sweep(
        (azimuth, y - 0.1), (azimuth + side * rng.uniform(-4, 16, count), y + rng.uniform(-0.12, 0.12, count)), rng.uniform(0.46, 0.62, count), hook=side * rng.uniform(0, 8, count),
        lift=(-0.2, 0.1, 0.18, rng.uniform(0.26, 0.5, count)), sharp=rng.uniform(1.25, 1.6, count), share=0.8,
    )
    return join([around, top])


CROWNS: dict[str, Callable[[np.random.Generator, float], Locks]] = {
    "smooth": smooth, "tousled": tousled, "spiky": spiky, "spikes": spikes, "afro": smooth, "locs": smooth, "balding": smooth,
}


def ahoge(rng: np.random.Generator, side: float) -> Locks:
    """One or two strands that stand up from the crown in a curve."""
    count = 1 + int(rng.random() < 0.3)
    azimuth = 90 * side + rng.normal(0, 15, count)
    return sweep(
        (-azimuth * 0.1, -0.95), (azimuth, np.float32([-1.0, -0.9])[:count]), rng.uniform(0.08, 0.13, count),
        lift=(-0.2, rng.uniform(0.35, 0.5), rng.uniform(0.35, 0.5), rng.uniform(0.15, 0.35)), sharp=1.6, share=0.6,
    )


def gloss(shell: Shell, rng: np.random.Generator, kind: str) -> list[Points]:
    """Bands of light that follow the skull, where the viewer sees it."""
    if not kind:
        return []
    yaw = np.rad2deg(shell.head.pose.yaw)
    level, height = rng.uniform(-0.62, -0.5), rng.uniform(0.1, 0.17)
    cuts = np.sort(rng.uniform(-60, 60, 2)) if kind == "zigzag" else np.array([rng.uniform(-10, 20)])
    edges = [-62.0, *cuts, 62.0]
    polygons = []
    for a, b in zip(edges[:-1], edges[1:], strict=True):
        if b - a < 14:
            continue
        seen = np.linspace(a + 4, b - 4, max(5, int((b - a) / 5) | 1))
        azimuth = seen - yaw
        swell = np.sin(np.linspace(0.25, np.pi - 0.25, len(seen)))
        rise = 0.1 * (seen / 60) ** 2
        top = level + rise - 0.3 * height * swell
        low = level + rise + 0.5 * height * swell
        if kind == "zigzag":
            low[1::2] += height * rng.uniform(0.3, 0.9, len(low[1::2]))
            top[1::2] -= height * rng.uniform(0.0, 0.35, len(top[1::2]))
        places = np.concatenate([np.stack([azimuth, top], 1), np.stack([azimuth, low], 1)[::-1]])
        polygons.append(shell.project(np.concatenate([places, np.full((len(places), 1), 0.04)], 1)))
    return polygons


def crown_strands(shell: Shell, rng: np.random.Generator, count: int, part: float) -> list[Stroke]:
    """Fine lines from the crown, or from the parting at azimuth `part`, down the cap."""
    yaw = np.rad2deg(shell.head.pose.yaw)
    lines = []
    t = np.linspace(0, 1, 9)
    for seen in rng.uniform(-80, 80, count):
        azimuth = seen - yaw
        first, last = rng.uniform(-0.98, -0.85), rng.uniform(-0.72, -0.45)
        path = np.stack([part + (azimuth - part) * t**0.6, first + (last - first) * t, np.full(9, 0.03)], 1)
        lines.append(Stroke(shell.project(path), 0.5, (1.0, 1.0)))
    return lines
