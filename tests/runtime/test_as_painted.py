"""Other systems' pictures are shown as they are; ours are not touched by that."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import pytest

import nurie
from nurie.core.types import Extent, Hints, Stroke
from nurie.runtime.as_painted import keep_gray
from nurie.runtime.card import Card
from nurie.runtime.encodings import ENCODINGS


@dataclass
class Painted:
    """A network that paints one colour."""

    card: Card
    color: tuple[float, float, float]

    def run(self, planes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        color = np.empty((1, 3, *planes.shape[2:]), np.float32)
        color[:] = np.array(self.color, np.float32).reshape(1, 3, 1, 1)
        return color, np.zeros((1, 0, 1, 1), np.float32)


def network(paints: str, encoding: str, color: tuple[float, float, float] = (1.0, -1.0, 0.0)) -> Painted:
    planes = ENCODINGS[encoding].planes
    return Painted(Card("x", "1", planes=planes, paints=(paints,), hint_encoding=encoding), color)


def _page() -> np.ndarray:
    page = np.full((90, 70), 255, np.uint8)
    cv2.rectangle(page, (15, 20), (50, 70), 0, 2)
    return page


def test_a_hint_is_the_networks_own_affair() -> None:
    """To force hints onto another system's picture would make it look better than it is."""
    hints = Hints(Extent(90, 70), (Stroke(((30, 40),), (0, 255, 0), 4),))
    result = nurie.colorize(_page(), hints, model=network("picture", "sparse"))
    assert result.image[45, 32].tolist() == [255, 0, 128]
    assert result.image[5, 5].tolist() == [255, 0, 128]  # nor is paper left bare around the figure
    assert result.image[20, 30].tolist() == [0, 0, 0]  # but the artist's line stays


def test_transparent_hints_leave_paper() -> None:
    """Keep this part transparent: that is said to the program, not to the network."""
    hints = Hints(Extent(90, 70), (Stroke(((30, 40),), (0, 0, 0), 4, "transparent"),))
    result = nurie.colorize(_page(), hints, model=network("picture", "sparse"))
    assert result.image[45, 32].tolist() == [255, 255, 255] and result.image[5, 5].tolist() == [255, 0, 128]


def test_a_tint_keeps_the_pages_gray() -> None:
    """A toned page whose tones became paint twice would be far too dark."""
    gray = np.tile(np.linspace(60, 220, 64).astype(np.uint8), (48, 1))
    result = nurie.colorize(gray, model=network("tint", "lightness", (0.2, 0.1, 0.0)))
    light = cv2.cvtColor(result.image, cv2.COLOR_RGB2LAB)[..., 0].astype(float)
    wanted = cv2.cvtColor(cv2.cvtColor(nurie.read_page(gray).lineart, cv2.COLOR_GRAY2RGB), cv2.COLOR_RGB2LAB)[..., 0]
    assert np.abs(light - wanted).max() <= 3
    assert (result.image.max(-1).astype(int) - result.image.min(-1)).mean() > 5
    merged = result.layers.color
    assert np.abs(merged.astype(int) - result.image).max() <= 1 and result.layers.lines[..., 3].max() == 0


@pytest.mark.parametrize("gray", [0, 128, 255])
def test_gray_colors_stay_gray(gray: int) -> None:
    """A cast over black, white and grey is the commonest fault of a conversion."""
    color = np.full((4, 4, 3), 90, np.uint8)
    kept = keep_gray(color, np.full((4, 4), gray, np.uint8))
    assert np.abs(kept.astype(int) - gray).max() <= 1
