"""Hints diffused over the page."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nurie.core import diffusion
from nurie.core.diffusion import diffuse

RED, BLUE = (255, 0, 0, 255), (0, 0, 255, 255)


def _page(size: int = 96) -> tuple[np.ndarray, np.ndarray]:
    return np.full((size, size), 255, np.uint8), np.zeros((size, size, 4), np.uint8)


def test_without_hints_there_is_nothing() -> None:
    """A mean of no colours must not become nan, and then white or black at random."""
    lineart, hints = _page()
    assert not diffuse(hints, lineart).any()


def test_it_blends_between_hints() -> None:
    """Midway between two hints both count; a nearest hint would take sides."""
    lineart, hints = _page()
    hints[48, 8], hints[48, 88] = RED, BLUE
    row = diffuse(hints, lineart)[48].astype(int)
    assert (np.diff(row[10:86, 0]) <= 1).all() and row[10, 0] > 200 > 60 > row[86, 0]
    assert 90 < row[48, 0] < 165 and 90 < row[48, 2] < 165


def test_a_line_holds_colors_up() -> None:
    """Across a line there is less of the other side's colour than at the same distance on paper."""
    lineart, hints = _page()
    hints[48, 30], hints[48, 92] = RED, BLUE
    free = diffuse(hints, lineart)[48, 52]
    lineart[:, 44:47] = 0
    held_up = diffuse(hints, lineart)[48, 52]
    assert int(held_up[2]) > int(free[2]) + 20


@pytest.mark.parametrize("size", [(61, 160), (400, 96), (5, 7), (40, 400)])
def test_any_shape(size: tuple[int, int]) -> None:
    """Strips and tiny pages have grids of their own."""
    lineart, hints = np.full(size, 255, np.uint8), np.zeros((*size, 4), np.uint8)
    hints[size[0] // 2, size[1] // 2] = (10, 200, 30, 255)
    assert (diffuse(hints, lineart) == (10, 200, 30)).all()


def test_a_page_looks_the_same_at_every_size() -> None:
    """The network sees crops of 128 px in training and pages of 384 px later."""
    lineart, hints = _page(128)
    cv2.circle(lineart, (64, 64), 40, 0, 2)
    cv2.circle(hints, (64, 64), 3, RED, -1)
    cv2.circle(hints, (10, 10), 3, BLUE, -1)
    small = diffuse(hints, lineart)
    large = diffuse(
        cv2.resize(hints, (384, 384), interpolation=cv2.INTER_NEAREST), cv2.resize(lineart, (384, 384))
    )
    again = cv2.resize(large, (128, 128), interpolation=cv2.INTER_AREA)
    assert np.abs(small.astype(int) - again).mean() < 6


def test_a_strip_of_a_few_pixels_does_not_grow():
    """Prevents gigabytes for a page of 1 px by 100,000."""
    for shape in ((1, 20_000), (20_000, 2)):
        hint_map = np.zeros((*shape, 4), np.uint8)
        hint_map.reshape(-1, 4)[50] = (200, 30, 40, 255)
        lineart = np.full(shape, 255, np.uint8)
        opened, seeds = diffusion._grid(hint_map, lineart, diffusion.GRID, diffusion.SHUT)
        assert opened.size <= lineart.size and seeds.shape[:2] == opened.shape
        assert diffuse(hint_map, lineart).reshape(-1, 3)[50].tolist() == [200, 30, 40]
