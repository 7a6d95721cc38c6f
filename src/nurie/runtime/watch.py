"""A folder that is watched: which files in it are to be coloured now, and where each goes. Colours and prints nothing.

By looking again and again: it works on network drives and in synced folders, where systems tell of no changes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from nurie.core.files import replacing, sha256_of
from nurie.core.image_io import HINT_SUFFIXES, READABLE
from nurie.errors import OptionError
from nurie.runtime.watch_names import is_ours, is_passing, note_of, targets_of
from nurie.runtime.watch_options import OPTIONS_SUFFIX
from nurie.runtime.watch_record import Entry, Record

OPTIONAL_SUFFIXES = (*HINT_SUFFIXES, OPTIONS_SUFFIX)  # NAME + one of these, beside the page NAME


class Stamp(NamedTuple):
    """What a file looks like from outside; another stamp, another content."""

    size: int
    changed_ns: int


Stamps = tuple[tuple[str, Stamp], ...]  # of a page and of what lies beside it, by name


@dataclass(frozen=True, slots=True)
class Due:
    """A page to colour.

    Attributes:
        source: its file. `hints` and `options`: those beside it, or None.
        target: where the coloured page goes; what is there may be replaced.
        stamps: what it was when it was found; given back to `done` and `failed`.
        why: what there is to say of the target, or "".
    """

    source: Path
    hints: Path | None
    options: Path | None
    target: Path
    stamps: Stamps
    sha256: str
    why: str = ""

    @property
    def note(self) -> Path:
        """Where the reason is told when it cannot be coloured."""
        return note_of(self.target)


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found: pages to colour, files that another program holds, and whether some are still changing."""

    due: tuple[Due, ...] = ()
    locked: tuple[tuple[Path, str], ...] = ()
    unsettled: bool = False


