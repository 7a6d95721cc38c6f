"""Jobs as files in one folder, known to every process of a server; memory does not fill with pictures."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from nurie.core.files import replacing

MOST_KEPT, KEPT_S = 64, 600.0  # jobs that have ended, and for how long
MOST_BYTES = 512_000_000  # of their pictures; the oldest go first
LOST = (500, "the process that had this job has ended; begin another with POST /v1/jobs", "LostError")

State = Literal["waiting", "working", "done", "failed", "stopped"]
ENDED = ("done", "failed", "stopped")
_ID = re.compile(r"[A-Za-z0-9_-]{16,64}\Z")


@dataclass(frozen=True, slots=True)
class Job:
    """One page.

    Attributes:
        id: that nobody can guess.
        owner: the process that has it.
        progress: 0 to 1.
        problem: status, sentence and kind of what the route would have answered, of one that failed.
        media, model, seed, warnings: of the picture, once it is done.
        changed_s: since the epoch.
    """

    id: str
    owner: int
    state: State = "waiting"
    progress: float = 0.0
    problem: tuple[int, str, str] | None = None
    media: str = ""
    model: str = ""
    seed: int = 0
    warnings: tuple[str, ...] = ()
    changed_s: float = 0.0


class Shelf:
    """The folder. A job is a .json, its picture a .data, and a .gone says that nobody wants it any more."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, job: Job, data: bytes | None = None) -> None:
        """Write down how far a job is, after its picture."""
        if data is not None:
            self._write(job.id, ".data", data)
        self._write(job.id, ".json", json.dumps(asdict(replace(job, changed_s=time.time()))).encode())

    def find(self, name: str) -> Job | None:
        """The job of that id; None where there is none, or it ended long ago, or was dropped."""
        if not _ID.match(name) or self.is_dropped(name):
            return None
        job = self._read(name)
        if job is None or (job.state in ENDED and time.time() - job.changed_s > KEPT_S):
            return None
        return job

    def data(self, name: str) -> bytes:
        """The picture of a job that is done. Raises FileNotFoundError if it was dropped in between."""
        return self._path(name, ".data").read_bytes()

    def drop(self, name: str) -> None:
        """Forget a job, wherever it is at work."""
        self._path(name, ".gone").touch()
        for suffix in (".json", ".data"):
            self._path(name, suffix).unlink(missing_ok=True)

    def is_dropped(self, name: str) -> bool:
        return self._path(name, ".gone").exists()

    def tidy(self) -> None:
        """Drop what ended long ago, or is too much; and marks of what was dropped long ago."""
        ended = sorted((job for job in self._all() if job.state in ENDED), key=lambda job: job.changed_s)
        size = sum(self._size(job.id) for job in ended)
        for number, job in enumerate(ended):
            old = time.time() - job.changed_s > KEPT_S
            if not old and len(ended) - number <= MOST_KEPT and size <= MOST_BYTES:
                break
            size -= self._size(job.id)
            self.drop(job.id)
        for mark in self._folder.glob("*.gone"):
            if time.time() - _changed_s(mark) > KEPT_S:
                for suffix in (".json", ".data", ".gone"):  # a process that lagged may have written once more
                    mark.with_suffix(suffix).unlink(missing_ok=True)

    def _all(self) -> Iterator[Job]:
        return filter(None, (self._read(path.stem) for path in self._folder.glob("*.json")))

    def _read(self, name: str) -> Job | None:
        try:
            values = json.loads(self._path(name, ".json").read_bytes())
        except FileNotFoundError:
            return None
        problem = None if values["problem"] is None else tuple(values["problem"])
        job = Job(**{**values, "problem": problem, "warnings": tuple(values["warnings"])})
        return job if job.state in ENDED or _is_alive(job.owner) else replace(job, state="failed", problem=LOST)

    def _size(self, name: str) -> int:
        try:
            return self._path(name, ".data").stat().st_size
        except FileNotFoundError:
            return 0

    def _write(self, name: str, suffix: str, data: bytes) -> None:
        with replacing(self._path(name, suffix)) as temporary:
            temporary.write_bytes(data)

    def _path(self, name: str, suffix: str) -> Path:
        return self._folder / f"{name}{suffix}"


def _changed_s(path: Path) -> float:
    """Now, where another process has just taken it away."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()


def _is_alive(process: int) -> bool:
    """Whether a process of this server is there. On Windows there is only one, and signal 0 is no question."""
    if process == os.getpid() or os.name == "nt":
        return process == os.getpid()
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
