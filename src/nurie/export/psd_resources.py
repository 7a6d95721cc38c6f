"""What a PSD says of its picture as a whole: resolution, colour profile, thumbnail, and that the merged one is real.

Source: Adobe Photoshop File Formats Specification, "Image resources section".
"""

from __future__ import annotations

import io
import struct

import numpy as np
from numpy.typing import NDArray

from nurie.core.profile import srgb_profile
from nurie.export.thumbnail import thumbnail

_RESOLUTION, _THUMBNAIL, _PROFILE, _VERSION = 1005, 1036, 1039, 1057
_PER_INCH, _INCHES = 1, 1
_JPEG, _THUMBNAIL_PX = 1, 160


def image_resources(image: NDArray[np.uint8], dpi: tuple[float, float] | None) -> bytes:
    """The whole section for an (H, W, 3) uint8 sRGB picture; without dpi nothing is said of the resolution."""
    blocks = [_block(_PROFILE, srgb_profile()), _block(_THUMBNAIL, _thumbnail(image)), _block(_VERSION, _version())]
    if dpi is not None:
        blocks.insert(0, _block(_RESOLUTION, _resolution(dpi)))
    data = b"".join(blocks)
    return struct.pack(">I", len(data)) + data


def _block(number: int, data: bytes) -> bytes:
    """Source: "Image resource blocks"; without a name, padded to an even length."""
    return struct.pack(">4sH2xI", b"8BIM", number, len(data)) + data + bytes(len(data) % 2)


def _resolution(dpi: tuple[float, float]) -> bytes:
    """Source: "Resolution info", 16.16 fixed point."""
    x, y = (round(value * 65536) for value in dpi)
    return struct.pack(">I2HI2H", x, _PER_INCH, _INCHES, y, _PER_INCH, _INCHES)


def _thumbnail(image: NDArray[np.uint8]) -> bytes:
    """Source: "Thumbnail resource format"."""
    small = thumbnail(image, _THUMBNAIL_PX)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=80)
    row_bytes = (small.width * 24 + 31) // 32 * 4
    sizes = (small.width, small.height, row_bytes, row_bytes * small.height, len(buffer.getvalue()))
    return struct.pack(">6I2H", _JPEG, *sizes, 24, 1) + buffer.getvalue()


def _version() -> bytes:
    """Source: "Version info": version 1, real merged data, writer, reader, file version 1."""
    name = struct.pack(">I", 5) + "nurie".encode("utf-16-be")
    return struct.pack(">I?", 1, True) + name + name + struct.pack(">I", 1)
