"""Painted pictures to flats, shadow and highlight."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nurie.core.layers import compose
from nurie.core.types import Page
from nurie.datasets.paint_layers import PaintLayers, lay_light, split_painting
from nurie.datasets.paint_regions import find_paint_regions, unexplained_tint

SKIN, COAT = (240, 200, 170), (70, 110, 190)


def toy() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(H, W, 3) picture, (H, W) lines, (H, W) bool in shadow: two things, one half in a hard shadow of .7."""
    flats = np.full((120, 160, 3), SKIN, np.uint8)
    flats[:, 80:] = COAT
    shaded = np.zeros((120, 160), bool)
    shaded[80:, 80:] = True
    colors = np.where(shaded[..., None], np.round(flats * 0.7), flats).astype(np.uint8)
    lineart = np.full((120, 160), 255, np.uint8)
    lineart[:, 79:81] = 0
    return compose(colors, Page(lineart)), lineart, shaded


@pytest.fixture(scope="module")
def layers() -> PaintLayers:
    picture, lineart, _ = toy()
    return split_painting(picture, lineart)


def test_lit_and_shaded_side_are_one_region_of_the_lit_color(layers: PaintLayers) -> None:
    """A flat per side would teach that shadow is another paint."""
    assert layers.regions.max() == 1
    assert np.abs(layers.flats[:, :76].astype(int) - SKIN).max() <= 1
    assert np.abs(layers.flats[:, 84:].astype(int) - COAT).max() <= 1


def test_shadow_is_where_it_was_painted(layers: PaintLayers) -> None:
    """A shadow plane with the flats' errors in it would teach these as light."""
    _, lineart, shaded = toy()
    sure = cv2.erode(lineart, np.ones((9, 9), np.uint8)) == 255
    border = cv2.morphologyEx(shaded.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((7, 7), np.uint8)) == 1
    wanted = np.where(shaded, 0.7 * 255, 255)
    assert np.abs(layers.shadow.mean(2) - wanted)[sure & ~border].max() <= 3
    assert layers.highlight.max() <= 2
    assert layers.reason is None


def test_lines_over_the_layers_give_the_picture_back(layers: PaintLayers) -> None:
    """What does not add up to the picture is not its layers."""
    picture, lineart, _ = toy()
    assert layers.fit > 35
    again = compose(lay_light(layers.flats, layers.shadow, layers.highlight), Page(lineart))
    assert cv2.PSNR(again, picture) > 32


def test_a_soft_light_goes_to_the_highlight_and_not_to_the_flat() -> None:
    """A shine that lightens the flat would make every lit thing pale."""
    picture = np.full((120, 120, 3), COAT, np.uint8)
    y, x = np.mgrid[:120, :120]
    glow = 0.6 * np.exp(-((x - 60.0) ** 2 + (y - 50.0) ** 2) / 300)[..., None]
    picture = np.round(picture + (255 - picture) * glow).astype(np.uint8)
    found = split_painting(picture, np.full((120, 120), 255, np.uint8))
    assert np.abs(found.flats[50, 60].astype(int) - COAT).max() <= 6
    assert found.highlight[50, 60] > 100 and found.highlight[110, 10] <= 8
    assert found.shadow.min() > 240


def test_flats_are_flat_and_layers_within_their_bounds() -> None:
    """The losses read these planes as promised: one colour per region, shadow not below a quarter, never both."""
    rng = np.random.default_rng(3)
    picture = cv2.resize(rng.integers(0, 256, (6, 7, 3), dtype=np.uint8), (150, 130), interpolation=cv2.INTER_CUBIC)
    found = split_painting(picture, np.full((130, 150), 255, np.uint8))
    colors = np.zeros((found.regions.max() + 1, 3), np.uint8)
    colors[found.regions] = found.flats
    np.testing.assert_array_equal(colors[found.regions], found.flats)
    assert set(np.unique(found.regions)) == set(range(found.regions.max() + 1))
    assert found.shadow.min() >= 63
    lit = cv2.erode((found.highlight > 8).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    assert (found.shadow[lit] > 230).all()


@pytest.mark.parametrize("kind", ["noise", "flat", "dark"])
def test_what_has_no_layers_is_rejected(kind: str) -> None:
    """Noise, a blank page and night would teach nothing but their faults."""
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, (96, 96, 3), dtype=np.uint8)
    if kind == "flat":
        picture[:] = 200
    if kind == "dark":
        picture = picture // 12
    assert split_painting(picture, np.full((96, 96), 255, np.uint8)).reason is not None


@pytest.mark.parametrize(("height", "width"), [(1, 1), (3, 40), (17, 9)])
@pytest.mark.parametrize("value", [0, 255])
def test_tiny_and_inked_out_pictures_pass(height: int, width: int, value: int) -> None:
    """A scrap in a corpus must not end the building of a cache."""
    picture = np.full((height, width, 3), 120, np.uint8)
    found = split_painting(picture, np.full((height, width), value, np.uint8))
    assert found.flats.shape == picture.shape and found.regions.shape == (height, width)


def test_the_same_picture_gives_the_same_layers() -> None:
    """A cache that is built again must be the same."""
    picture, lineart, _ = toy()
    one, two = split_painting(picture, lineart), split_painting(picture, lineart)
    np.testing.assert_array_equal(one.regions, two.regions)
    np.testing.assert_array_equal(one.shadow, two.shadow)


def test_a_line_divides_shades_of_one_color_and_a_black_fill_is_a_region() -> None:
    """Two sleeves are two things; black hair is no line."""
    smooth = np.full((100, 120, 3), COAT, np.uint8)
    smooth[:, 60:] = np.round(np.array(COAT) * 0.6)
    lineart = np.full((100, 120), 255, np.uint8)
    lineart[:, 59:61] = 0
    assert len(np.unique(find_paint_regions(smooth, lineart))) == 2
    assert len(np.unique(find_paint_regions(smooth, np.full_like(lineart, 255)))) == 1
    picture = np.full((100, 120, 3), SKIN, np.uint8)
    picture[20:60, 20:70] = 12
    found = split_painting(picture, np.where(picture[..., 0] < 50, np.uint8(0), np.uint8(255)))
    assert found.flats[40, 45].tolist() == [12, 12, 12]


def test_shadow_and_shine_explain_a_tint_and_another_hue_does_not() -> None:
    """The measure must be small within a material and large between two."""
    red, darker, green = np.array([[60.0, 50, 30], [36.0, 32, 19], [58.0, -45, 30]])
    assert unexplained_tint(red, darker) < 4 and unexplained_tint(darker, red) < 4
    assert unexplained_tint(red, green) > 40
    violet_shadow = np.array([76.0, 6, -14])
    assert unexplained_tint(np.array([100.0, 0, 0]), violet_shadow) < 8
