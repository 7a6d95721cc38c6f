"""Working sizes, and lines at them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nurie.core.geometry import (
    MAX_STRIP_PIXELS,
    MAX_WORKING_PIXELS,
    darkest,
    is_strip,
    resize_lineart,
    working_extent,
    working_lineart,
)
from nurie.core.types import Extent

sides = st.integers(1, 40_000)


@given(sides, sides, st.integers(32, 4096))
def test_working_extent_stays_within_its_bounds(height: int, width: int, short: int):
    """Prevents strips that exhaust memory, and stamps blown up to mush."""
    extent = working_extent(Extent(height, width), short)
    assert min(extent) >= 1
    most = MAX_STRIP_PIXELS if is_strip(Extent(height, width)) else MAX_WORKING_PIXELS
    assert extent.height * extent.width <= most * 1.05 + max(extent)
    assert extent.height <= 2 * height
    assert extent.width <= 2 * width
    assert min(extent) <= max(short, 1)


def test_working_extent_of_usual_pages():
    """Prevents a working size that is not the short side."""
    assert working_extent(Extent(7016, 4960), 512) == (724, 512)
    assert working_extent(Extent(512, 512), 512) == (512, 512)
    assert working_extent(Extent(100, 200), 512) == (200, 400)
    assert working_extent(Extent(1, 100_000), 512) == (1, 100_000)  # twice as long is twice the work, for nothing
    assert working_extent(Extent(40_000, 800), 384) == (19_200, 384)


@given(st.integers(1, 70), st.integers(1, 70), st.integers(1, 70), st.integers(1, 70))
def test_blank_paper_stays_blank(height: int, width: int, new_height: int, new_width: int):
    """Prevents grey veils and frames at any size, odd ones and one pixel included."""
    page = np.full((height, width), 255, np.uint8)
    resized = resize_lineart(page, Extent(new_height, new_width))
    assert resized.shape == (new_height, new_width)
    assert resized.min() == 255


def test_thin_lines_stay_visible():
    """Prevents that the network sees an empty page where the artist drew hairlines."""
    page = np.full((4000, 4000), 255, np.uint8)
    page[:, 2003] = 0
    assert working_lineart(page, 400)[200].min() < 190  # area alone leaves 229


def test_thick_lines_do_not_grow():
    """Prevents lines that swallow eyes: half a page of ink stays half a page."""
    page = np.full((1000, 1000), 255, np.uint8)
    page[:, :500] = 0
    small = working_lineart(page, 100)
    assert small[:, :50].max() == 0
    assert small[:, 50:].min() == 255


@given(st.integers(0, 2**32 - 1), st.integers(5, 60), st.integers(5, 60), st.floats(0.1, 1))
def test_darkest_keeps_every_dark_pixel(seed: int, height: int, width: int, scale: float):
    """Prevents closed lines that open on the coarser grid."""
    page = np.where(np.random.default_rng(seed).random((height, width)) < 0.1, 0, 255).astype(np.uint8)
    extent = Extent(max(1, int(height * scale)), max(1, int(width * scale)))
    small = darkest(page, extent)
    y, x = np.nonzero(page == 0)
    cell_y = np.searchsorted(np.arange(extent.height) * height // extent.height, y, side="right") - 1
    cell_x = np.searchsorted(np.arange(extent.width) * width // extent.width, x, side="right") - 1
    assert small.shape == extent
    assert not small[cell_y, cell_x].any()
