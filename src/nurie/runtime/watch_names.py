"""Names in a watched folder: of results, of notes, and of files that programs leave behind for a moment."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

_TAG = "color"
_OURS = re.compile(rf"\.{_TAG}(-\d+)?\.[a-z]+$", re.IGNORECASE)
_PASSING = re.compile(
    r"^[.~]"  # hidden, autosaves, ~$locks
    r"|~$|\.tmp\b|\.part$|\.crdownload$|\.sync-conflict-"
    r"|-autosave\.kra$|\.kra-swp$",
    re.IGNORECASE,
)
_MOST_BYTES = 200  # of a name; file systems hold 255 (some 143 fewer), and a temporary name is longer than the last
_MOST_TRIES = 1000


def is_ours(name: str) -> bool:
    """It is called as results are: NAME.color.psd, NAME.color-2.psd."""
    return _OURS.search(name) is not None


def is_passing(name: str) -> bool:
    """A file that a program makes for a while: autosaves, locks, downloads that are not through."""
    return _PASSING.search(name) is not None


def targets_of(name: str, suffix: str, is_taken: Callable[[str, str], bool]) -> Iterator[str]:
    """Names for a page's result, the best first: page.color.psd, page.color-2.psd, and so on.

    Args:
        name: of the page, with its suffix.
        suffix: of the result.
        is_taken: of a result's name and a page's, whether it belongs to another page. Two drawings page.png and
            page.psd get page.color.psd and page.psd.color.psd.
    """
    stem = Path(name).stem
    if is_taken(_named(stem, "", suffix), name):
        stem = name
    for number in count(1):
        if number > _MOST_TRIES:
            return
        yield _named(stem, "" if number == 1 else f"-{number}", suffix)


def note_of(target: Path) -> Path:
    """page.color.psd to page.color.txt."""
    return target.with_suffix(".txt")


def _named(stem: str, number: str, suffix: str) -> str:
    """A long name is cut between characters, and a part of its digest keeps it apart from others."""
    tail = f".{_TAG}{number}{suffix}"
    room = _MOST_BYTES - len(tail)
    data = stem.encode("utf-8", "surrogateescape")
    if len(data) <= room:
        return stem + tail
    mark = "~" + hashlib.sha256(data).hexdigest()[:8]
    return data[: room - len(mark)].decode("utf-8", "ignore") + mark + tail
