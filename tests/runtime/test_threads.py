"""Eight threads share one Colorizer of a real model: every byte is as if each had been alone."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

from nurie.core.lights import to_light
from nurie.core.result import ColorizeResult
from nurie.core.types import ColorizeOptions, ColorizeRequest, Extent, Hints, Page, Stroke
from nurie.runtime.colorizer import Colorizer

THREADS = 8


def page(number: int) -> Page:
    """Pages of several sizes, one a strip."""
    height, width = ((96, 80), (64, 120), (400, 48), (97, 97))[number % 4]
    lines = np.full((height, width), 255, np.uint8)
    cv2.rectangle(lines, (5, 5), (width - 8, height - 9), 0, 2)
    cv2.line(lines, (5, 5 + number), (width - 8, height - 9), 0, 1, cv2.LINE_AA)
    return Page(lines)


def requests() -> list[ColorizeRequest]:
    found = []
    for number in range(2 * THREADS):
        drawn = page(number)
        extent = Extent(*drawn.lineart.shape)
        stroke = Stroke(((20.0, 30.0), (30.0, 40.0)), (number * 15, 99, 200), 4)
        hints = Hints(extent, (stroke,)) if number % 3 else None
        light = to_light("top-left", None, None) if number % 2 else None
        found.append(ColorizeRequest(drawn, hints, ColorizeOptions(64, seed=number, light=light)))
    return found


def parts(result: ColorizeResult) -> list[np.ndarray]:
    layers = result.layers
    return [result.image, layers.lines, layers.flats, layers.regions, layers.shading, layers.highlights]


@pytest.mark.parametrize("model", ["nurie-tiny", "nurie-int8"])
def test_eight_threads_give_what_one_gives(model: str):
    """Prevents state that threads share by mistake, in our code or in ONNX Runtime's sessions."""
    colorizer, wanted = Colorizer(model), requests()
    alone = [parts(colorizer.colorize(request)) for request in wanted]
    barrier = threading.Barrier(THREADS)

    def work(first: int) -> list[list[np.ndarray]]:
        barrier.wait()  # so that all of them begin at once
        turns = [(first + turn) % len(wanted) for turn in range(4)]
        return [(turn, parts(colorizer.colorize(wanted[turn]))) for turn in turns]

    with ThreadPoolExecutor(THREADS) as pool:
        found = [pair for pairs in pool.map(work, range(0, 2 * THREADS, 2)) for pair in pairs]
    assert len(found) == 4 * THREADS
    for turn, together in found:
        for one, other in zip(alone[turn], together, strict=True):
            np.testing.assert_array_equal(one, other, err_msg=f"request {turn}")
    assert not np.array_equal(alone[1][0], alone[5][0])
