"""Connected paper."""

from __future__ import annotations

import numpy as np

from nurie.core.regions import label_regions


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
