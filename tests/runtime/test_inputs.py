"""What a network is given."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nurie.runtime.card import Card
from nurie.runtime.inputs import make_planes
from nurie.runtime.tensors import ALL_PLANES, PLANES

CARD = Card("small", "1")


@pytest.fixture
def page() -> tuple[np.ndarray, np.ndarray]:
    lineart, hint_map = np.full((40, 50), 255, np.uint8), np.zeros((40, 50, 4), np.uint8)
    hint_map[5, 5] = (255, 0, 0, 255)
    return lineart, hint_map


def test_each_network_gets_the_planes_of_its_card(page) -> None:
    """A network that never saw diffused hints must not be given some, and its first planes stay what they were."""
    first = make_planes(CARD, *page)
    more = make_planes(replace(CARD, planes=ALL_PLANES), *page)
    assert first.shape == (1, len(PLANES), 64, 64) and more.shape == (1, len(ALL_PLANES), 64, 64)
    np.testing.assert_array_equal(first, more[:, : len(PLANES)])


def test_without_hints_nothing_is_diffused(page) -> None:
    """Black, which is a colour, must not stand for none."""
    lineart, hint_map = page
    planes = make_planes(replace(CARD, planes=ALL_PLANES), lineart, np.zeros_like(hint_map))
    assert not planes[:, 1:].any()
    assert make_planes(replace(CARD, planes=ALL_PLANES), lineart, hint_map)[0, 9, 0, 0] == 1
