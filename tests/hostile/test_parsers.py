"""Any bytes at all, to each parser: an error of ours, or a value."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hostile.mutate import mutated
from hostile.seeds import SEEDS

pytest.importorskip("onnx")

from hostile.fuzz import KINDS, targets

TARGETS = targets()
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
CHECKED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", KINDS)
@CHECKED
@given(st.data())
def test_bytes_of_chance(name: str, data: st.DataObject):
    """Prevents another error than ours from a parser, for bytes that hypothesis thinks up around real files."""
    files = [file.data for group in KINDS[name] for file in SEEDS[group]()]
    seed = data.draw(st.sampled_from(files))
    broken = mutated(seed, data.draw(st.integers(0, 10**9)))
    insert, place = data.draw(st.binary(max_size=20)), data.draw(st.integers(0, len(broken)))
    TARGETS[name](broken[:place] + insert + broken[place:])
    TARGETS[name](data.draw(st.binary(max_size=200)))


@pytest.mark.parametrize("name", ["hints", "profile", "session", "card"])
@CHECKED
@given(st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_of_chance(name: str, value: object):
    """Prevents the same for JSON of another shape, with the keys that a parser asks for."""
    file = SEEDS[KINDS[name][0]]()[0]
    values = json.loads(file.data)
    for key in values:
        with suppress(RecursionError):
            TARGETS[name](json.dumps({**values, key: value}).encode())
