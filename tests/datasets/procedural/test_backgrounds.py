"""Backgrounds and bubbles: every style fills its view with known colors and names, the same from the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from nurie.datasets.procedural import palettes
from nurie.datasets.procedural.scene import NAMES, Layer, Shape
from nurie.datasets.procedural.scenery import bubbles
from nurie.datasets.procedural.scenery.backgrounds import (
    BACKGROUNDS,
    BackgroundTraits,
    background_colors,
    build_background,
    draw_background_traits,
)

VIEWS = ((-1.3, -1.3, 2.6, 2.6), (-2.0, -1.6, 4.0, 7.0), (-3.0, -1.0, 6.0, 3.5))


def _check(shapes: list[Shape]) -> None:
    for shape in shapes:
        assert shape.name in NAMES and shape.color in palettes.KEYS
        lines = [stroke.points for stroke in (*(shape.contour or ()), *shape.details)]
        for points in (shape.outline, *shape.shadows, *shape.lights, *lines):
            assert points.ndim == 2 and points.shape[1] == 2 and np.isfinite(points).all()


@pytest.mark.parametrize("style", BACKGROUNDS)
def test_every_style_fills_every_view(style: str):
    """A style that leaves a side of a wide or high view bare would show a hole in the picture."""
    for seed, view in enumerate(VIEWS):
        shapes, strokes = build_background(BackgroundTraits(style, seed == 1, 0.6, seed), view)
        _check(shapes)
        assert all(np.isfinite(stroke.points).all() for _, stroke in strokes)
        left, top, width, height = view
        low = np.min([shape.outline.min(0) for shape in shapes], 0)
        high = np.max([shape.outline.max(0) for shape in shapes], 0)
        assert (low <= (left, top)).all() and (high >= (left + width, top + height)).all()
        assert len(shapes) <= 120


def test_same_traits_same_shapes():
    """Chance outside the traits' seed would part the line picture from its flats when a drawing is built twice."""
    for traits in (draw_background_traits(np.random.default_rng(3)), BackgroundTraits("street", True, 0.5, 9)):
        first, second = (build_background(traits, VIEWS[0])[0] for _ in range(2))
        for one, other in zip(first, second, strict=True):
            assert np.array_equal(one.outline, other.outline) and one.color == other.color


def test_white_is_frequent_and_night_is_dark():
    """Most drawings stand on white; stars in a noon sky teach the wrong thing."""
    rng = np.random.default_rng(0)
    styles = [draw_background_traits(rng).style for _ in range(400)]
    assert 0.3 < styles.count("white") / len(styles) < 0.5
    for seed in range(20):
        assert np.mean(background_colors(BackgroundTraits("night", False, 0.6, seed))["sky"]) < 180


@pytest.mark.parametrize("form", [*bubbles.FORMS, "sound"])
@pytest.mark.parametrize("script", ["columns", "latin"])
def test_bubbles_leave_the_face_free(form: str, script: str):
    """A bubble over eyes and mouth hides what the picture is about."""
    for corner in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
        bubble = bubbles.Bubble(form, corner, script, 0.3, 5)
        shapes = bubbles.build_bubbles(bubbles.BubbleTraits((bubble,)), (-2.2, -1.4, 4.4, 4.4))
        _check(shapes)
        assert {shape.name for shape in shapes} <= {"bubble", "lettering"}
        assert {shape.color for shape in shapes} <= {"paper", "ink"}
        assert all(shape.layer >= Layer.FOREGROUND for shape in shapes)
        body = np.concatenate([shape.outline for shape in shapes])
        assert not (np.hypot(body[:, 0] / 0.6, (body[:, 1] - 0.15) / 0.7) < 1).any()
