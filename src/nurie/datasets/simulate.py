"""Hints as artists give them, drawn from a picture's colours: one table, deterministic per generator state."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.types import Extent, Hints, Stroke
from nurie.errors import OptionError

U8 = NDArray[np.uint8]
Rng = np.random.Generator
Simulator = Callable[[U8, U8, Rng, int], list[Stroke]]

_INK_BELOW = 200
_DOT_SHARE = 1 / 170  # a dot's radius as a share of the short side: 3 px at 512


def simulate_hints(name: str, colors: U8, lineart: U8, rng: Rng, count: int | None = None) -> Hints:
    """Draw hints of one kind.

    Args:
        name: an entry of `SIMULATORS`.
        colors: (H, W, 3) uint8 sRGB picture without lines (`extract.remove_lines`).
        lineart: (H, W) uint8, 255 paper; marks start on paper where there is any.
        rng: the only source of chance.
        count: how many marks; None draws it, see `random_count`.

    Raises:
        OptionError: an unknown name.
    """
    if name not in SIMULATORS:
        raise OptionError(f"unknown hint simulator {name!r}; known are {', '.join(SIMULATORS)}")
    count = random_count(rng) if count is None else count
    strokes = SIMULATORS[name](colors, lineart, rng, count) if count else []
    return Hints(Extent(*lineart.shape), tuple(strokes))


def random_hints(colors: U8, lineart: U8, rng: Rng) -> Hints:
    """A random simulator's hints."""
    name = str(rng.choice(list(SIMULATORS), p=_SHARES))
    return simulate_hints(name, colors, lineart, rng)


def random_count(rng: Rng) -> int:
    """1 to 96, many small numbers: log-uniform."""
    return int(np.exp(rng.uniform(0, np.log(96))))


def _dots(colors: U8, lineart: U8, rng: Rng, count: int) -> list[Stroke]:
    """Dots at uniformly random places of the paper."""
    radius = max(0.5, min(lineart.shape) * _DOT_SHARE)
    return [_dot(colors, x, y, radius) for x, y in _places(lineart, rng, count)]


def _sized_dots(colors: U8, lineart: U8, rng: Rng, count: int) -> list[Stroke]:
    """Dots of 1 pixel to a broad brush."""
    radii = np.exp(rng.uniform(np.log(0.5), np.log(max(1.0, min(lineart.shape) / 20)), count))
    return [_dot(colors, x, y, float(r)) for (x, y), r in zip(_places(lineart, rng, count), radii, strict=True)]


def _region_strokes(colors: U8, lineart: U8, rng: Rng, count: int) -> list[Stroke]:
    """Short straight strokes that stay within the colour they start on."""
    short = min(lineart.shape)
    strokes = []
    for x, y in _places(lineart, rng, count):
        color = _mean_color(colors, x, y, 2)
        end = _walk(colors, lineart, (x, y), color, rng, short * float(rng.uniform(0.03, 0.25)))
        strokes.append(Stroke(((x, y), end), color, max(0.5, short * float(rng.uniform(0.003, 0.015)))))
    return strokes


def _messy_strokes(colors: U8, lineart: U8, rng: Rng, count: int) -> list[Stroke]:
    """Broad careless strokes in the colour of their start, over borders too: deepcolor's kind."""
    short = min(lineart.shape)
    strokes = []
    for x, y in _places(lineart, rng, min(count, 24)):
        angle, length = rng.uniform(0, 2 * np.pi), short * rng.uniform(0.03, 0.2)
        end = (x + float(np.cos(angle) * length), y + float(np.sin(angle) * length))
        color = _jitter(_mean_color(colors, x, y, 4), rng, 10)
        strokes.append(Stroke(((x, y), end), color, max(1.0, short * float(rng.uniform(0.01, 0.04))), "loose"))
    return strokes


