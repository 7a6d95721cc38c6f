"""The work folder of a book: pages that are done, kept until the book is whole, so that a kill costs one page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, Any

from nurie.core.files import hold, replacing, sha256_of
from nurie.errors import BookError

_SETTINGS = "settings.json"
_LOCK = "lock"
_OURS = ("settings.json", "page-*", "book.tmp", ".settings.json.*.tmp", ".page-*.tmp")


class Parts:
    """Pages by number in `.NAME.parts/` beside the book to write. A page counts once its facts are written, last."""

    def __init__(self, target: Path) -> None:
        self.folder = target.with_name(f".{target.name}.parts")
        self._lock: IO[str] | None = None

    def begin(self, settings: dict[str, Any]) -> int:
        """Make the folder; how many pages from other settings were there, and are gone.

        Raises:
            OSError: a folder that cannot be made.
            BookError: another run is at work in it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = hold(self.folder / _LOCK)
        if self._lock is None:
            raise BookError(
                f"another nurie is writing this book just now ({self.folder} is locked); wait, or choose another -o"
            )
        if _read(self.folder / _SETTINGS) == settings:
            return 0
        others = len(list(self.folder.glob("page-*.json")))
        self._empty()
        _write(self.folder / _SETTINGS, settings)
        return others

    def picture(self, number: int, suffix: str) -> Path:
        """Where page `number`'s coloured picture is to be written."""
        return self.folder / f"page-{number:05d}{suffix}"

    def done(self, number: int) -> dict[str, Any] | None:
        """What was said of a page that is done and whole, or None."""
        facts = _read(self._facts(number))
        if facts is None or facts["picture"] is None:
            return facts
        path = self.folder / facts["picture"]
        return facts if path.is_file() and sha256_of(path) == facts["sha256"] else None

    def finish(self, number: int, facts: dict[str, Any], picture: Path | None) -> None:
        """Write down that a page is done, with its picture, or None where it stays as it is."""
        whole = {"picture": picture and picture.name, "sha256": picture and sha256_of(picture)}
        _write(self._facts(number), facts | whole)

    @property
    def book(self) -> Path:
        """Where the book is written before it takes its place."""
        return self.folder / "book.tmp"

    def let_go(self) -> None:
        """Let another run work here; what is done stays."""
        if self._lock:
            self._lock.close()
            self._lock = None

    def clear(self) -> None:
        """Remove the folder; what is not ours in it stays, and so does the folder then."""
        self.let_go()
        (self.folder / _LOCK).unlink(missing_ok=True)
        self._empty()
        if not any(self.folder.iterdir()):
            self.folder.rmdir()

    def _empty(self) -> None:
        for pattern in _OURS:
            for path in self.folder.glob(pattern):
                path.unlink()

    def _facts(self, number: int) -> Path:
        return self.folder / f"page-{number:05d}.json"


def _write(path: Path, values: dict[str, Any]) -> None:
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(values, indent=1, ensure_ascii=False), encoding="utf-8")


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
