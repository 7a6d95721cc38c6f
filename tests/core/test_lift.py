"""Colour at the page's size: nothing crosses a line."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nurie.core import lift as module
from nurie.core.geometry import resize_lineart
from nurie.core.lift import lift
from nurie.core.types import Extent

RED, BLUE = (230, 20, 10), (10, 40, 250)
sides = st.integers(1, 60)


def noise(height: int, width: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.where(rng.random((height, width)) < 0.2, rng.integers(0, 256, (height, width)), 255).astype(np.uint8)


@settings(deadline=None)
@given(sides, sides, sides, sides, st.integers(0, 99), st.tuples(*[st.integers(0, 255)] * 3))
def test_a_constant_stays_constant(height, width, small_height, small_width, seed, color):
    """Prevents rounding drift and dark seams, at any size and any mess of lines."""
    page = noise(height, width, seed)
    small = resize_lineart(page, Extent(small_height, small_width))
    lifted = lift(np.full((small_height, small_width, 3), color, np.uint8), small, page)
    np.testing.assert_array_equal(lifted, np.broadcast_to(np.array(color, np.uint8), (height, width, 3)))


def halves(height: int, width: int, at: int, thickness: int) -> tuple[np.ndarray, np.ndarray]:
    """A page cut by a vertical line with soft borders, and which pixels lie left of the line's middle."""
    page = np.full((height, width), 255, np.uint8)
    page[:, at : at + thickness] = 0
    page[:, [at - 1, at + thickness]] = 120
    left = np.arange(width) < at + thickness / 2
    return page, np.broadcast_to(left, (height, width))


@settings(deadline=None)
@given(st.integers(40, 200), st.integers(60, 200), st.floats(0.3, 0.7), st.integers(1, 5), st.floats(0.12, 1.0))
def test_two_halves_never_mix(height, width, where, thickness, scale):
    """Prevents the halo: colours of the other side along a line, under its soft border too."""
    page, left = halves(height, width, int(width * where), thickness)
    small_size = Extent(max(8, round(height * scale)), max(8, round(width * scale)))
    center = (np.arange(small_size.width) * 2 + 1) * width // (2 * small_size.width)
    color = np.empty((*small_size, 3), np.uint8)
    color[:] = np.where(left[0, center, None], RED, BLUE)
    lifted = lift(color, resize_lineart(page, small_size), page)
    clear = np.abs(np.arange(width) - (int(width * where) + (thickness - 1) / 2)) > 0.5  # the very middle is a tie
    np.testing.assert_array_equal(lifted[:, clear], np.where(left[..., None], RED, BLUE)[:, clear])


def test_no_halo_where_cells_straddle_the_line():
    """Prevents a soiled fringe: cells that a line crosses hold a mixture, clean neighbours are preferred."""
    page, left = halves(400, 400, 203, 4)
    truth = np.where(left[..., None], RED, BLUE).astype(np.uint8)
    small = cv2.resize(truth, (40, 40), interpolation=cv2.INTER_AREA)
    bilinear = cv2.resize(small, (400, 400), interpolation=cv2.INTER_LINEAR)
    lifted = lift(small, resize_lineart(page, Extent(40, 40)), page)
    error, before = (np.abs(picture.astype(int) - truth).mean() for picture in (lifted, bilinear))
    assert error < before / 4


def test_identity_at_the_pages_size():
    """Prevents blur where nothing is to be enlarged."""
    page = cv2.circle(np.full((80, 90), 255, np.uint8), (40, 40), 25, 0, 2, cv2.LINE_AA)
    color = np.random.default_rng(0).integers(0, 256, (80, 90, 3), dtype=np.uint8)
    np.testing.assert_array_equal(lift(color, page, page), color)


def test_bilinear_far_from_lines():
    """Prevents blocks and steps in open areas."""
    page = np.full((300, 300), 255, np.uint8)
    color = np.random.default_rng(0).integers(0, 256, (30, 30, 3), dtype=np.uint8)
    expected = cv2.resize(color, (300, 300), interpolation=cv2.INTER_LINEAR)
    np.testing.assert_array_equal(lift(color, np.full((30, 30), 255, np.uint8), page), expected)


