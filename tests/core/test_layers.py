"""Lines over colour, rounded exactly."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis.extra.numpy import arrays

from nurie.core.layers import STRIP_ROWS, compose, divide_by_255, over_white, split
from nurie.core.types import Page

SHAPE = (5, 4)
planes = arrays(np.uint8, SHAPE)
pictures = arrays(np.uint8, (*SHAPE, 3))


def test_division_is_exact():
    """Prevents the usual off-by-one of `>> 8`."""
    total = np.arange(255 * 255 + 1, dtype=np.uint16)
    np.testing.assert_array_equal(divide_by_255(total.copy()), (total.astype(int) * 2 + 255) // 510)


@given(pictures, planes, pictures)
def test_compose_is_the_formula(color: np.ndarray, lineart: np.ndarray, ink: np.ndarray):
    """Prevents lines that are lighter or darker than the artist drew them."""
    light = lineart[..., None] / 255.0
    expected = np.floor(color * light + ink * (1 - light) + 0.5 + 1e-9)
    np.testing.assert_array_equal(compose(color, Page(lineart, ink)), expected)


@given(pictures, planes)
def test_opaque_lines_and_bare_paper_are_untouched(color: np.ndarray, lineart: np.ndarray):
    """Prevents ink that colour shines through, and colour that paper dims."""
    lineart = np.where(lineart > 127, 255, 0).astype(np.uint8)
    image = compose(color, Page(lineart))
    np.testing.assert_array_equal(image, np.where(lineart[..., None] == 255, color, 0))


@given(pictures, planes, pictures)
def test_layers_merge_to_the_picture(color: np.ndarray, lineart: np.ndarray, ink: np.ndarray):
    """Prevents layers that do not give back the picture they came with."""
    for page in (Page(lineart), Page(lineart, ink)):
        layers = split(color, page)
        alpha = layers.lines[..., 3:] / 255.0
        merged = layers.lines[..., :3] * alpha + layers.color * (1 - alpha)
        assert np.abs(merged - compose(color, page)).max() <= 0.5 + 1e-9


def test_strips_leave_no_seam():
    """Prevents rows that are skipped or done twice where strips meet."""
    rng = np.random.default_rng(0)
    lineart = rng.integers(0, 256, (2 * STRIP_ROWS + 3, 5), dtype=np.uint8)
    white = np.full((*lineart.shape, 3), 255, np.uint8)
    np.testing.assert_array_equal(compose(white, Page(lineart)), np.repeat(lineart[..., None], 3, 2))
    np.testing.assert_array_equal(over_white(white * 0, 255 - lineart), np.repeat(lineart[..., None], 3, 2))
