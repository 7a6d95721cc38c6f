"""A server that is asked for more than it can do, among clients that misbehave: `benchmarks/load.py`, briefly."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from nurie.runtime.catalog import list_bundles

pytest.importorskip("uvicorn")
SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "load.py"

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc"),
    pytest.mark.skipif("nurie-tiny" not in list_bundles(), reason="no bundle nurie-tiny"),
]


def test_good_clients_get_the_right_picture_or_are_asked_to_wait():
    """Prevents mixed-up answers, a 5xx, or a good client that is cut off by bad ones."""
    spec = importlib.util.spec_from_file_location("nurie_load", SCRIPT)
    load = importlib.util.module_from_spec(spec)
    sys.modules["nurie_load"] = load
    spec.loader.exec_module(load)
    with load.serving() as (host, pid):
        log = load.press(host, pid, load.make_questions()[:4], seconds=6, requests=8, times=2)
    assert log.faults == []
    assert log.statuses["200"] >= 8 and log.statuses["429"] > 0
    assert any(status.startswith("odd 4") for status in log.statuses)
