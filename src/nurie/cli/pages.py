"""One page of `nurie color`: from its file to the picture's file."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from nurie.cli.batch import Report
from nurie.cli.jobs import Job
from nurie.cli.keeping import Keeping
from nurie.cli.saving import Saving
from nurie.core.files import real
from nurie.core.hint_files import read_hints
from nurie.core.image_io import making, read_page
from nurie.core.types import ColorizeOptions, ColorizeRequest, Frame, Page, Profile
from nurie.errors import PageError

if TYPE_CHECKING:
    from nurie.runtime.colorizer import Colorizer


@dataclass(frozen=True, slots=True)
class Wishes:
    """What holds for every page of a command line; `warnings` are said of each.

    With `resume` pages that are written stay; with `recolor` pages of a folder are coloured that are in colour already.
    With `stays` a file in the way of one that is in colour already is not replaced, whatever `saving` says.
    """

    options: ColorizeOptions
    saving: Saving
    keeping: Keeping
    warnings: tuple[str, ...] = ()
    profiles: tuple[Profile, ...] = ()
    resume: bool = False
    recolor: bool = False
    stays: bool = False


def color_page(
    colorizer: Colorizer, job: Job, wishes: Wishes, previous: Frame | None = None
) -> tuple[Report, Frame | None]:
    """Colour one page into its file, after the frame before where it is one of a motion.

    Returns:
        what there is to say of it, and what the next frame takes over.
    """
    if wishes.resume and job.target.exists():
        return {"input": str(job.source), "output": str(job.target), "outcome": "colored", "resumed": True}, None
    saving = replace(wishes.saving, force=wishes.saving.force or wishes.resume)
    saving.check(job.target)
    wishes.keeping.check_free(job.target, force=saving.force)
    start = time.perf_counter()
    page = read_page(job.source)
    if job.found and page.painted and not wishes.recolor:
        return _left(job, wishes), None
    return paint_page(colorizer, job, replace(wishes, saving=saving), page, since(start), previous)


def paint_page(
    colorizer: Colorizer, job: Job, wishes: Wishes, page: Page, read_ms: float, previous: Frame | None = None
) -> tuple[Report, Frame | None]:
    """Colour a page that was read into its file. Returns as `color_page`."""
    start = time.perf_counter()
    given = page.hint_layer if job.hints is None else job.hints
    hints = None if given is None else read_hints(given, page.extent)
    read_ms += since(start)
    result = colorizer.colorize(ColorizeRequest(page, hints, wishes.options, wishes.profiles, previous))
    start = time.perf_counter()
    kept, warnings = wishes.keeping.keep(job, result.hints, wishes.options, wishes.saving)
    wishes.saving.save(result, job.target, result.hints)  # the last, so that `resume` may go by it
    report = {
        "input": str(job.source),
        "output": str(job.target),
        **kept,
        "outcome": "colored",
        "resumed": False,
        "size": [page.extent.width, page.extent.height],
        "model": result.model,
        "seed": result.seed,
        "timings_ms": {"read": round(read_ms, 1), **result.timings_ms, "write": since(start)},
        "warnings": [*wishes.warnings, *result.warnings, *warnings],
    }
    return report, result.frame


def _left(job: Job, wishes: Wishes) -> Report:
    """A page that is in colour already goes into the other folder as it is, under its own suffix."""
    target = left_target(job)
    if real(target) != real(job.source):
        if target.exists() and wishes.resume:
            return {"input": str(job.source), "output": str(target), "outcome": "left", "resumed": True}
        if target.exists() and (wishes.stays or not wishes.saving.force):
            raise PageError(f"{target} exists already; choose another folder with -o, or overwrite it with --force")
        with making(target) as temporary:
            shutil.copyfile(job.source, temporary)
    return {"input": str(job.source), "output": str(target), "outcome": "left", "resumed": False}


def left_target(job: Job) -> Path:
    """Where a page goes that is in colour already."""
    return job.target.with_suffix(job.source.suffix)


def since(start: float) -> float:
    """Milliseconds since a `perf_counter`."""
    return round((time.perf_counter() - start) * 1000, 1)
