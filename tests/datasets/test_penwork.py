"""Pictures drawn again by a pen and a pencil."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nurie.datasets.penwork import ink_lines, pencil_lines

PENS = {"ink": ink_lines, "pencil": pencil_lines}


def _disc() -> np.ndarray:
    """A yellow disc with a dark outline on light blue."""
    picture = np.full((128, 128, 3), (190, 220, 255), np.uint8)
    cv2.circle(picture, (64, 64), 40, (250, 220, 60), -1, cv2.LINE_AA)
    cv2.circle(picture, (64, 64), 40, (20, 10, 10), 2, cv2.LINE_AA)
    return picture


@pytest.mark.parametrize("pen", list(PENS))
def test_the_outline_is_drawn_and_the_inside_is_paper(pen: str) -> None:
    """Lines beside the things they bound, or greyed paper, teach the network that lines mean nothing."""
    angle = np.linspace(0, 2 * np.pi, 80, endpoint=False)
    xs, ys = (64 + 40 * np.cos(angle)).astype(int), (64 + 40 * np.sin(angle)).astype(int)
    found, paper = [], []
    for seed in range(30):
        lineart = PENS[pen](_disc(), np.random.default_rng(seed))
        assert lineart.shape == (128, 128) and lineart.dtype == np.uint8
        near = cv2.erode(lineart, np.ones((5, 5), np.uint8))[ys, xs]
        found.append((near < 200).mean())
        paper.append(lineart[50:78, 50:78].mean())
    assert np.median(found) > 0.95 and np.mean(found) > 0.85
    assert np.mean(paper) > 240


@pytest.mark.parametrize("pen", list(PENS))
def test_a_border_without_a_line_is_drawn_too(pen: str) -> None:
    """Painters leave lines out where colours meet; line artists draw them."""
    picture = np.full((128, 128, 3), (240, 210, 170), np.uint8)
    picture[:, 64:] = (120, 60, 60)
    drawn = [PENS[pen](picture, np.random.default_rng(seed))[20:108, 60:68].min(1) < 200 for seed in range(30)]
    assert np.mean(drawn) > 0.4


@pytest.mark.parametrize("pen", list(PENS))
@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_blank_picture_gives_hardly_a_line(pen: str, value: int) -> None:
    """A level that falls until something is found would draw compression noise on skies."""
    picture = np.full((100, 140, 3), value, np.uint8)
    picture += np.random.default_rng(0).integers(0, 2, picture.shape, dtype=np.uint8) if value < 255 else 0
    inked = [(PENS[pen](picture, np.random.default_rng(seed)) < 200).mean() for seed in range(20)]
    assert np.median(inked) < 0.01


@pytest.mark.parametrize("pen", list(PENS))
def test_the_same_generator_state_draws_the_same(pen: str) -> None:
    """Sample n must be the same sample in a resumed run."""
    first, second = (PENS[pen](_disc(), np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_tiny_pictures_are_no_error() -> None:
    """Crops of small pictures are drawn at 8 px and more."""
    picture = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    for pen in PENS.values():
        for seed in range(30):
            assert pen(picture, np.random.default_rng(seed)).shape == (8, 8)
