"""Gaps in lines: where strokes end, and the short straight lines that close what they leave open.

Works on a mask of lines at one size; `regions` uses it and is what others call.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.types import Extent

PAIR_FACTOR = 2.0  # two ends that face each other are joined from this many times farther than an end and a line
_FACING = 0.5  # cosine; ends face each other within 60 degrees
_SHARP = 0.6  # chord over arc; at a stroke's end the outline comes back to where it was
_SIGNIFICANT = 2.5  # a closing is kept where both sides hold a ball so many times its length across

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]
F32 = NDArray[np.float32]
Ints = NDArray[np.intp]


def find_ends(ink: U8, width_px: float) -> tuple[F32, F32]:
    """Find where strokes end: the outline turns back within about the stroke's width.

    Args:
        ink: (H, W) uint8, 1 on lines.
        width_px: the usual width of a stroke.

    Returns:
        (n, 2) float32 points (x, y) on the outline; (n, 2) float32 unit vectors that point on, out of the stroke.

    Source: key points of high curvature on the outline, Fourey, Tschumperlé and Revoy 2018, "A fast and efficient
    semi-guided algorithm for flat coloring line-arts", section 3; curvature here by chord over arc.
    """
    step = round(1.5 * width_px + 2)
    points, start, length = _outlines(ink, 2 * step)
    if not len(points):
        return np.zeros((0, 2), np.float32), np.zeros((0, 2), np.float32)
    place = np.arange(len(points)) - start
    before, after = (points[start + (place + way) % length] for way in (-step, step))
    arc = np.linalg.norm(points - before, axis=1) + np.linalg.norm(after - points, axis=1)
    chord_share = np.linalg.norm(after - before, axis=1) / np.maximum(arc, 1e-6)
    onward = points - (before + after) / 2
    onward /= np.maximum(np.linalg.norm(onward, axis=1), 1e-6)[:, None]
    tips = np.flatnonzero(chord_share < _SHARP)
    behind, ahead = (_look(ink, points[tips] + way * onward[tips]) for way in (-2, 1.5))
    behind |= _look(ink, points[tips] - onward[tips])  # a line of one pixel is not met two pixels on
    tips = tips[(behind > 0) & (ahead == 0)]
    tips = tips[_sharpest(chord_share, tips, start, length, step)]
    return points[tips], onward[tips]


def _outlines(ink: U8, shortest: int) -> tuple[F32, Ints, Ints]:
    """Points of all outlines in order; per point where its outline starts, and how many points that has."""
    framed = cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    found = cv2.findContours(framed, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE, offset=(-1, -1))[0]
    found = [outline[:, 0] for outline in found if len(outline) > shortest]
    if not found:
        return np.zeros((0, 2), np.float32), np.zeros(0, np.intp), np.zeros(0, np.intp)
    counts = np.array([len(outline) for outline in found], np.intp)
    points = np.concatenate(found).astype(np.float32)
    return points, np.repeat(np.cumsum(counts) - counts, counts), np.repeat(counts, counts)


def _look(mask: U8, points: F32) -> U8:
    x, y = np.round(points).astype(np.intp).T
    return mask[np.clip(y, 0, len(mask) - 1), np.clip(x, 0, mask.shape[1] - 1)]


def _sharpest(chord_share: F32, tips: Ints, start: Ints, length: Ints, reach: int) -> NDArray[np.bool_]:
    """Which tips are the sharpest within `reach` along their outline; of equal ones the first."""
    ways = np.arange(-reach, reach + 1)
    first, count = start[tips, None], length[tips, None]
    around = first + (tips[:, None] - first + ways) % count  # (n, 2 reach + 1)
    lowest = chord_share[around].min(1)
    first_lowest = around[np.arange(len(tips)), chord_share[around].argmin(1)]
    return (chord_share[tips] == lowest) & (first_lowest == tips)


def find_closings(ink: U8, points: F32, onward: F32, gap_px: float) -> F32:
    """The straight lines that close gaps: from an end to the line ahead, and between ends that face each other.

    Args:
        ink: (H, W) uint8, 1 on lines.
        points, onward: of `find_ends`.
        gap_px: how far ahead a line may be; a facing end `PAIR_FACTOR` times as far.

    Returns:
        (m, 4) float32: x, y of one end and of the other.
    """
    return np.vstack([_to_lines(ink, points, onward, gap_px), _to_ends(points, onward, PAIR_FACTOR * gap_px)])


def _to_lines(ink: U8, points: F32, onward: F32, gap_px: float) -> F32:
    """From each end to the line, or the border of the page, that lies straight ahead."""
    steps = np.arange(2, int(gap_px) + 1, dtype=np.float32)
    if not len(points) or not len(steps):
        return np.zeros((0, 4), np.float32)
    outside_is_line = cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    seen = points[:, None] + onward[:, None] * steps[None, :, None]  # (n, steps, 2)
    hits = _look(outside_is_line, seen.reshape(-1, 2) + 1).reshape(seen.shape[:2])
    found = hits.any(1)
    return np.hstack([points[found], seen[found, hits[found].argmax(1)]])


def _to_ends(points: F32, onward: F32, reach_px: float) -> F32:
    order = np.argsort(points[:, 0], kind="stable")
    points, onward = points[order], onward[order]
    last = np.searchsorted(points[:, 0], points[:, 0] + reach_px, side="right")
    counts = last - np.arange(len(points)) - 1
    one = np.repeat(np.arange(len(points)), counts)
    other = np.arange(len(one)) - np.repeat(np.cumsum(counts) - counts, counts) + one + 1
    way = points[other] - points[one]
    length = np.linalg.norm(way, axis=1)
    near = np.flatnonzero((length > 0) & (length <= reach_px))
    one, other, way = one[near], other[near], way[near] / length[near, None]
    facing = (np.einsum("ij,ij->i", way, onward[one]) > _FACING) & (
        np.einsum("ij,ij->i", way, onward[other]) < -_FACING
    )
    return np.hstack([points[one[facing]], points[other[facing]]])


def draw_closings(ink: U8, closings: F32) -> U8:
    """A copy of `ink` with the closings in it, one pixel wide."""
    closed = ink.copy()
    for x0, y0, x1, y1 in np.round(closings).astype(int).tolist():
        cv2.line(closed, (x0, y0), (x1, y1), 1, 1, cv2.LINE_8)
    return closed


def reopen(labels: I32, closings: F32, radius: F32) -> I32:
    """Undo the closings that a hand would not have drawn: those of a gap not much narrower than what it cuts off.

    Both sides of a closing must hold a ball `_SIGNIFICANT` times as large as the gap; else they become one region.
    The longest are looked at first. So a gap between two areas stays closed, while hatching and locks of hair,
    whose lines end beside each other without dividing anything, stay one.

    Args:
        labels: (H, W) int32, 0 on lines and closings.
        closings: (m, 4) float32 of `find_closings`.
        radius: (n,) float32, the largest ball in each region, by number.

    Returns:
        (n,) int32: each region's new number, one of those it is joined with.

    Source: the ball that must not pass, Zhang, Chen, Zhang, Jia and Hu 2009, "Vectorizing cartoon animations",
    section 4, here relative to the areas on both sides.
    """
    way = closings[:, 2:] - closings[:, :2]
    length = np.linalg.norm(way, axis=1)
    sides = [_beside(labels, closings, way, side) for side in (1, -1)]
    joined, radius = list(range(len(radius))), radius.tolist()
    for k in np.argsort(-length, kind="stable").tolist():
        one, other = (root(joined, int(side[k])) for side in sides)
        if one and other and one != other and min(radius[one], radius[other]) < _SIGNIFICANT / 2 * length[k]:
            joined[other] = one
            radius[one] = max(radius[one], radius[other])
    return np.array([root(joined, number) for number in range(len(joined))], np.int32)


def root(joined: list[int], number: int) -> int:
    """The number that stands for all that are joined with this one; shortens the way to it in `joined`."""
    while joined[number] != number:
        joined[number] = joined[joined[number]]
        number = joined[number]
    return number


def _beside(labels: I32, closings: F32, way: F32, side: int) -> I32:
    """The region on one side of each closing's middle part, 0 where there is none."""
    across = np.stack([-way[:, 1], way[:, 0]], 1) * side / np.maximum(np.linalg.norm(way, axis=1), 1e-6)[:, None]
    found = np.zeros(len(closings), np.int32)
    for share in (0.5, 0.35, 0.65):
        for distance in (1.5, 2.5):
            seen = _look(labels, closings[:, :2] + way * np.float32(share) + across * np.float32(distance))
            found = np.where(found == 0, seen, found)
    return found


