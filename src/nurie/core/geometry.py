"""Sizes: how large the network works, and the page's lines at that size. Evaluation and training use them too."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.types import Extent

MAX_WORKING_PIXELS = 2_000_000  # what a network sees at once; a larger page is worked on at a smaller short side
MAX_STRIP_PIXELS = 10_000_000  # the same of a strip, which it sees in windows
STRIP_ASPECT = 3.0  # a longer page is a strip
MAX_ENLARGEMENT = 2.0
LEAST_ENLARGED_PX = 16  # a strip of a few pixels has nothing to see, and is long


def working_extent(extent: Extent, short_side: int) -> Extent:
    """The size at which the network works on a page.

    The short side becomes `short_side`, but a page is never enlarged more than twice, one below 16 px not at all, and
    the whole never exceeds 2 MP, that of a strip 10 MP. The aspect is kept to within a pixel.
    """
    most = MAX_STRIP_PIXELS if is_strip(extent) else MAX_WORKING_PIXELS
    cap = math.sqrt(most / (extent.height * extent.width))
    scale = min(short_side / min(extent), MAX_ENLARGEMENT if min(extent) >= LEAST_ENLARGED_PX else 1.0, cap)
    return Extent(max(1, round(extent.height * scale)), max(1, round(extent.width * scale)))


def is_strip(extent: Extent) -> bool:
    """Whether a page is much longer than wide, as a webtoon, or the other way round."""
    return max(extent) > STRIP_ASPECT * min(extent)


def working_lineart(lineart: NDArray[np.uint8], short_side: int) -> NDArray[np.uint8]:
    """The page's lines at the size of `working_extent`; see `shrink_lineart`.

    Args:
        lineart: (H, W) uint8, 255 paper.

    Returns:
        (h, w) uint8, 255 paper.
    """
    return resize_lineart(lineart, working_extent(Extent(*lineart.shape), short_side))


def resize_lineart(lineart: NDArray[np.uint8], extent: Extent) -> NDArray[np.uint8]:
    """Resize lines so that thin ones neither fade nor grow.

    Shrinking by area alone leaves a 1 px line a tenth of its darkness at a tenth of the size; taking the
    darkest pixel alone turns dust and screentone black. The darkness is their geometric mean: that line
    keeps a third, a line of half a cell seven tenths, and at the page's own size nothing changes.
    Enlarging is bilinear.
    """
    if lineart.shape == extent:
        return lineart.copy()
    size = (extent.width, extent.height)
    if extent.height >= lineart.shape[0] or extent.width >= lineart.shape[1]:
        return cv2.resize(lineart, size, interpolation=cv2.INTER_LINEAR)
    mean = 255.0 - cv2.resize(lineart, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    peak = 255.0 - darkest(lineart, extent).astype(np.float32)
    return (255.5 - np.sqrt(mean * peak)).astype(np.uint8)


def darkest(lineart: NDArray[np.uint8], extent: Extent) -> NDArray[np.uint8]:
    """The darkest pixel of each cell of a coarser grid: no closed line opens. Both sides must not grow."""
    factor = (math.ceil(lineart.shape[0] / extent.height), math.ceil(lineart.shape[1] / extent.width))
    lowest = cv2.erode(lineart, np.ones(factor, np.uint8), anchor=(0, 0))  # of the window that starts here
    rows = np.arange(extent.height) * lineart.shape[0] // extent.height
    columns = np.arange(extent.width) * lineart.shape[1] // extent.width
    return np.ascontiguousarray(lowest[rows][:, columns])
