"""One function for many items on a cluster: what is slow, broken or blind."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nurie.cluster import spread as spread_module
from nurie.cluster.connect import connected, look
from nurie.cluster.silent import load_ray
from nurie.cluster.spread import Crew, spread
from nurie.errors import ClusterError, PageError


@pytest.fixture(scope="module")
def joined(all_nodes) -> Iterator[None]:
    """This process is part of the cluster; its workers get the functions below by value."""
    here, ray = sys.modules[__name__], load_ray()
    all_nodes.complete()
    ray.cloudpickle.register_pickle_by_value(here)
    with connected(all_nodes.address):
        yield
    ray.cloudpickle.unregister_pickle_by_value(here)


def make_slow_once(folder: Path) -> Callable[[int], int]:
    """Item 3 hangs the first time that somebody does it."""

    def work(item: int) -> int:
        (folder / f"began-{item}").open("a").write("x")
        if item == 3:
            try:
                (folder / "hung").touch(exist_ok=False)
            except FileExistsError:
                return item * item
            time.sleep(600)
        return item * item

    return work


def at_work() -> list[str]:
    """The threads that ask Ray for outcomes."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(("nurie-", "StreamingExec"))]


def make_picky() -> Callable[[int], int]:
    def work(item: int) -> int:
        if item == 1:
            raise PageError("one is no page")
        if item == 2:
            raise ZeroDivisionError("two")
        return item

    return work


def make_broken() -> Callable[[int], int]:
    raise PageError("no model")


def test_a_straggler_is_done_twice(joined, tmp_path, monkeypatch):
    """A machine that hangs holds up everything for ever; and what both did comes twice."""
    monkeypatch.setattr(spread_module, "_PATIENCE_S", 2.0)
    monkeypatch.setattr(spread_module, "_MOST_BACKUPS", 1)  # a slow machine may start the first one after that
    start = time.monotonic()
    outcomes = list(spread(Crew(make_slow_once, (tmp_path,)), range(8)))
    assert sorted(outcome.number for outcome in outcomes) == list(range(8))
    assert [outcome.result for outcome in sorted(outcomes, key=lambda one: one.number)] == [n * n for n in range(8)]
    assert time.monotonic() - start < 300
    assert (tmp_path / "began-3").read_text() == "xx"
    assert {(tmp_path / f"began-{number}").read_text() for number in (0, 1, 2, 4, 5, 6, 7)} == {"x"}
    assert not at_work()  # though one still hangs


def test_nothing_is_at_work_once_all_is_done(joined):
    """Prevents a crash: Ray that is shut down while a thread waits for it ends the process by SIGSEGV."""
    for outcome in spread(Crew(make_picky), range(3)):
        assert outcome.number in range(3)
    assert not at_work()
    first = spread(Crew(make_picky), range(8))
    next(first)
    first.close()  # as after Ctrl-C
    assert not at_work()


def test_errors_and_workers_that_cannot_work(joined, tmp_path):
    """An error that ends the work of all or loses its kind; machines that fail every page because they see none."""
    outcomes = sorted(spread(Crew(make_picky), range(4)), key=lambda one: one.number)
    assert [outcome.result for outcome in outcomes] == [0, None, None, 3]
    assert isinstance(outcomes[1].error, PageError) and str(outcomes[1].error) == "one is no page"
    assert isinstance(outcomes[2].error, ZeroDivisionError)
    with pytest.raises(PageError, match="no model"):
        list(spread(Crew(make_broken), range(4)))
    with pytest.raises(ClusterError, match=f"does not see {tmp_path}/absent; put inputs and outputs into a folder"):
        list(spread(Crew(make_picky, must_see=(tmp_path / "absent",)), range(4)))
    assert look().machines == 2
