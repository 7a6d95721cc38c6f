"""Marks that mean no more than they cover."""

from __future__ import annotations

import numpy as np
import pytest

from nurie.core import mark_floods
from nurie.core.odd_marks import find_odd

SIDE = 96
BLUE, RED, GREEN = 1, 2, 3
GRID = [(x, y) for x in (12, 36, 60, 84) for y in (12, 36, 60, 84)]
MIDDLE = (48, 48)


def odd_of(page: np.ndarray, *marks: tuple[tuple[int, int], int], regions: np.ndarray | None = None) -> list[int]:
    """The indices of odd ones among marks, which are a place (x, y) and a value each."""
    numbers = np.zeros(page.shape, np.int32)
    for number, ((x, y), _) in enumerate(marks, 1):
        numbers[y - 2 : y + 3, x - 2 : x + 3] = number
    regions = np.ones(page.shape, np.int32) if regions is None else regions
    odd = find_odd(page, regions, numbers, np.array([value for _, value in marks]))
    assert odd.shape == (len(marks) + 1,) and not odd[0]
    return (np.flatnonzero(odd) - 1).tolist()


def sky() -> np.ndarray:
    return np.full((SIDE, SIDE), 255, np.uint8)


def many(count: int = 16) -> list[tuple[tuple[int, int], int]]:
    return [(place, BLUE) for place in GRID[:count]]


@pytest.mark.parametrize("cells", [SIDE * SIDE, 32 * 32])
def test_a_dot_among_many_of_one_colour(cells: int, monkeypatch: pytest.MonkeyPatch):
    """Prevents that a white dot on a sky with many blue ones becomes a white smear between them."""
    monkeypatch.setattr(mark_floods, "_SPLIT_PIXELS", cells)
    assert odd_of(sky(), *many(), (MIDDLE, RED)) == [16]
    assert odd_of(sky(), ((48, 24), GREEN), *many(), (MIDDLE, RED), ((72, 48), RED)) == [0, 17, 18]


def test_a_region_needs_a_colour_of_its_own():
    """Prevents that the second of two colours that share a region is taken for a slip."""
    assert odd_of(sky(), *many(3), (MIDDLE, RED)) == []
    thirds = [((x, 72), RED) for x in (10, 30, 50, 70)]
    assert odd_of(sky(), *many(6), *thirds) == []
    assert odd_of(sky(), *many(4)) == []
    assert odd_of(sky()) == []


def test_lines_beside_it_make_a_dot_count():
    """Prevents that a lock of hair, open to a marked sky by a gap, keeps the sky's colour."""
    page = sky()
    page[40:57, [40, 56]] = page[[40, 56], 40:57] = 0
    page[56, 46:51] = 255
    assert odd_of(page, *many(), (MIDDLE, RED)) == []


def test_other_regions_have_no_say():
    """Prevents that a dot in a small region is outvoted by its neighbour."""
    regions = np.ones((SIDE, SIDE), np.int32)
    regions[40:57, 40:57] = 2
    assert odd_of(sky(), *many(), (MIDDLE, RED), regions=regions) == []
    assert odd_of(sky(), *many(), (MIDDLE, RED), ((48, 24), RED), regions=regions) == [17]
