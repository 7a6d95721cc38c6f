"""Frames of a motion: colours of the first are carried on, and the artist's later hints win."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import nurie
from nurie.core.types import Extent, Frame

HEAD, BODY = (220, 180, 150), (40, 80, 160)


def drawing(step: int) -> np.ndarray:
    """A round head above a body; with each step it moves to the right."""
    page = np.full((240, 320), 255, np.uint8)
    x = 90 + 12 * step
    cv2.circle(page, (x, 80), 45, 0, 3)
    cv2.rectangle(page, (x - 50, 130), (x + 50, 220), 0, 3)
    return page


@pytest.fixture(scope="module")
def first() -> nurie.ColorizeResult:
    strokes = (nurie.Stroke(((90, 80),), HEAD, 4), nurie.Stroke(((90, 175),), BODY, 4))
    return nurie.colorize(drawing(0), nurie.Hints(Extent(240, 320), strokes))


def test_colours_go_with_the_figure(first: nurie.ColorizeResult):
    """Prevents flicker: each frame has the colours of the first, where the figure is by then."""
    result = first
    for step in range(1, 6):
        result = nurie.colorize(drawing(step), previous=result)
        flats = result.layers.flats
        assert flats[80, 90 + 12 * step].tolist() == list(HEAD)
        assert flats[175, 90 + 12 * step].tolist() == list(BODY)
    assert (result.layers.painted[80, 150], result.layers.painted[5, 5]) == (255, 0)  # as in the first frame
    again = nurie.colorize(drawing(5), result.hints)
    np.testing.assert_array_equal(again.image, result.image)


def test_a_later_hint_wins(first: nurie.ColorizeResult):
    """Prevents that a frame cannot be corrected."""
    hints = nurie.Hints(Extent(240, 320), (nurie.Stroke(((102, 175),), (10, 200, 30), 4),))
    flats = nurie.colorize(drawing(1), hints, previous=first).layers.flats
    assert flats[175, 102].tolist() == [10, 200, 30]
    assert flats[80, 102].tolist() == list(HEAD)


def test_frames_of_another_size(first: nurie.ColorizeResult):
    """Prevents an error where a frame was scanned at another size."""
    large = cv2.resize(drawing(1), (480, 360), interpolation=cv2.INTER_AREA)
    flats = nurie.colorize(large, previous=first).layers.flats
    assert flats[120, 153].tolist() == list(HEAD)


def test_a_blank_frame_before():
    """Prevents hints where there was nothing: a blank page carries only itself on."""
    blank = np.full((64, 64), 255, np.uint8)
    request = nurie.ColorizeRequest(
        nurie.Page(blank), previous=Frame(blank, np.full((64, 64, 3), 255, np.uint8), np.zeros((64, 64), np.bool_))
    )
    assert (nurie.Colorizer("nurie-tiny").colorize(request).layers.flats == 255).all()
