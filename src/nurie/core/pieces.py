"""Regions painted in several colours without a line between: divided by hue and chroma on a coarse grid."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.gaps import analysis_extent
from nurie.core.geometry import darkest
from nurie.core.regions import components, fill_unlabeled
from nurie.core.types import Extent

GRID_PIXELS = 50_000  # colours are judged on a grid of at most so many cells
LINE_BELOW = 200  # darker pixels of the line art show no colour
STRIP_ROWS = 512  # rows per step, so that temporaries stay small beside a large page
_APART = 11.0  # how far two colours in one region must be apart to be two flats
_SPREAD = 3.0  # a region whose colours deviate less in the mean is of one colour
_VALLEY = 0.3  # as many pixels, to the smaller colour's, may lie about halfway between two; more is a gradient
_PIECE_SHARE, _PIECE_CELLS = 0.03, 20  # the least of its region, and the least of cells, that a piece has
_MOST_PIECES = 6

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]
F32 = NDArray[np.float32]
Piece = tuple[slice, slice, NDArray[np.bool_]]  # a window of the grid, and a mask in it


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The page on a coarse grid, by the pixel at each cell's centre.

    Attributes:
        labels: (h, w) int32.
        colors: (h, w, 3) uint8 sRGB.
        free: (h, w) bool, no line runs through the cell.
    """

    labels: I32
    colors: U8
    free: NDArray[np.bool_]

    @property
    def extent(self) -> Extent:
        return Extent(*self.labels.shape)


def make_grid(color: U8, lineart: U8, regions: I32) -> Grid:
    extent = analysis_extent(*lineart.shape, GRID_PIXELS)
    free = darkest(lineart, extent) >= LINE_BELOW
    return Grid(at_centers(regions, extent), at_centers(color, extent), free)


