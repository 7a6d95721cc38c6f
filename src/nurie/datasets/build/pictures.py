"""Shards as pictures to train on: read once into the mapped cache, with the regions and flats that were found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.files import sha256_of
from nurie.datasets.build.build import INDEX
from nurie.datasets.build.example import Example
from nurie.datasets.build.shard import read_tar
from nurie.datasets.cache import Picture, PictureCache, built_once
from nurie.datasets.manifest import Row, parse_row, split_of
from nurie.errors import ManifestError


@dataclass(frozen=True, slots=True)
class Choice:
    """Which examples: of a split, of some tiers, without some kinds of line pictures; reduced to a short side."""

    split: str
    tiers: tuple[str, ...]
    skip_kinds: tuple[str, ...]
    short_px: int

    def wants(self, row: Row) -> bool:
        return split_of(row) == self.split and row.tier in self.tiers and row.lineart_kind not in self.skip_kinds


def is_index(path: Path) -> bool:
    return path.name == INDEX


def open_shards(path: Path, cache: str | Path, choice: Choice) -> PictureCache:
    """Open the examples of a folder of shards, given by its index.json.

    Raises:
        ManifestError: no index, a shard that is missing or is not what the index says, or nothing to choose.
    """
    shards = _shards(path, choice.split)
    rows = [row for shard in shards for row in _rows(path, shard, choice)]
    if not rows:
        raise ManifestError(
            f"{path} has no example of split {choice.split} and tiers {', '.join(choice.tiers)} that is wanted; "
            "see tiers and sources in it"
        )
    key = ["shards", [shard["sha256"] for shard in shards], choice.short_px, [row.id for row in rows]]
    return built_once(rows, cache, key, partial(_pictures, path.parent, shards, choice))


def _shards(path: Path, split: str) -> list[dict[str, Any]]:
    """The index's entries of a split, each file compared with its checksum."""
    chosen = shards_of(path, split)
    for shard in chosen:
        file = _tar(path.parent, shard)
        if not file.is_file() or sha256_of(file) != shard["sha256"]:
            raise ManifestError(
                f"{file} is missing or is not what {path} says; delete it and run `nurie data build` again"
            )
    return chosen


def shards_of(path: Path, split: str) -> list[dict[str, Any]]:
    """The index's entries of a split. Raises ManifestError where there is no index."""
    if not path.is_file():
        raise ManifestError(f"no index at {path}; `nurie data build` writes one beside its shards")
    shards = json.loads(path.read_text(encoding="utf-8"))["shards"]
    return [shard for shard in shards if shard["name"].startswith(f"{split}-")]


def _tar(folder: Path, shard: dict[str, Any]) -> Path:
    return folder / f"{shard['name']}.tar"


def _rows(path: Path, shard: dict[str, Any], choice: Choice) -> list[Row]:
    rows = (row_of(example, shard["name"]) for example in read_tar(_tar(path.parent, shard)))
    return [row for row in rows if choice.wants(row)]


def row_of(example: Example, where: str) -> Row:
    """The manifest's row that an example was made of."""
    said = json.loads(example.files["json"])["row"]
    return parse_row(json.dumps(said), f"{where}, {example.key}")


def _pictures(folder: Path, shards: Iterable[dict[str, Any]], choice: Choice) -> Iterator[Picture]:
    for shard in shards:
        for example in read_tar(_tar(folder, shard)):
            row = row_of(example, shard["name"])
            if choice.wants(row):
                yield read_example(example, row, choice.short_px)


def read_example(example: Example, row: Row, short_px: int) -> Picture:
    """The picture of an example, with its registered lines, its regions and their flat colours where it has them."""
    files = example.files
    colors = cv2.cvtColor(_decoded(files["picture.webp"], cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    size = _size(colors, short_px)
    lines = _decoded(files["lines.png"], cv2.IMREAD_GRAYSCALE) if "lines.png" in files else None
    if "regions.png" not in files:
        return Picture(row, _resized(colors, size), None if lines is None else _resized(lines, size))
    regions = _resized(_decoded(files["regions.png"], cv2.IMREAD_UNCHANGED), size, cv2.INTER_NEAREST)
    flats = _npy(files["flats.npy"])
    there = np.bincount(regions.ravel(), minlength=len(flats)) > 0  # small ones may be gone
    dense = (np.cumsum(there) - 1).astype(np.uint16)[regions]
    return Picture(
        row, _resized(colors, size), None if lines is None else _resized(lines, size),
        dense, flats[there],
    )  # fmt: skip


def _decoded(content: bytes, mode: int) -> NDArray[Any]:
    return cv2.imdecode(np.frombuffer(content, np.uint8), mode)


def _npy(content: bytes) -> NDArray[np.uint8]:
    return np.load(BytesIO(content), allow_pickle=False)


def _size(colors: NDArray[np.uint8], short_px: int) -> tuple[int, int]:
    """(width, height) reduced to a short side."""
    height, width = colors.shape[:2]
    scale = min(1.0, short_px / min(height, width))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _resized(picture: NDArray[Any], size: tuple[int, int], how: int = cv2.INTER_AREA) -> NDArray[Any]:
    return picture if picture.shape[1::-1] == size else cv2.resize(picture, size, interpolation=how)
