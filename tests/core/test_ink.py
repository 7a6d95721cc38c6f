"""Which pixels are line, which are paper, and what colour the ink has."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nurie.core.image_io import read_page
from nurie.core.ink import unmix
from nurie.core.layers import compose, over_white


def drawing(height: int = 120, width: int = 90) -> np.ndarray:
    """(H, W) uint8: a ring and a diagonal, anti-aliased, on white."""
    page = np.full((height, width), 255, np.uint8)
    cv2.circle(page, (45, 60), 30, 0, 3, cv2.LINE_AA)
    cv2.line(page, (5, 5), (80, 110), 90, 1, cv2.LINE_AA)
    return page


def on_white(page) -> np.ndarray:
    return compose(np.full((*page.extent, 3), 255, np.uint8), page)


def test_gray_on_white_is_bit_for_bit():
    """Prevents any clean-up, resampling or levels on a drawing that needs none."""
    page = read_page(drawing())
    np.testing.assert_array_equal(page.lineart, drawing())
    assert page.ink is None
    assert page.warnings == ()


def test_page_is_read_only():
    """Prevents one door from changing a page under another."""
    with pytest.raises(ValueError, match="read-only"):
        read_page(drawing()).lineart[0, 0] = 0


@given(arrays(np.uint8, (7, 5, 3)))
def test_unmixed_ink_over_white_is_the_page(pixels: np.ndarray):
    """Prevents coloured ink that shifts by a level on its way through the layers."""
    lineart, ink = unmix(pixels)
    ink = np.zeros_like(pixels) if ink is None else ink
    total = 255 * lineart[..., None].astype(int) + ink.astype(int) * (255 - lineart[..., None].astype(int))
    np.testing.assert_array_equal((total + 127) // 255, pixels)


def test_colored_ink_is_kept():
    """Prevents brown or blue pencil that turns black."""
    pixels = cv2.merge([drawing(), cv2.max(drawing(), 60), cv2.max(drawing(), 140)])
    page = read_page(pixels)
    np.testing.assert_array_equal(on_white(page), pixels)
    assert page.warnings == ()


def test_codec_noise_is_no_colored_ink():
    """Prevents that a grey drawing from a lossy WebP is told to have coloured ink, or lines of another darkness."""
    noise = np.random.default_rng(0).integers(-2, 3, (120, 90, 3))
    pixels = np.clip(drawing()[..., None] + noise, 0, 255).astype(np.uint8)
    page = read_page(pixels)
    assert page.ink is None
    assert np.abs(on_white(page).astype(int) - pixels).max() <= 2
    exact = np.ptp(pixels, axis=2) == 0
    np.testing.assert_array_equal(page.lineart[exact], pixels[exact, 0])


def test_faint_tint_is_kept():
    """Prevents that dark brown or navy ink is taken for black."""
    pixels = cv2.merge([cv2.max(drawing(), 30), cv2.max(drawing(), 22), cv2.max(drawing(), 20)])
    np.testing.assert_array_equal(on_white(read_page(pixels)), pixels)


def test_alpha_is_the_line():
    """Prevents transparent drawings read as a black page."""
    alpha = 255 - drawing()
    page = read_page(np.dstack([np.zeros((*alpha.shape, 3), np.uint8), alpha]))
    np.testing.assert_array_equal(page.lineart, drawing())
    assert page.ink is None


def test_alpha_with_colored_ink():
    """Prevents that the ink's colour is lost, or that pixels beside the line are read as ink."""
    alpha = 255 - drawing()
    pixels = np.dstack([np.full((*alpha.shape, 3), (180, 30, 60), np.uint8), alpha])
    page = read_page(pixels)
    np.testing.assert_array_equal(page.lineart, drawing())
    np.testing.assert_array_equal(on_white(page), over_white(pixels[..., :3], alpha))


def test_white_on_transparent():
    """Prevents an empty page where the lines are white and only alpha shows them."""
    alpha = 255 - drawing()
    page = read_page(np.dstack([np.full((*alpha.shape, 3), 255, np.uint8), alpha]))
    np.testing.assert_array_equal(page.lineart, drawing())
    assert page.ink is None
    assert "white on transparent" in page.warnings[0]


def test_cut_out_on_transparent():
    """Prevents a character with white inside and nothing around from turning into a black blot."""
    inside = cv2.circle(np.zeros((120, 90), np.uint8), (45, 60), 32, 255, -1)
    page = read_page(np.dstack([*[drawing()] * 3, inside]))
    assert page.lineart[45, 50] == 255
    assert page.lineart[2, 2] == 255
    assert page.lineart[60, 75] == drawing()[60, 75]


def test_wholly_transparent_page():
    """Prevents a failure on an empty layer."""
    assert read_page(np.zeros((8, 8, 4), np.uint8)).lineart.min() == 255


@pytest.mark.parametrize("tint", [(225, 225, 225), (240, 225, 190)])
def test_paper_tone_is_removed(tint: tuple[int, int, int]):
    """Prevents grey or yellow scans that are coloured through a veil."""
    pixels = (drawing()[..., None] / 255.0 * np.array(tint)).astype(np.uint8)
    page = read_page(pixels)
    assert np.median(page.lineart) == 255
    assert page.lineart[60, 75] < 40
    assert "not white" in page.warnings[0]


def test_white_on_black_is_inverted():
    """Prevents a negative from being read as a page full of ink."""
    page = read_page(255 - drawing())
    np.testing.assert_array_equal(page.lineart, drawing())
    assert "inverted" in page.warnings[0]


def test_painted_page_is_named():
    """Prevents silence when somebody colours what is coloured already."""
    pixels = np.zeros((90, 90, 3), np.uint8)
    pixels[:45] = (220, 60, 40)
    pixels[45:] = (40, 120, 220)
    page = read_page(pixels)
    assert "in colour already" in page.warnings[0]
    np.testing.assert_array_equal(on_white(page), pixels)


@given(st.integers(1, 4), st.integers(1, 4))
def test_smallest_pages(height: int, width: int):
    """Prevents a failure on pages of a few pixels."""
    assert read_page(np.full((height, width, 3), 255, np.uint8)).extent == (height, width)


def test_a_painting_is_known_as_one():
    """Prevents a book's cover that is coloured over: also a dark one, which looks like white lines on black."""
    light = np.full((60, 60, 3), 255, np.uint8)
    light[:30] = (240, 150, 120)
    dark = np.full((60, 60, 3), (120, 10, 20), np.uint8)
    dark[25:35, 25:35] = (250, 230, 200)
    sepia = np.full((60, 60, 3), (240, 228, 200), np.uint8)
    sepia[:, 28:32] = (60, 50, 40)
    for picture, painted in ((light, True), (dark, True), (sepia, False), (light[..., 0], False)):
        assert read_page(picture).painted is painted
