"""What a picture's file says of the work that it asks for, looked at before a decoder begins with it.

Decoders bound the size of a picture, but not how often they are called: a file of a few megabytes may hold millions of
frames, strips, scans or chunks, each of which costs a little.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from typing import BinaryIO

MOST_CHUNKS, MOST_OTHER_CHUNKS = 500_000, 10_000  # of a PNG: with pixels in pieces of 8 KiB these are 4 GB; others
MOST_SCANS = 100  # of a JPEG: encoders write ten or so
MOST_VALUES = 300_000  # of one tag of a TIFF, such as the places of its strips or tiles
MOST_RUN_BYTES = 8_000_000  # of a run-length BMP, which is decoded step by step
_BYTE_TYPES = (1, 2, 6, 7)  # of TIFF values that are read as one text
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
_PIECE = 1 << 20

Check = Callable[[BinaryIO], None]


def check_png(stream: BinaryIO) -> None:
    """Refuse millions of chunks. Raises ValueError, struct.error."""
    stream.seek(8)
    others = 0
    for number in range(MOST_CHUNKS + 1):
        head = stream.read(8)
        if len(head) < 8 or head[4:] == b"IEND":
            return
        others += head[4:] not in (b"IDAT", b"fdAT")
        if number == MOST_CHUNKS or others > MOST_OTHER_CHUNKS:
            raise ValueError(f"more than {number} chunks")
        stream.seek(struct.unpack_from(">I", head)[0] + 4, 1)


def check_jpeg(stream: BinaryIO) -> None:
    """Refuse a picture that is sent in hundreds of scans. Raises ValueError, struct.error."""
    data, place, scans = stream.read(), 2, 0
    while (found := _MARKER.search(data, place)) is not None:
        marker, place = data[found.start() + 1], found.end()
        if marker == 0xD9:
            return
        if marker != 0x01 and place + 2 <= len(data):
            place += struct.unpack_from(">H", data, place)[0]
        scans += marker == 0xDA
        if scans > MOST_SCANS:
            raise ValueError(f"more than {MOST_SCANS} scans")


def check_tiff(stream: BinaryIO) -> None:
    """Refuse tags of millions of values in the first directory. Raises ValueError, struct.error."""
    head = stream.read(16)
    order, large = ("<" if head.startswith(b"II") else ">"), head[2:4] in (b"+\0", b"\0+")
    place = struct.unpack_from(f"{order}Q", head, 8)[0] if large else struct.unpack_from(f"{order}I", head, 4)[0]
    stream.seek(min(place, 2**62))
    form = f"{order}HHQ8x" if large else f"{order}HHI4x"
    count = _number(stream, f"{order}Q" if large else f"{order}H")
    if count > 4096:
        raise ValueError(f"a directory of {count} tags")
    for _ in range(count):
        tag, kind, values = struct.unpack(form, stream.read(struct.calcsize(form)))
        if values > MOST_VALUES and kind not in _BYTE_TYPES:
            raise ValueError(f"{values} values of tag {tag}, at most {MOST_VALUES} are read")


def _number(stream: BinaryIO, form: str) -> int:
    return int(struct.unpack(form, stream.read(struct.calcsize(form)))[0])


def check_bmp(stream: BinaryIO) -> None:
    """Refuse much run-length coding. Raises ValueError, struct.error."""
    head = stream.read(34)
    packing = struct.unpack_from("<I", head, 30)[0] if len(head) == 34 and head[14] >= 40 else 0
    size = stream.seek(0, 2)
    if packing in (1, 2) and size > MOST_RUN_BYTES:
        raise ValueError(f"{size} bytes of run-length coding, at most {MOST_RUN_BYTES} are read")


def webp_extent(stream: BinaryIO) -> tuple[int, int] | None:
    """(height, width) as the head states them, before a canvas is made; None where it states none.

    Source: WebP container specification, "Extended file format"; RFC 6386 section 9.1; WebP lossless, section 3.
    """
    head = stream.read(30)
    if len(head) < 30 or head[8:12] != b"WEBP":
        return None
    if head[12:16] == b"VP8X":
        return int.from_bytes(head[27:30], "little") + 1, int.from_bytes(head[24:27], "little") + 1
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits >> 14 & 0x3FFF) + 1, (bits & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", head, 26)
    return height & 0x3FFF, width & 0x3FFF


CHECKS: dict[bytes, Check] = {
    b"\x89PNG\r\n\x1a\n": check_png,
    b"\xff\xd8\xff": check_jpeg,
    b"II*\0": check_tiff,
    b"MM\0*": check_tiff,
    b"II+\0": check_tiff,
    b"MM\0+": check_tiff,
    b"BM": check_bmp,
}
