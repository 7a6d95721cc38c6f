"""The corpus's vector drawings again, in other colours and shaded: made once into a cache."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from nurie.datasets.cache import Picture, PictureCache, built_once
from nurie.datasets.corpus import decode
from nurie.datasets.manifest import Row
from nurie.datasets.parallel import map_in_order

SOURCE = "recolored"
KIND = "vector"
_SHADED = 0.8  # share of the pictures that get light and shadow
_VERSION = 2  # of what is done; another number makes the cache anew


def open_recolored(
    rows: Iterable[Row], root: str | Path, folder: str | Path, *, short_px: int, variants: int
) -> PictureCache:
    """`variants` new pictures of each vector row, with exact regions; rows and files as in `corpus.open_corpus`.

    Author, licence and origin stay those of the drawing; the source is `SOURCE`.
    """
    vector = [row for row in rows if row.image and row.lineart and row.lineart_kind == KIND]
    work = [
        (replace(row, id=f"{row.id}~{number}", source=SOURCE), number)
        for row in vector for number in range(variants)
    ]  # fmt: skip
    key = [SOURCE, _VERSION, short_px, variants, [[row.id, row.sha256] for row in vector]]
    change = partial(_change, root=Path(root), short_px=short_px)
    return built_once([row for row, _ in work], folder, key, lambda: map_in_order(change, work))


def _change(work: tuple[Row, int], *, root: Path, short_px: int) -> Picture:
    from nurie.datasets.recolor import recolor, shade_picture
    from nurie.datasets.vector import find_regions, mean_colors

    row, number = work
    picture = decode(row, root, short_px)
    rng = np.random.default_rng([int(row.sha256[:8], 16), number])
    regions = find_regions(picture.colors)
    colors = recolor(picture.colors, regions, rng)
    flat = mean_colors(colors, regions)
    if rng.random() < _SHADED:
        colors = shade_picture(colors, regions, rng)
    return Picture(row, colors, picture.lineart, regions.ids.astype(np.uint16), flat)
