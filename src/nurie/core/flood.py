"""Hints flooded through the line map: what each pixel would take if colour ran until it met a line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CELL_PX = 2  # the flood runs on cells of this size; a cell is as dark as its darkest pixel
LINE_COST = 400.0  # crossing one cell of full ink costs as much as this many cells of paper
REACH_SHARE = 3.6  # distance, in short sides of the page, at which confidence has fallen to 1/e
MAX_ROUNDS = 6
UNITS = 256  # of distance per cell of paper: whole numbers, whose order is certain
FAR = 10**6 * UNITS
INDEX_BITS = 32
_INDEX_MASK = (1 << INDEX_BITS) - 1

I64 = NDArray[np.int64]


def flood(
    hint_map: NDArray[np.uint8], lineart: NDArray[np.uint8], *, reach_share: float = REACH_SHARE
) -> NDArray[np.uint8]:
    """Give each pixel the colour of the hint that is nearest along paths which avoid lines.

    The distance is geodesic with city-block steps, each costing 1 + LINE_COST x darkness squared; it is
    swept in the four directions until nothing changes or MAX_ROUNDS is reached. Confidence is
    exp(-distance / reach), where the reach grows with the page, so that a page looks the same at every size.

    Args:
        hint_map: (H, W, 4) uint8 of `hints.rasterize`.
        lineart: (H, W) uint8, 255 paper, 0 full ink.
        reach_share: the reach in short sides of the page.

    Returns:
        (H, W, 4) uint8: [..., :3] sRGB colour of the nearest hint, [..., 3] confidence; all 0 without hints.

    Source: geodesic distance by raster sweeps, Criminisi, Sharp and Blake 2008, "GeoS", section 2.2.
    """
    if not hint_map[..., 3].any():
        return np.zeros_like(hint_map)
    seeds, darkness = _cells(hint_map, lineart)
    cost = 1 + LINE_COST * (darkness.astype(np.float32) / 255) ** 2
    distance, nearest = _geodesic(_alpha(seeds) > 0, cost)
    cells = seeds.ravel()[nearest]
    _alpha(cells)[:] = np.round(255 * np.exp(-distance / reach_cells(*lineart.shape, reach_share)))
    height, width = lineart.shape
    flooded = np.ascontiguousarray(cells.repeat(CELL_PX, 0).repeat(CELL_PX, 1)[:height, :width])
    np.copyto(flooded, _as_words(hint_map), where=hint_map[..., 3] > 0)
    return flooded.view(np.uint8).reshape(hint_map.shape)


def reach_cells(height: int, width: int, share: float = REACH_SHARE) -> float:
    """The distance, in cells, at which confidence has fallen to 1/e."""
    return share * min(height, width) / CELL_PX


def _as_words(rgba: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """(H, W, 4) uint8 as (H, W) uint32: one number a pixel moves four times as fast."""
    return np.ascontiguousarray(rgba).view(np.uint32)[..., 0]


def _alpha(words: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The fourth byte of each pixel, to read and to write."""
    return words.view(np.uint8).reshape(*words.shape, 4)[..., 3]


def _cells(
    hint_map: NDArray[np.uint8], lineart: NDArray[np.uint8]
) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Hints and darkness per cell: the last marked pixel's colour, the darkest pixel."""
    height, width = lineart.shape
    pad = ((0, -height % CELL_PX), (0, -width % CELL_PX))
    if pad[0][1] or pad[1][1]:
        hint_map = np.pad(hint_map, (*pad, (0, 0)))
        lineart = np.pad(lineart, pad, constant_values=255)
    words, marked = _as_words(hint_map), hint_map[..., 3] > 0
    parts = [(slice(y, None, CELL_PX), slice(x, None, CELL_PX)) for y in range(CELL_PX) for x in range(CELL_PX)]
    seeds = np.zeros(words[parts[0]].shape, np.uint32)
    darkest = np.full(seeds.shape, 255, np.uint8)
    for part in parts:
        np.copyto(seeds, words[part], where=marked[part])
        np.minimum(darkest, lineart[part], out=darkest)
    return seeds, 255 - darkest


def _geodesic(
    seeded: NDArray[np.bool_], cost: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Distance to the nearest seed, and that seed's flat index, per cell; of equally near ones the first.

    Both are carried in one whole number a cell, the distance above the index, so that one running minimum finds both.
    """
    index = np.arange(cost.size, dtype=np.int64).reshape(cost.shape)
    steps = np.round(cost * UNITS).astype(np.int64) << INDEX_BITS
    places = np.where(seeded, 0, FAR << INDEX_BITS) + index
    across, down = _ways(steps.T), _ways(steps)
    for _ in range(MAX_ROUNDS):
        before = places
        places = _there_and_back(_there_and_back(places.T, *across).T, *down)
        if np.array_equal(before, places):
            break
    distance = (places >> INDEX_BITS).astype(np.float32) / UNITS
    return distance, (places & _INDEX_MASK).astype(np.int32)


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
