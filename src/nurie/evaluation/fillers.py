"""Classical fillers that stand beside the networks: colour from hints alone, nothing learned."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]

SMOOTH_SIGMA_PX = 0.7
STEPS_AT = (64, 128, 190, 225)
_STEPS = np.searchsorted(STEPS_AT, np.arange(256), side="right").astype(np.uint8) * (255 // len(STEPS_AT))


def fill_nearest(hint_map: U8, lineart: U8) -> U8:
    """Give each pixel the colour of the nearest hint, lines or not.

    Args:
        hint_map: (H, W, 4) uint8 of `hints.rasterize`.
        lineart: (H, W) uint8, 255 paper; not used.

    Returns:
        (H, W, 3) uint8 sRGB, line-free; white without hints.
    """
    empty = (hint_map[..., 3] == 0).astype(np.uint8)
    if empty.all():
        return _white(lineart)
    _, labels = cv2.distanceTransformWithLabels(empty, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    colors = np.zeros((labels.max() + 1, 3), np.uint8)
    hinted = empty == 0
    colors[labels[hinted]] = hint_map[hinted, :3]
    return colors[labels]


def fill_watershed(hint_map: U8, lineart: U8) -> U8:
    """Flood the line art from the hints; floods of different colours meet on the lines.

    Hints of the same colour flood together. Smoothing and steps were the best of some twenty variants on
    hand-drawn training pages (SMOOTH_SIGMA_PX, STEPS_AT).

    Args:
        hint_map: (H, W, 4) uint8 of `hints.rasterize`.
        lineart: (H, W) uint8, 255 paper, 0 full ink.

    Returns:
        (H, W, 3) uint8 sRGB, line-free; white without hints.

    Source: Meyer 1992, "Color image segmentation", as in OpenCV; the use on line art as in Krita's colorize mask.
    """
    hinted = hint_map[..., 3] > 0
    if not hinted.any():
        return _white(lineart)
    colors, marks = np.unique(_packed(hint_map[hinted]), return_inverse=True)
    markers = np.zeros(lineart.shape, np.int32)
    markers[hinted] = marks.reshape(-1) + 1
    markers = np.pad(markers, 1)  # OpenCV overwrites the marks in the outermost rows and columns
    relief = cv2.copyMakeBorder(_relief(lineart), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    cv2.watershed(cv2.cvtColor(relief, cv2.COLOR_GRAY2RGB), markers)
    return _unpacked(colors)[_without_borders(markers[1:-1, 1:-1]) - 1]


def _relief(lineart: U8) -> U8:
    """The line art in five steps of darkness, slightly smoothed first.

    OpenCV's flood pays for the step between neighbours, so that it creeps up a soft slope for nothing: steps
    make a soft line as steep as a hard one.
    """
    return _STEPS[cv2.GaussianBlur(lineart, (0, 0), SMOOTH_SIGMA_PX)]


def _without_borders(markers: NDArray[np.int32]) -> NDArray[np.int32]:
    """Watershed's border pixels (-1) take a neighbour's label."""
    labels = markers.astype(np.float32)
    while (border := labels <= 0).any():
        labels = np.where(border, cv2.dilate(labels, np.ones((3, 3), np.uint8)), labels)
    return labels.astype(np.int32)


def _packed(pixels: U8) -> NDArray[np.int32]:
    wide = pixels.astype(np.int32)
    return wide[:, 0] << 16 | wide[:, 1] << 8 | wide[:, 2]


def _unpacked(packed: NDArray[np.int32]) -> U8:
    return np.stack([packed >> 16, packed >> 8 & 255, packed & 255], -1).astype(np.uint8)


def _white(lineart: U8) -> U8:
    return np.full((*lineart.shape, 3), 255, np.uint8)


FILLERS: dict[str, Callable[[U8, U8], U8]] = {
    "nearest": fill_nearest,
    "watershed": fill_watershed,
}
