"""`nurie eval`: bundles and the classical fillers over the corpus, one table, pictures to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nurie.cli.eval_table import print_tables
from nurie.core.types import LARGEST_SEED, LARGEST_WORKING_PX, SMALLEST_WORKING_PX

if TYPE_CHECKING:
    from nurie.evaluation.drift import DriftRow
    from nurie.evaluation.methods import Method, ModelMethod
    from nurie.evaluation.metrics import Metric
    from nurie.evaluation.run import EvalConfig, Evaluation

_Path = click.Path(path_type=Path)


@click.command("eval")
@click.option("--model", "models", multiple=True, metavar="NAME|FILE", help="A bundle; may be given several times.")
@click.option(
    "--data",
    "manifest",
    default=Path("../shared/corpus/manifest.jsonl"),
    show_default=True,
    type=_Path,
    help="The corpus's manifest.",
)
@click.option(
    "--triples",
    type=_Path,
    metavar="DIR",
    help="Judge DIR/lines, DIR/hints and DIR/originals instead of a corpus: files of equal names.",
)
@click.option("--split", default="val", show_default=True, metavar="val|test|train", help="Of the corpus.")
@click.option("--hints", default="0,4,16,64,full", show_default=True, help="Numbers of dots; full is a dense grid.")
@click.option("--report", required=True, type=_Path, metavar="DIR", help="Folder for table.md, table.json and sheets.")
@click.option("--suite", "suites", multiple=True, metavar="NAME", help="real, anime, painted, vector; default: all.")
@click.option("--limit", type=click.IntRange(1), help="Pictures per suite, evenly spread.")
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(0, LARGEST_SEED), help="Of the hints and of the models."
)
@click.option(
    "--size",
    type=click.IntRange(SMALLEST_WORKING_PX, LARGEST_WORKING_PX),
    metavar="PX",
    help="The models' working size.",
)
@click.option(
    "--peers",
    default="nearest,watershed",
    show_default=True,
    metavar="NAMES",
    help="Fillers beside the models, by commas: also trapped-ball, levin, gmic-smart, gmic-propagation; or none.",
)
@click.option(
    "--lpips",
    type=_Path,
    metavar="FILE",
    help="Weights made by runs/lpips.py; default: $NURIE_LPIPS or .cache/lpips_alex.npz, where there are any.",
)
@click.option(
    "--drift",
    default=0,
    type=click.IntRange(0),
    metavar="N",
    help="Also colour N pictures per suite at 0.5, 1 and 2 times the size, and tell how much the colours change.",
)
@click.option("--force", is_flag=True, help="Replace an earlier report.")
def eval_(
    models: tuple[str, ...],
    manifest: Path,
    triples: Path | None,
    split: str,
    hints: str,
    report: Path,
    suites: tuple[str, ...],
    limit: int | None,
    seed: int,
    size: int | None,
    peers: str,
    lpips: Path | None,
    drift: int,
    force: bool,
) -> None:
    """Judge bundles beside the classical fillers: the same lines, the same hints, one table.

    Without --model the default bundle is judged.
    """
    from nurie.datasets.manifest import read_manifest, select
    from nurie.evaluation.methods import fillers, load_models
    from nurie.evaluation.peers import parse_peers
    from nurie.evaluation.report import check_report_folder, write_report
    from nurie.evaluation.run import EvalConfig
    from nurie.evaluation.suites import SUITES, parse_levels

    check_report_folder(report, force=force)
    config = EvalConfig(parse_levels(hints), tuple(dict.fromkeys(suites)) or tuple(SUITES), split, limit, seed)
    metrics = find_metrics(lpips)
    beside = fillers(parse_peers(peers))
    if triples is not None:
        _judge_triples(triples, load_models(models, size), beside, metrics, report, seed=seed, limit=limit, force=force)
        return
    rows = select(read_manifest(manifest), split=split)
    judged = load_models(models, size)
    methods = [*judged, *beside]
    evaluation = with_bar(methods, rows, manifest.parent, config, metrics)
    drifts = _drift(methods, rows, manifest.parent, config, drift) if drift else ()
    about = {"models": [_about(method) for method in judged], "working_size_px": size}
    written = write_report(evaluation, report, about=about, drift=drifts, force=force)
    print_tables(evaluation, drifts)
    click.echo(f"wrote {len(written)} files to {report}")


def _judge_triples(
    folder: Path, judged: list[ModelMethod], beside: list[Method], metrics: dict[str, Metric], report: Path, *,
    seed: int, limit: int | None, force: bool,
) -> None:  # fmt: skip
    from nurie.evaluation.methods import HintMethod
    from nurie.evaluation.report import write_report
    from nurie.evaluation.triples import judge_triples, read_triples

    triples = read_triples(folder, limit)
    blurred = any(triple.hints.blur is not None for triple in triples)
    methods = [*judged, *beside, *((HintMethod(),) if blurred else ())]
    with _bar("pictures", len(triples)) as advance:
        evaluation = judge_triples(methods, triples, seed=seed, metrics=metrics, on_picture=advance)
    written = write_report(evaluation, report, about={"models": [_about(one) for one in judged]}, force=force)
    print_tables(evaluation)
    click.echo(f"wrote {len(written)} files to {report}")


def _about(method: ModelMethod) -> dict[str, Any]:
    card = method.colorizer.card
    return {"method": method.name, "name": card.name, "version": card.version, "images_seen": card.images_seen}


def find_metrics(lpips: Path | None) -> dict[str, Metric]:
    """The table's columns, LPIPS among them where its weights are."""
    from nurie.evaluation.metrics import METRICS
    from nurie.evaluation.perceptual import find_weights, lpips_metric

    weights = find_weights(lpips)
    return {**METRICS, "lpips": lpips_metric(weights)} if weights else METRICS


def with_bar(
    methods: list[Method], rows: list, folder: Path, config: EvalConfig, metrics: dict[str, Metric]
) -> Evaluation:
    """`evaluate`, with a bar on stderr."""
    from nurie.evaluation.run import evaluate, select_suites

    with _bar("pictures", sum(map(len, select_suites(rows, config).values()))) as advance:
        return evaluate(methods, rows, folder, config=config, metrics=metrics, on_picture=advance)


def _drift(methods: list[Method], rows: list, folder: Path, config: EvalConfig, limit: int) -> tuple[DriftRow, ...]:
    from nurie.evaluation.drift import measure_drift
    from nurie.evaluation.run import select_suites

    total = sum(min(limit, len(members)) for members in select_suites(rows, config).values())
    with _bar("at three sizes", total) as advance:
        return measure_drift(methods, rows, folder, config=config, limit=limit, on_picture=advance)


@contextmanager
def _bar(label: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr where that is a terminal; call what it gives after each picture."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=total)
        yield lambda: progress.advance(task)
