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


def test_a_stroke_that_slips_over_the_border_leaves_it_white(
    colorizer: nurie.Colorizer, speech_page: Callable[[int], np.ndarray]
):
    """Prevents tinted bubbles and backgrounds beside strokes along an outline."""
    page = nurie.Page(speech_page(1))
    along = nurie.Stroke((HEAD[::-1], (150.0, 199.0)), (230, 160, 30), 12)
    result = colorizer.colorize(nurie.ColorizeRequest(page, nurie.Hints(page.extent, (along,))))
    assert page.lineart[188, 150] > 200  # the stroke covers it, within the bubble
    assert result.layers.painted[BUBBLE] == 0
    assert result.image[BUBBLE].tolist() == [255] * 3
    assert result.layers.painted[HEAD] == 255


def test_a_brush_far_larger_than_what_it_covers_colours_it(colorizer: nurie.Colorizer):
    """Prevents that an exact hint is lost where it is a slip by its share, and covers all the same."""
    lines = np.full((512, 512), 255, np.uint8)
    cv2.rectangle(lines, (40, 40), (470, 470), 0, 3)
    lines[240:272, 240:272] = 90  # filled in grey
    page, blue = nurie.Page(lines), (40, 60, 200)
    brush = nurie.Stroke(((256.0, 256.0),), blue, 120)
    result = colorizer.colorize(nurie.ColorizeRequest(page, nurie.Hints(page.extent, (brush,))))
    assert result.layers.painted[256, 256] == 255
    red, _, far = result.layers.flats[256, 256].tolist()
    assert far > red + 40


def test_to_take_paint_away_colours_no_background(
    colorizer: nurie.Colorizer, speech_page: Callable[[int], np.ndarray]
):
    """Prevents that a proposal loses its background because one part of it was left bare."""
    page = nurie.Page(speech_page(1))
    bare = nurie.Stroke((HEAD[::-1],), (0, 0, 0), 8, "transparent")
    painted = colorizer.colorize(nurie.ColorizeRequest(page, nurie.Hints(page.extent, (bare,)))).layers.painted
    assert painted[HEAD] == 0
    assert painted[3, 3] == 255
