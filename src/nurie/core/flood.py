"""Hints flooded through the line map: what each pixel would take if colour ran until it met a line."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

CELL_PX = 2  # the flood runs on cells of this size; a cell is as dark as its darkest pixel
LINE_COST = 400.0  # crossing one cell of full ink costs as much as this many cells of paper
REACH_CELLS = 300.0  # distance at which confidence has fallen to 1/e
MAX_ROUNDS = 6
_FAR = np.float32(1e6)


def flood(hint_map: NDArray[np.uint8], lineart: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Give each pixel the colour of the hint that is nearest along paths which avoid lines.

    The distance is geodesic with city-block steps, each costing 1 + LINE_COST x darkness squared; it is
    swept in the four directions until nothing changes or MAX_ROUNDS is reached. Confidence is
    exp(-distance / REACH_CELLS).

    Args:
        hint_map: (H, W, 4) uint8 of `hints.rasterize`.
        lineart: (H, W) uint8, 255 paper, 0 full ink.

    Returns:
        (H, W, 4) uint8: [..., :3] sRGB colour of the nearest hint, [..., 3] confidence; all 0 without hints.

    Source: geodesic distance by raster sweeps, Criminisi, Sharp and Blake 2008, "GeoS", section 2.2.
    """
    if not hint_map[..., 3].any():
        return np.zeros_like(hint_map)
    seeds, darkness = _cells(hint_map, lineart)
    cost = 1 + LINE_COST * (darkness.astype(np.float32) / 255) ** 2
    distance, nearest = _geodesic(seeds[..., 3] > 0, cost)
    cells = seeds.reshape(-1, 4)[nearest]
    cells[..., 3] = np.round(255 * np.exp(-distance / REACH_CELLS))
    height, width = lineart.shape
    flooded = cells.repeat(CELL_PX, 0).repeat(CELL_PX, 1)[:height, :width]
    marked = hint_map[..., 3] > 0
    flooded[marked] = hint_map[marked]
    return flooded


def _cells(
    hint_map: NDArray[np.uint8], lineart: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Hints and darkness per cell: the first marked pixel's colour, the darkest pixel."""
    height, width = lineart.shape
    pad = ((0, -height % CELL_PX), (0, -width % CELL_PX))
    hint_map = np.pad(hint_map, (*pad, (0, 0)))
    lineart = np.pad(lineart, pad, constant_values=255)
    seeds = np.zeros((hint_map.shape[0] // CELL_PX, hint_map.shape[1] // CELL_PX, 4), np.uint8)
    darkest = np.full(seeds.shape[:2], 255, np.uint8)
    for y in range(CELL_PX):
        for x in range(CELL_PX):
            part = hint_map[y::CELL_PX, x::CELL_PX]
            cv2.copyTo(part, part[..., 3], seeds)
            np.minimum(darkest, lineart[y::CELL_PX, x::CELL_PX], out=darkest)
    return seeds, 255 - darkest


def _geodesic(
    seeded: NDArray[np.bool_], cost: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Distance to the nearest seed, and that seed's flat index, per cell."""
    distance = np.where(seeded, np.float32(0), _FAR)
    nearest = np.arange(cost.size, dtype=np.int32).reshape(cost.shape)
    across, down = np.cumsum(cost, 1), np.cumsum(cost, 0)
    for _ in range(MAX_ROUNDS):
        before = distance
        for axis, along in ((1, across), (0, down)):
            distance, nearest = _sweep(distance, nearest, along, axis)
            distance, nearest = _sweep_back(distance, nearest, along, cost, axis)
        if np.array_equal(before, distance):
            break
    return distance, nearest


def _sweep(distance, nearest, along, axis):  # type: ignore[no-untyped-def]
    """One pass in the direction of growing index: d[i] = min over j <= i of d[j] + cost of j+1..i."""
    relative = distance - along
    lowest = np.minimum.accumulate(relative, axis)
    count = relative.shape[axis]
    index = np.arange(count, dtype=np.int32)
    index = index[None, :] if axis == 1 else index[:, None]
    source = np.maximum.accumulate(np.where(relative <= lowest, index, 0), axis)
    return lowest + along, np.take_along_axis(nearest, source, axis)


def _sweep_back(distance, nearest, along, cost, axis):  # type: ignore[no-untyped-def]
    """The same against the direction of growing index."""
    flip = (slice(None), slice(None, None, -1)) if axis == 1 else (slice(None, None, -1),)
    last = along[:, -1:] if axis == 1 else along[-1:]
    reverse = (last - along + cost)[flip]
    distance, nearest = _sweep(distance[flip], nearest[flip], reverse, axis)
    return distance[flip], nearest[flip]
