"""What the manifest refuses, and that pictures held back stay held back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from nurie.datasets.manifest import CLOSED_TIERS, RELEASED_TIERS, Row, parse_row, read_manifest, select, split_of
from nurie.errors import ManifestError

VALUES = {
    "id": "p0", "image": "images/p0.webp", "lineart": None, "split": "train", "source": "made", "group": "g0",
    "title": "A picture", "author": "A. Painter", "license": "CC0-1.0", "license_url": "https://example.org/cc0",
    "origin": "made here", "tier": "permissive", "style": "comic", "content": "object", "shading": False,
    "width": 24, "height": 16, "sha256": "0" * 64,
}  # fmt: skip


def _parse(**changes) -> Row:
    return parse_row(json.dumps(VALUES | changes), "manifest.jsonl:7")


def _groups(count: int) -> list[Row]:
    return [replace(_parse(), group=f"group-{number}") for number in range(count)]


def test_a_row_is_read_as_it_stands():
    """A field that is dropped or renamed on the way is missing from the attribution."""
    row = _parse()
    assert {name: getattr(row, name) for name in VALUES} == VALUES
    assert (row.lineart_kind, row.url, row.tags) == (None, None, ())
    assert _parse(tags=["solo", "hat"]).tags == ("solo", "hat")


@pytest.mark.parametrize("field", ["license", "author", "origin", "sha256", "group"])
@pytest.mark.parametrize("value", ["", None])
def test_a_row_without_a_required_field_is_refused(field, value):
    """A picture without licence, author or origin would enter the training."""
    with pytest.raises(ManifestError, match=f"manifest.jsonl:7: p0 has no {field}"):
        _parse(**{field: value})


def test_an_unknown_field_is_refused():
    """A misspelt field would be ignored for years."""
    with pytest.raises(ManifestError, match=r"unknown field licence; known are .*license"):
        _parse(licence="CC0-1.0")


@pytest.mark.parametrize("line", ["{", "[1]", '"p0"'])
def test_a_line_that_is_no_object_is_refused_by_number(line, tmp_path):
    """A cut-off download would give a traceback of the JSON parser."""
    path = tmp_path / "manifest.jsonl"
    path.write_text(json.dumps(VALUES) + "\n\n" + line + "\n")
    with pytest.raises(ManifestError, match=f"{path.name}:3: "):
        read_manifest(path)


def test_a_row_without_any_file_is_refused():
    """It would fail later, where nobody knows the row."""
    with pytest.raises(ManifestError, match="neither an image nor a lineart"):
        _parse(image=None)


def test_what_the_manifest_calls_val_stays_val():
    """A validation picture would be counted as training or as test."""
    rows = [replace(row, split="val") for row in _groups(200)]
    assert {split_of(row) for row in rows} == {"val"}


def test_about_one_group_in_forty_is_held_back():
    """A changed hash would hold back everything, or nothing, and train on the test set of released bundles."""
    held_back = [row for row in _groups(4000) if split_of(row) == "test"]
    assert 70 <= len(held_back) <= 130


def test_held_back_groups_do_not_change():
    """Another rule, or Python's salted hash, would train on the groups that earlier bundles were judged on."""
    assert [row.group for row in _groups(120) if split_of(row) == "test"] == ["group-33", "group-52", "group-109"]


def test_a_selection_leaves_out_other_tiers_and_splits():
    """GPL pictures, or the held-back ones, would be trained on."""
    rows = _groups(200)
    rows += [replace(row, id="gpl", tier="gpl") for row in rows]
    chosen = select(rows, split="train", tiers=("permissive", "attribution"))
    assert chosen == [row for row in rows[:200] if split_of(row) == "train"]
    assert 0 < len(chosen) < 200


@pytest.mark.parametrize(("how", "said"), [({"split": "dev"}, "dev"), ({"split": "val", "tiers": ["cc"]}, "cc")])
def test_a_selection_of_an_unknown_split_or_tier_is_refused(how, said):
    """A misspelt tier would select nothing, silently."""
    with pytest.raises(ManifestError, match=f"unknown (split|tier) '?{said}'?; known are"):
        select(_groups(3), **how)


def test_a_missing_manifest_is_named(tmp_path: Path):
    """The user would not learn which path was tried."""
    with pytest.raises(ManifestError, match=r"no manifest at .*nowhere.jsonl"):
        read_manifest(tmp_path / "nowhere.jsonl")


@pytest.mark.parametrize("tier", CLOSED_TIERS)
def test_what_has_no_open_licence_is_selected_by_name_alone(tier):
    """Somebody who names no tier would learn from pictures that nobody gave away."""
    rows = [replace(row, tier=tier) for row in _groups(5)]
    assert select(rows, split="train") == []
    assert select(rows, split="train", tiers=RELEASED_TIERS) == []
    assert select(rows, split="train", tiers=(tier,)) == rows
