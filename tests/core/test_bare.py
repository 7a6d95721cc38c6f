"""What stays paper."""

from __future__ import annotations

import numpy as np

from nurie.core.bare import find_around, inside_regions, leave_paper, mostly_inside, unpainted
from nurie.core.flats import Flats


def test_unpainted_keeps_what_lies_outside():
    """Prevents that a flat which only touches a bubble turns white."""
    regions = np.repeat(np.array([[1, 1, 2, 2]], np.int32), 4, 0)
    flats = Flats(regions, np.array([[200, 0, 0], [0, 0, 200]], np.uint8))
    inside = np.zeros((4, 4), np.bool_)
    inside[:, 1:] = True
    assert unpainted(flats, inside).palette.tolist() == [[200, 0, 0], [255, 255, 255]]


def test_around_is_what_has_the_edge():
    """Prevents a sky or one half of a page that is taken for the paper around a figure."""
    page = np.ones((20, 30), np.int32)
    page[5:15, 8:22] = 2
    assert find_around(page) == 1
    page[:10] = 3
    assert find_around(page) == -1
    np.testing.assert_array_equal(inside_regions(page, [2, 3]), page != 1)


def test_nothing_is_bare():
    """Prevents work, or a change, where there is nothing to leave out."""
    flats = Flats(np.ones((2, 2), np.int32), np.array([[1, 2, 3]], np.uint8))
    layer = flats.flats
    leave_paper(None, layer, None)
    assert layer.tolist() == [[[1, 2, 3]] * 2] * 2
    assert mostly_inside(flats, None).tolist() == [False]
    assert unpainted(flats, None).palette.tolist() == [[1, 2, 3]]
