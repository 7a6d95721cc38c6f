"""Side locks before the ears. Adding one is one function and one line."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nurie.datasets.procedural.hair.shell import Locks, both, join, sweep

Growth = Callable[[np.random.Generator, float], Locks]  # chance, and the y to which it hangs


def framing(rng: np.random.Generator, length: float) -> Locks:
    """Locks that frame the cheeks and cover the ears."""
    low = min(length, rng.uniform(0.75, 1.05))
    bend = rng.uniform(-6, 5)
    right = sweep(
        ([40, 30, 22], [-0.75, -0.8, -0.8]),
        ([90, 74, 60], [low + rng.uniform(-0.08, 0.12), low, low - rng.uniform(0.1, 0.35)]),
        [0.4, 0.34, rng.uniform(0.16, 0.26)],
        bow=[14, 14, 12],
        hook=[-2, bend, bend + 3],
        lift=(-0.2, 0.05, 0.05, -0.04),
        share=0.6,
        sharp=[2.0, 1.8, 1.5],
    )
    return both(right)


def hime(rng: np.random.Generator, length: float) -> Locks:
    """Cut straight at the cheek, with long hair behind."""
    level = rng.uniform(0.62, 0.85)
    right = sweep(
        ([40, 34, 26], -0.8),
        ([88, 75, 62], [max(level, min(length, 2.0)), level + 0.02, level]),
        [0.36, 0.26, 0.24],
        bow=[14, 12, 12],
        lift=(-0.2, 0.05, 0.04, 0.0),
        share=0.6,
        sharp=[3, 60, 80],
    )
    return both(right)


def long(rng: np.random.Generator, length: float) -> Locks:
    """Long locks that fall in front of the shoulders."""
    low = min(length, rng.uniform(1.3, 2.2))
    wave = rng.choice([0.0, 0.02, 0.05]) * rng.uniform(0.6, 1.2)
    right = sweep(
        ([42, 36, 26], -0.8),
        ([94, 78, 62], [low * 0.75, low, low * rng.uniform(0.6, 0.85)]),
        [0.38, 0.34, 0.2],
        bow=[14, 16, 13],
        hook=[2, 4, 5],
        lift=(-0.2, 0.05, 0.03, 0.0),
        share=0.6,
        sharp=[2.2, 1.9, 1.5],
        wave=(wave, 1.3, rng.uniform(0, 6)),
    )
    return both(right)


def short(rng: np.random.Generator, length: float) -> Locks:
    """Short pointed locks over and before the ears."""
    low = rng.uniform(0.25, 0.5)
    right = sweep(
        ([50, 40, 34], -0.7),
        ([100, 82, 64], [low - 0.08, low, low - rng.uniform(0.02, 0.15)]),
        [0.34, 0.3, 0.22],
        bow=[14, 12, 12],
        hook=[-6, 2, 5],
        lift=(-0.2, 0.04, 0.04, [0.05, 0.02, -0.01]),
        share=0.6,
        sharp=[1.8, 1.7, 1.5],
    )
    return both(right)


def spiky(rng: np.random.Generator, length: float) -> Locks:
    """Spikes that stand away at the temples."""
    right = sweep(
        ([52, 44, 36], -0.75),
        ([102, 84, 64], [0.1, 0.34, 0.3]),
        [0.42, 0.36, 0.24],
        bow=[14, 12, 12],
        hook=[-8, -2, 4],
        lift=(-0.2, 0.08, 0.1, [rng.uniform(0.16, 0.3), rng.uniform(0.05, 0.16), 0.0]),
        share=0.6,
        sharp=[1.4, 1.5, 1.4],
    )
    return both(right)


def sideburns(rng: np.random.Generator, length: float) -> Locks:
    """Narrow locks before free ears."""
    right = sweep(
        ([46, 40], [-0.6, -0.6]),
        ([67, 62], [rng.uniform(0.15, 0.4), 0.1]),
        [0.2, 0.15],
        bow=12,
        hook=3,
        share=0.6,
        sharp=1.6,
    )
    return both(right)


def wisps(rng: np.random.Generator, length: float) -> Locks:
    """One thin long lock on each side, ears free (with hair that is bound)."""
    low = rng.uniform(0.7, 1.25)
    right = sweep(
        ([40, 34], -0.7),
        ([66, 61], [0.35, low]),
        [0.2, rng.uniform(0.13, 0.2)],
        bow=13,
        hook=[4, 5],
        lift=(-0.2, 0.04, 0.05, 0.0),
        share=0.6,
        sharp=1.5,
    )
    return both(right)


def curly_sides(rng: np.random.Generator, length: float) -> Locks:
    """Ringlets beside the face."""
    low = min(length, rng.uniform(0.8, 1.3))
    right = sweep(
        ([50, 42, 30], -0.75),
        ([96, 80, 64], [low, low + 0.1, low - 0.2]),
        [0.34, 0.3, 0.22],
        bow=12,
        lift=(-0.2, 0.08, 0.1, 0.05),
        share=0.6,
        sharp=3,
        wave=(0.06, 2.2, [0.5, 2, 4]),
    )
    return both(right)


def none(rng: np.random.Generator, length: float) -> Locks:
    """Nothing before the ears."""
    return join([])


def locs_sides(rng: np.random.Generator, length: float) -> Locks:
    """Round locs beside the face."""
    count = 5
    low = min(length, 1.5) * rng.uniform(0.6, 1.0, count)
    right = sweep(
        (np.linspace(50, 20, count), -0.85),
        (np.linspace(100, 62, count), low),
        0.15,
        bow=12,
        hook=rng.normal(0, 4, count),
        lift=(-0.1, 0.08, 0.08, 0.02),
        share=0.9,
        sharp=9,
        wave=(0.012, 2.5, rng.uniform(0, 6, count)),
    )
    return both(right)


SIDES: dict[str, Growth] = {
    "framing": framing,
    "hime": hime,
    "long": long,
    "short": short,
    "spiky": spiky,
    "sideburns": sideburns,
    "wisps": wisps,
    "curly": curly_sides,
    "locs": locs_sides,
    "none": none,
}
