"""Ragged lines traced along their middle and drawn again in strokes. For training alone: see `penwork`.

Whatever finds lines in a painting finds them broken, lumpy and with scraps. A hand makes few and long strokes that end
at other strokes, and thin out where it lifts the pen.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]
F32 = NDArray[np.float32]
Rng = np.random.Generator

_SQUARE = np.ones((3, 3), np.uint8)
_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
_NEIGHBOURS = np.array([[128, 1, 2], [64, 0, 4], [32, 16, 8]], np.float32)  # clockwise from the one above
_MOST_ROUNDS = 12
_LEAST_PX = 3  # a smaller page stays blank
_LEAST_RING = 8  # points; smaller ones count as scraps
_STEP_PX = 2  # between the points of a stroke
_BORDER_PX = 0.6  # by which OpenCV's smooth border widens a band
_SHIFT = 4  # binary digits after the point that OpenCV draws with


@dataclass(frozen=True, slots=True)
class Hand:
    """How strokes are drawn.

    Attributes:
        width_px: of an average stroke.
        uneven: spread of the widths of strokes, as a share.
        pressed: spread of the width along a stroke, as a share.
        taper_px: over how much of a loose end a stroke thins out.
        smooth_px: half the length over which a stroke's course is averaged.
        reach_px: how far a loose end goes on to meet another line.
        spur_px: branches that are shorter are left out.
        scrap_px: strokes that are shorter and hang together with nothing are left out.
        faint: spread of the darkness of strokes, as a share.
    """

    width_px: float = 1.5
    uneven: float = 0.15
    pressed: float = 0.2
    taper_px: float = 6.0
    smooth_px: int = 3
    reach_px: int = 6
    spur_px: int = 5
    scrap_px: int = 10
    faint: float = 0.1


def pen_hand(rng: Rng) -> Hand:
    """Ink: sure and dark, thin more often than wide."""
    return Hand(
        width_px=float(np.clip(np.exp(rng.normal(-0.1, 0.5)), 0.5, 5)),
        uneven=float(rng.uniform(0, 0.3)),
        pressed=float(rng.uniform(0, 0.35)),
        taper_px=float(rng.uniform(0, 12)),
        smooth_px=int(rng.integers(0, 4)),
        reach_px=int(rng.integers(6, 18)),
        spur_px=int(rng.integers(3, 9)),
        scrap_px=int(rng.integers(6, 22)),
        faint=float(rng.uniform(0, 0.15)),
    )


def pencil_hand(rng: Rng) -> Hand:
    """Graphite: thin, of uneven darkness."""
    return Hand(
        width_px=float(np.clip(np.exp(rng.normal(-0.1, 0.4)), 0.5, 4)),
        uneven=float(rng.uniform(0, 0.3)),
        pressed=float(rng.uniform(0, 0.35)),
        taper_px=float(rng.uniform(2, 16)),
        smooth_px=int(rng.integers(0, 3)),
        reach_px=int(rng.integers(5, 16)),
        spur_px=int(rng.integers(2, 8)),
        scrap_px=int(rng.integers(8, 24)),
        faint=float(rng.uniform(0.05, 0.25)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Courses of strokes, one after the other.

    Attributes:
        points: (N, 2) float32, x and y.
        starts: (P + 1,) int32, where in `points` each begins; the last is N.
        loose: (P, 2) bool, whether the first and the last point of each end in nothing.
    """

    points: F32
    starts: I32
    loose: NDArray[np.bool_]

    @property
    def lengths(self) -> I32:
        return np.diff(self.starts)


def redraw(ink: U8, rng: Rng, hand: Hand) -> U8:
    """Draw lines again: (H, W) uint8, 0 paper and 255 full ink.

    Args:
        ink: (H, W) uint8, not 0 where there are lines; wide ones are drawn along their middle.
        rng: of all chance.
        hand: how.
    """
    if min(ink.shape) < _LEAST_PX:
        return np.zeros_like(ink)
    line = thin(ink)
    paths = _chosen(trace(line), hand)
    if not len(paths.loose):
        return np.zeros_like(ink)
    paths = _reaching(_sparse(_smoothed(paths, hand.smooth_px)), line, hand.reach_px)
    return _drawn(paths, _widths(paths, rng, hand), ink.shape, rng, hand)


