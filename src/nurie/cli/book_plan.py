"""Which books `nurie color` colours, and where they go."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from nurie.cli.given import Given
from nurie.cli.jobs import files_in, root_of
from nurie.core.archive import BOOKS, OTHER_BOOKS
from nurie.core.files import real
from nurie.core.image_io import WRITABLE
from nurie.errors import BookError, OptionError

_FOUND = ".cbz"  # in folders, where a .zip can be anything


def plan_books(given: Given) -> list[tuple[Path, Path]]:
    """Each book and the one to write: those that were named, and those that lie in folders; none among pages alone.

    Raises:
        OptionError, BookError: another kind of archive, options that books do not have, or an output that is there
            already, is an input, or is written twice.
    """
    inputs = [Path(name) for name in given.inputs]
    for path in (path for path in inputs if path.suffix.lower() in OTHER_BOOKS and not path.is_dir()):
        raise BookError(f"{path} is a book that nurie cannot read; unpack it and pack its pictures as .cbz, a zip")
    books = [path for path in inputs if _is_book(path)]
    target = Path(given.output or "")
    if len(books) < len(inputs) and target.suffix.lower() in BOOKS and not target.is_dir():
        raise OptionError(f"-o {target} is a book, but there are pages; give a folder, or pack the pages as .cbz first")
    if not books and given.recolor and not any(path.is_dir() for path in inputs):
        raise OptionError("--recolor is for books and folders; pages that are given one by one are always coloured")
    found = list(_found(given))
    if not books and not found:
        return []
    _refuse_options(given, alone=len(books) == len(inputs))
    return _checked([*_targets(books, given, alone=len(books) == len(inputs)), *found], given)


def page_inputs(given: Given) -> tuple[str, ...]:
    """The inputs that are no books."""
    return tuple(name for name in given.inputs if not _is_book(Path(name)))


def _is_book(path: Path) -> bool:
    return path.suffix.lower() in BOOKS and not path.is_dir()


def _found(given: Given) -> Iterator[tuple[Path, Path]]:
    """The books in folders, at the same place in the other tree."""
    pages = [Path(name) for name in page_inputs(given)]
    folder = None if given.output is None else Path(given.output)
    for source in (path for path in pages if path.is_dir()):
        root = root_of(source, folder, len(pages) > 1)
        for book in files_in(source, (_FOUND,), skip=root):
            yield book, root / book.relative_to(source)


def _refuse_options(given: Given, *, alone: bool) -> None:
    unfit = {"--layers": given.layers, "--layer-names": given.layer_names, "--save-hints": given.save_hints,
             "--save-session": given.save_session, "--frames": given.frames,
             "--resume": given.resume and alone}  # fmt: skip
    if found := [option for option, value in unfit.items() if value]:
        raise OptionError(f"a book has no {' and no '.join(found)}; leave that out, or unpack the book into a folder")
    if given.suffix not in (None, *WRITABLE):
        raise OptionError(f"a book holds pictures, not {given.format_}; give --format png, webp or jpg")


def _targets(books: list[Path], given: Given, *, alone: bool) -> list[tuple[Path, Path]]:
    """Where books that were named go; among pages always into a folder."""
    if given.output is None:
        return [(book, book.with_name(f"{book.stem}.color{book.suffix}")) for book in books]
    target = Path(given.output)
    if not alone or given.output.endswith(("/", os.sep)) or target.is_dir():
        return [(book, target / book.name) for book in books]
    if len(books) > 1:
        raise OptionError(f"-o {target} is one book, but there are {len(books)}; give a folder, such as -o out/")
    return [(book, target) for book in books]


def _checked(pairs: list[tuple[Path, Path]], given: Given) -> list[tuple[Path, Path]]:
    inputs, written = {real(book) for book, _ in pairs}, set()
    for _, target in pairs:
        if target.suffix.lower() not in BOOKS:
            raise BookError(f"{target} ends in {target.suffix or 'no suffix'!r}; end a book in {' or '.join(BOOKS)}")
        if real(target) in inputs:
            raise OptionError(f"{target} is an input; inputs are never overwritten; choose another place with -o")
        if target in written:
            raise OptionError(f"two books would both be written to {target}; rename one of them")
        if target.exists() and not given.force and not given.resume:
            raise BookError(f"{target} exists already; choose another name with -o, or overwrite it with --force")
        written.add(target)
    return pairs
