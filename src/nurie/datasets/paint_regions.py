"""Regions of painted pictures: small cells, joined where light alone makes them differ. Numpy and OpenCV only."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

PAPER = 200  # lineart at least this light is no line
_CELL_PX = 14  # at most
_CALM = 20  # grey levels by which neighbours differ inside a cell
_SIDE_PX = 2  # from a border, where the lightness on its two sides is read

# What keeps two regions apart, in units of CIELAB chroma. Chosen on drawings whose regions are known, and by eye.
_LIMIT, _LIMIT_SMALL = 9.5, 45.0  # regions join below the first, plus the second by the root of the smaller's pixels
_TINT = 0.9  # per unit of tint that light does not explain
_STEP, _STEP_GRAY = 0.15, 0.2  # per unit of lightness right across the border, and what is added for greys
_LIGHT = 0.1  # per unit of lightness between the means
_DEEP, _DEEPEST = 0.3, 28.0  # per unit of lightness by which the difference exceeds what shadow makes
_LINE = 6.0  # for a full line all along the border
_VEIL = 0.3  # share of white that a highlight adds without cost
_SHADOW_TINTS = (((0.3, -0.954), 0.7), ((0.86, 0.51), 0.35))  # way in a*, b*; most per unit of lightness lost
_ROUNDS, _QUICK_ROUNDS = 60, 2
_MUCH_LARGER = 8.0


def find_paint_regions(smooth: U8, lineart: U8) -> I32:
    """Number the regions of a painted picture, 0 to N - 1.

    The lit and the shaded side of a thing are one region where no line lies between them; a region need not hang
    together under lines.

    Args:
        smooth: (H, W, 3) uint8 sRGB without lines and texture.
        lineart: (H, W) uint8, 255 paper.
    """
    lab = _lab(smooth)
    cells = _cells(smooth, lineart)
    return _refined(cells, _merge(_graph(cells, lab, lineart)), lab, lineart)


def nearest_where(sure: NDArray[np.bool_]) -> I64:
    """(H, W) int64: for each pixel the flat index of the nearest one that is sure; itself where none is."""
    if not sure.any():
        return np.arange(sure.size, dtype=np.int64).reshape(sure.shape)
    unsure = (~sure).view(np.uint8)
    _, nearest = cv2.distanceTransformWithLabels(unsure, cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL)
    known = np.flatnonzero(sure)
    source = np.zeros(int(nearest.max()) + 1, np.int64)
    source[np.take(nearest, known)] = known
    return source[nearest]


def unexplained_tint(a: F64, b: F64) -> F64:
    """How far two CIELAB colours are from being one thing in shadow and in light, (...) in units of chroma.

    Shadow multiplies, so chroma falls with lightness, and it may turn cool or warm by what it takes away. A highlight
    screens, so chroma falls towards white.
    """
    swap = a[..., :1] < b[..., :1]
    lit, dark = np.where(swap, b, a), np.where(swap, a, b)
    fall = lit[..., 0] - dark[..., 0]
    rest = dark[..., 1:] - lit[..., 1:] * ((dark[..., :1] + 8) / (lit[..., :1] + 8))
    least = np.hypot(rest[..., 0], rest[..., 1])
    for (x, y), most in _SHADOW_TINTS:
        along = np.clip(rest[..., 0] * x + rest[..., 1] * y, 0, most * fall)
        least = np.minimum(least, np.hypot(rest[..., 0] - along * x, rest[..., 1] - along * y) + 0.35 * along)
    veil = fall / (104 - dark[..., 0])
    paler = lit[..., 1:] - dark[..., 1:] * (1 - veil[..., None])
    return np.minimum(least, np.hypot(paler[..., 0], paler[..., 1]) + 3 + 30 * np.maximum(veil - _VEIL, 0))


def grayness(a: F64, b: F64) -> F64:
    """1 where one of two CIELAB colours is grey, so that no hue says whether they belong together, 0 from chroma 12."""
    chroma = np.minimum(np.hypot(a[..., 1], a[..., 2]), np.hypot(b[..., 1], b[..., 2]))
    return np.clip(1 - chroma / 12, 0, 1)


def _lab(picture: U8) -> F32:
    """Quick CIELAB, right to half a unit."""
    scale = np.array([[100 / 255, 0, 0, 0], [0, 1, 0, -128], [0, 0, 1, -128]])
    return cv2.transform(cv2.cvtColor(picture, cv2.COLOR_RGB2LAB).astype(np.float32), scale)


def _cells(smooth: U8, lineart: U8) -> I32:
    """Watershed cells from 0 whose borders lie on lines and on steps of colour."""
    red, green, blue = cv2.split(cv2.morphologyEx(smooth, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)))
    paper = lineart >= PAPER
    calm = ((cv2.max(cv2.max(red, green), blue) < _CALM) & paper).view(np.uint8)
    depth = np.minimum(cv2.distanceTransform(calm, cv2.DIST_L2, 3), _CELL_PX / 2)
    seeds = (depth == cv2.dilate(depth, np.ones((5, 5), np.uint8))) & (depth >= 1) & (depth < _CELL_PX / 2)
    grid = (slice(_CELL_PX // 2, None, _CELL_PX),) * 2
    seeds[grid] |= depth[grid] > 2
    count, marks = cv2.connectedComponents(seeds.view(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    if count == 1:
        return np.zeros(lineart.shape, np.int32)
    cv2.watershed(cv2.merge([cv2.multiply(channel, lineart, scale=1 / 255) for channel in cv2.split(smooth)]), marks)
    return _compact(np.take(marks, nearest_where((marks > 0) & paper)))


def _compact(labels: I32) -> I32:
    """The same labels from 0 without gaps; -1 beside others becomes 0."""
    labels = np.maximum(labels, 0)
    table = np.cumsum(np.bincount(labels.ravel()) > 0, dtype=np.int32) - 1
    return table[labels]


@dataclass(frozen=True, slots=True, eq=False)
class _Graph:
    """N regions and M borders; sums, so that joining adds.

    Attributes:
        area: (N,) pixels.
        lab: (N, 3) CIELAB.
        pairs: (M, 2) neighbours, the lower number first.
        length, line, step: (M,) along the border: its pixels, line strength 0 to 1, lightness of the second side
            less that of the first.
    """

    area: F64
    lab: F64
    pairs: I64
    length: F64
    line: F64
    step: F64


def _graph(cells: I32, lab: F32, lineart: U8) -> _Graph:
    area = np.bincount(cells.ravel()).astype(np.float64)
    sums = np.stack([np.bincount(cells.ravel(), plane.ravel()) for plane in cv2.split(lab)], 1)
    ink = cv2.dilate(255 - lineart, np.ones((3, 3), np.uint8)).ravel()
    light = np.ascontiguousarray(lab[..., 0])
    wide = cv2.copyMakeBorder(light, *(_SIDE_PX,) * 4, cv2.BORDER_REPLICATE)
    parts = []
    for down, right in ((0, 1), (1, 0)):
        here, there = cells[: -down or None, : -right or None], cells[down:, right:]
        y, x = np.nonzero(here != there)
        at, step_on = y * cells.shape[1] + x, down * cells.shape[1] + right
        a, b = np.take(cells, at).astype(np.int64), np.take(cells, at + step_on)
        back, forth = _SIDE_PX, _SIDE_PX + 1
        before = wide[y + back * (1 - down), x + back * (1 - right)]
        after = wide[y + back + forth * down, x + back + forth * right]
        step = np.where(a < b, after - before, before - after)
        line = np.maximum(ink[at], ink[at + step_on]) / 255.0
        parts.append((np.minimum(a, b) * len(area) + np.maximum(a, b), np.ones(len(at)), line, step))
    return _summed(area, sums, *(np.concatenate(part) for part in zip(*parts, strict=True)))


def _summed(area: F64, lab: F64, keys: I64, *along: F64) -> _Graph:
    """The graph of borders given in pieces, each with the key `first * N + second`."""
    known, which = np.unique(keys, return_inverse=True)
    sums = (np.bincount(which, values, len(known)).astype(np.float64) for values in along)
    return _Graph(area, lab, np.stack(np.divmod(known, len(area)), 1), *sums)


def _merge(graph: _Graph) -> I32:
    """Which region each cell belongs to. In each round the regions that are each other's nearest join."""
    of_cell = np.arange(len(graph.area), dtype=np.int32)
    rng = np.random.default_rng(0)  # some order among equals
    for number in range(_ROUNDS):
        quick = number < _QUICK_ROUNDS  # first what is nearly equal, all at once
        cost, limit = _cost(graph)
        cost = np.where(cost < limit * (0.2 if quick else 1), cost + 1e-3 * rng.random(len(cost)), np.inf)
        joined = _nearest_joined(graph.pairs, cost, graph.area, one_sided=quick)
        if joined is not None:
            of_cell, graph = joined[of_cell], _joined(graph, joined)
        elif not quick:
            break
    return of_cell


