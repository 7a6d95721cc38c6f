"""Speech bubbles are found by their letters; what only looks a little like letters is not."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from nurie.core.bare import inside_regions
from nurie.core.lettering import find_bubbles
from nurie.core.regions import default_gap_px, label_regions


@pytest.mark.parametrize("scale", [1, 4])
def test_the_bubble_and_what_its_letters_enclose(speech_page: Callable[[int], np.ndarray], scale: int):
    """Prevents bubbles filled with colour, and coloured specks inside letters; faces are no bubbles."""
    line = speech_page(scale)
    regions = label_regions(line, default_gap_px(line))
    inside = inside_regions(regions, [number for found in find_bubbles(line, regions).values() for number in found])
    bubble = cv2.ellipse(np.zeros_like(line), (150 * scale, 120 * scale), (106 * scale, 76 * scale), 0, 0, 360, 1, -1)
    assert inside[bubble > 0].mean() > 0.995
    assert inside[bubble == 0].mean() < 0.02


def test_patterns_are_no_lettering():
    """Prevents a dotted dress, a checked cloth and a starry sky left white."""
    line = np.full((400, 400), 255, np.uint8)
    for left, draw in ((10, "dot"), (210, "dash")):
        cv2.rectangle(line, (left, 10), (left + 180, 390), 0, 2)
        for y in range(30, 380, 24):
            for x in range(left + 20, left + 170, 24):
                if draw == "dot":
                    cv2.circle(line, (x, y), 6, 0, 2)
                else:
                    cv2.line(line, (x, y - 6), (x, y + 6), 0, 2)
    assert find_bubbles(line, label_regions(line, default_gap_px(line))) == {}


def test_a_page_of_marks_costs_no_more_than_a_page():
    """Prevents that each of ten thousand marks of a tone is compared with each: gigabytes, and minutes."""
    line = np.full((1600, 1600), 255, np.uint8)
    for y in range(10, 1590, 14):
        for x in range(10, 1590, 14):
            line[y : y + 8, x] = line[y + 7, x : x + 3 + x // 14 % 4] = 0
    tracemalloc.start()
    assert find_bubbles(line, label_regions(line)) == {}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * line.size


def test_a_blank_page():
    """Prevents an error where there is no ink."""
    blank = np.full((50, 40), 255, np.uint8)
    assert find_bubbles(blank, label_regions(blank, 0)) == {}
