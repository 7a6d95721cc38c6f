"""Fringes: locks from the crown or the parting down over the forehead. Adding one is one function and one line."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nurie.datasets.procedural.hair.shell import Locks, both, join, sweep

Fringe = Callable[[np.random.Generator, float], Locks]  # chance, and side: -1 or 1, where it parts or sweeps to


def _jitter(rng: np.random.Generator, count: int, size: float) -> np.ndarray:
    return rng.normal(0, size, count)


def _outer_first(azimuths: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """An order in which locks nearer the middle mostly cover those further out."""
    return np.argsort(-np.abs(azimuths) + rng.normal(0, 12, len(azimuths)))


def straight(rng: np.random.Generator, side: float) -> Locks:
    """Cut in one line above the eyes, with a few small notches."""
    count = int(rng.integers(7, 10))
    tip = np.linspace(-54, 54, count) + _jitter(rng, count, 2)
    level, cut = rng.uniform(-0.1, 0.02), [(7, 14), (20, 80)][int(rng.integers(2))]
    y = level + _jitter(rng, count, 0.018) + 0.05 * (np.abs(tip) / 54) ** 2
    locks = sweep(
        (tip * 0.5, -0.93),
        (tip, y),
        1.62 / count + 0.07,
        hook=_jitter(rng, count, 1.5),
        share=0.35,
        sharp=rng.uniform(*cut, count),
        lift=(0, 0.05, 0.06, 0.02),
    )
    return locks.take(rng.permutation(count))


def swept(rng: np.random.Generator, side: float) -> Locks:
    """Parted at one side; the longer part sweeps across the forehead."""
    count = int(rng.integers(5, 7))
    part = rng.uniform(18, 34)
    tip = np.linspace(-part + 6, 56, count) + _jitter(rng, count, 2)
    y = np.interp(tip, [-30, 0, 30, 58], [-0.16, -0.04, 0.04, 0.42]) + _jitter(rng, count, 0.05)
    across = sweep(
        (-part + np.linspace(0, 8, count), -0.95),
        (tip, y),
        rng.uniform(0.24, 0.44, count),
        bow=rng.uniform(0, 8, count),
        hook=rng.uniform(4, 13, count),
        lift=(0, 0.09, 0.08, 0.03),
        sharp=rng.uniform(1.7, 3.0, count),
        share=0.5,
    )
    away = sweep(
        (-part - np.array([2, 3, 4]), -0.95),
        ([-62, -52, -42], [0.4, 0.16, -0.1]),
        [0.3, 0.28, 0.22],
        bow=-4,
        hook=-6,
        lift=(0, 0.06, 0.05, 0.01),
        sharp=1.9,
        share=0.5,
    )
    return _sided(join([away, across]), side)


def middle(rng: np.random.Generator, side: float) -> Locks:
    """Parted in the middle like a curtain; the forehead shows as a triangle."""
    inner = rng.uniform(22, 34)
    low = rng.uniform(0.2, 0.55)
    right = sweep(
        ([4, 3, 2], -0.9),
        ([62, (inner + 60) / 2, inner], [low + 0.15, low, low - rng.uniform(0.25, 0.4)]),
        [0.32, 0.32, 0.26],
        bow=[4, 5, 5],
        hook=[-3, 3, rng.uniform(2, 9)],
        lift=(0.02, 0.09, 0.07, 0.03),
        sharp=1.8,
        share=0.5,
    )
    return both(right)


def m_shaped(rng: np.random.Generator, side: float) -> Locks:
    """Two sweeps to the sides and locks between the eyes."""
    right = sweep(
        ([9, 7, 6], -0.93),
        ([60, 45, rng.uniform(28, 34)], [0.42, 0.12, rng.uniform(-0.08, 0.04)]),
        [0.3, 0.3, 0.27],
        bow=3,
        hook=[2, 7, 9],
        lift=(0, 0.07, 0.06, 0.02),
        sharp=[1.7, 1.8, 1.9],
        share=0.5,
    )
    count = int(rng.integers(2, 4))
    tip = np.linspace(-11, 11, count) + _jitter(rng, count, 3)
    center = sweep(
        (tip * 0.6, -0.93),
        (tip + side * 3, rng.uniform(-0.02, 0.26, count)),
        rng.uniform(0.22, 0.32, count),
        bow=-side * 3,
        hook=side * rng.uniform(2, 6),
        lift=(0, 0.07, 0.07, 0.03),
        sharp=rng.uniform(1.6, 2.4, count),
        share=0.5,
    )
    return join([both(right), center])


def clumps(rng: np.random.Generator, side: float) -> Locks:
    """Pointed clumps side by side, long and short in turn, all leaning to one side."""
    count = int(rng.integers(6, 9))
    tip = np.linspace(-52, 52, count) + _jitter(rng, count, 3)
    long = np.where(np.arange(count) % 2, 1, -1) * rng.uniform(0.3, 1, count)
    y = 0.02 + 0.1 * long + 0.16 * (np.abs(tip) / 52) ** 2
    locks = sweep(
        (tip * 0.3, -0.95),
        (tip + side * 6, y),
        0.34 + 0.1 * long + _jitter(rng, count, 0.02),
        bow=-side * rng.uniform(0, 5, count),
        hook=side * rng.uniform(5, 13, count),
        lift=(0, 0.09, 0.09, 0.03),
        sharp=rng.uniform(1.8, 3.0, count),
        share=0.4,
    )
    return locks.take(_outer_first(tip, rng))


def spiky(rng: np.random.Generator, side: float) -> Locks:
    """Big spikes that stand off the forehead."""
    count = int(rng.integers(5, 7))
    tip = np.linspace(-50, 50, count) + _jitter(rng, count, 5)
    y = rng.uniform(-0.12, 0.16, count) + 0.1 * (np.abs(tip) / 50)
    locks = sweep(
        (tip * 0.4 - side * 6, -0.95),
        (tip * 1.1 + side * 8, y),
        rng.uniform(0.32, 0.42, count),
        bow=-side * rng.uniform(0, 6, count),
        hook=side * rng.uniform(4, 12, count),
        lift=(0, 0.14, 0.13, 0.06),
        sharp=rng.uniform(1.3, 1.7, count),
        share=0.45,
    )
    return locks.take(_outer_first(tip, rng))


def single(rng: np.random.Generator, side: float) -> Locks:
    """Hair to both sides and one long lock between the eyes."""
    lock = sweep(
        ([-side * 8, -side * 3], -0.92),
        ([side * rng.uniform(0, 10), side * 14], [rng.uniform(0.3, 0.5), 0.02]),
        [0.2, 0.18],
        bow=side * 9,
        hook=-side * rng.uniform(5, 12),
        lift=(0, 0.12, 0.12, 0.05),
        sharp=1.5,
        share=0.4,
    )
    return join([middle(rng, side), lock])


def over_eye(rng: np.random.Generator, side: float) -> Locks:
    """Swept over one eye."""
    count = 5
    tip = np.linspace(-12, 58, count) + _jitter(rng, count, 2)
    y = np.interp(tip, [-12, 10, 25, 58], [-0.12, 0.3, 0.6, 0.5]) + _jitter(rng, count, 0.05)
    part = rng.uniform(22, 34)
    across = sweep(
        (-part, -0.95),
        (tip, y),
        rng.uniform(0.3, 0.4, count),
        bow=8,
        hook=rng.uniform(2, 8, count),
        lift=(0, 0.09, 0.08, 0.03),
        sharp=rng.uniform(1.5, 2.2, count),
        share=0.5,
    )
    away = sweep(
        (-part - 4, -0.95),
        ([-62, -50], [0.4, 0.1]),
        [0.3, 0.28],
        bow=-4,
        hook=-4,
        lift=(0, 0.06, 0.05, 0.01),
        share=0.5,
    )
    return _sided(join([away, across]), side)


def short(rng: np.random.Generator, side: float) -> Locks:
    """Short tips high on the forehead."""
    count = int(rng.integers(6, 9))
    tip = np.linspace(-50, 50, count) + _jitter(rng, count, 3)
    locks = sweep(
        (tip * 0.5 - side * 10, -0.9),
        (tip + side * 6, -0.28 + _jitter(rng, count, 0.05) + 0.12 * (np.abs(tip) / 50) ** 2),
        rng.uniform(0.22, 0.3, count),
        bow=-side * 3,
        hook=side * rng.uniform(2, 10, count),
        lift=(0, 0.08, 0.07, 0.03),
        sharp=rng.uniform(1.5, 2.2, count),
        share=0.5,
    )
    return locks.take(_outer_first(tip, rng))


def parted(rng: np.random.Generator, side: float) -> Locks:
    """A man's parting: combed up from one side and over, the forehead free."""
    count = 5
    root = np.linspace(-32, 10, count)
    tip = np.linspace(2, 64, count) + _jitter(rng, count, 2)
    y = np.interp(tip, [0, 30, 64], [-0.36, -0.28, 0.08]) + _jitter(rng, count, 0.02)
    across = sweep(
        (root, np.linspace(-0.62, -0.85, count)),
        (tip, y),
        rng.uniform(0.26, 0.34, count),
        hook=rng.uniform(4, 12, count),
        lift=(0.03, 0.16, 0.12, 0.02),
        sharp=rng.uniform(1.7, 2.6, count),
        share=0.6,
    )
    away = sweep((-36, -0.72), ([-66, -56], [0.1, -0.2]), 0.24, bow=-6, lift=(0.02, 0.06, 0.03, 0.0), share=0.6)
    return _sided(join([away, across.take(np.arange(count)[::-1])]), side)


