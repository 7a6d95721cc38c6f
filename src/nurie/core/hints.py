"""Strokes drawn into the map that a generator reads: the only rasteriser of hints."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.types import Extent, HintKind, Hints, Stroke
from nurie.errors import HintError

MAX_RADIUS_PX = 4096.0
MOST_STROKES, MOST_POINTS = 20_000, 500_000
MOST_BRUSH_PIXELS = 10e9  # under all points of all strokes: some seconds of drawing
_FARTHEST = 1e6  # px; what lies farther out is nowhere near the map
_SHIFT = 4  # fractional bits of OpenCV's drawing functions


def rasterize(hints: Hints, extent: Extent) -> NDArray[np.uint8]:
    """Draw hints into the map that the generator reads, at any size.

    Strokes are scaled from `hints.size` to `extent`; a brush never becomes thinner than one pixel, so
    that a hint in an eye survives. Later strokes cover earlier ones; what lies outside is clipped. A
    `transparent` stroke takes away the hints under it.

    Returns:
        (H, W, 4) uint8: [..., :3] sRGB colour, 0 where there is no hint; [..., 3] mask, 0 or 255.

    Raises:
        HintError: a stroke without points, a radius outside (0, 4096] px, or more than some seconds of drawing.

    Source: local hints as colour and mask planes, Zhang et al. 2017, arXiv:1705.02999, section 3.
    """
    hint_map = np.zeros((*extent, 4), np.uint8)
    if hints.layer is not None:
        hint_map = _resize_layer(hints.layer, extent)
    for stroke, centers, radius in _placed(hints, extent):
        _draw(hint_map, centers, radius, (0, 0, 0, 0) if stroke.kind == "transparent" else (*stroke.color, 255))
    return hint_map


def is_marked(hints: Hints | None, extent: Extent) -> NDArray[np.bool_]:
    """(H, W) bool, where `rasterize` draws a colour."""
    return np.zeros(extent, np.bool_) if hints is None else rasterize(hints, extent)[..., 3] > 0


def rasterize_marks(hints: Hints, extent: Extent) -> tuple[NDArray[np.int32], NDArray[np.uint8], tuple[HintKind, ...]]:
    """Draw the numbers of hints where `rasterize` draws their colours.

    A mark is a stroke, in their order, or after these a connected spot of one colour of the painted layer, which is
    exact; a spot's mixtures at its border, below 4 px and a twentieth of it, are none.

    Returns:
        (H, W) int32, 0 or i + 1 of the mark on top; (n, 3) uint8 sRGB colours; n kinds.
    """
    colors = [np.array([stroke.color for stroke in hints.strokes], np.uint8).reshape(-1, 3)]
    numbers = np.zeros(extent, np.int32)
    if hints.layer is not None:
        colors.append(_number_spots(numbers, _resize_layer(hints.layer, extent), len(hints.strokes)))
    for number, (_, centers, radius) in enumerate(_placed(hints, extent), 1):
        _draw(numbers, centers, radius, number)
    found, kinds = np.concatenate(colors), tuple(stroke.kind for stroke in hints.strokes)
    return numbers, found, kinds + ("exact",) * (len(found) - len(kinds))


def _number_spots(numbers: NDArray[np.int32], layer: NDArray[np.uint8], first: int) -> NDArray[np.uint8]:
    """Write the numbers of a layer's spots, after `first`; their (n, 3) colours."""
    spots = cv2.connectedComponents(np.minimum(layer[..., 3], 1), connectivity=8, ltype=cv2.CV_32S)[1]
    places = np.flatnonzero(spots)
    red, green, blue = layer[..., :3].reshape(-1, 3)[places].astype(np.int64).T
    spot = spots.ravel()[places]
    keys = spot.astype(np.int64) << 24 | red << 16 | green << 8 | blue
    known, which, counts = np.unique(keys, return_inverse=True, return_counts=True)
    kept = (counts >= 4) | (counts * 20 >= np.bincount(spot)[known >> 24])
    numbers.ravel()[places] = np.where(kept, first + np.cumsum(kept), 0)[which]
    return np.stack([known >> 16 & 255, known >> 8 & 255, known & 255], 1).astype(np.uint8)[kept]


def _placed(hints: Hints, extent: Extent) -> Iterator[tuple[Stroke, NDArray[np.float64], float]]:
    """Each stroke with its points, (N, 2), and its radius, in pixels of the map."""
    for stroke in hints.strokes:
        _check_stroke(stroke)
    scale = np.array([extent.width / hints.size.width, extent.height / hints.size.height])
    mean_scale, end = float(scale.mean()), 0
    points = np.array([point for stroke in hints.strokes for point in stroke.points], float).reshape(-1, 2)
    centers = (points + 0.5) * scale - 0.5
    _check_work(hints, mean_scale, extent)
    for stroke in hints.strokes:
        start, end = end, end + len(stroke.points)
        yield stroke, centers[start:end], stroke.radius_px * mean_scale


def _check_stroke(stroke: Stroke) -> None:
    if not stroke.points or not 0 < stroke.radius_px <= MAX_RADIUS_PX:
        raise HintError(
            f"a stroke has {len(stroke.points)} points and radius_px {stroke.radius_px:g}; "
            f"give at least one point and a radius above 0 and at most {MAX_RADIUS_PX:g} px"
        )


def _check_work(hints: Hints, scale: float, extent: Extent) -> None:
    """Refuse what would take minutes to draw. A brush costs the pixels under it, its rows, and the call."""
    counts = np.array([len(stroke.points) for stroke in hints.strokes], float)
    if len(counts) > MOST_STROKES or counts.sum() > MOST_POINTS:
        raise HintError(
            f"the hints have {len(counts)} strokes with {counts.sum():.0f} points; at most {MOST_STROKES} with "
            f"{MOST_POINTS} are drawn: give fewer, or paint them on a layer and give that as PNG"
        )
    sides = np.array([2 * stroke.radius_px * scale for stroke in hints.strokes])
    each = np.minimum(sides**2, extent.height * extent.width) + 4 * sides + 1000
    if (total := float((counts * each).sum())) > MOST_BRUSH_PIXELS:
        raise HintError(
            f"the hints' brushes would cover {total / 1e9:.0f} gigapixels, at most {MOST_BRUSH_PIXELS / 1e9:.0f} "
            "are drawn; give strokes fewer points or a smaller radius_px"
        )


def _draw(hint_map: NDArray, centers: NDArray[np.float64], radius: float, value: int | tuple[int, ...]) -> None:
    """One stroke of (N, 2) points, N > 0, in pixels of the map."""
    (x, y), single, unit = centers[0].tolist(), len(centers) == 1, 1 << _SHIFT
    if radius < 1 and single:
        x, y = round(x), round(y)
        if 0 <= x < hint_map.shape[1] and 0 <= y < hint_map.shape[0]:
            hint_map[y, x] = value
        return
    reach, ends = round(radius * unit), [(x, y)]
    if not single:
        fixed = np.round(np.clip(centers, -_FARTHEST, _FARTHEST) * unit).astype(np.int32)
        thickness = max(1, round(2 * radius))
        cv2.polylines(hint_map, [fixed.reshape(-1, 1, 2)], False, value, thickness, cv2.LINE_8, _SHIFT)
        ends.append(centers[-1].tolist())
    for end in ends:
        center = [round(min(max(place, -_FARTHEST), _FARTHEST) * unit) for place in end]
        cv2.circle(hint_map, center, reach, value, -1, cv2.LINE_8, _SHIFT)


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
