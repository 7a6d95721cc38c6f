"""Borders of one colour around a picture: found and cut off, a margin left."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
Box = tuple[int, int, int, int]

_MARGIN = 0.03  # of the longer side of what is left
_SAME = 12  # grey levels within which a border is of one colour
_WORTH = 0.04  # of a side; less is not cut


def content_box(picture: U8) -> Box:
    """What is left without borders of the corner's colour: (left, top, right, bottom); the whole where all is border.

    Args:
        picture: (H, W, 3) uint8 sRGB.
    """
    height, width = picture.shape[:2]
    whole = (0, 0, width, height)
    apart = cv2.absdiff(picture, (*map(int, picture[0, 0]), 0))
    rows, columns = (np.flatnonzero(cv2.reduce(apart, axis, cv2.REDUCE_MAX).max(2) > _SAME) for axis in (1, 0))
    if not rows.size:
        return whole
    left, right, top, bottom = columns[0], columns[-1] + 1, rows[0], rows[-1] + 1
    margin = round(_MARGIN * max(right - left, bottom - top))
    box = (
        max(0, int(left) - margin), max(0, int(top) - margin),
        min(width, int(right) + margin), min(height, int(bottom) + margin),
    )  # fmt: skip
    cut = max(1 - (box[2] - box[0]) / width, 1 - (box[3] - box[1]) / height)
    return box if cut >= _WORTH else whole


def cut(picture: U8, box: Box) -> U8:
    left, top, right, bottom = box
    return picture[top:bottom, left:right]
