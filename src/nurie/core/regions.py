"""Regions of a drawing: the connected parts of its paper, and a map colouring of them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

PAPER_LEVEL = 176  # lineart at least this light belongs to a region, darker is a line
_ROUNDS = 32


def label_regions(lineart: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Number the connected parts of the paper; a line's pixels get the number of the nearest part.

    Parts that touch at a corner alone are separate, so that a diagonal line of one pixel divides.

    Args:
        lineart: (H, W) uint8, 255 paper.

    Returns:
        (H, W) int32, 1 or more; all 1 where there is no paper.
    """
    paper = (lineart >= PAPER_LEVEL).astype(np.uint8)
    count, labels = cv2.connectedComponents(paper, connectivity=4, ltype=cv2.CV_32S)
    if count == 1:
        return np.ones_like(labels)
    if int(paper.min()) == 1:
        return labels
    _, nearest = cv2.distanceTransformWithLabels(1 - paper, cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL)
    region_of = np.zeros(int(nearest.max()) + 1, np.int32)
    inside = np.flatnonzero(paper)
    region_of[np.take(nearest, inside)] = np.take(labels, inside)
    line = np.flatnonzero(paper == 0)
    labels.ravel()[line] = np.take(region_of, np.take(nearest, line))
    return labels


def assign_sheets(labels: NDArray[np.int32], count: int) -> NDArray[np.uint8]:
    """Spread the regions of a small label map over sheets so that regions within two cells never share one.

    A map colouring by repair: start anywhere, move one end of each conflict to the sheet that its
    neighbours use least. Where more regions crowd together than there are sheets, some conflicts stay.
    Deterministic.

    Args:
        labels: (h, w) int32, 0 or more.
        count: number of sheets.

    Returns:
        (labels.max() + 1,) uint8, the sheet of each label, below `count`.
    """
    size = int(labels.max()) + 1
    sheets = (np.arange(size) % count).astype(np.uint8)
    first, second = _neighbours(labels)
    rng = np.random.default_rng(0)
    for _ in range(_ROUNDS):
        clash = sheets[first] == sheets[second]
        if not clash.any():
            break
        movers = np.unique(second[clash])
        movers = movers[rng.random(movers.size) < 0.7]
        used = _usage(first, second, sheets, count, size)
        sheets[movers] = np.argmin(used[movers] + rng.random((movers.size, count)) * 0.5, axis=1)
    return sheets


def _neighbours(labels: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each pair of different labels at most two cells apart once, the smaller first."""
    height, width = labels.shape
    base = int(labels.max()) + 1
    pairs = []
    for down, right in ((0, 1), (0, 2), *((d, r) for d in (1, 2) for r in range(-2, 3))):
        here = labels[: height - down, max(0, -right) : width - max(0, right)]
        there = labels[down:, max(0, right) : width + min(0, right)]
        differ = here != there
        one, other = here[differ].astype(np.int64), there[differ].astype(np.int64)
        pairs.append(np.unique(np.minimum(one, other) * base + np.maximum(one, other)))
    return np.divmod(np.unique(np.concatenate(pairs)), base)


def _usage(
    first: NDArray[np.int64], second: NDArray[np.int64], sheets: NDArray[np.uint8], count: int, size: int
) -> NDArray[np.int64]:
    """(size, count): how many neighbours of each label lie on each sheet."""
    ends = np.concatenate([first * count + sheets[second], second * count + sheets[first]])
    return np.bincount(ends, minlength=size * count).reshape(size, count)
