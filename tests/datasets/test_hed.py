"""Lines for training out of the network's answer."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nurie.datasets.hed import hed_lineart, hed_sides

Rng = np.random.default_rng


@pytest.fixture(scope="module")
def sides() -> np.ndarray:
    """Of a red disc on cream."""
    picture = np.full((128, 128, 3), (250, 240, 225), np.uint8)
    return hed_sides(cv2.circle(picture, (64, 64), 40, (200, 60, 40), -1, cv2.LINE_AA))


def test_lines_lie_on_the_border_whatever_the_chance(sides: np.ndarray) -> None:
    """A look that fills areas, inverts or shows nothing teaches the network to colour such pages."""
    y, x = np.mgrid[:128, :128]
    off = np.abs(np.hypot(x - 64, y - 64) - 40)
    for seed in range(60):
        lineart = hed_lineart(sides, Rng(seed))
        assert lineart.shape == (128, 128) and lineart.dtype == np.uint8
        assert lineart[off < 1].mean() < 215, seed
        assert lineart[off > 8].mean() > 245, seed


def test_chance_is_the_generators_alone(sides: np.ndarray) -> None:
    """Sample n of a seed is always the same, and no two samples of a picture have the same lines."""
    pages = [hed_lineart(sides, Rng(seed)).tobytes() for seed in range(12)]
    assert pages == [hed_lineart(sides, Rng(seed)).tobytes() for seed in range(12)]
    assert len(set(pages)) == len(pages)


@pytest.mark.parametrize("shape", [(2, 1), (1, 9), (3, 2), (17, 64)])
def test_any_crop(sides: np.ndarray, shape: tuple[int, int]) -> None:
    """Crops are views, mirrored ones too, and small at the edge of a picture."""
    before = sides.copy()
    for seed in range(20):
        assert hed_lineart(sides[: shape[0], : shape[1]][:, ::-1], Rng(seed)).shape == shape
    np.testing.assert_array_equal(sides, before)
