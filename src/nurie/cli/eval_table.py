"""The table of `nurie eval` on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from nurie.evaluation.run import Evaluation


def print_tables(evaluation: Evaluation) -> None:
    """The table on stdout; as wide as it needs to be where stdout is no terminal."""
    from rich.console import Console

    console = Console()
    if not console.is_terminal:
        console = Console(width=160)
    for suite, ids in evaluation.picture_ids.items():
        if ids:
            console.print(_table(evaluation, suite, len(ids)))


def _table(evaluation: Evaluation, suite: str, pictures: int) -> Table:
    from rich.markup import escape
    from rich.table import Table

    from nurie.evaluation.report import cells, headings

    table = Table(title=f"{suite}: {pictures} pictures of {evaluation.config.split}")
    for index, heading in enumerate(headings()):
        table.add_column(heading, justify="left" if index == 1 else "right")
    previous = None
    for row in evaluation.table:
        if row.suite == suite:
            if previous not in (None, row.level):
                table.add_section()
            previous = row.level
            table.add_row(*map(escape, cells(row)))
    return table
