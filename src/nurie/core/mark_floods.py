"""A region divided between the marks that lie in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nurie.core.gaps import analysis_extent
from nurie.core.geodesic import nearest_seeds
from nurie.core.geometry import darkest

_SPLIT_PIXELS = 100_000  # regions are divided on grids of so many cells at most

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]
Ints = NDArray[np.integer]
Bools = NDArray[np.bool_]


def flood_marks(inside: Bools, lineart: U8, y: Ints, x: Ints, labels: I32, open_px: float) -> tuple[I32, U8]:
    """Divide a region between marks as floods do in `geodesic.nearest_seeds`, on a coarser grid if it is large.

    Args:
        inside: (h, w) bool, the region in its window.
        lineart: (h, w) uint8, 255 paper, there.
        y, x: (n,) where marks are.
        labels: (n,) int32, what each floods with; 0 for nothing.
        open_px: distance from walls from which on paper is open.

    Returns:
        (gh, gw) int32 labels, and (gh, gw) uint8 the lines there, black outside the region.
    """
    extent = analysis_extent(*inside.shape, _SPLIT_PIXELS)
    marks = np.zeros(extent, np.int32)
    np.maximum.at(marks, cells_of(inside.shape, extent, y, x), labels)
    relief = darkest(np.where(inside, lineart, 0).astype(np.uint8), extent)
    near = nearest_seeds(marks > 0, relief, relief, open_px * extent.height / len(inside))
    return marks.ravel()[near], relief


def cells_of(shape: tuple[int, ...], extent: tuple[int, ...], y: Ints, x: Ints) -> tuple[Ints, Ints]:
    """Rows and columns of the cells, on a grid of that extent, in which pixels of an area of that shape lie."""
    return y * extent[0] // shape[0], x * extent[1] // shape[1]
