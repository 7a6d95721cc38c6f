"""The three sketches of convolutional sketch inversion, made of a painted picture."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
Rng = np.random.Generator

_DODGE_SIGMA_SHARE = 0.012  # of the short side
_PENCIL = {"sigma_s": 60.0, "sigma_r": 0.07, "shade_factor": 0.05}


def line_sketch(picture: U8, rng: Rng) -> U8:
    """Lines by colour dodge: the grey picture divided by its blurred negative's negative.

    Args:
        picture: (H, W, 3) uint8 sRGB.
        rng: not used; the sketch is always the same.

    Returns:
        (H, W) uint8, 255 paper.

    Source: Güçlütürk et al. 2016, arXiv:1606.03073, section 2.1, line sketches.
    """
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    around = cv2.GaussianBlur(gray, (0, 0), max(1.0, _DODGE_SIGMA_SHARE * min(gray.shape)))
    return cv2.divide(gray, around, scale=255)


def gray_sketch(picture: U8, rng: Rng) -> U8:
    """A pencil drawing with tones. Shapes as `line_sketch`.

    Source: Gastal and Oliveira 2011, "Domain transform for edge-aware image processing", as in OpenCV.
    """
    return _pencil(picture)[0]


def color_sketch(picture: U8, rng: Rng) -> U8:
    """The same in coloured pencils: (H, W, 3) uint8 sRGB."""
    return _pencil(picture)[1]


def _pencil(picture: U8) -> tuple[U8, U8]:
    gray, color = cv2.pencilSketch(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), **_PENCIL)
    return gray, cv2.cvtColor(color, cv2.COLOR_BGR2RGB)
