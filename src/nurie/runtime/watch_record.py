"""What is known of a watched folder's pages, kept in a file so that the next run knows it, too."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nurie.core.files import replacing

RECORD = ".nurie-watch.json"
LOCK = ".nurie-watch.lock"
_VERSION = 1
_MOST_RESULTS = 20_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that is done.

    Attributes:
        stamps: [name, size, time] of its file and of those beside it.
        sha256: of their bytes, one a line.
        target: the name of its result, "" where it has none.
        made: the SHA-256 of the result as it was written, "" where we did not write it.
    """

    stamps: list[list[Any]]
    sha256: str
    target: str
    made: str


class Record:
    """Pages by name, and every result that was written, by its digest. Each change is written at once."""

    def __init__(self, folder: Path, settings: dict[str, Any]) -> None:
        """Read it. What cannot be read counts as empty; of other settings only the results are kept, so that pages
        are coloured again."""
        self._path, self._settings = folder / RECORD, settings
        values = _read(self._path)
        self._results: dict[str, str] = values["results"]
        self._pages = {name: Entry(**entry) for name, entry in values["pages"].items()}
        if values["settings"] != json.loads(json.dumps(settings)):
            self._pages = {
                name: Entry([], "", entry.target, entry.made) for name, entry in self._pages.items() if entry.made
            }

    def get(self, name: str) -> Entry | None:
        return self._pages.get(name)

    def put(self, name: str, entry: Entry) -> None:
        """Remember a page. Raises OSError."""
        self._pages[name] = entry
        if entry.made:
            self._results[entry.made] = entry.target
        while len(self._results) > _MOST_RESULTS:
            del self._results[next(iter(self._results))]
        self._write()

    def forget_gone(self, folder: Path, is_there: Callable[[str], bool]) -> None:
        """Drop pages that are gone together with their results, so that it does not grow for ever."""
        gone = [
            name for name, entry in self._pages.items()
            if not is_there(name) and not (entry.target and (folder / entry.target).exists())
        ]  # fmt: skip
        for name in gone:
            del self._pages[name]

    def is_result(self, sha256: str) -> bool:
        """These bytes were written by us, whatever they are called now."""
        return sha256 in self._results

    def is_taken(self, target: str, page: str) -> bool:
        """This result is another page's."""
        return any(entry.target == target for name, entry in self._pages.items() if name != page)

    def _write(self) -> None:
        pages = {name: asdict(entry) for name, entry in self._pages.items()}
        values = {"version": _VERSION, "settings": self._settings, "pages": pages, "results": self._results}
        with replacing(self._path) as temporary:  # as ASCII: names may hold bytes that are no UTF-8
            temporary.write_text(json.dumps(values, indent=1), encoding="ascii")


def _read(path: Path) -> dict[str, Any]:
    empty: dict[str, Any] = {"settings": None, "pages": {}, "results": {}}
    try:
        values = json.loads(path.read_text(encoding="ascii"))
        if values["version"] != _VERSION:
            return empty
        _ = [Entry(**entry) for entry in values["pages"].values()], values["results"].items(), values["settings"]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return empty
    return values
