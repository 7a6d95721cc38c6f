"""Painted pictures to layers: flat colours, shadow over them, light over both. Numpy and OpenCV only.

The layers are an estimate to learn from, not the painter's own; pictures that cannot be told apart so are refused.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.color import rgb_to_lab
from nurie.datasets.extract import remove_lines
from nurie.datasets.paint_regions import PAPER, find_paint_regions, grayness, nearest_where, unexplained_tint

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]
F32 = NDArray[np.float32]

_FILL_PX = 9  # ink wider than this is a black area, not a line
_LIT = (0.5, 0.9)  # a region's flat colour is the mean of its pixels between these ranks of lightness
_LEVELS = 64
_SAME_PAINT = 4.0
_MOST_PAINTS = 64
_DARKEST = 0.25
_TINT = 0.15  # how far a channel of the shadow may be from its grey, as a share
_WEAK = 24  # grey levels: where a channel of the flat is about as dark, the shadow's tint is not known

_LEAST_FIT_DB = 24.5
_MOST_TEXTURE = 4.2
_LEAST_LIGHT = 40
_MOST_REGIONS = 16.0  # in ten thousand pixels
_LARGEST = 0.985  # share of the picture that one region may have


@dataclass(frozen=True, slots=True, eq=False)
class PaintLayers:
    """Layers of a painted picture, `lay_light(flats, shadow, highlight)` being about the picture without its lines.

    Attributes:
        regions: (H, W) int32, 0 to N - 1.
        flats: (H, W, 3) uint8 sRGB, one colour per region; regions of one paint have the same.
        shadow: (H, W, 3) uint8, to multiply with, 255 none; nearly grey, at least a quarter.
        highlight: (H, W) uint8, white to screen with, 0 none; never where there is shadow.
        fit: PSNR in dB of the layers against the picture, where no line is.
        reason: why the layers should not be learned from, or None.
    """

    regions: I32
    flats: U8
    shadow: U8
    highlight: U8
    fit: float
    reason: str | None


def split_painting(picture: U8, lineart: U8) -> PaintLayers:
    """Estimate the layers of a painted picture.

    Args:
        picture: (H, W, 3) uint8 sRGB, with its lines.
        lineart: (H, W) uint8, 255 paper: the artist's own or `extract_lineart`'s.
    """
    lines = _without_fills(lineart)
    plain = remove_lines(picture, lines)
    smooth = _smoothed(plain)
    regions = find_paint_regions(smooth, lines)
    colors = _same_paints(_lit_colors(smooth, regions), np.bincount(regions.ravel()))
    flats = colors[regions]
    shadow, highlight = _clean(regions, *_shading(smooth, flats))
    paper = (lines >= PAPER).view(np.uint8)
    fit = _fit(lay_light(flats, shadow, highlight), plain, paper)
    return PaintLayers(regions, flats, shadow, highlight, fit, _reason(plain, smooth, regions, paper, fit))


def lay_light(flats: U8, shadow: U8, highlight: U8) -> U8:
    """`screen(multiply(flats, shadow), highlight)`: (H, W, 3) uint8, from (H, W, 3), (H, W[, 3]) and (H, W)."""
    if shadow.ndim == 2:
        shadow = cv2.merge([shadow] * 3)
    dark = cv2.bitwise_not(cv2.multiply(flats, shadow, scale=1 / 255))
    return cv2.bitwise_not(cv2.multiply(dark, cv2.merge([cv2.bitwise_not(highlight)] * 3), scale=1 / 255))


def _without_fills(lineart: U8) -> U8:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_FILL_PX, _FILL_PX))
    fills = cv2.morphologyEx((lineart < PAPER).view(np.uint8), cv2.MORPH_OPEN, kernel, borderType=cv2.BORDER_REPLICATE)
    return np.where(fills > 0, np.uint8(255), lineart)


def _smoothed(plain: U8) -> U8:
    """Without grain and brush marks; borders stay."""
    return cv2.bilateralFilter(cv2.bilateralFilter(cv2.medianBlur(plain, 3), 5, 24, 3), 5, 24, 3)


def _lit_colors(smooth: U8, regions: I32) -> U8:
    """(N, 3) uint8, what each region looks like in plain light, its highlights left out."""
    flat = regions.ravel()
    codes = flat * _LEVELS + (cv2.cvtColor(smooth, cv2.COLOR_RGB2GRAY).ravel() >> 2)
    count = int(flat.max()) + 1
    histogram = np.bincount(codes, minlength=count * _LEVELS).reshape(count, _LEVELS)
    up_to = np.cumsum(histogram, 1)
    low, high = (share * up_to[:, -1:] for share in _LIT)
    weight = ((up_to > low) & (up_to - histogram < high)).astype(np.float64).ravel()[codes]
    sums = [np.bincount(flat, weight * plane.ravel(), count) for plane in cv2.split(smooth)]
    return np.round(np.stack(sums, 1) / np.bincount(flat, weight, count)[:, None]).astype(np.uint8)


def _same_paints(colors: U8, areas: NDArray[np.int64]) -> U8:
    """Colours that differ by little, or a little by light alone, become the one of the largest region among them."""
    order = np.argsort(-areas, kind="stable")
    lab = rgb_to_lab(colors).astype(np.float64)
    a, b = lab[order, None], lab[None, order[:_MOST_PAINTS]]
    light = np.abs(a[..., 0] - b[..., 0]) * (0.4 + 0.4 * grayness(a, b))
    far = np.hypot(unexplained_tint(a, b), light)  # (N, paints)
    is_paint = np.zeros(far.shape[1], np.bool_)
    new = colors.copy()
    for number, row in enumerate(np.where(far < _SAME_PAINT, far, np.inf)):
        best = int(np.where(is_paint, row, np.inf).argmin())
        if is_paint[best] and np.isfinite(row[best]):
            new[order[number]] = colors[order[best]]
        elif number < len(is_paint):
            is_paint[number] = True
    return new


def _shading(smooth: U8, flats: U8) -> tuple[U8, U8]:
    """Shadow and highlight of each pixel by itself: of a colour beyond the flat the nearest that layers can make."""
    picture, flat = smooth.astype(np.float32), flats.astype(np.float32)
    room = 255 - flat
    highlight = _dot(picture - flat, room) / np.maximum(_dot(room, room), 300)
    gray = np.clip(_dot(picture, flat) / np.maximum(_dot(flat, flat), 1), _DARKEST, 1)
    gray[highlight > 0] = 1
    least, most = np.maximum(gray * (1 - _TINT), np.float32(_DARKEST)), gray * (1 + _TINT)
    planes = []
    for seen, plain in zip(cv2.split(picture), cv2.split(flat), strict=True):
        shadow = (seen + _WEAK * gray) / (plain + _WEAK)
        planes.append(cv2.convertScaleAbs(np.clip(shadow, least, most), alpha=255))
    lit = (highlight > 0).view(np.uint8) * np.uint8(255)
    highlight = cv2.convertScaleAbs(np.maximum(highlight, 0), alpha=255)
    return cv2.merge([cv2.bitwise_or(plane, lit) for plane in planes]), highlight


def _dot(a: F32, b: F32) -> F32:
    return cv2.transform(cv2.multiply(a, b), np.ones((1, 3)))


def _clean(regions: I32, shadow: U8, highlight: U8) -> tuple[U8, U8]:
    """Without grain, and without the mixed pixels at borders: these take what is nearest within their region."""
    shadow, highlight = cv2.bilateralFilter(cv2.medianBlur(shadow, 5), 5, 30, 3), cv2.medianBlur(highlight, 5)
    shadow[highlight > 0] = 255
    labels = regions.astype(np.float32)
    inside = cv2.erode(labels, np.ones((3, 3))) == cv2.dilate(labels, np.ones((3, 3)))
    at = np.flatnonzero(~inside)
    source = np.take(nearest_where(inside), at)
    same = np.take(regions, source) == np.take(regions, at)
    at, source = at[same], source[same]
    shadow.reshape(-1, 3)[at] = shadow.reshape(-1, 3)[source]
    highlight.ravel()[at] = highlight.ravel()[source]
    return shadow, highlight


def _fit(layers: U8, plain: U8, paper: U8) -> float:
    count = 3 * max(1, cv2.countNonZero(paper))
    error = cv2.norm(layers, plain, cv2.NORM_L2SQR, paper) / count
    return float(10 * np.log10(255**2 / max(error, 1e-3)))


def _reason(plain: U8, smooth: U8, regions: I32, paper: U8, fit: float) -> str | None:
    """What is wrong with the layers, in words, or None."""
    areas = np.bincount(regions.ravel())
    texture = cv2.norm(plain, smooth, cv2.NORM_L1, paper) / (3 * max(1, cv2.countNonZero(paper)))
    light = float(np.median(cv2.cvtColor(plain, cv2.COLOR_RGB2GRAY)[::3, ::3]))
    wrong = {
        f"fit of {fit:.1f} dB, below {_LEAST_FIT_DB}": fit < _LEAST_FIT_DB,
        f"texture of {texture:.1f} grey levels, above {_MOST_TEXTURE}": texture > _MOST_TEXTURE,
        f"dark: median grey level {light:.0f}, below {_LEAST_LIGHT}": light < _LEAST_LIGHT,
        f"too many regions: {len(areas)}": len(areas) > max(20.0, _MOST_REGIONS * regions.size / 1e4),
        f"one region is {areas.max() / regions.size:.1%} of it": areas.max() > _LARGEST * regions.size,
    }
    return next((words for words, is_so in wrong.items() if is_so), None)
