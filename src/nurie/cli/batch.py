"""Working through pages: the progress bar, one report per page, and failures that do not stop the rest."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from nurie.cli.jobs import Job
from nurie.errors import BatchError, NurieError

Report = dict[str, Any]


def run_batch(jobs: Sequence[Job], work: Callable[[Job], Report], *, as_json: bool, quiet: bool) -> None:
    """Do `work` on every page and print its report.

    The only page's error is raised as it is. Of several pages all are tried.

    Raises:
        BatchError: some of several pages failed; the message names each with its reason.
    """
    failures = try_all(jobs, work, as_json=as_json, quiet=quiet, alone=len(jobs) == 1)
    if failures:
        listed = "\n  ".join(failures)
        written = len(jobs) - len(failures)
        raise BatchError(f"{len(failures)} of {len(jobs)} pages failed, the other {written} are written:\n  {listed}")


def try_all(
    jobs: Sequence[Job], work: Callable[[Job], Report], *, as_json: bool, quiet: bool, alone: bool = False
) -> list[str]:
    """Do `work` on every page and print its report; each failure with its page. `alone` raises it as it is."""
    failures: list[str] = []
    for job in _progress(jobs, shown=len(jobs) > 1 and not quiet):
        try:
            report = work(job)
        except Exception as error:  # the batch loop: one damaged page must not cost the others
            if alone:
                raise
            reason = str(error) if isinstance(error, NurieError) else f"{type(error).__name__}: {error}"
            failures.append(reason if str(job.source) in reason else f"{job.source}: {reason}")
            if as_json:
                click.echo(json.dumps({"input": str(job.source), "error": reason}, ensure_ascii=False))
            continue
        _print(report, as_json=as_json, quiet=quiet)
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


def _progress(jobs: Sequence[Job], *, shown: bool) -> Iterator[Job]:
    """The jobs, under a bar on stderr where that is a terminal."""
    if not shown or not sys.stderr.isatty():
        yield from jobs
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("colouring", total=len(jobs))
        for job in jobs:
            progress.update(task, description=job.source.name[-40:].replace("[", "("))
            yield job
            progress.advance(task)
