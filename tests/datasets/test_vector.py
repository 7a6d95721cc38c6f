"""New colours for a flat picture are worthless if they leave fringes of the old ones, or turn faces green."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nurie.core.color import rgb_to_lab
from nurie.datasets.recolor import new_colors, recolor, shade_picture
from nurie.datasets.vector import find_regions

SIZE = 96
RED, BLUE, SKIN = (220, 40, 50), (40, 70, 210), (240, 200, 170)


def drawn(scale: int = 4) -> np.ndarray:
    """Two red discs and a blue one with black outlines on white, anti-aliased."""
    large = np.full((SIZE * scale, SIZE * scale, 3), 255, np.uint8)
    for center, color in (((24, 24), RED), ((72, 24), RED), ((48, 70), BLUE)):
        place = tuple(value * scale for value in center)
        cv2.circle(large, place, 18 * scale, color, -1)
        cv2.circle(large, place, 18 * scale, (0, 0, 0), 3 * scale)
    return cv2.resize(large, (SIZE, SIZE), interpolation=cv2.INTER_AREA)


def coded(picture: np.ndarray, quality: int = 90) -> np.ndarray:
    _, data = cv2.imencode(".webp", picture, [cv2.IMWRITE_WEBP_QUALITY, quality])
    return cv2.imdecode(data, cv2.IMREAD_COLOR)


@pytest.mark.parametrize("change", [lambda picture: picture, coded], ids=["exact", "lossy"])
def test_areas_of_one_colour_are_regions(change):
    """A region for every border pixel would be thousands; one for two discs would join them."""
    regions = find_regions(change(drawn()))
    assert len(regions.colors) == 4  # paper and three discs; the outlines are thin and only shares of black
    first, second, third = (regions.ids[y, x] for y, x in ((24, 24), (24, 72), (70, 48)))
    assert len({first, second, third}) == 3
    assert regions.paints[first] == regions.paints[second] != regions.paints[third]
    np.testing.assert_allclose(regions.colors[[first, third]], (RED, BLUE), atol=6)


def test_the_regions_explain_the_picture():
    """A border pixel that is not a mixture of its two regions keeps some of the old colours for ever."""
    picture = drawn()
    regions = find_regions(picture)
    table = np.vstack([regions.colors, np.zeros((1, 3), np.uint8)]).astype(np.float64)
    part = regions.share[..., None] / 255
    mixed = table[regions.ids] * (1 - part) + table[regions.other] * part
    assert np.abs(mixed - picture).max() <= 14
    assert np.abs(mixed - picture).mean() < 0.5


def test_the_same_seed_gives_the_same_colours_and_shape():
    """Sample n of a seed must be the same on every machine and in every order."""
    picture = drawn()
    regions = find_regions(picture)
    one, two = (recolor(picture, regions, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(one, two)
    assert one.shape == picture.shape and one.dtype == np.uint8
    assert not np.array_equal(one, picture)


@pytest.mark.parametrize("seed", range(8))
def test_equal_colours_stay_equal_and_lines_stay_black(seed):
    """Two sleeves of one shirt in two colours, or a blue outline, is nothing that an artist would have made."""
    picture = drawn()
    regions = find_regions(picture)
    painted = recolor(picture, regions, np.random.default_rng(seed))
    assert np.abs(painted[24, 24].astype(int) - painted[24, 72]).max() <= 2
    assert painted[2, 2].min() > 250  # the paper around the drawing
    assert painted[cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) < 3].max() <= 6


def test_no_fringe_of_the_old_colour_is_left():
    """A red fringe around a disc that has become green would teach that lines bleed."""
    picture = drawn()
    regions = find_regions(picture)
    for seed in range(12):
        painted = recolor(picture, regions, np.random.default_rng(seed))
        new = painted[24, 24].astype(np.float64)
        disc = np.hypot(*(np.indices((SIZE, SIZE)) - 24)) < 18
        part = picture[disc].astype(np.float64)[:, :1] / RED[0]  # how much of the disc a pixel shows; the rest is black
        np.testing.assert_allclose(painted[disc], np.minimum(part, 1) * new, atol=14)


def test_skin_mostly_stays_skin():
    """Blue faces in a third of the pictures would be learnt."""
    picture = np.full((64, 64, 3), 255, np.uint8)
    picture[16:48, 16:48] = SKIN
    regions = find_regions(picture)
    face = regions.ids[32, 32]
    labs = [rgb_to_lab(new_colors(regions, np.random.default_rng(seed)))[face] for seed in range(60)]
    hues = [np.degrees(np.arctan2(lab[2], lab[1])) for lab in labs]
    assert sum(25 < hue < 100 for hue in hues) >= 50


@pytest.mark.parametrize("seed", range(10))
def test_light_and_shadow_stay_on_the_things(seed):
    """Shadow on the paper would be learnt as background colour; a highlight on a line would break the line."""
    picture = drawn()
    regions = find_regions(picture)
    shaded = shade_picture(picture, regions, np.random.default_rng(seed))
    assert shaded.dtype == np.uint8 and shaded.shape == picture.shape
    assert np.array_equal(shaded[:4], picture[:4])
    lines = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) < 3
    assert shaded[lines].max() <= 8
    assert np.array_equal(shaded, shade_picture(picture, regions, np.random.default_rng(seed)))


def test_most_pictures_get_a_shadow():
    """A change that leaves pictures flat would go unnoticed: nothing fails, and nothing is learnt of shading."""
    picture = drawn()
    regions = find_regions(picture)
    disc = np.hypot(*(np.indices((SIZE, SIZE)) - 24)) < 16
    flat = picture[disc].astype(int).sum(1)
    shaded = [shade_picture(picture, regions, np.random.default_rng(seed))[disc].astype(int) for seed in range(20)]
    assert sum((pixels.sum(1) < flat - 12).mean() > 0.05 for pixels in shaded) >= 12


def test_the_eyes_do_not_dent_the_face():
    """Each form is rounded by itself: a face with holes for its eyes would be a ring."""
    picture = np.full((120, 120, 3), 255, np.uint8)
    cv2.circle(picture, (60, 60), 50, SKIN, -1)
    for x in (42, 78):
        cv2.circle(picture, (x, 55), 7, (20, 20, 20), -1)
    regions = find_regions(picture)
    face, eye, paper = (regions.ids[place] for place in ((90, 60), (55, 42), (2, 2)))
    assert regions.forms[face] == regions.forms[eye] != regions.forms[paper]
    assert regions.background[paper] and not regions.background[face]


def test_a_window_is_a_part():
    """A sample shows a part of a picture; its colours must be those that the window's regions have."""
    picture = drawn()
    regions = find_regions(picture)
    rows, columns = slice(10, 60), slice(5, 91)
    part = regions.window(rows, columns)
    assert part.ids.shape == part.share.shape == (50, 86)
    painted = recolor(picture[rows, columns], part, np.random.default_rng(1))
    assert painted.shape == (50, 86, 3)


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (3, 2)])
def test_tiny_and_noisy_pictures_have_regions(shape, rng=np.random.default_rng(0)):  # noqa: B008
    """One picture without a flat place must not end a training run."""
    picture = rng.integers(0, 256, (*shape, 3), np.uint8)
    regions = find_regions(picture)
    assert regions.ids.shape == shape and regions.ids.max() < len(regions.colors)
    assert recolor(picture, regions, np.random.default_rng(2)).shape == picture.shape
