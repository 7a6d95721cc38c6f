"""Speech bubbles of a page: found by their lettering, and by what the network takes them for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from nurie.core.lettering import find_bubbles
from nurie.core.pieces import at_centers
from nurie.core.types import Extent
from nurie.runtime.backend import Backend
from nurie.runtime.looks import look
from nurie.runtime.windows import parts

_NAME, _FACES = "bubble", ("skin", "hair")
_LEAST, _BESIDE_FACES = 0.0015, 0.008  # odds, and those of faces times this: bubbles are rare where the network learnt

U8 = NDArray[np.uint8]


def bubbles_of(backend: Backend, lineart: U8, small: U8, regions: NDArray[np.int32]) -> tuple[int, ...]:
    """The numbers of a page's regions that are speech bubbles, or lie inside letters there.

    Args:
        backend: a network; one that names things is asked whether the regions with lettering can be bubbles.
        lineart: (H, W) uint8, 255 paper.
        small: (h, w) uint8, the same at the working size.
        regions: (H, W) int32 of `regions.label_regions`.
    """
    found = find_bubbles(lineart, regions)
    if not found or _NAME not in backend.card.things:
        return _numbers(found)
    labels, things = at_centers(regions, Extent(*small.shape)), backend.card.things
    faces = [things.index(name) for name in _FACES if name in things]
    others: set[int] = set()
    for part in parts(small):
        seen = look(backend, np.ascontiguousarray(small[part]), labels[part])
        odds = np.mean(seen.odds, 0)
        least = np.maximum(_LEAST, _BESIDE_FACES * odds[:, faces].sum(1))
        others |= set(seen.numbers[odds[:, things.index(_NAME)] < least].tolist())
    return _numbers({number: inside for number, inside in found.items() if number not in others})


def _numbers(bubbles: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
    return tuple(sorted({number for inside in bubbles.values() for number in inside}))
