"""Files that are whole or not there: written under a temporary name, then renamed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

try:
    import fcntl
except ModuleNotFoundError:  # Windows, where a file that is open cannot be replaced anyway
    fcntl = None  # type: ignore[assignment]


LONGEST_NAME_BYTES = 255  # of a file, almost everywhere


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path` to write to; without an error it takes the place of `path`.

    The folder must be there. An earlier file stays as it is until the new one is whole.

    Raises:
        OSError: the folder is missing or cannot be written.
    """
    temporary = _beside(path)
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    """A hidden name of this process, which is not too long where that of `path` is not."""
    ending = f".{os.getpid()}.tmp"
    if len(os.fsencode(path.name)) + len(ending) < LONGEST_NAME_BYTES:
        return path.with_name(f".{path.name}{ending}")
    return path.with_name(f".{hashlib.sha256(os.fsencode(path.name)).hexdigest()}{ending}")


def real(path: Path) -> Path:
    """The absolute path behind links; of links in a circle some path of the circle, where `resolve` breaks off."""
    return Path(os.path.realpath(path))


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, as 64 hexadecimal digits. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def hold(path: Path) -> IO[str] | None:
    """A file that no other process holds, made if it is missing; None where another has it.

    The system lets go of it when it is closed, and when this process ends, however it ends. Where it has no such
    locks the file is opened, and that is all. Raises OSError.
    """
    stream = path.open("w")
    if fcntl is not None:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.close()
            return None
    return stream
