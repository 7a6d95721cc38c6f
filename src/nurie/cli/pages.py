"""One page of `nurie color`: from its file to the picture's file."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nurie.cli.batch import Report
from nurie.cli.jobs import Job
from nurie.cli.keeping import Keeping
from nurie.cli.saving import Saving
from nurie.core.hints import read_hints
from nurie.core.image_io import read_page
from nurie.core.types import ColorizeOptions, ColorizeRequest, Frame

if TYPE_CHECKING:
    from nurie.core.profile_file import Profile
    from nurie.runtime.colorizer import Colorizer


@dataclass(frozen=True, slots=True)
class Wishes:
    """What holds for every page of a command line; `warnings` are said of each."""

    options: ColorizeOptions
    saving: Saving
    keeping: Keeping
    warnings: tuple[str, ...] = ()
    profiles: tuple[Profile, ...] = ()


def color_page(
    colorizer: Colorizer, job: Job, wishes: Wishes, previous: Frame | None = None
) -> tuple[Report, Frame | None]:
    """Colour one page into its file, after the frame before where it is one of a motion.

    Returns:
        what there is to say of it, and what the next frame takes over.
    """
    wishes.saving.check(job.target)
    wishes.keeping.check_free(job.target, force=wishes.saving.force)
    start = time.perf_counter()
    page = read_page(job.source)
    given = page.hint_layer if job.hints is None else job.hints
    hints = None if given is None else read_hints(given, page.extent)
    read_ms = since(start)
    result = colorizer.colorize(ColorizeRequest(page, hints, wishes.options, wishes.profiles, previous))
    start = time.perf_counter()
    wishes.saving.save(result, job.target, result.hints)
    kept, warnings = wishes.keeping.keep(job, result.hints, wishes.options, wishes.saving)
    report = {
        "input": str(job.source),
        "output": str(job.target),
        **kept,
        "size": [page.extent.width, page.extent.height],
        "model": result.model,
        "seed": result.seed,
        "timings_ms": {"read": read_ms, **result.timings_ms, "write": since(start)},
        "warnings": [*wishes.warnings, *result.warnings, *warnings],
    }
    return report, result.frame


def since(start: float) -> float:
    """Milliseconds since a `perf_counter`."""
    return round((time.perf_counter() - start) * 1000, 1)
