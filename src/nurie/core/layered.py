"""The door to layered documents: PSD and PSB, OpenRaster, and of Krita's files the merged picture.

`core.decode` turns what it finds into sRGB bytes.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import BinaryIO
from zipfile import BadZipFile

from nurie.core.layered_book import Book
from nurie.core.layered_psd import open_psd
from nurie.core.layered_zip import open_layered_zip
from nurie.core.zips import open_zip

SIGNATURES = {b"8BPS": "a Photoshop document", b"PK\x03\x04": "a zip file (an OpenRaster or Krita document?)"}
BROKEN = (AssertionError, AttributeError, NotImplementedError, RuntimeError, BadZipFile, ET.ParseError)


def open_book(stream: BinaryIO, most_pixels: int) -> Book:
    """Open a PSD, PSB, ORA or KRA; pixels are read when they are asked for.

    Raises:
        ValueError: no such document, or a layer above `most_pixels`.
        Any of `BROKEN`, OSError, struct.error, KeyError: damaged.
    """
    if stream.read(4) == b"8BPS":
        return open_psd(stream, most_pixels)
    stream.seek(0)
    return open_layered_zip(open_zip(stream), most_pixels)
