"""Flats in parts: one per colour or per region, each with its mask, cropped to where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nurie.core.blend import STRIP_ROWS
from nurie.core.types import Rgb
from nurie.errors import OptionError

_BARE = 1 << 24  # in place of the colour of what nobody painted
MOST_PARTS = 1000  # layers that paint programs still handle; Photoshop itself ends at 8000

U8 = NDArray[np.uint8]
Ids = NDArray[np.uint16]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One colour of the flats, or of one region of them.

    Attributes:
        name: as the layer is called.
        color: its only colour.
        ids: (h, w) uint16 view, cropped to the part's bounding box.
        number: the value in `ids` that marks it.
        left, top: where the box lies on the page.
    """

    name: str
    color: Rgb
    ids: Ids
    number: int
    left: int
    top: int

    def mask(self) -> U8:
        """(h, w) uint8, 255 where the part is, 0 elsewhere."""
        mask = (self.ids == self.number).view(np.uint8)
        return np.negative(mask, out=mask)


def parts_by_color(flats: U8, painted: NDArray[np.bool_] | None = None) -> list[Part]:
    """One part per colour of (H, W, 3) uint8 flats, called "#rrggbb", sorted by colour.

    Args:
        flats: (H, W, 3) uint8.
        painted: (H, W) bool, the pixels that belong to parts; None for all.

    Raises:
        OptionError: above 1000 colours.
    """
    ids, packed = _colors_of(flats, painted)
    colors = [_unpack(value) for value in packed]
    return _painted(_parts(ids, colors, [_hex(color) for color in colors]), packed)


def parts_by_region(
    flats: U8, regions: NDArray[np.int32], painted: NDArray[np.bool_] | None = None
) -> list[Part]:
    """One part per region, called "12 #rrggbb"; a region that holds several colours gives a part for each.

    Args:
        flats: (H, W, 3) uint8.
        regions: (H, W) int32, 0 or more.
        painted: as of `parts_by_color`.

    Raises:
        OptionError: above 1000 regions or colours.
    """
    region_ids, numbers = _compact(regions, int(regions.max()) + 1, "regions")
    color_ids, packed = _colors_of(flats, painted)
    pairs = region_ids.astype(np.int32) * len(packed) + color_ids
    ids, found = _compact(pairs, len(numbers) * len(packed), "regions")
    colors = [_unpack(packed[pair % len(packed)]) for pair in found]
    names = [f"{numbers[pair // len(packed)]} {_hex(color)}" for pair, color in zip(found, colors, strict=True)]
    return _painted(_parts(ids, colors, names), [packed[pair % len(packed)] for pair in found])


def _painted(parts: list[Part], packed: Sequence[int]) -> list[Part]:
    return [part for part, value in zip(parts, packed, strict=True) if value != _BARE]


def _colors_of(flats: U8, painted: NDArray[np.bool_] | None) -> tuple[Ids, list[int]]:
    packed = np.empty(flats.shape[:2], np.int32)
    for top in range(0, len(flats), STRIP_ROWS):
        strip = flats[top : top + STRIP_ROWS].astype(np.int32)
        packed[top : top + STRIP_ROWS] = strip[..., 0] << 16 | strip[..., 1] << 8 | strip[..., 2]
    if painted is not None:
        packed[~painted] = _BARE
    return _compact(packed, _BARE + 1, "colours")


def _compact(values: NDArray[np.int32], size: int, what: str) -> tuple[Ids, list[int]]:
    """Number the values that occur, all below `size`: (H, W) numbers from 0, and the value of each number."""
    occurs = np.zeros(size, bool)
    occurs[values] = True
    found = np.flatnonzero(occurs)
    if len(found) > MOST_PARTS:
        other = "per-region" if what == "colours" else "per-color"
        raise OptionError(
            f"the flats have {len(found)} {what}, at most {MOST_PARTS} become layers of their own; "
            f"try --layers {other}, or leave --layers out for one layer of flats"
        )
    numbers = np.zeros(size, np.uint16)
    numbers[found] = np.arange(len(found))
    return numbers[values], found.tolist()


def _parts(ids: Ids, colors: Sequence[Rgb], names: Sequence[str]) -> list[Part]:
    parts = []
    for number, (top, bottom, left, right) in enumerate(_boxes(ids, len(colors))):
        parts.append(Part(names[number], colors[number], ids[top:bottom, left:right], number, left, top))
    return parts


def _boxes(ids: Ids, count: int) -> list[tuple[int, int, int, int]]:
    """(top, bottom, left, right) of each of `count` numbers, which all occur; the ends are exclusive."""
    height, width = ids.shape
    in_row, in_column = np.zeros((count, height), bool), np.zeros((count, width), bool)
    columns = np.arange(width)
    for y, row in enumerate(ids):
        in_row[row, y] = True
        in_column[row, columns] = True
    return [(*_ends(rows), *_ends(found)) for rows, found in zip(in_row, in_column, strict=True)]


def _ends(marks: NDArray[np.bool_]) -> tuple[int, int]:
    return int(marks.argmax()), len(marks) - int(marks[::-1].argmax())


def _unpack(value: int) -> Rgb:
    return value >> 16, value >> 8 & 255, value & 255


def _hex(color: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)
