"""Lines over colour, rounded exactly."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis.extra.numpy import arrays

from nurie.core.blend import merge_color
from nurie.core.flats import make_flats
from nurie.core.layers import LEAST_SHADOW, calm, compose, divide_by_255, lines_of, shade_split, split
from nurie.core.types import Layers, Page

SHAPE = (5, 4)
planes = arrays(np.uint8, SHAPE)
pictures = arrays(np.uint8, (*SHAPE, 3))


def test_division_is_exact():
    """Prevents the usual off-by-one of `>> 8`."""
    total = np.arange(255 * 255 + 1, dtype=np.uint16)
    np.testing.assert_array_equal(divide_by_255(total.copy()), (total.astype(int) * 2 + 255) // 510)


@given(pictures, planes, pictures)
def test_compose_is_the_formula(color: np.ndarray, lineart: np.ndarray, ink: np.ndarray):
    """Prevents lines that are lighter or darker than the artist drew them."""
    light = lineart[..., None] / 255.0
    expected = np.floor(color * light + ink * (1 - light) + 0.5 + 1e-9)
    np.testing.assert_array_equal(compose(color, Page(lineart, ink)), expected)


@given(pictures, planes)
def test_opaque_lines_and_bare_paper_are_untouched(color: np.ndarray, lineart: np.ndarray):
    """Prevents ink that colour shines through, and colour that paper dims."""
    lineart = np.where(lineart > 127, 255, 0).astype(np.uint8)
    image = compose(color, Page(lineart))
    np.testing.assert_array_equal(image, np.where(lineart[..., None] == 255, color, 0))


@given(pictures, planes, pictures)
def test_layers_merge_to_the_picture(color: np.ndarray, lineart: np.ndarray, ink: np.ndarray):
    """Prevents layers that do not give back the picture they came with."""
    flats = make_flats(color, None, lineart)
    for page in (Page(lineart), Page(lineart, ink)):
        layers = split(color, flats, page)
        alpha = layers.lines[..., 3:] / 255.0
        merged = layers.lines[..., :3] * alpha + layers.color * (1 - alpha)
        assert np.abs(merged - compose(color, page)).max() <= 0.5 + 1e-9


@given(pictures, pictures)
def test_shading_and_highlights_merge_to_the_color(color: np.ndarray, flats: np.ndarray):
    """Prevents layers in which a shadow or a light is lost, and rounding that adds up."""
    shading, highlights = shade_split(color, flats)
    np.testing.assert_array_equal(merge_color(flats, shading, highlights), color)
    assert ((shading == 255) | (highlights == 0)).all()


def test_every_pair_of_levels_merges_exactly():
    """Prevents a quotient that rounds wrongly for one flat in 256."""
    flat, color = np.meshgrid(np.arange(256, dtype=np.uint8), np.arange(256, dtype=np.uint8))
    flats, colors = (np.repeat(plane[..., None], 3, axis=2) for plane in (flat, color))
    shading, highlights = shade_split(colors, flats)
    np.testing.assert_array_equal(merge_color(flats, shading, highlights), colors)
    np.testing.assert_array_equal(shading[colors >= flats], 255)
    np.testing.assert_array_equal(highlights[colors <= flats], 0)


@given(pictures, pictures, planes, pictures)
def test_all_layers_merge_to_the_picture(color: np.ndarray, flats: np.ndarray, lineart: np.ndarray, ink: np.ndarray):
    """Prevents a PSD that looks other than the PNG of the same page."""
    page = Page(lineart, ink)
    shading, highlights = shade_split(color, flats)
    layers = Layers(lines_of(page), flats, np.ones(SHAPE, np.int32), shading, highlights)
    alpha = layers.lines[..., 3:] / 255.0
    merged = layers.lines[..., :3] * alpha + layers.color * (1 - alpha)
    assert np.abs(merged - compose(color, page)).max() <= 0.5 + 1e-9


def test_flats_alone_are_the_color():
    """Prevents shadow or light where the picture is flat, black and white flats among them."""
    flats = np.random.default_rng(0).integers(0, 2, (9, 9, 3), dtype=np.uint8) * 255
    shading, highlights = shade_split(flats, flats)
    assert (shading.min(), highlights.max()) == (255, 0)


def test_a_wavering_color_becomes_its_flat_and_shadow_keeps_its_hue():
    """Prevents a highlight layer full of red specks where 254 became 255, and shadows that turn grey."""
    flats = np.full((4, 5, 3), (254, 200, 120), np.uint8)
    rng = np.random.default_rng(0)
    wavering = np.clip(flats + rng.integers(-13, 14, flats.shape), 0, 255).astype(np.uint8)
    paper = np.full(flats.shape[:2], 255, np.uint8)
    np.testing.assert_array_equal(calm(wavering, flats, paper), flats)
    shadow = np.full_like(flats, (154, 150, 60))
    left = flats[0, 0].astype(int) - calm(shadow, flats, paper)[0, 0]
    np.testing.assert_allclose(left, np.array([100, 50, 60]) * (1 - LEAST_SHADOW / 100), atol=1)


def test_under_ink_there_is_no_shadow():
    """Grey or coloured ink over a painted shadow comes out darker than its artist drew it."""
    flats, color = np.full((1, 4, 3), 200, np.uint8), np.full((1, 4, 3), 90, np.uint8)
    lineart = np.array([[0, 65, 130, 255]], np.uint8)  # black, grey, an edge, paper
    calmed = calm(color, flats, lineart)[0, :, 0].astype(int)
    assert calmed[0] == calmed[1] == 200 and 118 - 1 <= calmed[3] <= 118 + 1
    assert calmed[3] < calmed[2] < 200


@given(pictures, pictures)
def test_calmed_color_lies_between_color_and_flat(color: np.ndarray, flats: np.ndarray):
    """Prevents that cleaning makes a shadow where there was light."""
    lineart = np.arange(color.shape[0] * color.shape[1]).reshape(color.shape[:2]).astype(np.uint8)
    calmed = calm(color, flats, lineart)
    assert (calmed >= np.minimum(color, flats)).all() and (calmed <= np.maximum(color, flats)).all()
