"""Which books `nurie color` colours, and where they go."""

from __future__ import annotations

import os
from pathlib import Path

from nurie.cli.given import Given
from nurie.core.archive import BOOKS, OTHER_BOOKS
from nurie.core.files import real
from nurie.core.image_io import WRITABLE
from nurie.errors import BookError, OptionError


def plan_books(given: Given) -> list[tuple[Path, Path]]:
    """Each book and the one to write; none where the inputs are pages.

    Raises:
        OptionError, BookError: books among pages, another kind of archive, options that books do not have, or an
            output that is there already, is an input, or is written twice.
    """
    inputs = [Path(name) for name in given.inputs]
    for path in (path for path in inputs if path.suffix.lower() in OTHER_BOOKS and not path.is_dir()):
        raise BookError(f"{path} is a book that nurie cannot read; unpack it and pack its pictures as .cbz, a zip")
    books = [path for path in inputs if path.suffix.lower() in BOOKS and not path.is_dir()]
    target = Path(given.output or "")
    if not books and target.suffix.lower() in BOOKS and not target.is_dir():
        raise OptionError(f"-o {target} is a book, but there are pages; give a folder, or pack the pages as .cbz first")
    if not books and given.recolor and not any(path.is_dir() for path in inputs):
        raise OptionError("--recolor is for books and folders; pages that are given one by one are always coloured")
    if books and len(books) < len(inputs):
        raise OptionError(f"{books[0]} is a book, but there are pages, too; colour them in two commands")
    if books:
        _refuse_options(given)
    return _targets(books, given)


def _refuse_options(given: Given) -> None:
    unfit = {"--layers": given.layers, "--layer-names": given.layer_names, "--save-hints": given.save_hints,
             "--save-session": given.save_session, "--frames": given.frames, "--resume": given.resume}  # fmt: skip
    if found := [option for option, value in unfit.items() if value]:
        raise OptionError(f"a book has no {' and no '.join(found)}; leave that out, or unpack the book into a folder")
    if given.suffix not in (None, *WRITABLE):
        raise OptionError(f"a book holds pictures, not {given.format_}; give --format png, webp or jpg")


def _targets(books: list[Path], given: Given) -> list[tuple[Path, Path]]:
    folder = given.output is not None and (given.output.endswith(("/", os.sep)) or Path(given.output).is_dir())
    if len(books) > 1 and given.output is not None and not folder:
        raise OptionError(f"-o {given.output} is one book, but there are {len(books)}; give a folder, such as -o out/")
    pairs: list[tuple[Path, Path]] = []
    for book in books:
        target = book.with_name(f"{book.stem}.color{book.suffix}") if given.output is None else Path(given.output)
        target = target / book.name if folder else target
        if target.suffix.lower() not in BOOKS:
            raise BookError(f"{target} ends in {target.suffix or 'no suffix'!r}; end a book in {' or '.join(BOOKS)}")
        if real(target) in {real(other) for other in books}:
            raise OptionError(f"{target} is an input; inputs are never overwritten; choose another place with -o")
        if target in (other for _, other in pairs):
            raise OptionError(f"two books would both be written to {target}; rename one of them")
        if target.exists() and not given.force:
            raise BookError(f"{target} exists already; choose another name with -o, or overwrite it with --force")
        pairs.append((book, target))
    return pairs
