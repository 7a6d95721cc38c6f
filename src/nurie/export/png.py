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
_CODES = {3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}


def encode_png(pixels: U8) -> bytes:
    """(H, W, 3) sRGB or (H, W, 4) with straight alpha, uint8, to a PNG.

    By OpenCV, whose fixed row filter takes half the time of Pillow's choice of one for each row.
    """
    swapped = cv2.cvtColor(np.ascontiguousarray(pixels), _CODES[pixels.shape[2]])  # OpenCV writes BGR
    _, encoded = cv2.imencode(".png", swapped)
    data = memoryview(encoded).cast("B")
    return b"".join((data[:_HEADER_BYTES], _profile_chunk(), data[_HEADER_BYTES:]))


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
    body = b"iCCP" + b"sRGB\0\0" + zlib.compress(srgb_profile(), 9)
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
