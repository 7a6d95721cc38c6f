"""Shapes to pixels: what covers what, and Skia's memory format."""

from __future__ import annotations

import numpy as np
import pytest

skia = pytest.importorskip("skia", exc_type=ImportError, reason="drawing needs the extra: pip install 'nurie[draw]'")

from nurie.datasets.procedural.curves import ellipse, points  # noqa: E402
from nurie.datasets.procedural.pens import Pen  # noqa: E402
from nurie.datasets.procedural.render import Paths, Raster, render, render_preview  # noqa: E402
from nurie.datasets.procedural.scene import Shape, Stroke, make_scene  # noqa: E402

COLORS = {"skin": (250, 220, 200), "hair": (80, 50, 40), "cloth_1": (10, 200, 100)}
SQUARE = points((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))


def raster(*shapes: Shape, strokes: tuple = (), pen: Pen | None = None) -> Raster:
    scene = make_scene(shapes, (-1, -1, 2, 2), COLORS, strokes=strokes)
    return render(scene, 200, pen=pen or Pen(width=6), rng=np.random.default_rng(0))


def test_paths_are_what_skia_would_make_of_the_points():
    """Prevents garbled shapes when Skia changes its memory format."""
    polygons = [ellipse((3, 4), (2, 1), count=7), SQUARE]
    paths = Paths(np.concatenate(polygons), np.array([0, 7, 11]))
    expected = skia.Path()
    for polygon in polygons:
        expected.addPoly([skia.Point(float(x), float(y)) for x, y in polygon], True)
    assert bytes(paths.path(0, 2).serialize()) == bytes(expected.serialize())
    assert paths.path(1).countPoints() == 4


def test_later_shapes_hide_lines_and_areas_of_earlier_ones():
    """Prevents lines that shine through what lies before them."""
    low = Shape("skin", SQUARE, "skin", 1, details=(Stroke(points((-0.5, 0.1), (0.5, 0.1))),))
    high = Shape("hair", ellipse((0, 0), (0.4, 0.4)), "hair", 2, contour=())
    drawn = raster(high, low)
    assert drawn.line[110, 100] == 255 and drawn.line[110, 55] < 60
    assert drawn.shapes[100, 100] == 1 and drawn.shapes[100, 55] == 0 and drawn.shapes[5, 5] == -1


def test_more_shapes_than_fit_into_one_byte_keep_their_numbers():
    """Prevents regions that get another one's color in crowded pictures."""
    sizes = np.linspace(2, 0.1, 40)
    drawn = raster(*(Shape("cloth", SQUARE * size, "cloth_1", 1) for size in np.repeat(sizes, 15)))
    assert set(np.unique(drawn.shapes)) == set(range(14, 600, 15)) == set(np.unique(drawn.masses))


def test_details_stay_within_their_shape_and_free_strokes_do_not():
    """Prevents folds that run out of the cloth."""
    across = Stroke(points((-0.9, 0), (0.9, 0)))
    kept = raster(Shape("cloth", SQUARE, "cloth_1", 1, contour=(), details=(across,)))
    assert kept.line[100, 20] == 255 and kept.line[100, 100] < 60
    assert raster(strokes=((1, across),)).line[100, 20] < 60


def test_within_clips_area_and_line():
    """Prevents an iris outside of its eye."""
    iris = Shape("iris", ellipse((0.5, 0), (0.3, 0.3)), "cloth_1", 2, within=SQUARE)
    drawn = raster(Shape("sclera", SQUARE, "skin", 1), iris)
    assert drawn.shapes[100, 148] == 1 and drawn.shapes[100, 160] == -1
    assert (drawn.line[:, 156:] == 255).all()


def test_drawn_shadow_and_light_are_covered_with_their_shape():
    """Prevents the shadow of a hidden fold on what hides it."""
    low = Shape("skin", SQUARE, "skin", 1, shadows=(SQUARE * 3,), lights=(SQUARE * np.float32([1, 0.5]),))
    drawn = raster(low, Shape("hair", SQUARE * 0.4, "hair", 2))
    assert drawn.shadow[60, 60] == 255 and drawn.shadow[100, 100] == 0 and drawn.shadow[20, 20] == 0
    assert drawn.light[80, 60] == 255 and drawn.light[100, 100] == 0 and drawn.light[60, 60] == 0


def test_what_lies_on_a_surface_is_no_mass():
    """Prevents faces that are dented around each eye."""
    drawn = raster(Shape("skin", SQUARE, "skin", 1), Shape("iris", SQUARE * 0.4, "hair", 2))
    assert drawn.shapes[100, 100] == 1 and drawn.masses[100, 100] == 0


def test_ink_is_black_unless_the_pen_does_not_fill_hair():
    """Prevents pencil drawings with hair of grey noise."""
    hair = Shape("hair", SQUARE, "hair", 1, ink=True)
    assert raster(hair).line[100, 100] == 0
    assert raster(hair, pen=Pen(width=6, fills=False)).line[100, 100] == 255


def test_preview_shows_flats_and_lines():
    """Prevents the tool that all parts are looked at with from breaking."""
    picture = render_preview(make_scene([Shape("skin", SQUARE, "skin", 1)], (-1, -1, 2, 2), COLORS), 400)
    assert picture.shape == (400, 400, 3)
    assert tuple(picture[200, 200]) == COLORS["skin"] and picture[97:104, 200].max(1).min() < 130
