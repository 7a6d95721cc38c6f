"""Layers as PNG files inside other files: quick rather than small, with the sRGB profile."""

from __future__ import annotations

import io
import struct
import zlib
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nurie.core.profile import srgb_profile

U8 = NDArray[np.uint8]

_HEADER_BYTES = 33  # signature and IHDR
_METRES_PER_INCH = 0.0254
_CODES = {3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}


def encode_png(pixels: U8, *, profile: bool = True, dpi: tuple[float, float] | None = None) -> bytes:
    """(H, W, 3) sRGB or (H, W, 4) with straight alpha, uint8, to a PNG.

    By OpenCV, whose fixed row filter takes half the time of Pillow's choice of one for each row.

    Args:
        profile: embed the sRGB profile, as painting programs like it; else the chunk sRGB says the same in a byte, and
            a browser has nothing to convert.
        dpi: stored, where it is given.
    """
    swapped = cv2.cvtColor(np.ascontiguousarray(pixels), _CODES[pixels.shape[2]])  # OpenCV writes BGR
    _, encoded = cv2.imencode(".png", swapped)
    data = memoryview(encoded).cast("B")
    space = _profile_chunk() if profile else _chunk(b"sRGB", b"\0")
    more = space if dpi is None else space + _density_chunk(dpi)
    return b"".join((data[:_HEADER_BYTES], more, data[_HEADER_BYTES:]))


def encode_mask(mask: U8, color: tuple[int, int, int]) -> bytes:
    """One colour where (H, W) uint8 `mask` is not 0, transparent elsewhere, to a PNG of one bit per pixel."""
    picture = Image.fromarray((mask > 0).astype(np.uint8))
    picture.putpalette([*color, *color])
    buffer = io.BytesIO()
    options = {"compress_level": 1, "icc_profile": srgb_profile()}
    picture.save(buffer, "PNG", bits=1, transparency=b"\0\xff", **options)
    return buffer.getvalue()


@lru_cache(maxsize=1)
def _profile_chunk() -> bytes:
    """Source: PNG (Third Edition), section 11.3.2.3, iCCP."""
    return _chunk(b"iCCP", b"sRGB\0\0" + zlib.compress(srgb_profile(), 9))


def _density_chunk(dpi: tuple[float, float]) -> bytes:
    """Source: PNG (Third Edition), section 11.3.4.3, pHYs, whose unit 1 is the metre."""
    return _chunk(b"pHYs", struct.pack(">IIB", *(round(value / _METRES_PER_INCH) for value in dpi), 1))


def _chunk(kind: bytes, data: bytes) -> bytes:
    """Source: PNG (Third Edition), section 5.3."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
