"""Working through pages: the progress bar, one report per page, and failures that do not stop the rest."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from nurie.cli.jobs import Job
from nurie.errors import BatchError, NurieError

Report = dict[str, Any]
Outcome = tuple[Job, "Report | Exception"]  # what became of a page


class Failures(NamedTuple):
    """Of books: each failure with its page, how many pages there were, and the books written."""

    told: Sequence[str]
    pages: int
    targets: Sequence[Path]


NONE = Failures((), 0, ())


def raise_failures(failures: Sequence[str], pages: int, books: Failures = NONE) -> None:
    """Tell of the pages that failed, each with its reason, and of pages of books. Raises BatchError."""
    told = []
    if failures:
        told.append(f"{len(failures)} of {pages} pages failed, the other {pages - len(failures)} are written:")
        told += [f"  {failure}" for failure in failures]
    if books.told:
        places = ", ".join(str(target) for target in books.targets)
        told.append(f"{len(books.told)} of {books.pages} pages failed, their originals stand in {places}:")
        told += [f"  {failure}" for failure in books.told]
    if told:
        raise BatchError("\n".join(told))


def try_all(
    jobs: Sequence[Job], work: Callable[[Job], Report], *, as_json: bool, quiet: bool, alone: bool = False
) -> list[str]:
    """Do `work` on every page and print its report; each failure with its page. `alone` raises it as it is."""
    return tell_all(_tried(jobs, work), len(jobs), as_json=as_json, quiet=quiet, alone=alone)


def _tried(jobs: Sequence[Job], work: Callable[[Job], Report]) -> Iterator[Outcome]:
    for job in jobs:
        try:
            yield job, work(job)
        except Exception as error:  # the batch loop: one damaged page must not cost the others
            yield job, error


def tell_all(outcomes: Iterable[Outcome], count: int, *, as_json: bool, quiet: bool, alone: bool = False) -> list[str]:
    """Print what became of every page, as it comes; the failures. `alone` raises the only page's as it is."""
    failures: list[str] = []
    for job, outcome in _progress(outcomes, count, shown=count > 1 and not quiet):
        if not isinstance(outcome, Exception):
            _print(outcome, as_json=as_json, quiet=quiet)
            continue
        if alone:
            raise outcome
        reason = str(outcome) if isinstance(outcome, NurieError) else f"{type(outcome).__name__}: {outcome}"
        failures.append(reason if str(job.source) in reason else f"{job.source}: {reason}")
        if as_json:
            click.echo(json.dumps({"input": str(job.source), "error": reason}, ensure_ascii=False))
    return failures


def _print(report: Report, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    elif not quiet:
        words = [f"{report['input']} -> {report['output']}"]
        if "size" in report:
            width, height = report["size"]
            words += [f"{width}x{height}", f"{sum(report['timings_ms'].values()) / 1000:.2f} s"]
        words.append(", ".join([*_why(report), *([_place(report)] if "pages" in report else [])]))
        click.echo("  ".join(word for word in words if word))
        for warning in report.get("warnings", ()):
            click.echo(f"nurie: {report['input']}: {warning}", err=True)


def _why(report: Report) -> list[str]:
    """Why a page cost nothing."""
    left = report["outcome"] == "left"
    return ["done before"] * report["resumed"] + ["in colour already, left as it is"] * left


def _place(report: Report) -> str:
    """Of a book's page: where it stands, and how long the rest takes."""
    place = f"{report['page']} of {report['pages']}"
    if report["left_s"] is None:
        return place
    minutes, seconds = divmod(round(report["left_s"]), 60)
    return f"{place}, {minutes} min {seconds:02d} s left" if minutes else f"{place}, {seconds} s left"


def _progress(outcomes: Iterable[Outcome], count: int, *, shown: bool) -> Iterator[Outcome]:
    """The outcomes, under a bar on stderr where that is a terminal."""
    if not shown or not sys.stderr.isatty():
        yield from outcomes
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("colouring", total=count)
        for job, outcome in outcomes:
            progress.update(task, description=job.source.name[-40:].replace("[", "("))
            yield job, outcome
            progress.advance(task)
