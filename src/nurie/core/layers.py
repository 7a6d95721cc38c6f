"""Lines over colour: the parts of a coloured page and their sum, with exact rounding."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.blend import NO_SHADING, STRIP_ROWS, divide_by_255
from nurie.core.flats import Flats
from nurie.core.types import Layers, Page

__all__ = ["STRIP_ROWS", "compose", "divide_by_255", "lines_of", "over_white", "shade_split", "split"]


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


def split(
    color: NDArray[np.uint8], flats: Flats, page: Page, bare: NDArray[np.bool_] | None = None
) -> Layers:
    """Layers whose merge is `compose(color, page)`: the lines, the flats, and what light does to these.

    Args:
        color: (H, W, 3) uint8 sRGB, of the page's size, free of lines.
        flats: of the page's size.
        bare: (n,) bool, regions that stay paper.
    """
    whole = flats.flats
    return Layers(lines_of(page), whole, flats.regions, *shade_split(color, whole), bare)


def calm(color: NDArray[np.uint8], flats: NDArray[np.uint8], lineart: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Bring colour nearer to its flats, so that what stays of light and shadow is meant.

    A painted layer wavers by some levels everywhere, most along lines, where two colours meet in one cell. The
    difference of each pixel to its flat gets shorter by `LEAST_SHADOW` levels where it is darker, `LEAST_LIGHT` where
    it is lighter, and keeps its direction; what is shorter vanishes. Under ink nobody sees a shadow, and grey ink shows
    what is under it darker than it is meant: there colours become their flats.

    Args:
        color, flats: (H, W, 3) uint8 sRGB.
        lineart: (H, W) uint8, 255 paper.

    Source: shrinkage, Donoho 1995, "De-noising by soft-thresholding", section 2, on vectors.
    """
    calmed = np.empty_like(color)
    for top in range(0, len(color), STRIP_ROWS):
        rows = slice(top, top + STRIP_ROWS)
        painted, flat = color[rows], flats[rows]
        red, green, blue = cv2.split(cv2.absdiff(painted, flat))
        far = cv2.max(cv2.max(red, green), blue)
        darker = cv2.cvtColor(painted, cv2.COLOR_RGB2GRAY) < cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY)
        share = np.where(darker, _SHADOW_KEPT[far], _LIGHT_KEPT[far]) * _SEEN[lineart[rows]]
        calmed[rows] = cv2.blendLinear(painted, flat, share, 1 - share)
    return calmed


LEAST_SHADOW, LEAST_LIGHT = 28.0, 38.0  # grey levels
_SHADOW_KEPT, _LIGHT_KEPT = (
    np.maximum(1 - np.float32(least) / np.maximum(np.arange(256, dtype=np.float32), 1), 0)
    for least in (LEAST_SHADOW, LEAST_LIGHT)
)


_SEEN = np.clip((np.arange(256, dtype=np.float32) - 80) / 100, 0, 1)  # by the lines' lightness


def lines_of(page: Page) -> NDArray[np.uint8]:
    """The page's lines as a layer: (H, W, 4) uint8 sRGB, straight alpha, read-only."""
    alpha = cv2.bitwise_not(page.lineart)
    if page.ink is None:
        empty = np.zeros_like(alpha)
        lines = cv2.merge([empty, empty, empty, alpha])
    else:
        lines = np.dstack([page.ink, alpha])
    lines.setflags(write=False)
    return lines


def shade_split(color: NDArray[np.uint8], flats: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Split colour into shading and highlights over flats, channel by channel.

    Where the colour is darker than its flat the shading is `color / flat`, where it is lighter the
    highlight is `1 - (1 - color) / (1 - flat)`; the other one is none. Merging gives the colour back
    exactly: the rounding of the quotient weighs less than half a level once it is multiplied.

    Args:
        color, flats: (H, W, 3) uint8 sRGB.

    Returns:
        shading (255 none) and highlights (0 none), both (H, W, 3) uint8, read-only.
    """
    shading, highlights = np.empty_like(flats), np.empty_like(flats)
    for top in range(0, len(flats), STRIP_ROWS):
        rows = slice(top, top + STRIP_ROWS)
        shading[rows] = _quotient(color[rows], flats[rows])
        highlights[rows] = ~_quotient(~color[rows], ~flats[rows])
    shading.setflags(write=False)
    highlights.setflags(write=False)
    return shading, highlights


def _quotient(part: NDArray[np.uint8], whole: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`min(1, part / whole)` as a level, 1 where `whole` is 0."""
    quotient = cv2.divide(part, whole, scale=NO_SHADING).reshape(part.shape)  # saturates
    quotient[whole == 0] = NO_SHADING  # OpenCV's quotient is 0 there
    return quotient
