"""The suites that pictures are judged in, and the hints that every method gets. Colours nothing itself."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nurie.core.color import rgb_to_lab
from nurie.core.lineart import extract_lineart
from nurie.core.tones import cover
from nurie.core.types import Extent, Hints, Page, Stroke
from nurie.datasets.extract import remove_lines
from nurie.datasets.manifest import Row
from nurie.datasets.simulate import simulate_hints
from nurie.errors import ManifestError, OptionError

U8 = NDArray[np.uint8]

JUDGED_SHORT_SIDE_PX = 512
GRID_PITCH_PX = 12
GRID_RADIUS_PX = 1.5
# Sorted, and never the whole table EXTRACTORS: every further name would give most pictures other lines, and no figure
# that was published could be compared with a new one. Lines of later extractors are judged in a suite of their own.
JUDGED_EXTRACTORS = ("adaptive", "blackhat", "canny", "dodge", "xdog")
LINE_BELOW = 200  # a pixel of the line art darker than this is line, as in `datasets.extract`
FULL = "full"
MAX_DOTS = 4096


def is_real(row: Row) -> bool:
    """The artist's own pencil or ink beside the artist's own colours."""
    return row.source == "peppercarrot_pairs" and row.lineart_kind in ("ink", "pencil") and bool(row.image)


def is_vector(row: Row) -> bool:
    """A vector drawing rendered with and without its fills."""
    return row.lineart_kind == "vector" and bool(row.image)


def is_anime(row: Row) -> bool:
    """Anime figures without a line picture."""
    return row.style == "anime" and bool(row.image) and not row.lineart


def is_painted(row: Row) -> bool:
    """Comic, painted and cartoon pictures without a line picture."""
    painted = row.style in ("comic", "painted", "cartoon") and row.source != "peppercarrot_pairs"
    return painted and bool(row.image) and not row.lineart


SUITES: dict[str, Callable[[Row], bool]] = {
    "real": is_real,
    "anime": is_anime,
    "painted": is_painted,
    "vector": is_vector,
}


@dataclass(frozen=True, eq=False)
class Sample:
    """One picture to be judged, all at the judged size.

    Attributes:
        id: the manifest row's.
        picture: (H, W, 3) uint8 sRGB, the original.
        lineart: (H, W) uint8, 255 paper; what every method is given.
        colors: (H, W, 3) uint8, the original without its lines; where hints take their colours.
    """

    id: str
    picture: U8
    lineart: U8
    colors: U8

    @property
    def page(self) -> Page:
        return Page(*cover(self.lineart))

    @property
    def extent(self) -> Extent:
        return Extent(*self.lineart.shape)

    @cached_property
    def lab(self) -> NDArray[np.float32]:
        """(H, W, 3) CIELAB of the original."""
        return rgb_to_lab(self.picture)

    @cached_property
    def is_line(self) -> NDArray[np.bool_]:
        return self.lineart < LINE_BELOW

    @cached_property
    def regions(self) -> NDArray[np.int32]:
        """(H, W) int32: 0 on lines, else the number of the 4-connected part of the page that lines enclose."""
        return cv2.connectedComponents((~self.is_line).astype(np.uint8), connectivity=4)[1]


def select_suite(rows: Iterable[Row], name: str, *, limit: int | None = None) -> list[Row]:
    """The rows of one suite in the manifest's order; `limit` picks that many, evenly spread.

    Raises:
        OptionError: an unknown suite.
    """
    if name not in SUITES:
        raise OptionError(f"unknown suite {name!r}; known are {', '.join(SUITES)}")
    members = [row for row in rows if SUITES[name](row)]
    return spread(members, limit)


def spread(items: list, limit: int | None) -> list:
    """At most `limit` of `items`, evenly spread, in their order."""
    if limit is None or limit >= len(items):
        return items
    return [items[(2 * i + 1) * len(items) // (2 * limit)] for i in range(limit)]


def load_sample(row: Row, folder: Path) -> Sample:
    """Read one picture and its line art, reduced to at most 512 px on the short side.

    Without a line file the line art is extracted, by the extractor that a hash of the row's id names.

    Raises:
        ManifestError: a file that is missing or no picture, or a line file of another size than its picture.
    """
    picture = reduce_to_judged(_read(folder / str(row.image), row, "RGB"))
    if row.lineart:
        lineart = reduce_to_judged(_read(folder / row.lineart, row, "L"))
    else:
        lineart = extract_lineart(picture, extractor_of(row.id))
    if lineart.shape != picture.shape[:2]:
        raise ManifestError(
            f"{row.id}: the line file is {lineart.shape[1]}x{lineart.shape[0]} px and the picture "
            f"{picture.shape[1]}x{picture.shape[0]} px; a pair must have one size"
        )
    return Sample(row.id, picture, lineart, remove_lines(picture, lineart))


def extractor_of(row_id: str) -> str:
    """The line extractor that stands for the artist of this picture; the same on every machine."""
    return JUDGED_EXTRACTORS[zlib.crc32(row_id.encode()) % len(JUDGED_EXTRACTORS)]


def _read(path: Path, row: Row, mode: str) -> U8:
    try:
        with Image.open(path) as image:
            return np.asarray(image.convert(mode))
    except OSError as error:
        raise ManifestError(
            f"{row.id}: cannot read {path} ({error}); find what else is wrong with `nurie data check MANIFEST`"
        ) from None


def reduce_to_judged(picture: U8) -> U8:
    """Shrink by area averaging to a short side of 512 px; smaller pictures stay as they are."""
    height, width = picture.shape[:2]
    factor = JUDGED_SHORT_SIDE_PX / min(height, width)
    if factor >= 1:
        return picture
    return cv2.resize(picture, (round(width * factor), round(height * factor)), interpolation=cv2.INTER_AREA)


def parse_levels(text: str) -> tuple[int | str, ...]:
    """Hint levels from "0,4,16,64,full": numbers of dots, or "full" for the dense grid.

    Raises:
        OptionError: an empty, unknown or repeated level.
    """
    words = [word.strip() for word in text.split(",")]
    wrong = [word for word in words if word != FULL and not (word.isdecimal() and int(word) <= MAX_DOTS)]
    levels = tuple(word if word == FULL else int(word) for word in words if word not in wrong)
    if wrong or len(set(levels)) != len(levels):
        raise OptionError(
            f"hint levels {text!r}; expected different numbers from 0 to {MAX_DOTS} or `{FULL}`, "
            "separated by commas, for example --hints 0,4,16,64,full"
        )
    return levels


def draw_hints(sample: Sample, level: int | str, *, seed: int) -> Hints:
    """The hints of one picture at one level, the same for every method and on every machine.

    Returns:
        no strokes for level 0, that many simulated dots for a number, the dense grid for "full".
    """
    if level == FULL:
        return grid_hints(sample)
    if level == 0:
        return Hints(sample.extent)
    rng = np.random.default_rng(seed + zlib.crc32(sample.id.encode()))
    return simulate_hints("dots", sample.colors, sample.lineart, rng, count=int(level))


def grid_hints(sample: Sample) -> Hints:
    """Dots of radius 1.5 px every 12 px, coloured by the 3x3 mean of the line-free picture.

    A dot whose centre is on a line is left out: it would mark both sides of the line at once.
    """
    means = cv2.blur(sample.colors, (3, 3))
    height, width = sample.extent
    start = GRID_PITCH_PX // 2
    places = [
        (x, y)
        for y in range(start, height, GRID_PITCH_PX)
        for x in range(start, width, GRID_PITCH_PX)
        if not sample.is_line[y, x]
    ]
    strokes = (Stroke(((x, y),), tuple(means[y, x].tolist()), GRID_RADIUS_PX) for x, y in places)
    return Hints(sample.extent, tuple(strokes))
