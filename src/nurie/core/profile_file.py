"""Character profiles: regions of coloured sheets with what they look like, as values and as JSON files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nurie.core.image_io import making
from nurie.core.json_text import parse_json, read_text
from nurie.core.swatches import from_hex, to_hex
from nurie.core.types import Profile, ProfileRegion
from nurie.errors import PaletteError, ProfileError

PROFILE_VERSION = 1
LOOKS = ("things", "colors")
MEASURES = ("beside", "below", "size", "share", "compactness", "elongation", "solidity", "ink", "width")

_KEYS = {"version": int, "name": str, "model": str, "look": str, "measures": list, "regions": list}
_REGION_KEYS = {"color": str, "odds": list, "measures": list}
_AGAIN = "make it again: nurie profile make SHEET -o PROFILE.json"


def read_profile(path: str | Path) -> Profile:
    """Read a profile. Raises ProfileError for no such file, another version, a missing, unknown or bad value."""
    path = Path(path)
    if not path.is_file():
        raise ProfileError(f"no profile at {path}; `nurie profile make SHEET.png -o {path}` writes one")
    try:
        return profile_from_json(read_text(path), str(path))
    except ValueError as error:
        raise ProfileError(f"{path}: {error}; expected what `nurie profile make` writes") from None


def to_profiles(sources: Sequence[str | Path | Profile]) -> tuple[Profile, ...]:
    """Profiles, read where paths are given. Raises ProfileError, also for a single path in place of several."""
    if isinstance(sources, str | Path | Profile):
        raise ProfileError(f"profiles is one {type(sources).__name__}; expected a list, for example [PROFILE]")
    return tuple(source if isinstance(source, Profile) else read_profile(source) for source in sources)


def write_profile(path: str | Path, profile: Profile, *, force: bool = False) -> None:
    """Write a profile as JSON.

    Raises:
        ProfileError: the file is there and `force` is not given, or another suffix than .json.
        PageError: a folder that cannot be written.
    """
    path = Path(path)
    check_profile_target(path, force=force)
    with making(path) as temporary:
        temporary.write_text(profile_to_json(profile), encoding="utf-8")


def check_profile_target(path: Path, *, force: bool = False) -> None:
    """Refuse a path that cannot become a profile, before any work. Raises ProfileError."""
    if path.suffix.lower() != ".json":
        raise ProfileError(f"{path} ends in {path.suffix or 'no suffix'!r}; profiles are .json: -o {path.stem}.json")
    if path.exists() and not force:
        raise ProfileError(f"{path} exists already; choose another name with -o, or overwrite it with --force")


def profile_to_json(profile: Profile) -> str:
    """The text of a profile file: one region a line, numbers to four places."""
    head = {
        "version": PROFILE_VERSION, "name": profile.name, "model": profile.model,
        "look": profile.look, "measures": list(MEASURES),
    }  # fmt: skip
    regions = [
        {
            "color": to_hex(region.color),
            "odds": [[round(share, 4) for share in odds] for odds in region.odds],
            "measures": [round(number, 4) for number in region.measures],
        }
        for region in profile.regions
    ]
    lines = ",\n  ".join(json.dumps(region) for region in regions)
    return json.dumps(head, ensure_ascii=False, indent=1)[:-2] + f',\n "regions": [\n  {lines}\n ]\n}}\n'


def profile_from_json(text: str, where: str = "the profile") -> Profile:
    """Parse a profile's text. Raises ProfileError, naming what is wrong."""
    try:
        values = parse_json(text)
    except ValueError as error:
        raise ProfileError(f"{where}: not JSON ({error}); expected what `nurie profile make` writes") from None
    found = values.get("version") if isinstance(values, dict) else None
    if found != PROFILE_VERSION:
        raise ProfileError(f"{where}: version {repr(found)[:60]}, this nurie reads version {PROFILE_VERSION}; {_AGAIN}")
    _check(values, _KEYS, where)
    if values["look"] not in LOOKS:
        raise ProfileError(f"{where}: look is {values['look'][:60]!r}; known are {', '.join(LOOKS)}; {_AGAIN}")
    if tuple(values["measures"]) != MEASURES:
        raise ProfileError(
            f"{where}: measures are {str(values['measures'])[:200]}; expected {list(MEASURES)}; {_AGAIN}"
        )
    if not values["regions"]:
        raise ProfileError(f"{where}: it has no regions; expected at least one; {_AGAIN}")
    regions = tuple(_region(region, f"{where}, region {n}") for n, region in enumerate(values["regions"], 1))
    if len({tuple(map(len, region.odds)) for region in regions}) > 1:
        raise ProfileError(f"{where}: its regions have odds of several lengths; expected one; {_AGAIN}")
    return Profile(values["name"], values["model"], values["look"], regions)


def _region(values: Any, where: str) -> ProfileRegion:
    _check(values, _REGION_KEYS, where)
    odds, measures = values["odds"], values["measures"]
    if not odds or not all(isinstance(part, list) and part and all(map(_is_share, part)) for part in odds):
        raise ProfileError(f"{where}: odds is {str(odds)[:60]}; expected lists of shares from 0 to 1; {_AGAIN}")
    if len(measures) != len(MEASURES) or not all(_is_number(number) for number in measures):
        raise ProfileError(f"{where}: measures is {str(measures)[:60]}; expected {len(MEASURES)} numbers; {_AGAIN}")
    try:
        color = from_hex(values["color"], where)
    except PaletteError as error:
        raise ProfileError(str(error)) from None
    return ProfileRegion(color, tuple(tuple(map(float, part)) for part in odds), tuple(map(float, measures)))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6


def _is_share(value: Any) -> bool:
    return _is_number(value) and 0 <= value <= 1


def _check(values: Any, kinds: Mapping[str, type], where: str) -> None:
    """Refuse what is no object with exactly these keys and kinds."""
    known = ", ".join(kinds)
    if not isinstance(values, dict):
        raise ProfileError(f"{where}: found a {type(values).__name__}, expected an object with {known}; {_AGAIN}")
    if unknown := [key for key in values if key not in kinds]:
        raise ProfileError(f"{where}: unknown key {', '.join(map(repr, unknown))[:200]}; known are {known}")
    if missing := [key for key in kinds if key not in values]:
        raise ProfileError(f"{where}: key {', '.join(map(repr, missing))} is missing; expected {known}; {_AGAIN}")
    for key, kind in kinds.items():
        if not isinstance(values[key], kind):
            raise ProfileError(f"{where}: {key} is {str(values[key])[:60]!r}; expected {kind.__name__}; {_AGAIN}")
