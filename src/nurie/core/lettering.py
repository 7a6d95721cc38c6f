"""Speech bubbles: regions that hold lettering. They stay paper unless the artist marks them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.gaps import analysis_extent
from nurie.core.pieces import at_centers

_PIXELS = 3_000_000  # the page is read at no more
_INK_BELOW = 176  # pencil too
_HEIGHTS = (5, 0.05)  # of a letter: least px, most as a share of the short side
_WIDEST = 3.0  # of a letter or of a word written in one, in heights
_FEWEST, _MOST = 4, 600  # letters; screentone and hatching are more marks, and would be compared each with each
_ALIKE = 1.6  # the tallest letter of a text, beside its median, and the median beside the smallest
_NEAR = 1.1  # between neighbouring letters, in heights
_IN_ROWS = 0.75  # of the letters have a neighbour so near in their row or column ...
_STEP = 0.3  # ... which lies no further beside it, in heights
_VARIED = 0.06  # spread of the ink in letters' boxes: dots of a pattern are all alike
_STROKES = (0.08, 0.8)  # ink in a letter's box, mean
_FILLED = 0.06  # of a bubble, by the boxes of its letters
_LARGEST = 0.3  # bubble, of the page
_SQUARE = np.ones((3, 3), np.uint8)

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class _Marks:
    """Separate marks of ink that could be letters, (n,) each: box and ink in pixels, and the region around each."""

    left: I32
    top: I32
    width: I32
    height: I32
    ink: I32
    region: I32

    def of(self, chosen: NDArray[np.bool_]) -> _Marks:
        return _Marks(*(getattr(self, name)[chosen] for name in self.__slots__))


def find_bubbles(lineart: U8, regions: I32) -> dict[int, list[int]]:
    """The regions that hold lettering, as speech bubbles and captions do, each with those inside its letters.

    Letters are separate marks of like height, near each other, that fill a good part of what encloses them. No letter
    is read; sound words beside the figures, and words without a border, are not found.

    Args:
        lineart: (H, W) uint8, 255 paper.
        regions: (H, W) int32 of `regions.label_regions`.

    Returns:
        by the number of each bubble's region, the numbers of all regions in its outline, its own too.

    Source: text first, then what encloses it: Rigaud, Burie and Ogier 2013, "An active contour model for speech
    balloon detection in comics", section III; the marks' rules are our own.
    """
    extent = analysis_extent(*lineart.shape, _PIXELS)
    small = cv2.resize(lineart, (extent.width, extent.height), interpolation=cv2.INTER_AREA)
    labels = at_centers(regions, extent)
    ink = (small < _INK_BELOW).view(np.uint8)
    found: dict[int, list[int]] = {}
    for drawn in (ink, cv2.dilate(ink, _SQUARE)):  # the first parts small letters, the second joins broken ones
        marks = _find_marks(drawn, labels)
        counts = np.bincount(marks.region)
        for number in np.flatnonzero((counts >= _FEWEST) & (counts <= _MOST)).tolist():
            letters = marks.of(marks.region == number)
            if number not in found and _is_text(letters) and _encloses(labels, number, letters):
                found[number] = _enclosed(labels, number)
    return found


def _find_marks(ink: U8, labels: I32) -> _Marks:
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    left, top, width, height, area = stats[1:].T
    most = _HEIGHTS[1] * min(ink.shape)
    inside = (left > 0) & (top > 0) & (left + width < ink.shape[1]) & (top + height < ink.shape[0])
    fits = inside & (height >= _HEIGHTS[0]) & (height <= most) & (width <= _WIDEST * height)
    left, top, width, height, area = (part[fits] for part in (left, top, width, height, area))
    corners = [labels[y, x] for y in (top - 1, top + height) for x in (left - 1, left + width)]
    one = np.logical_and.reduce([corner == corners[0] for corner in corners[1:]])
    return _Marks(left, top, width, height, area, corners[0]).of(one)


def _is_text(letters: _Marks) -> bool:
    """Whether marks of one region are written: like heights, near each other, and each another letter."""
    median = float(np.median(letters.height))
    letters = letters.of((letters.height <= _ALIKE * median) & (letters.height * _ALIKE >= median))
    if len(letters.height) < _FEWEST:
        return False
    dark = letters.ink / (letters.width * letters.height)
    if not _STROKES[0] <= dark.mean() <= _STROKES[1] or dark.std() + 0.5 * _spread(letters.width) < _VARIED:
        return False
    across, down = _gaps(letters.left, letters.width), _gaps(letters.top, letters.height)
    aside, above = _apart(letters.left, letters.width), _apart(letters.top, letters.height)
    row = (across <= _NEAR * median) & (above <= _STEP * median)
    column = (down <= _NEAR * median) & (aside <= _STEP * median)
    return any(_linked(near) >= _IN_ROWS for near in (row, column))


def _linked(near: NDArray[np.bool_]) -> float:
    """Share of the letters that have another one near."""
    return float((near.sum(1) > 1).mean())


def _apart(begin: I32, length: I32) -> NDArray[np.float64]:
    """(n, n) distances between the middles of stretches."""
    middle = begin + length / 2
    return np.abs(middle[:, None] - middle[None])


def _spread(values: I32) -> float:
    return float(values.std() / values.mean())


def _gaps(begin: I32, length: I32) -> NDArray[np.float64]:
    """(n, n) distances between stretches, 0 where they overlap."""
    end = begin + length
    return np.maximum(0, np.maximum(begin[:, None] - end[None], begin[None] - end[:, None])).astype(np.float64)


def _encloses(labels: I32, number: int, letters: _Marks) -> bool:
    area = int(np.count_nonzero(labels == number))
    filled = float((letters.width * letters.height).sum())
    return area <= _LARGEST * labels.size and filled >= _FILLED * area


def _enclosed(labels: I32, number: int) -> list[int]:
    """The regions that lie wholly inside the outline of one, itself and what letters enclose."""
    outlines, _ = cv2.findContours((labels == number).view(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros(labels.shape, np.uint8)
    cv2.drawContours(filled, outlines, -1, 1, cv2.FILLED)
    counts = np.bincount(labels.ravel())
    inside = np.bincount(labels[filled > 0], minlength=len(counts))
    return np.flatnonzero((inside == counts) & (counts > 0)).tolist()
