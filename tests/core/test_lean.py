"""Regions without a hint, and the flood that reaches them."""

from __future__ import annotations

import numpy as np
import pytest

from nurie.core.flats import Flats
from nurie.core.lean import MANY, MARKED, SMALL, STRENGTH, TOO_MANY, lean

GRAY, RED = (120, 120, 120), (220, 20, 20)
SIDE = 20  # of a region, px


def page(across: int = 10, down: int = 10) -> Flats:
    """A chessboard's fields, one grey region each."""
    numbers = np.arange(1, across * down + 1, dtype=np.int32).reshape(down, across)
    return Flats(numbers.repeat(SIDE, 0).repeat(SIDE, 1), np.full((across * down, 3), GRAY, np.uint8))


def hints(flats: Flats, *marked: int) -> np.ndarray:
    """A pixel of a hint in the middle of each of these regions."""
    found = np.zeros((*flats.regions.shape, 4), np.uint8)
    for number in marked:
        y, x = (int(part.mean()) for part in np.nonzero(flats.regions == number))
        found[y, x] = (*RED, 255)
    return found


def leant(flats: Flats, marked: int = MARKED[1], bare: tuple[int, ...] = ()) -> Flats:
    inside = np.isin(np.arange(1, len(flats.palette) + 1), bare)
    flooded = np.full((*flats.regions.shape, 3), RED, np.uint8)
    return lean(flats, flats.flats, hints(flats, *range(1, marked + 1)), flooded, inside)[0]


def test_a_region_without_a_hint_leans_towards_its_flood():
    """Prevents grey arms: a network that is not sure paints the mean of all hints."""
    flats = page()
    found = leant(flats).palette
    wanted = np.round(np.array(GRAY) + STRENGTH * (np.array(RED) - GRAY))
    np.testing.assert_array_equal(found[-1], wanted)
    np.testing.assert_array_equal(found[: MARKED[1]], flats.palette[: MARKED[1]])  # these have hints


def test_what_stays_paper_does_not_lean():
    """Prevents tinted speech bubbles and backgrounds."""
    found = leant(page(), bare=(50,)).palette
    assert tuple(found[49]) == GRAY != tuple(found[50])


@pytest.mark.parametrize("across, down, marked", [(MANY[0] // 4, 4, 8), (10, 10, MARKED[0])])
def test_nothing_leans_on_an_icon_or_after_a_few_dots(across: int, down: int, marked: int):
    """Prevents that the parts of a simple drawing, or a page that is hardly begun, run into each other."""
    flats = page(across, down)
    assert leant(flats, marked) is flats


def test_less_leans_where_there_are_very_many_regions():
    """Prevents one colour for all scales and leaves."""
    far = [np.ptp(leant(page(10, down)).palette[-1].astype(int)) for down in (TOO_MANY[0] // 10, TOO_MANY[1] // 10)]
    assert far[0] * 0.4 < far[1] < far[0] * 0.6


def test_small_details_keep_their_own_colour():
    """Prevents eyes in the colour of the face."""
    flats = page()
    eye = max(1, int((SMALL[0] * flats.regions.size) ** 0.5))
    regions = flats.regions.copy()
    regions[-eye:, -eye:] = 101
    with_eye = Flats(regions, np.vstack([flats.palette, GRAY]).astype(np.uint8))
    found = leant(with_eye).palette
    assert tuple(found[100]) == GRAY != tuple(found[99])


def test_light_and_shadow_stay_and_what_does_not_lean_stays_bit_for_bit():
    """Prevents flat parts in a shaded drawing."""
    flats = page()
    color = np.random.default_rng(1).integers(60, 140, flats.flats.shape, dtype=np.uint8)
    color[-SIDE:, -SIDE:] = 60  # a shadow
    color[-5:, -5:] = 120
    marked = hints(flats, *range(1, MARKED[1] + 1))
    flooded = np.full((*flats.regions.shape, 3), RED, np.uint8)
    found, painted = lean(flats, color, marked, flooded, np.zeros(100, np.bool_))
    assert painted[-1, -1].sum() > 1.5 * painted[-SIDE, -SIDE].sum()
    hinted = flats.regions <= MARKED[1]
    np.testing.assert_array_equal(painted[hinted], color[hinted])
    assert (painted[~hinted] != color[~hinted]).any() and found.regions is flats.regions


def test_the_flood_at_another_size_than_the_page():
    """Prevents that parts lean towards the flood of other parts: the network works on a smaller page."""
    flats = page()
    marked = hints(flats, *range(1, MARKED[1] + 1))[SIDE // 4 :: SIDE // 2, SIDE // 4 :: SIDE // 2]
    marked[0, : MARKED[1] * 2 : 2] = (*RED, 255)
    flooded = np.full((*marked.shape[:2], 3), GRAY, np.uint8)
    flooded[-2:, -2:] = RED  # the last region, at this size
    found = lean(flats, flats.flats, marked, flooded, np.zeros(100, np.bool_))[0].palette
    assert tuple(found[-1]) != GRAY and (found[:-1] == GRAY).all()


def test_a_slit_that_the_smaller_page_does_not_show_stays_as_it_is():
    """Prevents black slits: a region without a pixel at the working size has no flood to lean towards."""
    flats = page()
    regions = flats.regions.copy()
    regions[:, -1] = 101  # half a hundredth of the page, between the centres of all cells
    slit = Flats(regions, np.vstack([flats.palette, GRAY]).astype(np.uint8))
    marked = hints(flats, *range(1, MARKED[1] + 1))
    cells = np.zeros((50, 50, 4), np.uint8)
    np.maximum.at(cells, tuple(part // 4 for part in np.nonzero(marked[..., 3])), (*RED, 255))
    flooded = np.full((50, 50, 3), RED, np.uint8)
    found = lean(slit, slit.flats, cells, flooded, np.zeros(101, np.bool_))[0].palette
    assert tuple(found[100]) == GRAY != tuple(found[99])
