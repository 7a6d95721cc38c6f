"""Long strips through a network in overlapping windows, so that neither memory nor the view of it grows with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nurie.runtime.backend import Backend
from nurie.runtime.propose import propose_hints
from nurie.runtime.seen import Glance, Seen, glance, see
from nurie.runtime.spread import spread

LONGEST_PX = 2560  # a longer side is cut; pages are well below that
WINDOW_PX, SHORTEST_PX, OVERLAP_PX = 1024, 384, 256  # for every card's `multiple` up to 256
_LEAST_QUIET_PX, _ENOUGH_QUIET_PX = 8, 32  # fewer rows of one tone are no seam, and more than these no better one
_TONE = 0.1  # of the lines, 1 full ink, within which a row is of one tone

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
Bools = NDArray[np.bool_]


class Window(NamedTuple):
    """Rows of a strip that a network sees at once, and over which of them the window before fades into this one."""

    begin: int
    end: int
    seam: slice


def find_windows(quiet: Bools, multiple: int) -> list[Window]:
    """Cut a strip into windows of at most `WINDOW_PX` that share about `OVERLAP_PX`.

    One ends where the strip is quiet, as between two panels of a webtoon, if it is so anywhere from `SHORTEST_PX` on:
    the seam lies within these rows, and both windows see half the overlap beyond it. Elsewhere the seam is the overlap.

    Args:
        quiet: (length,) bool, rows across which nothing is drawn; the length is a multiple of `multiple`.
        multiple: all windows begin and end at multiples of it.
    """
    length, windows = len(quiet), [Window(0, len(quiet), slice(0, 0))]
    while length - windows[-1].begin > WINDOW_PX:
        begin, _, before = windows.pop()
        seam = _find_seam(quiet, begin + WINDOW_PX, before.stop)
        middle = (seam.start + seam.stop) // 2
        end = min(begin + WINDOW_PX, -(-(middle + OVERLAP_PX // 2) // multiple) * multiple)
        following = min((middle - OVERLAP_PX // 2) // multiple * multiple, length - WINDOW_PX)
        windows += [Window(begin, end, before), Window(following, length, seam)]
    return windows


def _find_seam(quiet: Bools, end: int, before: int) -> slice:
    """The last of the quiet runs that are long enough, or the longest; the overlap where none is.

    It begins after the seam `before`, into whose quiet rows a window that begins early may reach.
    """
    first, last = max(end - WINDOW_PX + SHORTEST_PX, before), end - OVERLAP_PX // 2
    edges = np.flatnonzero(np.diff(np.r_[False, quiet[first:last], False])).reshape(-1, 2) + first
    lengths = np.minimum(edges[:, 1] - edges[:, 0], _ENOUGH_QUIET_PX)
    if lengths.max(initial=0) < _LEAST_QUIET_PX:
        return slice(end - OVERLAP_PX, end)
    start, stop = edges[np.flatnonzero(lengths == lengths.max())[-1]].tolist()
    return slice(max(start, stop - OVERLAP_PX), stop)


def paint_planes(backend: Backend, planes: F32) -> F32:
    """The network's first output for planes of any size.

    Planes up to `LONGEST_PX` go through in one run. Longer ones are cut along their long side into windows, of which
    one fades into the next; hints were flooded through the whole strip before.

    Args:
        backend: the network.
        planes: (1, C, H, W) float32, padded.

    Returns:
        (1, 3 n, H, W) float32.
    """
    height, width = planes.shape[2:]
    if max(height, width) <= LONGEST_PX:
        return backend.run(planes)[0]

    def along(array: F32) -> F32:
        return array.swapaxes(2, 3) if width > height else array

    planes = along(planes)
    painted: F32 | None = None
    for begin, end, seam in find_windows(_quiet(planes[0, 0]), backend.card.multiple):
        part = along(backend.run(np.ascontiguousarray(along(planes[:, :, begin:end])))[0])
        if painted is None:
            painted = np.empty((*part.shape[:2], *planes.shape[2:]), np.float32)
        share = ((np.arange(seam.stop - seam.start, dtype=np.float32) + 0.5) / max(1, seam.stop - seam.start))[:, None]
        before = painted[:, :, seam]
        before += share * (part[:, :, seam.start - begin : seam.stop - begin] - before)
        painted[:, :, seam.stop : end] = part[:, :, seam.stop - begin :]
    assert painted is not None
    return np.ascontiguousarray(along(painted))


class Part(NamedTuple):
    """Rows and columns of a page, and what is seen there."""

    place: tuple[slice, slice]
    seen: Seen


def glance_parts(backend: Backend, lineart: U8) -> list[list[Glance]]:
    """`glance`, part by part where the page is a strip, so that each is seen at a usual size."""
    return [glance(backend, np.ascontiguousarray(lineart[place])) for place in parts(lineart)]


def see_parts(
    backend: Backend,
    lineart: U8,
    regions: NDArray[np.int32],
    around: int = -1,
    glances: Sequence[Sequence[Glance]] = (),
) -> list[Part]:
    """`see`, part by part; `glances` of `glance_parts`, where these are known."""
    return [
        Part(place, see(backend, lineart[place], regions[place], around, known))
        for place, known in zip(parts(lineart), glances or glance_parts(backend, lineart), strict=True)
    ]


def propose(
    backend: Backend, lineart: U8, regions: NDArray[np.int32], seed: int, seen: Sequence[Part] = ()
) -> U8:
    """`propose_hints`, part by part. All parts choose by the same seed. Arguments and result as there."""
    hint_map = np.empty((*lineart.shape, 4), np.uint8)
    for place, known in seen or see_parts(backend, lineart, regions):
        hint_map[place] = propose_hints(backend, lineart[place], regions[place], seed, known)
    return hint_map


def spread_hints(backend: Backend, hint_map: U8, seen: Sequence[Part]) -> U8:
    """`spread`, part by part."""
    carried = np.empty_like(hint_map)
    for place, known in seen:
        carried[place] = spread(backend.card, known, hint_map[place])
    return carried


def fill_in(hint_map: U8, guesses: U8, regions: NDArray[np.int32], rest: Bools) -> U8:
    """(h, w, 4) hints, and guesses in those regions of the `rest`, (h, w) bool, that hold none."""
    free = rest & ~np.isin(regions, np.unique(regions[rest & (hint_map[..., 3] > 0)]))
    return np.where((free & (guesses[..., 3] > 0))[..., None], guesses, hint_map)


def parts(lineart: U8) -> Iterator[tuple[slice, slice]]:
    """The rows and columns of the parts, without overlap, in which a strip is looked at; of a page all."""
    height, width = lineart.shape
    if max(height, width) <= LONGEST_PX:
        yield slice(0, height), slice(0, width)
    elif width > height:
        yield from ((slice(0, height), columns) for columns in _bands(lineart.T))
    else:
        yield from ((rows, slice(0, width)) for rows in _bands(lineart))


def _bands(lineart: U8) -> Iterator[slice]:
    seams = [window.seam for window in find_windows(_quiet(lineart / np.float32(255)), 1)[1:]]
    bounds = [0, *((seam.start + seam.stop) // 2 for seam in seams), len(lineart)]
    return (slice(begin, end) for begin, end in pairwise(bounds))


def _quiet(lines: F32) -> Bools:
    """(length,) which rows are of one tone, white or black."""
    return np.ptp(lines, axis=1) <= _TONE