def test_a_pocket_smaller_than_a_cell_takes_what_is_there():
    """Prevents black or random colour in regions that hold no cell."""
    page = np.full((200, 200), 255, np.uint8)
    cv2.rectangle(page, (100, 100), (106, 106), 0, 2)
    lifted = lift(np.full((10, 10, 3), RED, np.uint8), resize_lineart(page, Extent(10, 10)), page)
    assert (lifted == np.array(RED, np.uint8)).all()


def test_the_mouth_of_a_narrow_neck_takes_its_regions_color_from_two_cells_away():
    """Prevents the neighbours' colour in a neck between lines, where the four nearest centres lie outside."""
    page = np.full((200, 200), 255, np.uint8)
    bottle = np.array([(32, -9), (32, 100), (20, 100), (20, 160), (60, 160), (60, 100), (48, 100), (48, -9)])
    cv2.polylines(page, [bottle.astype(np.int32)], True, 0, 2)
    color = np.full((10, 10, 3), BLUE, np.uint8)
    color[5:8, 1:3] = RED  # the centres within: (30, 110) to (50, 150)
    lifted = lift(color, resize_lineart(page, Extent(10, 10)), page)
    np.testing.assert_array_equal(lifted[80:95, 36:45], np.broadcast_to(np.array(RED, np.uint8), (15, 9, 3)))
    np.testing.assert_array_equal(lifted[80:95, 52:60], np.broadcast_to(np.array(BLUE, np.uint8), (15, 8, 3)))


def test_a_faint_hairline_divides_large_cells():
    """Prevents that lines too fine to darken a cell are missed: they bound regions all the same."""
    page = np.full((400, 400), 255, np.uint8)
    page[:, 203] = 120
    color = np.full((10, 10, 3), RED, np.uint8)
    color[:, 5:] = BLUE
    lifted = lift(color, resize_lineart(page, Extent(10, 10)), page)
    np.testing.assert_array_equal(lifted[0, [180, 202, 204, 220]], [RED, RED, BLUE, BLUE])


def test_soft_pencil_divides_nothing():
    """Prevents steps and torn colour along strokes that no colour ends at: bilinear is the better guess there."""
    rng = np.random.default_rng(0)
    page = np.full((300, 300), 255, np.uint8)
    for start, end in rng.integers(0, 300, (40, 2, 2)):
        cv2.line(page, start.tolist(), end.tolist(), 150, 1)
    ramp = np.linspace(40, 220, 30).astype(np.uint8)
    color = np.broadcast_to(ramp[None, :, None], (30, 30, 3)).copy()
    expected = cv2.resize(color, (300, 300), interpolation=cv2.INTER_LINEAR)
    lifted = lift(color, resize_lineart(page, Extent(30, 30)), page)
    assert np.abs(lifted.astype(int) - expected).max() <= 2  # the step from cell to cell is 6


@given(sides, sides, sides, sides, st.integers(0, 99))
@settings(deadline=None)
def test_no_color_beyond_those_given(height, width, small_height, small_width, seed):
    """Prevents overflow and division by nothing, at any size and any mess of lines."""
    page = noise(height, width, seed)
    color = np.random.default_rng(seed).integers(90, 160, (small_height, small_width, 3), dtype=np.uint8)
    lifted = lift(color, resize_lineart(page, Extent(small_height, small_width)), page)
    assert lifted.shape == (height, width, 3)
    assert (lifted >= color.min((0, 1))).all()
    assert (lifted <= color.max((0, 1))).all()


@pytest.mark.parametrize("limit", [200, 3000])
def test_large_pages_on_a_coarser_grid(monkeypatch: pytest.MonkeyPatch, limit: int):
    """Prevents lines that open, and halves that mix, on pages above the analysis size."""
    monkeypatch.setattr(module, "_ANALYSIS_PIXELS", limit)
    page, left = halves(120, 100, 50, 5)
    color = np.where(left[5::10, 5::10, None], RED, BLUE).astype(np.uint8)
    lifted = lift(color, resize_lineart(page, Extent(12, 10)), page)
    away = np.abs(np.arange(100) - 52) > 8
    np.testing.assert_array_equal(lifted[:, away], np.where(left[..., None], RED, BLUE)[:, away])
