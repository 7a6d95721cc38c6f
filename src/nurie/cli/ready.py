"""What is checked and loaded before the first page of `nurie color`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nurie.cli.given import Given
from nurie.cli.jobs import Job
from nurie.cli.pages import Wishes

if TYPE_CHECKING:
    from nurie.runtime.colorizer import Colorizer


def ready(given: Given, jobs: Sequence[Job], wishes: Wishes, model: str | Path | None) -> tuple[Colorizer, Wishes]:
    """The model, and the wishes with its name where sessions are saved.

    Raises:
        OptionError, PageError: files that cannot be written as they are wished for.
        BundleError: no such model.
    """
    wishes.saving.check_layers(jobs)
    if len(jobs) == 1 and not given.resume:
        wishes.saving.check(jobs[0].target)
    from nurie.runtime.catalog import find_bundle
    from nurie.runtime.colorizer import Colorizer

    colorizer = Colorizer(model)
    if given.save_session:
        from nurie.runtime.replay import identify

        identity = identify(find_bundle(model), colorizer.card)
        wishes = replace(wishes, keeping=replace(wishes.keeping, model=identity))
    wishes.keeping.check(jobs)
    return colorizer, wishes
