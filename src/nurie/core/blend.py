"""Blend modes on bytes, each rounded to the nearest level; layers that are blank and take no memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]

STRIP_ROWS = 128  # rows per step: temporaries stay in the cache, and small beside the page
NO_SHADING, NO_HIGHLIGHT = 255, 0


def divide_by_255(total: NDArray[np.uint16]) -> U8:
    """`round(total / 255)` for totals up to 255 * 255, in place."""
    total += 128
    total += total >> 8
    total >>= 8
    return total.astype(np.uint8)


def multiply(under: U8, over: U8) -> U8:
    """`under * over / 255`; 255 over anything changes nothing."""
    return divide_by_255(np.multiply(under, over, dtype=np.uint16))


def screen(under: U8, over: U8) -> U8:
    """`255 - (255 - under) * (255 - over) / 255`; 0 over anything changes nothing."""
    return ~multiply(~under, ~over)


def blank(value: int, shape: tuple[int, ...], kind: type[np.integer] = np.uint8) -> NDArray:
    """A read-only array that is `value` everywhere and takes no memory."""
    return np.broadcast_to(kind(value), shape)


def is_blank(array: NDArray) -> bool:
    """The array is known to be one value throughout, as those of `blank` are; no pixel is looked at."""
    return array.size > 0 and not any(array.strides)


def merge_color(flats: U8, shading: U8, highlights: U8) -> U8:
    """Shade and light flats: `screen(multiply(flats, shading), highlights)`.

    Args:
        flats, shading, highlights: (H, W, 3) uint8.

    Returns:
        (H, W, 3) uint8; `flats` itself where the other two are blank and change nothing.

    Source: Multiply and Screen, PDF 32000-1:2008, section 11.3.5.2, as Photoshop and Krita use them.
    """
    if _changes_nothing(shading, NO_SHADING) and _changes_nothing(highlights, NO_HIGHLIGHT):
        return flats
    color = np.empty_like(flats)
    for top in range(0, len(flats), STRIP_ROWS):
        rows = slice(top, top + STRIP_ROWS)
        color[rows] = screen(multiply(flats[rows], shading[rows]), highlights[rows])
    return color


def _changes_nothing(layer: U8, neutral: int) -> bool:
    return is_blank(layer) and int(layer.flat[0]) == neutral
