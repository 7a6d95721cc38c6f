"""Files that ask for endless work are refused before a decoder begins."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from nurie.core import headers
from nurie.core.decode import at_most, decode
from nurie.errors import PageError, PageTooLargeError

GRAY = np.full((24, 40), 255, np.uint8)


def encoded(kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(GRAY).save(buffer, kind, **options)
    return buffer.getvalue()


def with_chunks(data: bytes, count: int, kind: bytes = b"teSt") -> bytes:
    chunk = struct.pack(">I", 0) + kind + struct.pack(">I", zlib.crc32(kind))
    return data[:33] + chunk * count + data[33:]


def test_chunks_of_a_png(monkeypatch: pytest.MonkeyPatch):
    """Prevents minutes over millions of empty chunks; some are fine."""
    monkeypatch.setattr(headers, "MOST_OTHER_CHUNKS", 50)
    monkeypatch.setattr(headers, "MOST_CHUNKS", 200)
    png = encoded("PNG")
    np.testing.assert_array_equal(decode(with_chunks(png, 40)).pixels, GRAY)
    np.testing.assert_array_equal(decode(with_chunks(png, 150, b"IDAT")).pixels, GRAY)
    for count, kind in ((60, b"teSt"), (250, b"IDAT")):
        with pytest.raises(PageError, match="chunks"):
            decode(with_chunks(png, count, kind))


def test_scans_of_a_jpeg(monkeypatch: pytest.MonkeyPatch):
    """Prevents minutes over scans that add nothing, each over the whole picture."""
    jpeg = encoded("JPEG", progressive=True)
    start = jpeg.rindex(b"\xff\xda")
    assert decode(jpeg).pixels.shape == GRAY.shape
    with pytest.raises(PageError, match="more than 100 scans"):
        decode(jpeg[:start] + jpeg[start:-2] * 200 + jpeg[-2:])
    decode(jpeg + b"\xff\xda" * 200)  # behind the picture there may be anything, such as a film


@pytest.mark.parametrize("large", [False, True])
def test_values_of_a_tiff(monkeypatch: pytest.MonkeyPatch, large: bool):
    """Prevents gigabytes and minutes over the places of millions of strips."""
    tiff = encoded("TIFF", big_tiff=large)
    np.testing.assert_array_equal(decode(tiff).pixels, GRAY)
    monkeypatch.setattr(headers, "MOST_VALUES", 0)
    with pytest.raises(PageError, match="values of tag 256, at most 0"):
        decode(tiff)


def test_many_frames_are_not_counted():
    """Prevents minutes over frames of which only the first is taken."""
    others = [Image.fromarray(GRAY - number) for number in (50, 100)]
    for kind in ("GIF", "TIFF"):
        assert "several frames" in decode(encoded(kind, save_all=True, append_images=others)).warnings[0]
        assert not decode(encoded(kind)).warnings


def test_run_lengths_of_a_bmp(monkeypatch: pytest.MonkeyPatch):
    """Prevents minutes of decoding byte by byte."""
    body = b"\x28\xff\0\0" * 24 + b"\0\1"
    info = struct.pack("<IiiHHIIiiII", 40, 40, 24, 1, 8, 1, len(body), 0, 0, 256, 0)
    palette = b"".join(bytes([n, n, n, 0]) for n in range(256))
    start = 14 + len(info) + len(palette)
    data = struct.pack("<2sIHHI", b"BM", start + len(body), 0, 0, start) + info + palette + body
    np.testing.assert_array_equal(decode(data).pixels.reshape(24, 40, -1)[..., 0], GRAY)
    monkeypatch.setattr(headers, "MOST_RUN_BYTES", 1000)
    with pytest.raises(PageError, match="run-length coding"):
        decode(data)


_EXIF = {"lossless": True, "exif": b"Exif\0\0II*\0"}


@pytest.mark.parametrize("options", [{"lossless": True}, {"lossless": False}, _EXIF])
def test_the_size_of_a_webp_is_known_first(options: dict):
    """Prevents a canvas of a gigabyte for a file of a hundred bytes."""
    data = encoded("WEBP", **options)
    assert headers.webp_extent(io.BytesIO(data)) == GRAY.shape
    with at_most(GRAY.size - 1), pytest.raises(PageTooLargeError, match="40x24"):
        decode(data)