def at_centers(values: NDArray, extent: Extent) -> NDArray:
    rows, columns = ((np.arange(n) * 2 + 1) * side // (2 * n) for n, side in zip(extent, values.shape, strict=False))
    return values[np.ix_(rows, columns)]


def _features(colors: U8, weight: float) -> F32:
    """(..., 3) float32: weighted lightness; a* and b* over lightness, so that shadow moves them little."""
    lab = cv2.cvtColor(colors.reshape(1, -1, 3), cv2.COLOR_RGB2LAB)[0].astype(np.float32)
    lightness = lab[:, 0] * np.float32(100 / 255)
    scale = 84 / np.maximum(lightness + 16, 40)
    features = np.stack([weight * lightness, (lab[:, 1] - 128) * scale, (lab[:, 2] - 128) * scale], 1)
    return features.reshape(colors.shape)


def divide(grid: Grid, weight: float) -> dict[int, list[Piece]]:
    """Per region of several colours: its pieces but the largest, each a window of the grid and a mask in it."""
    features = _features(cv2.medianBlur(grid.colors, 3), weight)
    found = {}
    for number in _mixed(grid.labels[grid.free], features[grid.free]):
        window = window_of(grid.labels == number)
        area = grid.labels[window] == number
        pieces = sorted(_pieces(area, features[window], grid.free[window]), key=np.count_nonzero)
        if len(pieces) > 1:
            found[int(number)] = [(*window, piece) for piece in pieces[:-1]]
    return found


def _mixed(labels: I32, features: F32) -> NDArray[np.intp]:
    """Which of the regions of (n,) pixels have colours that deviate."""
    count = int(labels.max(initial=0)) + 1
    area = np.maximum(np.bincount(labels, minlength=count), 1)
    variance = np.zeros(count)
    for channel in features.T:
        mean = np.bincount(labels, channel, count) / area
        variance += np.bincount(labels, channel * channel, count) / area - mean * mean
    return np.flatnonzero((variance > _SPREAD**2) & (area >= 2 * _PIECE_CELLS))


def window_of(mask: NDArray[np.bool_]) -> tuple[slice, slice]:
    """The rows and columns that a mask, which is somewhere, lies in."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _pieces(area: NDArray[np.bool_], features: F32, free: NDArray[np.bool_]) -> Iterator[NDArray[np.bool_]]:
    """Divide an area in two as long as both halves have a colour of their own."""
    waiting, done = [area], 0
    while waiting:
        whole = waiting.pop()
        part = window_of(whole)
        found = _second_color(whole[part], features[part], free[part]) if len(waiting) + done < _MOST_PIECES else None
        if found is None:
            done += 1
            yield whole
        else:
            second = np.zeros_like(whole)
            second[part] = found
            waiting += [second, whole & ~second]


def _second_color(area: NDArray[np.bool_], features: F32, free: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """The part of an area that has another colour, or None."""
    shown = area & free
    points = features[shown]
    if len(points) < 2 * _PIECE_CELLS:
        return None
    spread = points[:: 1 + len(points) // 4000]
    spread = spread - spread.mean(0)
    axis = np.linalg.eigh(spread.T @ spread)[1][:, -1]
    axis *= np.sign(axis[np.abs(axis).argmax()])  # LAPACK leaves the sign open
    along = points @ axis
    cut = _otsu(along)
    high = along > cut
    fewer = min(np.count_nonzero(high), len(high) - np.count_nonzero(high))
    if fewer < _PIECE_CELLS:
        return None
    low_color, high_color = points[~high].mean(0), points[high].mean(0)
    middle, distance = (low_color + high_color) @ axis / 2, np.linalg.norm(high_color - low_color)
    if distance < _APART or np.count_nonzero(np.abs(along - middle) < 0.2 * distance) > _VALLEY * fewer:
        return None
    return _cleaned(area, shown, features @ axis > cut)


def _otsu(values: F32) -> float:
    """The threshold between which two classes differ most, of 64 steps."""
    least, most = float(values.min()), float(values.max())
    step = max(most - least, 1e-6) / 64
    counts = np.bincount(((values - least) / step).astype(np.intp), minlength=65)
    below, sums = np.cumsum(counts)[:-1], np.cumsum(counts * np.arange(65))
    total = len(values)
    between = (sums[-1] * below / total - sums[:-1]) ** 2 / np.maximum(below * (total - below), 1)
    return least + step * (1 + int(between.argmax()))


def _cleaned(
    area: NDArray[np.bool_], shown: NDArray[np.bool_], second: NDArray[np.bool_]
) -> NDArray[np.bool_] | None:
    """A smooth border, and no specks on either side; None where a side is hardly there."""
    near = (5, 5)
    votes = cv2.boxFilter((second & shown).astype(np.float32), -1, near, normalize=False)
    voters = cv2.boxFilter(shown.astype(np.float32), -1, near, normalize=False)
    sides = np.where(area & (voters > 0), 1 + (votes > voters / 2), 0).astype(np.int32)
    sides = np.where(area, fill_unlabeled(sides), 0)
    least = max(_PIECE_CELLS, _PIECE_SHARE * np.count_nonzero(area) / 4)
    parts = components(sides)
    small = (np.bincount(parts.ravel()) < least)[parts] & area
    if small.any():
        sides[small] = 0
        sides = fill_unlabeled(sides)
    second = area & (sides == 2)
    share = np.count_nonzero(second) / np.count_nonzero(area)
    return second if _PIECE_SHARE <= share <= 1 - _PIECE_SHARE else None


def with_pieces(regions: I32, grid: Grid, pieces: dict[int, list[Piece]]) -> I32:
    """New numbers for pieces, of each connected part; on the page their borders run smoothly between cells."""
    following = int(regions.max()) + 1
    regions = regions.copy()
    for number, parts in pieces.items():
        rows, columns, _ = parts[0]
        colored = (grid.labels[rows, columns] == number).astype(np.int32)
        for part, (_, _, mask) in enumerate(parts, 2):
            colored[mask] = part
        numbered, count = _numbered(colored)
        numbered = np.array([0, number, *range(following, following + count - 1)], np.int32)[numbered]
        renumber(regions, grid.extent, number, (rows, columns), numbered)
        following += count - 1
    return regions


def _numbered(colored: I32) -> tuple[I32, int]:
    """The connected parts of each colour from 1, and how many; a small part has the number of its colour's largest."""
    parts = components(colored)
    areas, color_of = np.bincount(parts.ravel()), np.zeros(int(parts.max()) + 1, np.int32)
    color_of[parts] = colored
    order = np.argsort(-areas, kind="stable")
    largest = {int(color): part for part, color in zip(order[::-1], color_of[order[::-1]], strict=True)}
    number_of, count = np.zeros(len(areas), np.int32), 0
    for part in order:
        if color_of[part] and (areas[part] >= _PIECE_CELLS or part == largest[int(color_of[part])]):
            count += 1
            number_of[part] = count
    small = np.flatnonzero((number_of == 0) & (color_of > 0))
    number_of[small] = [number_of[largest[int(color)]] for color in color_of[small]]
    return number_of[parts], count


def renumber(regions: I32, extent: Extent, number: int, window: tuple[slice, ...], numbered: I32) -> None:
    """Change a region's pixels into its pieces' numbers, in place.

    Args:
        regions: (H, W) int32.
        extent: of the page as a grid.
        number: of the region.
        window: a part of that grid.
        numbered: the pieces' numbers in that part, 0 for what is not the region. Is written into.
    """
    steps = [side / n for side, n in zip(regions.shape, extent, strict=True)]
    on_page = tuple(
        slice(max(0, math.floor((part.start - 1) * step)), math.ceil((part.stop + 1) * step))
        for part, step in zip(window, steps, strict=True)
    )
    target = regions[on_page]
    down, right = (
        (first.start + 0.5) / step - 0.5 - part.start for first, step, part in zip(on_page, steps, window, strict=True)
    )
    to_cells = np.array([[1 / steps[1], 0, right], [0, 1 / steps[0], down]])
    for strip, chosen in enlarge_labels(fill_unlabeled(numbered), to_cells, target.shape):
        np.copyto(target[strip], chosen, where=target[strip] == number)


def enlarge_labels(
    labels: I32, to_cells: NDArray[np.float64], shape: tuple[int, int]
) -> Iterator[tuple[slice, I32]]:
    """Labels on a finer grid, with smooth borders: a pixel takes the label that has half of what is around it.

    Args:
        labels: (h, w) int32; the lowest is taken where none has half.
        to_cells: (2, 3) without shear, takes a pixel (x, y, 1) of the result to a place among the labels.
        shape: of the result.

    Yields:
        rows of the result, and their labels.
    """
    lowest, *others = np.unique(labels).tolist()
    masks = []
    for label in others:
        mask = labels == label
        onto = [_onto(part, *to_cells[axis, [axis, 2]]) for axis, part in zip((1, 0), window_of(mask), strict=True)]
        masks.append((label, cv2.blur(mask.astype(np.float32), (3, 3)), *onto))
    for top in range(0, shape[0], STRIP_ROWS):
        chosen = np.full((min(STRIP_ROWS, shape[0] - top), shape[1]), lowest, np.int32)
        for label, soft, rows, columns in masks:
            first, last = max(rows.start - top, 0), max(rows.stop - top, 0)
            target = chosen[first:last, columns]
            if not target.size:
                continue
            start = to_cells @ np.array([columns.start, top + first, 1])
            share = cv2.warpAffine(
                soft,
                np.column_stack([to_cells[:, :2], start]),
                target.shape[::-1],
                flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                borderMode=cv2.BORDER_REPLICATE,
            )
            np.copyto(target, label, where=share >= 0.5)
        yield slice(top, top + len(chosen)), chosen


def _onto(part: slice, scale: float, shift: float) -> slice:
    """The pixels whose places `scale * pixel + shift` lie within a part of the cells or just beside it."""
    first, last = (part.start - 2 - shift) / scale, (part.stop + 1 - shift) / scale
    return slice(max(0, math.floor(first)), max(0, math.ceil(last)))
