"""`nurie quantize`: a bundle to the same in eight bits."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("model", metavar="NAME|FILE")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The .onnx file to write.")
@click.option("--data", type=click.Path(path_type=Path), default=Path("../shared/corpus/manifest.jsonl"),
              show_default=True, help="The corpus's manifest; ranges are measured on its training split.")
@click.option("--force", is_flag=True, help="Replace an existing file.")
def quantize(model: str, output: Path, data: Path, force: bool) -> None:
    """Write the bundle MODEL again with int8 weights and sums: a quarter of the size, twice as fast."""
    from nurie.runtime.catalog import find_bundle
    from nurie.training.quantize import quantize as write_bundle

    card = write_bundle(find_bundle(model), output, data, force=force)
    click.echo(f"{output}: {card.model}, {output.stat().st_size / 1e6:.1f} MB")
