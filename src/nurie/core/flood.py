"""Hints flooded through the line map: what each pixel would take if colour ran until it met a line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nurie.core.geodesic import OPEN_SHARE, UNITS, geodesic, line_cost, nearest_seeds, to_units

CELL_PX = 2  # the flood runs on cells of this size
REACH_SHARE = 3.6  # distance, in short sides of the page, at which confidence has fallen to 1/e


def flood(hint_map: NDArray[np.uint8], lineart: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Give each pixel the colour of the hint whose flood is there first.

    Floods cross lines where these are weakest and run slower the narrower the paper is, as in
    `geodesic.nearest_seeds`, so that those of two hints meet in the gap between their regions. Confidence is
    exp(-distance / reach), of the distance to any hint along paths which avoid lines, whatever their width; the reach
    grows with the page, so that a page looks the same at every size.

    Args:
        hint_map: (H, W, 4) uint8 of `hints.rasterize`.
        lineart: (H, W) uint8, 255 paper, 0 full ink.

    Returns:
        (H, W, 4) uint8: [..., :3] sRGB colour of the nearest hint, [..., 3] confidence; all 0 without hints.

    Source: geodesic distance by raster sweeps, Criminisi, Sharp and Blake 2008, "GeoS", section 2.2.
    """
    if not hint_map[..., 3].any():
        return np.zeros_like(hint_map)
    seeds, darkest, relief = _cells(hint_map, lineart)
    seeded = _alpha(seeds) > 0
    distance, _ = geodesic(seeded, to_units(line_cost(darkest), UNITS))
    cells = seeds.ravel()[nearest_seeds(seeded, darkest, relief, OPEN_SHARE * min(darkest.shape))]
    far = distance.astype(np.float32) / UNITS
    _alpha(cells)[:] = np.round(255 * np.exp(-far / reach_cells(*lineart.shape)))
    height, width = lineart.shape
    flooded = np.ascontiguousarray(cells.repeat(CELL_PX, 0).repeat(CELL_PX, 1)[:height, :width])
    np.copyto(flooded, _as_words(hint_map), where=hint_map[..., 3] > 0)
    return flooded.view(np.uint8).reshape(hint_map.shape)


def reach_cells(height: int, width: int) -> float:
    """The distance, in cells, at which confidence has fallen to 1/e."""
    return REACH_SHARE * min(height, width) / CELL_PX


def _as_words(rgba: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """(H, W, 4) uint8 as (H, W) uint32: one number a pixel moves four times as fast."""
    return np.ascontiguousarray(rgba).view(np.uint32)[..., 0]


def _alpha(words: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The fourth byte of each pixel, to read and to write."""
    return words.view(np.uint8).reshape(*words.shape, 4)[..., 3]


def _cells(
    hint_map: NDArray[np.uint8], lineart: NDArray[np.uint8]
) -> tuple[NDArray[np.uint32], NDArray[np.uint8], NDArray[np.uint8]]:
    """Hints and lines per cell: the last marked pixel's colour, the darkest pixel, the mean of the pixels."""
    height, width = lineart.shape
    pad = ((0, -height % CELL_PX), (0, -width % CELL_PX))
    if pad[0][1] or pad[1][1]:
        hint_map = np.pad(hint_map, (*pad, (0, 0)))
        lineart = np.pad(lineart, pad, constant_values=255)
    words, marked = _as_words(hint_map), hint_map[..., 3] > 0
    parts = [(slice(y, None, CELL_PX), slice(x, None, CELL_PX)) for y in range(CELL_PX) for x in range(CELL_PX)]
    seeds = np.zeros(words[parts[0]].shape, np.uint32)
    darkest = np.full(seeds.shape, 255, np.uint8)
    total = np.full(seeds.shape, CELL_PX**2 // 2, np.uint16)  # half a level, to round
    for part in parts:
        np.copyto(seeds, words[part], where=marked[part])
        np.minimum(darkest, lineart[part], out=darkest)
        total += lineart[part]
    return seeds, darkest, (total // CELL_PX**2).astype(np.uint8)
