"""Books: zip files of pictures, read with suspicion and written again. Nothing of them is unpacked by its own name."""

from __future__ import annotations

import re
import shutil
import stat
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

from nurie.core.image_io import HINT_SUFFIXES, READABLE
from nurie.core.zips import BROKEN, open_zip
from nurie.errors import BookError

BOOKS = (".cbz", ".zip")
OTHER_BOOKS = (".cbr", ".cb7", ".cbt", ".rar", ".7z", ".epub")
MOST_ENTRIES = 10_000
MOST_BYTES, MOST_BYTES_EACH = 8 << 30, 1 << 30  # unpacked
_ENCRYPTED = 0x1


class Replacement(NamedTuple):
    """What stands in a new book for a page of the old one: another name, and the file with its bytes."""

    name: str
    file: Path


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a book and check it before anything is unpacked: names, sizes as stated, and then every checksum.

    A zip's reader stops at the size that the directory states, so those sizes bind.

    Raises:
        BookError: no such file, no zip, a name that leads out of the book or stands twice, a link, encryption, another
            packing than deflate, more than 10,000 entries or 4 MiB of names, 1 GiB in one or 8 GiB in all, a damaged
            entry, or no picture.
    """
    if not path.is_file():
        raise BookError(f"no book at {path}; give a .cbz: a zip of pictures")
    with path.open("rb") as stream, _archive(stream, path) as archive:
        _check_entries(archive, path)
        _check_bytes(archive, path)
        if not pages_of(archive):
            raise BookError(f"{path} holds no picture; expected files ending in {', '.join(READABLE)}")
        yield archive


def _archive(stream: BinaryIO, path: Path) -> zipfile.ZipFile:
    try:
        return open_zip(stream)
    except BROKEN as error:
        reason = str(error)[:200]
        raise BookError(f"{path} is no zip that can be read ({reason}); pack its pictures as .cbz again") from None


def _check_entries(archive: zipfile.ZipFile, path: Path) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise BookError(f"{path} has {len(entries)} entries, at most {MOST_ENTRIES} are read; split the book")
    seen: set[str] = set()
    for entry in entries:
        if wrong := _wrong_name(entry) or ("stands there twice" if entry.filename in seen else ""):
            raise BookError(f"{path}: the entry {entry.filename[:80]!r} {wrong}; pack the book again without it")
        if entry.flag_bits & _ENCRYPTED:
            raise BookError(f"{path}: {entry.filename[:80]} is encrypted; pack the book again without a password")
        if entry.file_size > MOST_BYTES_EACH:
            raise BookError(
                f"{path}: {entry.filename[:80]} would unpack to {entry.file_size >> 20} MiB, at most "
                f"{MOST_BYTES_EACH >> 20} MiB are read; take it out of the book"
            )
        seen.add(entry.filename)
    total = sum(entry.file_size for entry in entries)
    if total > MOST_BYTES:
        raise BookError(
            f"{path} would unpack to {total >> 20} MiB, at most {MOST_BYTES >> 20} MiB are read; split the book"
        )


def _wrong_name(entry: zipfile.ZipInfo) -> str:
    """What is wrong with where an entry would lie, or nothing."""
    name = entry.filename.replace("\\", "/")
    if not name.strip("/") or not name.isprintable():
        return "has no proper name"
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/"):
        return "leads out of the book"
    return "is a link" if stat.S_ISLNK(entry.external_attr >> 16) else ""


def _check_bytes(archive: zipfile.ZipFile, path: Path) -> None:
    for entry in archive.infolist():
        try:
            with archive.open(entry) as stream:
                while stream.read(1 << 20):
                    pass
        except BROKEN as error:
            name, reason = entry.filename[:80], str(error)[:200]
            raise BookError(f"{path}: {name} is damaged ({reason}); copy the book again") from None


def pages_of(archive: zipfile.ZipFile) -> list[str]:
    """The names of a book's pictures in natural order: page 2 before page 10. Hidden ones and hints are none."""
    names = (entry.filename for entry in archive.infolist() if not entry.is_dir())
    return sorted((name for name in names if _is_page(name)), key=natural)


def _is_page(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return not hidden and name.lower().endswith(READABLE) and not name.endswith(HINT_SUFFIXES)


def natural(name: str) -> tuple[list[tuple[str, int, str]], str]:
    """A key that sorts numbers inside names by their value, and else without regard to case."""
    parts = re.findall(r"(\D*)(\d*)", name.casefold())
    return [(text, len(digits.lstrip("0")), digits.lstrip("0")) for text, digits in parts], name


def output_names(names: list[str], pages: list[str], suffix: str | None, writable: tuple[str, ...]) -> dict[str, str]:
    """What each page is called once it is coloured: as before where that can be written, else .png.

    Args:
        names: of all entries; a page never takes the name of another entry.
        suffix: that all coloured pages get, or None: each its own.
    """
    taken, result = {name.casefold() for name in names}, {}
    for page in pages:
        own = PurePosixPath(page).suffix
        new = page if suffix is None and own.lower() in writable else page[: -len(own)] + (suffix or ".png")
        while new != page and new.casefold() in taken:
            new = f"{page}{suffix or '.png'}" if not new.startswith(page) else f"{new}{suffix or '.png'}"
        taken.add(new.casefold())
        result[page] = new
    return result


def write_archive(path: Path, source: zipfile.ZipFile, replaced: Mapping[str, Replacement]) -> None:
    """Write a book again, entry by entry in its order, with other bytes for some. The same input, the same bytes.

    What is not replaced keeps its bytes, name, date and rights. Overwrites.
    """
    with zipfile.ZipFile(path, "w") as target:
        target.comment = source.comment
        for entry in source.infolist():
            new = replaced.get(entry.filename)
            info = _copied(entry, entry.filename if new is None else new.name)
            if new is not None:
                info.compress_type = zipfile.ZIP_STORED  # pictures are packed already
            with (
                source.open(entry) if new is None else new.file.open("rb") as stream,
                target.open(info, "w", force_zip64=False) as sink,
            ):
                shutil.copyfileobj(stream, sink, 1 << 20)


def _copied(entry: zipfile.ZipInfo, name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, entry.date_time)
    info.compress_type, info.comment = entry.compress_type, entry.comment
    info.external_attr, info.internal_attr, info.create_system = (
        entry.external_attr, entry.internal_attr, entry.create_system
    )  # fmt: skip
    return info
