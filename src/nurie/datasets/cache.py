"""The corpus decoded once into one memory-mapped file, so that a loader never waits for a decoder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.files import replacing
from nurie.datasets.manifest import Row
from nurie.errors import ManifestError

U8 = NDArray[np.uint8]
_FORMAT = 1


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One decoded picture: (H, W, 3) uint8 sRGB, and its line picture (H, W) uint8 or None."""

    row: Row
    colors: U8
    lineart: U8 | None


class PictureCache:
    """Read-only random access to the decoded pictures of `rows`, in their order."""

    def __init__(self, rows: Sequence[Row], folder: Path, index: Sequence[tuple[int, int, int, bool]]) -> None:
        self.rows = rows
        self._index = index
        self._data = np.memmap(folder / _DATA, np.uint8, "r")

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, number: int) -> Picture:
        start, height, width, has_lines = self._index[number]
        area = height * width
        colors = self._data[start : start + 3 * area].reshape(height, width, 3)
        lines = self._data[start + 3 * area : start + 4 * area].reshape(height, width) if has_lines else None
        return Picture(self.rows[number], np.asarray(colors), None if lines is None else np.asarray(lines))


_DATA, _INDEX = "pictures.u8", "index.json"


def open_cache(rows: Iterable[Row], root: str | Path, folder: str | Path, *, short_px: int) -> PictureCache:
    """Open the cache of these rows, building it first where it is missing or of other rows.

    Args:
        rows: rows with a colour picture; others are left out.
        root: the manifest's folder, to which file paths are relative.
        folder: where caches live; each gets a folder of its own, named by its content's digest.
        short_px: pictures are reduced to this short side at most.

    Raises:
        ManifestError: a picture that is missing or cannot be decoded.
    """
    rows = [row for row in rows if row.image]
    key = json.dumps([_FORMAT, short_px, [[row.id, row.sha256, row.lineart] for row in rows]])
    home = Path(folder) / hashlib.sha256(key.encode()).hexdigest()[:16]
    if not (home / _INDEX).is_file():
        _build(rows, Path(root), home, short_px)
    index = json.loads((home / _INDEX).read_text())
    return PictureCache(rows, home, [tuple(entry) for entry in index])


def _build(rows: Sequence[Row], root: Path, home: Path, short_px: int) -> None:
    """Write data, then the index: a build that was cut short has no index and is made anew."""
    home.mkdir(parents=True, exist_ok=True)
    index, position = [], 0
    with replacing(home / _DATA) as partial, partial.open("wb") as out:
        for row in rows:
            colors, lineart = _decode(row, root, short_px)
            out.write(colors.tobytes())
            if lineart is not None:
                out.write(lineart.tobytes())
            index.append((position, *colors.shape[:2], lineart is not None))
            position += colors.size + (0 if lineart is None else lineart.size)
    with replacing(home / _INDEX) as partial:
        partial.write_text(json.dumps(index))


def _decode(row: Row, root: Path, short_px: int) -> tuple[U8, U8 | None]:
    assert row.image is not None
    colors = cv2.cvtColor(_read(root / row.image, cv2.IMREAD_COLOR, row), cv2.COLOR_BGR2RGB)
    colors = _reduce(colors, short_px)
    if row.lineart is None:
        return colors, None
    return colors, _reduce(_read(root / row.lineart, cv2.IMREAD_GRAYSCALE, row), short_px)


def _read(path: Path, mode: int, row: Row) -> U8:
    picture = cv2.imread(str(path), mode)
    if picture is None:
        raise ManifestError(f"{row.id}: {path} is missing or no picture; `nurie data check` lists all such rows")
    return picture


def _reduce(picture: U8, short_px: int) -> U8:
    height, width = picture.shape[:2]
    scale = short_px / min(height, width)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
