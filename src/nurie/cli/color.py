"""`nurie color`: drawings in, coloured pages out."""

from __future__ import annotations

from typing import Any

import click

from nurie.cli.batch import Report, run_batch
from nurie.cli.color_options import Given, with_options
from nurie.cli.jobs import Job, plan_jobs
from nurie.cli.pages import color_page


@click.command()
@with_options
def color(**words: Any) -> None:
    """Colour drawings: one file to a file, several files or a folder to a folder.

    Without -o, page.png is written to page.color.png beside it. PNG, JPEG, WebP, TIFF, BMP, GIF, PSD, PSB,
    ORA and KRA are read; PNG, WebP and JPEG are written, and PSD, PSB and ORA with layers, all with the
    page's own size and dpi. In a layered page the layer "lines" is the drawing and "hints" are its hints.
    """
    given = Given(**words)
    options, saving = given.options(), given.saving()
    jobs = plan_jobs(given.inputs, given.output, given.hints, layered=True, suffix=given.suffix)
    saving.check_layers(jobs)
    if len(jobs) == 1:
        saving.check(jobs[0].target)
    from nurie.runtime.colorizer import Colorizer

    colorizer = Colorizer(given.model)

    def work(job: Job) -> Report:
        return color_page(colorizer, job, options, saving)

    run_batch(jobs, work, as_json=given.as_json, quiet=given.quiet)
