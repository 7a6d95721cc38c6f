"""Hair at the back of the head, from one ear around to the other. Adding one is one function and one line."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural.hair.shell import Locks, sweep
from nurie.datasets.procedural.hair.sides import Growth, none


def _around(rng: np.random.Generator, count: int, spread: float = 5) -> np.ndarray:
    """Azimuths from one ear around the back to the other."""
    return np.linspace(84, 276, count) + rng.normal(0, spread, count)


def bob(rng: np.random.Generator, length: float) -> Locks:
    """To the chin or the neck, tips turned in or out."""
    count = 15
    azimuth = _around(rng, count)
    turned = rng.choice([-0.2, -0.12, 0.14])
    return sweep(
        (azimuth, -0.5),
        (azimuth + rng.normal(0, 4, count), length + rng.normal(0, 0.05, count)),
        rng.uniform(0.4, 0.54, count),
        hook=rng.normal(0, 5, count),
        lift=(-0.2, 0.04, 0.1, turned),
        share=0.8,
        sharp=rng.uniform(1.8, 3.5, count),
    )


def straight_back(rng: np.random.Generator, length: float) -> Locks:
    """Long and straight, ending in points or a cut line."""
    count = 15
    azimuth = _around(rng, count)
    sharp = rng.uniform(14, 60, count) if rng.random() < 0.4 else rng.uniform(1.8, 3.2, count)
    flare = rng.uniform(0.0, 0.3)
    return sweep(
        (azimuth, -0.5),
        (azimuth, length + rng.normal(0, 0.08, count)),
        rng.uniform(0.42, 0.56, count),
        hook=rng.normal(0, 5, count),
        lift=(-0.2, 0.03, 0.04 + flare * 0.6, flare),
        share=0.8,
        sharp=sharp,
    )


def wavy_back(rng: np.random.Generator, length: float) -> Locks:
    """Long waves that widen downwards."""
    count = 14
    azimuth = _around(rng, count)
    return sweep(
        (azimuth, -0.5),
        (azimuth + rng.normal(0, 5, count), length + rng.normal(0, 0.12, count)),
        rng.uniform(0.4, 0.54, count),
        lift=(-0.2, 0.06, 0.22, 0.22),
        share=0.8,
        sharp=rng.uniform(1.8, 3, count),
        wave=(rng.uniform(0.05, 0.09), length * rng.uniform(0.7, 0.95), rng.normal(0, 0.7, count)),
    )


def curly_back(rng: np.random.Generator, length: float) -> Locks:
    """A mass of ringlets."""
    count = 18
    azimuth = _around(rng, count)
    return sweep(
        (azimuth, -0.6),
        (azimuth + rng.normal(0, 6, count), length * rng.uniform(0.75, 1.05, count)),
        rng.uniform(0.3, 0.42, count),
        lift=(0.02, 0.16, 0.3, 0.2),
        share=0.8,
        sharp=3,
        wave=(0.08, 1.2 + length, rng.uniform(0, 6, count)),
    )


def shaggy(rng: np.random.Generator, length: float) -> Locks:
    """Layers with tips that flick away (wolf cut)."""
    count = 16
    azimuth = _around(rng, count)
    y = np.where(np.arange(count) % 2, length, length * 0.72) + rng.normal(0, 0.06, count)
    return sweep(
        (azimuth, -0.5),
        (azimuth + rng.normal(0, 6, count), y),
        rng.uniform(0.36, 0.48, count),
        hook=rng.normal(0, 6, count),
        lift=(-0.2, 0.08, 0.02, rng.uniform(0.1, 0.26, count)),
        share=0.8,
        sharp=rng.uniform(1.5, 2.0, count),
    )


def nape(rng: np.random.Generator, length: float) -> Locks:
    """Short hair that ends at the nape."""
    count = 12
    azimuth = _around(rng, count)
    return sweep(
        (azimuth, -0.4),
        (azimuth, 0.55 + rng.normal(0, 0.07, count)),
        rng.uniform(0.36, 0.46, count),
        hook=rng.normal(0, 6, count),
        lift=(-0.2, 0.03, 0.0, -0.1),
        share=0.8,
        sharp=rng.uniform(1.6, 2.2, count),
    )


def spikes_back(rng: np.random.Generator, length: float) -> Locks:
    """Spikes that stand out all around the back of the head."""
    count = 14
    azimuth = np.linspace(80, 280, count) + rng.normal(0, 4, count)
    y = np.where(np.arange(count) % 2, 0.5, 0.1) + rng.normal(0, 0.1, count)
    return sweep(
        (azimuth, -0.6),
        (azimuth, y),
        rng.uniform(0.44, 0.56, count),
        hook=rng.normal(0, 6, count),
        lift=(-0.25, 0.1, 0.1, rng.uniform(0.15, 0.4, count)),
        share=0.8,
        sharp=rng.uniform(1.3, 1.7, count),
    )


def locs_back(rng: np.random.Generator, length: float) -> Locks:
    """Round locs all around."""
    count = 22
    azimuth = _around(rng, count, 3)
    return sweep(
        (azimuth, -0.6),
        (azimuth + rng.normal(0, 4, count), length * rng.uniform(0.85, 1.1, count)),
        rng.uniform(0.14, 0.19, count),
        lift=(-0.1, 0.08, 0.1, 0.04),
        share=0.9,
        sharp=9,
        wave=(0.015, 1.5 * length, rng.uniform(0, 6, count)),
    )


def cloud(rng: np.random.Generator, length: float) -> Locks:
    """The lower back of an afro."""
    count = 16
    azimuth = _around(rng, count, 3)
    return sweep(
        (azimuth, -0.6),
        (azimuth, 0.5 + rng.normal(0, 0.08, count)),
        0.4,
        lift=(0.1, 0.3, 0.35, 0.1),
        share=0.9,
        sharp=4,
        wave=(0.04, 3, rng.uniform(0, 6, count)),
    )


BACKS: dict[str, Growth] = {
    "bob": bob,
    "straight": straight_back,
    "wavy": wavy_back,
    "curly": curly_back,
    "shaggy": shaggy,
    "nape": nape,
    "spikes": spikes_back,
    "locs": locs_back,
    "cloud": cloud,
    "none": none,
}
