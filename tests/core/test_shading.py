"""Shadows of a light that the artist chooses."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nurie.core.flats import make_flats
from nurie.core.geometry import resize_lineart
from nurie.core.regions import label_regions
from nurie.core.relief import slope
from nurie.core.shading import shade
from nurie.core.types import Extent, Light

TOP_LEFT = Light(-0.6, -0.8)
BALL = (120, 60, 200)


def ball(size: int = 240) -> tuple[np.ndarray, np.ndarray, object]:
    """A ball on white paper: line art, colour, flats."""
    lineart = np.full((size, size), 255, np.uint8)
    middle, radius = (size // 2, size // 2), size // 3
    cv2.circle(lineart, middle, radius, 0, 2, cv2.LINE_AA)
    color = np.full((size, size, 3), 255, np.uint8)
    cv2.circle(color, middle, radius, BALL, -1)
    return lineart, color, make_flats(color, None, lineart, label_regions(lineart, 0))


def shaded(light: Light, size: int = 240, small: int = 240) -> tuple[np.ndarray, np.ndarray]:
    lineart, color, flats = ball(size)
    before = color.copy()
    result = shade(color, flats, resize_lineart(lineart, Extent(small, small)), lineart, light)
    np.testing.assert_array_equal(color, before)
    return color, result


def test_the_side_away_from_the_light_is_dark() -> None:
    """A sign too many, and shadows lie towards the light."""
    color, result = shaded(TOP_LEFT)
    lost = color.astype(int).sum(2) - result.astype(int).sum(2)
    y, x = (places.mean() / 240 - 0.5 for places in np.nonzero(lost > 30))
    assert x > 0.1 and y > 0.1 and (lost > 30).mean() > 0.02


def test_the_light_turns_the_shadow() -> None:
    """Left and right must mirror each other."""
    _, left = shaded(Light(-1, 0))
    _, right = shaded(Light(1, 0))
    assert np.abs(left[:, ::-1].astype(int) - right).mean() < 1.2
    assert np.abs(left.astype(int) - right).mean() > 1.5


def test_paper_around_lies_flat() -> None:
    """Backgrounds are no cushions."""
    lineart, _, _ = ball()
    _, result = shaded(TOP_LEFT)
    assert (result[:20] == 255).all() and (result[:, -20:] == 255).all()
    assert (result[lineart == 255][:, 0] == 255).sum() > 0


def test_nothing_gets_lighter_and_strength_is_kept() -> None:
    """A shadow that lightens would be no multiply layer."""
    color, weak = shaded(TOP_LEFT._replace(strength=0.3))
    _, strong = shaded(TOP_LEFT._replace(strength=1.0))
    assert (weak <= color).all() and (strong <= weak).all() and (strong < weak).any()


def test_hard_shadows_have_a_border_and_soft_ones_glide() -> None:
    """Cel shading is two tones; soft shading has many."""
    tones = [len(np.unique(shaded(TOP_LEFT._replace(soft=soft))[1][..., 0][80:200, 80:200])) for soft in (0, 1)]
    assert tones[1] > 2 * tones[0]


@pytest.mark.parametrize("size", [240, 960])
def test_shadows_lie_alike_at_every_size(size: int) -> None:
    """An artist tries things on a small scan and prints from a large one."""
    _, small = shaded(TOP_LEFT, 240, 240)
    _, large = shaded(TOP_LEFT, size, 240)
    again = cv2.resize(large, (240, 240), interpolation=cv2.INTER_AREA)
    assert np.abs(small.astype(int) - again).mean() < 2.5


def test_a_page_of_one_color_has_no_shadows() -> None:
    """Distances from a border that is nowhere are no numbers, and become shadows anywhere."""
    lineart, color = np.full((40, 60), 255, np.uint8), np.full((40, 60, 3), 200, np.uint8)
    flats = make_flats(color, None, lineart, np.ones((40, 60), np.int32))
    assert np.isfinite(slope(np.ones((40, 60), np.int32), (0.6, 0.8), 5.0)).all()
    np.testing.assert_array_equal(shade(color, flats, lineart, lineart, TOP_LEFT), color)
