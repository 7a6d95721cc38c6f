"""What stays paper."""

from __future__ import annotations

import numpy as np

from nurie.core.bare import find_around, find_marked, inside_regions, leave_paper, mostly_inside, unpainted
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


def test_a_slip_of_a_stroke_marks_nothing():
    """Prevents a background in mud because a stroke along an outline went over it by some pixels."""
    regions = np.repeat([[1, 2, 3]], [20, 20, 20], 1).repeat(10, 0)
    numbers = np.zeros_like(regions)
    numbers[4, 1:21] = 1  # 19 pixels in the first region, one in the second
    assert find_marked(regions, numbers) == {1, 2}
    numbers[5, 1:5] = 1
    assert find_marked(regions, numbers) == {1}
    numbers[:, 20:40] = 2
    assert find_marked(regions, numbers) == {1, 2}
    assert find_marked(regions, numbers * 0) == set()


def test_a_stroke_over_many_regions_marks_where_most_of_it_is():
    """Prevents a mark that is lost: no region of thirty holds a twentieth of it."""
    regions = np.repeat(np.arange(1, 31), 4)[None].repeat(2, 0)
    numbers = np.ones_like(regions)
    numbers[1, :58], numbers[1, 62:] = 0, 0
    assert find_marked(regions, numbers) == {15, 16}


def test_nothing_is_bare():
    """Prevents work, or a change, where there is nothing to leave out."""
    flats = Flats(np.ones((2, 2), np.int32), np.array([[1, 2, 3]], np.uint8))
    layer = flats.flats
    leave_paper(None, layer, None)
    assert layer.tolist() == [[[1, 2, 3]] * 2] * 2
    assert mostly_inside(flats, None).tolist() == [False]
    assert unpainted(flats, None).palette.tolist() == [[1, 2, 3]]
