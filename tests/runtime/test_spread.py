"""Hints carried to regions of the same name."""

from __future__ import annotations

import numpy as np
import pytest

from nurie.core.regions import label_regions
from nurie.runtime.card import Card
from nurie.runtime.seen import Seen, draw_dot, find_areas
from nurie.runtime.spread import spread

CARD = Card("named", "0", things=("skin", "hair", "sky"))
SIDE, WIDTH = 96, 32


@pytest.fixture
def page() -> np.ndarray:
    """Four upright stripes of 32 px, divided by lines."""
    lineart = np.full((SIDE, 4 * WIDTH), 255, np.uint8)
    lineart[:, WIDTH - 1 :: WIDTH] = 0
    return lineart


def seen_as(page: np.ndarray, names: list[str], sure: float = 0.9) -> Seen:
    """What a network says that takes the stripes, from the left, for these things."""
    areas = find_areas(page, label_regions(page))
    odds = np.full((len(areas.share), len(CARD.things)), (1 - sure) / 2, np.float32)
    for row, dots in enumerate(areas.dots):
        odds[row, CARD.things.index(names[int(dots[0, 1]) // WIDTH])] = sure
    return Seen(areas, None, odds)


def hinted(page: np.ndarray, dots: dict[int, tuple[int, int, int]]) -> np.ndarray:
    """One dot in the middle of each of these stripes."""
    hint_map = np.zeros((*page.shape, 4), np.uint8)
    for stripe, color in dots.items():
        draw_dot(hint_map, np.array([SIDE // 2, stripe * WIDTH + WIDTH // 2]), np.array(color))
    return hint_map


def colors_of(hint_map: np.ndarray) -> list[set[tuple[int, ...]]]:
    """The colours of the dots in each stripe."""
    stripes = (hint_map[:, n * WIDTH : (n + 1) * WIDTH] for n in range(4))
    return [{tuple(color) for color in stripe[stripe[..., 3] > 0][:, :3].tolist()} for stripe in stripes]


def test_hair_near_a_hint_has_its_colour(page: np.ndarray):
    """Prevents locks that stay grey beside hair with a hint; and colour on what is no hair, or far away."""
    red = (200, 20, 30)
    hint_map = hinted(page, {0: red})
    carried = spread(CARD, seen_as(page, ["hair", "hair", "sky", "hair"]), hint_map)
    assert colors_of(carried) == [{red}, {red}, set(), set()]
    assert colors_of(hint_map) == [{red}, set(), set(), set()]


def test_nothing_is_carried_where_it_may_be_wrong(page: np.ndarray):
    """Prevents one colour for two people's hair, and for what may be hair."""
    two = hinted(page, {0: (200, 20, 30), 2: (20, 30, 200)})
    assert colors_of(spread(CARD, seen_as(page, ["hair"] * 4), two)) == colors_of(two)
    one = hinted(page, {0: (200, 20, 30)})
    assert colors_of(spread(CARD, seen_as(page, ["hair"] * 4, sure=0.35), one)) == colors_of(one)
    assert spread(Card("plain", "0"), Seen(find_areas(page, label_regions(page)), None, None), one) is one
