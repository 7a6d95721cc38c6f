"""Checks a corpus: every row's licence, author, origin and files, and that no group crosses splits."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from nurie.datasets.manifest import CLOSED_TIERS, SPLITS, TIERS, UNKNOWN, Row, parse_row, read_manifest, split_of
from nurie.errors import ManifestError

COUNTED = ("tier", "license", "source")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        kind: row (unreadable, or without licence, author or origin), id, split, tier, rights (unknown ones in an
            open tier), group (in several splits), copy (the same file in several splits), file, size, hash,
            lineart (its size).
        message: where, what was found and what was expected.
    """

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a manifest holds and all that is wrong with it.

    Attributes:
        rows: number of readable rows.
        counts: field (tier, license, source) → its value → split (`split_of`) → number of pictures.
        problems: in the manifest's order within each kind; empty when the corpus is sound.
    """

    rows: int
    counts: Mapping[str, Mapping[str, Mapping[str, int]]]
    problems: tuple[Problem, ...]


def check_manifest(path: str | Path, *, threads: int = 4) -> CheckReport:
    """Check every row of a manifest and every file that it names; nothing stops at the first problem.

    Raises:
        ManifestError: there is no such manifest.
    """
    path = Path(path)
    rows, problems = _parse_rows(path)
    problems += [*_repeated_ids(rows), *_unknown_values(rows), *_unknown_rights(rows)]
    problems += [*_crossing_groups(rows), *_copies(rows)]
    with ThreadPoolExecutor(threads) as pool:
        for found in pool.map(lambda row: list(_file_problems(row, path.parent)), rows):
            problems += found
    return CheckReport(len(rows), {name: count_by(rows, name) for name in COUNTED}, tuple(problems))


def count_by(rows: Iterable[Row], name: str) -> dict[str, dict[str, int]]:
    """Pictures per value of a field and split, values in alphabetical order."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        counts[str(getattr(row, name))][split_of(row)] += 1
    return {value: {split: counts[value][split] for split in SPLITS} for value in sorted(counts)}


def _parse_rows(path: Path) -> tuple[list[Row], list[Problem]]:
    if not path.is_file():
        read_manifest(path)  # raises with the line that says what to type
    rows: list[Row] = []
    problems: list[Problem] = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                rows += [parse_row(line, f"{path.name}:{number}")] if line.strip() else []
            except ManifestError as error:
                problems.append(Problem("row", str(error)))
    return rows, problems


def _repeated_ids(rows: Sequence[Row]) -> Iterator[Problem]:
    for row_id, count in Counter(row.id for row in rows).items():
        if count > 1:
            yield Problem("id", f"{row_id}: {count} rows have this id; expected one")


def _unknown_values(rows: Sequence[Row]) -> Iterator[Problem]:
    for row in rows:
        for name, known in (("split", SPLITS), ("tier", TIERS)):
            if (value := getattr(row, name)) not in known:
                yield Problem(name, f"{row.id}: {name} is {value!r}; expected one of {', '.join(known)}")


def _unknown_rights(rows: Sequence[Row]) -> Iterator[Problem]:
    for row in rows:
        unknown = [name for name in ("license", "author") if getattr(row, name) == UNKNOWN]
        if unknown and row.tier not in CLOSED_TIERS:
            expected = f"expected the tier {UNKNOWN}, or who it is by and under what licence"
            yield Problem("rights", f"{row.id}: {' and '.join(unknown)} unknown in the tier {row.tier}; {expected}")


def _crossing_groups(rows: Sequence[Row]) -> Iterator[Problem]:
    for group, members in _grouped(rows, "group").items():
        if splits := _several_splits(members):
            yield Problem("group", f"group {group}: its {len(members)} rows lie in {splits}; expected one split")


def _copies(rows: Sequence[Row]) -> Iterator[Problem]:
    for members in _grouped(rows, "sha256").values():
        if splits := _several_splits(members):
            ids = ", ".join(row.id for row in members)
            yield Problem("copy", f"{ids}: the same file lies in {splits}; expected one split")


def _grouped(rows: Sequence[Row], name: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups


def _several_splits(rows: Sequence[Row]) -> str:
    splits = sorted({row.split for row in rows})
    return " and ".join(splits) if len(splits) > 1 else ""


def _file_problems(row: Row, root: Path) -> Iterator[Problem]:
    """Missing files, sizes and the hash; the hash is of the picture, or of the drawing where there is no picture."""
    hashed = row.image or row.lineart
    for name in filter(None, (row.image, row.lineart)):
        file = root / name
        if not file.is_file():
            yield Problem("file", f"{row.id}: no file {name} beside the manifest")
            continue
        content = file.read_bytes()
        size = _header_size(content)
        if size is None:
            yield Problem("file", f"{row.id}: {name} is no picture that can be read")
        elif size != (row.width, row.height):
            kind = "size" if name == hashed else "lineart"
            found = "{}×{}".format(*size)
            yield Problem(kind, f"{row.id}: {name} is {found} px; the row says {row.width}×{row.height}")
        if name == hashed and (digest := hashlib.sha256(content).hexdigest()) != row.sha256:
            yield Problem("hash", f"{row.id}: {name} has sha256 {digest}; the row says {row.sha256}")


def _header_size(content: bytes) -> tuple[int, int] | None:
    try:
        with Image.open(BytesIO(content)) as picture:
            return picture.size
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
