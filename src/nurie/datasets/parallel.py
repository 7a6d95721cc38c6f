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


def map_in_order(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """Yield `work(item)` for each item, a process per core where there are many; `work` must be picklable."""
    if len(items) <= _FEW:
        yield from map(work, items)
        return
    with multiprocessing.get_context("spawn").Pool(os.cpu_count(), cv2.setNumThreads, (1,)) as pool:
        yield from pool.imap(work, items, chunksize=8)
