"""Ends of strokes, and the lines that close gaps."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nurie.core.gaps import find_closings, find_ends, stroke_width


@settings(deadline=None, max_examples=60)
@given(st.floats(0, 6.28), st.integers(1, 7), st.floats(30, 60))
def test_a_stroke_has_two_ends_that_point_on(angle, thickness, length):
    """Prevents ends that are missed at some angle or width, and directions into the stroke."""
    ink = np.zeros((160, 160), np.uint8)
    way = np.array([np.cos(angle), np.sin(angle)])
    tips = [80 - way * length, 80 + way * length]
    cv2.line(ink, *[tuple(round(value) for value in tip) for tip in tips], 1, thickness)
    points, onward = find_ends(ink, thickness)
    assert len(points) == 2
    for point, direction in zip(points, onward, strict=True):
        side = np.sign((point - 80) @ way)
        assert np.linalg.norm(point - (80 + side * way * length)) <= thickness + 2
        assert direction @ way * side > 0.8


@pytest.mark.parametrize("thickness", [1, 3, 6])
def test_a_closed_line_has_no_ends(thickness):
    """Prevents closings across what is closed already."""
    ink = cv2.circle(np.zeros((120, 120), np.uint8), (60, 60), 40, 1, thickness)
    assert len(find_ends(ink, thickness)[0]) == 0


def test_dots_have_no_ends():
    """Prevents closings between the dots of a screentone."""
    ink = np.zeros((100, 100), np.uint8)
    for y in range(5, 95, 6):
        for x in range(5, 95, 6):
            cv2.circle(ink, (x, y), 2, 1, -1)
    assert len(find_ends(ink, 2)[0]) == 0


def test_ends_that_face_each_other_are_joined_and_others_are_not():
    """Prevents closings between neighbouring strokes that run side by side, as in hatching."""
    ink = np.zeros((100, 160), np.uint8)
    cv2.line(ink, (10, 50), (70, 50), 1, 2)
    cv2.line(ink, (82, 50), (150, 50), 1, 2)
    closings = find_closings(ink, *find_ends(ink, 2), 8)
    inner = closings[(closings[:, 0] > 20) & (closings[:, 0] < 140)]
    assert len(inner) == 1
    assert sorted(inner[0, [0, 2]].round().tolist()) == pytest.approx([71, 81], abs=2)
    beside = np.zeros((100, 160), np.uint8)
    for y in (44, 52):
        cv2.line(beside, (40, y), (120, y), 1, 2)
    assert len(find_closings(beside, *find_ends(beside, 2), 8)) == 0


@pytest.mark.parametrize("thickness", [1, 3, 6, 11])
def test_the_strokes_width(thickness):
    """Prevents a default gap that is off because strokes are measured wrongly."""
    ink = cv2.circle(np.zeros((300, 300), np.uint8), (150, 150), 100, 1, thickness)
    assert stroke_width(ink) == pytest.approx(thickness, rel=0.2, abs=1)