def _cost(graph: _Graph) -> tuple[F64, F64]:
    """What keeps the two of each pair apart, and up to what they may join."""
    first, second = graph.pairs.T
    mean = graph.lab / graph.area[:, None]
    a, b = mean[first], mean[second]
    step, light = np.abs(graph.step / graph.length), np.abs(a[:, 0] - b[:, 0])
    cost = _TINT * unexplained_tint(a, b) + _LINE * graph.line / graph.length + _LIGHT * light
    cost += (_STEP + _STEP_GRAY * grayness(a, b)) * step + _DEEP * np.maximum(np.maximum(step, light) - _DEEPEST, 0)
    return cost, _LIMIT + _LIMIT_SMALL / np.sqrt(np.minimum(graph.area[first], graph.area[second]))


def _nearest_joined(pairs: I64, cost: F64, area: F64, *, one_sided: bool) -> I32 | None:
    """New numbers after joining the pairs that are the cheapest of both their ends (or of one); None without any.

    A small region's own choice is enough where the other is much larger, since that one hardly changes by it.
    """
    best = np.full(len(area), np.inf)
    np.minimum.at(best, pairs.ravel(), np.repeat(cost, 2))
    cheapest = cost[:, None] <= best[pairs]
    larger = area[pairs] > _MUCH_LARGER * area[pairs[:, ::-1]]
    join = np.isfinite(cost) & (cheapest.any(1) if one_sided else (cheapest | larger).all(1) & cheapest.any(1))
    if not join.any():
        return None
    low, high = pairs[join].T
    target = np.arange(len(area), dtype=np.int32)
    while True:  # the lowest number of all that hang together
        before = target.copy()
        least = np.minimum(target[low], target[high])
        np.minimum.at(target, low, least)
        np.minimum.at(target, high, least)
        target = target[target]
        if (target == before).all():
            return _compact(target)


