"""A small picture of a page, for file browsers."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image


def thumbnail(image: NDArray[np.uint8], longest_px: int) -> Image.Image:
    """An (H, W, 3) uint8 picture shrunk, never enlarged, to at most `longest_px` a side and at least 1."""
    height, width = image.shape[:2]
    scale = min(1, longest_px / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return Image.fromarray(cv2.resize(np.ascontiguousarray(image), size, interpolation=cv2.INTER_AREA))
