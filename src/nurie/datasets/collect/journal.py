"""What was done, one JSON object a line, on the disk before it counts; a line that was cut off is dropped."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nurie.errors import CollectError, InputError

try:
    import fcntl
except ModuleNotFoundError:  # Windows, where two runs on one folder are not noticed
    fcntl = None  # type: ignore[assignment]


class Journal:
    """A file that only grows. Open it once: two writers are refused.

    Raises:
        CollectError: another process has it open.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("a+b")
        try:
            if fcntl is not None:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            told = f"another run collects into {path.parent}; wait for it, or choose another --to"
            raise CollectError(told) from None

    def read(self) -> Iterator[dict[str, Any]]:
        """Every line so far. What a kill left of the last one is cut off first.

        Raises:
            InputError: a line in the middle that is no JSON object.
        """
        self._cut_tail()
        self._file.seek(0)
        for number, line in enumerate(self._file, 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise InputError(
                    f"{self._path}:{number} is damaged ({error}); restore the file, or collect into another folder"
                ) from None

    def append(self, entry: Mapping[str, Any]) -> None:
        """Write a line; when this returns it survives a crash."""
        self._file.write(json.dumps(entry, ensure_ascii=False).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()

    def _cut_tail(self) -> None:
        """Cut off what follows the last line break."""
        end = self._file.seek(0, os.SEEK_END)
        position = end
        while position > 0:
            start = max(0, position - 65536)
            self._file.seek(start)
            found = self._file.read(position - start).rfind(b"\n")
            if found >= 0:
                position = start + found + 1
                break
            position = start
        if position < end:
            self._file.truncate(position)


def write_through(path: Path, content: bytes, scratch: Path) -> None:
    """Write a file whole or not at all, on the disk when this returns; its folder is made.

    What a kill leaves is in `scratch`, a folder of the same file system, under a name that ends in .tmp.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = scratch / f"{path.name}.{os.getpid()}.tmp"
    with temporary.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(temporary, path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
