"""Runs every method over the suites: the same lines, the same hints, the same path. Writes nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nurie.core.hints import rasterize
from nurie.datasets.manifest import Row
from nurie.errors import OptionError
from nurie.evaluation.methods import Method
from nurie.evaluation.metrics import METRICS, Case, Metric, measure
from nurie.evaluation.probe import find_probe
from nurie.evaluation.sheets import SheetRow, sheet_row
from nurie.evaluation.suites import SUITES, Sample, draw_hints, load_sample, select_suite, spread

Level = int | str

SHEET_ROWS = 12


@dataclass(frozen=True, slots=True)
class EvalConfig:
    """All that influences an evaluation beside the methods and the corpus.

    Attributes:
        levels: numbers of dots, or "full".
        suites: names of `SUITES`.
        split: the manifest's split that the rows are from; only told in the report.
        limit: pictures per suite, evenly spread; None for all.
        seed: of the hints, and passed to the methods.
    """

    levels: tuple[Level, ...] = (0, 4, 16, 64, "full")
    suites: tuple[str, ...] = tuple(SUITES)
    split: str = "val"
    limit: int | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class TableRow:
    """Mean metrics of one method over one suite at one hint level.

    Attributes:
        pictures: how many were coloured.
        means: by metric; nan where it is defined on none of them.
        counts: on how many pictures each metric is defined.
    """

    suite: str
    level: Level
    method: str
    pictures: int
    means: dict[str, float]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What was measured, and what there is to look at.

    Attributes:
        table: one row per suite, level and method, in that order.
        sheets: by suite and level; at most 12 pictures each.
        picture_ids: which pictures each suite held.
        metrics: the table's columns.
    """

    config: EvalConfig
    methods: tuple[str, ...]
    table: tuple[TableRow, ...]
    sheets: dict[tuple[str, Level], tuple[SheetRow, ...]]
    picture_ids: dict[str, tuple[str, ...]]
    metrics: Mapping[str, Metric]


def evaluate(
    methods: Sequence[Method],
    rows: Sequence[Row],
    folder: Path,
    *,
    config: EvalConfig,
    metrics: Mapping[str, Metric] = METRICS,
    on_picture: Callable[[], None] = lambda: None,
) -> Evaluation:
    """Colour and measure every picture of the suites at every hint level by every method.

    Args:
        methods: what stands in the table, in its order; names must differ.
        rows: the manifest's rows of one split.
        folder: where the rows' file paths start.
        config: suites, levels, limit and seed.
        on_picture: called once after each picture.

    Raises:
        OptionError: an unknown suite, two methods of one name, or no picture in any suite.
        ManifestError: a file that cannot be read.
    """
    _check_names(methods)
    table: list[TableRow] = []
    sheets: dict[tuple[str, Level], tuple[SheetRow, ...]] = {}
    suites = select_suites(rows, config)
    for suite, members in suites.items():
        scores: dict[tuple[Level, str], list[dict[str, float]]] = {}
        shown = {row.id for row in spread(members, SHEET_ROWS)}
        for row in members:
            sample = load_sample(row, folder)
            for level in config.levels:
                cases = judge(methods, sample, level, seed=config.seed)
                for name, case in cases.items():
                    scores.setdefault((level, name), []).append(measure(case, metrics))
                if row.id in shown:
                    sheets[suite, level] = (*sheets.get((suite, level), ()), sheet_row([*cases.values()]))
            on_picture()
        in_order = _in_order(scores, config)
        table += [mean_row(suite, level, name, scores[level, name], metrics) for level, name in in_order]
    ids = {suite: tuple(row.id for row in members) for suite, members in suites.items()}
    return Evaluation(config, tuple(method.name for method in methods), tuple(table), sheets, ids, metrics)


def select_suites(rows: Sequence[Row], config: EvalConfig) -> dict[str, list[Row]]:
    """The rows that each suite of an evaluation holds.

    Raises:
        OptionError: an unknown suite, or no picture in any of them.
    """
    suites = {name: select_suite(rows, name, limit=config.limit) for name in config.suites}
    if not any(suites.values()):
        raise OptionError(
            f"no picture of split {config.split} belongs to the suites {', '.join(suites)}; "
            "give another --split, --suite or --data"
        )
    return suites


def judge(methods: Sequence[Method], sample: Sample, level: Level, *, seed: int) -> dict[str, Case]:
    """One picture at one hint level by every method, with one hint changed where bleeding can be seen."""
    hints = draw_hints(sample, level, seed=seed)
    hint_map = rasterize(hints, sample.extent)
    probe = find_probe(sample, hints, seed=seed)
    cases = {}
    for method in methods:
        image, color = method.paint(sample.page, hints, seed=seed)
        repainted = method.paint(sample.page, probe.hints, seed=seed).image if probe else None
        cases[method.name] = Case(sample, image, color, hint_map, repainted, probe.region if probe else 0)
    return cases


def _check_names(methods: Sequence[Method]) -> None:
    names = [method.name for method in methods]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise OptionError(f"two methods are called {', '.join(twice)}; give each model once, under a name of its own")


def _in_order(scores: dict[tuple[Level, str], list], config: EvalConfig) -> list[tuple[Level, str]]:
    return sorted(scores, key=lambda key: config.levels.index(key[0]))


def mean_row(
    suite: str, level: Level, method: str, found: list[dict[str, float]], metrics: Mapping[str, Metric]
) -> TableRow:
    defined = {name: [values[name] for values in found if not math.isnan(values[name])] for name in metrics}
    means = {name: math.fsum(values) / len(values) if values else math.nan for name, values in defined.items()}
    counts = {name: len(values) for name, values in defined.items()}
    return TableRow(suite, level, method, len(found), means, counts)
