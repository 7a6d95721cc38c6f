"""Dark even grey that the artist has filled in: wide lines, which cover what is under them, and areas, which are
regions."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.regions import PAPER_LEVEL

BLACK_LEVEL = 48  # what is darker is black: hardly any colour shows through
_EVEN = 12  # grey levels from the darkest to the lightest of a pixel and its neighbours
_LINE_SHARE, _AREA_SHARE = 0.014, 0.03  # side of a square that fits in, of the page's short side: lines, and areas
_LEAST_PX = 3
_EDGE = np.ones((7, 7), np.uint8)  # so far a filled line's soft edge reaches
_NEIGHBOURS = np.ones((3, 3), np.uint8)

U8 = NDArray[np.uint8]


def cover(lineart: U8, ink: U8 | None = None) -> tuple[U8, U8 | None]:
    """Wide lines of an even grey as opaque ink of that grey: no colour shines through them.

    Over white both give the same page. Narrow lines, pencil and areas stay as they are.

    Args:
        lineart: (H, W) uint8, 255 paper.
        ink: (H, W, 3) uint8 sRGB, where it is no black.

    Returns:
        both anew where there are such lines, else what was given.
    """
    if not _may_hold(lineart, _LINE_SHARE):
        return lineart, ink
    grey = _even_grey(lineart)
    if ink is not None:
        grey[ink.any(2)] = 0
    lines = _open(grey, lineart.shape, _LINE_SHARE)
    lines &= ~cv2.dilate(_open(grey, lineart.shape, _AREA_SHARE), _EDGE)
    if not lines.any():
        return lineart, ink
    level = cv2.dilate(lineart & lines, _EDGE)  # of the line that is near
    changed = np.flatnonzero((level > 0) & (lineart >= cv2.subtract(level, _EVEN)))
    if ink is not None:
        changed = changed[~ink.reshape(-1, 3)[changed].any(1)]
    before, of = lineart.ravel()[changed].astype(np.int32), level.ravel()[changed].astype(np.int32)
    of = np.minimum(before, of)
    hardened, inked = lineart.copy(), np.zeros((*lineart.shape, 3), np.uint8) if ink is None else ink.copy()
    hardened.ravel()[changed] = _least_cover(before, of)
    inked.reshape(-1, 3)[changed] = of[:, None]
    return hardened, inked


def _least_cover(shown: NDArray[np.int32], ink: NDArray[np.int32]) -> NDArray[np.int32]:
    """The line art with which ink of these levels over white is shown at these levels, to the level."""
    return (255 * (shown - ink) + (255 - ink) // 2) // (255 - ink)


def open_tones(lineart: U8) -> U8:
    """The same lines, with areas that are filled in a dark even grey taken out, but for their outlines.

    So a filled area is a region like any other: nothing floods into it from beside, and a mark in it means it alone.

    Args:
        lineart: (H, W) uint8, 255 paper. It is not changed.

    Returns:
        (H, W) uint8; `lineart` itself where nothing is filled.
    """
    if not _may_hold(lineart, _AREA_SHARE):
        return lineart
    areas = _open(_even_grey(lineart), lineart.shape, _AREA_SHARE)
    return cv2.bitwise_or(lineart, areas) if areas.any() else lineart


def find_tones(lineart: U8, walls: U8, regions: NDArray[np.int32]) -> dict[int, int]:
    """The numbers of the regions of which most is filled, each with the level of its grey.

    Args:
        lineart: (H, W) uint8.
        walls: of `open_tones`.
        regions: (H, W) int32 of `regions.label_regions`, of the walls.
    """
    if walls is lineart:
        return {}
    places = np.flatnonzero(walls != lineart)
    inside = np.take(regions, places)
    filled = np.bincount(inside, minlength=int(regions.max()) + 1)
    total = np.bincount(inside, np.take(lineart, places), len(filled))
    numbers = np.flatnonzero(2 * filled > np.bincount(regions.ravel()))
    return {int(number): round(total[number] / filled[number]) for number in numbers}


def shown_through(color: U8, tone: NDArray[np.integer]) -> U8:
    """What must lie under a grey so that it looks like a colour, or has its hue where the grey is too dark for that.

    Args:
        color: (n, 3) uint8 sRGB.
        tone: (n,) the greys' levels, 1 to 255; 255 changes nothing.
    """
    brightest = np.maximum(color.max(1), tone).astype(np.int32)[:, None]
    return ((255 * color.astype(np.int32) + brightest // 2) // brightest).astype(np.uint8)


def _may_hold(lineart: U8, share: float) -> bool:
    """False where no square of grey fits in: none of 3 x 3 samples does, which is soon seen on a large page."""
    step = max(1, _side(lineart.shape, share) // 4)
    grey = cv2.inRange(np.ascontiguousarray(lineart[::step, ::step]), BLACK_LEVEL, PAPER_LEVEL - 1)
    return bool(cv2.erode(grey, _NEIGHBOURS).any())


def _even_grey(lineart: U8) -> U8:
    """255 where a pixel and its neighbours are of one grey that is neither black nor light, else 0."""
    spread = cv2.morphologyEx(lineart, cv2.MORPH_GRADIENT, _NEIGHBOURS)
    return cv2.inRange(lineart, BLACK_LEVEL, PAPER_LEVEL - 1) & cv2.inRange(spread, 0, _EVEN)


def _open(grey: U8, shape: tuple[int, ...], share: float) -> U8:
    """What of it a square covers that fits in.

    Source: Serra 1982, "Image analysis and mathematical morphology", chapter II.
    """
    side = _side(shape, share)
    square = np.ones((side, side), np.uint8)
    middle = cv2.erode(grey, square, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return cv2.dilate(middle, square)


def _side(shape: tuple[int, ...], share: float) -> int:
    return max(_LEAST_PX, 2 * round(share / 2 * min(shape)) + 1)
