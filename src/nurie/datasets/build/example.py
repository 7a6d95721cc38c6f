"""One picture of the manifest to one example of a shard, or to the reason why not. A pure function of the files."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nurie.core.image_io import read_picture
from nurie.core.lineart import EXTRACTORS, extract_lineart
from nurie.datasets.build.judge import Bounds, Measures, measure, reason_against
from nurie.datasets.build.trim import Box, content_box, cut
from nurie.datasets.cache import Picture
from nurie.datasets.flats import find_flats
from nurie.datasets.manifest import Row
from nurie.errors import OptionError, PageError

U8 = NDArray[np.uint8]
FORMAT = 1  # of an example; another number builds every shard anew
_SETTINGS = {"xdog": {"threshold": 0.1}}  # its own default fills dark pictures with black
_LINES_QUALITY = 80  # half of what PNG takes, and about a grey level away from it


@dataclass(frozen=True, slots=True)
class Recipe:
    """How examples are made.

    Attributes:
        short_px: larger pictures are reduced to this short side.
        lines: names of `EXTRACTORS`; each gives a line picture.
        flats: whether regions and flats are looked for.
        quality: of the picture as WebP; 100 keeps every byte.
        bounds: what is let through.
    """

    short_px: int = 512
    lines: tuple[str, ...] = ("blackhat", "xdog", "dodge")
    flats: bool = True
    quality: int = 92
    bounds: Bounds = field(default_factory=Bounds)

    def __post_init__(self) -> None:
        if unknown := [name for name in self.lines if name not in EXTRACTORS]:
            raise OptionError(f"unknown line method {', '.join(unknown)}; known are {', '.join(EXTRACTORS)}")


@dataclass(frozen=True, slots=True)
class Example:
    """Files of one example by what follows the key in their names, for example `lines-xdog.webp`."""

    key: str
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that gives no example, and why: the word before the colon is what is counted."""

    reason: str


def make_example(row: Row, root: Path, recipe: Recipe) -> Example | LeftOut:
    """Read, judge, trim and reduce a picture, and find its lines, regions and flats.

    The files of an example: picture.webp (RGB, its lines in it), lines.png (grey, where the row has registered
    lines), lines-METHOD.webp, regions.png (16 bit, 0 to N - 1) and flats.npy ((N, 3) uint8 sRGB) where flats can be
    told apart, and json: the row, the box that was cut out, the measures.
    """
    loaded = _load(row, root)
    if isinstance(loaded, str):
        return LeftOut(loaded)
    picture, lineart = loaded
    if reason := reason_against(*picture.shape[:2], None, recipe.bounds):
        return LeftOut(reason)
    box = content_box(picture)
    picture = _reduced(cut(picture, box), recipe.short_px)
    lineart = None if lineart is None else _reduced(cut(lineart, box), recipe.short_px)
    measures = measure(picture)
    size = (box[3] - box[1], box[2] - box[0])
    if reason := reason_against(*size, measures, recipe.bounds):
        return LeftOut(reason)
    found = Picture(row, picture, lineart)
    return _packed(find_flats(found) if recipe.flats else found, box, measures, recipe)


def key_of(row: Row) -> str:
    """A name without dots, which end the key of a file in a shard."""
    return hashlib.sha256(row.id.encode()).hexdigest()[:20]


def _load(row: Row, root: Path) -> tuple[U8, U8 | None] | str:
    """The picture and its registered lines, or what is wrong with the files."""
    if not row.image:
        return "no colours: a line drawing alone"
    try:
        content = (root / row.image).read_bytes()
        if (digest := hashlib.sha256(content).hexdigest()) != row.sha256:
            return f"file: {row.image} has sha256 {digest}, the row says {row.sha256}"
        picture = read_picture(content).pixels
        lineart = cv2.cvtColor(read_picture(root / row.lineart).pixels, cv2.COLOR_RGB2GRAY) if row.lineart else None
    except (OSError, PageError) as error:
        return f"file: {error}"
    if lineart is not None and lineart.shape != picture.shape[:2]:
        return f"file: {row.lineart} is not as large as {row.image}"
    return picture, lineart


def _reduced(picture: U8, short_px: int) -> U8:
    height, width = picture.shape[:2]
    scale = short_px / min(height, width)
    if scale >= 1:
        return np.ascontiguousarray(picture)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def _packed(found: Picture, box: Box, measures: Measures, recipe: Recipe) -> Example:
    files = {"picture.webp": _webp(found.colors, recipe.quality)}
    if found.lineart is not None:
        files["lines.png"] = _png(found.lineart)
    for name in recipe.lines:
        files[f"lines-{name}.webp"] = _webp(_drawn(found.colors, name), _LINES_QUALITY)
    if found.regions is not None and found.region_colors is not None:
        files["regions.png"] = _png(found.regions)
        files["flats.npy"] = _npy(found.region_colors)
    said = {"row": asdict(found.row), "box": list(box), "measures": asdict(measures)}
    files["json"] = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    return Example(key_of(found.row), files)


def _drawn(picture: U8, method: str) -> U8:
    return extract_lineart(picture, method, **_SETTINGS.get(method, {}))


def _webp(picture: U8, quality: int) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "WEBP", quality=quality, lossless=quality == 100, method=2)
    return buffer.getvalue()


def _png(picture: NDArray[np.uint8] | NDArray[np.uint16]) -> bytes:
    _, content = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 6])
    return content.tobytes()


def _npy(values: U8) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, values, allow_pickle=False)
    return buffer.getvalue()
