"""Exact hints: the colour to the byte, in its region and nowhere else."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nurie.core import mark_floods
from nurie.core.exact import apply_exact
from nurie.core.flats import make_flats
from nurie.core.hints import rasterize_marks
from nurie.core.regions import PAPER_LEVEL, label_regions
from nurie.core.types import Extent, Hints, Stroke

RED, BLUE, GREEN, PALE = (230, 20, 10), (10, 40, 250), (20, 200, 60), (250, 222, 200)


def cross(size: int = 160) -> np.ndarray:
    """Four rooms."""
    page = np.full((size, size), 255, np.uint8)
    page[size // 2 - 1 : size // 2 + 1] = 0
    page[:, size // 2 - 1 : size // 2 + 1] = 0
    return page


def setting(size: int = 160):
    """Page, painted layer with shadow, and its flats."""
    page = cross(size)
    color = np.full((size, size, 3), PALE, np.uint8)
    color[size // 4 : size // 2] = np.array(PALE) * 7 // 10
    return page, color, make_flats(color, None, page)


def hints(*strokes: Stroke, size: int = 160) -> Hints:
    return Hints(Extent(size, size), strokes)


def dot(x: float, y: float, color: tuple, kind: str = "exact", radius: float = 4) -> Stroke:
    return Stroke(((x, y),), color, radius, kind)


def room(row: int, column: int, size: int = 160) -> tuple[slice, slice]:
    half = size // 2
    return slice(row * half, row * half + half), slice(column * half, column * half + half)


def test_a_region_has_the_hints_colour_up_to_the_line_and_nothing_else_changes():
    """Prevents a hint that is only nearly kept, that crosses a closed line, or that shifts what it does not mean."""
    page, color, flats = setting()
    result = apply_exact(flats, color, page, hints(dot(30, 30, RED)))
    own = room(0, 0)
    assert (result.flats.flats[own] == RED).all()
    others = np.ones(page.shape, bool)
    others[own] = False
    after = result.flats
    for old, new in ((flats.flats, after.flats), (color, result.color), (flats.regions, after.regions)):
        np.testing.assert_array_equal(old[others], new[others])
    assert (result.painted == 255).all()


def test_shadow_stays_under_the_new_colour():
    """Prevents that a hint flattens what was shaded."""
    page, color, flats = setting()
    result = apply_exact(flats, color, page, hints(dot(30, 30, (200, 100, 50))))
    np.testing.assert_array_equal(result.color[10, 30], (200, 100, 50))
    np.testing.assert_allclose(result.color[60, 30], np.array((200, 100, 50)) * 0.7, atol=3)


def test_a_hint_that_was_followed_changes_the_flat_alone():
    """Prevents a page that darkens because a hint's colour was taken from a shadow."""
    page, color, flats = setting()
    shade = tuple(color[60, 30].tolist())
    result = apply_exact(flats, color, page, hints(dot(30, 60, shade)))
    assert (result.flats.flats[room(0, 0)] == shade).all()
    np.testing.assert_array_equal(result.color, color)
    off = tuple(value - 60 for value in shade)
    assert (apply_exact(flats, color, page, hints(dot(30, 60, off))).color[room(0, 0)] != color[room(0, 0)]).any()


def test_a_mark_on_a_black_area_does_not_colour_what_is_beside_it():
    """Prevents that a brown dot on a solid black animal turns the whole page around it brown."""
    page, color, flats = setting()
    page = page.copy()
    cv2.circle(page, (40, 40), 14, 0, -1)
    flats = make_flats(color, None, page)
    found = apply_exact(flats, color, page, hints(dot(40, 40, RED)))
    assert found.flats is flats and found.color is color
    assert (apply_exact(flats, color, page, hints(dot(62, 62, RED))).flats.flats[70, 70] == RED).all()


