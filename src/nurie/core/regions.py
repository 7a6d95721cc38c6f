"""Regions of a drawing: the connected parts of its paper."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

PAPER_LEVEL = 128  # lineart at least this light belongs to a region; soft pencil divides nothing


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
