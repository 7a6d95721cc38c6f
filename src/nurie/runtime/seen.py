"""What the network takes the regions of a page for, before any hint: computed once per page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.bare import find_around
from nurie.core.geometry import resize_lineart, working_extent
from nurie.core.pieces import at_centers
from nurie.core.types import Extent
from nurie.runtime.backend import Backend
from nurie.runtime.inputs import make_planes

SHORT_PX = (128, 192)  # short sides at which the page is looked at: for whole things, and for small ones
MOST_AREAS, LEAST_SHARE = 48, 0.002  # so many regions choose, and of the page each has this at least
DOT_SHARE = 1 / 170  # a dot's radius as a share of the short side
_DOTS_PER_PAGE, _MOST_DOTS = 12, 6  # of a region that is the whole page, and of any
_INK_BELOW = 200

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The larger regions of a page, n of them, or of a part of a strip.

    Attributes:
        areas: where they are.
        odds: (n, K) probabilities of the colour classes, None of a network without.
        names: (n, N) probabilities of what each is, None of a network that names nothing.
    """

    areas: Areas
    odds: F32 | None
    names: F32 | None


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """What the network says of a page at one size, without any hint.

    Attributes:
        small: (h, w) uint8, the page at that size.
        odds: (K, gh, gw) probabilities of the colour classes per cell.
        names: (N, gh, gw) probabilities of what is there; N is 0 of a network that names nothing.
    """

    small: U8
    odds: F32
    names: F32


def glance(backend: Backend, lineart: U8) -> list[Glance]:
    """Look at a page, (h, w) uint8 with 255 paper, at two sizes; nothing of a network without colour classes."""
    card, glances = backend.card, []
    for short_px in SHORT_PX if card.color_bins else ():
        small = resize_lineart(lineart, working_extent(Extent(*lineart.shape), min(short_px, min(lineart.shape))))
        logits = backend.run(make_planes(card, small, np.zeros((*small.shape, 4), np.uint8)))[1][0]
        height, width = (-(-side // card.cell_px) for side in small.shape)
        odds, names = np.split(logits[:, :height, :width], [len(card.color_bins)])
        glances.append(Glance(small, softmax(odds), softmax(names) if len(names) else names))
    return glances


def see(
    backend: Backend, lineart: U8, regions: NDArray[np.int32], around: int = -1, glances: Sequence[Glance] = ()
) -> Seen:
    """What a network without any hint takes the regions of a page for.

    Args:
        backend: a network; one without colour classes is not asked.
        lineart: (h, w) uint8, 255 paper.
        regions: (h, w) int32, 1 or more, of `regions.label_regions`.
        around: the number of the region around the drawing, where that is known.
        glances: of `glance`, where these are known.
    """
    areas = find_areas(lineart, regions, around)
    glances = glances or glance(backend, lineart)
    if not glances:
        return Seen(areas, None, None)
    cell_px = backend.card.cell_px
    odds = np.mean([areas.mean(seen.odds, seen.small, cell_px) for seen in glances], 0)
    names = [areas.mean(seen.names, seen.small, cell_px) for seen in glances if len(seen.names)]
    return Seen(areas, odds, np.mean(names, 0) if names else None)


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """The regions that take a colour, (n,) each, the largest first.

    share: of the page; rank (h, w), which of them each pixel of the page belongs to, n for none; around: whether it is
    what lies around the drawing; dots: per region (k, 2) rows and columns where it is widest.
    """

    share: F32
    rank: NDArray[np.int64]
    around: NDArray[np.bool_]
    dots: list[NDArray[np.int64]]

    def mean(self, scores: F32, small: U8, cell_px: int) -> F32:
        """(K, gh, gw) per cell of the page as `small` shows it to the means (n, K) per region."""
        height, width = scores.shape[1:]
        down, across = np.indices(small.shape) // cell_px
        place = (at_centers(self.rank, Extent(*small.shape)) * height + down) * width + across
        seen = np.where(small >= _INK_BELOW, 1, 1e-3)  # inked hair says nothing of the face that it belongs to
        cells = np.bincount(place.ravel(), seen.ravel(), (len(self.share) + 1) * height * width)
        cells = cells.reshape(-1, height, width)[: len(self.share)].astype(np.float32)
        cells /= np.maximum(cells.sum((1, 2), keepdims=True), 1e-6)
        return np.tensordot(cells, scores, ((1, 2), (1, 2)))


def find_areas(lineart: U8, regions: NDArray[np.int32], around: int = -1) -> Areas:
    """The larger regions; `around` is the number of the one around the drawing, where that is known."""
    depth, count = depth_of(lineart), int(regions.max()) + 1
    sizes = np.bincount(regions[lineart >= _INK_BELOW], minlength=count)
    numbers = np.argsort(-sizes, kind="stable")[:MOST_AREAS]
    numbers = numbers[sizes[numbers] >= LEAST_SHARE * lineart.size]
    share = (sizes[numbers] / lineart.size).astype(np.float32)
    rank = np.full(count, len(numbers))
    rank[numbers] = np.arange(len(numbers))
    wanted = np.clip(1 + share * _DOTS_PER_PAGE, 1, _MOST_DOTS).astype(int)
    dots = [dots_in(np.where(regions == n, depth, 0), most) for n, most in zip(numbers, wanted, strict=True)]
    around = find_around(regions) if around < 0 else around
    return Areas(share, rank[regions], numbers == around, dots)


def dots_in(depth: F32, count: int) -> NDArray[np.int64]:
    """Up to `count` places of a region, (k, 2) rows and columns: where it is deepest, away from each other."""
    apart = max(2, int(np.sqrt(np.count_nonzero(depth) / count) / 2))
    places: list[tuple[int, int]] = []
    while len(places) < count and depth.max() > 0:
        row, column = divmod(int(depth.argmax()), depth.shape[1])
        places.append((row, column))
        cv2.circle(depth, (column, row), apart, 0.0, -1)
    return np.array(places, np.int64).reshape(-1, 2)


def depth_of(lineart: U8) -> NDArray[np.float32]:
    """Distance of each pixel from ink and from the page's border."""
    paper = np.pad((lineart >= _INK_BELOW).astype(np.uint8), 1)
    return cv2.distanceTransform(paper, cv2.DIST_L2, 3)[1:-1, 1:-1]


def enlarge_cells(cells: NDArray[np.floating], small: Extent, extent: Extent, cell_px: int) -> F32:
    """(K, gh, gw) per cell of a page at one size to (K, h, w) per pixel at another, blended between the cells."""
    rows, columns = (
        (np.arange(side, dtype=np.float32) + 0.5) * np.float32(n / side) / cell_px - 0.5
        for side, n in zip(extent, small, strict=True)
    )
    across, down = np.meshgrid(columns, rows)
    return np.stack([
        cv2.remap(plane, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for plane in cells.astype(np.float32)
    ])


def softmax(logits: F32) -> F32:
    """(K, ...) to probabilities over the first axis."""
    likely = np.exp(logits - logits.max(0))
    return likely / likely.sum(0)


def draw_dot(hint_map: U8, place: NDArray[np.int64], color: U8) -> None:
    radius, (row, column) = max(1, round(min(hint_map.shape[:2]) * DOT_SHARE)), place.tolist()
    cv2.circle(hint_map, (column, row), radius, (*color.tolist(), 255), -1)
