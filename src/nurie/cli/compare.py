"""`nurie compare`: recipes trained under one budget, then measured side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nurie.evaluation.methods import Method
    from nurie.evaluation.run import EvalConfig
    from nurie.training.contest import Trained

_Path = click.Path(path_type=Path)


@click.command()
@click.argument("recipes", nargs=-1, required=True, type=_Path)
@click.option("--images", type=click.IntRange(min=1), required=True, help="Pictures that each sees.")
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True),
              help="CPU minutes that each also trains for, in a second run: equal work beside equal pictures.")
@click.option("--px", type=click.IntRange(min=32), default=128, show_default=True, help="Side of the pictures.")
@click.option("--report", type=_Path, required=True, metavar="DIR", help="Folder for runs, bundles, tables and sheets.")
@click.option("--data", "manifest", type=_Path, default=Path("../shared/corpus/manifest.jsonl"), show_default=True,
              help="The corpus's manifest; trains on its split train.")
@click.option("--pictures-of", type=_Path, default=Path("recipes/nurie-tiny.toml"), show_default=True, metavar="RECIPE",
              help="All learn from this recipe's pictures.")
@click.option("--model", "models", multiple=True, default=("nurie",), show_default=True, metavar="NAME|FILE",
              help="Bundles beside them.")
@click.option("--peers", default="nearest,watershed", show_default=True, metavar="NAMES", help="As of nurie eval.")
@click.option("--split", default="val", show_default=True, metavar="val|test", help="What is measured.")
@click.option("--hints", default="0,16", show_default=True, help="As of nurie eval.")
@click.option("--limit", type=click.IntRange(1), default=8, show_default=True, help="Pictures per suite.")
@click.option("--cache", type=_Path, default=Path(".cache/pictures"), show_default=True, help="As of nurie train.")
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, help="Threads of the trainer.")
@click.option("--force", is_flag=True, help="Replace an earlier report; runs that are done stay.")
def compare(
    recipes: tuple[Path, ...], images: int, minutes: float | None, px: int, report: Path, manifest: Path,
    pictures_of: Path, models: tuple[str, ...], peers: str, split: str, hints: str, limit: int, cache: Path,
    threads: int, force: bool,
) -> None:  # fmt: skip
    """Train RECIPES one after the other under one budget, then measure all on the same lines and hints.

    Pictures are of one size, seen as often by each; with --minutes also in as much CPU time by each, by runs of their
    own. A command that was stopped goes on where it was.
    """
    from nurie.evaluation.methods import fillers, load_models, renamed
    from nurie.evaluation.peers import parse_peers
    from nurie.evaluation.report import check_report_folder
    from nurie.evaluation.run import EvalConfig
    from nurie.evaluation.suites import SUITES, parse_levels
    from nurie.training.contest import Budget, run_contest
    from nurie.training.loop import RunLimits
    from nurie.training.recipe import read_recipe

    budgets = ("images", "minutes") if minutes else ("images",)
    for name in budgets:
        check_report_folder(report / name, force=force)
    config = EvalConfig(parse_levels(hints), tuple(SUITES), split, limit)
    beside = [*renamed(load_models(models, None), "{} (released)"), *fillers(parse_peers(peers))]
    trained = run_contest(
        [read_recipe(recipe) for recipe in recipes], manifest, report, Budget(px, images, minutes),
        RunLimits(workers=0, threads=threads, cache=cache), pictures=read_recipe(pictures_of).data,
        say=lambda line: click.echo(line, err=True),
    )
    for name in budgets:
        _judge([one for one in trained if one.budget == name], beside, manifest, config, report / name, force=force)


def _judge(
    trained: Sequence[Trained], beside: Sequence[Method], manifest: Path, config: EvalConfig, report: Path, *,
    force: bool,
) -> None:
    """Measure one budget's bundles and write the report, with what each was given."""
    from nurie.cli.eval import find_metrics, with_bar
    from nurie.cli.eval_table import print_tables
    from nurie.core.files import replacing
    from nurie.datasets.manifest import read_manifest, select
    from nurie.evaluation.methods import load_models
    from nurie.evaluation.report import markdown_table, write_report
    from nurie.training.contest import about

    rows = select(read_manifest(manifest), split=config.split)
    methods = [*load_models(tuple(str(one.bundle) for one in trained), None), *beside]
    evaluation = with_bar(methods, rows, manifest.parent, config, find_metrics(None))
    facts = {"trained": [about(one) for one in trained]}
    write_report(evaluation, report, about=facts, force=force)
    given = [[one.recipe, f"{one.images_seen:,}", f"{one.cpu_minutes:.1f}"] for one in trained]
    with replacing(report / "budget.md") as partial:
        partial.write_text(markdown_table(["recipe", "pictures seen", "CPU minutes"], given), encoding="utf-8")
    print_tables(evaluation)
    click.echo(f"wrote {report}")
