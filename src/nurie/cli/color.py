"""`nurie color`: drawings in, coloured pages out."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nurie.cli.batch import Report, run_batch
from nurie.cli.jobs import Job, plan_jobs
from nurie.cli.saving import FLATS, FORMATS, Saving
from nurie.core.hints import read_hints
from nurie.core.image_io import read_page
from nurie.core.types import ColorizeOptions, ColorizeRequest

if TYPE_CHECKING:
    from nurie.runtime.colorizer import Colorizer


@click.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="OUT", help="File for one page, folder for several.")
@click.option(
    "--hints",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="hints.json or RGBA PNG; for several pages a folder of NAME.hints.json or NAME.hints.png.",
)
@click.option("--model", metavar="NAME|FILE", help="An installed model or an .onnx bundle.  [default: nurie-tiny]")
@click.option("--size", metavar="PX", type=int, help="Short side at which the network works.  [default: the model's]")
@click.option("--seed", metavar="N", type=int, default=0, show_default=True, help="Choose another colouring.")
@click.option("--gap", metavar="PX", type=float, help="Close gaps in the lines up to so wide.  [default: by the lines]")
@click.option("--format", "format_", type=click.Choice(FORMATS), help="Format of the pages.  [default: as the input]")
@click.option("--layers", type=click.Choice(FLATS), help="In PSD and ORA: one layer of flats for each.")
@click.option("--layer-names", type=click.Choice(["en", "ja"]), help="Language of the layers' names.  [default: en]")
@click.option("--force", is_flag=True, help="Overwrite pages that exist; inputs are never overwritten.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per page.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def color(
    inputs: tuple[str, ...],
    output: str | None,
    hints: Path | None,
    model: str | None,
    size: int | None,
    seed: int,
    gap: float | None,
    format_: str | None,
    layers: str | None,
    layer_names: str | None,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Colour drawings: one file to a file, several files or a folder to a folder.

    Without -o, page.png is written to page.color.png beside it. PNG, JPEG, WebP, TIFF, BMP, GIF, PSD, PSB,
    ORA and KRA are read; PNG, WebP and JPEG are written, and PSD, PSB and ORA with layers, all with the
    page's own size and dpi. In a layered page the layer "lines" is the drawing and "hints" are its hints.
    """
    options, saving = ColorizeOptions(size, seed, gap), Saving(layers, layer_names, force)
    jobs = plan_jobs(inputs, output, hints, layered=True, suffix=f".{format_}" if format_ else None)
    saving.check_layers(jobs)
    if len(jobs) == 1:
        saving.check(jobs[0].target)
    from nurie.runtime.colorizer import Colorizer

    colorizer = Colorizer(model)
    run_batch(jobs, lambda job: color_page(colorizer, job, options, saving), as_json=as_json, quiet=quiet)


def color_page(colorizer: Colorizer, job: Job, options: ColorizeOptions, saving: Saving) -> Report:
    """Colour one page into its file and return what there is to say of it."""
    saving.check(job.target)
    start = time.perf_counter()
    page = read_page(job.source)
    given = page.hint_layer if job.hints is None else job.hints
    hints = None if given is None else read_hints(given, page.extent)
    read_ms = _since(start)
    result = colorizer.colorize(ColorizeRequest(page, hints, options))
    start = time.perf_counter()
    saving.save(result, job.target, hints)
    return {
        "input": str(job.source),
        "output": str(job.target),
        "size": [page.extent.width, page.extent.height],
        "model": result.model,
        "seed": result.seed,
        "timings_ms": {"read": read_ms, **result.timings_ms, "write": _since(start)},
        "warnings": list(result.warnings),
    }


def _since(start: float) -> float:
    return round((time.perf_counter() - start) * 1000, 1)
