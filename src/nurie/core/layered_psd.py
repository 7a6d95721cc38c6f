"""PSD and PSB, by psd-tools."""

from __future__ import annotations

import logging
import struct
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nurie.core.layered_book import Allowance, Book, Leaf, Rgba
from nurie.core.types import Extent

if TYPE_CHECKING:
    from psd_tools import PSDImage

_MOST_LAYERS = 8_000  # Photoshop's own limit
_RESOLUTION, _PROFILE = 1005, 1039
_INCHES_PER_UNIT = {1: 1.0, 2: 2.54}
_GRAY, _RGB = 1, 3


def stated_extent(stream: BinaryIO) -> Extent | None:
    """The size that a PSD's header states, before anything else is read; None of other files.

    Source: Adobe Photoshop File Formats Specification, "File header section".
    """
    head = stream.read(26)
    stream.seek(0)
    if not head.startswith(b"8BPS"):
        return None
    return Extent(*struct.unpack_from(">2I", head, 14))


def open_psd(stream: BinaryIO, most_pixels: int) -> Book:
    """Raises what `layered.open_book` does."""
    from psd_tools import PSDImage  # takes half a second: not for those who never open one

    stream.seek(0)
    with _whole_channels():
        psd = PSDImage.open(stream)
    info: dict[str, Any] = {}
    resolution, profile = (psd.image_resources.get_data(key) for key in (_RESOLUTION, _PROFILE))
    if resolution is not None:
        info["dpi"] = tuple(
            value / 65536 * _INCHES_PER_UNIT.get(unit, 1.0)
            for value, unit in (
                (resolution.horizontal, resolution.horizontal_unit), (resolution.vertical, resolution.vertical_unit)
            )
        )  # fmt: skip
    if profile is not None:
        info["icc_profile"] = bytes(profile)
    leaves = tuple(_psd_leaves(psd, Allowance(most_pixels))) if int(psd.color_mode) in (_GRAY, _RGB) else ()
    if len(leaves) > _MOST_LAYERS:
        raise ValueError(f"{len(leaves)} layers, at most {_MOST_LAYERS} are read")
    return Book(Extent(psd.height, psd.width), info, lambda: _psd_merged(psd), leaves)


def _psd_merged(psd: PSDImage) -> Image.Image:
    if not psd.has_preview():
        raise ValueError('it holds no merged picture; save it with "Maximize Compatibility"')
    with _whole_channels():
        image = psd.topil(apply_icc=False)
    if image is None:
        raise ValueError("it holds no merged picture")
    return image


def _psd_leaves(psd: PSDImage, allowance: Allowance) -> Iterator[Leaf]:
    for layer in psd.descendants():
        if not layer.is_group() and layer.has_pixels():
            names, above = [], layer
            while above is not None and above is not psd:
                names.append(above.name)
                above = above.parent
            read = _psd_reader(layer, allowance)
            yield Leaf(tuple(names), layer.is_visible(), layer.left, layer.top, read)


def _psd_reader(layer: Any, allowance: Allowance) -> Callable[[], Rgba]:
    def read() -> Rgba:
        allowance.take(layer.width, layer.height)
        with _whole_channels():
            pixels = np.array(layer.topil(apply_icc=False).convert("RGBA"))
        if layer.opacity == 255 and layer.mask is None:
            return pixels
        cover = np.full(pixels.shape[:2], layer.opacity, np.float32)
        if layer.mask is not None and not layer.mask.disabled:
            cover *= _psd_mask(layer, allowance) / np.float32(255)
        pixels[..., 3] = np.round(pixels[..., 3] * cover / np.float32(255))
        return pixels

    return read


def _psd_mask(layer: Any, allowance: Allowance) -> NDArray[np.uint8]:
    """(h, w) uint8 of the layer's box; outside its own box a mask has one value."""
    mask = layer.mask
    whole = Image.new("L", (layer.width, layer.height), mask.background_color)
    if mask.width > 0 and mask.height > 0:
        allowance.take(mask.width, mask.height)
        with _whole_channels():
            whole.paste(mask.topil(), (mask.left - layer.left, mask.top - layer.top))
    return np.asarray(whole)


_REPLACED: ContextVar[list[str] | None] = ContextVar("replaced", default=None)


class _Hearing(logging.Handler):
    """psd-tools puts black in the place of what it cannot unpack, and says so to its log alone."""

    def emit(self, record: logging.LogRecord) -> None:
        told = _REPLACED.get()
        if told is not None and record.levelno >= logging.WARNING and record.name.startswith("psd_tools.compression"):
            told.append(record.getMessage())


_HEARING = _Hearing()


@contextmanager
def _whole_channels() -> Iterator[None]:
    """Raises ValueError for a channel that psd-tools could not unpack here."""
    logger = logging.getLogger("psd_tools")
    if _HEARING not in logger.handlers:
        logger.addHandler(_HEARING)
        warnings.filterwarnings("ignore", message=".*channel replaced with black")  # we raise instead
    told: list[str] = []
    before = _REPLACED.set(told)
    try:
        yield
    finally:
        _REPLACED.reset(before)
    if told:
        raise ValueError(f"a channel is damaged: {told[0][:120]}")
