"""`nurie color --cluster`: a whole series, pages and books, on all machines of a cluster in one job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nurie.cli.batch import Failures, Outcome, Report, raise_failures, tell_all
from nurie.cli.books import BegunBook, begun, book_tools
from nurie.cli.given import Given
from nurie.cli.jobs import Job
from nurie.cli.machines import joined
from nurie.cli.pages import Wishes, color_page, left_target
from nurie.cli.painters import BookTask, PageTask, make_painter
from nurie.cli.ready import ready
from nurie.core.files import real, sweep

if TYPE_CHECKING:
    from nurie.cluster.spread import Crew

Books = list[tuple[Path, Path]]


def color_on_cluster(given: Given, jobs: Sequence[Job], wishes: Wishes, books: Books) -> None:
    """Colour pages and books, as `nurie color` does on one machine, to the same bytes.

    Raises:
        BatchError: pages failed; it names each.
        ClusterError: nobody answers there, or a machine does not see the pages.
    """
    _, wishes = ready(given, jobs, wishes, given.model)
    with ExitStack() as stack:
        tools = book_tools(given) if books else None
        open_books = [stack.enter_context(begun(given, *pair, tools)) for pair in books] if tools else []
        series = _Series(jobs, wishes, books, open_books)
        alone = len(jobs) == 1 and not books
        told = tell_all(series.outcomes(given), series.count, as_json=given.as_json, quiet=given.quiet, alone=alone)
    of_pages = told[: series.failed_pages]
    of_books = Failures(told[series.failed_pages :], sum(len(book.jobs) for book in open_books), [b for _, b in books])
    raise_failures(of_pages, len(jobs), of_books)


class _Series:
    """Pages and books on their way through the cluster."""

    def __init__(self, jobs: Sequence[Job], wishes: Wishes, books: Books, begun: Sequence[BegunBook]) -> None:
        self._jobs, self._wishes, self._books, self._begun = jobs, wishes, books, begun
        self._left = [len(book.jobs) for book in begun]
        self._failed: dict[tuple[int, int], tuple[Job, Exception]] = {}  # by where they stand in the series

    @property
    def count(self) -> int:
        return len(self._jobs) + sum(len(book.jobs) for book in self._begun)

    @property
    def failed_pages(self) -> int:
        """Of those that are in no book."""
        return sum(book < 0 for book, _ in self._failed)

    def outcomes(self, given: Given) -> Iterator[Outcome]:
        """What becomes of each page, as it comes; failures come last, in the series' order."""
        tasks = []
        for place, job in self._places():
            if (early := self._early(place, job)) is None:
                tasks.append((place, job))
            else:
                yield from self._noted(place, job, early)
        if tasks:
            yield from self._spread(given, tasks)
        yield from (failed for _, failed in sorted(self._failed.items(), key=lambda pair: pair[0]))

    def _places(self) -> Iterator[tuple[tuple[int, int], Job]]:
        """Each page by its book, -1 for none, and its number there."""
        for number, job in enumerate(self._jobs):
            yield (-1, number), job
        for index, book in enumerate(self._begun):
            for number, job in enumerate(book.jobs):
                yield (index, number), job

    def _early(self, place: tuple[int, int], job: Job) -> Report | Exception | None:
        """What is known of a page before anybody has worked: it is done, or its file is in the way."""
        try:
            if place[0] >= 0:
                book = self._begun[place[0]]
                return book.color(job) if book.run.is_done(book.name(job)) else None
            if self._wishes.resume and job.target.exists():
                return color_page(None, job, self._wishes)[0]  # type: ignore[arg-type]
            saving = replace(self._wishes.saving, force=self._wishes.saving.force or self._wishes.resume)
            saving.check(job.target)
            self._wishes.keeping.check_free(job.target, force=saving.force)
        except Exception as error:
            return error
        return None

    def _spread(self, given: Given, tasks: Sequence[tuple[tuple[int, int], Job]]) -> Iterator[Outcome]:
        from nurie.cluster.spread import spread

        with joined(given.cluster or ""):
            for book in self._begun:
                book.start()
            for outcome in spread(self._crew(given), [self._task(place, job) for place, job in tasks]):
                place, job = tasks[outcome.number]
                yield from self._noted(place, job, outcome.error or outcome.result)
        sweep(path for (book, _), job in tasks if book < 0 for path in (job.target, left_target(job)))

    def _noted(self, place: tuple[int, int], job: Job, found: Any) -> Iterator[Outcome]:
        """The outcome, if it is a report; a book is written with its last page."""
        book = self._begun[place[0]] if place[0] >= 0 else None
        try:
            if isinstance(found, Exception):
                raise found
            report = found if isinstance(found, dict) or book is None else book.take(job, found)
        except Exception as error:
            self._failed[place] = (job, error)
        else:
            yield job, report
        if book is not None:
            self._left[place[0]] -= 1
            if not self._left[place[0]]:
                book.run.finish()

    def _task(self, place: tuple[int, int], job: Job) -> PageTask | BookTask:
        if place[0] >= 0:
            return BookTask(place[0], self._begun[place[0]].name(job))
        return PageTask(job, _that_may_be_done_twice(job, self._wishes))

    def _crew(self, given: Given) -> Crew:
        from nurie.cluster.spread import Crew
        from nurie.runtime.backend import default_threads
        from nurie.runtime.catalog import find_bundle

        threads = default_threads()
        books = [
            (*pair, book.run.settings, book.run.hints) for pair, book in zip(self._books, self._begun, strict=True)
        ]
        model = find_bundle(given.model).read_bytes()
        inputs = [Path(name) for name in given.inputs]
        needed = (*inputs, *filter(None, [given.hints]))
        relative = any(not path.is_absolute() for path in (*needed, Path(given.output or "/")))
        here = Path.cwd() if relative else None
        return Crew(
            make_painter, (model, threads, books), threads, must_see=tuple(p.absolute() for p in needed), here=here
        )


def _that_may_be_done_twice(job: Job, wishes: Wishes) -> Wishes:
    """The wishes for a worker: no file was in the way, so one that is there now is of a worker that has died.

    Of a page that turns out to be in colour already the file in the way has another name.
    """
    other = left_target(job)
    in_the_way = other.exists() and not wishes.saving.force and real(other) != real(job.source)
    if in_the_way and wishes.resume:
        return wishes
    forced = replace(wishes.saving, force=True)
    return replace(wishes, saving=forced, resume=False, stays=in_the_way)
