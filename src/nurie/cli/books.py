"""Books of `nurie color`, page by page, with what is left to do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

import nurie
from nurie.cli.batch import Failures, Report, try_all
from nurie.cli.given import Given
from nurie.cli.jobs import Job, with_hints
from nurie.core.archive import opened, pages_of
from nurie.core.session import ModelId

if TYPE_CHECKING:
    from nurie.runtime.books import BookPage, BookRun, BookSettings
    from nurie.runtime.colorizer import Colorizer


def color_books(given: Given, books: list[tuple[Path, Path]]) -> Failures:
    """Colour books one after the other; which pages failed. Their originals stand in the books, which are whole."""
    tools = book_tools(given)
    failures, count = list[str](), 0
    for source, target in books:
        with begun(given, source, target, tools) as book:
            failures += try_all(book.jobs, book.color, as_json=given.as_json, quiet=given.quiet)
            book.run.finish()
        count += len(book.jobs)
    return Failures(failures, count, [target for _, target in books])


class Tools(NamedTuple):
    """What all books of a command line are coloured with."""

    colorizer: Colorizer
    settings: BookSettings
    model: ModelId


def book_tools(given: Given) -> Tools:
    """Load the model. Raises BundleError."""
    options, profiles = given.options(), given.profiles()
    from nurie.runtime.books import BookSettings
    from nurie.runtime.catalog import find_bundle
    from nurie.runtime.colorizer import Colorizer
    from nurie.runtime.replay import identify

    colorizer = Colorizer(given.model)
    model = identify(find_bundle(given.model), colorizer.card)
    return Tools(colorizer, BookSettings(options, given.recolor, given.suffix, profiles), model)


@contextmanager
def begun(given: Given, source: Path, target: Path, tools: Tools) -> Iterator[BegunBook]:
    """A book that is open, and whose work folder is ours."""
    from nurie.runtime.books import BookRun

    with opened(source) as archive:
        names = pages_of(archive)
        jobs = [Job(source / name, target, place=Path(name).parent) for name in names]
        jobs = jobs if given.hints is None else with_hints(jobs, given.hints)
        hints = {name: job.hints for name, job in zip(names, jobs, strict=True) if isinstance(job.hints, Path)}
        with closing(BookRun(archive, target, tools.colorizer, tools.settings, hints)) as run:
            if (gone := run.begin(source, tools.model, nurie.__version__)) and not given.quiet:
                text = f"nurie: {gone} pages of an earlier run had other settings or inputs; started anew"
                click.echo(text, err=True)
            yield BegunBook(run, jobs, target, tools.model)


class BegunBook:
    """A book at work, which knows how long the rest will take."""

    def __init__(self, run: BookRun, jobs: list[Job], target: Path, model: ModelId) -> None:
        self.run, self.jobs, self._target, self._model = run, jobs, target, model
        self._names = dict(zip(jobs, run.pages, strict=True))
        self._places = {job: number for number, job in enumerate(jobs, 1)}
        self._done, self._fresh, self._start = 0, 0, time.perf_counter()

    def start(self) -> None:
        """The work begins now."""
        self._start = time.perf_counter()

    def name(self, job: Job) -> str:
        """What a page is called in the book."""
        return self._names[job]

    def color(self, job: Job) -> Report:
        self._done += 1  # also of a page that fails
        page = self.run.color(self._names[job])
        return self._report(job, page)

    def take(self, job: Job, page: BookPage) -> Report:
        """The report of a page that another process has coloured. Raises BookError."""
        self._done += 1
        self.run.take(page)
        return self._report(job, page)

    def _report(self, job: Job, page: BookPage) -> Report:
        if page.resumed:
            self._start = time.perf_counter()
        self._fresh += not page.resumed
        seconds = (time.perf_counter() - self._start) / max(self._fresh, 1)
        left = len(self.jobs) - self._done
        return asdict(page) | {
            "input": str(job.source),
            "output": str(self._target / page.output),
            "model": f"{self._model.name} {self._model.version}",
            "page": self._places[job],
            "pages": len(self.jobs),
            "left_s": round(seconds * left, 1) if self._fresh or not left else None,
        }
