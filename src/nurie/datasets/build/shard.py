"""One shard: examples in a tar file that webdataset reads, and a record of them. The same task, the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from nurie.core.files import replacing, sha256_of
from nurie.datasets.build.example import FORMAT, Example, LeftOut, Recipe, make_example
from nurie.datasets.manifest import Row
from nurie.errors import ManifestError


@dataclass(frozen=True, slots=True)
class Task:
    """All that a shard depends on.

    Attributes:
        name: of the shard, for example train-000003.
        items: rows, each with the folder of its manifest.
        recipe: how examples are made.
        folder: where NAME.tar and NAME.json are written.
    """

    name: str
    items: tuple[tuple[Row, Path], ...]
    recipe: Recipe
    folder: Path

    @property
    def digest(self) -> str:
        """Of the rows (with the sha256 of their pictures) and the recipe, not of where files lie."""
        said = [FORMAT, asdict(self.recipe), [asdict(row) for row, _ in self.items]]
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    @property
    def record_path(self) -> Path:
        return self.folder / f"{self.name}.json"

    @property
    def tar_path(self) -> Path:
        return self.folder / f"{self.name}.tar"


def build_shard(task: Task) -> dict[str, Any]:
    """Build a shard, or take the one that is there where it was built of the same.

    Depends on nothing but the task and the files that it names; the tar is written first, then the record, each
    whole or not at all. May run anywhere that sees both folders, any number of times.

    Returns:
        the record: name, digest (of the task), sha256, bytes, examples, left_out (id → reason), tiers and sources
        with their numbers of examples.
    """
    if (record := read_record(task)) is not None:
        return record
    left_out: dict[str, str] = {}
    kept: list[Row] = []
    with replacing(task.tar_path) as temporary:
        with temporary.open("wb") as out:
            write_tar(out, _examples(task, kept, left_out))
        size, digest = temporary.stat().st_size, sha256_of(temporary)
    record = {
        "name": task.name, "digest": task.digest, "sha256": digest, "bytes": size, "examples": len(kept),
        "left_out": left_out, "tiers": _counted(row.tier for row in kept), "sources": _counted(r.source for r in kept),
    }  # fmt: skip
    with replacing(task.record_path) as temporary:
        temporary.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return record


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def read_record(task: Task) -> dict[str, Any] | None:
    """The record of a shard that is there whole and was built of the same, or None."""
    if not task.record_path.is_file() or not task.tar_path.is_file():
        return None
    record = json.loads(task.record_path.read_text(encoding="utf-8"))
    same = record["digest"] == task.digest and record["bytes"] == task.tar_path.stat().st_size
    return record if same else None


def _examples(task: Task, kept: list[Row], left_out: dict[str, str]) -> Iterator[Example]:
    for row, root in task.items:
        made = make_example(row, root, task.recipe)
        if isinstance(made, LeftOut):
            left_out[row.id] = made.reason
        else:
            kept.append(row)
            yield made


def write_tar(out: BinaryIO, examples: Iterable[Example]) -> None:
    """Write examples one after the other; names are KEY.PART, and nothing tells when or by whom.

    Source: the WebDataset convention: files of one example follow each other, and their names are the same up to the
    first dot.
    """
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for example in examples:
            for part, content in sorted(example.files.items()):
                member = tarfile.TarInfo(f"{example.key}.{part}")
                member.size, member.mode = len(content), 0o644
                archive.addfile(member, io.BytesIO(content))


def read_tar(path: Path) -> Iterator[Example]:
    """Examples of a shard, in order. Raises ManifestError where the file is damaged."""
    try:
        with tarfile.open(path, "r|") as archive:
            yield from (example for example, _ in examples_in(archive))
    except tarfile.TarError as error:
        raise ManifestError(f"{path} is damaged ({error}); build it again") from None


def examples_in(archive: tarfile.TarFile, *, only: Sequence[str] = ()) -> Iterator[tuple[Example, range]]:
    """Examples of an open tar, in order, each with the bytes of the tar that hold it.

    Args:
        archive: open for reading.
        only: the parts whose content is read; all by default.
    """
    key, start, end, files = "", 0, 0, {}
    for member in archive:
        name, _, part = member.name.partition(".")
        if name != key and files:
            yield Example(key, files), range(start, end)
            files = {}
        if not files:
            start = member.offset
        stream = archive.extractfile(member) if not only or part in only else None
        key, files[part] = name, stream.read() if stream else b""
        end = member.offset_data + -(-member.size // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE
    if files:
        yield Example(key, files), range(start, end)
