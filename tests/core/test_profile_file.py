"""Profiles as files: what is written is read again, and what is wrong is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from nurie.core.profile_file import (
    MEASURES,
    profile_from_json,
    profile_to_json,
    read_profile,
    to_profiles,
    write_profile,
)
from nurie.core.types import Profile, ProfileRegion
from nurie.errors import ProfileError

MIKA = Profile(
    "ミカ",
    "plain 0",
    "things",
    (
        ProfileRegion((200, 30, 20), ((0.25, 0.75), (0.5, 0.5)), tuple(range(len(MEASURES)))),
        ProfileRegion((20, 30, 200), ((1.0, 0.0), (0.0, 1.0)), (0.5,) * len(MEASURES)),
        ProfileRegion((200, 30, 20), ((0.1, 0.9), (0.0, 1.0)), (-3.25,) * len(MEASURES)),
    ),
)


def test_a_profile_survives_its_file(tmp_path: Path):
    """Prevents a profile that changes when it is kept."""
    write_profile(tmp_path / "mika.json", MIKA)
    assert read_profile(tmp_path / "mika.json") == MIKA
    assert to_profiles([tmp_path / "mika.json", MIKA]) == (MIKA, MIKA)
    assert MIKA.colors == ((200, 30, 20), (20, 30, 200))


def test_no_profile_is_overwritten_unasked(tmp_path: Path):
    """Prevents that a finished profile is lost."""
    path = tmp_path / "mika.json"
    path.write_text("kept")
    with pytest.raises(ProfileError, match=r"exists already; .*--force"):
        write_profile(path, MIKA)
    assert path.read_text() == "kept"
    write_profile(path, MIKA, force=True)
    assert read_profile(path) == MIKA


def _put(*keys: str | int, value: object) -> Callable[[dict], None]:
    def change(values: dict) -> None:
        part = values
        for key in keys[:-1]:
            part = part[key]
        part[keys[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (_put("version", value=7), "version 7, this nurie reads version 1; make it again"),
        (_put("colour", value=1), "unknown key 'colour'; known are version"),
        (lambda values: values.pop("model"), "key 'model' is missing"),
        (_put("name", value=3), "name is '3'; expected str"),
        (_put("look", value="smell"), "look is 'smell'; known are things, colors"),
        (_put("measures", value=["size"]), r"measures are \['size'\]; expected"),
        (_put("regions", value=[]), "it has no regions"),
        (_put("regions", 0, value="red"), "region 1: found a str, expected an object"),
        (_put("regions", 1, "odds", value=[[0.5, 2]]), "region 2: odds is .* expected lists of shares"),
        (_put("regions", 1, "odds", value=[[0.5], [0.5]]), "odds of several lengths"),
        (_put("regions", 2, "measures", value=[1, 2]), "region 3: measures is .* expected 9 numbers"),
        (_put("regions", 2, "measures", 0, value=True), "region 3: measures is"),
        (_put("regions", 0, "color", value="red"), "region 1.*'red'"),
    ],
)
def test_what_is_wrong_is_named(change: Callable[[dict], None], text: str):
    """Prevents colours from a file that only looks like a profile."""
    values = json.loads(profile_to_json(MIKA))
    change(values)
    with pytest.raises(ProfileError, match=text):
        profile_from_json(json.dumps(values))


def test_files_that_are_no_profiles(tmp_path: Path):
    """Prevents a traceback for the wrong file."""
    with pytest.raises(ProfileError, match=r"no profile at .*absent\.json; `nurie profile make"):
        read_profile(tmp_path / "absent.json")
    (tmp_path / "page.json").write_bytes(b"\x89PNG\xff")
    with pytest.raises(ProfileError, match=r"page\.json: not JSON"):
        read_profile(tmp_path / "page.json")
    with pytest.raises(ProfileError, match="expected a list"):
        to_profiles("mika.json")
    with pytest.raises(ProfileError, match=r"profiles are \.json: -o mika\.json"):
        write_profile(tmp_path / "mika.png", MIKA)
