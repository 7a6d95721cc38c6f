"""`nurie data preview`: what a recipe shows the network."""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np

from nurie.cli.sheet import GAP_PX, compose_sheet
from nurie.core.image_io import check_target, write_image

_Path = click.Path(path_type=Path)


@click.command()
@click.argument("recipe", type=_Path)
@click.option("-o", "--output", required=True, type=_Path, help="The sheet to write.")
@click.option("--data", "manifests", type=_Path, multiple=True,
              default=[Path("../shared/corpus/manifest.jsonl")], show_default=True,
              help="A corpus's manifest; may be given several times.")
@click.option("--cache", type=_Path, default=Path(".cache/pictures"), show_default=True,
              help="Folder for the decoded corpus.")
@click.option("--count", default=24, show_default=True, type=click.IntRange(1), help="Samples to show.")
@click.option("--px", type=click.IntRange(32, 2048), help="Their side.  [default: that of the recipe's last stage]")
@click.option("--first", default=0, show_default=True, type=click.IntRange(0), help="Number of the first sample.")
@click.option("--set", "changes", multiple=True, metavar="KEY=VALUE", help="Change a value of the recipe.")
@click.option("--force", is_flag=True, help="Overwrite the sheet if it exists.")
def preview(
    recipe: Path, output: Path, manifests: tuple[Path, ...], cache: Path, count: int, px: int | None,
    first: int, changes: tuple[str, ...], force: bool,
) -> None:
    """Show samples of RECIPE (a TOML file) as a training run of it would.

    Each row: lines, hints under the lines, flooded hints (paler where less certain), diffused hints, the colours to
    give, their flats (white where nobody knows them), the picture. Pictures that the recipe draws by program are
    drawn first where the cache does not hold them.
    """
    from nurie.training.pictures import make_source, open_pictures
    from nurie.training.recipe import read_recipe

    check_target(output, force=force)
    config = read_recipe(recipe, changes)
    stage, source = config.stages[-1], make_source(config, open_pictures(config.data, manifests, cache))
    names, rows = [], []
    for number in range(first, first + count):
        sample = source.sample(number, px or stage.px, no_hint_share=stage.no_hint_share)
        row = source.row(number, no_hint_share=stage.no_hint_share)
        names.append(f"{number}  {row.source}  {row.id}")
        lines = sample.lineart[..., None].repeat(3, 2)
        flats = np.full_like(sample.colors, 255) if sample.flats is None else sample.flats
        hints = [sample.seen_hints(), sample.seen_flood(), sample.seen_diffused()]
        rows.append([lines, *hints, sample.colors, flats, sample.picture])
    write_image(output, compose_sheet(names, rows, (px or stage.px) + GAP_PX), force=force)
    click.echo(f"{count} samples -> {output}")
