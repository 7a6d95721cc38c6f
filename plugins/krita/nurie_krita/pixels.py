"""Krita's pixels to PNG and back, by Qt. Pixels are bytes in the order blue, green, red, alpha (straight), row by row:
what `Node.pixelData` gives and takes for RGBA of 8 bits."""

from __future__ import annotations

from .nurie_shared.client import NurieError
from .qt import QBuffer, QByteArray, QImage, QImageReader, QIODevice

_QUALITY = 80  # of Qt's 0 to 100, which is zlib's level 1; above 89 Qt does not compress at all

if hasattr(QImageReader, "setAllocationLimit"):
    QImageReader.setAllocationLimit(0)  # Qt 6 refuses pictures above 256 MB otherwise


def to_png(pixels: bytes, width: int, height: int) -> bytes:
    """A PNG with transparency, of the very same pixels."""
    image = QImage(pixels, width, height, 4 * width, QImage.Format.Format_ARGB32)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG", _QUALITY):
        raise NurieError(f"The picture of {width}x{height} pixels could not be made into a PNG; is there memory left?")
    buffer.close()
    return bytes(data)


def from_png(data: bytes, width: int, height: int) -> bytes:
    """The pixels of a PNG of just that size. Raises NurieError for another size, or no PNG."""
    image = QImage.fromData(data, "PNG")
    if (image.width(), image.height()) != (width, height):
        raise NurieError(
            f"nurie gave a picture of {image.width()}x{image.height()} pixels for a page of {width}x{height}. "
            "Nothing was changed."
        )
    image = image.convertToFormat(QImage.Format.Format_ARGB32)
    pointer = image.constBits()
    pointer.setsize(4 * width * height)
    return bytes(pointer)
