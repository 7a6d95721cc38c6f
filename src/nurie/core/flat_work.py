"""Work in flat colours: who takes the same colours again and again wants regions of these colours."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.color import rgb_to_lab
from nurie.core.flats import STRIP_ROWS, Flats, paint, repaint

SHARED = 0.3  # of the coloured marks, so many have the colour of another one
NEAR = 8.0  # CIELAB units from a mark's colour up to which a flat takes it
CALM = 0.4  # of the painted light and shadow, so much goes
_WHITE = 97.0  # L* from which a mark says nothing: white is everybody's

U8 = NDArray[np.uint8]


def is_flat_work(colors: U8) -> bool:
    """Whether marks of these (n, 3) sRGB colours are work in flat colours: every third shares its own exactly."""
    own, count = np.unique(colors.reshape(-1, 3), axis=0, return_counts=True)
    count = count[rgb_to_lab(own)[:, 0] < _WHITE]
    return bool(count[count > 1].sum() >= SHARED * max(count.sum(), 1))


def tidy(flats: Flats, color: U8, colors: U8) -> tuple[Flats, U8]:
    """Flats that nearly have a mark's colour take it, and light and shadow are calmer; in flat work alone.

    Hair in ten locks, two of them marked, is one colour then, which a click selects, and spurious shading of wide areas
    is weaker.

    Args:
        flats: of `make_flats`.
        color: (H, W, 3) uint8 sRGB, the painted layer, free of lines.
        colors: (n, 3) uint8 sRGB of the marks.

    Returns:
        flats of the same regions, and the painted layer; the same ones where this is no flat work.
    """
    if not len(colors) or not is_flat_work(colors):
        return flats, color
    own = np.unique(colors, axis=0)
    far = np.linalg.norm(rgb_to_lab(flats.palette)[:, None] - rgb_to_lab(own)[None], axis=2)
    palette = np.where(far.min(1, keepdims=True) < NEAR, own[far.argmin(1)], flats.palette)
    color = repaint(flats, color, palette)
    for top in range(0, len(color), STRIP_ROWS):
        rows = slice(top, top + STRIP_ROWS)
        flat = paint(palette, flats.regions[rows])
        color[rows] = cv2.addWeighted(color[rows], 1 - CALM, flat, CALM, 0)
    return Flats(flats.regions, palette), color
