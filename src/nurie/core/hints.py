"""Hints: strokes and layers, drawn into the map that a generator reads. The only rasteriser of hints."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.types import Extent, Hints, Stroke
from nurie.errors import HintError

MAX_RADIUS_PX = 4096.0
_SHIFT = 4  # fractional bits of OpenCV's drawing functions


def rasterize(hints: Hints, extent: Extent) -> NDArray[np.uint8]:
    """Draw hints into the map that the generator reads, at any size.

    Strokes are scaled from `hints.size` to `extent`; a brush never becomes thinner than one pixel, so
    that a hint in an eye survives. Later strokes cover earlier ones; what lies outside is clipped. A
    `transparent` stroke takes away the hints under it.

    Returns:
        (H, W, 4) uint8: [..., :3] sRGB colour, 0 where there is no hint; [..., 3] mask, 0 or 255.

    Raises:
        HintError: a stroke without points, or a radius outside (0, 4096] px.

    Source: local hints as colour and mask planes, Zhang et al. 2017, arXiv:1705.02999, section 3.
    """
    hint_map = np.zeros((*extent, 4), np.uint8)
    if hints.layer is not None:
        hint_map = _resize_layer(hints.layer, extent)
    scale = np.array([extent.width / hints.size.width, extent.height / hints.size.height])
    for stroke in hints.strokes:
        _draw(hint_map, stroke, scale)
    return hint_map


def _draw(hint_map: NDArray[np.uint8], stroke: Stroke, scale: NDArray[np.float64]) -> None:
    if not stroke.points or not 0 < stroke.radius_px <= MAX_RADIUS_PX:
        raise HintError(
            f"a stroke has {len(stroke.points)} points and radius_px {stroke.radius_px:g}; "
            f"give at least one point and a radius above 0 and at most {MAX_RADIUS_PX:g} px"
        )
    value = (0, 0, 0, 0) if stroke.kind == "transparent" else (*stroke.color, 255)
    centers = (np.asarray(stroke.points, float) + 0.5) * scale - 0.5
    fixed = np.round(np.clip(centers, -1e6, 1e6) * (1 << _SHIFT)).astype(np.int64).astype(np.int32)
    radius = stroke.radius_px * float(scale.mean())
    if radius < 1 and len(fixed) == 1:
        x, y = np.round(centers[0]).astype(int)
        if 0 <= x < hint_map.shape[1] and 0 <= y < hint_map.shape[0]:
            hint_map[y, x] = value
        return
    if len(fixed) > 1:
        thickness = max(1, round(2 * radius))
        cv2.polylines(hint_map, [fixed.reshape(-1, 1, 2)], False, value, thickness, cv2.LINE_8, _SHIFT)
    for center in fixed[[0, -1]]:
        cv2.circle(hint_map, center.tolist(), round(radius * (1 << _SHIFT)), value, -1, cv2.LINE_8, _SHIFT)


def _resize_layer(layer: NDArray[np.uint8], extent: Extent) -> NDArray[np.uint8]:
    """Mean colour of the marked pixels of each cell; a cell with any marked pixel is marked."""
    mask = (layer[..., 3] > 0).astype(np.float32)
    size = (extent.width, extent.height)
    shrinks = extent.height < layer.shape[0]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_NEAREST
    cover = cv2.resize(mask, size, interpolation=how)
    color = cv2.resize(layer[..., :3] * mask[..., None], size, interpolation=how)
    marked = cover > 1e-3
    color = np.where(marked[..., None], color / np.maximum(cover, 1e-3)[..., None], 0)
    return np.dstack([np.clip(np.round(color), 0, 255), marked * 255.0]).astype(np.uint8)
