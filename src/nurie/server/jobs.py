"""Pages that take long: begun now, asked for later, by whichever process of the server."""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from nurie.errors import NurieError, StoppedError
from nurie.server.problems import problem_of
from nurie.server.shelf import Job, Shelf
from nurie.server.studio import Made
from nurie.server.work import Check, Ticket, Work

STEPS = 6  # of a page: open, paint, lift, flats, compose, write


class Jobs:
    """The jobs of a server, those of this process at work. Safe to be used by several threads."""

    def __init__(self, work: Work, folder: Path) -> None:
        """`folder` is shared by all processes of one server, and by nothing else."""
        self._work, self._shelf = work, Shelf(folder)
        self._lock, self._tickets = threading.Lock(), dict[str, Ticket]()

    def begin(self, function: Callable[[Check], Made]) -> Job:
        """Queue a page. Raises BusyError."""
        self._shelf.tidy()
        self._stop_dropped()
        job = Job(secrets.token_urlsafe(16), os.getpid())
        self._shelf.put(job)
        try:
            ticket = self._work.begin(lambda check: self._run(job, function, check))
        except BaseException:
            self._shelf.drop(job.id)
            raise
        with self._lock:
            self._tickets[job.id] = ticket
        ticket.future.add_done_callback(lambda _: self._let_go(job.id))
        return job

    def find(self, name: str) -> Job | None:
        """The job of that id, None where there is none or no longer."""
        return self._shelf.find(name)

    def made(self, job: Job) -> Made:
        """The picture of a job that is done. Raises FileNotFoundError if it was dropped in between."""
        return Made(self._shelf.data(job.id), job.media, job.model, job.seed, job.warnings)

    def stop(self, job: Job) -> None:
        """End it, and forget it and its picture. In another process it ends before its next step."""
        self._shelf.drop(job.id)
        self._stop_dropped()

    def _stop_dropped(self) -> None:
        with self._lock:
            dropped = [ticket for name, ticket in self._tickets.items() if self._shelf.is_dropped(name)]
        for ticket in dropped:
            ticket.stop()

    def _let_go(self, name: str) -> None:
        with self._lock:
            self._tickets.pop(name, None)

    def _run(self, job: Job, function: Callable[[Check], Made], check: Check) -> None:
        steps = 0

        def counted() -> None:
            nonlocal steps
            check()
            self._put(replace(job, state="working", progress=min(steps / STEPS, 0.99)))
            steps += 1

        try:
            self._put(replace(job, state="working"))
            made = function(counted)
        except StoppedError:
            self._shelf.drop(job.id)
        except Exception as error:  # told to who asks; anything else than a NurieError is ours to mend
            if not isinstance(error, NurieError):
                logging.getLogger(__name__).error("a job failed", exc_info=error)
            status, problem = problem_of(error)
            self._end(replace(job, state="failed", problem=(status, problem.error, problem.kind)))
        else:
            facts = {"media": made.media, "model": made.model, "seed": made.seed, "warnings": made.warnings}
            self._end(replace(job, state="done", progress=1.0, **facts), made.data)

    def _put(self, job: Job) -> None:
        """Raises StoppedError for one that was dropped."""
        if self._shelf.is_dropped(job.id):
            raise StoppedError("the job was stopped")
        self._shelf.put(job)

    def _end(self, job: Job, data: bytes | None = None) -> None:
        self._shelf.put(job, data)
        if self._shelf.is_dropped(job.id):  # meanwhile
            self._shelf.drop(job.id)
        self._shelf.tidy()
