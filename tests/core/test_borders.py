"""Borders between numbered areas."""

from __future__ import annotations

import numpy as np

from nurie.core.borders import Borders, connected


def test_lengths_and_gaps_of_both_sides():
    """Prevents that a part is judged by half of its border, or by lines as if they were paper."""
    areas = np.zeros((6, 8), np.int32)
    areas[1:4, 2:6] = 1
    areas[1:4, 6:] = 2
    paper = np.ones(areas.shape, np.bool_)
    paper[1, 2:6] = False  # a line along the top
    borders = Borders(areas, paper)
    assert borders.lengths == [{1: 4 + 4 + 3, 2: 2 + 2}, {0: 11, 2: 3}, {0: 4, 1: 3}]
    assert borders.gaps == [{1: 4 + 2, 2: 4}, {0: 6, 2: 2}, {0: 4, 1: 2}]


def test_corners_do_not_connect():
    """Prevents parts that reach through the corner of a line one pixel wide."""
    count, numbers = connected(np.eye(4, dtype=np.bool_))
    assert count == 5
    assert sorted(numbers.diagonal().tolist()) == [1, 2, 3, 4]
