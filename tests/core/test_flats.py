"""Flats: one colour per region, two where two are painted, none for shadow."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nurie.core import flats as flats_module
from nurie.core import pieces
from nurie.core.flats import make_flats
from nurie.core.regions import label_regions
from nurie.datasets.procedural.draw import draw

SKIN, HAIR, SKY, GRASS = (250, 222, 200), (120, 60, 40), (150, 200, 240), (120, 180, 80)


def two_rooms(size: int = 160) -> np.ndarray:
    page = np.full((size, size), 255, np.uint8)
    cv2.rectangle(page, (10, 10), (size - 10, size - 10), 0, 2)
    cv2.line(page, (size // 2, 10), (size // 2, size - 10), 0, 2)
    return page


def painted(page: np.ndarray, left: tuple, right: tuple, around: tuple = (255, 255, 255)) -> np.ndarray:
    color = np.empty((*page.shape, 3), np.uint8)
    size = len(page)
    color[:] = around
    color[11 : size - 10, 11 : size // 2] = left
    color[11 : size - 10, size // 2 : size - 10] = right
    return color


def check(found, shape) -> None:
    """What holds for all flats."""
    assert found.flats.shape == (*shape, 3) and found.flats.dtype == np.uint8
    assert found.regions.shape == shape and found.regions.dtype == np.int32
    assert np.array_equal(np.unique(found.regions), np.arange(1, len(found.palette) + 1))
    assert np.array_equal(found.flats, found.palette[found.regions - 1])


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 48), st.integers(1, 48), st.integers(0, 10**6), st.booleans(), st.floats(0, 9))
def test_flats_are_piecewise_constant(height, width, seed, with_flat_color, gap_px):
    """Prevents anti-aliased flats, holes in the numbers and failures on any mess of lines and colours."""
    rng = np.random.default_rng(seed)
    page = np.where(rng.random((height, width)) < rng.random() / 2, 0, 255).astype(np.uint8)
    few = rng.integers(0, 256, (3, 3), dtype=np.uint8)
    color = few[rng.integers(0, 3, (height, width))]
    check(make_flats(color, color if with_flat_color else None, page, label_regions(page, gap_px)), (height, width))


def test_a_flat_colour_is_kept_to_the_byte():
    """Prevents drift of colours that are flat already."""
    page = two_rooms()
    color = painted(page, SKIN, HAIR)
    found = make_flats(color, None, page)
    check(found, page.shape)
    paper = page == 255
    np.testing.assert_array_equal(found.flats[paper], color[paper])


def test_shadow_is_no_flat_and_the_lit_colour_counts():
    """Prevents a flat per cell shadow, and flats that are darkened by it."""
    page = two_rooms()
    color = painted(page, SKIN, HAIR)
    shadow = np.zeros(page.shape, bool)
    shadow[90:, :] = True
    color[shadow] = (color[shadow] * np.array([0.72, 0.66, 0.68])).astype(np.uint8)
    found = make_flats(color, None, page)
    assert len(found.palette) == len(np.unique(label_regions(page)))
    assert np.abs(found.flats[50, 40].astype(int) - SKIN).max() <= 3
    assert np.array_equal(found.flats[140, 40], found.flats[50, 40])


@pytest.mark.parametrize("one, other", [(SKY, GRASS), (HAIR, (230, 190, 60)), ((240, 240, 240), (230, 70, 60))])
def test_two_colours_without_a_line_are_two_flats(one, other):
    """Prevents sky and ground in one colour; the border is where the colours meet, and there are no specks."""
    page = two_rooms(200)
    color = painted(page, one, one, one)
    color[120:] = other
    color = cv2.GaussianBlur(color, (0, 0), 1.5)
    rng = np.random.default_rng(0)
    color[rng.random(page.shape) < 0.01] = other
    found = make_flats(color, None, page)
    assert np.abs(found.flats[60, 50].astype(int) - one).max() <= 6
    assert np.abs(found.flats[160, 50].astype(int) - other).max() <= 6
    assert (found.flats[20:116] == found.flats[60, 50]).all() and (found.flats[124:190] == found.flats[160, 50]).all()


def test_a_gradient_is_one_flat():
    """Prevents bands in a sky."""
    page = np.full((200, 200), 255, np.uint8)
    share = np.linspace(0, 1, 200)[:, None, None]
    color = np.broadcast_to(share * SKY + (1 - share) * np.array([250, 240, 230]), (200, 200, 3)).astype(np.uint8)
    assert len(make_flats(color, None, page).palette) == 1


def test_nearly_equal_colours_are_one_for_the_wand():
    """Prevents hair whose every lock has its own brown."""
    page = two_rooms()
    found = make_flats(painted(page, (120, 60, 40), (124, 63, 42)), None, page)
    assert np.array_equal(found.flats[80, 40], found.flats[80, 120])
    assert found.regions[80, 40] != found.regions[80, 120]


def test_the_colour_without_shading_decides_where_there_is_one():
    """Prevents that shading is judged although the network says what is flat."""
    page = two_rooms()
    flat = painted(page, SKIN, HAIR)
    shaded = (flat * np.linspace(0.3, 1, len(page))[:, None, None]).astype(np.uint8)
    np.testing.assert_array_equal(make_flats(shaded, flat, page).flats, make_flats(flat, flat, page).flats)


def test_lines_belong_to_the_nearest_region():
    """Prevents a white seam under the line."""
    page = two_rooms()
    found = make_flats(painted(page, SKIN, HAIR), None, page)
    assert np.array_equal(found.flats[80, 79], np.array(SKIN)) or np.array_equal(found.flats[80, 80], np.array(HAIR))
    assert {tuple(color) for color in found.flats.reshape(-1, 3).tolist()} == {SKIN, HAIR, (255, 255, 255)}


def test_a_larger_page_has_the_same_flats(monkeypatch):
    """Prevents that a coarse grid loses small regions or shifts borders without lines."""
    page = two_rooms(200)
    cv2.circle(page, (40, 40), 4, 0, 1)
    color = painted(page, SKY, HAIR)
    color[120:190, 11:100] = GRASS
    color[36:45, 36:45] = (200, 30, 30)
    whole = make_flats(color, None, page, label_regions(page))
    monkeypatch.setattr(pieces, "GRID_PIXELS", 50 * 50)
    coarse = make_flats(color, None, page, label_regions(page))
    assert tuple(coarse.flats[40, 40]) == tuple(whole.flats[40, 40]) == (200, 30, 30)
    assert (coarse.flats == whole.flats).all(2).mean() > 0.985


@pytest.mark.parametrize("seed", [3, 11, 20])
def test_drawings_by_program_keep_their_flats(seed):
    """Prevents flats off the artist's: of pictures painted with shadow, most pixels get their true flat again."""
    drawing = draw(seed, 384)
    found = make_flats(drawing.colors_layer, None, drawing.line)
    check(found, drawing.line.shape)
    difference = np.abs(found.flats.astype(int) - drawing.flats).max(2)
    assert (difference < 40).mean() > 0.75
    assert len(found.palette) < 250


