"""One page of `nurie watch`: from its file to the result's file."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nurie.cli.given import Given
from nurie.cli.jobs import Job
from nurie.cli.keeping import Keeping
from nurie.cli.pages import Wishes, paint_page, since
from nurie.core.image_io import read_page

if TYPE_CHECKING:
    from nurie.runtime.watch import Due


class Painter:
    """The model, loaded once, and what holds for every page of the folder. Errors as `Given` and `Colorizer` have."""

    def __init__(self, given: Given, *, recolor: bool) -> None:
        self._wishes = Wishes(given.options(), given.saving(), Keeping(), profiles=given.profiles(), recolor=recolor)
        from nurie.runtime.colorizer import Colorizer

        self._colorizer = Colorizer(given.model)

    def paint(self, due: Due) -> dict[str, Any]:
        """Colour a page into its target, unless it is in colour already and has neither line layer nor hints.

        Returns:
            as a page of `nurie color --json`.
        """
        start = time.perf_counter()
        page = read_page(due.source)
        if page.painted and not self._wishes.recolor and due.hints is None:
            return {"input": str(due.source), "output": None, "outcome": "left"}
        job, wishes = Job(due.source, due.target, due.hints), self._wishes
        if due.options is not None:
            from nurie.runtime.watch_options import read_options

            wishes = replace(wishes, options=read_options(due.options, wishes.options))
        return paint_page(self._colorizer, job, wishes, page, since(start))[0]
