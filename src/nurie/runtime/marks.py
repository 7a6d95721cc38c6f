"""What hints mark, at the working size, before anything is painted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nurie.core.bare import find_marked, inside_regions
from nurie.core.hints import rasterize_marks
from nurie.core.odd_marks import find_odd
from nurie.core.pieces import at_centers
from nurie.core.types import Hints
from nurie.runtime.encoded import Encoded

U8 = NDArray[np.uint8]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """The marks of n hints.

    Attributes:
        numbers: (h, w) int32, 0 or a mark's number from 1.
        colors: (n, 3) uint8 sRGB, in the order of their numbers.
        shown: (n + 1,) bool, per number whether it has a colour, and is no transparent hint.
        odd: (n + 1,) bool, per number whether it is an odd one, see `odd_marks.find_odd`.
        regions: the numbers of the regions that are marked.
    """

    numbers: NDArray[np.int32]
    colors: U8
    shown: Bools
    odd: Bools
    regions: set[int]


def find_marks(hints: Hints | None, encoded: Encoded) -> Marks | None:
    """None without hints. Raises HintError: a stroke that cannot be drawn."""
    if hints is None:
        return None
    numbers, colors, kinds = rasterize_marks(hints, encoded.extent)
    shown, exact = (np.array([False, *(kind in some for kind in kinds)]) for some in (("exact", "loose"), ("exact",)))
    regions, values = at_centers(encoded.regions, encoded.extent), colors.astype(np.int64) @ (1 << 16, 1 << 8, 1)
    odd = find_odd(encoded.lineart, regions, numbers * exact[numbers], values)
    odd[len(hints.strokes) + 1 :] = False  # spots of a painted layer have other numbers at the page's size
    return Marks(numbers, colors, shown, odd, find_marked(regions, numbers * shown[numbers]))


def without_odd(hint_map: U8, marks: Marks) -> U8:
    """(h, w, 4) uint8 hints as the network is to see them."""
    if not marks.odd.any():
        return hint_map
    return np.where(marks.odd[marks.numbers][..., None], np.uint8(0), hint_map)


def free_regions(encoded: Encoded, marks: Marks) -> Bools:
    """(h, w) bool, the regions without a mark that may have a colour."""
    taken = marks.regions | {*encoded.bubbles, *encoded.tones, encoded.around} - {-1}
    return ~inside_regions(at_centers(encoded.regions, encoded.extent), sorted(taken))


def bare_paper(encoded: Encoded, marks: Marks | None) -> Bools | None:
    """(H, W) bool, what stays paper; None where there is nothing.

    Speech bubbles, what the artist has filled in grey, and once there are hints what lies around the drawing, where
    these have none: an artist who colours a figure wants no guess around it.
    """
    marked = marks.regions if marks is not None else set()
    around = {encoded.around} if marked else set()
    bare = [number for number in {*encoded.bubbles, *encoded.tones, *around} - {-1} if number not in marked]
    return inside_regions(encoded.regions, bare) if bare else None
