"""Wide grey lines that cover, and grey areas that are regions."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nurie.core.exact import apply_exact
from nurie.core.flats import make_flats
from nurie.core.image_io import read_page
from nurie.core.layers import compose
from nurie.core.regions import label_regions
from nurie.core.tones import cover, find_tones, open_tones, shown_through
from nurie.core.types import Extent, Hints, Page, Stroke

GREY, BLUE = 80, (60, 90, 200)


def _page(level: int = GREY, width: int = 12) -> np.ndarray:
    """A page of 400 px with a soft-edged line of a level across it."""
    page = np.full((400, 400), 255, np.uint8)
    cv2.line(page, (40, 60), (360, 330), level, width, cv2.LINE_AA)
    return page


def _filled() -> np.ndarray:
    """A page whose left half a black line parts off, with a grey square in the right half."""
    page = np.full((400, 400), 255, np.uint8)
    page[:, 198:202] = 0
    page[150:250, 250:350] = GREY
    return page


def test_a_wide_grey_line_stays_as_grey_as_it_was_drawn() -> None:
    """Colour that shines through makes it darker than the artist's, and brown."""
    page = Page(*cover(_page()))
    colored = compose(np.full((400, 400, 3), (120, 200, 90), np.uint8), page)
    assert tuple(colored[195, 200]) == (GREY, GREY, GREY)
    assert colored[300, 100].tolist() == [120, 200, 90]


def test_over_white_it_is_the_page_that_was_given() -> None:
    """Lines are the artist's own, soft edges too."""
    page = _page()
    over_white = compose(np.full((400, 400, 3), 255, np.uint8), Page(*cover(page)))
    assert (over_white == page[..., None]).all()


def test_its_soft_edge_takes_no_black() -> None:
    """Between the line's grey and a colour lies no darker rim."""
    edge = compose(np.full((400, 400, 3), 160, np.uint8), Page(*cover(_page())))
    assert edge.min() >= GREY - 2


@pytest.mark.parametrize(("level", "width"), [(0, 12), (GREY, 2), (180, 12)], ids=["black", "narrow", "light"])
def test_other_lines_stay_as_they_are(level: int, width: int) -> None:
    """Black covers already; narrow ones are pen or pencil; light grey is shading to be coloured."""
    page = _page(level, width)
    assert cover(page)[0] is page and cover(page)[1] is None


def test_colored_ink_keeps_its_color() -> None:
    """A red line beside a grey one."""
    page = _page()
    ink = np.zeros((400, 400, 3), np.uint8)
    page[350:370] = GREY
    ink[350:370] = (255, 20, 20)
    lineart, inked = cover(page, ink)
    assert (lineart[350:370] == GREY).all() and (inked[350:370] == ink[350:370]).all()
    assert tuple(inked[195, 200]) == (GREY, GREY, GREY)


def test_read_pages_have_such_ink() -> None:
    """A picture in a file, as in every other door."""
    page = read_page(_page())
    assert page.ink is not None and page.lineart[195, 200] == 0


def test_a_filled_area_is_a_region_of_its_own() -> None:
    """It was part of what lies around it, and colour flooded into it."""
    page = _filled()
    walls = open_tones(page)
    regions = label_regions(walls)
    (number,) = find_tones(page, walls, regions)
    assert (regions[170:230, 270:330] == number).all() and regions[50, 300] != number
    assert find_tones(page, walls, regions)[number] == GREY
    assert cover(page)[0] is page  # an area is no line


def test_a_page_without_filled_areas_is_itself() -> None:
    """Nothing is copied, nothing costs memory."""
    page = _page(0)
    assert open_tones(page) is page and find_tones(page, page, label_regions(page)) == {}


def test_a_mark_in_a_filled_area_shows_its_hue() -> None:
    """It meant nothing, or black."""
    page = _filled()
    walls = open_tones(page)
    regions = label_regions(walls)
    white = np.full((400, 400, 3), 255, np.uint8)
    hints = Hints(Extent(400, 400), (Stroke(((300, 200),), BLUE, 5.0),))
    exact = apply_exact(make_flats(white, None, page, regions), white, page, hints, walls)
    seen = compose(exact.color, Page(page))[200, 270].astype(int)
    assert seen[2] == GREY and seen[0] < seen[1] < seen[2]
    assert (exact.flats.flats[:, :190] == 255).all()


def test_a_mark_as_dark_as_the_filling_is_seen_as_it_is() -> None:
    """Picked from the page itself, it changes nothing."""
    under = shown_through(np.array([[GREY, GREY, GREY], [40, 20, 10], BLUE], np.uint8), np.array([GREY, GREY, 255]))
    assert under.tolist() == [[255, 255, 255], [128, 64, 32], list(BLUE)]
