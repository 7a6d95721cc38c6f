"""The table of `nurie eval` on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from nurie.evaluation.drift import DriftRow
    from nurie.evaluation.run import Evaluation


def print_tables(evaluation: Evaluation, drift: Sequence[DriftRow] = ()) -> None:
    """The table on stdout; as wide as it needs to be where stdout is no terminal."""
    from rich.console import Console

    console = Console()
    if not console.is_terminal:
        console = Console(width=200)
    for suite, ids in evaluation.picture_ids.items():
        if ids:
            console.print(_table(evaluation, suite, len(ids)))
    for suite in dict.fromkeys(row.suite for row in drift):
        console.print(_drift_table([row for row in drift if row.suite == suite]))


def _table(evaluation: Evaluation, suite: str, pictures: int) -> Table:
    from nurie.evaluation.report import cells, headings

    metrics = evaluation.metrics
    rows = [cells(row, metrics) for row in evaluation.table if row.suite == suite]
    return _rich(f"{suite}: {pictures} pictures of {evaluation.config.split}", headings(metrics), rows)


def _drift_table(rows: list[DriftRow]) -> Table:
    from nurie.evaluation.drift import drift_cells, drift_headings

    title = f"{rows[0].suite}: drift between sizes, {rows[0].pictures} pictures"
    return _rich(title, drift_headings(), [drift_cells(row) for row in rows])


def _rich(title: str, headings: list[str], rows: list[list[str]]) -> Table:
    """A table whose first column is the hint level; a rule stands where it changes."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=title)
    for index, heading in enumerate(headings):
        table.add_column(heading, justify="left" if index == 1 else "right")
    previous = None
    for cells in rows:
        if previous not in (None, cells[0]):
            table.add_section()
        previous = cells[0]
        table.add_row(*map(escape, cells))
    return table
