"""Pictures decoded or drawn once into one memory-mapped file, so that a loader never waits for either."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.files import replacing
from nurie.datasets.manifest import Row
from nurie.datasets.parallel import map_in_order
from nurie.errors import ManifestError

U8 = NDArray[np.uint8]
_FORMAT = 3
_FOUND = 1  # of how flats and edges are found; another number makes the caches anew
_HED_ZOOM = 1.0  # enlarged twofold, lines would be half as wide, and cost five times as much


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One decoded picture.

    Attributes:
        row: where it comes from.
        colors: (H, W, 3) uint8 sRGB; without any line where `row.lineart_kind` is "drawn".
        lineart: (H, W) uint8, 255 paper, or None.
        regions: (H, W) uint16 numbers of the areas of one flat colour, or None where they are not known.
        region_colors: (N, 3) uint8 sRGB, the flat colour of each; None without regions.
        sides: (H, W, 2) uint8 of `hed.hed_sides`, or None.
    """

    row: Row
    colors: U8
    lineart: U8 | None
    regions: NDArray[np.uint16] | None = None
    region_colors: U8 | None = None
    sides: U8 | None = None


class Pictures(Protocol):
    """Random access to pictures and their rows."""

    @property
    def rows(self) -> Sequence[Row]: ...

    def __len__(self) -> int: ...

    def __getitem__(self, number: int) -> Picture: ...


class PictureCache:
    """Read-only random access to the pictures of `rows`, in their order."""

    def __init__(self, rows: Sequence[Row], folder: Path) -> None:
        self.rows = rows
        self._index: list[tuple[int, int, int, bool, int, bool]] = json.loads((folder / _INDEX).read_text())
        self._data = np.memmap(folder / _DATA, np.uint8, "r")

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, number: int) -> Picture:
        start, height, width, has_lines, colors, has_sides = self._index[number]
        area = height * width
        lengths = [3 * area, has_lines * area, 2 * area * bool(colors), 3 * colors, 2 * area * has_sides]
        parts = np.split(np.asarray(self._data[start : start + sum(lengths)]), np.cumsum(lengths)[:-1])
        picture, lines, regions, flat, sides = parts
        return Picture(
            self.rows[number],
            picture.reshape(height, width, 3),
            lines.reshape(height, width) if has_lines else None,
            regions.view("<u2").reshape(height, width) if colors else None,
            flat.reshape(-1, 3) if colors else None,
            sides.reshape(height, width, 2) if has_sides else None,
        )


class JoinedPictures:
    """Several caches as one, one after the other."""

    def __init__(self, parts: Sequence[Pictures]) -> None:
        self._parts = parts
        self.rows = [row for part in parts for row in part.rows]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, number: int) -> Picture:
        for part in self._parts:
            if number < len(part):
                return part[number]
            number -= len(part)
        raise IndexError(number)


_DATA, _INDEX = "pictures.u8", "index.json"


def open_cache(
    rows: Iterable[Row], root: str | Path, folder: str | Path, *, short_px: int, hed: float = 0.0
) -> PictureCache:
    """Open the cache of these rows, building it first, on all cores, where it is missing or of other rows.

    Args:
        rows: rows with a colour picture; others are left out.
        root: the manifest's folder, to which file paths are relative.
        folder: where caches live; each gets a folder of its own, named by its content's digest.
        short_px: pictures are reduced to this short side at most.
        hed: share of the pictures without lines whose sides of HED are kept, too.

    Raises:
        ManifestError: a picture that is missing or cannot be decoded.
    """
    rows = [row for row in rows if row.image]
    key = [short_px, hed, _FOUND, [[row.id, row.sha256, row.lineart] for row in rows]]
    work = partial(_looked_at, root=Path(root), short_px=short_px, hed=hed)
    return built_once(rows, folder, key, lambda: map_in_order(work, rows))


def _looked_at(row: Row, *, root: Path, short_px: int, hed: float) -> Picture:
    """A decoded picture with what is found in it: flats, and for a share of those without lines their edges."""
    from nurie.datasets.flats import find_flats
    from nurie.datasets.hed import hed_sides

    picture = find_flats(decode(row, root, short_px))
    if row.lineart or zlib.crc32(row.id.encode()) >= hed * 2**32:
        return picture
    return replace(picture, sides=hed_sides(picture.colors, zoom=_HED_ZOOM))


def built_once(
    rows: Sequence[Row], folder: str | Path, key: object, pictures: Callable[[], Iterable[Picture]]
) -> PictureCache:
    """The cache in `folder` that `key` names, made from `pictures` (one for each row, in order) if it is not there.

    Data is written first, then the index: a build that was cut short has no index and is made anew.
    """
    home = Path(folder) / hashlib.sha256(json.dumps([_FORMAT, key]).encode()).hexdigest()[:16]
    if not (home / _INDEX).is_file():
        home.mkdir(parents=True, exist_ok=True)
        with replacing(home / _DATA) as unfinished, unfinished.open("wb") as out:
            index = [_append(picture, out) for picture in pictures()]
        with replacing(home / _INDEX) as unfinished:
            unfinished.write_text(json.dumps(index))
    return PictureCache(rows, home)


def _append(picture: Picture, out: BinaryIO) -> tuple[int, int, int, bool, int, bool]:
    """Write a picture; returns where, its height and width, and which of its other parts there are."""
    start, (height, width) = out.tell(), picture.colors.shape[:2]
    regions, flat = picture.regions, picture.region_colors
    if (regions is None) != (flat is None):
        raise ValueError(f"{picture.row.id} has regions without colours, or colours without regions")
    out.write(picture.colors.tobytes())
    if picture.lineart is not None:
        out.write(picture.lineart.tobytes())
    if regions is not None and flat is not None:
        out.write(regions.astype("<u2").tobytes() + flat.tobytes())
    if picture.sides is not None:
        out.write(picture.sides.tobytes())
    colors = 0 if flat is None else len(flat)
    return start, height, width, picture.lineart is not None, colors, picture.sides is not None


def decode(row: Row, root: Path, short_px: int) -> Picture:
    """Read a row's files, reduced to a short side. Raises ManifestError as `open_cache` does."""
    assert row.image is not None
    colors = cv2.cvtColor(_read(root / row.image, cv2.IMREAD_COLOR, row), cv2.COLOR_BGR2RGB)
    colors = _reduce(colors, short_px)
    if row.lineart is None:
        return Picture(row, colors, None)
    return Picture(row, colors, _reduce(_read(root / row.lineart, cv2.IMREAD_GRAYSCALE, row), short_px))


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