def _joined(graph: _Graph, new: I32) -> _Graph:
    area = np.bincount(new, graph.area)
    lab = np.stack([np.bincount(new, plane) for plane in graph.lab.T], 1)
    pairs = new[graph.pairs].astype(np.int64)
    kept = pairs[:, 0] != pairs[:, 1]
    step = np.where(pairs[:, 0] < pairs[:, 1], graph.step, -graph.step)[kept]
    low, high = np.sort(pairs[kept], 1).T
    return _summed(area, lab, low * len(area) + high, graph.length[kept], graph.line[kept], step)


def _refined(cells: I32, region_of: I32, lab: F32, lineart: U8) -> I32:
    """Regions per pixel; pixels at their borders go to the neighbouring cell of the nearest colour, a few times."""
    area = np.bincount(cells.ravel())
    sums = [np.bincount(cells.ravel(), plane.ravel()) for plane in cv2.split(lab)]
    mean, colors = (np.stack(sums, 1) / area[:, None]).astype(np.float32), lab.reshape(-1, 3)
    width = cells.shape[1]
    cells = cv2.copyMakeBorder(cells, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    ways = np.array([0, 1, -1, width + 2, -width - 2])
    regions, paper = region_of[cells], lineart >= PAPER
    for _ in range(4):
        at = np.flatnonzero(_at_border(regions) & paper)
        place = (at // width + 1) * (width + 2) + at % width + 1
        choices = np.take(cells, place[:, None] + ways)  # (P, 5)
        light, tint, tinge = np.moveaxis(np.abs(mean[choices] - colors[at, None]), 2, 0)
        far = light + tint + tinge
        far[:, 0] -= 0.5
        chosen = choices[np.arange(len(at)), far.argmin(1)]
        np.put(cells, place, chosen)
        np.put(regions, place, region_of[chosen])
    return _compact(regions[1:-1, 1:-1])


def _at_border(labels: I32) -> NDArray[np.bool_]:
    """Where a neighbour has another label; one pixel smaller on each side than `labels`."""
    inner = labels[1:-1, 1:-1]
    upright = (inner != labels[2:, 1:-1]) | (inner != labels[:-2, 1:-1])
    return upright | (inner != labels[1:-1, 2:]) | (inner != labels[1:-1, :-2])
