"""Which colours the things of drawings have: skies are blue, skin is brown or pink, cloth is anything."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from nurie.core.color import rgb_to_lab
from nurie.core.things import THINGS

COUNT = 600  # pictures that are looked at
_SEED, _PX = 30_000_000, 96  # of drawings that no run is trained on; colours do not depend on the size
_WHITE = ("cloud", "sclera", "eye_light", "teeth")  # say nothing of the colour of the thing that they belong to
_LEAST = 40  # as many regions are taken to be of any colour, so that nothing is impossible


def thing_colors(bins: NDArray[np.uint8], count: int = COUNT) -> NDArray[np.float64]:
    """How often each thing has each colour class in drawings by program.

    Args:
        bins: (K, 3) uint8 sRGB, the classes.
        count: of drawings.

    Returns:
        (N, K) for the N of `THINGS`; rows have the sum 1. A region counts by the root of its area.
    """
    centers = rgb_to_lab(bins)
    total = np.full((len(THINGS), len(bins)), _LEAST / len(bins))
    for things, colors, areas in _regions(count):
        apart = ((rgb_to_lab(colors)[:, None] - centers) ** 2).sum(2)
        np.add.at(total, (things, apart.argmin(1)), np.sqrt(areas))
    return total / total.sum(1, keepdims=True)


def _regions(count: int) -> Iterable[tuple[NDArray[np.intp], NDArray[np.uint8], NDArray[np.float64]]]:
    from nurie.datasets.drawn import THING_OF
    from nurie.datasets.procedural.draw import draw

    for seed in range(_SEED, _SEED + count):
        drawing = draw(seed, _PX)
        areas = np.bincount(drawing.regions.ravel(), minlength=len(drawing.names)) / _PX
        keep = np.array([name not in _WHITE for name in drawing.names])
        things = np.array([THINGS.index(THING_OF[name]) for name in drawing.names])
        yield things[keep], drawing.colors[keep], areas[keep]
