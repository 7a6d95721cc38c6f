"""The corpus manifest: one JSON object per picture, refused where licence, author or origin is missing."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from nurie.errors import ManifestError

SPLITS = ("train", "val", "test")
OPEN_TIERS = ("permissive", "attribution", "sharealike", "gpl")
CLOSED_TIERS = ("restricted", "unknown")  # stated, but not open (NC, ND, all rights reserved); nothing stated
TIERS = (*OPEN_TIERS, *CLOSED_TIERS)
RELEASED_TIERS = ("permissive", "attribution", "sharealike")  # what bundles that are given to others learn from
UNKNOWN = "unknown"  # a licence or an author that nobody stated
_TEST_GROUPS = {"peppercarrot-e12"}
_TEST_SHARE = 40  # one group in so many of the manifest's `train` rows is held back


@dataclass(frozen=True, slots=True)
class Row:
    """One picture of the corpus. `image` is None for a drawing that has no colours.

    `url` is the page that shows the picture, `tags` what its source says of it; both may be missing.
    """

    id: str
    image: str | None
    lineart: str | None
    split: str
    source: str
    group: str
    title: str
    author: str
    license: str
    license_url: str
    origin: str
    tier: str
    style: str
    content: str
    shading: bool
    width: int
    height: int
    sha256: str
    lineart_kind: str | None = None
    url: str | None = None
    tags: tuple[str, ...] = ()


_FIELDS = {field.name for field in fields(Row)}
_REQUIRED = ("id", "split", "source", "group", "author", "license", "origin", "tier", "width", "height", "sha256")


def read_manifest(path: str | Path) -> list[Row]:
    """Read every row of a manifest; file paths in it are relative to its folder.

    Raises:
        ManifestError: no such file, a line that is no JSON object, an unknown or missing field.
    """
    path = Path(path)
    if not path.is_file():
        raise ManifestError(
            f"no manifest at {path}; give the path of a manifest.jsonl, for example --data corpus/manifest.jsonl"
        )
    with path.open(encoding="utf-8") as lines:
        return [parse_row(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]


def parse_row(line: str, where: str) -> Row:
    """One line of a manifest; `where` opens the message of the ManifestError that refuses it."""
    try:
        values = json.loads(line)
    except ValueError as error:
        raise ManifestError(f"{where}: not JSON ({error}); expected one object per line") from None
    if not isinstance(values, dict):
        raise ManifestError(f"{where}: found a {type(values).__name__}, expected one JSON object per line")
    if unknown := sorted(set(values) - _FIELDS):
        raise ManifestError(f"{where}: unknown field {', '.join(unknown)}; known are {', '.join(sorted(_FIELDS))}")
    if missing := [name for name in _REQUIRED if not values.get(name)]:
        raise ManifestError(f"{where}: {values.get('id', 'a row')} has no {', '.join(missing)}; all need them")
    if not values.get("image") and not values.get("lineart"):
        raise ManifestError(f"{where}: {values['id']} names neither an image nor a lineart file")
    optional = {name: values.get(name) for name in _FIELDS if name not in values}
    return Row(**{**optional, **values, "tags": tuple(values.get("tags") or ())})


def split_of(row: Row) -> str:
    """`train`, `val` or `test`.

    The manifest knows `train` and `val`. `test` is held back from its `train` rows by group (one group
    in forty by a hash of its name, and one episode of hand-drawn pairs): nothing is trained or chosen on it.
    """
    if row.split != "train":
        return row.split
    held_back = row.group in _TEST_GROUPS or zlib.crc32(row.group.encode()) % _TEST_SHARE == 0
    return "test" if held_back else "train"


def select(rows: Iterable[Row], *, split: str, tiers: Iterable[str] = OPEN_TIERS) -> list[Row]:
    """The rows of one split and some licence tiers, in the manifest's order; by default those of every open tier.

    Raises:
        ManifestError: an unknown split or tier.
    """
    tiers = check_tiers(tiers)
    if split not in SPLITS:
        raise ManifestError(f"unknown split {split!r}; known are {', '.join(SPLITS)}")
    return [row for row in rows if split_of(row) == split and row.tier in tiers]


def check_tiers(tiers: Iterable[str]) -> tuple[str, ...]:
    """The tiers as a tuple. Raises ManifestError for one that does not exist."""
    tiers = tuple(tiers)
    if unknown := [tier for tier in tiers if tier not in TIERS]:
        raise ManifestError(f"unknown tier {', '.join(unknown)}; known are {', '.join(TIERS)}")
    return tiers


def closed_among(tiers: Iterable[str]) -> list[str]:
    """Those of the tiers from which nothing may be learned that is given to others."""
    return [tier for tier in tiers if tier in CLOSED_TIERS]
