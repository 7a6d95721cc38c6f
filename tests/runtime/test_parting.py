"""Regions divided by what a network takes them for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import nurie
from nurie.core.bare import find_around
from nurie.core.image_io import read_page
from nurie.core.regions import default_gap_px, label_regions
from nurie.core.types import ColorizeRequest, Hints, Page, Stroke
from nurie.runtime.card import Card
from nurie.runtime.parting import divide_things
from nurie.runtime.seen import Glance
from nurie.runtime.windows import parts

EXAMPLES = Path(__file__).parents[2] / "examples"
BROWN = (90, 60, 40)
HAIR, SHIRT, AROUND = (112, 267), (450, 337), (170, 56)  # rows and columns of pigtails.png
INNER = np.zeros((8, 8), np.bool_)  # the cells within `box`
INNER[2:6, 2:6] = True
THINGS = ("around", "skin", "hair", "fur", "cloth", "eye", "mouth", "prop")


@pytest.fixture(scope="module", params=["nurie", "nurie-tiny"])
def colorizer(request: pytest.FixtureRequest) -> nurie.Colorizer:
    return nurie.Colorizer(request.param)


@pytest.fixture(scope="module")
def pigtails() -> Page:
    """A sketch: hair, shirt and background are one region by its lines."""
    return read_page(EXAMPLES / "pigtails.png")


def test_hair_shirt_and_background_of_a_sketch_are_three(colorizer: nurie.Colorizer, pigtails: Page):
    """Prevents that the first stroke in a sketch's hair colours its shirt and all that is around it."""
    encoded = colorizer.encode(pigtails)
    places = tuple(np.transpose([HAIR, SHIRT, AROUND]))
    by_lines = label_regions(encoded.walls, default_gap_px(encoded.walls))
    assert len(set(by_lines[places].tolist())) == 1
    numbers = encoded.regions[places].tolist()
    assert len(set(numbers)) == 3
    assert numbers[2] == encoded.around == find_around(by_lines)
    np.testing.assert_array_equal(encoded.regions[by_lines != numbers[2]], by_lines[by_lines != numbers[2]])


def test_a_stroke_in_open_hair_leaves_the_background_white(colorizer: nurie.Colorizer, pigtails: Page):
    """The same, to the picture."""
    stroke = Stroke((HAIR[::-1], (330.0, 90.0)), BROWN, 4)
    result = colorizer.colorize(ColorizeRequest(pigtails, Hints(pigtails.extent, (stroke,))))
    assert result.layers.flats[HAIR].tolist() == [*BROWN]
    assert result.layers.flats[SHIRT].tolist() != [*BROWN]
    assert result.image[AROUND].tolist() == [255] * 3
    assert result.layers.painted[AROUND] == 0


def glances(around: np.ndarray, hair: np.ndarray) -> list[Glance]:
    """What a network says that sees these cells as around and hair, and nothing else anywhere."""
    names = np.full((len(THINGS), *around.shape), 0.01, np.float32)
    names[THINGS.index("around")][around] = names[THINGS.index("hair")][hair] = 0.95
    small = np.full((around.shape[0] * 16, around.shape[1] * 16), 255, np.uint8)
    return [Glance(small, np.zeros((1, *around.shape), np.float32), names)]


def box() -> np.ndarray:
    """(h, w) uint8: a box with a gap in its right side."""
    page = np.full((128, 128), 255, np.uint8)
    page[30:98, [30, 97]] = page[[30, 97], 30:98] = 0
    page[60:70, 97] = 255
    return page


def divided(page: np.ndarray, seen: list[list[Glance]], things: tuple[str, ...] = THINGS) -> np.ndarray:
    regions = np.ones(page.shape, np.int32)
    divide_things(Card("card", "0", things=things), page, regions, 1, lambda: seen)
    return regions


def test_a_network_without_names_divides_nothing_and_is_not_asked():
    """Prevents a crash with the seed systems, which know no things, and time for nothing."""
    assert (divided(box(), [glances(~INNER, INNER)])[34:94, 34:94] == 2).all()

    def unasked() -> list[list[Glance]]:
        raise AssertionError("was asked")

    regions = np.ones((128, 128), np.int32)
    divide_things(Card("card", "0", things=THINGS[:3]), box(), regions, 1, unasked)
    assert (regions == 1).all()


def test_a_network_that_says_nothing_divides_nothing():
    """Prevents a crash with one that has no colour classes, of which no glance is taken."""
    assert (divided(box(), [[]]) == 1).all()


def test_a_scene_keeps_its_open_regions():
    """Prevents white holes in a landscape whose sky a network takes for paper: its edge says that it is none."""
    assert (divided(box(), [glances(np.zeros_like(INNER), INNER)]) == 1).all()


def test_every_part_of_a_strip_is_divided():
    """Prevents that the figures of a webtoon's later panels keep the gutter's colour."""
    page, mask = np.vstack([box()] * 24), np.vstack([INNER] * 25)
    seen = [
        glances(~cells, cells)
        for cells in (mask[rows.start // 16 :][: -(-(rows.stop - rows.start) // 16)] for rows, _ in parts(page))
    ]
    regions = divided(page, seen)
    assert len(seen) > 2
    assert (regions[64::128, 64] > 1).mean() > 0.8
    assert (regions[:, 5] == 1).all()
