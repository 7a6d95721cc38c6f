"""Pictures without their lines, and imperfect line art."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nurie.datasets.extract import DEGRADATIONS, degrade, random_lineart, remove_lines


def test_drawn_lines_take_the_color_beside_them() -> None:
    """The colour layer must not keep a dark ghost of the lines that are composited over it."""
    picture = np.full((40, 40, 3), (240, 200, 60), np.uint8)
    picture[:, 20:] = (60, 90, 220)
    clean = picture.copy()
    picture[:, 19:21] = 15
    lineart = np.full((40, 40), 255, np.uint8)
    lineart[:, 19:21] = 10
    removed = remove_lines(picture, lineart)
    assert np.abs(removed.astype(int) - clean).max(2)[:, 22:].max() == 0
    assert removed.reshape(-1, 3).min(0).tolist() == [60, 90, 60]


def test_a_border_of_colors_that_an_extractor_shows_is_kept() -> None:
    """Where the artist drew no line, filling would move the border."""
    picture = np.full((40, 40, 3), (240, 200, 60), np.uint8)
    picture[:, 20:] = (200, 210, 230)
    lineart = np.full((40, 40), 255, np.uint8)
    lineart[:, 20] = 0
    np.testing.assert_array_equal(remove_lines(picture, lineart), picture)


def test_the_inside_of_a_black_fill_stays() -> None:
    """Black hair must not take the colour of the sky behind it."""
    picture = np.full((60, 60, 3), (150, 200, 250), np.uint8)
    lineart = np.full((60, 60), 255, np.uint8)
    cv2.rectangle(picture, (15, 15), (45, 45), (12, 12, 12), -1)
    cv2.rectangle(lineart, (15, 15), (45, 45), 0, -1)
    assert remove_lines(picture, lineart)[30, 30].tolist() == [12, 12, 12]


@pytest.mark.parametrize("value", [0, 255])
def test_all_or_nothing_is_line(value: int) -> None:
    """Blank and full crops must pass unchanged, not fail."""
    picture = np.random.default_rng(0).integers(0, 256, (20, 20, 3), dtype=np.uint8)
    np.testing.assert_array_equal(remove_lines(picture, np.full((20, 20), value, np.uint8)), picture)


@pytest.mark.parametrize("name", list(DEGRADATIONS))
def test_a_degradation_keeps_lines_and_paper_apart(name: str) -> None:
    """A degradation that inverts or erases would teach nonsense."""
    lineart = np.full((64, 64), 255, np.uint8)
    lineart[30:33] = 0
    change, _ = DEGRADATIONS[name]
    changed = change(lineart, np.random.default_rng(4))
    assert changed.shape == lineart.shape and changed.dtype == np.uint8
    assert changed[31].mean() < 200 and changed[:20].mean() > 220


def test_random_lines_repeat_with_their_generator() -> None:
    """Sample n must be the same sample in a resumed run."""
    picture = np.random.default_rng(0).integers(0, 256, (48, 48, 3), dtype=np.uint8)
    first, second = (
        degrade(random_lineart(picture, rng), rng) for rng in (np.random.default_rng(8), np.random.default_rng(8))
    )
    np.testing.assert_array_equal(first, second)
