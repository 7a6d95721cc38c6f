"""OpenRaster: a zip file of PNGs and the order in which they lie.

Source: OpenRaster baseline specification, "File layout" and "Layer stack", https://www.openraster.org/baseline/.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import numpy as np

from nurie.core.blend import is_blank
from nurie.export.png import encode_mask, encode_png
from nurie.export.stack import Document, Group, Layer, leaves
from nurie.export.thumbnail import thumbnail

MIME_TYPE = b"image/openraster"
_OPERATIONS = {"normal": "svg:src-over", "multiply": "svg:multiply", "screen": "svg:screen"}
_THUMBNAIL_PX = 256


def write_ora(stream: BinaryIO, document: Document) -> None:
    """Write an OpenRaster file into a stream; equal documents are equal bytes."""
    with ZipFile(stream, "w", ZIP_STORED) as archive:  # PNGs are compressed already, the MIME type must not be
        archive.writestr(ZipInfo("mimetype"), MIME_TYPE)
        archive.writestr(ZipInfo("stack.xml"), _stack(document))
        for number, layer in enumerate(leaves(document.root)):
            archive.writestr(ZipInfo(_place(number)), _pixels(layer))
        archive.writestr(ZipInfo("mergedimage.png"), encode_png(document.image))
        small = np.asarray(thumbnail(document.image, _THUMBNAIL_PX))
        archive.writestr(ZipInfo("Thumbnails/thumbnail.png"), encode_png(small))


def _place(number: int) -> str:
    return f"data/layer{number:03}.png"


def _stack(document: Document) -> bytes:
    """`stack.xml`; layers are numbered in the order of `leaves`."""
    height, width = document.extent
    image = ET.Element("image", version="0.0.3", w=str(width), h=str(height))
    if document.dpi is not None:
        image.set("xres", str(round(document.dpi[0])))
        image.set("yres", str(round(document.dpi[1])))
    numbers = iter(range(len(list(leaves(document.root)))))
    ET.SubElement(image, "stack").append(_group(document.root, numbers))
    return ET.tostring(image, encoding="UTF-8", xml_declaration=True)


def _group(group: Group, numbers: Iterator[int]) -> ET.Element:
    element = ET.Element("stack", name=group.name, isolation="isolate", **{"composite-op": _OPERATIONS["normal"]})
    for member in group.members:
        element.append(_group(member, numbers) if isinstance(member, Group) else _layer(member, next(numbers)))
    return element


def _layer(layer: Layer, number: int) -> ET.Element:
    attributes = {"composite-op": _OPERATIONS[layer.mode], "visibility": "visible" if layer.visible else "hidden"}
    place = {"src": _place(number), "x": str(layer.left), "y": str(layer.top)}
    return ET.Element("layer", name=layer.name, opacity="1.0", **place, **attributes)


def _pixels(layer: Layer) -> bytes:
    alpha = layer.alpha()
    if layer.is_solid:
        red, green, blue = layer.color[0, 0].tolist()
        return encode_mask(alpha, (red, green, blue))
    opaque = is_blank(alpha) and int(alpha.flat[0]) == 255
    return encode_png(layer.color if opaque else np.dstack([layer.color, alpha]))