def stroke_width(ink: U8) -> float:
    """The usual width of lines: twice their area over the length of their outlines; 2 for one pixel, 1 without lines.

    Args:
        ink: (H, W) uint8, 1 on lines.
    """
    outline = int(np.count_nonzero(ink)) - int(np.count_nonzero(cv2.erode(ink, np.ones((3, 3), np.uint8))))
    return max(1.0, 2 * int(np.count_nonzero(ink)) / max(outline, 1))


def largest_ball(labels: I32, free: U8, count: int) -> F32:
    """(count,) float32: per region the largest distance to a line; the page's border is none."""
    framed = cv2.copyMakeBorder(free, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    distance = cv2.distanceTransform(framed, cv2.DIST_L2, 3)[1:-1, 1:-1]
    top = np.flatnonzero((distance >= cv2.dilate(distance, np.ones((3, 3), np.uint8))) & (distance > 0))
    radius = np.zeros(count, np.float32)
    np.maximum.at(radius, labels.ravel()[top], distance.ravel()[top])
    return radius


def analysis_extent(height: int, width: int, pixels: int) -> Extent:
    """The size of a page reduced to at most so many pixels."""
    scale = min(1.0, (pixels / (height * width)) ** 0.5)
    return Extent(max(1, int(height * scale)), max(1, int(width * scale)))
