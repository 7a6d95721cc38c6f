"""What line art looks like in numbers, and a judge that tells two kinds of it apart by them. Numpy and OpenCV alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
F64 = NDArray[np.float64]

_INK_BELOW = 200
_DEEPEST_PX = 6.0  # ink farther from paper than this is a fill and has no skeleton
_WIDTHS_PX = (1.5, 2.5, 3.5, 5.0, 8.0)
_DARKNESSES = (70, 100, 130, 160, 190, 220, 245)


def line_stats(lineart: U8) -> dict[str, float]:
    """Measure a drawing or a part of one, about 128 px square.

    Args:
        lineart: (H, W) uint8, 255 paper.

    Returns:
        by name, in a fixed order: how thick, how dark, how often broken, how soft, how dense, how even the lines
        are, and how clean the paper. Shares lie in 0..1; counts per 1000 px of line are logarithms. A blank
        drawing has zeros.
    """
    darkness = 255 - lineart
    ink = (lineart < _INK_BELOW).astype(np.uint8)
    depth = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    line = skeleton(ink & (depth <= _DEEPEST_PX).view(np.uint8))
    where = line > 0
    return {
        **_thickness(depth, where),
        **_darkness(darkness, where),
        **_breaks(line),
        **_softness(darkness, ink, where),
        **_density(ink, depth, where),
        **_directions(darkness, where),
        **_paper(darkness, ink),
    }


def skeleton(ink: U8) -> U8:
    """Thin ink to lines of one pixel: (H, W) uint8, 0 or 1.

    Source: Zhang and Suen 1984, "A fast parallel algorithm for thinning digital patterns".
    """
    thin = np.pad((ink > 0).astype(np.uint8), 1)
    while True:
        before = int(thin.sum())
        for step in range(2):
            code = cv2.filter2D(thin, cv2.CV_32F, _NEIGHBOURS, borderType=cv2.BORDER_CONSTANT).astype(np.uint8)
            thin &= 1 - _REMOVABLE[step][code]
        if int(thin.sum()) == before:
            return thin[1:-1, 1:-1].copy()


_NEIGHBOURS = np.array([[128, 1, 2], [64, 0, 4], [32, 16, 8]], np.float32)  # clockwise from the one above


def _removable(step: int) -> U8:
    """Which of the 256 neighbourhoods lose their middle in a half-round of thinning."""
    bits = (np.arange(256)[:, None] >> np.arange(8)) & 1
    count, turns = bits.sum(1), ((bits == 0) & (np.roll(bits, -1, 1) == 1)).sum(1)
    up, right, down, left = bits[:, 0], bits[:, 2], bits[:, 4], bits[:, 6]
    open_sides = (up * right * down, right * down * left) if step == 0 else (up * right * left, up * down * left)
    good = (count >= 2) & (count <= 6) & (turns == 1) & (open_sides[0] == 0) & (open_sides[1] == 0)
    return good.astype(np.uint8)


_REMOVABLE = (_removable(0), _removable(1))


def _thickness(depth: NDArray[np.float32], where: NDArray[np.bool_]) -> dict[str, float]:
    """Shares of the line by width, and how much the width varies along it."""
    width = 2 * depth[where] - 1
    edges = (0.0, *_WIDTHS_PX, np.inf)
    spread = _spread_along(depth, where)
    return {
        **{f"width_to_{high:g}": _share((width >= low) & (width < high)) for low, high in pairwise(edges)},
        "width_varies": spread,
    }


def _darkness(darkness: U8, where: NDArray[np.bool_]) -> dict[str, float]:
    """Shares of the line by its darkness, and how much that varies along it."""
    peak = cv2.dilate(darkness, np.ones((3, 3), np.uint8))
    values, edges = peak[where], (0, *_DARKNESSES, 256)
    return {
        **{f"dark_to_{high}": _share((values >= low) & (values < high)) for low, high in pairwise(edges)},
        "dark_varies": _spread_along(peak.astype(np.float32), where) / 64,
        "dark_at_line": float(darkness[where].mean()) / 255 if where.any() else 0.0,
    }


def _spread_along(values: NDArray[np.float32], where: NDArray[np.bool_]) -> float:
    """Mean standard deviation of `values` over the line's pixels in windows of 9 px."""
    if not where.any():
        return 0.0
    mask = where.astype(np.float32)
    count = np.maximum(cv2.blur(mask, (9, 9)), 1e-6)
    mean = cv2.blur(values * mask, (9, 9)) / count
    square = cv2.blur(values * values * mask, (9, 9)) / count
    return float(np.sqrt(np.maximum(square - mean * mean, 0))[where].mean())


def _breaks(line: U8) -> dict[str, float]:
    """Ends, forks and pieces per 1000 px of line, and the share of the line in scraps below 10 px."""
    neighbours = cv2.filter2D(line, cv2.CV_32F, np.ones((3, 3), np.float32), borderType=cv2.BORDER_CONSTANT) - 1
    inner = np.zeros_like(line)
    inner[2:-2, 2:-2] = line[2:-2, 2:-2]
    _, _, stats, _ = cv2.connectedComponentsWithStats(line, connectivity=8)
    sizes, length = stats[1:, cv2.CC_STAT_AREA], max(1, int(line.sum()))
    counts = {
        "ends": int((neighbours[inner > 0] == 1).sum()),
        "forks": int((neighbours[inner > 0] >= 3).sum()),
        "pieces": sizes.size,
    }
    few = 20  # px of line that a nearly blank crop is taken to have
    rates = {name: float(np.log1p(1000 * count / (length + few))) for name, count in counts.items()}
    return {**rates, "scraps": float(sizes[sizes < 10].sum()) / length}


