"""How long jobs are kept."""

from __future__ import annotations

import pytest

from nurie.server import jobs as jobs_module
from nurie.server.jobs import Job, Jobs
from nurie.server.studio import Made
from nurie.server.work import Work


def ended(jobs: Jobs) -> Job:
    """A job that made ten bytes."""
    job = jobs.begin(lambda check: Made(b"x" * 10, "image/png"))
    assert job.ticket is not None
    job.ticket.future.result(20)
    return job


@pytest.fixture
def jobs() -> Jobs:
    return Jobs(Work(workers=1, waiting=8))


def test_only_so_many(jobs: Jobs, monkeypatch: pytest.MonkeyPatch):
    """Prevents a memory that fills with pictures nobody fetches: by number, by size, by age; the oldest go first."""
    monkeypatch.setattr(jobs_module, "MOST_KEPT", 2)
    made = [ended(jobs) for _ in range(3)]
    assert [jobs.find(job.id) is not None for job in made] == [False, True, True]
    monkeypatch.setattr(jobs_module, "MOST_BYTES", 15)
    assert [jobs.find(job.id) is not None for job in made] == [False, False, True]
    monkeypatch.setattr(jobs_module, "KEPT_S", 0.0)
    assert jobs.find(made[2].id) is None


def test_names_cannot_be_guessed(jobs: Jobs):
    """Prevents that one caller finds another's picture."""
    names = {ended(jobs).id for _ in range(8)}
    assert len(names) == 8
    assert min(map(len, names)) >= 22
