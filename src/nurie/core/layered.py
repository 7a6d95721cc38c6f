"""Layered documents to pictures: the merged one, or the layers that hold the drawing and the hints.

Knows PSD and PSB (by psd-tools), OpenRaster, and of Krita's files the merged picture. `core.decode` turns what it finds
into sRGB bytes.
"""

from __future__ import annotations

import logging
import re
import struct
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO
from zipfile import BadZipFile, ZipFile

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from nurie.core.blend import STRIP_ROWS
from nurie.core.headers import check_png
from nurie.core.types import Extent
from nurie.core.zips import open_zip

if TYPE_CHECKING:
    from psd_tools import PSDImage

SIGNATURES = {b"8BPS": "a Photoshop document", b"PK\x03\x04": "a zip file (an OpenRaster or Krita document?)"}
BROKEN = (AssertionError, AttributeError, NotImplementedError, RuntimeError, BadZipFile, ET.ParseError)

_LINES = re.compile(r"(lines?|line ?art|inks?|線画|主線)[ _-]*\d*", re.IGNORECASE)
_HINTS = re.compile(r"(nurie[ _-]?)?(hints?|ヒント)[ _-]*\d*", re.IGNORECASE)
_MIME_TYPES = (b"image/openraster", b"application/x-krita")
_MOST_XML_BYTES = 16_000_000
_MOST_LAYERS = 8_000  # Photoshop's own limit
_MOST_SHARE = 4  # pixels of all layers that are laid over one another, in times of the most that a picture may have
_RESOLUTION, _PROFILE = 1005, 1039
_INCHES_PER_UNIT = {1: 1.0, 2: 2.54}
_GRAY, _RGB = 1, 3

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


def open_book(stream: BinaryIO, most_pixels: int) -> Book:
    """Open a PSD, PSB, ORA or KRA; pixels are read when they are asked for.

    Raises:
        ValueError: no such document, or a layer above `most_pixels`.
        Any of `BROKEN`, OSError, struct.error, KeyError: damaged.
    """
    if stream.read(4) == b"8BPS":
        return _open_psd(stream, most_pixels)
    stream.seek(0)
    return _open_zip(open_zip(stream), most_pixels)


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


class _Allowance:
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


def stated_extent(stream: BinaryIO) -> Extent | None:
    """The size that a PSD's header states, before anything else is read; None of other files.

    Source: Adobe Photoshop File Formats Specification, "File header section".
    """
    head = stream.read(26)
    stream.seek(0)
    if not head.startswith(b"8BPS"):
        return None
    return Extent(*struct.unpack_from(">2I", head, 14))


def _open_psd(stream: BinaryIO, most_pixels: int) -> Book:
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
    leaves = tuple(_psd_leaves(psd, _Allowance(most_pixels))) if int(psd.color_mode) in (_GRAY, _RGB) else ()
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


def _psd_leaves(psd: PSDImage, allowance: _Allowance) -> Iterator[Leaf]:
    for layer in psd.descendants():
        if not layer.is_group() and layer.has_pixels():
            names, above = [], layer
            while above is not None and above is not psd:
                names.append(above.name)
                above = above.parent
            read = _psd_reader(layer, allowance)
            yield Leaf(tuple(names), layer.is_visible(), layer.left, layer.top, read)


def _psd_reader(layer: Any, allowance: _Allowance) -> Callable[[], Rgba]:
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


def _psd_mask(layer: Any, allowance: _Allowance) -> NDArray[np.uint8]:
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


def _open_zip(archive: ZipFile, most_pixels: int) -> Book:
    """Source: OpenRaster baseline specification, "Layer stack"; of Krita's own format mergedimage.png alone."""
    kind = _member(archive, "mimetype", 100).strip()
    if kind not in _MIME_TYPES:
        raise ValueError("it is neither an OpenRaster nor a Krita document")
    merged = _png(archive, "mergedimage.png")
    extent, info, leaves = Extent(merged.height, merged.width), {}, ()
    if kind == _MIME_TYPES[0]:
        image = _xml(_member(archive, "stack.xml", _MOST_XML_BYTES))
        if "xres" in image.attrib:
            info["dpi"] = (float(image.attrib["xres"]), float(image.attrib.get("yres", image.attrib["xres"])))
        leaves = tuple(_ora_leaves(archive, image, _Allowance(most_pixels)))
    return Book(extent, info, lambda: merged, leaves)


def _member(archive: ZipFile, name: str, most_bytes: int) -> bytes:
    if archive.getinfo(name).file_size > most_bytes:
        raise ValueError(f"its {name} has {archive.getinfo(name).file_size} bytes")
    return archive.read(name)


class _Plain(ET.TreeBuilder):
    """XML without a document type, in any encoding: entities can grow without end, or name files and addresses."""

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise ValueError("its stack.xml declares a document type")


def _xml(data: bytes) -> ET.Element:
    return ET.fromstring(data, ET.XMLParser(target=_Plain()))


def _png(archive: ZipFile, name: str) -> Image.Image:
    """A member that unpacks to no more than a PNG of its size can need."""
    with archive.open(name) as stream:
        head = stream.read(24)
        width, height = struct.unpack_from(">II", head, 16)
        size = archive.getinfo(name).file_size
        if size > 9 * width * height + _MOST_XML_BYTES:
            raise ValueError(f"its {name[:80]} has {size} bytes, for {width}x{height} pixels")
        check_png(stream)
    return PngImagePlugin.PngImageFile(archive.open(name))


def _ora_leaves(
    archive: ZipFile, element: ET.Element, allowance: _Allowance, names: tuple[str, ...] = (), visible: bool = True
) -> Iterator[Leaf]:
    """From the bottom, which is the end of each stack."""
    for child in reversed(element):
        own = (child.get("name", ""), *names)
        shown = visible and child.get("visibility") != "hidden"
        if child.tag == "stack":
            yield from _ora_leaves(archive, child, allowance, own, shown)
        elif child.tag == "layer" and child.get("src", "").lower().endswith(".png"):
            place = [int(float(child.get(side, 0))) for side in ("x", "y")]
            yield Leaf(own, shown, *place, _ora_reader(archive, child, allowance))


def _ora_reader(archive: ZipFile, layer: ET.Element, allowance: _Allowance) -> Callable[[], Rgba]:
    def read() -> Rgba:
        image = _png(archive, layer.attrib["src"])
        allowance.take(*image.size)
        pixels = np.array(image.convert("RGBA"))
        opacity = float(layer.get("opacity", 1))
        if opacity < 1:
            pixels[..., 3] = np.round(pixels[..., 3] * np.float32(max(0.0, opacity)))
        return pixels

    return read
