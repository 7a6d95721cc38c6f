"""Regions of a drawing: the connected parts of its paper, or what lines with gaps are meant to divide."""

from __future__ import annotations

import math
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.gaps import (
    analysis_extent,
    draw_closings,
    find_closings,
    find_ends,
    largest_ball,
    reopen,
    stroke_width,
)
from nurie.core.geometry import darkest

PAPER_LEVEL = 128  # lineart at least this light belongs to a region; soft pencil divides nothing
ANALYSIS_PIXELS = 2_000_000  # larger pages close their gaps on a coarser grid that opens no line
GAP_WIDTHS, GAP_SHARE = 4.0, 0.02  # the default gap: the lesser of so many strokes' widths and this share of the page
_FAINT = 40  # grey levels by which a faint line is darker than what is around it
_AROUND_PX = 15
_SPECK_WIDTHS = 0.4  # an area below the square of so many strokes' widths is no region
_SLIVER_PX, _SLIVER_WIDTHS = 1.0, 2.5  # nor is what no ball of this radius fits into, up to so many widths squared
_TONE = 40  # so many specks close together are a tone and one region
_STRIP_PIXELS = 8_000_000  # pixels per step, so that temporaries stay small beside a large page
_REACHES_PX = (64, 512)  # so far around a strip the nearest numbers are looked for, before it is on the whole page

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]
_CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)


def label_regions(lineart: U8, gap_px: float = 0.0) -> I32:
    """Number the parts of the paper that lines divide; a line's pixels get the number of the nearest part.

    Without `gap_px` these are the connected parts of the paper; parts that touch at a corner alone are separate,
    so that a diagonal line of one pixel divides. With it, faint lines divide too, gaps up to that width are closed
    where strokes end and both sides are wide, and specks and slivers belong to a neighbour.

    Args:
        lineart: (H, W) uint8, 255 paper.
        gap_px: how wide a gap in a line may be; `default_gap_px` knows a sensible one.

    Returns:
        (H, W) int32, 1 or more; all 1 where there is no paper.

    Source: gaps as in `gaps.find_ends` and `gaps.reopen`; `python benchmarks/regions.py` compares.
    """
    if gap_px <= 0:
        return _connected(lineart)
    extent = analysis_extent(*lineart.shape, ANALYSIS_PIXELS)
    if extent == lineart.shape:
        return _closed_regions(lineart, gap_px)[0]
    scale = math.sqrt(extent.height * extent.width / lineart.size)
    coarse, free = _closed_regions(darkest(lineart, extent), gap_px * scale)
    return _refine(coarse * free, lineart)


def default_gap_px(lineart: U8) -> float:
    """The gap that a flatter would close: 4 strokes' widths, at most 2 % of the page's short side.

    Args:
        lineart: (H, W) uint8, 255 paper.
    """
    extent = analysis_extent(*lineart.shape, ANALYSIS_PIXELS)
    ink = find_lines(lineart if extent == lineart.shape else darkest(lineart, extent))
    scale = math.sqrt(lineart.size / (extent.height * extent.width))
    return min(GAP_WIDTHS * stroke_width(ink) * scale, GAP_SHARE * min(lineart.shape))


def find_lines(lineart: U8) -> U8:
    """(H, W) uint8, 1 where the page is dark, or darker than what is around it: pencil is a line, a grey area is none.

    Source: black top-hat, Meyer 1979, as in Serra 1982, "Image analysis and mathematical morphology", chapter XII.
    """
    around = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_AROUND_PX, _AROUND_PX))
    faint = cv2.morphologyEx(lineart, cv2.MORPH_BLACKHAT, around) >= _FAINT
    return ((lineart < PAPER_LEVEL) | faint).astype(np.uint8)


def _connected(lineart: U8) -> I32:
    paper = (lineart >= PAPER_LEVEL).astype(np.uint8)
    labels = cv2.connectedComponents(paper, connectivity=4, ltype=cv2.CV_32S)[1]
    return fill_unlabeled(labels)


def fill_unlabeled(labels: I32) -> I32:
    """Give each 0 the nearest number; all 1 where there is none. May write into `labels`."""
    empty = (labels == 0).view(np.uint8)
    if empty.all():
        return np.ones_like(labels)
    height, width = labels.shape
    for rows in _strips(height, width):
        if not any(_fill_rows(labels, empty, rows, reach) for reach in _REACHES_PX):
            _fill_rows(labels, empty, slice(rows.start, height), height)
            break
    return labels


