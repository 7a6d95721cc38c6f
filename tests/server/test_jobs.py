"""How long jobs are kept, and that every process of a server knows of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

pytest.importorskip("fastapi")

from nurie.errors import PageTooLargeError
from nurie.server import shelf as shelf_module
from nurie.server.jobs import Jobs
from nurie.server.shelf import Job, Shelf
from nurie.server.studio import Made
from nurie.server.work import Work

MADE = Made(b"x" * 10, "image/png", "nurie 1", 7, ("A page.",))


def ended(jobs: Jobs) -> Job:
    """A job that made ten bytes."""
    done = threading.Event()
    job = jobs.begin(lambda check: done.set() or MADE)
    assert done.wait(20)
    while (found := jobs.find(job.id)) and found.state != "done":
        pass
    return job


@pytest.fixture
def jobs(tmp_path: Path) -> Jobs:
    return Jobs(Work(workers=1, waiting=8), tmp_path)


def test_only_so_many(jobs: Jobs, monkeypatch: pytest.MonkeyPatch):
    """Prevents a disk that fills with pictures nobody fetches: by number, by size, by age; the oldest go first."""
    monkeypatch.setattr(shelf_module, "MOST_KEPT", 2)
    made = [ended(jobs) for _ in range(3)]
    jobs._shelf.tidy()
    assert [jobs.find(job.id) is not None for job in made] == [False, True, True]
    monkeypatch.setattr(shelf_module, "MOST_BYTES", 15)
    jobs._shelf.tidy()
    assert [jobs.find(job.id) is not None for job in made] == [False, False, True]
    monkeypatch.setattr(shelf_module, "KEPT_S", 0.0)
    assert jobs.find(made[2].id) is None


def test_nothing_is_left(jobs: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Prevents a folder that grows for as long as the server runs."""
    job = ended(jobs)
    jobs.stop(job)
    assert [path.suffix for path in tmp_path.iterdir()] == [".gone"]
    ended(jobs)
    monkeypatch.setattr(shelf_module, "KEPT_S", -1.0)
    jobs._shelf.tidy()
    jobs._shelf.tidy()
    assert list(tmp_path.iterdir()) == []


def test_names_cannot_be_guessed(jobs: Jobs, tmp_path: Path):
    """Prevents that one caller finds another's picture, or a file beside the jobs."""
    names = {ended(jobs).id for _ in range(8)}
    assert len(names) == 8
    assert min(map(len, names)) >= 22
    (tmp_path.parent / "secret-but-json-file.json").write_text(json.dumps({}), encoding="utf-8")
    assert jobs.find("../secret-but-json-file") is None


def test_another_process_finds_it(jobs: Jobs, tmp_path: Path):
    """Prevents that the half of all requests meets a process that knows nothing of the job."""
    job, other = ended(jobs), Jobs(Work(1, 1), tmp_path)
    found = other.find(job.id)
    assert (found.state, found.progress, other.made(found)) == ("done", 1.0, MADE)
    other.stop(found)
    assert jobs.find(job.id) is None


def test_another_process_stops_it(jobs: Jobs, tmp_path: Path):
    """Prevents work that goes on, and a job that comes back, after another process was told to stop it."""
    begun, go, steps = threading.Event(), threading.Event(), []

    def work(check) -> Made:
        check()
        begun.set()
        assert go.wait(20)
        check()
        steps.append("second")
        return MADE

    job = jobs.begin(work)
    waiting = jobs.begin(lambda check: steps.append("waiting") or MADE)
    assert begun.wait(20)
    other = Jobs(Work(1, 1), tmp_path)
    for one in (job, waiting):
        other.stop(one)
    tickets = list(jobs._tickets.values())
    go.set()
    for ticket in tickets:
        ticket.future.exception(20)
    assert steps == []
    assert jobs.find(job.id) is jobs.find(waiting.id) is None
    assert not list(tmp_path.glob("*.json")) and not list(tmp_path.glob("*.data"))


def test_what_failed_is_told_to_all(jobs: Jobs, tmp_path: Path, caplog: pytest.LogCaptureFixture):
    """Prevents an error that is lost between two processes, and one of ours that nobody hears of."""
    for error, status, text in (
        (PageTooLargeError("too many pixels"), 413, "too many pixels"),
        (ZeroDivisionError("secret"), 500, "something went wrong in nurie"),
    ):

        def fail(check, error: Exception = error) -> Made:
            raise error

        job = jobs.begin(fail)
        while (found := Jobs(Work(1, 1), tmp_path).find(job.id)).state != "failed":
            pass
        assert (found.problem[0], found.problem[2]) == (status, type(error).__name__)
        assert text in found.problem[1] and "secret" not in found.problem[1]
    assert "ZeroDivisionError: secret" in caplog.text


@pytest.mark.skipif(os.name == "nt", reason="one process only")
def test_a_process_that_died(tmp_path: Path):
    """Prevents a job that stays at work for ever."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    shelf = Shelf(tmp_path)
    shelf.put(Job("a" * 22, gone.pid, "working", 0.5))
    found = shelf.find("a" * 22)
    assert (found.state, found.problem[0]) == ("failed", 500)
    assert "the process that had this job has ended" in found.problem[1]