def test_two_places_of_one_colour_are_two_flats():
    """Prevents that a hint on one tree recolours the other, with which it has only the colour in common."""
    page = np.full((200, 200), 255, np.uint8)
    color = np.full((200, 200, 3), SKY, np.uint8)
    for x in (50, 150):
        cv2.circle(color, (x, 100), 30, GRASS, -1)
    found = make_flats(color, None, page)
    assert len({found.regions[100, 50], found.regions[100, 150], found.regions[10, 100]}) == 3
    assert np.array_equal(found.flats[100, 50], np.array(GRASS)) and np.array_equal(found.flats[10, 100], np.array(SKY))


def test_strips_change_nothing(monkeypatch):
    """Prevents seams on pages that are looked at strip by strip, and a change of the regions that were given."""
    drawing = draw(7, 200)
    regions = label_regions(drawing.line, 4)
    given_regions = regions.copy()
    whole = make_flats(drawing.colors_layer, None, drawing.line, regions)
    np.testing.assert_array_equal(regions, given_regions)
    for module in (flats_module, pieces):
        monkeypatch.setattr(module, "STRIP_ROWS", 7)
    found = make_flats(drawing.colors_layer, None, drawing.line, regions)
    np.testing.assert_array_equal(found.regions, whole.regions)
    np.testing.assert_array_equal(found.palette, whole.palette)
