"""`nurie data`: make, check and describe pictures to learn from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from nurie.cli.avatars import avatars
from nurie.cli.build import build
from nurie.cli.collect import collect
from nurie.cli.data_preview import preview
from nurie.cli.draw import draw
from nurie.cli.forget import forget
from nurie.cli.layers import layers
from nurie.core.files import replacing
from nurie.errors import ManifestError, OptionError

_Path = click.Path(path_type=Path)


@click.group()
def data() -> None:
    """Make pictures to learn from, check a corpus, describe it."""


data.add_command(avatars)
data.add_command(build)
data.add_command(collect)
data.add_command(draw)
data.add_command(forget)
data.add_command(layers)
data.add_command(preview)


@data.command()
@click.argument("manifest", type=_Path)
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1), help="Files read at the same time.")
def check(manifest: Path, threads: int) -> None:
    """Check every row of MANIFEST: licence, author, origin, files, sizes, hashes, groups.

    Prints what the corpus holds and every problem. Exit code 0: sound; 2: problems.
    """
    from nurie.datasets.check import check_manifest

    report = check_manifest(manifest, threads=threads)
    for field, counts in report.counts.items():
        click.echo(_table(field, counts))
    for problem in report.problems:
        click.echo(f"{problem.kind}: {problem.message}")
    if report.problems:
        raise ManifestError(
            f"{len(report.problems)} problems in {manifest}, each named above; "
            f"mend the rows or the files, then run `nurie data check {manifest}` again"
        )
    click.echo(f"{report.rows} rows, no problems")


@data.command()
@click.argument("manifest", type=_Path)
@click.option("-o", "--output", type=_Path, default=Path("DATA_CARD.md"), show_default=True, help="The card.")
@click.option("--force", is_flag=True, help="Replace an existing file.")
def card(manifest: Path, output: Path, force: bool) -> None:
    """Write the data card: what the installed bundles were trained on, and whose pictures they are."""
    from nurie.datasets.card import render_card
    from nurie.training.learned import read_learned

    if output.exists() and not force:
        raise OptionError(f"{output} exists; add --force to replace it, or choose another name with -o")
    text = render_card(manifest, bundles=read_learned())
    with replacing(output) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"wrote {output}")


def _table(field: str, counts: Mapping[str, Mapping[str, int]]) -> str:
    """One line per value with its pictures per split, in columns."""
    splits = next(iter(counts.values()), {})
    width = max(map(len, (field, *counts)))
    head = field.ljust(width) + "".join(f"{split:>8}" for split in splits)
    lines = [value.ljust(width) + "".join(f"{n:>8}" for n in row.values()) for value, row in counts.items()]
    return "\n".join([head, *lines, ""])
