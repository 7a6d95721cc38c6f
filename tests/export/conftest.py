"""A painted page with every kind of layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest

from nurie.core.layers import compose, lines_of, shade_split
from nurie.core.types import Layers, Page


class Painted(NamedTuple):
    """Layers, the picture that they merge to, and a hint layer."""

    layers: Layers
    image: np.ndarray
    hints: np.ndarray


def paint(height: int, width: int, *, ink: bool = True) -> Painted:
    """Up to six regions in four colours, shaded and lit by noise, under soft lines."""
    rng = np.random.default_rng(height * 1000 + width)
    lineart = rng.choice(np.array([255, 255, 255, 90, 0], np.uint8), (height, width))
    page = Page(lineart, rng.integers(0, 120, (height, width, 3), dtype=np.uint8) if ink else None)
    rows, columns = np.arange(height) * 3 // height, np.arange(width) * 2 // width
    regions = (rows[:, None] * 2 + columns[None] + 1).astype(np.int32)
    palette = np.array([(0, 0, 0), (200, 30, 20), (10, 200, 250), (255, 255, 255)], np.uint8)
    flats = palette[regions % 4]
    noise = rng.integers(-60, 60, flats.shape)
    noise[: height // 2] = 0
    color = np.clip(flats + noise, 0, 255).astype(np.uint8)
    hints = np.zeros((height, width, 4), np.uint8)
    hints[height // 3 : height // 2 + 1, width // 3 : width // 2 + 1] = (10, 20, 30, 255)
    layers = Layers(lines_of(page), flats, regions, *shade_split(color, flats))
    return Painted(layers, compose(color, page), hints)


@pytest.fixture
def painted() -> Callable[..., Painted]:
    """`paint`, for tests that choose the size."""
    return paint
