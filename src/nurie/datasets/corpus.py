"""The corpus's pictures, decoded once into a cache together with what is found in them: flats and edges."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.datasets.cache import Picture, PictureCache, built_once
from nurie.datasets.flats import find_flats
from nurie.datasets.hed import hed_sides
from nurie.datasets.manifest import Row
from nurie.datasets.parallel import map_in_order
from nurie.errors import ManifestError

U8 = NDArray[np.uint8]
_FOUND = 1  # of how flats and edges are found; another number makes the caches anew
_HED_ZOOM = 1.0  # enlarged twofold, lines would be half as wide, and cost five times as much


def open_corpus(
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
    picture = find_flats(decode(row, root, short_px))
    if row.lineart or zlib.crc32(row.id.encode()) >= hed * 2**32:
        return picture
    return replace(picture, sides=hed_sides(picture.colors, zoom=_HED_ZOOM))


def decode(row: Row, root: Path, short_px: int) -> Picture:
    """Read a row's files, reduced to a short side. Raises ManifestError as `open_corpus` does."""
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
