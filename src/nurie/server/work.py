"""The pages at work: so many at once, so many waiting, the next refused. Work that nobody waits for stops."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from nurie.errors import StoppedError

T = TypeVar("T")
Check = Callable[[], None]

_FIRST_GUESS_S = 2.0  # a page takes so long, before one was measured
_REMEMBERED = 0.8  # share of the old mean when a page was measured


class BusyError(Exception):
    """No room for another page; `retry_s` says when there may be."""

    def __init__(self, retry_s: int) -> None:
        super().__init__(f"all places are taken; try again in {retry_s} s")
        self.retry_s = retry_s


class Ticket:
    """A page that was accepted: its future, and how to stop it."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self.future: Future = Future()

    def stop(self) -> None:
        """Nobody waits any more: it never begins, or ends before its next step."""
        self._stopped.set()
        self.future.cancel()

    def check(self) -> None:
        """Raises StoppedError once it was stopped."""
        if self._stopped.is_set():
            raise StoppedError("the caller has gone")


class Work:
    """A pool of threads with a bounded queue. Safe to be used by several threads."""

    def __init__(self, workers: int, waiting: int, watch: Callable[[int], None] = lambda taken: None) -> None:
        """`watch` is told how many pages are at work or waiting, whenever that changes."""
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="nurie")
        self._room, self._workers, self._watch = workers + waiting, workers, watch
        self._lock, self._taken, self._mean_s = threading.Lock(), 0, _FIRST_GUESS_S

    @property
    def taken(self) -> int:
        """Pages at work or waiting."""
        return self._taken

    @property
    def is_full(self) -> bool:
        """Whether the next page would be refused."""
        return self._taken >= self._room

    def begin(self, function: Callable[[Check], T]) -> Ticket:
        """Queue a page; the function is given a check to call between its steps.

        Raises:
            BusyError: every place is taken.
        """
        with self._lock:
            if self.is_full:
                raise BusyError(max(1, math.ceil(self._mean_s * self._taken / self._workers)))
            self._change(1)
        ticket = Ticket()
        try:
            ticket.future = self._pool.submit(self._run, function, ticket)
        except BaseException:
            self._leave(ticket.future)
            raise
        ticket.future.add_done_callback(self._leave)
        return ticket

    def close(self) -> None:
        """Wait for what is at work; what waits is dropped."""
        self._pool.shutdown(cancel_futures=True)

    def _run(self, function: Callable[[Check], T], ticket: Ticket) -> T:
        ticket.check()
        start = time.perf_counter()
        result = function(ticket.check)
        with self._lock:
            self._mean_s += (1 - _REMEMBERED) * (time.perf_counter() - start - self._mean_s)
        return result

    def _leave(self, _: Future) -> None:
        with self._lock:
            self._change(-1)

    def _change(self, by: int) -> None:
        self._taken += by
        self._watch(self._taken)
