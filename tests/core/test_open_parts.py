"""Regions that are several things, open to each other."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nurie.core.open_parts import divide_region, find_parts
from nurie.core.types import Extent

SIDE, CENTER, RADIUS = 200, (100, 100), 60
PAGE = (slice(0, SIDE), slice(0, SIDE))
WHOLE = np.ones((SIDE, SIDE), np.bool_)


def ring(gap_degrees: int) -> np.ndarray:
    """(h, w) uint8: a circle, open to the right for so many degrees."""
    page = np.full((SIDE, SIDE), 255, np.uint8)
    cv2.ellipse(page, CENTER, (RADIUS, RADIUS), 0, gap_degrees // 2, 360 - gap_degrees // 2, 0, 3)
    return page


def disc(radius: int, center: tuple[int, int] = CENTER) -> np.ndarray:
    return cv2.circle(np.zeros((SIDE, SIDE), np.uint8), center, radius, 1, -1) > 0


def odds(*where: np.ndarray, sure: float = 0.9) -> np.ndarray:
    """(k, h, w): each kind is sure in its place, not there in others', and undecided elsewhere."""
    anywhere = np.any(where, 0)
    return np.stack([np.where(mask, sure, np.where(anywhere, 1 - sure, 0.55)) for mask in where]).astype(np.float32)


HALF_SEEN = odds(~disc(RADIUS + 25), disc(RADIUS - 25))  # nothing is certain near the circle


def test_what_lines_nearly_enclose_is_a_part():
    """Prevents that sketched hair, through a gap of 30 px, has the background's colour."""
    parts = find_parts(ring(30), WHOLE, HALF_SEEN, 0)
    assert set(np.unique(parts)) == {0, 1}
    assert (parts[disc(RADIUS - 3)] == 1).mean() > 0.98
    assert (parts[~disc(RADIUS + 10)] == 0).all()


@pytest.mark.parametrize("gap_degrees", [120, 360])
def test_what_is_open_is_no_part(gap_degrees: int):
    """Prevents borders through the open sky of a scene, where a network sees figure and ground."""
    assert not find_parts(ring(gap_degrees), WHOLE, HALF_SEEN, 0).any()


def test_what_is_open_to_the_background_is_not_dragged_along():
    """Prevents that letters beside hair, which a network takes for more of it, join it through its gap."""
    beside = disc(12, (184, 100))
    parts = find_parts(ring(30), WHOLE, odds(~disc(RADIUS + 8) & ~beside, disc(RADIUS - 25) | beside), 0)
    assert (parts[disc(RADIUS - 3)] == 1).mean() > 0.98
    assert not parts[beside].any()


def test_small_and_unsure_parts_are_none():
    """Prevents regions for every lock of hair that a network takes for something else."""
    tiny = np.full((SIDE, SIDE), 255, np.uint8)
    cv2.ellipse(tiny, CENTER, (9, 9), 0, 15, 345, 0, 3)
    assert not find_parts(tiny, WHOLE, odds(~disc(12), disc(6)), 0).any()
    assert not find_parts(ring(30), WHOLE, odds(~disc(RADIUS + 25), disc(5)), 0).any()  # a speck of certainty
    assert not find_parts(ring(30), WHOLE, odds(~disc(RADIUS + 25), disc(RADIUS - 25), sure=0.55), 0).any()


def test_the_largest_kind_stays_without_a_home():
    """Prevents that the larger of hair and shirt loses the number that strokes and layers know it by."""
    small, large = disc(RADIUS - 25), ~disc(RADIUS + 25)
    for likely in (odds(small, large), odds(large, small)):
        assert (find_parts(ring(30), WHOLE, likely)[disc(RADIUS - 3)] == 1).mean() > 0.98
    assert (find_parts(ring(30), WHOLE, odds(small, large), 0)[disc(RADIUS - 3)] == 0).all()  # home is the disc


def test_other_regions_are_walls():
    """Prevents a part that reaches through a region that is not divided."""
    inside = np.ones((SIDE, SIDE), np.bool_)
    inside[:, 96:104] = False
    left, right = (np.zeros((SIDE, SIDE), np.bool_) for _ in range(2))
    left[:, :60], right[:, 140:] = True, True
    parts = find_parts(np.full((SIDE, SIDE), 255, np.uint8), inside, odds(left, right), 0)
    assert (parts[:, 104:] == 1).all() and not parts[:, :104].any()


def test_new_numbers_on_a_larger_page():
    """Prevents a fringe of the background's colour along the lines of a part, and steps of the coarse grid."""
    inside, parts = disc(RADIUS + 10), np.where(disc(RADIUS - 10), 1, 0).astype(np.int32)
    regions = np.where(disc(RADIUS + 10), 2, 1).astype(np.int32).repeat(3, 0).repeat(3, 1)
    inside[98:102] = False  # a line there, which has the region's number on the page
    before = regions.copy()
    divide_region(regions, 2, parts, inside, PAGE, Extent(SIDE, SIDE))
    assert set(np.unique(regions)) == {1, 2, 3}
    np.testing.assert_array_equal(regions == 1, before == 1)
    wanted = cv2.circle(np.zeros((3 * SIDE,) * 2, np.uint8), (301, 301), 3 * (RADIUS - 10), 1, -1) > 0
    assert np.mean((regions == 3) != wanted) < 0.002


def test_a_part_of_a_strip():
    """Prevents that parts of a strip's lower windows are drawn into its first one."""
    regions = np.full((3 * SIDE, SIDE), 1, np.int32)
    lower = (slice(2 * SIDE, 3 * SIDE), slice(0, SIDE))
    divide_region(regions, 1, np.where(disc(30), 1, 0).astype(np.int32), WHOLE, lower, Extent(3 * SIDE, SIDE))
    assert (regions[: 2 * SIDE] == 1).all()
    assert np.mean((regions[lower] == 2) != disc(30)) < 0.005
