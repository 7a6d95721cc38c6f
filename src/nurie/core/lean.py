"""Regions without a hint lean towards the colour that floods them, where a drawing has many small parts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nurie.core.flats import Flats, count_pixels, repaint
from nurie.core.pieces import at_centers
from nurie.core.types import Extent

STRENGTH = 0.4  # of the way to the flood's colour
SPECK_SHARE = 1e-4  # of the page; smaller regions are not counted
MANY = (20, 80)  # regions: of fewer each is a thing of its own, of more most are parts of what is around them ...
TOO_MANY = (120, 200)  # ... and of still more half are scales, leaves and locks with colours of their own
SMALL = (0.001, 0.004)  # of the page: eyes and buttons have colours of their own
MARKED = (3, 6)  # regions with a hint: fewer do not say what is around a region

U8 = NDArray[np.uint8]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def lean(flats: Flats, color: U8, hint_map: U8, flooded: U8, bare: Bools) -> tuple[Flats, U8]:
    """Bring the colours of regions without a hint nearer to the hints that flood them.

    A network that is not sure paints a mean of all hints: arms and folds come out grey. On a page of many regions most
    of these belong to what is around them, and the flood of `flood.flood` knows better.

    Args:
        flats: of `make_flats`.
        color: (H, W, 3) uint8 sRGB, the painted layer, free of lines.
        hint_map: (h, w, 4) uint8 of `hints.rasterize`, at the working size.
        flooded: (h, w, 3) uint8 sRGB, the flood of these hints.
        bare: (n,) bool, regions that stay paper.

    Returns:
        flats of the same regions, and the painted layer; where no region leans, what was given.
    """
    labels = at_centers(flats.regions, Extent(*hint_map.shape[:2])).ravel()
    count = len(flats.palette) + 1
    marked = np.bincount(labels[hint_map[..., 3].ravel() > 0], minlength=count)[1:] > 0
    areas = count_pixels(flats.regions)[1:] / flats.regions.size
    share = np.where(marked | bare, 0, _weight(areas, int(marked.sum())))
    pixels = np.bincount(labels, minlength=count)[1:]
    share[pixels == 0] = 0
    if not share.any():
        return flats, color
    sums = [np.bincount(labels, channel.ravel(), count)[1:] for channel in np.moveaxis(flooded, 2, 0)]
    means = np.stack(sums, 1) / np.maximum(pixels, 1)[:, None]
    palette = np.round(flats.palette + share[:, None] * (means - flats.palette)).astype(np.uint8)
    return Flats(flats.regions, palette), repaint(flats, color, palette)


def _weight(areas: Floats, marked: int) -> Floats:
    """How far each region leans, by its share of the page and by how many there are."""
    count = int((areas > SPECK_SHARE).sum())
    whole = STRENGTH * _ramp(count, *MANY) * (1 - _ramp(count, *TOO_MANY) / 2) * _ramp(marked, *MARKED)
    return whole * _ramp(areas, *SMALL)


def _ramp(value: float | Floats, low: float, high: float) -> Floats:
    return np.clip((value - low) / (high - low), 0, 1)