def _softness(darkness: U8, ink: U8, where: NDArray[np.bool_]) -> dict[str, float]:
    """How gradually the lines begin: the steepest slope over the darkness, and the share of grey beside lines."""
    if not where.any():
        return {"steepness": 0.0, "grey_share": 0.0, "halo": 0.0}
    peak = cv2.dilate(darkness, np.ones((5, 5), np.uint8)).astype(np.float32)
    slope = peak - cv2.erode(darkness, np.ones((3, 3), np.uint8))
    near = cv2.dilate(where.view(np.uint8), np.ones((3, 3), np.uint8)) > 0
    beside = (cv2.dilate(ink, np.ones((3, 3), np.uint8)) > 0) & (ink == 0)
    return {
        "steepness": float((slope[near] / np.maximum(peak[near], 1)).mean()),
        "grey_share": _share((darkness[ink > 0] < 200) & (darkness[ink > 0] > 55)),
        "halo": float(darkness[beside].mean()) / 55 if beside.any() else 0.0,
    }


def _density(ink: U8, depth: NDArray[np.float32], where: NDArray[np.bool_]) -> dict[str, float]:
    """How much line and fill there is, and how far apart the lines are."""
    away = cv2.distanceTransform(1 - ink, cv2.DIST_L2, 3)
    gaps = away[(ink == 0) & (away >= cv2.dilate(away, np.ones((3, 3), np.uint8)))]
    return {
        "length": float(np.log1p(1000 * where.mean())),
        "ink": float(ink.mean()),
        "fill": float((depth > _DEEPEST_PX).mean()),
        "empty": float((away > 16).mean()),
        **{f"gap_to_{high}": _share((gaps >= low) & (gaps < high)) for low, high in ((0, 2), (2, 4), (4, 8))},
    }


def _directions(darkness: U8, where: NDArray[np.bool_]) -> dict[str, float]:
    """How parallel the line is with itself and its neighbours: 1 is hatching, 0 scribble or noise."""
    if not where.any():
        return {"parallel_near": 0.0, "parallel_far": 0.0}
    smooth = cv2.GaussianBlur(darkness, (3, 3), 0.8).astype(np.float32)
    dx, dy = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    products = np.dstack([dx * dx - dy * dy, 2 * dx * dy, dx * dx + dy * dy])
    values = {}
    for name, side in (("near", 7), ("far", 25)):
        first, second, total = cv2.split(cv2.blur(products, (side, side)))
        values[f"parallel_{name}"] = float((np.hypot(first, second) / (total + 1))[where].mean())
    return values


def _paper(darkness: U8, ink: U8) -> dict[str, float]:
    """Tint, grain and faint remainders on what is no line."""
    free = cv2.dilate(ink, np.ones((5, 5), np.uint8)) == 0
    if not free.any():
        return {"tint": 0.0, "grain": 0.0, "faint": 0.0, "clean": 0.0}
    values = darkness[free].astype(np.float64)
    rough = np.abs(darkness.astype(np.float32) - cv2.blur(darkness, (5, 5)).astype(np.float32))[free]
    return {
        "tint": float(np.log1p(values.mean())),
        "grain": float(np.log1p(rough.mean())),
        "faint": _share(values > 16),
        "clean": _share(values < 1),
    }


def _share(chosen: NDArray[np.bool_]) -> float:
    return float(chosen.mean()) if chosen.size else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """A logistic regression over standardised statistics and their squares; fitted by `fit_judge`."""

    middle: F64
    scale: F64
    weights: F64

    def score(self, values: F64) -> F64:
        """(N,) log odds of the labelled kind, of (N, F) statistics."""
        return _expand(values, self.middle, self.scale) @ self.weights


def fit_judge(values: F64, labels: NDArray[np.bool_], *, rounds: int = 25, penalty: float = 20.0) -> Judge:
    """Fit a judge to (N, F) statistics by Newton's method; `penalty` pulls the weights to zero."""
    middle, scale = values.mean(0), values.std(0) + 1e-6
    features = _expand(values, middle, scale)
    weights, ridge = np.zeros(features.shape[1]), penalty * np.eye(features.shape[1])
    for _ in range(rounds):
        likely = 1 / (1 + np.exp(-np.clip(features @ weights, -30, 30)))
        curvature = (features * (likely * (1 - likely))[:, None]).T @ features + ridge
        step = np.linalg.solve(curvature, features.T @ (labels - likely) - penalty * weights)
        weights += step
        if np.abs(step).max() < 1e-4:
            break
    return Judge(middle, scale, weights)


def _expand(values: F64, middle: F64, scale: F64) -> F64:
    straight = np.clip((values - middle) / scale, -4, 4)
    return np.hstack([straight, straight * straight - 1, np.ones((len(values), 1))])


def cross_validate(
    values: F64, labels: NDArray[np.bool_], groups: Sequence[str], *, folds: int = 5,
    fit: Callable[[F64, NDArray[np.bool_]], Judge] = fit_judge,
) -> F64:
    """(N,) log odds, each by a judge that saw nothing of that sample's group. Kinds should be equally many."""
    names = sorted(set(groups))
    place = np.random.default_rng(0).permutation(len(names)) % folds
    fold = np.array([place[names.index(group)] for group in groups])
    scores = np.zeros(len(values))
    for number in range(folds):
        held = fold == number
        if held.any():
            scores[held] = fit(values[~held], labels[~held]).score(values[held])
    return scores
