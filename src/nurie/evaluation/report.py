"""An evaluation as Markdown, JSON and pictures in a folder. Deterministic: no time, no machine in it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nurie.core.files import replacing
from nurie.core.image_io import write_image
from nurie.errors import OptionError
from nurie.evaluation.drift import PAIR_NAMES, DriftRow, drift_cells, drift_headings
from nurie.evaluation.metrics import METRICS, Metric
from nurie.evaluation.run import Evaluation, Level, TableRow
from nurie.evaluation.sheets import draw_sheet

TABLE_NAMES = ("table.md", "table.json")
_ARROWS = {"higher": " ↑", "lower": " ↓", "": ""}


def check_report_folder(folder: Path, *, force: bool) -> None:
    """Refuse a folder that holds a report already, before any work is done.

    Raises:
        OptionError: a file of that name, or a table or a sheet in it and no `force`.
    """
    if folder.exists() and not folder.is_dir():
        raise OptionError(f"{folder} is a file; give the name of a folder for the report")
    taken = [*(folder / name for name in TABLE_NAMES if (folder / name).exists()), *folder.glob("*.jpg")]
    if taken and not force:
        raise OptionError(f"{folder} holds a report already; choose another --report, or replace it with --force")


def write_report(
    evaluation: Evaluation,
    folder: Path,
    *,
    about: dict[str, Any],
    drift: Sequence[DriftRow] = (),
    force: bool = False,
) -> list[Path]:
    """Write table.md, table.json and one contact sheet per suite and hint level.

    Args:
        evaluation: what `run.evaluate` gave.
        folder: made where it is missing; other files in it stay.
        about: JSON-able facts on the models and the corpus, put into table.json as they are.
        drift: what `drift.measure_drift` gave; a table of its own where there is any.
        force: replace an earlier report's files.

    Returns:
        the paths that were written.

    Raises:
        OptionError: as `check_report_folder`.
    """
    check_report_folder(folder, force=force)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for (suite, level), rows in evaluation.sheets.items():
        path = folder / sheet_name(suite, level)
        write_image(path, draw_sheet(rows, ["lines and hints", *evaluation.methods, "original"]), force=force)
        written.append(path)
    texts = (render_markdown(evaluation, drift), render_json(evaluation, about, drift))
    for name, text in zip(TABLE_NAMES, texts, strict=True):
        with replacing(folder / name) as temporary:
            temporary.write_text(text, encoding="utf-8", newline="\n")
        written.append(folder / name)
    return written


def sheet_name(suite: str, level: Level) -> str:
    """The contact sheet's file name, such as real-16.jpg."""
    return f"{suite}-{level}.jpg"


def headings(metrics: Mapping[str, Metric] = METRICS) -> list[str]:
    """The table's column headings, with an arrow where higher or lower is better."""
    return ["hints", "method", *(metric.label + _ARROWS[metric.better] for metric in metrics.values())]


def cells(row: TableRow, metrics: Mapping[str, Metric] = METRICS) -> list[str]:
    """One row's cells as text, in the order of `headings`; a dash where a metric is defined nowhere."""
    values = [(row.means[name], metric.digits) for name, metric in metrics.items()]
    texts = ["–" if math.isnan(value) else f"{value:.{digits}f}" for value, digits in values]
    return [str(row.level), row.method, *texts]


def render_markdown(evaluation: Evaluation, drift: Sequence[DriftRow] = ()) -> str:
    """One table per suite, and one of drift per suite where it was measured."""
    config, metrics = evaluation.config, evaluation.metrics
    parts = [f"# Evaluation: split {config.split}, hints from seed {config.seed}\n"]
    for suite, ids in evaluation.picture_ids.items():
        parts.append(f"## {suite}: {len(ids)} pictures\n")
        rows = [cells(row, metrics) for row in evaluation.table if row.suite == suite]
        parts.append(markdown_table(headings(metrics), rows) if rows else "No picture in this split.\n")
    for suite in dict.fromkeys(row.suite for row in drift):
        rows = [row for row in drift if row.suite == suite]
        parts.append(f"## {suite}: drift between sizes, {rows[0].pictures} pictures\n")
        parts.append(markdown_table(drift_headings(), [drift_cells(row) for row in rows]))
    return "\n".join(parts)


def markdown_table(heads: list[str], rows: list[list[str]]) -> str:
    """Rows of text under headings; the second column is aligned to the left, the others to the right."""
    lines = [heads, ["---:", "---", *["---:"] * (len(heads) - 2)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def render_json(evaluation: Evaluation, about: dict[str, Any], drift: Sequence[DriftRow] = ()) -> str:
    """The same figures unrounded, with the pictures' ids; null where a metric is defined nowhere."""
    config = evaluation.config
    value = {
        "about": about,
        "split": config.split,
        "seed": config.seed,
        "limit": config.limit,
        "methods": list(evaluation.methods),
        "pictures": {suite: list(ids) for suite, ids in evaluation.picture_ids.items()},
        "rows": [_row_value(row) for row in evaluation.table],
    }
    if drift:
        value["drift"] = [_drift_value(row) for row in drift]
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _row_value(row: TableRow) -> dict[str, Any]:
    means = {name: None if math.isnan(value) else value for name, value in row.means.items()}
    place = {"suite": row.suite, "hints": row.level, "method": row.method, "pictures": row.pictures}
    return {**place, "means": means, "defined_on": row.counts}


def _drift_value(row: DriftRow) -> dict[str, Any]:
    pairs = {name: None if math.isnan(value) else value for name, value in zip(PAIR_NAMES, row.pairs, strict=True)}
    return {"suite": row.suite, "hints": row.level, "method": row.method, "pictures": row.pictures, "delta_e": pairs}