def test_loose_hints_force_nothing_and_transparent_ones_leave_paper():
    """Prevents that kinds of hints are mixed up."""
    page, color, flats = setting()
    loose = apply_exact(flats, color, page, hints(dot(30, 30, RED, "loose")))
    assert loose.flats is flats and loose.color is color
    bare = apply_exact(flats, color, page, hints(dot(30, 30, RED, "transparent")))
    expected = np.full(page.shape, 255, np.uint8)
    expected[room(0, 0)] = 0
    np.testing.assert_array_equal(bare.painted, expected)
    assert (bare.color[room(0, 0)] == 255).all() and (bare.flats.flats[room(0, 0)] == 255).all()


def test_a_stroke_that_slips_over_a_border_paints_its_own_region_alone():
    """Prevents that a scribble over the border recolours the neighbour."""
    page, color, flats = setting()
    slip = Stroke(((20.0, 40.0), (86.0, 40.0)), RED, 4, "exact")
    found = apply_exact(flats, color, page, hints(slip)).flats.flats
    assert (found[room(0, 0)] == RED).all() and not (found[room(0, 1)] == RED).all(1).any()
    through = Stroke(((20.0, 40.0), (140.0, 40.0)), RED, 4, "exact")
    found = apply_exact(flats, color, page, hints(through)).flats.flats
    assert (found[room(0, 0)] == RED).all() and (found[room(0, 1)] == RED).all()


def test_a_dot_on_a_line_does_not_divide_what_clear_marks_colour():
    """Prevents smears beside an outline: a dot that lies on a line says of neither side that it is meant."""
    page, color, flats = setting()
    on_line = dot(80, 40, GREEN)
    found = apply_exact(flats, color, page, hints(dot(30, 30, RED), on_line, dot(120, 30, BLUE))).flats.flats
    numbers, _, _ = rasterize_marks(hints(on_line), Extent(160, 160))
    own = (numbers == 1) & (page >= PAPER_LEVEL)
    assert (found[own] == GREEN).all()  # what it covers it keeps
    for side, value in ((room(0, 0), RED), (room(0, 1), BLUE)):
        assert (found[side][~own[side]] == value).mean() > 0.98
    alone = apply_exact(flats, color, page, hints(on_line)).flats.flats
    assert max((alone[side] == GREEN).all(2).mean() for side in (room(0, 0), room(0, 1))) == 1


def test_a_dot_on_a_line_inside_one_region_counts_as_any_other():
    """Prevents that hints are lost on hair, cloth and scales that are drawn line beside line."""
    page, color, _ = setting()
    page = page.copy()
    page[30:50, 30:33] = 0  # a stroke that ends in the open
    flats = make_flats(color, None, page)
    found = apply_exact(flats, color, page, hints(dot(31, 40, GREEN), dot(70, 70, BLUE))).flats.flats[room(0, 0)]
    assert (found == GREEN).all(2).mean() > 0.25


def test_a_long_stroke_counts_though_a_part_of_it_lies_on_a_line():
    """Prevents that a scribble through locks of hair is lost because of the outlines that it follows for a while."""
    page, color, flats = setting()
    half_on_line = Stroke(((79.5, 8.0), (79.5, 40.0), (40.0, 40.0)), GREEN, 4, "exact")
    found = apply_exact(flats, color, page, hints(dot(10, 70, RED), half_on_line, dot(150, 70, BLUE))).flats.flats
    assert (found[room(0, 0)] == GREEN).all(2).mean() > 0.2


def test_a_dot_on_a_line_counts_where_it_covers_much_of_a_region():
    """Prevents that an iris of a few pixels keeps the colour of the white around it."""
    page, color, _ = setting()
    page = page.copy()
    cv2.rectangle(page, (19, 19), (61, 61), 0, 2)
    flats = make_flats(color, None, page)
    marks = hints(dot(26, 40, RED, radius=2), dot(60, 40, GREEN, radius=18))
    found = apply_exact(flats, color, page, marks).flats.flats
    assert (found[40, 26] == RED).all() and (found[40, 39] == GREEN).all()  # GREEN's own pixels end at 42


