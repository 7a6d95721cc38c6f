"""What the workers of `nurie color --cluster` do: one page at a time, of a folder or of a book."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from nurie.cli.batch import Report
from nurie.cli.jobs import Job
from nurie.cli.pages import Wishes, color_page

if TYPE_CHECKING:
    from nurie.runtime.books import BookPage, BookRun, BookSettings
    from nurie.runtime.colorizer import Colorizer

OpenBook = tuple[Path, Path, "BookSettings", Mapping[str, Path]]  # the book, the one to write, its settings and hints
_MOST_OPEN = 4  # books at a time


@dataclass(frozen=True, slots=True)
class PageTask:
    """A page, and what holds for it."""

    job: Job
    wishes: Wishes


@dataclass(frozen=True, slots=True)
class BookTask:
    """A page of a book: the book's number, and its name there."""

    book: int
    name: str


def make_painter(model: bytes, threads: int, books: Sequence[OpenBook]) -> Callable[[Any], Any]:
    """A function that colours pages: of a folder into their files, of a book into its work folder.

    Raises:
        BundleError: the model's bytes are none.
    """
    from nurie.runtime.backend import OnnxBackend
    from nurie.runtime.colorizer import Colorizer

    return _Painter(Colorizer(OnnxBackend(model, threads)), books)


class _Painter:
    """A model, and the books that were opened last."""

    def __init__(self, colorizer: Colorizer, books: Sequence[OpenBook]) -> None:
        self._colorizer, self._books = colorizer, books
        self._runs: OrderedDict[int, tuple[ZipFile, BookRun]] = OrderedDict()

    def __call__(self, task: PageTask | BookTask) -> Report | BookPage:
        if isinstance(task, PageTask):
            return color_page(self._colorizer, task.job, task.wishes)[0]
        return self._run(task.book).color(task.name)

    def _run(self, number: int) -> BookRun:
        from nurie.runtime.books import BookRun

        if number not in self._runs:
            source, target, settings, hints = self._books[number]
            archive = ZipFile(source)  # checked by who sent the task
            self._runs[number] = archive, BookRun(archive, target, self._colorizer, settings, hints)
            if len(self._runs) > _MOST_OPEN:
                self._runs.popitem(last=False)[1][0].close()
        self._runs.move_to_end(number)
        return self._runs[number][1]