class Watch:
    """A folder under watch, and what is known of its pages. One at a time per folder of results.

    A page is due once its file, and those beside it, looked the same at two looks `settle_s` apart: half-written
    files wait. Results are known by their names and, renamed or copied, by their bytes; results that somebody worked
    on are never replaced.
    """

    def __init__(
        self,
        folder: Path,
        to: Path,
        suffix: str,
        record: Record,
        *,
        settle_s: float = 1.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder, self._to, self._suffix, self._record = folder, to, suffix, record
        self._settle_s, self._now = settle_s, now
        self._place = _place(folder, to)
        self._seen: dict[str, tuple[Stamps, float]] = {}  # since when a page looks like this
        self._failed: dict[str, Stamps] = {}
        self._locked: set[str] = set()
        self._promised: dict[str, str] = {}  # results' names to pages, before they are made

    def look(self) -> Look:
        """Look at the folder once.

        Raises:
            OSError: the folder itself cannot be read.
        """
        files = {name: stamp for name, stamp in _files(self._folder) if stamp.size > 0}
        pages = {name: _stamps_of(name, files) for name in sorted(files) if is_page(name)}
        due, locked, unsettled = [], [], False
        for name, stamps in pages.items():
            if self._is_known(name, stamps):
                continue
            if not self._is_settled(name, stamps):
                unsettled = True
                continue
            try:
                found = self._due(name, stamps)
            except FileNotFoundError:  # moved on between the two looks
                continue
            except OSError as error:
                unsettled = True
                if name not in self._locked:
                    locked.append((self._folder / name, error.strerror or str(error)))
                    self._locked.add(name)
                continue
            self._locked.discard(name)
            if found is not None:
                due.append(found)
        for known in (self._seen, self._failed):
            for name in known.keys() - pages.keys():
                del known[name]
        self._promised = {target: name for target, name in self._promised.items() if name in pages}
        return Look(tuple(due), tuple(locked), unsettled)

    def done(self, due: Due, outcome: str) -> None:
        """Write down that a page was coloured ("colored"), or left as it is ("left")."""
        made = sha256_of(due.target) if outcome == "colored" else ""
        due.note.unlink(missing_ok=True)
        self._failed.pop(due.source.name, None)
        self._record.forget_gone(self._to, lambda place: (self._to / place).exists())
        self._record.put(self._key(due.source.name), Entry(_plain(due.stamps), due.sha256, due.target.name, made))

    def failed(self, due: Due, reason: str) -> None:
        """Tell the reason in a note beside the result, for those who do not see this machine.

        It is tried again when its file changes, or by the next run.
        """
        self._failed[due.source.name] = due.stamps
        with suppress(OSError), replacing(due.note) as temporary:
            temporary.write_text(f"nurie: {reason}\n", encoding="utf-8", errors="replace")

    def _is_known(self, name: str, stamps: Stamps) -> bool:
        entry = self._record.get(self._key(name))
        return self._failed.get(name) == stamps or (entry is not None and entry.stamps == _plain(stamps))

    def _is_settled(self, name: str, stamps: Stamps) -> bool:
        before, since = self._seen.get(name, (None, 0.0))
        if before != stamps:
            self._seen[name] = stamps, self._now()
            return False
        return self._now() - since >= self._settle_s

    def _due(self, name: str, stamps: Stamps) -> Due | None:
        """The page, unless its bytes are known: ours under another name, or only touched. Raises OSError."""
        source = self._folder / name
        digest = "\n".join(sha256_of(self._folder / part) for part, _ in stamps)
        if self._record.is_result(digest.partition("\n")[0]):
            self._record.put(self._key(name), Entry(_plain(stamps), digest, "", ""))
            return None
        entry = self._record.get(self._key(name))
        if entry is not None and entry.sha256 == digest and (not entry.target or (self._to / entry.target).exists()):
            self._record.put(self._key(name), Entry(_plain(stamps), digest, entry.target, entry.made))
            return None
        target, why = self._target(name, source, entry)
        if target is None:
            self._record.put(self._key(name), Entry(_plain(stamps), digest, why, ""))
            return None
        hints, options = _beside(name, stamps)
        return Due(source, self._path(hints), self._path(options), target, stamps, digest, why)

    def _is_taken(self, target: str, page: str) -> bool:
        return self._promised.get(target, page) != page or self._record.is_taken(target, self._key(page))

    def _key(self, name: str) -> str:
        """Of a page in the record: several folders may have theirs in one folder of results."""
        return name if self._place == "." else f"{self._place}/{name}"

    def _path(self, name: str | None) -> Path | None:
        return None if name is None else self._folder / name

    def _target(self, name: str, source: Path, entry: Entry | None) -> tuple[Path | None, str]:
        """Where it goes, and what to say of that; None and a file's name where that is its result already."""
        kept = ""
        for number, candidate in enumerate(targets_of(name, self._suffix, self._is_taken)):
            path = self._to / candidate
            if not path.exists() or (entry and candidate == entry.target and sha256_of(path) == entry.made):
                self._promised[candidate] = name
                return path, kept and f"{kept} is there and may have been worked on; it stays as it is"
            kept = kept or path.name
            if number == 0 and entry is None and path.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                return None, path.name  # of an earlier run whose record is gone
        raise OptionError(f"no free name for the result of {source}; remove some of its {source.stem}.color-….files")


def _place(folder: Path, to: Path) -> str:
    """The folder as seen from that of the results."""
    try:
        return Path(os.path.relpath(folder.resolve(), to.resolve())).as_posix()
    except ValueError:  # another drive
        return folder.resolve().as_posix()


def is_page(name: str) -> bool:
    """Whether a file may be a drawing, by its name: no result of ours, no hints, nothing that programs leave behind."""
    lower = name.lower()
    return lower.endswith(READABLE) and not lower.endswith(HINT_SUFFIXES) and not is_ours(name) and not is_passing(name)


def _files(folder: Path) -> Iterator[tuple[str, Stamp]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                if entry.is_file():
                    found = entry.stat()
                    yield entry.name, Stamp(found.st_size, found.st_mtime_ns)
            except OSError:  # it went while we looked
                continue


def _stamps_of(name: str, files: dict[str, Stamp]) -> Stamps:
    stem = Path(name).stem
    beside = [stem + suffix for suffix in OPTIONAL_SUFFIXES if stem + suffix in files]
    return tuple((part, files[part]) for part in (name, *beside))


def _beside(name: str, stamps: Stamps) -> tuple[str | None, str | None]:
    """The names of the hints and of the options beside a page."""
    names = [part for part, _ in stamps if part != name]
    hints = next((part for part in names if part.endswith(HINT_SUFFIXES)), None)
    return hints, next((part for part in names if part.endswith(OPTIONS_SUFFIX)), None)


def _plain(stamps: Stamps) -> list[list[object]]:
    """As JSON gives it back."""
    return [[name, *stamp] for name, stamp in stamps]

