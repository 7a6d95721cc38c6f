"""Session files: what is written is read again, and nothing else is."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nurie.core.files import sha256_of
from nurie.core.session import (
    ModelId,
    Output,
    Session,
    options_to_json,
    path_from,
    read_session,
    session_from_json,
    session_to_json,
)
from nurie.core.types import ColorizeOptions, ColorShare, Extent, Hints, Light, Stroke
from nurie.errors import NurieError, SessionError

MODEL = ModelId("tiny", "1", "b" * 64)
floats = st.floats(-1e6, 1e6)
colors = st.tuples(*[st.integers(0, 255)] * 3)
points = st.lists(st.tuples(floats, floats), min_size=1, max_size=3).map(tuple)
strokes = st.builds(Stroke, points, colors, st.floats(0.01, 4096), st.sampled_from(["exact", "loose", "transparent"]))
shares = st.builds(ColorShare, colors, st.floats(1e-6, 1))
options = st.builds(
    ColorizeOptions, st.none() | st.integers(32, 4096), st.integers(0, 2**32 - 1), st.none() | st.floats(0, 1000)
)
palettes = st.lists(colors, max_size=3).map(tuple)
references = st.lists(shares, max_size=3).map(tuple)


def session(hints: Hints | None = None, options: ColorizeOptions | None = None) -> Session:
    return Session("a.png", "a" * 64, hints, options or ColorizeOptions(), MODEL, Output(".psd", "per-color"), "0.1.0")


@settings(max_examples=40)
@given(options, palettes, references, st.none() | st.lists(strokes, max_size=3).map(tuple), st.booleans())
def test_what_is_written_is_read(options, palette, reference, strokes, layered):
    """Prevents a float that is rounded on the way, or a layer that comes back another one."""
    chosen = {"palette": palette} if palette else {"reference": reference}
    names = ("working_size_px", "seed", "gap_px")
    options = ColorizeOptions(**{name: getattr(options, name) for name in names}, **chosen)
    layer = np.random.default_rng(0).integers(0, 256, (5, 7, 4), dtype=np.uint8) if layered else None
    hints = None if strokes is None else Hints(Extent(5, 7), strokes, layer)
    again = session_from_json(session_to_json(session(hints, options)))
    assert again.options == options
    assert (again.page, again.page_sha256, again.model) == ("a.png", "a" * 64, MODEL)
    assert (again.output, again.nurie) == (Output(".psd", "per-color"), "0.1.0")
    if hints is None:
        assert again.hints is None
    else:
        assert (again.hints.size, again.hints.strokes) == (hints.size, hints.strokes)
        np.testing.assert_array_equal(again.hints.layer, layer)


def test_every_option_is_in_the_file():
    """Prevents an option of a later day that a session forgets."""
    assert set(options_to_json(ColorizeOptions())) == {field.name for field in fields(ColorizeOptions)}


def changed(**values: object) -> str:
    return json.dumps(json.loads(session_to_json(session(Hints(Extent(5, 7))))) | values)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "version None, expected 1"),
        (changed(version=2), "version 2, expected 1"),
        (changed(sheed=1), "unknown key 'sheed'; known are version, nurie"),
        (changed(nurie=None), "nurie is 'None'; expected str"),
        (changed(page={"path": "a.png"}), "page: key 'sha256' is missing"),
        (changed(page={"path": "a.png", "sha256": "x"}), "sha256 is 'x'; expected 64 hexadecimal digits"),
        (changed(model="tiny"), "model: found a str, expected an object with name, version, sha256"),
        (changed(output={"suffix": ".png", "layers": 3, "layer_names": None}), "layers is '3'; expected str | None"),
        (changed(options={}), "options: key 'working_size_px', 'seed', 'gap_px', 'palette', 'reference' is missing"),
        (changed(options=options_to_json(ColorizeOptions()) | {"gap": 3}), "options: unknown key 'gap'"),
        (changed(options=options_to_json(ColorizeOptions()) | {"seed": True}), "seed is 'True'; expected int"),
        (changed(options=options_to_json(ColorizeOptions()) | {"seed": -1}), "the seed is -1"),
        (changed(options=options_to_json(ColorizeOptions()) | {"palette": ["red"]}), "the colour is 'red'"),
        (changed(options=options_to_json(ColorizeOptions()) | {"light": [0, -1]}), "light is [0, -1]; expected [x, y,"),
        (changed(options=options_to_json(ColorizeOptions()) | {"reference": ["#ff0000"]}), '[["#rrggbb", share]'),
        (changed(hints={"version": 1}), "hints: key 'size', 'strokes' is missing"),
        (changed(output={"suffix": "/../../x.png", "layers": None, "layer_names": None}), "known are .png, .webp"),
        (changed(output={"suffix": ".psd", "layers": "all", "layer_names": None}), "known are per-color, per-region"),
        ("[" * 100_000, "nested too deeply"),
        (changed(hint_layer="?"), "hint_layer is no base64"),
        (changed(hint_layer="AAAA"), "expected a hints.json or a PNG"),
    ],
)  # fmt: skip
def test_what_is_refused(text: str, message: str):
    """Prevents a misspelt key that is silently ignored, and tracebacks."""
    with pytest.raises(NurieError) as caught:
        session_from_json(text, "s.json")
    assert message in str(caught.value)
    assert "s.json" in str(caught.value) or "seed" in message or "hints.json" in message


def test_the_page_is_found_from_the_sessions_folder(tmp_path: Path):
    """Prevents a session that works only where it was made, or that takes another page for its own."""
    (tmp_path / "pages").mkdir()
    page = tmp_path / "pages" / "a.png"
    page.write_bytes(b"drawing")
    relative = path_from(page, tmp_path / "out")
    assert relative == "../pages/a.png"
    made = Session(relative, sha256_of(page), None, ColorizeOptions(), MODEL, Output(), "0.1.0")
    assert made.page_beside(tmp_path / "out" / "a.session.json") == page
    page.write_bytes(b"drawn on")
    with pytest.raises(SessionError, match=r"a\.png has other bytes than when it was coloured"):
        made.page_beside(tmp_path / "out" / "a.session.json")
    page.unlink()
    with pytest.raises(SessionError, match=r"a\.png is not there"):
        made.page_beside(tmp_path / "out" / "a.session.json")
    with pytest.raises(SessionError, match="--save-session"):
        read_session(tmp_path / "absent.session.json")


def test_a_session_from_before_there_was_light_is_read() -> None:
    """What an artist saved must open in every later version."""
    values = options_to_json(ColorizeOptions(seed=4))
    del values["light"]
    assert session_from_json(changed(options=values)).options == ColorizeOptions(seed=4)


def test_the_light_is_kept() -> None:
    """A page coloured again with another light would not be the same bytes."""
    options = ColorizeOptions(light=Light(-0.6, -0.75, 0.2, 0.9))
    assert session_from_json(session_to_json(session(None, options))).options == options
