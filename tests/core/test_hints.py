"""Hint files: what is understood is kept, what is not is refused by name."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from nurie.core import hint_files as hints_module
from nurie.core.hint_files import hints_from_json, hints_to_json, read_hints, write_hints
from nurie.core.hints import rasterize
from nurie.core.types import Extent, Hints, Stroke
from nurie.errors import HintError

PAGE = Extent(60, 80)
STROKE = {"points": [[10, 20], [30, 20]], "color": "#E8b89a", "radius_px": 4, "kind": "loose"}

coordinates = st.floats(-1e4, 1e4, allow_nan=False)
strokes = st.builds(
    Stroke,
    points=st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=4).map(tuple),
    color=st.tuples(*[st.integers(0, 255)] * 3),
    radius_px=st.floats(0.1, 4096),
    kind=st.sampled_from(["exact", "loose", "transparent"]),
)


def text_of(**changes) -> str:
    return json.dumps({"version": 1, "size": [80, 60], "strokes": [STROKE], **changes})


@given(st.lists(strokes, max_size=4).map(tuple))
def test_json_round_trip(given_strokes: tuple[Stroke, ...]):
    """Prevents strokes that move or change colour by saving a session."""
    hints = Hints(PAGE, given_strokes)
    again = hints_from_json(hints_to_json(hints))
    assert (again.size, again.strokes) == (hints.size, hints.strokes)


def test_json_file(tmp_path: Path):
    """Prevents width and height exchanged, and a colour read in another order."""
    (tmp_path / "a.json").write_text(text_of(), encoding="utf-8-sig")
    hints = read_hints(tmp_path / "a.json", PAGE)
    assert hints.size == PAGE
    assert hints.strokes == (Stroke(((10.0, 20.0), (30.0, 20.0)), (232, 184, 154), 4.0, "loose"),)


def test_defaults():
    """Prevents that a hand-written file must state what is obvious."""
    stroke = hints_from_json(text_of(strokes=[{"points": [[1, 2]], "color": "#000000"}])).strokes[0]
    assert (stroke.radius_px, stroke.kind) == (6, "exact")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "not JSON"),
        ("[1]", "expected an object"),
        (text_of(colour=1), "unknown key 'colour'; known are version, size, strokes"),
        (text_of(version=2), "version 2"),
        (text_of(size=[80]), r"size is \[80\]"),
        (text_of(size=[80, 0]), "size is"),
        (text_of(strokes={}), "strokes is a dict"),
        (text_of(strokes=[{**STROKE, "radius": 3}]), "stroke 1: unknown key 'radius'"),
        (text_of(strokes=[STROKE, {"points": [[1, 2]]}]), "stroke 2: key 'color' is missing"),
        (text_of(strokes=[{**STROKE, "points": []}]), "at least one point"),
        (text_of(strokes=[{**STROKE, "points": [[1, None]]}]), r"expected \[\[x, y\]"),
        (text_of(strokes=[{**STROKE, "points": [[1, float("nan")]]}]), r"expected \[\[x, y\]"),
        (text_of(strokes=[{**STROKE, "color": "red"}]), "#rrggbb"),
        (text_of(strokes=[{**STROKE, "radius_px": 0}]), "radius_px is 0"),
        (text_of(strokes=[{**STROKE, "kind": "soft"}]), "known are exact, loose, transparent"),
        ('{"version": 1, "strokes": []}', "'size' is missing"),
        ("[" * 100_000, "nested too deeply"),
        (text_of(size=[10**400, 1]), "size is"),
        (text_of(strokes=[{**STROKE, "points": [[10**400, 1]]}]), r"expected \[\[x, y\]"),
    ],
)
def test_bad_json_is_refused_by_name(text: str, named: str):
    """Prevents misspelt keys that are ignored for years, and tracebacks instead of a place."""
    with pytest.raises(HintError, match=named):
        hints_from_json(text)


def test_png_layer(tmp_path: Path):
    """Prevents that a painted hint layer is blended with its alpha, or that its mask is lost."""
    layer = np.zeros((*PAGE, 4), np.uint8)
    layer[10:20, 30:40] = (200, 100, 50, 1)
    Image.fromarray(layer).save(tmp_path / "hints.png")
    for source in (tmp_path / "hints.png", (tmp_path / "hints.png").read_bytes(), layer):
        hint_map = rasterize(read_hints(source, PAGE), PAGE)
        assert hint_map[15, 35].tolist() == [200, 100, 50, 255]
        assert int((hint_map[..., 3] > 0).sum()) == 100


def test_written_png_holds_the_raster(tmp_path: Path):
    """Prevents hints that differ between their two file forms."""
    hints = hints_from_json(text_of())
    write_hints(tmp_path / "hints.png", hints)
    again = read_hints(tmp_path / "hints.png", PAGE)
    np.testing.assert_array_equal(rasterize(again, PAGE), rasterize(hints, PAGE))
    with pytest.raises(HintError, match="no JSON form"):
        write_hints(tmp_path / "hints.json", again)
    with pytest.raises(HintError, match=r"\.json or \.png"):
        write_hints(tmp_path / "hints.txt", hints)


@pytest.mark.parametrize("size", [Extent(120, 160), Extent(30, 40), Extent(120, 161), PAGE])
def test_other_sizes_of_the_same_shape_fit(size: Extent):
    """Prevents that hints drawn on a preview are refused, or land elsewhere on the page."""
    middle = (size.width / 2 - 0.5, size.height / 2 - 0.5)
    hints = read_hints(Hints(size, (Stroke((middle,), (9, 9, 9), size.width / 20),)), PAGE)
    y, x = np.nonzero(rasterize(hints, PAGE)[..., 3])
    assert (y.mean(), x.mean()) == pytest.approx((29.5, 39.5), abs=0.6)


def test_another_shape_is_refused():
    """Prevents hints of another page, or of the page turned, from being stretched over this one."""
    with pytest.raises(HintError, match="60x80 px, this page has 80x60"):
        read_hints(Hints(Extent(80, 60)), PAGE)


def test_other_sources_are_refused(tmp_path: Path):
    """Prevents an opaque picture taken as a hint everywhere, and vague file errors."""
    Image.new("RGB", (80, 60)).save(tmp_path / "opaque.png")
    (tmp_path / "text.png").write_bytes(b"text")
    with pytest.raises(HintError, match="no transparency"):
        read_hints(tmp_path / "opaque.png", PAGE)
    with pytest.raises(HintError, match=r"text\.png"):
        read_hints(tmp_path / "text.png", PAGE)
    with pytest.raises(HintError, match="no hints file at"):
        read_hints(tmp_path / "absent.json", PAGE)
    with pytest.raises(HintError, match=r"\(H, W, 4\)"):
        read_hints(np.zeros((60, 80, 3), np.uint8), PAGE)


def test_values_that_are_no_hints():
    """Prevents Python's own TypeError for the parsed JSON that one is tempted to give."""
    with pytest.raises(HintError, match="found a dict, expected Hints"):
        read_hints({"version": 1}, Extent(4, 4))  # type: ignore[arg-type]


def test_work_without_end_is_refused(monkeypatch: pytest.MonkeyPatch):
    """Prevents minutes of drawing for a small file: many strokes, points, or wide brushes."""
    extent = Extent(400, 600)
    wide = Stroke(((5.0, 5.0), (9.0, 9.0)), (1, 2, 3), 4000)
    rasterize(Hints(extent, (wide,) * 50), extent)
    with pytest.raises(HintError, match=r"20001 strokes with 40002 points; at most 20000 with 500000 are drawn"):
        rasterize(Hints(extent, (wide,) * 20_001), extent)
    with pytest.raises(HintError, match="would cover 24 gigapixels, at most 10 are drawn"):
        rasterize(Hints(extent, (wide,) * 220), Extent(6000, 9000))
    monkeypatch.setattr(hints_module, "MOST_TEXT", 10)
    with pytest.raises(HintError, match="characters, at most 10 are read"):
        hints_from_json(text_of())
