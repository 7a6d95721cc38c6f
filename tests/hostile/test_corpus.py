"""Some hundreds of hostile files, in this process; `python3 run.py hostile` gives thousands, under limits of memory."""

from __future__ import annotations

import sys

import pytest

if sys.platform != "linux":
    pytest.skip("the limits are Linux's", allow_module_level=True)
pytest.importorskip("onnx")

from hostile import doors
from hostile.cases import seeds
from hostile.crafted import CRAFTED
from hostile.mutate import mutated
from hostile.worker import tried

SLOW = ("bomb", "million", "many", "100000", "10000", "gigantic", "chain", "overlap", "scans", "2g", "wide", "large")
QUICK = [name for name in CRAFTED if not any(word in name for word in SLOW)]


@pytest.fixture(scope="module", autouse=True)
def ready() -> None:
    doors.warm_up()


@pytest.mark.parametrize("name", QUICK)
def test_crafted_files(name: str):
    """Prevents tracebacks, half files, work without end and ways out of the folder, for files made to cause them."""
    outcome, told = tried(CRAFTED[name]())
    assert outcome != "fault", told


@pytest.mark.parametrize("seed", seeds(), ids=lambda file: f"{file.kind}-{file.name}")
def test_broken_files(seed):
    """Prevents the same for real files broken by chance; the whole ones are read."""
    outcome, told = tried(seed)
    assert outcome == "read", told
    for number in (1, 2):
        outcome, told = tried(seed._replace(data=mutated(seed.data, number)))
        assert outcome != "fault", f"mutation {number}: {told}"
