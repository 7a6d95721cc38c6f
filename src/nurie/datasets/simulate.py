"""Hints as artists give them, drawn from a picture's colours: one table, deterministic per generator state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.types import Extent, Hints, Rgb, Stroke
from nurie.datasets import published_hints as published
from nurie.datasets.areas import INK_BELOW, Areas, Point, axis_path, find_areas, zigzag
from nurie.errors import OptionError

U8 = NDArray[np.uint8]
Regions = NDArray[np.integer]
Rng = np.random.Generator
Simulator = Callable[[U8, U8, Rng, int, "Regions | None"], list[Stroke]]

_DOT_SHARE = 1 / 170  # a dot's radius as a share of the short side: 3 px at 512
_SMALL_SHARE = 0.006  # an area below this share of the page is a small thing: an iris, a button
_MOST_STROKES = 10  # long strokes tell much: an artist draws few


def simulate_hints(
    name: str, colors: U8, lineart: U8, rng: Rng, count: int | None = None, *,
    regions: Regions | None = None, region_colors: U8 | None = None,
) -> Hints:
    """Draw hints of one kind.

    Args:
        name: an entry of `SIMULATORS`.
        colors: (H, W, 3) uint8 sRGB picture without lines (`extract.remove_lines`).
        lineart: (H, W) uint8, 255 paper; marks start on paper where there is any.
        rng: the only source of chance.
        count: how many marks, which some kinds take as a limit; None draws it, see `random_count`, or as the kind's
            own paper does.
        regions: (H, W) region numbers where they are known; areas then end at their borders. A negative number
            is no region.
        region_colors: (N, 3) uint8 flat colour per region number; a mark takes that of the region in which it starts.

    Raises:
        OptionError: an unknown name.
    """
    if name not in SIMULATORS:
        raise OptionError(f"unknown hint simulator {name!r}; known are {', '.join(SIMULATORS)}")
    if count is None:
        own_count = published.COUNTS.get(name)
        count = own_count(rng, lineart.size) if own_count else random_count(rng)
    strokes = SIMULATORS[name](colors, lineart, rng, count, regions) if count else []
    if regions is not None and region_colors is not None:
        strokes = [_in_flat_color(stroke, regions, region_colors) for stroke in strokes]
    return Hints(Extent(*lineart.shape), tuple(strokes))


def random_hints(
    colors: U8, lineart: U8, rng: Rng, count: int | None = None, *, regions: Regions | None = None,
    region_colors: U8 | None = None, shares: Mapping[str, float] | None = None,
) -> Hints:
    """A random simulator's hints; `shares` says how often each comes, relative, None as in `HINT_SHARES`; `count` as of
    `simulate_hints`.
    """
    shares = shares or HINT_SHARES
    likely = np.array(list(shares.values()))
    name = str(rng.choice(list(shares), p=likely / likely.sum()))
    return simulate_hints(name, colors, lineart, rng, count, regions=regions, region_colors=region_colors)


def _in_flat_color(stroke: Stroke, regions: Regions, region_colors: U8) -> Stroke:
    x, y = stroke.points[0]
    region = int(regions[int(y), int(x)])
    return stroke if region < 0 else replace(stroke, color=tuple(region_colors[region].tolist()))


def random_count(rng: Rng, fewest: int = 1) -> int:
    """Up to 96, many small numbers: log-uniform."""
    return int(np.exp(rng.uniform(np.log(fewest), np.log(96))))


def _dots(colors: U8, lineart: U8, rng: Rng, count: int, regions: Regions | None = None) -> list[Stroke]:
    """Dots at uniformly random places of the paper."""
    radius = max(0.5, min(lineart.shape) * _DOT_SHARE)
    return [_dot(colors, x, y, radius) for x, y in _places(lineart, rng, count)]


def _sized_dots(colors: U8, lineart: U8, rng: Rng, count: int, regions: Regions | None = None) -> list[Stroke]:
    """Dots of 1 pixel to a broad brush."""
    radii = np.exp(rng.uniform(np.log(0.5), np.log(max(1.0, min(lineart.shape) / 20)), count))
    return [_dot(colors, x, y, float(r)) for (x, y), r in zip(_places(lineart, rng, count), radii, strict=True)]


def _region_strokes(colors: U8, lineart: U8, rng: Rng, count: int, regions: Regions | None = None) -> list[Stroke]:
    """Short straight strokes that stay within the colour they start on."""
    short = min(lineart.shape)
    strokes = []
    for x, y in _places(lineart, rng, count):
        color = _mean_color(colors, x, y, 2)
        end = _walk(colors, lineart, (x, y), color, rng, short * float(rng.uniform(0.03, 0.25)))
        strokes.append(Stroke(((x, y), end), color, max(0.5, short * float(rng.uniform(0.003, 0.015)))))
    return strokes


def _messy_strokes(colors: U8, lineart: U8, rng: Rng, count: int, regions: Regions | None = None) -> list[Stroke]:
    """Broad careless strokes in the colour of their start, over borders too: deepcolor's kind."""
    short = min(lineart.shape)
    strokes = []
    for x, y in _places(lineart, rng, min(count, 24)):
        angle, length = rng.uniform(0, 2 * np.pi), short * rng.uniform(0.03, 0.2)
        end = (x + float(np.cos(angle) * length), y + float(np.sin(angle) * length))
        color = _jitter(_mean_color(colors, x, y, 4), rng, 10)
        strokes.append(Stroke(((x, y), end), color, max(1.0, short * float(rng.uniform(0.01, 0.04))), "loose"))
    return strokes


