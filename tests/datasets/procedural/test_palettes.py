"""Palettes: complete, repeatable, and believable where nature gives the color."""

from __future__ import annotations

import colorsys

import numpy as np

from nurie.datasets.procedural import palettes


def _draw(seed: int) -> dict[str, tuple[int, int, int]]:
    return palettes.draw_palette(np.random.default_rng(seed))


def _lightness(color: tuple[int, int, int]) -> float:
    return float(np.dot(color, (0.299, 0.587, 0.114)))


def test_every_key_is_three_bytes():
    """A missing key stops the renderer; a float or 256 wraps around in a byte picture."""
    for seed in range(60):
        colors = _draw(seed)
        assert list(colors) == list(palettes.KEYS)
        assert all(type(channel) is int and 0 <= channel <= 255 for color in colors.values() for channel in color)


def test_same_seed_same_palette():
    """A picture must be drawn again from its seed alone."""
    assert _draw(5) == _draw(5) != _draw(6)


def test_skin_is_mostly_skin():
    """A slip in the ramp (channel order, a step past its end) would give green or grey people."""
    hues = [colorsys.rgb_to_hsv(*np.divide(_draw(seed)["skin"], 255))[0] for seed in range(200)]
    assert np.mean([hue < 0.14 or hue > 0.95 for hue in hues]) > 0.93


def test_skins_of_all_peoples():
    """Light skin is the most frequent, but dark skin must not be an exception that a network forgets."""
    lightness = np.array([_lightness(_draw(seed)["skin"]) for seed in range(300)])
    assert 0.45 < np.mean(lightness > 205) < 0.75
    assert np.mean(lightness < 140) > 0.12


def test_shades_are_darker_than_what_they_shade():
    """Lips, inner ears and brows lighter than skin and hair look like a negative."""
    for seed in range(80):
        colors = _draw(seed)
        assert _lightness(colors["skin_dark"]) < _lightness(colors["skin"])
        assert _lightness(colors["brow"]) <= _lightness(colors["hair"]) + 12


def test_free_and_natural_keys_do_not_overlap():
    """A key in both tables would be scored twice."""
    assert palettes.free_keys() and not palettes.free_keys() & palettes.NATURAL
    assert {"skin", "sky", "leaf", "bark", "mouth"} <= palettes.NATURAL