def test_dots_on_lines_alone_divide_their_region():
    """Prevents a region that nobody gets because no mark in it is clear."""
    page, color, flats = setting()
    found = apply_exact(flats, color, page, hints(dot(79.5, 40, RED), dot(40, 79.5, BLUE))).flats.flats[room(0, 0)]
    red, blue = ((found == value).all(2).mean() for value in (RED, BLUE))
    assert red > 0.3 and blue > 0.3


def test_two_colours_divide_a_region_between_them():
    """Prevents that the later hint takes all, and a border that is not between the two."""
    page, color, flats = setting()
    result = apply_exact(flats, color, page, hints(dot(10, 40, RED), dot(70, 40, BLUE)))
    found = result.flats.flats[room(0, 0)]
    red, blue = ((found == value).all(2) for value in (RED, BLUE))
    assert (red | blue).all() and red[:, :30].all() and blue[:, 50:].all()
    assert np.array_equal(np.unique(result.flats.regions), np.arange(1, len(result.flats.palette) + 1))
    np.testing.assert_array_equal(result.flats.flats, result.flats.palette[result.flats.regions - 1])


def test_an_odd_mark_has_its_own_pixels_alone():
    """Prevents that a white dot on a sky with twenty blue ones becomes a white smear between them."""
    page, color, flats = setting()
    marks = hints(*(dot(x, y, BLUE) for x in (20, 60) for y in (20, 60)), dot(40, 40, RED, radius=3))
    odd = np.array([False] * 5 + [True])
    result = apply_exact(flats, color, page, marks, odd=odd)
    red = (result.flats.flats == RED).all(2)
    assert red[40, 40] and red.sum() < 45
    assert (result.flats.flats[room(0, 0)][~red[room(0, 0)]] == BLUE).all()
    assert (apply_exact(flats, color, page, marks, odd=~odd & False).flats.flats == RED).all(2).sum() > 400
    alone = apply_exact(flats, color, page, hints(dot(40, 40, RED)), odd=np.array([False, True]))
    assert (alone.flats.flats[room(0, 0)] == RED).all()  # a hint is a hint


def test_a_line_within_a_region_is_the_border_between_two_hints():
    """Prevents a border in open paper where a line with a gap nearly parts the two."""
    page = np.full((120, 200), 255, np.uint8)
    page[:90, 60:63] = 0
    color = np.full((120, 200, 3), PALE, np.uint8)
    flats = make_flats(color, None, page, label_regions(page))
    marks = Hints(Extent(120, 200), (dot(40, 20, RED), dot(90, 20, BLUE)))
    found = apply_exact(flats, color, page, marks).flats.flats
    assert (found[:80, :58] == RED).all() and (found[:70, 66:] == BLUE).all()


def test_a_stroke_over_many_pockets_fills_them():
    """Prevents that a scribble over a mane of small regions colours one of them alone."""
    page = np.full((100, 200), 255, np.uint8)
    page[20:80, 20:180:8] = 0
    page[20, 20:180] = page[79, 20:180] = 0
    color = np.full((100, 200, 3), PALE, np.uint8)
    flats = make_flats(color, None, page, label_regions(page))
    scribble = Stroke(((24.0, 50.0), (170.0, 50.0)), RED, 8, "exact")
    found = apply_exact(flats, color, page, Hints(Extent(100, 200), (scribble,))).flats.flats
    assert (found[22:78, 30:165] == RED).all(2).mean() > 0.95
    assert not (found[:18] == RED).all(2).any()


def test_a_painted_layer_counts_as_exact_without_its_soft_borders():
    """Prevents that hints of a PNG are not kept, or that the mixtures at a brush's border become hints."""
    page, color, flats = setting()
    layer = np.zeros((160, 160, 4), np.uint8)
    layer[20:40, 20:40] = (*RED, 255)
    layer[20, 20] = (130, 120, 110, 90)
    found = apply_exact(flats, color, page, Hints(Extent(160, 160), layer=layer)).flats.flats
    assert (found[room(0, 0)] == RED).all() and not (found[room(1, 1)] == RED).all(2).any()


