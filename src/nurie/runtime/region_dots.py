"""Colours found for regions, as strokes that an artist could have drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nurie.core.types import Extent, HintKind, Rgb, Stroke
from nurie.runtime.seen import DOT_SHARE, dots_in

_DOTS_PER_PAGE, _MOST_DOTS = 12, 6  # as in `seen`
_INSET = 0.6  # of a dot's room, that it fills at most


def region_strokes(depth: NDArray[np.float32], color: Rgb, page: Extent, kind: HintKind = "exact") -> list[Stroke]:
    """Dots where a region is widest, in pixels of the page."""
    scale = np.array(page) / depth.shape
    most = int(np.clip(1 + np.count_nonzero(depth) / depth.size * _DOTS_PER_PAGE, 1, _MOST_DOTS))
    room = depth.copy()
    strokes = []
    for row, column in dots_in(depth, most):
        radius = max(0.5, min(min(depth.shape) * DOT_SHARE, float(room[row, column]) * _INSET))
        y, x = (np.array([row, column]) + 0.5) * scale - 0.5
        strokes.append(Stroke(((float(x), float(y)),), color, radius * float(scale.mean()), kind))
    return strokes


def scaled(strokes: Sequence[Stroke], page: Extent, size: Extent) -> list[Stroke]:
    """Strokes on a page, for hints made at another size."""
    if page == size:
        return list(strokes)
    across, down = size.width / page.width, size.height / page.height
    return [
        Stroke(
            tuple(((x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5) for x, y in stroke.points),
            stroke.color,
            stroke.radius_px * (across + down) / 2,
        )
        for stroke in strokes
    ]
