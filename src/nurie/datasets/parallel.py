"""The same work for many items, on all cores, in order."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import cv2

Item = TypeVar("Item")
Result = TypeVar("Result")


_FEW = 64  # items that are done before the processes would have started


def map_in_order(
    work: Callable[[Item], Result], items: Sequence[Item], *, processes: int | None = None, few: int = _FEW,
    chunk: int = 8,
) -> Iterator[Result]:
    """Yield `work(item)` for each item, a process per core where there are many; `work` must be picklable.

    Args:
        work: done for each item.
        items: as many as are to be done.
        processes: other than one per core; 1 does all in this one.
        few: so many items are done in this process.
        chunk: items that a process takes at a time.
    """
    if len(items) <= few or processes == 1:
        yield from map(work, items)
        return
    with multiprocessing.get_context("spawn").Pool(processes or os.cpu_count(), cv2.setNumThreads, (1,)) as pool:
        yield from pool.imap(work, items, chunksize=chunk)
