"""OpenRaster documents, and the merged picture of Krita's."""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from zipfile import ZipFile

import numpy as np
from PIL import Image, PngImagePlugin

from nurie.core.headers import check_png
from nurie.core.layered_book import Allowance, Book, Leaf, Rgba
from nurie.core.types import Extent

_MIME_TYPES = (b"image/openraster", b"application/x-krita")
_MOST_XML_BYTES = 16_000_000


def open_layered_zip(archive: ZipFile, most_pixels: int) -> Book:
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
        leaves = tuple(_ora_leaves(archive, image, Allowance(most_pixels)))
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
    archive: ZipFile, element: ET.Element, allowance: Allowance, names: tuple[str, ...] = (), visible: bool = True
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


def _ora_reader(archive: ZipFile, layer: ET.Element, allowance: Allowance) -> Callable[[], Rgba]:
    def read() -> Rgba:
        image = _png(archive, layer.attrib["src"])
        allowance.take(*image.size)
        pixels = np.array(image.convert("RGBA"))
        opacity = float(layer.get("opacity", 1))
        if opacity < 1:
            pixels[..., 3] = np.round(pixels[..., 3] * np.float32(max(0.0, opacity)))
        return pixels

    return read
