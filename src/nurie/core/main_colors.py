"""The main flat colours of a picture: what a reference gives to the pages after it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.color import lab_to_rgb, rgb_to_lab
from nurie.core.image_io import Source, read_picture
from nurie.core.types import ColorShare

FEWEST, MOST = 8, 24  # colours, where the picture has so many
_SAMPLES = 400_000  # pixels looked at
_EVEN = 6  # levels between a pixel and its neighbours up to which it lies in an even area, not in a border or a line
_BIN = 4.0  # CIELAB units per side of a cell of the histogram
_APART = 12.0  # CIELAB distance of two colours of the result
_LEAST_SHARE = 0.004  # of the even area, from the ninth colour on
_ROUNDS = 4

ReferenceSource = Source | Sequence[ColorShare]

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]


def main_colors(pixels: U8) -> tuple[ColorShare, ...]:
    """Find the colours that a painted picture mainly consists of.

    Pixels of even areas are counted in CIELAB cells. The fullest cell is the first colour, then the fullest that is
    12 units from all so far, and so on: at most 24, and from the ninth on only such that more than 0.4 % of the area
    is near. A few rounds of k-means then move each to the mean of its pixels; two that meet on the way become one.
    So lines and the mixtures at borders are none, and a picture in five colours gives five.

    Args:
        pixels: (H, W, 3) uint8 sRGB.

    Returns:
        at least one colour, the largest share first; the shares sum to 1.

    Source: the start is the popularity algorithm of Heckbert 1982, "Color image quantization for frame buffer
    display", section 4.1; the rounds are Lloyd's.
    """
    lab, weight = _cells(_even(pixels))
    centers = _start(lab, weight)
    for _ in range(_ROUNDS):
        nearest = _nearest(lab, centers)
        centers = _means(lab, weight, nearest, len(centers))
        centers = _merged(centers, np.bincount(nearest, weight, len(centers)))
    shares = np.bincount(_nearest(lab, centers), weight, len(centers)) / weight.sum()
    order = [number for number in np.argsort(-shares, kind="stable") if shares[number] > 0]
    colors = lab_to_rgb(centers)
    return tuple(ColorShare(tuple(colors[number].tolist()), float(shares[number])) for number in order)


def to_shares(source: ReferenceSource | None) -> tuple[ColorShare, ...]:
    """A reference's colours: of a picture (path, bytes, PIL picture, array), or those already found in one.

    Raises:
        PageError: no picture.
    """
    if source is None:
        return ()
    if isinstance(source, list | tuple):
        return tuple(ColorShare(*share) for share in source)
    return main_colors(read_picture(source).pixels)  # type: ignore[arg-type]


def _even(pixels: U8) -> U8:
    """(n, 3): pixels that look like their neighbours; all where there are none."""
    step = max(1, int((pixels.shape[0] * pixels.shape[1] / _SAMPLES) ** 0.5))
    kernel = np.ones((3, 3), np.uint8)
    spread = cv2.subtract(cv2.dilate(pixels, kernel), cv2.erode(pixels, kernel)).max(2)
    even = pixels[::step, ::step][spread[::step, ::step] <= _EVEN]
    return even if len(even) else pixels[::step, ::step].reshape(-1, 3)


def _cells(colors: U8) -> tuple[F32, NDArray[np.float64]]:
    """(n, 3) mean CIELAB and (n,) pixels of the cells that any lie in."""
    lab = rgb_to_lab(colors)
    keys = np.floor(lab / _BIN).astype(np.int64) @ np.array([1 << 16, 1 << 8, 1])
    _, which, count = np.unique(keys, return_inverse=True, return_counts=True)
    means = [np.bincount(which, lab[:, axis]) / count for axis in range(3)]
    return np.stack(means, 1).astype(np.float32), count.astype(np.float64)


def _start(lab: F32, weight: NDArray[np.float64]) -> F32:
    chosen: list[int] = []
    far = np.ones(len(lab), np.bool_)
    while len(chosen) < MOST and far.any():
        best = int(np.argmax(np.where(far, weight, -1)))
        near = far & (np.linalg.norm(lab - lab[best], axis=1) < _APART)
        if len(chosen) < FEWEST or weight[near].sum() >= _LEAST_SHARE * weight.sum():
            chosen.append(best)
        far &= ~near
    return lab[chosen]


def _nearest(lab: F32, centers: F32) -> NDArray[np.intp]:
    return np.linalg.norm(lab[:, None] - centers[None], axis=2).argmin(1)


def _means(lab: F32, weight: NDArray[np.float64], nearest: NDArray[np.intp], count: int) -> F32:
    total = np.maximum(np.bincount(nearest, weight, count), 1)
    return np.stack([np.bincount(nearest, weight * lab[:, axis], count) / total for axis in range(3)], 1).astype(
        np.float32
    )


def _merged(centers: F32, area: NDArray[np.float64]) -> F32:
    """Without empty ones, and without such as came near a larger one."""
    kept: list[int] = []
    for number in np.argsort(-area, kind="stable"):
        apart = all(np.linalg.norm(centers[number] - centers[other]) >= _APART / 2 for other in kept)
        if apart and area[number] > 0:
            kept.append(int(number))
    return centers[kept]
