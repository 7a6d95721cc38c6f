"""`nurie train`: train a recipe, or go on with a run."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("recipe", type=click.Path(path_type=Path))
@click.option("--data", "manifests", type=click.Path(path_type=Path), multiple=True,
              default=[Path("../shared/corpus/manifest.jsonl")], show_default=True,
              help="A corpus's manifest; may be given several times.")
@click.option("--run", type=click.Path(path_type=Path), help="Run folder.  [default: run/NAME of the recipe]")
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), help="Stop after this many minutes.")
@click.option("--images", type=click.IntRange(min=1), help="Stop at this many images seen in all.")
@click.option("--resume", is_flag=True, help="Go on with the run folder's checkpoint.")
@click.option("--set", "changes", multiple=True, metavar="KEY=VALUE", help="Change a value of the recipe.")
@click.option("--workers", type=click.IntRange(min=0), default=1, show_default=True, help="Loader processes.")
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True,
              help="Threads of the trainer; a run is repeatable bit for bit with one.")
@click.option("--cache", type=click.Path(path_type=Path), default=Path(".cache/pictures"), show_default=True,
              help="Folder for the decoded corpus.")
@click.option("--device", type=click.Choice(["cpu", "cuda"]), default="cpu", show_default=True, help="What computes.")
def train(
    recipe: Path, manifests: tuple[Path, ...], run: Path | None, minutes: float | None, images: int | None,
    resume: bool, changes: tuple[str, ...], workers: int, threads: int, cache: Path, device: str,
) -> None:
    """Train RECIPE (a TOML file); the run folder gets checkpoint, statistics and picture grids."""
    from nurie.training.run import RunLimits, run_recipe

    limits = RunLimits(minutes=minutes, images=images, workers=workers, threads=threads, device=device, cache=cache)
    state = run_recipe(
        recipe, manifests, run=run, limits=limits, resume=resume, changes=changes,
        say=lambda line: click.echo(line, err=True),
    )
    click.echo(f"{state.images_seen} of {state.config.total_images} images seen")
