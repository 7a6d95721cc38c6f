"""Strokes to the bands of ink that a pen leaves: cut at corners, pressed, tapered, left open. Pixels, no drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nurie.datasets.procedural.pens import Pen

F32 = NDArray[np.float32]
Int = NDArray[np.intp]
_SHORTEST_PX = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Many polylines in one array.

    Attributes:
        points: (n, 2) in px.
        piece: (n,) number of the polyline that each point belongs to, ascending from 0.
        owner: (k,) of each polyline: what it belongs to, ascending.
        width: (k,) px.
        taper: (k, 2) of begin and end, 0 to 1.
        contour: (k,) whether it bounds something.
    """

    points: F32
    piece: Int
    owner: Int
    width: F32
    taper: F32
    contour: NDArray[np.bool_]

    def take(self, points: Int, source: Int, piece: Int) -> Lines:
        """Chosen points, in new polylines that inherit from the `source` polyline of each."""
        return replace(
            self,
            points=self.points[points],
            piece=piece,
            owner=self.owner[source],
            width=self.width[source],
            taper=self.taper[source],
            contour=self.contour[source],
        )


def gather(parts: Sequence[F32]) -> tuple[F32, Int]:
    """All points of a list of polylines, and each one's number."""
    counts = [len(part) for part in parts]
    points = np.concatenate(parts).astype(np.float32) if parts else np.zeros((0, 2), np.float32)
    return points, np.repeat(np.arange(len(parts)), counts)


def ink_bands(lines: Lines, pen: Pen, rng: np.random.Generator) -> tuple[F32, Int, Int]:
    """Outlines of ink.

    Returns:
        (m, 2) points; (p + 1,) where each polygon begins; (p,) the owner of each, ascending.
    """
    lines = _clean(lines)
    if pen.lift < np.pi:
        lines = _lift_at_corners(lines, pen)
    if pen.gap or pen.breaks:
        lines = _leave_open(lines, pen, rng)
    for chance in (pen.double, pen.double - 1):
        if chance > 0:
            lines = _draw_twice(lines, chance, 1.3 + pen.drift, rng)
    lines = _drift(lines, pen.drift, rng)
    return _bands(lines, _widths(lines, pen, rng))


def _clean(lines: Lines) -> Lines:
    """Without points on top of each other and without polylines of one point."""
    step = np.abs(np.diff(lines.points, axis=0, prepend=np.float32([[1e9, 1e9]]))).max(1)
    first = np.diff(lines.piece, prepend=-1) > 0
    return _split(lines, np.flatnonzero(first | (step > _SHORTEST_PX)), None)[0]


def _split(lines: Lines, kept: Int, breaks: NDArray[np.bool_] | None) -> tuple[Lines, Int]:
    """The kept points, and the old number of each new polyline.

    A new one begins where the old number changes or `breaks` says so; single points go.
    """
    piece = lines.piece[kept]
    first = np.diff(piece, prepend=-1) != 0
    if breaks is not None:
        first |= breaks
    last = np.append(first[1:], True)
    alone = first & last
    kept, first, piece = kept[~alone], first[~alone], piece[~alone]
    return lines.take(kept, piece[first], np.cumsum(first) - 1), piece[first]


def _lift_at_corners(lines: Lines, pen: Pen) -> Lines:
    """The pen leaves the paper where the line turns sharply; both parts thin out there."""
    step = np.diff(lines.points, axis=0)
    angle = np.arctan2(step[:, 1], step[:, 0])
    turn = np.abs((np.diff(angle) + np.pi) % (2 * np.pi) - np.pi)
    inner = (lines.piece[:-2] == lines.piece[1:-1]) & (lines.piece[1:-1] == lines.piece[2:])
    corner = np.zeros(len(lines.points), bool)
    corner[1:-1] = inner & (turn > pen.lift)
    repeats = 1 + corner
    kept = np.repeat(np.arange(len(corner)), repeats)
    breaks = np.zeros(len(kept), bool)
    breaks[(np.cumsum(repeats) - 1)[corner]] = True
    cut, source = _split(lines, kept, breaks)
    same = np.flatnonzero(source[1:] == source[:-1])
    taper = cut.taper.copy()
    taper[same + 1, 0] = taper[same, 1] = pen.corner_taper
    return replace(cut, taper=taper)


def _spans(lines: Lines) -> tuple[F32, F32]:
    """Way from each polyline's begin to each point, and (k,) whole lengths, px."""
    step = np.hypot(*np.diff(lines.points, axis=0, prepend=lines.points[:1]).T)
    first = np.diff(lines.piece, prepend=-1) > 0
    step[first] = 0
    way = np.cumsum(step, dtype=np.float64)
    begin = way[first]
    way = way - begin[lines.piece]
    length = np.zeros(len(begin))
    length[lines.piece] = way
    return way.astype(np.float32), np.maximum(length, 1e-3).astype(np.float32)