def back(rng: np.random.Generator, side: float) -> Locks:
    """Combed back from the forehead; at most a few loose strands fall forward."""
    count = int(rng.integers(0, 4))
    tip = side * rng.uniform(2, 48, count)
    return sweep(
        (tip * 0.7, -0.8),
        (tip + side * 8, rng.uniform(-0.2, 0.2, count)),
        rng.uniform(0.07, 0.13, count),
        bow=-side * 4,
        hook=side * rng.uniform(6, 14, count),
        lift=(-0.1, 0.16, 0.12, 0.05),
        sharp=1.5,
        share=0.5,
    )


def locs(rng: np.random.Generator, side: float) -> Locks:
    """Locs laid to both sides of a parting."""
    count = int(rng.integers(4, 6))
    low = rng.uniform(-0.3, 0.3)
    tip = np.linspace(64, 40, count)
    right = sweep(
        (np.linspace(8, 3, count), np.linspace(-0.95, -0.75, count)),
        (tip, low + rng.uniform(-0.15, 0.15, count)),
        0.15,
        bow=14,
        hook=rng.normal(0, 4, count),
        lift=(0.0, 0.12, 0.1, 0.05),
        share=0.9,
        sharp=9,
    )
    return both(right)


def none(rng: np.random.Generator, side: float) -> Locks:
    """No fringe; the hairline shows."""
    return join([])


def _sided(locks: Locks, side: float) -> Locks:
    if side > 0:
        return locks
    wave = locks.wave.copy()
    wave[:, 0] *= -1
    return Locks(locks.spine * np.float32([-1, 1, 1]), locks.width, locks.root, locks.sharp, wave)


FRINGES: dict[str, Fringe] = {
    "straight": straight,
    "swept": swept,
    "middle": middle,
    "m-shaped": m_shaped,
    "clumps": clumps,
    "spiky": spiky,
    "single": single,
    "over one eye": over_eye,
    "short": short,
    "parted": parted,
    "back": back,
    "locs": locs,
    "none": none,
}
