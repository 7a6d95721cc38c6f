"""Character profiles on the released network: regions known again on another drawing of the same character."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import nurie
from nurie.core.color import delta_e2000, rgb_to_lab
from nurie.core.types import Stroke
from nurie.datasets.procedural.character import draw_character_traits, draw_pose
from nurie.datasets.procedural.draw import Drawing, draw_character
from nurie.runtime.colorizer import Colorizer

FIGURE = ("hair", "cloth")


@pytest.fixture(scope="module")
def colorizer() -> Colorizer:
    return Colorizer("nurie")


@pytest.fixture(scope="module")
def drawings() -> list[list[Drawing]]:
    """Four characters, each drawn three times: two sheets and a page."""
    found = []
    for number in range(4):
        rng = np.random.default_rng(90_000_000 + number)
        traits = draw_character_traits(rng)
        seeds = range(90_001_000 * (number + 1), 90_001_000 * (number + 1) + 3)
        found.append([draw_character(traits, draw_pose(rng), 320, seed=seed) for seed in seeds])
    return found


def _right(flats: np.ndarray, drawing: Drawing) -> float:
    """Share of the figure that has the character's colours."""
    paper = (drawing.line >= 128) & np.isin(np.array(drawing.names)[drawing.regions], FIGURE)
    wanted = np.array(drawing.colors, np.uint8)[drawing.regions][paper]
    return float((delta_e2000(rgb_to_lab(flats[paper][None]), rgb_to_lab(wanted[None])) <= 10).mean())


def test_a_page_has_the_colours_of_the_sheets(colorizer: Colorizer, drawings: list[list[Drawing]]):
    """Prevents a profile that does not help: more of the figures is right than without, by far."""
    with_profile, without = [], []
    for *sheets, page in drawings:
        made = nurie.profile_of([s.picture for s in sheets], lines=[s.line for s in sheets], model=colorizer)
        with_profile.append(_right(nurie.colorize(page.line, model=colorizer, profiles=[made]).layers.flats, page))
        without.append(_right(nurie.colorize(page.line, model=colorizer).layers.flats, page))
    assert np.mean(with_profile) > np.mean(without) + 0.15


def test_the_artist_wins(colorizer: Colorizer, drawings: list[list[Drawing]]):
    """Prevents that a profile takes over what the artist has marked; and hints that cannot be kept with the page."""
    *sheets, page = drawings[1]
    made = nurie.profile_of([s.picture for s in sheets], lines=[s.line for s in sheets], model=colorizer)
    profiled = nurie.colorize(page.line, model=colorizer, profiles=[made])
    stroke = next(s for s in profiled.hints.strokes if s.kind == "exact")
    mine = nurie.Hints(profiled.hints.size, (Stroke(stroke.points, (1, 254, 3), stroke.radius_px),))
    marked = nurie.colorize(page.line, mine, model=colorizer, profiles=[made])
    x, y = (round(value) for value in stroke.points[0])
    assert marked.layers.flats[y, x].tolist() == [1, 254, 3]
    again = nurie.colorize(page.line, marked.hints, model=colorizer)
    np.testing.assert_array_equal(again.image, marked.image)


def test_what_makes_no_profile(colorizer: Colorizer, drawings: list[list[Drawing]]):
    """Prevents profiles of nothing, and odds of one network read as another's."""
    sheet = drawings[0][0]
    with pytest.raises(nurie.ProfileError, match=r"found 1 sheet.s. and 2 line"):
        nurie.profile_of([sheet.picture], lines=[sheet.line] * 2, model=colorizer)
    with pytest.raises(nurie.ProfileError, match="expected the same size"):
        nurie.profile_of([sheet.picture], lines=[sheet.line[:-8]], model=colorizer)
    with pytest.raises(nurie.ProfileError):
        nurie.profile_of([np.full((64, 64, 3), 255, np.uint8)], model=colorizer)
    made = nurie.profile_of([sheet.picture], lines=[sheet.line], model=colorizer)
    other = dataclasses.replace(made, model="other 9.9")
    with pytest.raises(nurie.ProfileError, match=r"made with the model other 9\.9, the page is coloured with nurie"):
        nurie.colorize(sheet.line, model=colorizer, profiles=[other])
