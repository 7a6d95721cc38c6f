"""Regions divided by what the network takes them for: a figure from what lies around it, hair from skin and cloth."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from nurie.core.open_parts import LEAST_SHARE, SURE, divide_region, find_parts, mean_odds
from nurie.core.pieces import at_centers
from nurie.core.types import Extent
from nurie.runtime.card import Card
from nurie.runtime.seen import Glance, enlarge_cells
from nurie.runtime.windows import parts

_AROUND, _FIGURE = "around", ("skin", "hair", "fur", "cloth", "eye", "mouth", "prop")
_WORN = (("hair",), ("skin", "eye", "mouth"), ("cloth", "prop"))

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]
F32 = NDArray[np.float32]


def divide_things(
    card: Card, lineart: U8, regions: I32, around: int, glances: Callable[[], Sequence[Sequence[Glance]]]
) -> None:
    """Number the parts of regions that are different things as regions of their own, in place.

    A figure that is open to the region around the drawing becomes regions of its own, and hair, skin and cloth that are
    open to each other are divided.

    Args:
        card: of the network; of one that does not know these things nothing changes.
        lineart: (h, w) uint8, 255 paper, at the working size.
        regions: (H, W) int32 of `regions.label_regions`.
        around: the number of the region around the drawing, of `bare.find_around`; -1 without one.
        glances: what the network says of each of the page's `windows.parts`.
    """
    if not {_AROUND, *_FIGURE} <= {*card.things} or not all(found := glances()):
        return
    extent = Extent(*lineart.shape)
    for place, seen in zip(parts(lineart), found, strict=True):
        page = lineart[place]
        if around >= 0:
            odds = _odds(card, seen, ((_AROUND,), _FIGURE), page)
            inside = at_centers(regions, extent)[place] == around
            if mean_odds(odds[0], inside & _frame(page)) >= SURE:
                _divide(regions, around, page, inside, odds, 0, place, extent)
        odds = _odds(card, seen[-1:], _WORN, page)  # the closer look
        labels = at_centers(regions, extent)[place]
        for number in _of_several(labels, odds):
            if number != around:
                _divide(regions, number, page, labels == number, odds, None, place, extent)


def _odds(card: Card, glances: Sequence[Glance], kinds: Sequence[Sequence[str]], page: U8) -> F32:
    """(k, h, w) that each pixel is one of these things, by the mean of the glances."""
    names = [[card.things.index(name) for name in kind] for kind in kinds]
    planes = [
        enlarge_cells(
            np.stack([seen.names[kind].sum(0) for kind in names]),
            Extent(*seen.small.shape), Extent(*page.shape), card.cell_px,
        )
        for seen in glances
    ]  # fmt: skip
    return np.mean(planes, 0)


def _frame(page: U8) -> NDArray[np.bool_]:
    frame = np.ones(page.shape, np.bool_)
    frame[1:-1, 1:-1] = False
    return frame


def _of_several(labels: I32, odds: F32) -> list[int]:
    """The regions in which a part of the least size could be of one kind, and another of another."""
    count = int(labels.max()) + 1
    sure = [np.bincount(labels[likely > SURE], minlength=count) >= LEAST_SHARE * labels.size for likely in odds]
    return np.flatnonzero(np.sum(sure, 0) > 1).tolist()


def _divide(
    regions: I32, number: int, page: U8, inside: NDArray[np.bool_], odds: F32, home: int | None,
    place: tuple[slice, slice], extent: Extent,
) -> None:  # fmt: skip
    found = find_parts(page, inside, odds, home)
    if found.any():
        divide_region(regions, number, found, inside, place, extent)
