"""Zips of strangers: directories and packings that would take the memory."""

from __future__ import annotations

import io
import zipfile

import pytest

from nurie.core import zips
from nurie.core.zips import open_zip


def zipped(how: int = zipfile.ZIP_DEFLATED, count: int = 3) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as archive:
        for number in range(count):
            archive.writestr(f"{number}.txt", b"hello" * 100)
    buffer.seek(0)
    return buffer


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_usual_zips_are_read(how: int):
    """Prevents that caution keeps out what everybody packs."""
    with open_zip(zipped(how)) as archive:
        assert archive.read("2.txt") == b"hello" * 100


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_packings_are_refused(how: int):
    """Prevents LZMA, which sets aside as much memory as a file asks for."""
    with pytest.raises(ValueError, match=r"'0\.txt' is packed by method"):
        open_zip(zipped(how))


def test_a_large_directory_is_not_read(monkeypatch: pytest.MonkeyPatch):
    """Prevents gigabytes for the names of millions of empty entries."""
    monkeypatch.setattr(zips, "MOST_DIRECTORY_BYTES", 2000)
    open_zip(zipped(count=10)).close()
    with pytest.raises(ValueError, match="directory has more than 2000 bytes"):
        open_zip(zipped(count=100))
