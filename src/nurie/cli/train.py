"""`nurie train`: train a recipe, or go on with a run."""

from __future__ import annotations

import os
from pathlib import Path

import click


@click.command()
@click.argument("recipe", type=click.Path(path_type=Path))
@click.option("--data", "manifests", type=click.Path(path_type=Path), multiple=True,
              default=[Path("../shared/corpus/manifest.jsonl")], show_default=True,
              help="A corpus's manifest, or the index.json of shards; may be given several times.")
@click.option("--stream", is_flag=True,
              help="Read shards as they are needed, each picture once an epoch; --data is their folder.")
@click.option("--run", "--run-folder", "run", type=click.Path(path_type=Path),
              help="Run folder; the longer name for torchrun, which takes the shorter one for its own.  "
                   "[default: run/NAME of the recipe]")
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), help="Stop after this many minutes.")
@click.option("--images", type=click.IntRange(min=1), help="Stop at this many images seen in all.")
@click.option("--save-minutes", type=click.FloatRange(min=0), default=5.0, show_default=True,
              help="Minutes between checkpoints: what is lost when a process or a machine dies.")
@click.option("--resume", is_flag=True, help="Go on with the run folder's checkpoint.")
@click.option("--set", "changes", multiple=True, metavar="KEY=VALUE", help="Change a value of the recipe.")
@click.option("--workers", type=click.IntRange(min=0), default=1, show_default=True,
              help="Loader processes, for each that trains.")
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True,
              help="Threads of the trainer; a run is repeatable bit for bit with one.")
@click.option("--cache", type=click.Path(path_type=Path), default=Path(".cache/pictures"), show_default=True,
              help="Folder for the decoded corpus.")
@click.option("--device", type=click.Choice(["cpu", "cuda"]), default="cpu", show_default=True, help="What computes.")
def train(
    recipe: Path, manifests: tuple[Path, ...], stream: bool, run: Path | None, minutes: float | None,
    images: int | None, save_minutes: float, resume: bool, changes: tuple[str, ...], workers: int, threads: int,
    cache: Path, device: str,
) -> None:
    """Train RECIPE (a TOML file); the run folder gets checkpoint, statistics and picture grids.

    On several devices: torchrun --nproc-per-node N -m nurie train RECIPE ... A recipe's batch is the whole batch over
    all processes.
    """
    if "RANK" in os.environ:  # torch would advise each process against what makes resuming exact
        os.environ.setdefault("TORCH_CPP_LOG_LEVEL", "ERROR")
    from nurie.training.group import speaks
    from nurie.training.run import RunLimits, run_recipe

    limits = RunLimits(
        minutes=minutes, images=images, save_minutes=save_minutes, workers=workers, threads=threads, device=device,
        cache=cache,
    )  # fmt: skip
    state = run_recipe(
        recipe, manifests, run=run, limits=limits, resume=resume,
        changes=(*changes, "data.stream=true") if stream else changes, say=lambda line: click.echo(line, err=True),
    )
    if speaks():
        click.echo(f"{state.images_seen} of {state.config.total_images} images seen")
