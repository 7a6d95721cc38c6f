"""Line art from painted pictures and scans: a table of extractors, and a clean-up of scanned paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.hed import LOOKS, hed_sides, ridges
from nurie.errors import OptionError

U8 = NDArray[np.uint8]


def extract_lineart(picture: U8, method: str = "blackhat", **settings: Any) -> U8:
    """Draw the line art of a painted picture.

    Args:
        picture: (H, W, 3) uint8 sRGB.
        method: a name of `EXTRACTORS`.
        settings: passed to the extractor; its signature lists them.

    Returns:
        (H, W) uint8, 255 paper, 0 full ink.

    Raises:
        OptionError: an unknown method.
    """
    if method not in EXTRACTORS:
        raise OptionError(f"unknown line method {method!r}; known are {', '.join(EXTRACTORS)}")
    return EXTRACTORS[method](picture, **settings)


def adaptive(picture: U8, *, block_px: int = 9, offset: float = 2.0) -> U8:
    """Adaptive mean threshold, black or white.

    Source: deepcolor (Frans 2017), `cv2.adaptiveThreshold` with block 9 and C 2.
    """
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, block_px, offset)


def xdog(
    picture: U8, *, sigma_px: float = 0.7, ratio: float = 1.6, sharpness: float = 18.0,
    threshold: float = 0.55, slope: float = 8.0,
) -> U8:
    """Extended difference of Gaussians, soft threshold.

    Source: Winnemöller, Kyprianidis and Olsen 2012, "XDoG", equations 5 to 7.
    """
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    fine = cv2.GaussianBlur(gray, (0, 0), sigma_px)
    coarse = cv2.GaussianBlur(gray, (0, 0), sigma_px * ratio)
    sharpened = (1 + sharpness) * fine - sharpness * coarse
    soft = 1 + np.tanh(slope * np.minimum(sharpened - threshold, 0))
    return np.round(soft * 255).astype(np.uint8)


def dodge(picture: U8, *, radius_px: int = 2, gain: float = 1.6) -> U8:
    """Grey picture divided by its dilation ("color dodge"): pencil-like, keeps line weight.

    Source: the dilate-divide sketch filter used by PaintsChainer's data preparation (2017).
    """
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    kernel = np.ones((2 * radius_px + 1,) * 2, np.uint8)
    ratio = cv2.divide(gray, cv2.dilate(gray, kernel), scale=255)
    return cv2.addWeighted(ratio, gain, ratio, 0, 255 * (1 - gain))


def blackhat(picture: U8, *, radius_px: int = 3, gain: float = 2.5, floor: int = 6) -> U8:
    """Black-hat of CIELAB lightness: what is darker than both its sides. Clean on inked art.

    Source: morphological closing minus picture, Meyer 1979.
    """
    light = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)[..., 0]
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius_px + 1,) * 2)
    hat = cv2.morphologyEx(light, cv2.MORPH_BLACKHAT, kernel)
    return 255 - cv2.addWeighted(cv2.subtract(hat, floor), gain, hat, 0, 0)


def canny(picture: U8, *, low: float = 50.0, high: float = 120.0, softness_px: float = 0.6) -> U8:
    """Thin closed-form edges, slightly softened.

    Source: Canny 1986.
    """
    smooth = cv2.GaussianBlur(picture, (0, 0), 1.0)
    edges = 255 - cv2.Canny(smooth, low, high)
    if softness_px > 0:
        edges = cv2.GaussianBlur(edges, (0, 0), softness_px)
    return edges


def hed(picture: U8, *, style: str = "ink", strength: float = 1.0) -> U8:
    """Lines of a network that finds edges, thinned: as by a pen, or softer and greyer as by a pencil.

    Finds borders of painted colours too, where nobody drew a line. Takes some 12 CPU-seconds per megapixel, and at
    most 6 s: above 0.5 MP the network is shown less enlargement, above 2 MP a reduced picture.

    Args:
        style: "ink" or "pencil".
        strength: above 1 for darker lines, and more of the faint ones; below 1 for fewer.

    Raises:
        OptionError: an unknown style, or a strength that is not above 0.

    Source: Xie and Tu 2015, side outputs 1 and 2; see `core.hed`.
    """
    if style not in LOOKS:
        raise OptionError(f"unknown style {style!r} of line method 'hed'; known are {', '.join(LOOKS)}")
    if not 0 < strength <= 10:
        raise OptionError(f"strength {strength} of line method 'hed'; expected more than 0 and at most 10")
    look = LOOKS[style]
    look = replace(look, contrast=look.contrast * strength, cut=min(0.9, look.cut / strength))
    return 255 - ridges(hed_sides(picture), look)


EXTRACTORS: dict[str, Callable[..., U8]] = {
    "adaptive": adaptive,
    "xdog": xdog,
    "dodge": dodge,
    "blackhat": blackhat,
    "canny": canny,
    "hed": hed,
}


def clean_scan(gray: U8, *, black: float = 0.25, white: float = 0.92) -> U8:
    """Remove the tint, the vignette and the grain of paper from a scanned or photographed drawing.

    The paper is estimated by a dilation and a median at reduced size and divided out; then what is
    lighter than `white` becomes paper and what is darker than `black` full ink.

    Args:
        gray: (H, W) uint8.
        black: share of the paper's lightness that counts as full ink.
        white: share of the paper's lightness from which on all is paper.

    Returns:
        (H, W) uint8, 255 paper, 0 full ink.
    """
    ratio = cv2.divide(gray, _paper(gray), scale=255)
    scale = 1 / (white - black)
    return cv2.convertScaleAbs(cv2.subtract(ratio, round(255 * black)), alpha=scale)


def _paper(gray: U8) -> U8:
    """(H, W) uint8, the lightness of the paper under the lines, at least 1."""
    height, width = gray.shape
    factor = max(1.0, min(height, width) / 256)
    small_size = (max(1, round(width / factor)), max(1, round(height / factor)))
    small = cv2.resize(gray, small_size, interpolation=cv2.INTER_AREA)
    small = cv2.dilate(small, np.ones((9, 9), np.uint8))
    small = cv2.medianBlur(small, 21)
    return np.maximum(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), 1)
