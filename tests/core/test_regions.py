"""Connected paper, and a map colouring of it."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nurie.core.regions import assign_sheets, label_regions


def test_a_diagonal_of_one_pixel_divides():
    """Prevents colour that leaks between the pixels of a diagonal."""
    labels = label_regions(255 - 255 * np.eye(20, dtype=np.uint8))
    assert labels[0, 19] != labels[19, 0]


def test_line_pixels_go_to_the_nearer_side():
    """Prevents that the border of a line takes the colour across it."""
    page = np.full((9, 20), 255, np.uint8)
    page[:, 8:12] = 0
    labels = label_regions(page)
    assert (labels[:, :10] == labels[0, 0]).all()
    assert (labels[:, 10:] == labels[0, 19]).all()
    assert labels[0, 0] != labels[0, 19]


def test_pages_without_lines_or_paper():
    """Prevents failures on blank and on black pages."""
    assert np.unique(label_regions(np.full((5, 5), 255, np.uint8))).tolist() == [1]
    assert np.unique(label_regions(np.zeros((5, 5), np.uint8))).tolist() == [1]


def test_neighbours_never_share_a_sheet():
    """Prevents colours of two near regions that mix on one sheet."""
    page = np.full((200, 200), 255, np.uint8)
    rng = np.random.default_rng(3)
    for _ in range(25):
        start, end = rng.integers(0, 200, (2, 2)).tolist()
        cv2.line(page, start, end, 0, 3)
    labels = label_regions(page)
    sheets = assign_sheets(labels, 6)[labels]
    for down, right in ((0, 1), (1, 0), (2, 0), (0, 2), (1, 1), (2, 2)):
        here, there = labels[: 200 - down, : 200 - right], labels[down:, right:]
        same = sheets[: 200 - down, : 200 - right] == sheets[down:, right:]
        assert not (same & (here != there)).any()


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 99))
def test_sheets_are_in_range_and_repeatable(height: int, width: int, seed: int):
    """Prevents an index beyond the sheets where regions crowd, and pictures that differ between runs."""
    labels = np.random.default_rng(seed).integers(0, 30, (height, width)).astype(np.int32)
    sheets = assign_sheets(labels, 3)
    assert sheets.max(initial=0) < 3
    np.testing.assert_array_equal(sheets, assign_sheets(labels, 3))
