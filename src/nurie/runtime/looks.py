"""What regions of a page look like to the network and to the eye: what profiles compare. Never a colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nurie.core.bare import find_around
from nurie.core.geometry import resize_lineart, working_extent
from nurie.core.pieces import at_centers
from nurie.core.region_shapes import measure_shapes
from nurie.core.types import Extent
from nurie.runtime.backend import Backend
from nurie.runtime.card import Card
from nurie.runtime.inputs import make_planes
from nurie.runtime.seen import enlarge_cells, softmax

SHORT_PX = (192, 384)  # short sides at which the page is looked at: for whole things, and for small ones
MOST_REGIONS, LEAST_SHARE = 120, 4e-4  # the largest so many, and of the page each has this at least
SCENERY = ("around", "sky", "ground", "plant", "built", "bubble")
_HEAD = "hair"  # what a head's size is measured by
_SCENERY_ODDS = 0.5
_INK_BELOW, _INK_WEIGHT = 200, 1e-3  # inked hair says nothing of the face that it belongs to

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """What the larger regions of a page look like, the largest first: n rows each.

    Attributes:
        numbers: (n,) of `regions`.
        odds: per size in `SHORT_PX`, (n, K): what each is, by the mean of the network's probabilities over it; of
            things where the network names them, else of colours.
        measures: (n, 9), the columns of `profile_file.MEASURES`.
        scenery: (n,) bool, what hardly belongs to a figure: it lies around it, or is named so.
    """

    numbers: NDArray[np.int64]
    odds: tuple[F64, ...]
    measures: F64
    scenery: NDArray[np.bool_]


def look(backend: Backend, lineart: U8, regions: NDArray[np.int32]) -> Looks:
    """Look at a page's regions.

    Args:
        backend: a network with colour classes; one that names things knows regions better.
        lineart: (h, w) uint8, 255 paper, at the working size.
        regions: (H, W) int32 at any size of the same shape, of `regions.label_regions`.
    """
    numbers, rank = _largest(at_centers(regions, Extent(*lineart.shape)))
    count = len(numbers)
    seen, labels, small, cells = [], rank, lineart, np.zeros((0, 1, 1))
    for short_px in SHORT_PX:
        small = resize_lineart(lineart, working_extent(Extent(*lineart.shape), min(short_px, min(lineart.shape))))
        labels = at_centers(rank, Extent(*small.shape))
        cells = _odds(backend, small)
        seen.append(_means(cells, labels, small, count, backend.card.cell_px))
    shapes = measure_shapes(small, labels, count)
    scenery = np.arange(count) == find_around(rank)
    if backend.card.things:
        named = [number for number, thing in enumerate(backend.card.things) if thing in SCENERY]
        scenery |= seen[-1][:, named].sum(1) >= _SCENERY_ODDS
        x, y, size = _head(cells, backend.card)
    else:
        x, y, size = _figure(labels, scenery)
    area = shapes.share * labels.size
    beside, below = (shapes.center - (x, y)).T / size
    place = [np.abs(beside), below, np.log(area / size**2), np.log(shapes.share)]
    return Looks(numbers, tuple(seen), np.column_stack([*place, shapes.form]), scenery)


def _largest(regions: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The numbers of the larger regions, and (h, w) which of them each pixel belongs to, their count for none."""
    sizes = np.bincount(regions.ravel())
    numbers = np.argsort(-sizes, kind="stable")[:MOST_REGIONS]
    numbers = numbers[sizes[numbers] >= max(1, LEAST_SHARE * regions.size)]
    rank = np.full(len(sizes), len(numbers))
    rank[numbers] = np.arange(len(numbers))
    return numbers, rank[regions]


def _odds(backend: Backend, small: U8) -> F64:
    """(K, gh, gw) per cell: probabilities of things, of colours without them."""
    logits = backend.run(make_planes(backend.card, small, np.zeros((*small.shape, 4), np.uint8)))[1][0]
    part = logits[len(backend.card.color_bins) :] if backend.card.things else logits
    height, width = (-(-side // backend.card.cell_px) for side in small.shape)
    return softmax(part[:, :height, :width].astype(np.float64))


def _means(cells: F64, labels: NDArray[np.int64], small: U8, count: int, cell_px: int) -> F64:
    """(K, gh, gw) to the means (n, K) over regions, the cells blended so that a small region has its own part."""
    weight = np.where(small >= _INK_BELOW, 1, _INK_WEIGHT)
    total = np.bincount(labels.ravel(), weight.ravel(), count + 1)[:count]
    extent, means = Extent(*small.shape), np.zeros((count, len(cells)))
    for number, fine in enumerate(enlarge_cells(cells, extent, extent, cell_px)):
        means[:, number] = np.bincount(labels.ravel(), (fine * weight).ravel(), count + 1)[:count]
    return means / np.maximum(total, 1e-9)[:, None]


def _head(cells: F64, card: Card) -> tuple[float, float, float]:
    """Where the eyes are and how far the hair is from them, in pixels: middle x and y, and size."""
    rows, columns = np.indices(cells.shape[1:]) + 0.5
    eyes, hair = cells[card.things.index("eye")] ** 2 + 1e-9, cells[card.things.index(_HEAD)] + 1e-6
    x, y = (columns * eyes).sum() / eyes.sum(), (rows * eyes).sum() / eyes.sum()
    size = np.sqrt((((columns - x) ** 2 + (rows - y) ** 2) * hair).sum() / hair.sum())
    return x * card.cell_px, y * card.cell_px, max(float(size), 0.5) * card.cell_px


def _figure(labels: NDArray[np.int64], around: NDArray[np.bool_]) -> tuple[float, float, float]:
    """The middle of all that is drawn, in pixels, and the root of its area."""
    inside = ~np.append(around, True)[labels]
    rows, columns = np.nonzero(inside if inside.any() else np.ones_like(inside))
    return float(columns.mean()), float(rows.mean()), float(np.sqrt(len(rows)))