def _strips(height: int, width: int, first: int = 0) -> Iterator[slice]:
    """Rows from `first` on, some at a time."""
    step = max(1, _STRIP_PIXELS // width)
    return (slice(top, min(top + step, height)) for top in range(first, height, step))


def _widened(rows: slice, by: int, height: int) -> slice:
    return slice(max(0, rows.start - by), min(height, rows.stop + by))


def _fill_rows(labels: I32, empty: U8, rows: slice, reach: int) -> bool:
    """Fill some rows as if the whole page were looked at, where no pixel of theirs is `reach` from its number or more;
    so many rows around them are looked at too.

    Returns:
        whether that was so; else nothing changed.
    """
    around = _widened(rows, reach, len(labels))
    seen = empty[around]
    distance, nearest = cv2.distanceTransformWithLabels(seen, cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL)
    if len(seen) < len(labels) and distance[rows.start - around.start :][: rows.stop - rows.start].max() >= reach:
        return False
    del distance
    number_of = np.zeros(int(nearest.max()) + 1, np.int32)
    for part in _strips(*seen.shape):
        given = np.flatnonzero(seen[part] == 0)
        number_of[np.take(nearest[part], given)] = np.take(labels[around][part], given)
    for part in _strips(rows.stop, labels.shape[1], rows.start):
        lacking = np.flatnonzero(empty[part])
        found = np.take(nearest[part.start - around.start : part.stop - around.start], lacking)
        labels[part].ravel()[lacking] = np.take(number_of, found)
    return True


def _closed_regions(lineart: U8, gap_px: float) -> tuple[I32, U8]:
    """(H, W) int32, no 0; and 1 where the paper is free, 0 on lines and across closed gaps."""
    ink = find_lines(lineart)
    width = stroke_width(ink)
    closings = find_closings(ink, *find_ends(ink, width), gap_px)
    free = 1 - draw_closings(ink, closings)
    count, labels = cv2.connectedComponents(free, connectivity=4, ltype=cv2.CV_32S)
    if count == 1:
        return np.ones_like(labels), free
    radius = largest_ball(labels, free, count)
    joined = reopen(labels, closings, radius)
    np.maximum.at(radius, joined, radius.copy())
    return _join_specks(joined[labels], radius, width), free


def _join_specks(labels: I32, radius: NDArray[np.float32], width: float) -> I32:
    """Specks and slivers to the neighbour that is nearest to most of their pixels; each line to what is nearest."""
    areas = np.bincount(labels.ravel(), minlength=len(radius))
    small = areas < max(4, (_SPECK_WIDTHS * width) ** 2)
    small |= (radius <= _SLIVER_PX) & (areas < max(12, (_SLIVER_WIDTHS * width) ** 2))
    small &= areas > 0
    small[0] = False
    if not small.any() or not (areas[1:][~small[1:]] > 0).any():
        return fill_unlabeled(labels)
    target = np.arange(len(radius), dtype=np.int32)
    if np.count_nonzero(small) > _TONE:
        _join_tones(labels, small, target)
    places = np.flatnonzero(small[labels])
    specks = labels.ravel()[places]
    labels.ravel()[places] = 0
    labels = fill_unlabeled(labels)
    target[small] = _most_frequent(specks, labels.ravel()[places], len(radius))[small]
    labels.ravel()[places] = target[specks]
    return labels


def _join_tones(labels: I32, small: NDArray[np.bool_], target: I32) -> None:
    """Specks that lie close together, as between the dots of a screentone, are one region; changes all three."""
    specks = small[labels].astype(np.uint8)
    together = cv2.morphologyEx(specks, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    count, tones = cv2.connectedComponents(together, connectivity=4, ltype=cv2.CV_32S)
    places = np.flatnonzero(specks)
    numbers, first = np.unique(labels.ravel()[places], return_index=True)
    tone_of = tones.ravel()[places[first]]
    many = np.bincount(tone_of, minlength=count) > _TONE
    chosen = many[tone_of]
    leader = np.zeros(count, np.int32)
    leader[tone_of[chosen]] = numbers[chosen]
    target[numbers[chosen]] = leader[tone_of[chosen]]
    np.copyto(labels, target[labels])
    small[numbers[chosen]] = False


def _most_frequent(keys: I32, values: I32, count: int) -> I32:
    """(count,) per key the value that stands beside it most often, 0 without any."""
    pairs, counts = np.unique(keys.astype(np.int64) << 32 | values, return_counts=True)
    order = np.argsort(counts, kind="stable")  # the last assignment wins
    found = np.zeros(count, np.int32)
    found[pairs[order] >> 32] = pairs[order] & 0xFFFFFFFF
    return found


def _refine(coarse: I32, lineart: U8) -> I32:
    """Bring labels of a coarser grid, 0 on lines, to the page: each spreads along the page's own paper to the line."""
    height, width = lineart.shape
    steps = math.ceil(2 * max(height / coarse.shape[0], width / coarse.shape[1])) + 1
    coarse = coarse.astype(np.uint16 if int(coarse.max()) < 1 << 16 else np.float32)  # what OpenCV dilates
    nearest = (np.arange(height) * (len(coarse) / height)).astype(np.intp)
    labels = np.empty(lineart.shape, np.int32)
    for rows in _strips(height, width):
        around = _widened(rows, steps, height)
        part = coarse[nearest[around]]
        part = cv2.resize(part, (width, len(part)), interpolation=cv2.INTER_NEAREST)
        paper = (lineart[around] >= PAPER_LEVEL).astype(part.dtype)
        part *= paper
        for _ in range(steps):
            spread = cv2.dilate(part, _CROSS)
            spread *= paper
            np.copyto(part, spread, where=part == 0)
        labels[rows] = part[rows.start - around.start :][: rows.stop - rows.start]
    return fill_unlabeled(labels)


def components(values: NDArray[np.integer]) -> I32:
    """Number the connected areas of equal value, by sides alone: (H, W) int32, 1 or more.

    One pass for all values: pixels stand at even places of a picture twice as large, joined where they are equal.
    """
    height, width = values.shape
    joined = np.zeros((2 * height - 1, 2 * width - 1), np.uint8)
    joined[::2, ::2] = 1
    joined[::2, 1::2] = values[:, 1:] == values[:, :-1]
    joined[1::2, ::2] = values[1:] == values[:-1]
    numbers = cv2.connectedComponents(joined, connectivity=4, ltype=cv2.CV_32S)[1]
    return np.ascontiguousarray(numbers[::2, ::2])
