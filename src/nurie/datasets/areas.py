"""A picture's areas, found from its lines and its colours: where hints belong, and paths that stay inside."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, cos, pi, sin

import cv2
import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
Point = tuple[float, float]

INK_BELOW = 200
_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
_BORDER = 36  # neighbours that differ more in one channel lie in two areas
_TURNS = tuple(pi / 12 * turn for turn in (0, 1, -1, 2, -2))
_FIRST_TURNS = tuple(pi / 12 * turn for turn in (0, 2, -2, 4, -4, 6, -6))
_MOST_BENT = 2.5  # radians a path turns in all on each side of its start
_STEP_PX = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """Connected parts of even colour, free of lines.

    Attributes:
        labels: (H, W) int32, 0 where there is line or border.
        depth: (H, W) float32 distance to the nearest line, border or edge of the picture, 0 on lines and borders.
        sizes: (N,) pixels per label; entry 0 is what is no area.
        deepest: (N, 2) int, (x, y) of each area's deepest pixel.
    """

    labels: NDArray[np.int32]
    depth: NDArray[np.float32]
    sizes: NDArray[np.int64]
    deepest: NDArray[np.int64]

    def chosen(self, smallest: float, largest: float = np.inf) -> NDArray[np.int64]:
        """Labels of the areas of `smallest` to `largest` pixels."""
        inside = (self.sizes >= smallest) & (self.sizes <= largest)
        inside[0] = False
        return np.flatnonzero(inside)


def find_areas(colors: U8, lineart: U8, regions: NDArray[np.int32] | None = None) -> Areas:
    """The areas of a picture without lines; with a region map its borders take the place of the colours'."""
    free = (lineart >= INK_BELOW) & ~(_color_borders(colors) if regions is None else _map_borders(regions))
    mask = free.view(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    depth = cv2.distanceTransform(cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.DIST_L2, 3)[1:-1, 1:-1]
    peaks = np.flatnonzero((depth > 0) & (depth >= cv2.dilate(depth, _CROSS)))
    order = peaks[np.argsort(depth.take(peaks), kind="stable")]
    where = np.zeros(len(stats), np.int64)
    where[labels.take(order)] = order  # the deepest comes last and stays
    deepest = np.stack([where % lineart.shape[1], where // lineart.shape[1]], 1)
    return Areas(labels, depth, stats[:, cv2.CC_STAT_AREA].astype(np.int64), deepest)


def _color_borders(colors: U8) -> NDArray[np.bool_]:
    steps = cv2.morphologyEx(colors, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
    red, green, blue = cv2.split(steps)
    return cv2.max(cv2.max(red, green), blue) > _BORDER


def _map_borders(regions: NDArray[np.int32]) -> NDArray[np.bool_]:
    borders = np.zeros(regions.shape, bool)
    borders[:, 1:] |= regions[:, 1:] != regions[:, :-1]
    borders[1:] |= regions[1:] != regions[:-1]
    return borders


def axis_path(areas: Areas, start: Point, length: float, angle: float) -> list[Point]:
    """Points about 3 px apart along the middle of the area that holds `start`, at most `length` px in all.

    The path goes from `start` where it is deepest ahead, first one way, then the other; it bends without coiling up,
    and ends where the area does.
    """
    label = areas.labels[int(start[1]), int(start[0])]
    inside = np.where(areas.labels == label, areas.depth, np.float32(-np.inf))
    ahead = _half_path(inside, start, length * 0.6, angle)
    first = atan2(ahead[0][1] - start[1], ahead[0][0] - start[0]) if ahead else angle
    back = _half_path(inside, start, length - _STEP_PX * len(ahead), first + pi)
    return [*back[::-1], start, *ahead]


def _half_path(inside: NDArray[np.float32], start: Point, length: float, angle: float) -> list[Point]:
    height, width = inside.shape
    x, y, points, turns, bent = start[0], start[1], [], _FIRST_TURNS, 0.0
    while len(points) * _STEP_PX < length:
        best = 0.0
        for turn in turns:
            ahead_x, ahead_y = x + _STEP_PX * cos(angle + turn), y + _STEP_PX * sin(angle + turn)
            column, row = round(ahead_x), round(ahead_y)
            if not (0 <= column < width and 0 <= row < height):
                continue
            depth = inside.item(row, column) - 1.5 * abs(turn)
            if best < depth + 2 and depth + 2 > 0 and abs(bent + turn) < _MOST_BENT:
                best, found = depth + 2, (ahead_x, ahead_y, turn)
        if best <= 0:
            break
        x, y, turn = found
        angle, bent, turns = angle + turn, bent + turn if points else 0.0, _TURNS
        points.append((x, y))
    return points


def zigzag(path: list[Point], widths: list[float]) -> list[Point]:
    """Points to the left and the right of a path by turns, each as far from it as its width says."""
    points = []
    for number, (x, y) in enumerate(path):
        before, after = path[max(0, number - 1)], path[min(len(path) - 1, number + 1)]
        along_x, along_y = after[0] - before[0], after[1] - before[1]
        scale = widths[number] * (1 if number % 2 else -1) / max((along_x**2 + along_y**2) ** 0.5, 1e-6)
        points.append((x - along_y * scale, y + along_x * scale))
    return points
