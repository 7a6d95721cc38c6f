"""Blend modes on bytes."""

from __future__ import annotations

import numpy as np
import pytest

from nurie.core.blend import STRIP_ROWS, blank, is_blank, merge_color, multiply, screen

LEVELS = np.arange(256)
UNDER, OVER = (plane.astype(np.uint8) for plane in np.meshgrid(LEVELS, LEVELS))


def test_multiply_and_screen_are_rounded_to_nearest():
    """Prevents shadows that are a level too dark, for every pair of levels."""
    exact = UNDER * OVER.astype(float) / 255
    np.testing.assert_array_equal(multiply(UNDER, OVER), np.floor(exact + 0.5))
    exact = (255 - UNDER.astype(float)) * (255 - OVER.astype(float)) / 255
    np.testing.assert_array_equal(screen(UNDER, OVER), 255 - np.floor(exact + 0.5))


def test_blank_layers_change_nothing():
    """Prevents colour that drifts under a layer without shadow or light, blank or full of the same value."""
    rng = np.random.default_rng(0)
    flats = rng.integers(0, 256, (2 * STRIP_ROWS + 1, 3, 3), dtype=np.uint8)
    white, black = blank(255, flats.shape), blank(0, flats.shape)
    for shading, highlights in ((white, black), (white.copy(), black.copy()), (white, black.copy())):
        np.testing.assert_array_equal(merge_color(flats, shading, highlights), flats)


def test_blank_layers_that_do_change():
    """Prevents a shortcut that takes every blank layer for one that changes nothing."""
    flats = np.full((2, 2, 3), 100, np.uint8)
    assert merge_color(flats, blank(51, flats.shape), blank(0, flats.shape)).max() == 20
    assert merge_color(flats, blank(255, flats.shape), blank(255, flats.shape)).min() == 255


@pytest.mark.parametrize("array", [np.zeros((3, 4)), np.zeros((3, 4)).T, np.zeros((0, 2))])
def test_only_blank_arrays_are_blank(array: np.ndarray):
    """Prevents a picture that is taken for one flat value without a look at it."""
    assert not is_blank(array)
    assert is_blank(blank(7, (3, 4)))
