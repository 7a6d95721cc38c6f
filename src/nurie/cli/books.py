"""Books of `nurie color`, page by page, with what is left to do."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

import nurie
from nurie.cli.batch import Report, try_all
from nurie.cli.given import Given
from nurie.cli.jobs import Job, with_hints
from nurie.core.archive import opened, pages_of
from nurie.core.session import ModelId
from nurie.errors import BatchError

if TYPE_CHECKING:
    from nurie.runtime.books import BookRun, BookSettings
    from nurie.runtime.colorizer import Colorizer


def color_books(given: Given, books: list[tuple[Path, Path]]) -> None:
    """Colour books one after the other.

    Raises:
        BatchError: pages failed; it names each. Their originals stand in the books, which are whole.
    """
    options, profiles = given.options(), given.profiles()
    from nurie.runtime.books import BookSettings
    from nurie.runtime.catalog import find_bundle
    from nurie.runtime.colorizer import Colorizer
    from nurie.runtime.replay import identify

    colorizer, failures, count = Colorizer(given.model), [], 0
    model = identify(find_bundle(given.model), colorizer.card)
    settings = BookSettings(options, given.recolor, given.suffix, profiles)
    for source, target in books:
        failed, pages = _color_book(given, source, target, (colorizer, settings, model))
        failures, count = failures + failed, count + pages
    if failures:
        listed = "\n  ".join(failures)
        raise BatchError(
            f"{len(failures)} of {count} pages failed, their originals stand in "
            f"{', '.join(str(target) for _, target in books)}:\n  {listed}"
        )


def _color_book(
    given: Given, source: Path, target: Path, tools: tuple[Colorizer, BookSettings, ModelId]
) -> tuple[list[str], int]:
    """The failures, and how many pages there are."""
    from nurie.runtime.books import BookRun

    colorizer, settings, model = tools
    with opened(source) as archive:
        names = pages_of(archive)
        jobs = [Job(source / name, target, place=Path(name).parent) for name in names]
        jobs = jobs if given.hints is None else with_hints(jobs, given.hints)
        hints = {name: job.hints for name, job in zip(names, jobs, strict=True) if isinstance(job.hints, Path)}
        with closing(BookRun(archive, target, colorizer, settings, hints)) as run:
            if (gone := run.begin(source, model, nurie.__version__)) and not given.quiet:
                text = f"nurie: {gone} pages of an earlier run had other settings or inputs; started anew"
                click.echo(text, err=True)
            failures = try_all(jobs, _Pages(run, source, target, model).color, as_json=given.as_json, quiet=given.quiet)
            run.finish()
    return failures, len(names)


class _Pages:
    """The work on each page in turn, which knows how long the rest will take."""

    def __init__(self, run: BookRun, source: Path, target: Path, model: ModelId) -> None:
        self._run, self._source, self._target, self._model = run, source, target, model
        self._names, self._at, self._fresh, self._start = list(run.pages), 0, 0, time.perf_counter()

    def color(self, job: Job) -> Report:
        name = self._names[self._at]
        self._at += 1
        page = self._run.color(name)
        if page.resumed:
            self._start = time.perf_counter()
        self._fresh += not page.resumed
        seconds = (time.perf_counter() - self._start) / max(self._fresh, 1)
        left = len(self._names) - self._at
        return asdict(page) | {
            "input": str(job.source),
            "output": str(self._target / page.output),
            "model": f"{self._model.name} {self._model.version}",
            "page": self._at,
            "pages": len(self._names),
            "left_s": round(seconds * left, 1) if self._fresh or not left else None,
        }
