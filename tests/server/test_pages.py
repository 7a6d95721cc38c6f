"""Pages that stay open between hints."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from nurie.core.types import Page
from nurie.errors import PageError
from nurie.runtime.backend import FakeBackend
from nurie.runtime.colorizer import Colorizer
from nurie.server.pages import Opened, Pages


@pytest.fixture(scope="module")
def opened() -> Opened:
    page = Page(np.full((60, 80), 255, np.uint8))
    return Opened(page, Colorizer(FakeBackend()).encode(page))


def test_the_least_recently_used_go_first(opened: Opened):
    """Prevents a memory that grows with every page, and one that forgets the page at hand."""
    pages, made = Pages(2 * opened.size), []

    def ask(key: str) -> None:
        pages.get(key, lambda: made.append(key) or opened)

    for key in "abacab":
        ask(key)
    assert made == ["a", "b", "c", "b"]


def test_a_page_above_the_bound_is_not_kept(opened: Opened):
    """Prevents that a single page fills the memory, or pushes the others out for nothing."""
    pages = Pages(0)
    makes = [pages.get("a", lambda: opened) for _ in range(2)]
    assert makes == [opened, opened]
    assert not pages._places


def test_its_size_counts_all_arrays(opened: Opened):
    """Prevents a bound that leaves out the largest arrays."""
    assert opened.size >= opened.page.lineart.nbytes + opened.encoded.regions.nbytes + opened.encoded.lineart.nbytes


def test_one_opens_while_others_wait(opened: Opened):
    """Prevents that strokes in quick succession encode the same page several times."""
    pages, calls, go = Pages(1 << 30), [], threading.Event()

    def make() -> Opened:
        calls.append(1)
        go.wait(10)
        return opened

    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(pages.get, "a", make) for _ in range(4)]
        go.set()
        assert [one.result(10) for one in waiting] == [opened] * 4
    assert calls == [1]


def test_what_fails_is_not_kept(opened: Opened):
    """Prevents that a page which could not be opened once never can."""
    pages = Pages(1 << 30)

    def fail() -> Opened:
        raise PageError("no picture")

    with pytest.raises(PageError):
        pages.get("a", fail)
    assert not pages._places
    assert pages.get("a", lambda: opened) is opened
