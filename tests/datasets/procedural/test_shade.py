"""Shadow and highlight of flat regions: on which side, how long, and where not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nurie.datasets.procedural import shade
from nurie.datasets.procedural.shade import LIGHTS, STYLES, TINTS, Light, ShadeStyle

SIZE = 192
CEL = ShadeStyle("cel", 1, 1.0, 40, 0.8, 0.0, 1.0, 1.0, 1.0, False, False, 1.0, "violet")
NONE = np.zeros((SIZE, SIZE), np.uint8)


def ball(x: float = 96, y: float = 96, radius: float = 60) -> np.ndarray:
    rows, columns = np.mgrid[:SIZE, :SIZE]
    return (np.hypot(columns - x, rows - y) < radius).astype(np.int32)


def test_shadow_lies_on_the_side_away_from_the_light():
    """Prevents light from two sides."""
    light = Light("left", 1.0, 0.0)
    shadow, highlight = shade.shade(ball(), np.float32([0, 1]), np.zeros(2), NONE, NONE, light, CEL)
    assert shadow[96, 150] == 255 and shadow[96, 42] == 0 and shadow[96, 96] == 0
    assert shadow[ball() == 0].max() == 0 and not highlight.any()


def test_thrown_shadow_falls_along_the_light_on_what_receives_it():
    """Prevents shadows of a head on the sky behind it."""
    regions = np.zeros((SIZE, SIZE), np.int32)
    regions[:, 96:] = 1
    regions[40:60, 60:132] = 2
    style = replace(CEL, tones=0, cast=1.0)
    shadow, _ = shade.shade(
        regions,
        np.zeros(3),
        np.float32([0, 0, 12]),
        NONE,
        NONE,
        Light("top", 0.0, 1.0),
        style,
        receives=np.array([False, True, True]),
    )
    assert shadow[66, 115] > 200 and shadow[80, 115] == 0 and shadow[34, 115] == 0
    assert shadow[66, 75] == 0, "the first region receives none"


def test_small_shadows_are_left_out():
    """Prevents the noisy islands that no animator paints."""
    regions = np.zeros((SIZE, SIZE), np.int32)
    for number, (x, y) in enumerate(((20, 20), (60, 20), (100, 20)), 1):
        regions[y : y + 8, x : x + 8] = number
    shadow, _ = shade.shade(
        regions, np.float32([0, 0.9, 0.9, 0.9]), np.zeros(4), NONE, NONE, Light("left", 1.0, 0.0), CEL
    )
    assert not shadow[15:40, 15:120].any()


def test_flat_style_shows_no_shadow_and_whole_regions_all():
    """Prevents shading where a style has none, and hair behind the neck in the sun."""
    flat = replace(CEL, tones=0, drawn=0.0)
    light = Light("left", 1.0, 0.0)
    assert not shade.shade(ball(), np.ones(2), np.full(2, 9.0), NONE + 255, NONE, light, flat)[0].any()
    shadow, _ = shade.shade(ball(), np.zeros(2), np.zeros(2), NONE, NONE, light, CEL, whole=np.array([False, True]))
    assert (shadow == 255 * ball()).all()


@pytest.mark.parametrize("name", TINTS)
def test_shadow_is_darker_and_light_is_lighter(name: str):
    """Prevents shadows that shine."""
    colors = np.uint8([[250, 220, 200], [40, 90, 200], [255, 255, 255], [10, 10, 10]])
    style = replace(CEL, tint=name)
    skin = np.array([True, False, False, False])
    assert (shade.shadow_colors(colors, skin, style) <= colors).all()
    assert (shade.light_colors(colors, style).astype(int).sum(1) >= colors.astype(int).sum(1)).all()


def test_drawn_lights_and_styles_come_from_their_tables():
    """Prevents a style that cannot be drawn."""
    names = set()
    for seed in range(80):
        rng = np.random.default_rng(seed)
        light, style = shade.draw_light(rng), shade.draw_style(rng)
        assert light.name in LIGHTS and np.hypot(light.x, light.y) <= 1.001
        names.add(style.name)
        shadow, highlight = shade.shade(ball(), np.float32([0, 0.8]), np.float32([0, 5]), NONE, NONE, light, style)
        assert shadow.dtype == highlight.dtype == np.uint8 and shadow.shape == (SIZE, SIZE)
    assert names == set(STYLES)
