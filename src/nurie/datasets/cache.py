"""Pictures in one memory-mapped file, made once, so that a loader never waits for decoding or drawing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from nurie.core.files import replacing
from nurie.datasets.manifest import Row

U8 = NDArray[np.uint8]
_FORMAT = 5


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
        names: (N,) uint8, what each region is, an index into `things.THINGS`; None where it is not known.
    """

    row: Row
    colors: U8
    lineart: U8 | None
    regions: NDArray[np.uint16] | None = None
    region_colors: U8 | None = None
    sides: U8 | None = None
    names: U8 | None = None


class Pictures(Protocol):
    """Random access to pictures and their rows."""

    @property
    def rows(self) -> Sequence[Row]: ...

    def __len__(self) -> int: ...

    def __getitem__(self, number: int) -> Picture: ...


@runtime_checkable
class InTurn(Pictures, Protocol):
    """Pictures that are not drawn by chance: each comes once in an epoch, in an order of their own."""

    @property
    def digest(self) -> str: ...

    def turn(self, sample: int, seed: int) -> int: ...


class PictureCache:
    """Read-only random access to the pictures of `rows`, in their order."""

    def __init__(self, rows: Sequence[Row], folder: Path) -> None:
        self.rows = rows
        self._index: list[_Entry] = [_Entry(*entry) for entry in json.loads((folder / _INDEX).read_text())]
        empty = not (folder / _DATA).stat().st_size  # nothing can be mapped then
        self._data = np.empty(0, np.uint8) if empty else np.memmap(folder / _DATA, np.uint8, "r")

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, number: int) -> Picture:
        start, height, width, has_lines, colors, has_sides, has_names = self._index[number]
        area = height * width
        lengths = [
            3 * area, has_lines * area, 2 * area * bool(colors), 3 * colors, 2 * area * has_sides, colors * has_names,
        ]  # fmt: skip
        parts = np.split(np.asarray(self._data[start : start + sum(lengths)]), np.cumsum(lengths)[:-1])
        picture, lines, regions, flat, sides, names = parts
        return Picture(
            self.rows[number],
            picture.reshape(height, width, 3),
            lines.reshape(height, width) if has_lines else None,
            regions.view("<u2").reshape(height, width) if colors else None,
            flat.reshape(-1, 3) if colors else None,
            sides.reshape(height, width, 2) if has_sides else None,
            names if has_names else None,
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


class _Entry(NamedTuple):
    """Where a picture lies in the file, and which of its parts there are."""

    start: int
    height: int
    width: int
    has_lines: bool
    colors: int
    has_sides: bool
    has_names: bool


def _append(picture: Picture, out: BinaryIO) -> _Entry:
    """Write a picture; returns its entry in the index."""
    start, (height, width) = out.tell(), picture.colors.shape[:2]
    regions, flat = picture.regions, picture.region_colors
    if (regions is None) != (flat is None):
        raise ValueError(f"{picture.row.id} has regions without colours, or colours without regions")
    if picture.names is not None and (flat is None or len(picture.names) != len(flat)):
        raise ValueError(f"{picture.row.id} has {len(picture.names)} names, expected one for each region")
    out.write(picture.colors.tobytes())
    if picture.lineart is not None:
        out.write(picture.lineart.tobytes())
    if regions is not None and flat is not None:
        out.write(regions.astype("<u2").tobytes() + flat.tobytes())
    if picture.sides is not None:
        out.write(picture.sides.tobytes())
    if picture.names is not None:
        out.write(picture.names.tobytes())
    return _Entry(
        start, height, width, picture.lineart is not None, 0 if flat is None else len(flat),
        picture.sides is not None, picture.names is not None,
    )  # fmt: skip