def _leave_open(lines: Lines, pen: Pen, rng: np.random.Generator) -> Lines:
    """Contours that do not reach their ends, and some that are interrupted."""
    way, length = _spans(lines)
    count = len(length)
    able = lines.contour & (length > 30)
    ends = np.where(able & (rng.random((2, count)) < pen.gap), rng.uniform(2, 7, (2, count)), 0)
    at = rng.uniform(0.2, 0.8, count) * length
    hole = np.where(able & (length > 60) & (rng.random(count) < pen.breaks), rng.uniform(3, 8, count), 0)
    piece = lines.piece
    dropped = (way < ends[0][piece]) | (way > (length - ends[1])[piece]) | (np.abs(way - at[piece]) < hole[piece] / 2)
    kept = np.flatnonzero(~dropped)
    return _split(lines, kept, np.diff(kept, prepend=-1) > 1)[0]


def _draw_twice(lines: Lines, chance: float, drift_px: float, rng: np.random.Generator) -> Lines:
    """Some lines are drawn a second time beside the first, thinner."""
    _, length = _spans(lines)
    again = (rng.random(len(length)) < chance) & (length > 14)
    second = _drift(replace(lines, width=lines.width * np.float32(0.7)), drift_px, rng)
    order = np.concatenate([lines.piece * 2, lines.piece * 2 + 1])
    kept = np.argsort(order, kind="stable")
    kept = kept[(kept < len(lines.piece)) | again[lines.piece[kept % len(lines.piece)]]]
    both = Lines(
        np.concatenate([lines.points, second.points]),
        order,
        np.repeat(lines.owner, 2),
        np.stack([lines.width, second.width], 1).ravel(),
        np.repeat(lines.taper, 2, axis=0),
        np.repeat(lines.contour, 2),
    )
    return _split(both, kept, None)[0]


def _drift(lines: Lines, size_px: float, rng: np.random.Generator) -> Lines:
    """Each polyline shifted, turned and bowed a little by itself."""
    if not size_px:
        return lines
    way, length = _spans(lines)
    share = (way / length[lines.piece])[:, None]
    begin, end, bow = rng.normal(0, size_px * 0.5, (3, len(length), 2)).astype(np.float32)
    small = np.minimum(1, length / 40)[:, None]
    begin, end, bow = (part * small for part in (begin, end, bow))
    shift = begin[lines.piece] * (1 - share) + end[lines.piece] * share + bow[lines.piece] * np.sin(np.pi * share)
    return replace(lines, points=lines.points + shift)


def _widths(lines: Lines, pen: Pen, rng: np.random.Generator) -> F32:
    """Full width of the ink at each point, px."""
    way, length = _spans(lines)
    piece = lines.piece
    share = way / length[piece]
    taper = np.maximum(lines.taper * pen.keep_taper, np.where(lines.contour, pen.taper, 0)[:, None])
    begin = 1 - taper[piece, 0] * (1 - np.minimum(share * 2, 1) ** 0.7)
    end = 1 - taper[piece, 1] * (1 - np.minimum(2 - share * 2, 1) ** 0.7)
    width = lines.width[piece] * np.minimum(begin, end)
    if pen.pressure:
        phase = rng.uniform(0, 2 * np.pi, len(length)).astype(np.float32)[piece]
        swell = 0.5 * np.sin(np.pi * share) + 0.5 * np.sin(way / np.float32(23) + phase)
        width = width * (1 + pen.pressure * (swell - 0.25))
    if pen.slant:
        step = np.gradient(lines.points, axis=0)
        width = width * (1 + pen.slant * np.sin(2 * np.arctan2(step[:, 1], step[:, 0]) + 0.6))
    return np.maximum(width, np.minimum(0.35, width + 0.1)).astype(np.float32)


def _bands(lines: Lines, width: F32) -> tuple[F32, Int, Int]:
    """Polygons around polylines, rounded a little at both ends."""
    points, piece = lines.points, lines.piece
    if not len(points):
        return points, np.zeros(1, np.intp), lines.owner
    step = np.diff(points, axis=0)
    step /= np.maximum(np.hypot(*step.T), 1e-6)[:, None]
    joined = (piece[1:] == piece[:-1])[:, None]
    ahead = np.zeros_like(points)
    ahead[:-1] += step * joined
    ahead[1:] += step * joined
    size = np.maximum(np.hypot(*ahead.T), 1e-6)
    ahead /= size[:, None]
    first = np.flatnonzero(np.diff(piece, prepend=-1))
    last = np.append(first[1:], len(piece)) - 1
    miter = np.clip(2 / size, 1, 1.4)
    miter[first] = miter[last] = 1
    half = (width * miter / 2)[:, None] * np.stack([-ahead[:, 1], ahead[:, 0]], 1)
    caps = [points[at] + sign * ahead[at] * (width[at] * 0.45)[:, None] for at, sign in ((first, -1), (last, 1))]
    return _weave(points + half, points - half, caps, first, last, lines.owner)


def _weave(left: F32, right: F32, caps: Sequence[F32], first: Int, last: Int, owner: Int) -> tuple[F32, Int, Int]:
    """One polygon per polyline: cap, left side, cap, right side backwards."""
    total, count = len(left), last - first + 1
    sizes = 2 * count + 2
    starts = np.concatenate([[0], np.cumsum(sizes)])
    of = np.repeat(np.arange(len(first)), sizes)
    local = np.arange(starts[-1]) - starts[of]
    n, a = count[of], first[of]
    index = np.where(local <= n, a + local - 1, total + a + (2 * n + 1 - local))
    index = np.where(local == 0, 2 * total + of, np.where(local == n + 1, 2 * total + len(first) + of, index))
    return np.concatenate([left, right, *caps])[index], starts, owner
