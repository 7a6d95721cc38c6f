"""Speech bubbles stay paper on a coloured page, unless they are marked."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

import nurie
from nurie.core.types import Light

BUBBLE, HEAD = (60, 150), (320, 440)  # row and column of paper


@pytest.fixture(scope="module", params=["nurie", "nurie-tiny"])
def colorizer(request: pytest.FixtureRequest) -> nurie.Colorizer:
    return nurie.Colorizer(request.param)


@pytest.mark.parametrize(
    "options",
    [
        nurie.ColorizeOptions(),
        nurie.ColorizeOptions(palette=((200, 30, 20), (20, 30, 200))),
        nurie.ColorizeOptions(light=Light(-0.7, 0.0)),
    ],
    ids=["plain", "palette", "light"],
)
def test_white_unless_marked(
    colorizer: nurie.Colorizer, options: nurie.ColorizeOptions, speech_page: Callable[[int], np.ndarray]
):
    """Prevents coloured speech bubbles, through any option that changes colours; and a hint there that is ignored."""
    lines = nurie.Page(speech_page(1))
    head = nurie.Stroke((HEAD[::-1],), (230, 160, 30), 8)
    hints = nurie.Hints(lines.extent, (head,))
    result = colorizer.colorize(nurie.ColorizeRequest(lines, hints, options))
    bubble = cv2.ellipse(np.zeros(lines.extent, np.uint8), (150, 120), (100, 70), 0, 0, 360, 1, -1) > 0
    assert (result.layers.flats[bubble] == 255).all()
    gray = np.repeat(lines.lineart[bubble][:, None], 3, 1)
    np.testing.assert_array_equal(result.image[bubble], gray)
    assert result.layers.flats[HEAD].tolist() != [255] * 3
    painted = result.layers.painted
    assert (painted[bubble] == 0).all()
    assert painted[HEAD] == 255
    assert painted[3, 3] == 0  # around the frame
    marked = nurie.Hints(lines.extent, (head, nurie.Stroke((BUBBLE[::-1],), (250, 240, 150), 3)))
    shown = colorizer.colorize(nurie.ColorizeRequest(lines, marked, options))
    assert shown.layers.flats[BUBBLE].tolist() == [250, 240, 150]
    assert shown.layers.painted[BUBBLE] == 255


def test_without_hints_too(colorizer: nurie.Colorizer, speech_page: Callable[[int], np.ndarray]):
    """Prevents that nurie's own choice fills bubbles."""
    result = nurie.colorize(speech_page(1), model=colorizer, seed=3)
    assert result.image[BUBBLE].tolist() == [255] * 3
