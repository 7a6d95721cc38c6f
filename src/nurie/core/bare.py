"""What stays paper: speech bubbles, what lies around a drawing, what transparent hints mark."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nurie.core.flats import Flats, count_pixels

_SLIP_SHARE = 0.05  # of a mark: less of it in a region is a slip of the hand
_AROUND_SHARE = 0.7  # of the page's edge: what has so much of it lies around a figure, and is no sky or ground

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]
Bools = NDArray[np.bool_]


def find_around(regions: NDArray[np.integer]) -> int:
    """The number of the region around the drawing, which has most of the page's edge; -1 where several share it."""
    edge = np.concatenate([regions[0], regions[-1], regions[:, 0], regions[:, -1]])
    counts = np.bincount(edge)
    number = int(counts.argmax())
    return number if counts[number] >= _AROUND_SHARE * edge.size else -1


def find_marked(regions: NDArray[np.integer], numbers: NDArray[np.integer]) -> set[int]:
    """The regions that hold a twentieth of a mark, or the most of it: a stroke along an outline slips over it.

    Args:
        regions: (h, w), numbers from 1.
        numbers: (h, w), 0 or the number of the mark on top.
    """
    places = np.flatnonzero(numbers)
    keys, pixels = np.unique(
        np.take(numbers, places).astype(np.int64) << 32 | np.take(regions, places), return_counts=True
    )
    mark, region = keys >> 32, keys & 0xFFFFFFFF
    total, most = np.bincount(mark, pixels), np.zeros(int(mark.max(initial=0)) + 1)
    np.maximum.at(most, mark, pixels)
    return set(region[(pixels >= _SLIP_SHARE * total[mark]) | (pixels == most[mark])].tolist())


def inside_regions(regions: I32, numbers: Sequence[int]) -> Bools:
    """(H, W) bool, which pixels lie in one of these regions."""
    inside = np.zeros(int(regions.max()) + 1, np.bool_)
    inside[list(numbers)] = True
    return np.take(inside, regions)


def leave_paper(inside: Bools | None, *layers: U8 | None) -> None:
    """White where `inside`, in place."""
    for layer in layers:
        if inside is not None and layer is not None:
            layer[inside] = 255


def mostly_inside(flats: Flats, inside: Bools | None) -> Bools:
    """(n,) bool, per region of the flats, whether most of it lies inside."""
    if inside is None:
        return np.zeros(len(flats.palette), np.bool_)
    count = len(flats.palette) + 1
    return np.bincount(flats.regions[inside], minlength=count)[1:] * 2 > count_pixels(flats.regions)[1:]


def unpainted(flats: Flats, inside: Bools | None) -> Flats:
    """The same flats, white where most of a region lies inside."""
    return Flats(flats.regions, np.where(mostly_inside(flats, inside)[:, None], np.uint8(255), flats.palette))
