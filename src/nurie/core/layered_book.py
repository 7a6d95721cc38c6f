"""A layered document: its layers, the drawing and the hints among them by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nurie.core.blend import STRIP_ROWS
from nurie.core.types import Extent

_LINES = re.compile(r"(lines?|line ?art|inks?|線画|主線)[ _-]*\d*", re.IGNORECASE)
_HINTS = re.compile(r"(nurie[ _-]?)?(hints?|ヒント)[ _-]*\d*", re.IGNORECASE)
_MOST_SHARE = 4  # pixels of all layers that are laid over one another, in times of the most that a picture may have

Rgba = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One layer of pixels: its own name and its groups', where it lies, and its (h, w, 4) uint8 when read."""

    names: tuple[str, ...]
    visible: bool
    left: int
    top: int
    read: Callable[[], Rgba]

    def is_called(self, pattern: re.Pattern[str]) -> bool:
        """Its name, or that of a group it is in, is one of these."""
        return any(pattern.fullmatch(name.strip()) for name in self.names)


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """A layered document: its size, what it says of its pixels, its merged picture, its layers from the bottom."""

    extent: Extent
    info: dict[str, Any]
    merged: Callable[[], Image.Image]
    leaves: tuple[Leaf, ...]

    def picture(self) -> Image.Image:
        """The merged picture."""
        image = self.merged()
        image.info.update(self.info)
        return image

    def lines(self) -> tuple[Image.Image, str] | None:
        """The layers called like line art, merged to RGBA, and a name among them; visible ones where there are any."""
        found = [leaf for leaf in self.leaves if leaf.is_called(_LINES)]
        stacked = self._stacked([leaf for leaf in found if leaf.visible] or found)
        return None if stacked is None else (stacked, next(n for n in found[-1].names if _LINES.fullmatch(n.strip())))

    def hints(self) -> Image.Image | None:
        """The layers called like hints, hidden ones too, merged to RGBA."""
        return self._stacked([leaf for leaf in self.leaves if leaf.is_called(_HINTS)])

    def _stacked(self, leaves: Sequence[Leaf]) -> Image.Image | None:
        canvas = np.zeros((*self.extent, 4), np.uint8)
        for leaf in leaves:
            _lay(leaf.read(), leaf.left, leaf.top, canvas)
        if not canvas[..., 3].any():
            return None
        image = Image.fromarray(canvas)
        image.info.update(self.info)
        return image


def _lay(pixels: Rgba, left: int, top: int, canvas: Rgba) -> None:
    """Put (h, w, 4) pixels with straight alpha over the canvas, cut to it; on nothing they stay as they are."""
    y, x = max(0, -top), max(0, -left)
    pixels = pixels[y : max(0, canvas.shape[0] - top), x : max(0, canvas.shape[1] - left)]
    place = canvas[top + y :, left + x :][: pixels.shape[0], : pixels.shape[1]]
    for row in range(0, len(pixels), STRIP_ROWS):
        over, under = pixels[row : row + STRIP_ROWS], place[row : row + STRIP_ROWS]
        if not under[..., 3].any() or (over[..., 3] == 255).all():
            under[:] = over
            continue
        cover = over[..., 3:] / np.float32(255)
        below = under[..., 3:] / np.float32(255) * (1 - cover)
        total = cover + below
        color = (over[..., :3] * cover + under[..., :3] * below) / np.maximum(total, np.float32(1e-6))
        under[:] = np.round(np.concatenate([color, total * 255], axis=2))


class Allowance:
    """How many pixels of layers a document may still ask for."""

    def __init__(self, most_pixels: int) -> None:
        self.each, self._left = most_pixels, most_pixels * _MOST_SHARE

    def take(self, width: int, height: int) -> None:
        """Raises ValueError for a layer, or for all layers together, that are too large."""
        if width * height > self.each:
            raise ValueError(f"a layer of {width}x{height} pixels")
        self._left -= width * height
        if self._left < 0:
            raise ValueError(f"layers of more than {self.each * _MOST_SHARE / 1e6:.0f} MP; merge some of them")
