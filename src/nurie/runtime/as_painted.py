"""What is different for other systems' networks, whose picture is shown as they painted it."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.types import Hints, Page
from nurie.runtime.encodings import gray_to_lightness

U8 = NDArray[np.uint8]
_ROWS = 512  # at once, so that a large page takes little memory


def bare_alone(hints: Hints | None) -> Hints | None:
    """The transparent strokes of hints: paper stays paper for every network; colours are the network's own affair."""
    if hints is None:
        return None
    return Hints(hints.size, tuple(stroke for stroke in hints.strokes if stroke.kind == "transparent"))


def keep_gray(color: U8, gray: U8) -> U8:
    """The colours' chroma with the page's own lightness, as far as sRGB has such a colour.

    Args:
        color: (H, W, 3) uint8 sRGB.
        gray: (H, W) uint8.

    Returns:
        (H, W, 3) uint8 sRGB.
    """
    kept = np.empty_like(color)
    for top in range(0, len(color), _ROWS):
        rows = slice(top, top + _ROWS)
        lab = cv2.cvtColor(color[rows].astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
        lab[..., 0] = gray_to_lightness(gray[rows])
        rgb = cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)
        kept[rows] = np.round(np.clip(rgb, 0, 1) * 255).astype(np.uint8)
    return kept


def without_lines(page: Page) -> Page:
    """The same page with nothing drawn on it: its grey is in the colours already."""
    return replace(page, lineart=np.full_like(page.lineart, 255), ink=None)
