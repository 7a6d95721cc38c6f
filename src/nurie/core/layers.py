"""Lines over colour: the parts of a coloured page and their sum, with exact rounding."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.types import Layers, Page

STRIP_ROWS = 128  # rows per step: temporaries stay in the cache, and small beside the page


def compose(color: NDArray[np.uint8], page: Page) -> NDArray[np.uint8]:
    """Lay the page's own lines over colour: `color * lineart / 255 + ink * (255 - lineart) / 255`.

    Rounded to the nearest level. Where `lineart` is 0 the result is the ink, where it is 255 the colour,
    both bit for bit.

    Args:
        color: (H, W, 3) uint8 sRGB, of the page's size.

    Returns:
        (H, W, 3) uint8 sRGB.
    """
    image = np.empty_like(color)
    for top in range(0, len(color), STRIP_ROWS):
        rows = slice(top, top + STRIP_ROWS)
        ink = None if page.ink is None else page.ink[rows]
        image[rows] = _mix(color[rows], page.lineart[rows], ink)
    return image


def _mix(color: NDArray[np.uint8], lineart: NDArray[np.uint8], ink: NDArray[np.uint8] | None) -> NDArray[np.uint8]:
    light = cv2.cvtColor(np.ascontiguousarray(lineart), cv2.COLOR_GRAY2RGB)
    total = np.multiply(color, light, dtype=np.uint16)
    if ink is not None:
        total += np.multiply(ink, ~light, dtype=np.uint16)
    return divide_by_255(total)


def divide_by_255(total: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """`round(total / 255)` for totals up to 255 * 255, in place."""
    total += 128
    total += total >> 8
    total >>= 8
    return total.astype(np.uint8)


def over_white(pixels: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Put a transparent picture on white paper; (H, W[, 3]) uint8 in and out, straight alpha (H, W)."""
    result = np.empty_like(pixels)
    for top in range(0, len(pixels), STRIP_ROWS):
        rows = slice(top, top + STRIP_ROWS)
        cover = alpha[rows] if pixels.ndim == 2 else alpha[rows, :, None]
        total = np.multiply(pixels[rows], cover, dtype=np.uint16)
        total += np.multiply(~cover, 255, dtype=np.uint16)
        result[rows] = divide_by_255(total)
    return result


def split(color: NDArray[np.uint8], page: Page) -> Layers:
    """The layers whose merge is `compose(color, page)`: the page's lines with alpha, and the colour under them."""
    alpha = cv2.bitwise_not(page.lineart)
    if page.ink is None:
        blank = np.zeros_like(alpha)
        lines = cv2.merge([blank, blank, blank, alpha])
    else:
        lines = np.dstack([page.ink, alpha])
    lines.setflags(write=False)
    return Layers(lines=lines, color=color)
