"""Regions that are several things: sketched hair, open to the background or to a shirt, is one region with it."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.borders import Borders, connected
from nurie.core.geodesic import OPEN_FROM, OPEN_SHARE, nearest_seeds
from nurie.core.pieces import renumber, window_of
from nurie.core.types import Extent

SURE = 0.6  # odds from which a place is what they say
_FROM_LINES_PX = 2  # nearer to a line a place says nothing
LEAST_SHARE = 0.01  # of the page, that a part has
_MARGIN = 2  # so many pixels around parts show what is beside them
_OPEN_BORDER = 0.15  # so much of a part's border at most runs over paper, and not along lines

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]
F32 = NDArray[np.float32]
Bools = NDArray[np.bool_]


def find_parts(lineart: U8, inside: Bools, odds: F32, home: int | None = None) -> I32:
    """The parts of a region that are different things.

    Floods as in `geodesic.nearest_seeds` begin wherever the odds are sure, and meet where the way between them is
    narrowest: gaps as wide as a lock of hair divide, if there are lines beside them. A flood that is open for more of
    its border belongs to what it is most open to. A part is what is connected, of one kind, large and mostly sure.

    Args:
        lineart: (h, w) uint8, 255 paper.
        inside: (h, w) bool, the region.
        odds: (k, h, w) float32, of k kinds of things, that a place is one of this kind.
        home: the kind whose parts stay the region that was; None for that of the largest part.

    Returns:
        (h, w) int32, 1 or more per part, 0 elsewhere.
    """
    found = np.zeros(lineart.shape, np.int32)
    paper = lineart >= OPEN_FROM
    seeds, kinds = _seeds(inside, paper, odds)
    if len({*kinds}) < 3:
        return found
    relief = np.where(inside, lineart, 0).astype(np.uint8)
    near = nearest_seeds(seeds > 0, relief, relief, OPEN_SHARE * min(lineart.shape))
    floods = np.where(inside, seeds.ravel()[near], 0)
    parts = [*_parts(_joined(kinds, Borders(floods, paper))[floods], odds)]
    if home is None:
        home = max(parts, key=lambda part: np.count_nonzero(part[1]), default=(0, paper))[0]
    for number, (_, part) in enumerate((part for part in parts if part[0] != home), 1):
        found[part] = number
    return found


def mean_odds(odds: F32, where: Bools) -> float:
    """Of (h, w) odds; 0 of nowhere."""
    return float(odds[where].mean(dtype=np.float64)) if where.any() else 0.0


def _seeds(inside: Bools, paper: Bools, odds: F32) -> tuple[I32, list[int]]:
    """(h, w) where floods begin, from 1; and per number the kind, -1 of 0."""
    clear = inside & (cv2.distanceTransform(paper.view(np.uint8), cv2.DIST_L2, 3) >= _FROM_LINES_PX)
    seeds, kinds = np.zeros(paper.shape, np.int32), [-1]
    for kind, likely in enumerate(odds):
        count, numbers = connected(clear & (likely > SURE))
        np.copyto(seeds, numbers + (len(kinds) - 1), where=numbers > 0)
        kinds += [kind] * (count - 1)
    return seeds, kinds


def _joined(kinds: list[int], borders: Borders) -> NDArray[np.intp]:
    """The kinds of floods, once those that paper borders, and not lines, are of the kind that they are most open to.

    The most open first, and each once. Floods of one kind have no border between them.

    Args:
        kinds: per number, -1 of 0.
        borders: of these floods.
    """
    kinds = [*kinds]

    def gaps(number: int) -> dict[int, int]:
        """How long it is open to each other kind."""
        found: dict[int, int] = {}
        for other, length in borders.gaps[number].items():
            if other and kinds[other] != kinds[number]:
                found[kinds[other]] = found.get(kinds[other], 0) + length
        return found

    def open_share(number: int) -> float:
        lengths = borders.lengths[number].items()
        return sum(gaps(number).values()) / max(sum(n for other, n in lengths if kinds[other] != kinds[number]), 1)

    shares = {number: open_share(number) for number in range(1, len(kinds))}
    while shares and shares[worst := max(shares, key=shares.__getitem__)] > _OPEN_BORDER:
        del shares[worst]
        found = gaps(worst)
        kinds[worst] = max(sorted(found), key=found.__getitem__)
        for other in borders.lengths[worst].keys() & shares.keys():
            shares[other] = open_share(other)
    return np.array(kinds)


def _parts(kinds: NDArray[np.intp], odds: F32) -> Iterator[tuple[int, Bools]]:
    """The kind of each part of (h, w) kinds, -1 outside, and where it is."""
    for kind, likely in enumerate(odds):
        count, numbers = connected(kinds == kind)
        areas = np.bincount(numbers.ravel(), minlength=count)
        for number in range(1, count):
            part = numbers == number
            if areas[number] >= LEAST_SHARE * kinds.size and mean_odds(likely, part) >= SURE:
                yield kind, part


def divide_region(regions: I32, number: int, parts: I32, inside: Bools, place: tuple[slice, slice], of: Extent) -> None:
    """Give the parts of a region new numbers, in place; their borders run smoothly between the parts' pixels.

    Args:
        regions: (H, W) int32.
        number: of the region.
        parts: (h, w) int32 of `find_parts`, seen at another size.
        inside: (h, w) bool, the region there.
        place: rows and columns of these within the page at that size.
        of: the page at that size.
    """
    following = int(regions.max()) + 1
    new = np.array([number, *range(following, following + int(parts.max()))], np.int32)
    window = tuple(slice(max(0, part.start - _MARGIN), part.stop + _MARGIN) for part in window_of(parts > 0))
    numbered = np.where(inside[window], new[parts[window]], 0)
    on_page = tuple(
        slice(whole.start + part.start, whole.start + part.start + side)
        for whole, part, side in zip(place, window, numbered.shape, strict=True)
    )
    renumber(regions, of, number, on_page, numbered)
