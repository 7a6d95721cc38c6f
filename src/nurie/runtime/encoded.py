"""What depends on a page and the size alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nurie.core.geometry import is_strip
from nurie.core.types import Extent
from nurie.runtime.windows import Part


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """What depends on the page and the size alone: computed once, however many strokes follow.

    Attributes:
        lineart: (h, w) uint8, the lines at the working size.
        regions: (H, W) int32 at the page's size, of `regions.label_regions`, of the walls; a figure that is open to
            what lies around it apart.
        around: the number of the region around the drawing, -1 without one.
        see: what the network takes the regions for; looks at the first call.
        walls: (H, W) uint8, the page's lines without what is filled, of `tones.open_tones`.
        bubbles: the numbers of the regions that are speech bubbles.
        tones: the numbers of the regions that are filled in grey.
        warnings: whole sentences about the size.
    """

    lineart: NDArray[np.uint8]
    regions: NDArray[np.int32]
    around: int
    see: Callable[[], Sequence[Part]]
    walls: NDArray[np.uint8]
    bubbles: tuple[int, ...]
    tones: tuple[int, ...]
    warnings: tuple[str, ...] = ()

    @property
    def extent(self) -> Extent:
        return Extent(*self.lineart.shape)


def size_warnings(page: Extent, working: Extent, wanted: int) -> tuple[str, ...]:
    """Whole sentences about a page that is coloured at a smaller size than wanted."""
    if min(working) >= min(wanted, min(page)):
        return ()
    found = f"so its colours were found at {working.width}x{working.height} px"
    if is_strip(page):
        return (f"The page is a strip of {page.width}x{page.height} px, {found}; cut it into panels for finer colour.",)
    return (f"The page has {page.width}x{page.height} px, too many for a working size of {wanted} px, {found}.",)
