"""Where the lines of one frame of a motion were in the frame before."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]

_SOFT_SHARE = 1 / 80  # of the short side, by which lines are blurred so that those of two frames overlap


def track(before: U8, after: U8) -> NDArray[np.float32]:
    """(h, w, 2) float32: x and y at which each pixel of `after` was in `before`.

    Args:
        before, after: (h, w) uint8 line art, 255 paper.

    Source: Kroeger et al. 2016, "Fast optical flow using dense inverse search", arXiv:1603.03590, in OpenCV, on lines
    that are blurred.
    """
    sigma = max(1.0, min(after.shape) * _SOFT_SHARE)
    soft = [cv2.GaussianBlur(lines, (0, 0), sigma) for lines in (after, before)]
    flow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(*soft, None)
    rows, columns = np.indices(after.shape, np.float32)
    return np.stack([columns, rows], 2) + flow


def moved(values: NDArray, places: NDArray[np.float32]) -> NDArray:
    """(h, w[, C]) values of the frame before as they lie in the frame after; `places` is of `track`."""
    return cv2.remap(values, places, None, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)
