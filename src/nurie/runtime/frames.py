"""Frames of a motion: the colours of one carried on to the next, as hints."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.hints import rasterize
from nurie.core.motion import moved, track
from nurie.core.pieces import at_centers
from nurie.core.types import Extent, Frame, Hints, Stroke
from nurie.runtime.region_dots import region_strokes, scaled
from nurie.runtime.seen import depth_of

LEAST_AREA, LEAST_SHARE = 1e-4, 0.2  # of the page that a colour has in a region, and of the region's pixels
_SURE = 0.6  # of a region's pixels that must have had one of the colours that it is given

U8 = NDArray[np.uint8]


def carry(frame: Frame, lineart: U8, regions: NDArray[np.int32], hints: Hints | None = None) -> Hints | None:
    """Exact dots in the colours that the frame before had where each region was, under the artist's own hints.

    Where it was bare they are transparent.
    A region that the artist has marked gets none. A region that lies where several colours were has dots of each of
    the larger ones, at the places of these.

    Args:
        frame: the one before.
        lineart: (h, w) uint8, 255 paper, at the working size.
        regions: (H, W) int32 at the page's size.
        hints: the artist's own.

    Returns:
        the hints for the page, None if there are none at all.
    """
    extent, page = Extent(*lineart.shape), Extent(*regions.shape)
    before, flats, bare = (_resized(part, extent) for part in (frame.lineart, frame.flats, frame.bare.view(np.uint8)))
    keyed = np.dstack([bare, flats]).reshape(-1, 4)
    colors, index = np.unique(keyed, axis=0, return_inverse=True)
    index = moved(index.reshape(extent).astype(np.float32), track(before, lineart)).astype(np.int64)
    small, depth = at_centers(regions, extent).astype(np.int64), depth_of(lineart)
    marked = set() if hints is None else set(small[rasterize(hints, extent)[..., 3] > 0].tolist())
    keys = small * len(colors) + index
    seen = np.bincount(keys.ravel(), (depth > 0).ravel(), (int(small.max()) + 1) * len(colors)).reshape(-1, len(colors))
    shares = seen / np.maximum(seen.sum(1, keepdims=True), 1)
    given = (shares >= LEAST_SHARE) & (seen >= max(1.0, LEAST_AREA * lineart.size))
    given &= (shares * given).sum(1, keepdims=True) >= _SURE
    strokes: list[Stroke] = []
    for number, column in np.argwhere(given).tolist():
        if number not in marked:
            room = np.where(keys == number * len(colors) + column, depth, 0).astype(np.float32)
            is_bare, *color = colors[column].tolist()
            strokes += region_strokes(room, tuple(color), page, "transparent" if is_bare else "exact")
    if hints:
        return replace(hints, strokes=(*scaled(strokes, page, hints.size), *hints.strokes))
    return Hints(page, tuple(strokes)) if strokes else None


def _resized(values: U8, extent: Extent) -> U8:
    if values.shape[:2] == extent:
        return values
    return cv2.resize(values, (extent.width, extent.height), interpolation=cv2.INTER_NEAREST)
