"""Which seed's flood is where first: distances along paths that avoid lines, and run slowly where paper is narrow."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

LINE_COST = 400.0  # crossing one cell of full ink costs as much as this many cells of paper
DOUBLES_EVERY = 12  # grey levels of darkness by which a flood is held up twice as long
OPEN_FROM = 200  # a cell at least this light is no wall
OPEN_SHARE = 0.05  # of the short side: so far from walls colour runs as fast as anywhere ...
SLOWEST = 10_000  # ... and nowhere as many times slower
MAX_ROUNDS = 6
UNITS, EASE_UNITS = 256, 16  # of distance per cell of paper: whole numbers, whose order is certain
INDEX_BITS = 24
FAR = 1 << 38  # of a cell that no seed has reached yet; with the index below it still a number of 64 bits
_INDEX_MASK = (1 << INDEX_BITS) - 1

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
I64 = NDArray[np.int64]


def nearest_seeds(seeded: NDArray[np.bool_], darkest: U8, relief: U8, open_cells: float) -> NDArray[np.int32]:
    """Which seed's flood each cell is reached by first.

    Cells are crossed in city-block steps that cost 2^(darkness / DOUBLES_EVERY) x ease. So steep a cost makes floods
    cross a line where it is weakest, however long the way there is: a short that is drawn in six parts is one area. The
    darkness is that of the relief softened by a cell, which closes small gaps. The ease is (open_cells / distance to
    the next wall)^3, at least 1: a seed in the middle of a region has the region, one that hugs a line the strip along
    it, and two floods meet where the way between them is narrowest.

    Args:
        seeded: (h, w) bool, some of them.
        darkest: (h, w) uint8, 255 paper, each cell as dark as its darkest pixel; below OPEN_FROM a wall.
        relief: (h, w) uint8, 255 paper, the mean of each cell.
        open_cells: distance from walls from which on paper is open.

    Returns:
        (h, w) int32, flat indices of seeds; of equally near ones the first.

    Source: geodesic distance by raster sweeps, Criminisi, Sharp and Blake 2008, "GeoS", section 2.2; flow that goes
    with the cube of the width, as of water in a slit; floods by height, Meyer 1992, "Color image segmentation".
    """
    cost = steep_cost()[soften(relief)] * ease(_widths(darkest), open_cells)
    return geodesic(seeded, to_units(cost, EASE_UNITS))[1]


def steep_cost() -> F32:
    """(256,) what a step to a cell of each lightness costs a flood: 1 on paper."""
    return np.exp2((255 - np.arange(256)) / DOUBLES_EVERY).astype(np.float32)


def soften(relief: U8) -> U8:
    """Binomial means over 3x3 cells, the border repeated, in whole numbers."""
    sums = cv2.sepFilter2D(relief, cv2.CV_32F, *[np.float32([1, 2, 1])] * 2, borderType=cv2.BORDER_REPLICATE)
    return ((sums.astype(np.uint16) + 8) >> 4).astype(np.uint8)


def line_cost(lineart: U8) -> F32:
    """What a step to a cell costs where the length of the way counts: 1 on paper, 1 + LINE_COST in full ink."""
    return 1 + LINE_COST * ((255 - lineart).astype(np.float32) / 255) ** 2


def ease(widths: U8, open_cells: float) -> F32:
    """By how much a cell is the dearer the nearer it is to a wall, from 1 to SLOWEST."""
    narrow = open_cells / np.maximum(np.arange(256), 1)
    return np.clip(narrow * narrow * narrow, 1, SLOWEST).astype(np.float32)[widths]


def _widths(darkest: U8) -> U8:
    """Chessboard distance of each cell to the nearest wall, 0 in walls; the page's border is none."""
    free = (darkest >= OPEN_FROM).view(np.uint8)
    return np.minimum(cv2.distanceTransform(free, cv2.DIST_C, 3), 255).astype(np.uint8)


def to_units(cost: F32, units: int) -> I64:
    """Costs as whole numbers."""
    return np.round(cost * units).astype(np.int64)


def geodesic(seeded: NDArray[np.bool_], steps: I64) -> tuple[I64, NDArray[np.int32]]:
    """Distance to the nearest seed, and that seed's flat index, per cell; of equally near ones the first.

    Both are carried in one whole number a cell, the distance above the index, so that one running minimum finds both.
    """
    steps = np.minimum(steps, FAR // (2 * sum(steps.shape)))  # no way of a page 100,000 px long is farther than FAR
    index = np.arange(steps.size, dtype=np.int64).reshape(steps.shape)
    places = np.where(seeded, 0, FAR << INDEX_BITS) + index
    across, down = _ways(steps.T << INDEX_BITS), _ways(steps << INDEX_BITS)
    for _ in range(MAX_ROUNDS):
        before = places
        places = _there_and_back(_there_and_back(places.T, *across).T, *down)
        if np.array_equal(before, places):
            break
    return places >> INDEX_BITS, (places & _INDEX_MASK).astype(np.int32)


def _ways(steps: I64) -> tuple[I64, I64]:
    """What the way to each cell costs from the first row, and from the last one with rows in that order."""
    along = np.cumsum(np.ascontiguousarray(steps), 0)
    return along, np.ascontiguousarray((along[-1:] - along + steps)[::-1])


def _there_and_back(places: I64, along: I64, back: I64) -> I64:
    """Rows are compared as wholes, so all sweeps run along the first axis: down, and up again."""
    return _sweep(_sweep(places, along)[::-1], back)[::-1]


def _sweep(places: I64, along: I64) -> I64:
    """One pass in the direction of growing row: d[i] = min over j <= i of d[j] + cost of j+1..i.

    A running minimum by doubling steps: more work than by single rows, but a fourth of the time.
    """
    found = places - along
    spare, step = np.empty_like(found), 1
    while step < len(found):
        spare[:step] = found[:step]
        np.minimum(found[step:], found[:-step], out=spare[step:])
        found, spare, step = spare, found, 2 * step
    return np.add(found, along, out=found)
