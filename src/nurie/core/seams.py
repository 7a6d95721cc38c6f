"""Where hints of several colours divide a region without a line between them, their colours fade into each other."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.flats import LINE_BELOW, STRIP_ROWS, Flats
from nurie.core.gaps import analysis_extent
from nurie.core.geometry import darkest
from nurie.core.hints import is_marked
from nurie.core.pieces import at_centers
from nurie.core.types import Extent, Hints

SEAM_SHARE = 0.02  # of the short side: deviation of the Gaussian that softens a seam; so near to lines less and less
_GRID_PIXELS = 40_000

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
Bools = NDArray[np.bool_]


def soften_seams(
    color: U8, flats: Flats, lineart: U8, origin: NDArray[np.intp], bare: Bools, hints: Hints | None
) -> U8:
    """Fade colours into each other at borders that only hints drew; the flats keep them sharp.

    Such a border is where two floods happened to meet, a staircase if it stayed. Each pixel moves by the difference of
    its flat to the mean of the flats around it, by a Gaussian within the region that was divided; light and shadow
    stay. Along lines and in gaps, where a border has its place, it moves less and less.

    Args:
        color: (H, W, 3) uint8 sRGB over these flats.
        lineart: (H, W) uint8, 255 paper.
        origin: (n,) per region of the flats which region it is a part of, of `exact.apply_exact`.
        bare: (n,) bool, regions that stay paper; nothing fades into or out of them.
        hints: of the page, whose own pixels stay.

    Returns:
        (H, W, 3) uint8, `color` itself where no region was divided.
    """
    divided = np.flatnonzero(np.bincount(origin[~bare]) > 1)
    if not len(divided):
        return color
    softened, held = color.copy(), is_marked(hints, Extent(*lineart.shape))
    for number in divided:
        _soften(softened, flats, lineart, (origin == number) & ~bare, held)
    return softened


def _soften(color: U8, flats: Flats, lineart: U8, members: Bools, held: Bools) -> None:
    """Soften the borders between the member regions, in place."""
    inside = members[flats.regions - 1]
    rows, columns = (np.flatnonzero(inside.any(axis)) for axis in (1, 0))
    window = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    inside, regions = inside[window], flats.regions[window]
    extent = analysis_extent(*inside.shape, _GRID_PIXELS)
    sigma = SEAM_SHARE * min(lineart.shape) * extent.height / len(inside)
    cells, known = at_centers(regions, extent), at_centers(inside, extent)
    parts = _mean_flats(flats.palette[cells - 1], known, sigma), _far_from_lines(lineart[window], extent, sigma)
    mean, share = (cv2.resize(part, inside.shape[::-1]) for part in parts)
    target, free = color[window], inside & ~held[window]
    for top in range(0, len(inside), STRIP_ROWS):
        strip = slice(top, top + STRIP_ROWS)
        flat = flats.palette[regions[strip] - 1].astype(np.float32)
        moved = target[strip] + (mean[strip] - flat) * share[strip, :, None]
        np.copyto(target[strip], cv2.convertScaleAbs(np.maximum(moved, 0)), where=free[strip, :, None])


def _mean_flats(colors: U8, known: Bools, sigma: float) -> U8:
    """(h, w, 3): the mean colour of the known cells around each."""
    weight = known.astype(np.float32)
    total, weight = (cv2.GaussianBlur(plane, (0, 0), sigma) for plane in (colors * weight[..., None], weight))
    return cv2.convertScaleAbs(total / np.maximum(weight, 1e-6)[..., None])


def _far_from_lines(lineart: U8, extent: Extent, sigma: float) -> F32:
    """(h, w): 0 on lines, growing with the square of the distance to 1 a deviation away."""
    free = (darkest(lineart, extent) >= LINE_BELOW).view(np.uint8)
    return np.minimum(cv2.distanceTransform(free, cv2.DIST_L2, 3) / np.float32(sigma), 1) ** 2
