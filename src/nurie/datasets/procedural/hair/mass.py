"""Many locks to one Shape: a single outline, lines that open between the locks, strands, shade and gloss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.datasets.procedural.hair.shell import SHARES, STEPS, Bands
from nurie.datasets.procedural.scene import Points, Shape, Stroke

_LEFT, _TOP, _WIDTH, _HEIGHT, _SCALE = -2.6, -2.4, 5.2, 7.0, 72
_CORNER = np.float32([_LEFT, _TOP])
_NOTHING, _BEHIND, _BASE, _LOCK = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Ink:
    """How the lines of a mass are drawn.

    Attributes:
        weight: of its contour.
        fade: (low, high) share of a lock, from its root, above which lines between locks open.
        strands: fine lines per lock.
        strand_weight: their width.
        shade: share of a lock's width that lies in shadow; 0 for none.
    """

    weight: float = 1.0
    fade: tuple[float, float] = (0.25, 0.6)
    strands: float = 0.8
    strand_weight: float = 0.5
    shade: float = 0.35


def build_mass(
    band: Bands,
    base: Sequence[Points],
    layer: float,
    rng: np.random.Generator,
    *,
    ink: Ink,
    color: str = "hair",
    behind: Sequence[Points] = (),
    lights: Sequence[Points] = (),
    details: Sequence[Stroke] = (),
    cast: float = 0.06,
    filled: bool = False,
    relief: float = 0.5,
    open_base: bool = False,
) -> Shape | None:
    """One Shape of the union of locks and base polygons; None if there are none.

    The outline joins all polygons through one point, all in the same sense, so that a nonzero fill gives their
    union. `behind` are polygons of hair that lie under the mass: lines against them open as between locks.
    With `open_base` no line is drawn around the base.
    """
    if not len(band) and not base:
        return None
    outlines = band.polygons()
    plan = _plan(outlines, base, behind)
    contour: list[Stroke] = []
    inner: list[Stroke] = list(details)
    shadows: list[Points] = []
    fades = rng.uniform(*ink.fade, (len(band), 2))
    for polygon in () if open_base else base:
        contour += _base_lines(polygon, plan, ink)
    for side, edge, normal in ((0, band.left, band.normal), (1, band.right, -band.normal)):
        here, outside = _look(plan, edge), _look(plan, edge + 0.025 * normal)
        outside = np.where(_look(plan, edge + 0.06 * normal) == _NOTHING, _NOTHING, outside)
        rank = np.arange(len(band))[:, None] + _LOCK
        kept = (here <= rank) & ((outside == _NOTHING) | (fades[:, side, None] < SHARES))
        for i, first, last in _runs(kept):
            opens = first > 0 and outside[i, first] != _NOTHING
            within = np.count_nonzero(outside[i, first:last] != _NOTHING) / (last - first)
            contour.append(Stroke(edge[i, first:last], ink.weight * (1 - 0.35 * within), (0.95 if opens else 0.3, 0.2)))
            if ink.shade and side == 1 and last - first > 4:
                shadows.append(_sliver(band, edge, i, max(first, 3), last, ink.shade))
    inner += _strands(band, plan, rng, ink)
    return Shape(
        "hair",
        weld([*base, *outlines]),
        color,
        layer,
        contour=tuple(contour),
        details=tuple(inner),
        shadows=tuple(shadows),
        lights=tuple(lights),
        relief=relief,
        cast=cast,
        ink=filled,
    )


def weld(polygons: Sequence[Points]) -> Points:
    """Polygons to one outline whose nonzero fill is their union; they are linked by bridges without area."""
    anchor = polygons[0][:1]
    pieces = []
    for polygon in polygons:
        turned = polygon if area(polygon) > 0 else polygon[::-1]
        pieces += [turned, turned[:1], anchor]
    return np.concatenate(pieces).astype(np.float32)


def area(polygon: Points) -> float:
    """Twice the signed area; positive when the outline runs clockwise on the page."""
    x, y = polygon[:, 0], polygon[:, 1]
    return float(x[:-1] @ y[1:] - x[1:] @ y[:-1] + x[-1] * y[0] - x[0] * y[-1])


def _plan(outlines: Points, base: Sequence[Points], behind: Sequence[Points]) -> NDArray[np.uint8]:
    """Which lock lies on top, as a small raster of ranks."""
    plan = np.zeros((int(_HEIGHT * _SCALE), int(_WIDTH * _SCALE)), np.uint8)
    for rank, polygons in ((_BEHIND, behind), (_BASE, base)):
        for polygon in polygons:
            cv2.fillPoly(plan, [_pixels(polygon)], rank)
    for i, polygon in enumerate(_pixels(outlines)):
        cv2.fillPoly(plan, [polygon], min(_LOCK + i, 255))
    return plan


def _pixels(places: Points) -> NDArray[np.int32]:
    return ((places - _CORNER) * _SCALE).astype(np.int32)


def _look(plan: NDArray[np.uint8], places: Points) -> NDArray[np.uint8]:
    at = _pixels(places)
    x = np.minimum(np.maximum(at[..., 0], 0), plan.shape[1] - 1)
    y = np.minimum(np.maximum(at[..., 1], 0), plan.shape[0] - 1)
    return plan[y, x]


def _runs(kept: NDArray[np.bool_], least: int = 3) -> list[tuple[int, int, int]]:
    """(row, first, past the last) of runs of True, a step longer on either side where there is room."""
    padded = np.zeros((kept.shape[0], kept.shape[1] + 2), np.int8)
    padded[:, 1:-1] = kept
    step = np.diff(padded, axis=1)
    rows, first = np.nonzero(step == 1)
    last = np.nonzero(step == -1)[1]
    count = kept.shape[1]
    return [
        (int(i), max(int(a) - 1, 0), min(int(b) + 1, count))
        for i, a, b in zip(rows, first, last, strict=True)
        if b - a >= least
    ]


def _base_lines(polygon: Points, plan: NDArray[np.uint8], ink: Ink) -> list[Stroke]:
    """The parts of a base polygon's outline that face what is not hair."""
    closed = np.concatenate([polygon, polygon[:1]])
    ahead = np.gradient(closed, axis=0)
    ahead /= np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-6)
    side = np.stack([ahead[:, 1], -ahead[:, 0]], 1) * (1 if area(polygon) > 0 else -1)
    kept = (_look(plan, closed) <= _BASE) & (_look(plan, closed + 0.03 * side) == _NOTHING)
    return [Stroke(closed[a:b], ink.weight, (0.25, 0.25)) for _, a, b in _runs(kept[None], 2)]


def _sliver(band: Bands, edge: Points, i: int, first: int, last: int, share: float) -> Points:
    inner = edge[i, first:last] * (1 - share) + band.left[i, first:last] * share
    inner[0] = edge[i, first]
    return np.concatenate([edge[i, first:last], inner[::-1]])


def _strands(band: Bands, plan: NDArray[np.uint8], rng: np.random.Generator, ink: Ink) -> list[Stroke]:
    """Fine lines along the flow that stop before the border of their lock."""
    lock = np.repeat(np.arange(len(band)), np.minimum(rng.poisson(ink.strands, len(band)), 3))
    count = len(lock)
    aside = rng.uniform(-0.3, 0.3, (count, 1, 1)).astype(np.float32)
    lines = band.spine[lock] + aside * (band.left[lock] - band.right[lock])
    first = rng.integers(3, 8, count)
    last = rng.integers(first + 5, STEPS - 2)
    inside = _look(plan, lines) == lock[:, None] + _LOCK
    within = (np.arange(STEPS) >= first[:, None]) & (np.arange(STEPS) < last[:, None])
    good = (inside | ~within).all(1)
    return [Stroke(lines[i, first[i] : last[i]], ink.strand_weight, (1.0, 1.0)) for i in np.nonzero(good)[0]]