def _region_dots(colors: U8, lineart: U8, rng: Rng, count: int, regions: Regions | None = None) -> list[Stroke]:
    """One dot in the middle of each of `count` areas, small areas as likely as large ones."""
    areas = find_areas(colors, lineart, regions)
    labels = areas.chosen(smallest=6)
    if labels.size == 0:
        return _dots(colors, lineart, rng, count)
    chosen = rng.choice(labels, size=min(count, labels.size), replace=False)
    largest = min(lineart.shape) / 25
    return [_middle_dot(colors, areas, label, float(rng.uniform(0.3, 0.8)), largest) for label in chosen]


def _small_things(colors: U8, lineart: U8, rng: Rng, count: int, regions: Regions | None = None) -> list[Stroke]:
    """Dots of 1 to 3 px on small things, such as irises and buttons, and on a few of the large ones."""
    areas = find_areas(colors, lineart, regions)
    limit = max(12.0, _SMALL_SHARE * lineart.size)
    small, large = areas.chosen(4, limit), areas.chosen(limit + 1)
    if small.size + large.size == 0:
        return _dots(colors, lineart, rng, count)
    few = rng.permutation(small)[: max(1, min(count, 24) * 2 // 3)]
    rest = rng.permutation(large)[: max(1, min(count, 24) // 3)]
    return [_middle_dot(colors, areas, label, float(rng.uniform(0.5, 1)), 3) for label in (*rest, *few)]


def _palette(colors: U8, lineart: U8, rng: Rng, count: int, regions: Regions | None = None) -> list[Stroke]:
    """A few blobs of the picture's main colours, each in the largest area that has it."""
    areas = find_areas(colors, lineart, regions)
    labels = areas.chosen(smallest=0.004 * lineart.size)
    labels = labels[np.argsort(-areas.sizes[labels], kind="stable")][:24]
    strokes: list[Stroke] = []
    for label in labels:
        blob = _middle_dot(colors, areas, label, float(rng.uniform(0.4, 0.9)), min(lineart.shape) / 14)
        if all(max(abs(one - other) for one, other in zip(blob.color, had.color, strict=True)) > 30 for had in strokes):
            strokes.append(blob)
    return strokes[: max(1, min(count, int(rng.integers(2, 8))))] or _dots(colors, lineart, rng, count)


def _axis_strokes(colors: U8, lineart: U8, rng: Rng, count: int, regions: Regions | None = None) -> list[Stroke]:
    """Strokes along the middle of areas, bent as those are."""
    areas, short, strokes = find_areas(colors, lineart, regions), min(lineart.shape), []
    for start in _inner_places(areas, rng, min(count, _MOST_STROKES)):
        length = short * float(np.exp(rng.uniform(np.log(0.06), np.log(0.8))))
        path = axis_path(areas, start, length, float(rng.uniform(0, 2 * np.pi)))
        radius = min(areas.depth[int(start[1]), int(start[0])] * 0.7, short * float(rng.uniform(0.004, 0.02)))
        strokes.append(Stroke(tuple(path), _mean_color(colors, *start, 2), max(0.5, float(radius))))
    return strokes or _dots(colors, lineart, rng, count)


def _scribbles(colors: U8, lineart: U8, rng: Rng, count: int, regions: Regions | None = None) -> list[Stroke]:
    """Zigzags that fill an area; half of them run over its border here and there."""
    areas, short, strokes = find_areas(colors, lineart, regions), min(lineart.shape), []
    for start in _inner_places(areas, rng, min(count, _MOST_STROKES)):
        path = axis_path(areas, start, short * float(rng.uniform(0.08, 0.5)), float(rng.uniform(0, 2 * np.pi)))
        path = path[:: int(rng.integers(1, 3))]
        depths = [areas.depth.item(int(y + 0.5), int(x + 0.5)) for x, y in path]
        careless = rng.random() < 0.5
        spread = rng.uniform(0.6, 1.8, len(path)) if careless else rng.uniform(0.3, 0.75, len(path))
        widths = [min(depth * float(by), short / 10) for depth, by in zip(depths, spread, strict=True)]
        color, radius = _mean_color(colors, *start, 3), short * float(rng.uniform(0.004, 0.015))
        points = (start, *zigzag(path, widths))
        strokes.append(Stroke(points, color, max(0.5, min(radius, depths[0])), "loose" if careless else "exact"))
    return strokes or _dots(colors, lineart, rng, count)


SIMULATORS: dict[str, Simulator] = {
    "dots": _dots,
    "sized_dots": _sized_dots,
    "region_strokes": _region_strokes,
    "messy_strokes": _messy_strokes,
    "region_dots": _region_dots,
    "axis_strokes": _axis_strokes,
    "scribbles": _scribbles,
    "small_things": _small_things,
    "palette": _palette,
    "ideepcolor": published.ideepcolor,
    "alacgan": published.alacgan,
    "paintstorch": published.paintstorch,
    "icolorit": published.icolorit,
    "paintschainer": published.paintschainer,
}
# Of our own recipes: those of other systems are named by their recipes alone.
HINT_SHARES = dict(zip(SIMULATORS, (0.28, 0.1, 0.09, 0.06, 0.1, 0.13, 0.09, 0.08, 0.07), strict=False))


def _middle_dot(colors: U8, areas: Areas, label: int, share: float, largest: float) -> Stroke:
    """A dot on an area's deepest pixel that covers this share of the way to its border."""
    x, y = areas.deepest[label].tolist()
    return _dot(colors, float(x), float(y), float(np.clip(areas.depth[y, x] * share, 0.5, largest)))


def _inner_places(areas: Areas, rng: Rng, count: int) -> list[Point]:
    """Pixels inside areas: in each chosen area, likelier the larger it is, the deeper of two random ones."""
    labels = areas.chosen(smallest=12)
    if labels.size == 0:
        return []
    likely = np.sqrt(areas.sizes[labels])
    chosen = rng.choice(labels, size=count, p=likely / likely.sum())
    pixels, width = {label: np.flatnonzero(areas.labels == label) for label in set(chosen)}, areas.labels.shape[1]
    turns = (rng.random((2, count)) * areas.sizes[chosen]).astype(np.int64)
    picks = np.stack([pixels[label][turn] for label, turn in zip(chosen, turns.T, strict=True)], 1)
    deep = areas.depth.ravel()[picks]
    return [(float(at % width), float(at // width)) for at in np.where(deep[0] > deep[1], picks[0], picks[1])]


def _places(lineart: U8, rng: Rng, count: int) -> list[tuple[float, float]]:
    """Random pixels of the paper, or of the whole page where too little is paper."""
    paper = np.flatnonzero(lineart >= INK_BELOW)
    if paper.size < 16:
        paper = np.arange(lineart.size)
    chosen = paper[rng.integers(0, paper.size, count)]
    width = lineart.shape[1]
    return [(float(index % width), float(index // width)) for index in chosen]


def _dot(colors: U8, x: float, y: float, radius: float) -> Stroke:
    return Stroke(((x, y),), _mean_color(colors, x, y, round(radius) + 1), radius)


def _mean_color(colors: U8, x: float, y: float, reach: int) -> Rgb:
    """Mean of the pixels around a point that resemble it: a noisy pixel is smoothed, a border is not."""
    height, width = colors.shape[:2]
    column, row = min(int(x), width - 1), min(int(y), height - 1)
    window = colors[max(0, row - reach) : row + reach + 1, max(0, column - reach) : column + reach + 1]
    own = colors[row, column].tolist()
    lowest, highest = tuple(max(0, value - 40) for value in own), tuple(min(255, value + 40) for value in own)
    near = cv2.inRange(window, lowest, highest)
    count = cv2.countNonZero(near)
    red, green, blue = (round(round(mean * count) / count) for mean in cv2.mean(window, near)[:3])  # whole sums
    return red, green, blue


def _walk(
    colors: U8, lineart: U8, start: tuple[float, float], color: Rgb, rng: Rng, length: float
) -> tuple[float, float]:
    """The farthest point of a random ray, up to `length`, before ink or another colour."""
    angle = float(rng.uniform(0, 2 * np.pi))
    steps = np.arange(1, max(2, int(length)))
    xs = np.round(start[0] + np.cos(angle) * steps).astype(int)
    ys = np.round(start[1] + np.sin(angle) * steps).astype(int)
    inside = (xs >= 0) & (ys >= 0) & (xs < lineart.shape[1]) & (ys < lineart.shape[0])
    xs, ys = xs[inside], ys[inside]
    same = np.abs(colors[ys, xs].astype(int) - color).max(1) <= 40
    stop = np.flatnonzero(~same | (lineart[ys, xs] < INK_BELOW))
    last = (stop[0] if stop.size else xs.size) - 1
    return start if last < 0 else (float(xs[last]), float(ys[last]))


def _jitter(color: Rgb, rng: Rng, spread: float) -> Rgb:
    red, green, blue = np.clip(np.round(color + rng.normal(0, spread, 3)), 0, 255).astype(int).tolist()
    return red, green, blue