def test_a_large_region_is_split_on_a_coarser_grid(monkeypatch):
    """Prevents steps and lost hints where a region is too large to be split pixel by pixel."""
    page, color, flats = setting()
    monkeypatch.setattr(mark_floods, "_SPLIT_PIXELS", 30 * 30)
    found = apply_exact(flats, color, page, hints(dot(10, 40, RED, radius=1), dot(70, 40, BLUE, radius=1))).flats.flats
    assert tuple(found[40, 10]) == RED and tuple(found[40, 70]) == BLUE
    widths = (found[room(0, 0)] == RED).all(2).sum(1)
    assert np.abs(np.diff(widths)).max() <= 3


positions = st.tuples(st.integers(0, 59), st.integers(0, 59))
strokes = st.builds(
    lambda points, color, radius, kind: Stroke(tuple((float(x), float(y)) for x, y in points), color, radius, kind),
    st.lists(positions, min_size=1, max_size=4),
    st.sampled_from([RED, BLUE, GREEN]),
    st.floats(0.5, 9),
    st.sampled_from(["exact", "exact", "loose", "transparent"]),
)


@settings(deadline=None, max_examples=80)
@given(st.integers(0, 10**6), st.lists(strokes, max_size=5))
def test_what_holds_for_any_hints(seed, given_strokes):
    """Prevents partly kept hints: a mark's colour is in the flats wherever its region took it, regions stay closed."""
    rng = np.random.default_rng(seed)
    page = np.full((60, 60), 255, np.uint8)
    for _ in range(4):
        cv2.line(page, *[tuple(map(int, rng.integers(0, 60, 2))) for _ in range(2)], 0, 1)
    color = cv2.resize(rng.integers(0, 256, (3, 3, 3), dtype=np.uint8), (60, 60))
    flats = make_flats(color, None, page)
    before = flats.flats.copy(), color.copy(), flats.regions.copy()
    marks = Hints(Extent(60, 60), tuple(given_strokes))
    result = apply_exact(flats, color, page, marks)
    for kept, array in zip(before, (flats.flats, color, flats.regions), strict=True):
        np.testing.assert_array_equal(kept, array)
    np.testing.assert_array_equal(result.flats.flats, result.flats.palette[result.flats.regions - 1])
    untouched = (result.flats.flats == flats.flats).all(2) & (result.painted == 255)
    same = ~np.isin(flats.regions, flats.regions[~untouched])
    np.testing.assert_array_equal(result.color[same], color[same])
    numbers, colors, kinds = rasterize_marks(marks, Extent(60, 60))
    for number, (mark, kind) in enumerate(zip(colors, kinds, strict=True), 1):
        if kind == "exact" and (numbers[page >= PAPER_LEVEL] == number).any():
            own = (result.flats.flats[numbers == number] == mark).all(1)
            assert own.mean() >= 0.15


def test_one_hint_more_changes_its_region_alone():
    """Prevents that hints disturb one another across lines."""
    page, color, flats = setting()
    first = [dot(30, 30, RED), dot(120, 30, BLUE)]
    one, other = (apply_exact(flats, color, page, hints(*first, dot(120, 120, value))) for value in (GREEN, RED))
    changed = (one.flats.flats != other.flats.flats).any(2) | (one.color != other.color).any(2)
    own = np.zeros(page.shape, bool)
    own[room(1, 1)] = True
    assert changed[own].all() and not changed[~own].any()


@pytest.mark.parametrize("kind", ["exact", "transparent"])
def test_hints_of_another_size(kind):
    """Prevents that hints made on a smaller copy of the page land elsewhere."""
    page, color, flats = setting()
    small = Hints(Extent(40, 40), (dot(7, 7, RED, kind, 1),))
    result = apply_exact(flats, color, page, small)
    assert (result.flats.flats[room(0, 0)] == (RED if kind == "exact" else (255, 255, 255))).all()