def _region_dots(colors: U8, lineart: U8, rng: Rng, count: int) -> list[Stroke]:
    """One dot near the middle of each of `count` regions, small regions as likely as large ones."""
    paper = (lineart >= _INK_BELOW).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(paper, connectivity=4)
    areas = stats[1:, cv2.CC_STAT_AREA]
    regions = np.flatnonzero(areas >= 6) + 1
    if regions.size == 0:
        return _dots(colors, lineart, rng, count)
    chosen = rng.choice(regions, size=min(count, regions.size), replace=False)
    depth = cv2.distanceTransform(paper, cv2.DIST_L2, 3)
    strokes = []
    for region in chosen:
        left, top, width, height, _ = stats[region]
        inside = depth[top : top + height, left : left + width] * (
            labels[top : top + height, left : left + width] == region
        )
        y, x = np.unravel_index(int(inside.argmax()), inside.shape)
        radius = float(np.clip(inside.max() * rng.uniform(0.3, 0.8), 0.5, min(lineart.shape) / 25))
        strokes.append(_dot(colors, float(x + left), float(y + top), radius))
    return strokes


SIMULATORS: dict[str, Simulator] = {
    "dots": _dots,
    "sized_dots": _sized_dots,
    "region_strokes": _region_strokes,
    "messy_strokes": _messy_strokes,
    "region_dots": _region_dots,
}
_SHARES = np.array([0.35, 0.15, 0.2, 0.1, 0.2])


def _places(lineart: U8, rng: Rng, count: int) -> list[tuple[float, float]]:
    """Random pixels of the paper, or of the whole page where too little is paper."""
    paper = np.flatnonzero(lineart >= _INK_BELOW)
    if paper.size < 16:
        paper = np.arange(lineart.size)
    chosen = paper[rng.integers(0, paper.size, count)]
    width = lineart.shape[1]
    return [(float(index % width), float(index // width)) for index in chosen]


def _dot(colors: U8, x: float, y: float, radius: float) -> Stroke:
    return Stroke(((x, y),), _mean_color(colors, x, y, round(radius) + 1), radius)


def _mean_color(colors: U8, x: float, y: float, reach: int) -> tuple[int, int, int]:
    """Mean of the pixels around a point that resemble it: a noisy pixel is smoothed, a border is not."""
    height, width = colors.shape[:2]
    column, row = min(int(x), width - 1), min(int(y), height - 1)
    window = colors[max(0, row - reach) : row + reach + 1, max(0, column - reach) : column + reach + 1]
    window = window.reshape(-1, 3).astype(np.int32)
    near = np.abs(window - colors[row, column]).max(1) <= 40
    red, green, blue = np.round(window[near].mean(0)).astype(int).tolist()
    return red, green, blue


def _walk(
    colors: U8, lineart: U8, start: tuple[float, float], color: tuple[int, int, int], rng: Rng, length: float
) -> tuple[float, float]:
    """The farthest point of a random ray, up to `length`, before ink or another colour."""
    angle = float(rng.uniform(0, 2 * np.pi))
    steps = np.arange(1, max(2, int(length)))
    xs = np.round(start[0] + np.cos(angle) * steps).astype(int)
    ys = np.round(start[1] + np.sin(angle) * steps).astype(int)
    inside = (xs >= 0) & (ys >= 0) & (xs < lineart.shape[1]) & (ys < lineart.shape[0])
    xs, ys = xs[inside], ys[inside]
    same = np.abs(colors[ys, xs].astype(int) - color).max(1) <= 40
    stop = np.flatnonzero(~same | (lineart[ys, xs] < _INK_BELOW))
    last = (stop[0] if stop.size else xs.size) - 1
    return start if last < 0 else (float(xs[last]), float(ys[last]))


def _jitter(color: tuple[int, int, int], rng: Rng, spread: float) -> tuple[int, int, int]:
    red, green, blue = np.clip(np.round(color + rng.normal(0, spread, 3)), 0, 255).astype(int).tolist()
    return red, green, blue
