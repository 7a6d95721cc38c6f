"""Flats of a corpus picture: exact ones of vector art, estimated ones of painted art. Numpy and OpenCV only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nurie.core.lineart import extract_lineart
from nurie.datasets.cache import Picture
from nurie.datasets.paint_layers import split_painting
from nurie.datasets.vector import find_regions

_LINES = "blackhat"  # for pictures without lines of their own: very clean on inked art


def find_flats(picture: Picture) -> Picture:
    """The picture with its regions and their flat colours, or as it is where no flats can be told apart.

    Vector art without shading has the colours themselves; painted art gets the estimate of `split_painting`.
    """
    if picture.row.lineart_kind == "vector":
        found = find_regions(picture.colors)
        return replace(picture, regions=found.ids.astype(np.uint16), region_colors=found.colors)
    lines = picture.lineart
    if lines is None:
        lines = extract_lineart(picture.colors, _LINES)
    layers = split_painting(picture.colors, lines)
    if layers.reason:
        return picture
    regions = layers.regions.astype(np.uint16)
    return replace(picture, regions=regions, region_colors=_table(layers.regions, layers.flats))


def _table(regions: NDArray[np.int32], flats: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(N, 3) colour per region of flats that have one each."""
    _, first = np.unique(regions, return_index=True)
    return flats.reshape(-1, 3)[first]
