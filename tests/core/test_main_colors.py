"""The colours of an example picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nurie.core.color import rgb_to_lab
from nurie.core.main_colors import MOST, main_colors, to_shares
from nurie.core.types import ColorizeOptions, ColorShare
from nurie.errors import PageError

SKY, GRASS, RED = (150, 200, 250), (90, 160, 60), (210, 40, 40)


def landscape() -> np.ndarray:
    """Sky over grass, half and half but for a red ball; black lines between, everything anti-aliased."""
    big = np.full((800, 800, 3), SKY, np.uint8)
    big[400:] = GRASS
    cv2.circle(big, (400, 400), 120, RED, -1)
    cv2.circle(big, (400, 400), 120, (0, 0, 0), 6)
    cv2.line(big, (0, 400), (280, 400), (0, 0, 0), 6)
    return cv2.resize(big, (200, 200), interpolation=cv2.INTER_AREA)


def test_a_picture_in_three_colours_gives_three():
    """Prevents that lines and the mixtures at borders become colours of the palette, and shares that are not areas."""
    found = main_colors(landscape())
    assert sorted(color for color, _ in found) == [GRASS, SKY, RED]
    assert [share for _, share in found] == pytest.approx([0.47, 0.47, 0.06], abs=0.03)
    assert sum(share for _, share in found) == pytest.approx(1)


@settings(max_examples=20)
@given(seed=st.integers(0, 999), count=st.integers(1, 60))
def test_few_and_apart(seed: int, count: int):
    """Prevents palettes of near-duplicates, too many colours, and shares that do not add up to a whole."""
    rng = np.random.default_rng(seed)
    picture = np.repeat(np.repeat(rng.integers(0, 256, (8, count, 3), dtype=np.uint8), 9, 0), 9, 1)
    found = main_colors(picture)
    assert 1 <= len(found) <= MOST
    lab = rgb_to_lab(np.array([color for color, _ in found], np.uint8))
    apart = np.linalg.norm(lab[:, None] - lab[None], axis=2) + 99 * np.eye(len(lab))
    assert apart.min() > 5
    assert sum(share for _, share in found) == pytest.approx(1)
    assert main_colors(picture) == found
    assert ColorizeOptions(reference=found).reference == found


def test_a_gradient_has_a_few_colours():
    """Prevents that one shaded area takes all the places."""
    ramp = np.repeat(np.linspace(60, 255, 300).astype(np.uint8)[None, :, None], 200, 0)
    found = main_colors(np.dstack([ramp[..., 0], ramp[..., 0] // 2, ramp[..., 0] // 3]))
    assert 3 <= len(found) <= 9


def test_noise_without_even_areas():
    """Prevents an empty palette of a picture that is all texture."""
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    assert len(main_colors(noise)) >= 8


def test_sources():
    """Prevents that a list of shares is taken for a picture, or nothing for one."""
    assert to_shares(None) == ()
    assert to_shares([(SKY, 0.5)]) == (ColorShare(SKY, 0.5),)
    assert to_shares(landscape()) == main_colors(landscape())
    with pytest.raises(PageError, match=r"no file at absent\.png"):
        to_shares("absent.png")
