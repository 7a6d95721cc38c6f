"""`nurie export`: a run folder to a bundle."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The .onnx file to write.")
@click.option("--version", default="0.1", show_default=True, help="Version of the weights.")
@click.option("--half", is_flag=True, help="Store weights as float16: half the size, the same sums.")
@click.option("--painter", type=click.Path(path_type=Path), metavar="RUN",
              help="Of a palette of deepcolor: the run that paints by its colours.")
@click.option("--force", is_flag=True, help="Replace an existing file.")
def export(run: Path, output: Path, version: str, half: bool, painter: Path | None, force: bool) -> None:
    """Export RUN's averaged weights; fails where ONNX Runtime's numbers differ from the trained network's."""
    from nurie.training.export_onnx import export as write_bundle
    from nurie.training.state import load_state

    beside = None if painter is None else load_state(painter)
    card = write_bundle(load_state(run), output, version=version, half=half, force=force, painter=beside)
    size_mb = output.stat().st_size / 1e6
    click.echo(f"{output}: {card.model}, {card.images_seen} images seen, {size_mb:.1f} MB")
