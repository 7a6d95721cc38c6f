"""Zip files of strangers, opened with suspicion: for books, OpenRaster and Krita documents."""

from __future__ import annotations

import zipfile
import zlib
from typing import Any, BinaryIO

BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError)
MOST_DIRECTORY_BYTES = 4 << 20  # 10,000 entries with names of 350 bytes
_METHODS = (
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
)  # others want as much memory as the file says, and nobody uses them


class _Cautious:
    """A stream that refuses to hand out its whole at once while the directory is read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.opening = stream, True

    def read(self, size: int = -1) -> bytes:
        if not self.opening:
            return self._stream.read(size)
        data = self._stream.read(MOST_DIRECTORY_BYTES + 1 if size < 0 else min(size, MOST_DIRECTORY_BYTES + 1))
        if len(data) > MOST_DIRECTORY_BYTES:
            raise ValueError(f"its directory has more than {MOST_DIRECTORY_BYTES} bytes, which are not read")
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def open_zip(stream: BinaryIO) -> zipfile.ZipFile:
    """Open a zip whose directory is not too large, and whose entries are stored or deflated.

    The stream stays the caller's to close.

    Raises:
        Any of `BROKEN`.
    """
    cautious = _Cautious(stream)
    archive = zipfile.ZipFile(cautious)  # type: ignore[arg-type]
    cautious.opening = False
    for entry in archive.infolist():
        if entry.compress_type not in _METHODS:
            raise ValueError(f"{entry.filename[:80]!r} is packed by method {entry.compress_type}; expected deflate")
    return archive
