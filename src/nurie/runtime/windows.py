"""Long strips through a network in overlapping windows, so that neither memory nor the view of it grows with them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from nurie.runtime.backend import Backend

LONGEST_PX = 2560  # a longer side is cut; pages are well below that
WINDOW_PX, OVERLAP_PX = 1024, 256  # multiples of every card's `multiple` up to 256

F32 = NDArray[np.float32]


def paint_planes(backend: Backend, planes: F32) -> F32:
    """The network's first output for planes of any size.

    Planes up to `LONGEST_PX` go through in one run. Longer ones are cut along their long side into windows that share
    `OVERLAP_PX`, over which one fades into the next; hints were flooded through the whole strip before.

    Args:
        backend: the network.
        planes: (1, C, H, W) float32, padded.

    Returns:
        (1, 3 n, H, W) float32.
    """
    height, width = planes.shape[2:]
    if max(height, width) <= LONGEST_PX:
        return backend.run(planes)[0]
    if width > height:
        return np.ascontiguousarray(_across(backend, planes))
    painted: F32 | None = None
    for top, bottom in spans(height):
        part = backend.run(np.ascontiguousarray(planes[:, :, top:bottom]))[0]
        if painted is None:
            painted = np.empty((1, part.shape[1], height, width), np.float32)
            painted[:, :, :bottom] = part
            continue
        shared = min(OVERLAP_PX, bottom - top)
        share = ((np.arange(shared, dtype=np.float32) + 0.5) / shared)[:, None]
        before = painted[:, :, top : top + shared]
        painted[:, :, top : top + shared] = before + share * (part[:, :, :shared] - before)
        painted[:, :, top + shared : bottom] = part[:, :, shared:]
    assert painted is not None
    return painted


def _across(backend: Backend, planes: F32) -> F32:
    """A strip that lies: the same with rows for columns, each window turned back before it is run."""

    class Turned:
        card = backend.card

        def run(self, part: F32) -> tuple[F32, F32]:
            color, logits = backend.run(np.ascontiguousarray(part.swapaxes(2, 3)))
            return color.swapaxes(2, 3), logits

    return paint_planes(Turned(), planes.swapaxes(2, 3)).swapaxes(2, 3)


def spans(length: int) -> Iterator[tuple[int, int]]:
    """Begin and end of windows over a length; all are `WINDOW_PX` long, and the last ones overlap by more."""
    step = WINDOW_PX - OVERLAP_PX
    for start in range(0, max(1, length - OVERLAP_PX), step):
        begin = min(start, length - WINDOW_PX)
        yield begin, begin + WINDOW_PX
