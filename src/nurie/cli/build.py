"""`nurie data build`: collected pictures to shards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nurie.cli.machines import joined, on_cluster
from nurie.errors import OptionError

if TYPE_CHECKING:
    from nurie.datasets.build.shard import Task

_Path = click.Path(path_type=Path)


@click.command()
@click.argument("manifests", type=_Path, nargs=-1, required=True)
@click.option("--to", "target", type=_Path, required=True, help="Folder of the shards; an earlier run's is continued.")
@click.option("--tier", "tiers", multiple=True, help="Licence tier; repeatable.  [default: those of released bundles]")
@click.option("--per-shard", default=500, show_default=True, type=click.IntRange(1), help="Pictures of a shard.")
@click.option("--short-px", default=512, show_default=True, type=click.IntRange(64), help="Short side, at most.")
@click.option("--lines", default="blackhat,xdog,dodge", show_default=True,
              help="Line methods, by commas; none for no extracted lines.")
@click.option("--flats/--no-flats", default=True, show_default=True, help="Look for regions and flats.")
@click.option("--quality", default=92, show_default=True, type=click.IntRange(1, 100), help="Of WebP; 100 is lossless.")
@click.option("--min-px", default=256, show_default=True, type=click.IntRange(1), help="Least short side.")
@click.option("--max-aspect", default=4.0, show_default=True, type=click.FloatRange(1), help="Long side by short side.")
@click.option("--min-color", default=6.0, show_default=True, type=click.FloatRange(0), help="Least colourfulness.")
@click.option("--min-lines", default=0.01, show_default=True, type=click.FloatRange(0, 1), help="Least share of lines.")
@click.option("--max-lines", default=0.4, show_default=True, type=click.FloatRange(0, 1), help="Most share of lines.")
@click.option("--max-text", default=0.3, show_default=True, type=click.FloatRange(0, 1), help="Most share of bubbles.")
@click.option("--processes", type=click.IntRange(1), help="Shards built at the same time.  [default: one per core]")
@on_cluster
def build(manifests: tuple[Path, ...], target: Path, tiers: tuple[str, ...], per_shard: int,
          processes: int | None, cluster: str | None, **options: Any) -> None:  # fmt: skip
    """Build MANIFESTS into shards: tar files that webdataset reads, with checksums and an index.

    Each picture is judged (size, colours, lines, text), its plain borders are trimmed, it is reduced, and its lines,
    regions and flats are found. What is built already is not built again. Train on it with --data FOLDER/index.json.
    """
    from nurie.datasets.build.build import build as run
    from nurie.datasets.build.build import on_cores
    from nurie.datasets.manifest import RELEASED_TIERS, closed_among

    chosen, recipe = tiers or RELEASED_TIERS, _recipe(options)
    each = on_cores(processes) if cluster is None else partial(_on_machines, cluster, processes)
    index = run(manifests, target, recipe, tiers=chosen, per_shard=per_shard, each=each, tell=_tell)
    for why, count in index["left_out"].items():
        click.echo(f"left out: {count} ({why})")
    size_mb = index["bytes"] / 1e6
    click.echo(f"{index['examples']} examples, {size_mb:.1f} MB, {len(index['shards'])} shards in {target}")
    if closed := closed_among(chosen):
        names = ", ".join(closed)
        click.echo(f"{names}: pictures without an open licence; what learns from these shards is not for others")


def _on_machines(cluster: str, processes: int | None, tasks: Sequence[Task]) -> Iterator[dict[str, Any]]:
    from nurie.cluster.build import build_shards, split_done

    records, left = split_done(tasks)
    yield from records
    if left:
        with joined(cluster):
            yield from build_shards(left, processes)


def _recipe(options: Mapping[str, Any]) -> Any:
    from nurie.datasets.build.example import Recipe
    from nurie.datasets.build.judge import Bounds

    if options["min_lines"] > options["max_lines"]:
        raise OptionError(f"--min-lines {options['min_lines']} is above --max-lines {options['max_lines']}")
    bounds = Bounds(
        least_px=options["min_px"], most_aspect=options["max_aspect"], least_color=options["min_color"],
        lines=(options["min_lines"], options["max_lines"]), most_text=options["max_text"],
    )  # fmt: skip
    methods = tuple(name.strip() for name in options["lines"].split(",") if name.strip() not in ("", "none"))
    return Recipe(options["short_px"], methods, options["flats"], options["quality"], bounds)


def _tell(record: Mapping[str, Any]) -> None:
    click.echo(f"{record['name']}: {record['examples']} examples, {len(record['left_out'])} left out")
