"""Flats in a palette's colours, light and shadow kept."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nurie.core.blend import merge_color
from nurie.core.color import rgb_to_lab
from nurie.core.flats import Flats
from nurie.core.layers import shade_split
from nurie.core.snap import snap
from nurie.core.types import ColorShare

colors = st.tuples(*[st.integers(0, 255)] * 3)


def make(palette: list, widths: list[int] | None = None) -> Flats:
    """Stripes, one region each."""
    widths = widths or [10] * len(palette)
    regions = np.repeat(np.arange(1, len(palette) + 1), widths)[None].repeat(20, 0).astype(np.int32)
    own = np.array(palette, np.uint8)
    return Flats(regions, own)


@settings(max_examples=40)
@given(own=st.lists(colors, min_size=1, max_size=9), palette=st.lists(colors, min_size=1, max_size=9, unique=True))
def test_every_flat_is_the_nearest_colour(own: list, palette: list):
    """Prevents flats beside the palette, or a nearer colour passed over."""
    flats = make(own)
    result, color = snap(flats, flats.flats, tuple(palette))
    assert {tuple(one) for one in result.palette.tolist()} <= set(palette)
    np.testing.assert_array_equal(result.flats, result.palette[result.regions - 1])
    np.testing.assert_array_equal(color, result.flats)  # no shading before, none after
    far = np.linalg.norm(rgb_to_lab(flats.palette)[:, None] - rgb_to_lab(np.array(palette, np.uint8)), axis=2)
    taken = np.linalg.norm(rgb_to_lab(flats.palette) - rgb_to_lab(result.palette), axis=1)
    np.testing.assert_allclose(taken, far.min(1), atol=1e-3)


def test_a_palette_with_all_colours_changes_nothing():
    """Prevents rounding where there is nothing to do, and that a second snap moves what the first one laid."""
    flats = make([(10, 20, 30), (200, 100, 50)])
    shaded = np.random.default_rng(0).integers(0, 256, flats.flats.shape, dtype=np.uint8)
    same, color = snap(flats, shaded, ((200, 100, 50), (10, 20, 30), (0, 0, 0)))
    assert same is flats and color is shaded
    assert snap(flats, shaded) == (flats, shaded)


def test_light_and_shadow_stay():
    """Prevents a palette that flattens shading, tints the shadow, or touches regions that have their colour already."""
    flats = make([(200, 100, 50), (0, 120, 0)])
    color = flats.flats.copy()
    color[:5] = color[:5] // 10 * 7
    result, relit = snap(flats, color, ((180, 120, 80), (0, 120, 0)))
    np.testing.assert_array_equal(relit[10, 3], (180, 120, 80))
    np.testing.assert_allclose(relit[2, 3], np.array((180, 120, 80)) * 0.71, atol=3)
    np.testing.assert_array_equal(relit[:, 10:], color[:, 10:])
    np.testing.assert_array_equal(color[10, 3], (200, 100, 50))  # what came in is as it was
    merged = merge_color(result.flats, *shade_split(relit, result.flats))
    np.testing.assert_array_equal(merged, relit)


def test_a_reference_gives_an_accent_no_sky():
    """Prevents that the smallest colour of an example spreads over a page only because it is a little nearer."""
    flats = make([(120, 170, 240), (150, 120, 220)], [90, 4])  # a large sky, a small flower
    example = (ColorShare((140, 190, 255), 0.6), ColorShare((130, 160, 235), 0.01), ColorShare((160, 120, 210), 0.1))
    assert snap(flats, flats.flats, [color for color, _ in example])[0].palette.tolist()[0] == [130, 160, 235]
    result, _ = snap(flats, flats.flats, reference=example)
    assert result.palette.tolist() == [[140, 190, 255], [160, 120, 210]]


def test_a_reference_does_not_turn_hues():
    """Prevents that shares weigh more than the colour itself."""
    flats = make([(30, 160, 40), (220, 30, 30)], [60, 30])
    example = (ColorShare((200, 40, 40), 0.98), ColorShare((40, 150, 50), 0.02))
    result, _ = snap(flats, flats.flats, reference=example)
    assert result.palette.tolist() == [[40, 150, 50], [200, 40, 40]]


@settings(max_examples=20)
@given(own=st.lists(colors, min_size=1, max_size=12), seed=st.integers(0, 99))
def test_regions_of_one_colour_stay_of_one(own: list, seed: int):
    """Prevents hair in two colours because one lock came later."""
    flats = make(own + own)
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.ones(5)).clip(1e-6)
    example = [ColorShare(tuple(rng.integers(0, 256, 3).tolist()), float(share)) for share in shares]
    result, _ = snap(flats, flats.flats, reference=example)
    np.testing.assert_array_equal(result.palette[: len(own)], result.palette[len(own) :])
