"""What lies on top of the skull: the cap with its hairline, tufts on the crown, gloss, and hair that has no locks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nurie.datasets.procedural.hair.shell import Locks, Shell, join, sweep
from nurie.datasets.procedural.scene import Points, Shape, Stroke

_HAIRLINE = np.float32(
    [
        *[(0, -0.57), (12, -0.6), (28, -0.6), (40, -0.52), (50, -0.34), (57, -0.12), (63, 0.08), (69, 0.17), (77, 0.1)],
        *[(86, -0.1), (98, -0.06), (108, 0.18), (120, 0.5), (145, 0.66), (180, 0.7)],
    ]
)


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
    line = np.stack([azimuth, y, _tuck(y)], 1)
    up, down = _rise(shell, y[-1]), _rise(shell, y[0])[::-1]
    dome = np.concatenate(
        [
            np.stack([np.full(len(up), right), up, lift * _ease(up) + _tuck(up)], 1)[1:],
            np.stack([np.full(len(down), left), down, lift * _ease(down) + _tuck(down)], 1)[1:-1],
        ]
    )
    return np.concatenate([shell.project(line), shell.project(dome)])


def _rise(shell: Shell, start: float) -> np.ndarray:
    """Heights from `start` to the crown, evenly around the curve of the skull."""
    crown = 1 + shell.top
    foot = np.arcsin(np.clip(-min(start, 0) / crown, -1, 1))
    heights = -np.sin(np.linspace(foot, np.pi / 2, 14)) * crown
    return np.concatenate([np.linspace(max(start, 0), 0, 5, endpoint=False), heights]) if start > 0 else heights


def _ease(y: np.ndarray) -> np.ndarray:
    """Share of a lift: less near the ears, whole above them."""
    return np.clip(0.4 - 1.2 * y, 0.2, 1)


def _tuck(y: np.ndarray) -> np.ndarray:
    """How far the back of the head draws in towards the neck."""
    return -0.8 * np.maximum(y - 0.05, 0) ** 1.4


def plain_cap(shell: Shell, rng: np.random.Generator) -> list[Points]:
    """The skull's hair, close."""
    return [cap(shell)]


def balding_cap(shell: Shell, rng: np.random.Generator) -> list[Points]:
    """Hair at the sides and the back alone: a bald crown."""
    left, right = shell.limbs()
    pieces = []
    for start, end in ((left, -46.0), (46.0, right)):
        if end - start < 8:
            continue
        azimuth = np.linspace(start, end, 12)
        low = hairline(azimuth)
        high = np.interp(np.abs(azimuth), [46, 52, 62, 76, 100, 130], [0.05, -0.22, -0.42, -0.5, -0.52, -0.52])
        low = np.maximum(low, high)
        lower = np.stack([azimuth, low, _tuck(low)], 1)
        upper = np.stack([azimuth, high, np.full(12, 0.06)], 1)
        pieces.append(shell.project(np.concatenate([lower, upper[::-1]])))
    return pieces


def scalp(shell: Shell, layer: float) -> Shape:
    """The top of the skull, skin with its outline, for hair that leaves it or the temples free."""
    bare = replace(shell, volume=0.0, top=0.01)
    polygon = cap(bare, low=-0.02)
    return Shape("skin", polygon, "skin", layer, contour=(Stroke(polygon[29:]),), relief=0.5)


def afro_cap(shell: Shell, rng: np.random.Generator) -> list[Points]:
    """A cloud of curls: scallops along the outer edge and small ones along the hairline."""
    size = rng.uniform(0.2, 0.5)
    polygon = cap(shell, lift=size, low=-0.03)
    return [scallop(polygon, rng, 0.15, 0.05)]


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


BARE = ("balding", "bare", "afro")  # crowns without a strand that stands up
CAPS: dict[str, Callable[[Shell, np.random.Generator], list[Points]]] = {"afro": afro_cap, "balding": balding_cap}


def _azimuths(rng: np.random.Generator, count: int, size: float) -> np.ndarray:
    return np.linspace(-180, 180, count, endpoint=False) + rng.normal(0, size, count)


def nothing(rng: np.random.Generator, side: float) -> Locks:
    """The cap alone."""
    return join([])


def smooth(rng: np.random.Generator, side: float) -> Locks:
    """Long locks from the crown around the sides: the flow of combed hair."""
    count = 9
    azimuth = np.concatenate([np.linspace(78, 180, 5), -np.linspace(84, 165, 4)]) + rng.normal(0, 5, count)
    return sweep(
        (azimuth * 0.8, -0.98),
        (azimuth, rng.uniform(0.2, 0.5, count)),
        rng.uniform(0.3, 0.5, count),
        bow=np.sign(azimuth) * 8,
        hook=rng.normal(0, 5, count),
        lift=(-0.2, 0.02, 0.03, rng.uniform(0.0, 0.05, count)),
        sharp=rng.uniform(1.6, 2.4, count),
        share=0.4,
    ).take(rng.permutation(count))


