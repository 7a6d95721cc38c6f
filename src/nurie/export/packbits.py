"""Planes of bytes to the run-length rows that PSD stores, by libtiff, which encodes the same PackBits."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nurie.core.blend import is_blank

_STRIP_OFFSETS, _STRIP_BYTE_COUNTS = 273, 279
_TYPES = {3: "u2", 4: "u4"}


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """A plane's rows: (H,) their lengths in bytes, and the rows, one after the other."""

    lengths: NDArray[np.int64]
    data: bytes


def pack(plane: NDArray[np.uint8]) -> Packed:
    """Encode each row of an (H, W) uint8 plane by itself; a blank plane costs one row.

    Source: PackBits, TIFF 6.0, section 9; Adobe Photoshop File Formats Specification, "Channel image data",
    compression 1. A TIFF of one row per strip holds exactly these rows.
    """
    height = len(plane)
    if is_blank(plane) and height > 1:
        row = pack(plane[:1])
        return Packed(np.repeat(row.lengths, height), row.data * height)
    buffer = io.BytesIO()
    picture = Image.fromarray(np.ascontiguousarray(plane))
    picture.save(buffer, "TIFF", compression="packbits", strip_size=plane.shape[1])
    data = buffer.getbuffer()
    offsets, lengths = _strips(data)
    return Packed(lengths, _joined(data, offsets, lengths))


def _strips(data: memoryview) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each strip of a TIFF begins and how long it is. Source: TIFF 6.0, section 2.

    Pillow would check every number by itself, which takes longer than packing does.
    """
    order = "<" if data[:2] == b"II" else ">"
    (directory,) = struct.unpack_from(order + "I", data, 4)
    (count,) = struct.unpack_from(order + "H", data, directory)
    found = {}
    for entry in range(directory + 2, directory + 2 + 12 * count, 12):
        tag, kind, length, place = struct.unpack_from(order + "2H2I", data, entry)
        if tag in (_STRIP_OFFSETS, _STRIP_BYTE_COUNTS):
            numbers = np.dtype(order + _TYPES[kind])
            start = place if length * numbers.itemsize > 4 else entry + 8
            found[tag] = np.frombuffer(data, numbers, length, start).astype(np.int64)
    return found[_STRIP_OFFSETS], found[_STRIP_BYTE_COUNTS]


def _joined(data: memoryview, offsets: NDArray[np.int64], lengths: NDArray[np.int64]) -> bytes:
    if (offsets[1:] == offsets[:-1] + lengths[:-1]).all():
        return bytes(data[offsets[0] : offsets[-1] + lengths[-1]])
    rows = zip(offsets.tolist(), lengths.tolist(), strict=True)
    return b"".join(data[start : start + length] for start, length in rows)
