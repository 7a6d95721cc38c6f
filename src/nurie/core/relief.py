"""How flat areas, blown up like cushions, turn towards or away from a light."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
_REACHES = (0.4, 0.25, 0.12, 0.06)  # of the smoothing, in radii


def slope(masses: NDArray[np.integer], fall: tuple[float, float], radius_px: float) -> F32:
    """(H, W) how steep each mass turns towards (+) or away from (-) a light whose shadows fall along `fall`.

    Args:
        masses: (H, W) numbers; where they differ is a border.
        fall: x and y, of length 1 at most; y grows downwards.
        radius_px: how far from its border a mass is round; within it is flat.

    Source: Johnston 2002, "Lumo: illumination for cel animation", section 3, by distances instead of blended normals.
    """
    inside = np.full(masses.shape, 255, np.uint8)
    inside[:, 1:][masses[:, 1:] != masses[:, :-1]] = 0
    inside[1:][masses[1:] != masses[:-1]] = 0
    if inside.all():  # one mass without a border, from which no distance is a number
        return np.zeros(masses.shape, np.float32)
    away = cv2.distanceTransform(inside, cv2.DIST_L2, 3)
    share = 1 - cv2.min(away, radius_px) / np.float32(radius_px)
    steep = share / np.sqrt(1.15 - share * share)
    along, down = (cv2.Sobel(away, cv2.CV_32F, *way, scale=0.125) for way in ((1, 0), (0, 1)))
    field = steep * (fall[0] * along + fall[1] * down)
    for reach in _REACHES:
        field = _smoothed(field, masses, max(1, round(reach * radius_px)))
    return field


def _smoothed(field: F32, masses: NDArray[np.integer], step: int) -> F32:
    """Means of each pixel and its four neighbours at `step` px, as far as they are of the same mass."""
    total, count = field.copy(), np.ones(field.shape, np.float32)
    for one, other in ((np.s_[:, step:], np.s_[:, :-step]), (np.s_[step:], np.s_[:-step])):
        same = (masses[one] == masses[other]).astype(np.float32)
        total[one] += same * field[other]
        total[other] += same * field[one]
        count[one] += same
        count[other] += same
    return total / count


def without_islands(field: F32, limit: float, smallest: float) -> F32:
    """Shadows, where the field is below -`limit`, of fewer px than `smallest` are too small for a brush and are lit."""
    dark = (field < -limit).view(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    small = stats[:, cv2.CC_STAT_AREA] < smallest
    small[0] = False
    return np.where(cv2.dilate(small[labels].view(np.uint8), _DISC) > 0, np.maximum(field, 0), field)


_DISC = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