def tousled(rng: np.random.Generator, side: float) -> Locks:
    """Locks and tufts at the sides and the back that break the outline."""
    count = 16
    azimuth = np.linspace(62, 298, count) + rng.normal(0, 7, count)
    y = rng.uniform(-0.45, 0.3, count)
    away = np.where(azimuth < 180, 1, -1)
    locks = sweep(
        (azimuth - away * 10, y - 0.5),
        (azimuth + away * rng.uniform(-4, 10, count), y),
        rng.uniform(0.26, 0.42, count),
        hook=away * rng.uniform(-2, 8, count),
        lift=(-0.2, 0.04, 0.06, rng.uniform(0.05, 0.15, count)),
        sharp=rng.uniform(1.4, 2, count),
        share=0.5,
    )
    return locks.take(np.argsort(y + rng.normal(0, 0.1, count))[::-1])


def spiky(rng: np.random.Generator, side: float) -> Locks:
    """Spikes on the crown, all swept to one side, over tousled sides."""
    count = 8
    azimuth = np.linspace(-130, 130, count) + rng.normal(0, 8, count)
    tufts = sweep(
        (azimuth - side * 10, -0.8),
        (azimuth + side * rng.uniform(15, 40, count), rng.uniform(-1.0, -0.8, count)),
        rng.uniform(0.36, 0.52, count),
        hook=side * rng.uniform(4, 12, count),
        lift=(-0.3, 0.08, 0.16, rng.uniform(0.1, 0.26, count)),
        sharp=rng.uniform(1.3, 1.7, count),
        share=0.8,
    )
    return join([tousled(rng, side), tufts])


def tonsure(rng: np.random.Generator, side: float) -> Locks:
    """Short hair at the sides and the back of a bald head."""
    count = 8
    azimuth = np.linspace(66, 150, count)
    azimuth = np.concatenate([azimuth, -azimuth]) + rng.normal(0, 3, 2 * count)
    away = np.sign(azimuth)
    low = np.interp(np.abs(azimuth), [60, 80, 100, 150], [0.12, -0.02, 0.1, 0.5]) + rng.normal(0, 0.04, 2 * count)
    return sweep(
        (azimuth - away * 6, -0.5),
        (azimuth + away * rng.uniform(0, 10, 2 * count), low),
        rng.uniform(0.22, 0.34, 2 * count),
        lift=(-0.1, 0.08, 0.1, rng.uniform(0.0, 0.08, 2 * count)),
        sharp=rng.uniform(1.5, 2.4, 2 * count),
        share=0.6,
    )


def spikes(rng: np.random.Generator, side: float) -> Locks:
    """Large spikes all over, for heroes."""
    count = 13
    azimuth = _azimuths(rng, count, 6)
    y = np.where(np.arange(count) % 2, -0.35, -0.85) + rng.normal(0, 0.08, count)
    top = sweep(
        ([-60, 0, 50, 90, -120], -0.8),
        ([-84, -40 * side, 40 * side, 88, -130], [-0.9, -1.0, -0.98, -0.85, -0.9]),
        rng.uniform(0.45, 0.6, 5),
        lift=(-0.25, 0.1, 0.2, rng.uniform(0.3, 0.55, 5)),
        sharp=1.4,
        share=0.8,
    )
    around = sweep(
        (azimuth, y - 0.1),
        (azimuth + side * rng.uniform(-4, 16, count), y + rng.uniform(-0.12, 0.12, count)),
        rng.uniform(0.46, 0.62, count),
        hook=side * rng.uniform(0, 8, count),
        lift=(-0.2, 0.1, 0.18, rng.uniform(0.26, 0.5, count)),
        sharp=rng.uniform(1.25, 1.6, count),
        share=0.8,
    )
    return join([around, top])


CROWNS: dict[str, Callable[[np.random.Generator, float], Locks]] = {
    "smooth": smooth,
    "tousled": tousled,
    "spiky": spiky,
    "spikes": spikes,
    "afro": nothing,
    "balding": tonsure,
    "bare": nothing,
}


def ahoge(rng: np.random.Generator, side: float) -> Locks:
    """One or two strands that stand up from the crown in a curve."""
    count = 1 + int(rng.random() < 0.3)
    azimuth = 90 * side + rng.normal(0, 15, count)
    return sweep(
        (-azimuth * 0.1, -0.95),
        (azimuth, np.float32([-1.0, -0.9])[:count]),
        rng.uniform(0.08, 0.13, count),
        lift=(-0.2, rng.uniform(0.35, 0.5), rng.uniform(0.35, 0.5), rng.uniform(0.15, 0.35)),
        sharp=1.6,
        share=0.6,
    )
