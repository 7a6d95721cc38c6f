"""`nurie data avatars`: a corpus of avatars and emoji from packages that npm fetches."""

from __future__ import annotations

from pathlib import Path

import click

from nurie.errors import OptionError

_Path = click.Path(path_type=Path)


@click.command()
@click.option("--to", "folder", type=_Path, required=True, help="Folder to write pictures and manifest into.")
@click.option("--count", default=200, show_default=True, type=click.IntRange(1), help="Pictures per package, at most.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0), help="Of all chance.")
@click.option("--only", "sources", multiple=True, metavar="SOURCE", help="Only this source; may be repeated.")
@click.option("--packages", type=_Path, default=Path(".cache/avatars"), show_default=True,
              help="Where npm puts the packages; kept for the next run.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace the pictures and the manifest of an earlier run.")
def avatars(folder: Path, count: int, seed: int, sources: tuple[str, ...], packages: Path, force: bool) -> None:
    """Make pictures with registered lines from openly licensed avatars and emoji.

    Fetches pinned packages by npm (no other network access), refuses one whose licence is not the expected one,
    and writes images/, lineart/, manifest.jsonl and ATTRIBUTION.md.
    """
    from nurie.datasets.avatars import make_avatars

    manifest = folder / "manifest.jsonl"
    if manifest.exists() and not force:
        raise OptionError(f"{manifest} exists; add --force to replace it, or choose another folder with --to")
    folder.mkdir(parents=True, exist_ok=True)
    total = 0
    for source, made in make_avatars(folder, packages, count=count, seed=seed, sources=sources):
        total += made
        click.echo(f"{source}: {made} pictures")
    click.echo(f"wrote {total} pictures and {manifest}")
