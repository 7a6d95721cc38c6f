"""Pencil pages whose soft and open lines are no walls to their hints: these run into each other."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.diffusion import diffuse

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]
F32 = NDArray[np.float32]

STRENGTH = 0.75  # of a pencil page's colours, where they are open to doubt, taken from the blend of the hints
GRID, SHUT, ROUNDS = 96, 5.0, 60  # of that blend: finer than what the network sees, and stopped less by lines
STRIP_ROWS = 512
_FAINT, _DARK = 20, 150  # ink levels: below the first there is no line, above the second it is black
_DARK_SHARE = (0.20, 0.35)  # of a page's ink that is black: pencil below the first, ink above the second
_BLACKEST = (240, 252)  # ink level that a hundredth is above
_CONTRARY = (0.15, 0.35)  # share of the marks in regions of several colours: lines are walls below the first
_NEAR = 0.1  # of the short side: so far from a hint its region's colour is in doubt, too
_ONE_COLOR = 12.0  # grey levels: hints that deviate less in the mean say one thing of their region


@dataclass(frozen=True, slots=True, eq=False)
class Doubt:
    """What a page's colours are blended with, at the working size.

    Attributes:
        share: (h, w) float32 in [0, 1].
        blend: (h, w, 3) uint8 sRGB, the hints run into each other.
    """

    share: F32
    blend: U8


def pencil_share(lineart: U8) -> float:
    """How much a page is drawn in pencil: 1 where its lines are grey and nowhere black, 0 of ink, or between."""
    counts = cv2.calcHist([lineart], [0], None, [256], [0, 256]).ravel()[::-1][_FAINT + 1 :]  # by ink level
    if not (total := float(counts.sum())):
        return 0.0
    above = 1 - np.cumsum(counts) / total  # the share that is darker than each level
    dark = float(above[_DARK - _FAINT - 1])
    blackest = _FAINT + 1 + int(np.argmax(above <= 0.01))
    return 1 - max(_ramp(dark, *_DARK_SHARE), _ramp(blackest, *_BLACKEST))


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


def find_doubt(lineart: U8, regions: I32, hint_map: U8, pencil: float) -> Doubt | None:
    """Where the colours of a pencil page are open to doubt, and what the hints say there together.

    Hints themselves say what lines are worth. Who gives each region its colour takes them for walls, and nothing is in
    doubt. Where many regions hold hints of several colours, in doubt are these, regions without a hint, and of others
    what lies far from their hints.

    Args:
        lineart: (h, w) uint8, 255 paper, at the working size.
        regions: (h, w) int32, region numbers at that size.
        hint_map: (h, w, 4) uint8 of `hints.rasterize`.
        pencil: of `pencil_share`, of the page at its own size.

    Returns:
        None of a page in ink, without hints, or whose hints agree with its regions.
    """
    marked = hint_map[..., 3] > 0
    if pencil <= 0 or not marked.any():
        return None
    open_ = _open_regions(regions, hint_map, marked)[regions]
    strength = STRENGTH * pencil * _ramp(float(open_[marked].mean()), *_CONTRARY)
    if strength <= 0:
        return None
    far = cv2.distanceTransform((~marked).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_3) / (_NEAR * min(lineart.shape))
    share = np.float32(strength) * np.maximum(open_, np.minimum(far, 1))
    share[marked] = 0
    return Doubt(share, diffuse(hint_map, lineart, grid=GRID, shut=SHUT, rounds=ROUNDS))


def _open_regions(regions: I32, hint_map: U8, marked: NDArray[np.bool_]) -> NDArray[np.float32]:
    """1 for each region number that is in doubt, else 0."""
    where, count = regions[marked], int(regions.max()) + 1
    number = np.bincount(where, minlength=count)
    deviation = np.zeros(count)
    for channel in range(3):
        value = hint_map[..., channel][marked].astype(np.float64)
        mean = np.bincount(where, value, count) / np.maximum(number, 1)
        square = np.bincount(where, value**2, count) / np.maximum(number, 1)
        deviation += np.sqrt(np.maximum(square - mean**2, 0)) / 3
    return ((number == 0) | (deviation > _ONE_COLOR)).astype(np.float32)


def hedge(color: U8, doubt: Doubt, held: NDArray[np.bool_]) -> U8:
    """Blend a page's colours with its hints' blend where there is doubt.

    Args:
        color: (H, W, 3) uint8 sRGB.
        doubt: of `find_doubt`.
        held: (H, W) bool, what stays: hints, and what is left bare.
    """
    height, width = color.shape[:2]
    share = cv2.resize(doubt.share, (width, height), interpolation=cv2.INTER_LINEAR)
    share[held] = 0
    blend = cv2.resize(doubt.blend, (width, height), interpolation=cv2.INTER_LINEAR)
    hedged = np.empty_like(color)
    for top in range(0, height, STRIP_ROWS):
        rows = slice(top, top + STRIP_ROWS)
        hedged[rows] = cv2.blendLinear(blend[rows], color[rows], share[rows], 1 - share[rows])
    return hedged
