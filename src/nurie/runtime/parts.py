"""The work folder of a book: pages that are done, kept until the book is whole, so that a kill costs one page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nurie.core.files import replacing, sha256_of

_SETTINGS = "settings.json"
_OURS = ("settings.json", "page-*", "book.tmp", ".settings.json.*.tmp", ".page-*.tmp")


class Parts:
    """Pages by number in `.NAME.parts/` beside the book to write. A page counts once its facts are written, last."""

    def __init__(self, target: Path) -> None:
        self.folder = target.with_name(f".{target.name}.parts")

    def begin(self, settings: dict[str, Any]) -> int:
        """Make the folder; how many pages from other settings were there, and are gone. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
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

    def clear(self) -> None:
        """Remove the folder; what is not ours in it stays, and so does the folder then."""
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