def thin(ink: U8) -> U8:
    """Thin ink to lines of one pixel: (H, W) uint8, 0 or 1. Of blobs wider than 24 px something thick remains.

    Source: Zhang and Suen 1984, "A fast parallel algorithm for thinning digital patterns".
    """
    left = cv2.copyMakeBorder((ink > 0).view(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    count = -1
    for _ in range(_MOST_ROUNDS):
        for kept in _KEPT:
            left = cv2.bitwise_and(left, cv2.LUT(_code(left), kept))
        if (now := cv2.countNonZero(left)) == count:
            break
        count = now
    return left[1:-1, 1:-1].copy()


def _code(line: U8) -> U8:
    """Which of the eight neighbours of each pixel are line, a bit for each."""
    return cv2.filter2D(line, cv2.CV_8U, _NEIGHBOURS, borderType=cv2.BORDER_CONSTANT)


def _tables() -> tuple[tuple[U8, U8], U8]:
    """For the 256 neighbourhoods: whether a pixel stays, in both half-rounds; how many lines leave it."""
    bits = (np.arange(256)[:, None] >> np.arange(8)) & 1
    count, turns = bits.sum(1), ((bits == 0) & (np.roll(bits, -1, 1) == 1)).sum(1)
    up, right, down, left = bits[:, 0], bits[:, 2], bits[:, 4], bits[:, 6]
    inner = (count < 2) | (count > 6) | (turns != 1)
    first = inner | (up * right * down > 0) | (right * down * left > 0)
    second = inner | (up * right * left > 0) | (up * down * left > 0)
    return (first.astype(np.uint8), second.astype(np.uint8)), turns.astype(np.uint8)


_KEPT, _LEAVING = _tables()


def trace(line: U8) -> Paths:
    """Courses of a drawing of one-pixel lines, from end or fork to end or fork; rings come back to where they began."""
    forks = cv2.bitwise_and(cv2.compare(cv2.LUT(_code(line), _LEAVING), 2, cv2.CMP_GT), 255 * line)
    forks = cv2.dilate(forks, _CROSS)
    apart = cv2.bitwise_and(line, (forks == 0).view(np.uint8))
    outlines, tree = cv2.findContours(apart, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if outlines:  # not the insides of rings
        outlines = [outlines[number] for number in np.flatnonzero(tree[0, :, 3] < 0)]
    if not outlines:
        return Paths(np.zeros((0, 2), np.float32), np.zeros(1, np.int32), np.zeros((0, 2), bool))
    around = np.concatenate(outlines)[:, 0]
    begin, end, ring = _one_way(around, np.cumsum([0, *map(len, outlines)]))
    _, labels, _, centers = cv2.connectedComponentsWithStats(forks, connectivity=8, ltype=cv2.CV_16U)
    labels = cv2.dilate(labels, _SQUARE)
    fork = np.stack([labels[around[place, 1], around[place, 0]] for place in (begin, end)], 1)
    fork[ring] = 0
    joined = fork > 0
    starts = np.cumsum([0, *(end - begin + 1 + joined.sum(1) + ring)], dtype=np.int32)
    lengths = np.diff(starts)
    place = np.arange(starts[-1]) - np.repeat(starts[:-1] + joined[:, 0] - begin, lengths)
    points = around.take(place, 0, mode="clip").astype(np.float32)
    points[starts[:-1][joined[:, 0]]] = centers[fork[joined[:, 0], 0]]
    points[starts[1:][joined[:, 1]] - 1] = centers[fork[joined[:, 1], 1]]
    points[starts[1:][ring] - 1] = around[begin[ring]]
    return Paths(points, starts, ~(joined | (ring & (lengths > _LEAST_RING))[:, None]))


def _one_way(around: I32, starts: I32) -> tuple[I32, I32, NDArray[np.bool_]]:
    """Where each outline begins and ends to lead along its line once, not there and back; and which are rings."""
    after, before = np.arange(1, len(around) + 1), np.arange(-1, len(around) - 1)
    after[starts[1:] - 1], before[starts[:-1]] = starts[:-1], starts[1:] - 1
    turns = np.flatnonzero((around[after] == around[before]).all(1))  # the two ends of a line of one pixel
    first = np.searchsorted(turns, starts)
    ring = np.diff(first) < 2
    turns = np.append(turns, [0, 0])
    begin = np.where(ring, starts[:-1], turns[first[:-1]])
    return begin, np.where(ring, starts[1:] - 1, turns[first[:-1] + 1]), ring


def _chosen(paths: Paths, hand: Hand) -> Paths:
    """Without spurs and scraps."""
    least = np.array([2, hand.spur_px, hand.scrap_px])[paths.loose.sum(1)]
    keep, lengths = paths.lengths >= least, paths.lengths
    starts = np.cumsum([0, *lengths[keep]], dtype=np.int32)
    return Paths(paths.points[np.repeat(keep, lengths)], starts, paths.loose[keep])


def _from_ends(paths: Paths) -> tuple[I32, I32]:
    """(N,) how many points each has before it on its path, and behind it."""
    place = np.arange(len(paths.points), dtype=np.int32)
    return place - np.repeat(paths.starts[:-1], paths.lengths), np.repeat(paths.starts[1:] - 1, paths.lengths) - place


def _smoothed(paths: Paths, half: int) -> Paths:
    """Each point the mean of its surroundings on the path, twice; ends stay."""
    reach = np.minimum(np.minimum(*_from_ends(paths)), half)
    place, points = np.arange(len(reach)), paths.points.astype(np.float64)
    for _ in range(2):
        sums = np.concatenate([np.zeros((1, 2)), points.cumsum(0)])
        points = (sums[place + reach + 1] - sums[place - reach]) / (2 * reach + 1)[:, None]
    return Paths(points.astype(np.float32), paths.starts, paths.loose)


def _sparse(paths: Paths) -> Paths:
    """Every second point, and the last: half the work, and the same strokes."""
    before, after = _from_ends(paths)
    keep = (before % _STEP_PX == 0) | (after == 0)
    starts = np.append(np.int32(0), np.cumsum(np.add.reduceat(keep, paths.starts[:-1], dtype=np.int32)))
    return Paths(paths.points[keep], starts.astype(np.int32), paths.loose)


def _reaching(paths: Paths, line: U8, reach_px: int) -> Paths:
    """Loose ends go on straight to the line that they are about to meet."""
    if reach_px < 3 or not paths.loose.any():
        return paths
    heads, tails = paths.starts[:-1], paths.starts[1:] - 1
    back = np.minimum(paths.lengths - 1, 3)
    ends = np.stack([heads, tails], 1)[paths.loose]
    inner = np.stack([heads + back, tails - back], 1)[paths.loose]
    way = paths.points[ends] - paths.points[inner]
    way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-3)
    steps = np.arange(3, reach_px + 1, dtype=np.float32)
    ahead = paths.points[ends][:, None] + steps[None, :, None] * way[:, None]
    column, row = np.rint(ahead).astype(np.int32).transpose(2, 0, 1)
    page = cv2.copyMakeBorder(cv2.dilate(line, _SQUARE), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    met = page[(row + 1).clip(0, page.shape[0] - 1), (column + 1).clip(0, page.shape[1] - 1)] > 0
    found = np.flatnonzero(met.any(1))
    points, loose = paths.points.copy(), paths.loose.copy()
    points[ends[found]] = ahead[found, met[found].argmax(1)] + way[found]
    loose[tuple(np.argwhere(loose)[found].T)] = False
    return Paths(points, paths.starts, loose)


def _widths(paths: Paths, rng: Rng, hand: Hand) -> F32:
    """(N,) the width at each point."""
    before, after = (_STEP_PX * count for count in _from_ends(paths))
    count = len(paths.loose)
    base = hand.width_px * np.exp(hand.uneven * rng.standard_normal(count))
    bend = rng.uniform(0, 2 * np.pi, count)
    slow = np.sin(np.repeat(bend, paths.lengths) + before * np.float32(2 * np.pi / 40))
    width = np.repeat(base, paths.lengths) * (1 + hand.pressed * slow)
    for away, loose in ((before, paths.loose[:, 0]), (after, paths.loose[:, 1])):
        thinned = np.clip((away + 0.5) / max(hand.taper_px, 0.5), 0.25, 1)
        width *= np.where(np.repeat(loose, paths.lengths), thinned, 1)
    return width.astype(np.float32)


def _drawn(paths: Paths, widths: F32, shape: tuple[int, ...], rng: Rng, hand: Hand) -> U8:
    """Each stroke as a band. OpenCV's smooth border makes it wider; what is thinner than that is fainter."""
    before, after = _from_ends(paths)
    place = np.arange(len(before))
    way = paths.points[place + np.minimum(after, 1)] - paths.points[place - np.minimum(before, 1)]
    way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-3)
    side = way[:, ::-1] * np.array([-1, 1], np.float32) * (np.maximum(widths - _BORDER_PX, 0.05) / 2)[:, None]
    both = np.rint(np.stack([paths.points + side, paths.points - side]) * (1 << _SHIFT)).astype(np.int32)
    thickness = np.add.reduceat(widths, paths.starts[:-1]) / paths.lengths
    values = 255 * np.clip(1 - hand.faint * np.abs(rng.standard_normal(len(thickness))), 0.2, 1)
    values *= np.clip(thickness / (2 * _BORDER_PX), 0.7, 1)
    page = np.zeros(shape, np.uint8)
    for number in np.argsort(values, kind="stable"):
        a, b = paths.starts[number], paths.starts[number + 1]
        band = np.concatenate([both[0, a:b], both[1, a:b][::-1]])
        cv2.fillPoly(page, [band], float(values[number]), cv2.LINE_AA, _SHIFT)
    return page
