"""Marks that mean no more than they cover: a white dot on a sky that many dots say is blue."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from nurie.core.borders import Borders, connected
from nurie.core.geodesic import OPEN_FROM, OPEN_SHARE
from nurie.core.mark_floods import cells_of, flood_marks
from nurie.core.pieces import at_centers, window_of
from nurie.core.types import Extent

_OWN_MARKS, _OWN_SHARE = 4, 2 / 3  # so many marks of one colour, and so much of a region's: it is its own colour
_OPEN_BORDER = 0.4  # a mark is odd if more of its flood's border is open to the region's own colour

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]
Ints = NDArray[np.integer]
Bools = NDArray[np.bool_]


def find_odd(lineart: U8, regions: I32, numbers: I32, values: Ints) -> Bools:
    """Which marks are odd ones in the open of a region that has a colour of its own.

    A region has one if four of its marks or more, and two thirds of all, say so. A mark of another colour whose flood
    is open to theirs for .4 of its border, as no line parts it from them, is odd.

    Args:
        lineart: (h, w) uint8, 255 paper.
        regions: (h, w) int32 of `regions.label_regions`.
        numbers: (h, w) int32, 0 or the number of the mark on top.
        values: (n,) what the marks say, equal for those that agree.

    Returns:
        (n + 1,) bool, per number; False for 0.
    """
    odd = np.zeros(len(values) + 1, np.bool_)
    for region, marks in _marks_of(regions, numbers):
        several, choice, counts = np.unique(values[marks - 1], return_inverse=True, return_counts=True)
        own = int(counts.argmax())
        if len(several) > 1 and counts[own] >= max(_OWN_MARKS, _OWN_SHARE * len(marks)):
            inside = regions == region
            window = window_of(inside)
            chosen = np.zeros(len(values) + 1, np.int32)
            chosen[marks] = choice + 1
            seen = np.where(inside, numbers, 0)[window]
            y, x = np.nonzero(chosen[seen])
            open_px = OPEN_SHARE * min(regions.shape)
            odd[_open_to(own + 1, inside[window], lineart[window], seen[y, x], y, x, chosen, open_px)] = True
    return odd


def _marks_of(regions: I32, numbers: I32) -> Iterator[tuple[int, Ints]]:
    """The regions that hold the most of a mark, and these marks."""
    places = np.flatnonzero(numbers)
    pairs, pixels = np.unique(
        np.take(numbers, places).astype(np.int64) << 32 | np.take(regions, places), return_counts=True
    )
    order = np.lexsort((pairs, -pixels))
    marks, first = np.unique(pairs[order] >> 32, return_index=True)
    homes = (pairs[order] & 0xFFFFFFFF)[first]
    for region in np.unique(homes).tolist():
        yield region, marks[homes == region]


def _open_to(own: int, inside: Bools, lineart: U8, marks: Ints, y: Ints, x: Ints, chosen: I32, open_px: float) -> Ints:
    """Of `marks` at (y, x) in a region those whose floods are open to the choice `own`; `chosen` per number."""
    divided, relief = flood_marks(inside, lineart, y, x, chosen[marks], open_px)
    within = at_centers(inside, Extent(*divided.shape))
    areas, count = np.where(within & (divided == own), 1, 0).astype(np.int32), 2
    for choice in np.unique(divided[within & (divided != own)]).tolist():
        parts, numbers = connected(within & (divided == choice))
        areas[numbers > 0] = numbers[numbers > 0] + (count - 1)
        count += parts - 1
    borders = Borders(areas, relief >= OPEN_FROM)
    open_ = np.array([
        gaps.get(1, 0) > _OPEN_BORDER * sum(lengths.values())
        for lengths, gaps in zip(borders.lengths, borders.gaps, strict=True)
    ])
    open_[:2] = False
    cells = areas[cells_of(inside.shape, divided.shape, y, x)]
    return np.setdiff1d(marks[open_[cells]], marks[(cells > 1) & ~open_[cells]])
