"""What is let through to learn from, and what is not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from nurie.datasets.build.judge import Bounds, Measures, colorfulness, line_share, measure, reason_against, text_share

GOOD = Measures(40.0, 0.08, 0.0)


def test_colorfulness_is_that_of_the_paper():
    """A misread formula lets grey pages through. Two halves, red and grey: values computed by hand."""
    assert colorfulness(np.full((8, 8, 3), 77, np.uint8)) == 0
    picture = np.full((8, 8, 3), 100, np.uint8)
    picture[:, :4] = (200, 0, 0)
    # red - green: 200 | 0, so mean 100, deviation 100; yellow - blue: 100 | 0, so mean 50, deviation 50
    expected = (100**2 + 50**2) ** 0.5 + 0.3 * (100**2 + 50**2) ** 0.5
    assert colorfulness(picture) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("width_px", [2, 5, 14])
def test_lines_are_seen_fine_and_bold(width_px):
    """Bold cartoons would be left out as pictures without lines."""
    picture = np.full((400, 400, 3), (240, 200, 60), np.uint8)
    cv2.circle(picture, (200, 200), 120, (20, 20, 20), width_px)
    assert line_share(picture) > 0.01


def test_a_painting_without_lines_has_none():
    """Soft scenery teaches to colour without regard to lines."""
    ramp = np.linspace(0, 255, 400, dtype=np.uint8)
    picture = np.dstack([np.tile(ramp, (400, 1)), np.tile(ramp[:, None], (1, 400)), np.full((400, 400), 90, np.uint8)])
    assert line_share(picture) < 0.004


def test_text_is_seen(speech_page):
    """Pages of speech bubbles teach white."""
    page = speech_page(2)
    assert 0.08 < text_share(page) < 0.2  # the bubble is 27646 of 240000 px
    assert text_share(np.full_like(page, 255)) == 0
    picture = page[..., None].repeat(3, 2)
    assert 0.08 < measure(picture).text < 0.2


def test_text_is_seen_in_a_painted_page(speech_page):
    """The bubbles are white there, and all around them is colour."""
    page = speech_page(2)
    picture = page[..., None].repeat(3, 2)
    outside = np.zeros((page.shape[0] + 2, page.shape[1] + 2), np.uint8)
    cv2.floodFill(picture, outside, (40, 40), (90, 150, 200))
    cv2.floodFill(picture, outside, (880, 300), (230, 190, 160))
    assert 0.08 < measure(picture).text < 0.2
    small = cv2.resize(picture, None, fx=0.64, fy=0.64, interpolation=cv2.INTER_AREA)  # 512 px, as it is built
    assert 0.08 < measure(small).text < 0.2


@pytest.mark.parametrize(
    ("height", "width", "measures", "kind"),
    [
        (300, 300, GOOD, None), (300, 300, None, None), (255, 900, None, "small"), (300, 1201, None, "long"),
        (300, 300, Measures(5.9, 0.08, 0.0), "grey"), (300, 300, Measures(40.0, 0.009, 0.0), "no lines"),
        (300, 300, Measures(40.0, 0.41, 0.0), "all lines"), (300, 300, Measures(40.0, 0.08, 0.31), "text"),
    ],
)  # fmt: skip
def test_each_bound_leaves_out_what_is_beyond_it(height, width, measures, kind):
    """A bound the wrong way round lets through what it should leave out."""
    reason = reason_against(height, width, measures, Bounds())
    assert (reason and reason.partition(":")[0]) == kind
