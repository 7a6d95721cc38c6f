"""Borders that only hints drew."""

from __future__ import annotations

import numpy as np

from nurie.core.flats import Flats
from nurie.core.seams import soften_seams
from nurie.core.types import Extent, Hints, Stroke

RED, BLUE = (220, 40, 40), (40, 60, 220)
NONE_BARE = np.zeros(2, np.bool_)


def _divided(size: int = 200) -> tuple[np.ndarray, Flats, np.ndarray]:
    """Paint, flats and blank paper of a page whose left half hints made red, and its right half blue."""
    regions = np.ones((size, size), np.int32)
    regions[:, size // 2 :] = 2
    flats = Flats(regions, np.array([RED, BLUE], np.uint8))
    return flats.flats, flats, np.full((size, size), 255, np.uint8)


def test_colors_fade_where_hints_divided_a_region() -> None:
    """A hard staircase in the open looks like a fault."""
    color, flats, lineart = _divided()
    softened = soften_seams(color, flats, lineart, np.array([1, 1]), NONE_BARE, None)
    reds = softened[100, :, 0].astype(int)
    assert (np.diff(reds) <= 0).all() and np.abs(np.diff(reds)).max() < 30
    assert tuple(softened[100, 10]) == RED and tuple(softened[100, 190]) == BLUE
    assert (color == flats.flats).all()  # what was given stays


def test_regions_that_lines_drew_keep_their_borders() -> None:
    """Colour would leak over every line of the page."""
    color, flats, lineart = _divided()
    assert soften_seams(color, flats, lineart, np.array([1, 2]), NONE_BARE, None) is color


def test_a_border_along_a_line_stays_sharp() -> None:
    """There it has its place, and a soft one is a halo."""
    color, flats, lineart = _divided()
    lineart[20:, 99:101] = 0  # open at the top, so both sides are one region
    softened = soften_seams(color, flats, lineart, np.array([1, 1]), NONE_BARE, None)
    moved = np.abs(softened.astype(int) - color).max(2)
    assert (moved[150, 99:101] == 0).all() and moved[150, 96:104].max() < moved[2, 96:104].max() / 2
    assert moved[150, 98] < 10 and moved[150, 101] < 10  # levels, beside the line


def test_hints_and_bare_paper_stay() -> None:
    """Exact is exact, and what was left bare takes no tint."""
    color, flats, lineart = _divided()
    hints = Hints(Extent(200, 200), (Stroke(((96.0, 50.0),), RED, 3.0),))
    softened = soften_seams(color, flats, lineart, np.array([1, 1]), NONE_BARE, hints)
    assert tuple(softened[50, 96]) == RED and tuple(softened[60, 96]) != RED
    assert soften_seams(color, flats, lineart, np.array([1, 1]), np.array([False, True]), None) is color


def test_light_and_shadow_stay() -> None:
    """Flats fade, not what was painted over them."""
    color, flats, lineart = _divided()
    color = color.copy()
    color[:, 40:60] //= 2
    softened = soften_seams(color, flats, lineart, np.array([1, 1]), NONE_BARE, None)
    assert (softened[:, 40:60] == color[:, 40:60]).all()
