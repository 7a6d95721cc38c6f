"""Contact sheets: lines with hints, each method's page, the original, side by side with labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from nurie.evaluation.fillers import fill_nearest
from nurie.evaluation.metrics import Case

U8 = NDArray[np.uint8]

CELL_PX = 256
_GAP_PX = 8
_HEAD_PX = 26
_LABEL_PX = 20
_TEXT_PX = 15
_RIM = 150


@dataclass(frozen=True, slots=True, eq=False)
class SheetRow:
    """One line of a contact sheet.

    Attributes:
        label: which picture it is.
        pictures: (h, w, 3) uint8 thumbnails of at most 256 px: lines with hints, each method, the original.
    """

    label: str
    pictures: tuple[U8, ...]


def sheet_row(cases: Sequence[Case]) -> SheetRow:
    """The line of one picture, from its cases in the table's order of methods."""
    sample = cases[0].sample
    marked = show_hints(sample.lineart, cases[0].hint_map)
    pictures = (marked, *(case.image for case in cases), sample.picture)
    return SheetRow(sample.id, tuple(_thumbnail(picture) for picture in pictures))


def show_hints(lineart: U8, hint_map: U8) -> U8:
    """Draw the hints, one pixel larger all round and with a grey rim, over the lines.

    Returns:
        (H, W, 3) uint8 sRGB, the lines paler than they are, so that dark hints stand out; the rim shows white ones.
    """
    page = cv2.cvtColor(lineart // 2 + 127, cv2.COLOR_GRAY2RGB)
    if hint_map[..., 3].any():
        reach, rim = (cv2.dilate(hint_map[..., 3], np.ones((k, k), np.uint8)) > 0 for k in (3, 5))
        page[rim] = _RIM
        page[reach] = fill_nearest(hint_map, lineart)[reach]
    return page


def draw_sheet(rows: Sequence[SheetRow], headings: Sequence[str]) -> U8:
    """Lay the rows out on white, one column per picture of a row, `headings` above, each row's label over it.

    Returns:
        (H, W, 3) uint8 sRGB.
    """
    width = len(headings) * (CELL_PX + _GAP_PX) + _GAP_PX
    tops = np.cumsum([_HEAD_PX, *(_row_px(row) for row in rows)])
    canvas = np.full((int(tops[-1]) + _GAP_PX, width, 3), 255, np.uint8)
    for row, top in zip(rows, tops, strict=False):
        for column, picture in enumerate(row.pictures):
            height, used = picture.shape[:2]
            left = _left(column) + (CELL_PX - used) // 2
            canvas[top + _LABEL_PX : top + _LABEL_PX + height, left : left + used] = picture
    texts = [(_left(column), 4, text) for column, text in enumerate(headings)]
    texts += [(_GAP_PX, int(top), row.label) for row, top in zip(rows, tops, strict=False)]
    return _written(canvas, texts)


def _left(column: int) -> int:
    return _GAP_PX + column * (CELL_PX + _GAP_PX)


def _row_px(row: SheetRow) -> int:
    return _LABEL_PX + max(len(picture) for picture in row.pictures) + _GAP_PX


def _written(canvas: U8, texts: Sequence[tuple[int, int, str]]) -> U8:
    image = Image.fromarray(canvas)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=_TEXT_PX)
    for x, y, text in texts:
        draw.text((x, y), text, fill=(40, 40, 40), font=font)
    return np.asarray(image)


def _thumbnail(picture: U8) -> U8:
    height, width = picture.shape[:2]
    factor = min(CELL_PX / height, CELL_PX / width, 1)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
