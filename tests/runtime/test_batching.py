"""Runs of several threads in one: the same bytes, the company that there is, and errors that reach everybody."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from nurie.core.types import ColorizeRequest, Hints, Page, Stroke
from nurie.errors import BundleError
from nurie.runtime.backend import FakeBackend, OnnxBackend
from nurie.runtime.batching import BatchingBackend
from nurie.runtime.catalog import find_bundle
from nurie.runtime.colorizer import Colorizer


class Held(FakeBackend):
    """Waits in each run until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.gate, self.begun = threading.Semaphore(0), threading.Semaphore(0)

    def run(self, planes):
        self.begun.release()
        assert self.gate.acquire(timeout=30)
        if (planes[:, 0] == 7).any():
            raise BundleError("seven")
        return super().run(planes)


def planes(value: float, side: int = 32) -> np.ndarray:
    return np.full((1, 9, side, side), value, np.float32)


def waiting(backend: BatchingBackend, count: int) -> None:
    """Until so many wait behind the one that runs."""
    end = time.monotonic() + 30
    while len(backend._waiting) < count:
        assert time.monotonic() < end
        time.sleep(0.002)


def test_who_waits_goes_together():
    """A batch of those who came meanwhile: of one shape, at most so many, nobody left waiting, each its own answer."""
    inner = Held()
    backend = BatchingBackend(inner, 3)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(backend.run, planes(1))]
        assert inner.begun.acquire(timeout=30)
        for number, side in enumerate((32, 32, 64, 32, 32), 1):
            asked.append(pool.submit(backend.run, planes(number / 10, side)))
            waiting(backend, number)
        inner.gate.release(10)
        found = [one.result(30) for one in asked]
    assert inner.calls[0] == (1, 9, 32, 32)
    assert sorted(inner.calls[1:]) in (
        [(1, 9, 32, 32), (1, 9, 64, 64), (3, 9, 32, 32)], [(1, 9, 64, 64), (2, 9, 32, 32), (2, 9, 32, 32)],
    )  # fmt: skip
    assert [float(color[0, 0, 0, 0]) for color, _ in found] == pytest.approx([1, 0.1, 0.2, 0.3, 0.4, 0.5])
    assert all(len(color) == len(logits) == 1 for color, logits in found)


def test_an_error_is_told_to_everybody_and_the_next_goes_on():
    """A thread that waits forever for a run that failed."""
    inner = Held()
    backend = BatchingBackend(inner, 8)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(backend.run, planes(1))
        assert inner.begun.acquire(timeout=30)
        others = [pool.submit(backend.run, planes(value)) for value in (7, 2)]
        waiting(backend, 2)
        inner.gate.release(2)
        first.result(30)
        for one in others:
            with pytest.raises(BundleError, match="seven"):
                one.result(30)
        inner.gate.release()
        assert pool.submit(backend.run, planes(3)).result(30)[0].shape == (1, 3, 32, 32)


@pytest.mark.parametrize("name", ["nurie-tiny", "nurie-int8"])
def test_the_same_pictures(name: str):
    """A network whose sums depend on what else is in the batch."""
    alone = Colorizer(name)
    together = Colorizer(BatchingBackend(OnnxBackend(find_bundle(name)), 4))
    rng, requests = np.random.default_rng(0), []
    for _ in range(6):
        lineart = np.where(rng.random((96, 128)) < 0.03, 0, 255).astype(np.uint8)
        stroke = Stroke(((20.0, 20.0), (60.0, 60.0)), tuple(rng.integers(0, 256, 3).tolist()), 4)
        page = Page(lineart)
        requests.append(ColorizeRequest(page, Hints(page.extent, (stroke,))))
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(together.colorize, requests))
    for request, result in zip(requests, found, strict=True):
        np.testing.assert_array_equal(result.image, alone.colorize(request).image)
