"""Tests of nurie.evaluation.fillers."""

from __future__ import annotations

import numpy as np
import pytest

from nurie.evaluation.fillers import FILLERS

RED, BLUE = (255, 0, 0), (0, 0, 255)


def page_with_hints(*dots):
    lineart = np.full((50, 80), 255, np.uint8)
    lineart[:, 40:42] = 0
    hint_map = np.zeros((50, 80, 4), np.uint8)
    for x, y, rgb in dots:
        hint_map[y - 1 : y + 2, x - 1 : x + 2] = (*rgb, 255)
    return hint_map, lineart


@pytest.mark.parametrize("name", FILLERS)
def test_without_hints_the_page_stays_white(name):
    """A filler that crashes or paints black without hints would spoil the table's first row."""
    hint_map, lineart = page_with_hints()
    assert (FILLERS[name](hint_map, lineart) == 255).all()


@pytest.mark.parametrize("name", FILLERS)
def test_one_hint_fills_the_whole_page(name):
    """Border pixels that stay unlabelled would take a wrong colour."""
    assert (FILLERS[name](*page_with_hints((12, 9, RED))) == RED).all()


@pytest.mark.parametrize("name", FILLERS)
def test_hints_keep_their_own_colors(name):
    """A label mixed up with its colour would swap hints; OpenCV's watershed drops marks on the outermost pixels."""
    rng = np.random.default_rng(3)
    lineart = np.full((50, 80), 255, np.uint8)
    hint_map = np.zeros((50, 80, 4), np.uint8)
    at = np.zeros((50, 80), bool)
    at[4::9, 4::9] = True
    at[0, ::9] = at[-1, ::9] = at[::9, 0] = at[::9, -1] = True
    hint_map[at, :3], hint_map[at, 3] = rng.integers(0, 256, (at.sum(), 3)), 255
    np.testing.assert_array_equal(FILLERS[name](hint_map, lineart)[at], hint_map[at, :3])


def test_nearest_splits_halfway_whatever_the_lines():
    """Nearest is the peer that knows no lines; if it did, the comparison would say nothing of them."""
    filled = FILLERS["nearest"](*page_with_hints((10, 25, RED), (30, 25, BLUE)))
    assert (filled[25, :20] == RED).all() and (filled[25, 21:] == BLUE).all()


def test_watershed_stops_at_the_line():
    """A watershed that splits halfway is no peer: the far hint must fill its side up to the line."""
    filled = FILLERS["watershed"](*page_with_hints((37, 25, RED), (75, 5, BLUE)))
    assert (filled[:, :40] == RED).all() and (filled[:, 42:] == BLUE).all()


def test_watershed_prefers_the_fainter_line():
    """A flood that treats every line alike closes regions that the artist left to shading."""
    hint_map, lineart = page_with_hints((5, 25, RED), (75, 25, BLUE))
    lineart[:, 20:22] = 180
    filled = FILLERS["watershed"](hint_map, lineart)
    assert (filled[:, 22:40] == RED).all() and (filled[:, 42:] == BLUE).all()
