"""Files that are whole or not there: written under a temporary name, then renamed."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

try:
    import fcntl
except ModuleNotFoundError:  # Windows, where a file that is open cannot be replaced anyway
    fcntl = None  # type: ignore[assignment]


LONGEST_NAME_BYTES = 255  # of a file, almost everywhere
_AROUND_BYTES = len(".") + len(".01234567.tmp")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path` to write to; without an error it takes the place of `path`.

    The folder must be there. An earlier file stays as it is until the new one is whole. The name is told by chance:
    processes of two machines that share a folder may have the same number.

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
    """A hidden name that nobody else has, not too long where that of `path` is not."""
    return path.with_name(f".{_short(path.name)}.{secrets.token_hex(4)}.tmp")


def _short(name: str) -> str:
    """The name itself, or where it would be too long with more around it, its digest."""
    data = os.fsencode(name)
    return name if len(data) + _AROUND_BYTES <= LONGEST_NAME_BYTES else hashlib.sha256(data).hexdigest()


def real(path: Path) -> Path:
    """The absolute path behind links; of links in a circle some path of the circle, where `resolve` breaks off."""
    return Path(os.path.realpath(path))


def sweep(paths: Iterable[Path]) -> None:
    """Remove what killed processes left beside these files; nobody else may be writing them. Raises OSError."""
    names: dict[Path, set[str]] = {}
    for path in paths:
        names.setdefault(path.parent, set()).add(_short(path.name))
    for folder, known in names.items():
        for left in folder.glob(".*.tmp"):
            if left.name[1:].rsplit(".", 2)[0] in known:
                left.unlink(missing_ok=True)


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
