"""Pages that take long: begun now, asked for later. Kept in memory, for a while."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from nurie.errors import NurieError
from nurie.server.studio import Made
from nurie.server.work import Check, Ticket, Work

STEPS = 6  # of a page: encode, paint, lift, flats, compose, write
MOST_KEPT, KEPT_S = 64, 600.0  # jobs that have ended, and for how long
MOST_BYTES = 512 << 20  # of their pictures; the oldest go first

State = Literal["waiting", "working", "done", "failed", "stopped"]


@dataclass(slots=True, eq=False)
class Job:
    """One page.

    Attributes:
        id: that nobody can guess.
        progress: 0 to 1.
        error: of one that failed; what the route would have answered.
        ended_s: on the monotonic clock, 0 before.
    """

    id: str
    state: State = "waiting"
    progress: float = 0.0
    made: Made | None = None
    error: Exception | None = None
    ended_s: float = 0.0
    ticket: Ticket | None = field(default=None, repr=False)


class Jobs:
    """The jobs of a server. Safe to be used by several threads."""

    def __init__(self, work: Work) -> None:
        self._work, self._lock = work, threading.Lock()
        self._jobs: dict[str, Job] = {}

    def begin(self, function: Callable[[Check], Made]) -> Job:
        """Queue a page. Raises BusyError."""
        job = Job(secrets.token_urlsafe(16))
        with self._lock:
            self._forget()
            self._jobs[job.id] = job
        try:
            job.ticket = self._work.begin(lambda check: self._run(job, function, check))
        except BaseException:
            with self._lock:
                del self._jobs[job.id]
            raise
        return job

    def find(self, name: str) -> Job | None:
        """The job of that id, None where there is none or no longer."""
        with self._lock:
            self._forget()
            return self._jobs.get(name)

    def stop(self, job: Job) -> None:
        """End it, and forget it and its picture."""
        if job.ticket is not None:
            job.ticket.stop()
        with self._lock:
            self._end(job, "stopped")
            self._jobs.pop(job.id, None)

    def _run(self, job: Job, function: Callable[[Check], Made], check: Check) -> None:
        steps = 0

        def counted() -> None:
            nonlocal steps
            check()
            job.progress = min(steps / STEPS, 0.99)
            steps += 1

        job.state = "working"
        try:
            job.made = function(counted)
        except Exception as error:  # told to who asks; anything else than a NurieError is ours to mend
            job.error = error
            with self._lock:
                self._end(job, "failed")
            if not isinstance(error, NurieError):
                raise
            return
        with self._lock:
            job.progress = 1.0
            self._end(job, "done")

    def _end(self, job: Job, state: State) -> None:
        if not job.ended_s:
            job.state, job.ended_s = state, time.monotonic()

    def _forget(self) -> None:
        """Drop what ended long ago, or is too much."""
        ended = sorted((job for job in self._jobs.values() if job.ended_s), key=lambda job: job.ended_s)
        size = sum(len(job.made.data) for job in ended if job.made)
        for number, job in enumerate(ended):
            old = time.monotonic() - job.ended_s > KEPT_S
            if not old and len(ended) - number <= MOST_KEPT and size <= MOST_BYTES:
                break
            size -= len(job.made.data) if job.made else 0
            del self._jobs[job.id]
