"""docs/hints.schema.json says of a hints.json what the reader says."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nurie.core.hint_files import hints_from_json, hints_to_json
from nurie.core.types import Extent, Hints, Stroke
from nurie.errors import HintError

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs/hints.schema.json").read_text(encoding="utf-8"))
VALID = jsonschema.Draft202012Validator(SCHEMA)
STROKE = {"points": [[3, 4], [5.5, -6]], "color": "#aB01ff", "radius_px": 5, "kind": "loose"}
GOOD = {"version": 1, "size": [30, 20], "strokes": [STROKE]}

# where in GOOD → what may stand there, good and bad
CHANGES: dict[tuple[str | int, ...], list[Any]] = {
    (): [[], {}, 7, None, {**GOOD, "name": "x"}, {"version": 1, "size": [1, 1], "strokes": []}],
    ("version",): [0, 2, "1", True, None, [1]],
    ("size",): [[1, 1], [0, 5], [5, -1], [5], [5, 5, 5], [5.5, 5], ["5", 5], [True, 5], "5x5", None],
    ("strokes",): [[], {}, None, "x", [[]], [None], [STROKE, STROKE]],
    ("strokes", 0): [{}, {"points": [[1, 2]]}, {"color": "#000000"}, {"points": [[1, 2]], "color": "#000000"},
                     {**STROKE, "colour": "#000000"}],
    ("strokes", 0, "points"): [[], [[]], [[1]], [[1, 2, 3]], [["1", 2]], [[True, 2]], [[1e9, 0]], [[0, -1e9]],
                               [[1e8, 0]], {}, None, [None]],
    ("strokes", 0, "color"): ["#00000", "#0000000", "000000", "#GGGGGG", "red", "#000000\n", " #000000", 0, None,
                              "#FFFFFF"],
    ("strokes", 0, "radius_px"): [0, -1, 4096, 4096.1, 0.001, "6", True, None, [6]],
    ("strokes", 0, "kind"): ["exact", "transparent", "Exact", "", None, 1],
}  # fmt: skip
CASES = [(place, value) for place, values in CHANGES.items() for value in values]


def changed(place: tuple[str | int, ...], value: Any) -> Any:
    if not place:
        return value
    whole = copy.deepcopy(GOOD)
    inner: Any = whole
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return whole


def is_read(values: Any) -> bool:
    try:
        hints_from_json(json.dumps(values))
    except HintError:
        return False
    return True


@pytest.mark.parametrize(("place", "value"), CASES, ids=[f"{'.'.join(map(str, p))}={v!r}"[:60] for p, v in CASES])
def test_schema_and_reader_agree(place: tuple[str | int, ...], value: Any):
    """Prevents a program that keeps to the schema and is refused, or a schema that forbids what is read."""
    values = changed(place, value)
    assert VALID.is_valid(values) is is_read(values)


def test_the_cases_hold_good_and_bad_ones():
    """Prevents a comparison in which everything is refused by both."""
    read = [is_read(changed(*case)) for case in CASES]
    assert sum(read) >= 8
    assert len(read) - sum(read) >= 40


POINT = st.tuples(*[st.floats(-1e6, 1e6, allow_nan=False)] * 2)
STROKES = st.builds(
    Stroke, points=st.lists(POINT, min_size=1, max_size=4).map(tuple), color=st.tuples(*[st.integers(0, 255)] * 3),
    radius_px=st.floats(0.01, 4096), kind=st.sampled_from(["exact", "loose", "transparent"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(STROKES, max_size=4).map(tuple), st.integers(1, 9000), st.integers(1, 9000))
def test_what_is_written_keeps_to_the_schema(strokes: tuple[Stroke, ...], height: int, width: int):
    """Prevents a writer whose files the schema, and with it other programs, refuse."""
    text = hints_to_json(Hints(Extent(height, width), strokes))
    VALID.validate(json.loads(text))
    assert hints_from_json(text).strokes == strokes


@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/*.hints.json")), ids=lambda path: path.name)
def test_the_examples_keep_to_the_schema(path: Path):
    """Prevents an example that teaches another format."""
    VALID.validate(json.loads(path.read_text(encoding="utf-8")))


def test_every_field_is_told_in_the_page():
    """Prevents a field that only the schema knows."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    page = (ROOT / "docs/hints.md").read_text(encoding="utf-8")
    fields = {**SCHEMA["properties"], **SCHEMA["$defs"]["stroke"]["properties"]}
    assert [name for name in fields if name != "strokes" and f"| `{name}` |" not in page] == []
    assert [name for name, entry in fields.items() if not entry.get("description")] == []
