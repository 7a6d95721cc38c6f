"""`nurie color`: drawings in, coloured pages out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

import nurie
from nurie.cli.batch import NONE, Report, raise_failures, try_all
from nurie.cli.book_plan import page_inputs, plan_books
from nurie.cli.books import color_books
from nurie.cli.color_options import OPTIONS, with_options
from nurie.cli.given import Given
from nurie.cli.jobs import Job, plan_frames, plan_jobs
from nurie.cli.keeping import Keeping
from nurie.cli.pages import Wishes, color_page
from nurie.cli.ready import ready
from nurie.core.image_io import LAYERED
from nurie.core.session import read_session
from nurie.core.types import Frame
from nurie.errors import OptionError


@click.command()
@with_options(OPTIONS)
def color(**words: Any) -> None:
    """Colour drawings: one file to a file, several files or a folder to a folder, a book (.cbz) to a book.

    Without -o, page.png is written to page.color.png beside it. PNG, JPEG, WebP, TIFF, BMP, GIF, PSD, PSB,
    ORA and KRA are read; PNG, WebP and JPEG are written, and PSD, PSB and ORA with layers, all with the
    page's own size and dpi. In a layered page the layer "lines" is the drawing and "hints" are its hints.
    A book keeps its other files, and pages that are in colour already; a run that was stopped goes on where it was.
    """
    given = Given(**words)
    given.check_inputs()
    if given.session is not None:
        _replay(given, given.session)
        return
    books, inputs = plan_books(given), page_inputs(given)
    wishes = Wishes(given.options(), given.saving(), Keeping(given.save_hints), profiles=given.profiles(),
                    resume=given.resume, recolor=given.recolor)  # fmt: skip
    jobs = list[Job]()
    if given.frames:
        jobs = plan_frames(inputs, given.output, given.hints, layered=True, suffix=given.suffix)
    elif inputs:
        found = [book for book, _ in books]
        jobs = plan_jobs(inputs, given.output, given.hints, layered=True, suffix=given.suffix, books=found)
    books = [pair for pair in books if not (given.resume and pair[1].exists())]
    if given.cluster is not None:
        from nurie.cli.color_cluster import color_on_cluster

        color_on_cluster(given, jobs, wishes, books)
        return
    failures = _run(given, jobs, wishes, given.model, alone=len(jobs) == 1 and not books) if jobs else []
    raise_failures(failures, len(jobs), color_books(given, books) if books else NONE)


def _replay(given: Given, path: Path) -> None:
    from nurie.runtime.replay import find_model

    session = read_session(path)
    page, model = session.page_beside(path), find_model(session.model, given.model)
    suffix = given.suffix or (None if given.output else session.output.suffix)
    (job,) = plan_jobs([str(page)], given.output, None, layered=True, suffix=suffix)
    saving = given.saving()
    if job.target.suffix.lower() in LAYERED:
        names, flats = session.output.layer_names, session.output.layers
        saving = replace(saving, flats=saving.flats or flats, names=saving.names or names)
    warnings = ()
    if session.nurie != nurie.__version__:
        warnings = (f"{path} was made with nurie {session.nurie}, this is {nurie.__version__}; colours may differ.",)
    wishes = Wishes(session.options, saving, Keeping(given.save_hints), warnings)
    _run(given, [replace(job, hints=session.hints)], wishes, model, alone=True)


def _run(
    given: Given, jobs: Sequence[Job], wishes: Wishes, model: str | Path | None, *, alone: bool = False
) -> list[str]:
    """Colour pages; the failures."""
    if given.resume and given.frames:
        raise OptionError("--resume cannot go on in --frames, where each page takes over from the one before; "
                          "colour all of them again with --force")  # fmt: skip
    colorizer, wishes = ready(given, jobs, wishes, model)
    frame: Frame | None = None

    def work(job: Job) -> Report:
        nonlocal frame
        report, frame = color_page(colorizer, job, wishes, frame if given.frames else None)
        return report

    return try_all(jobs, work, as_json=given.as_json, quiet=given.quiet, alone=alone)
