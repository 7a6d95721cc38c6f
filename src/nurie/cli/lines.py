"""`nurie lines`: line art of a painted picture, or a cleaned scan."""

from __future__ import annotations

from pathlib import Path

import click
import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.cli.jobs import plan_jobs
from nurie.core.image_io import check_target, read_picture, write_image
from nurie.core.lineart import EXTRACTORS, clean_scan, extract_lineart
from nurie.errors import OptionError

SCAN = "scan"


@click.command()
@click.argument("picture", type=click.Path(path_type=Path))
@click.option("-o", "--output", metavar="LINEART", help="File to write.  [default: NAME.lines.png beside it]")
@click.option(
    "--method",
    metavar="NAME",
    default="blackhat",
    show_default=True,
    help=f"{', '.join(EXTRACTORS)}; or {SCAN}, which cleans the paper of a scanned drawing.",
)
@click.option("--force", is_flag=True, help="Overwrite a file that exists; the input is never overwritten.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def lines(picture: Path, output: str | None, method: str, force: bool, quiet: bool) -> None:
    """Make line art of a painted PICTURE or of a scan."""
    if picture.is_dir():
        raise OptionError(f"{picture} is a folder; give one picture at a time")
    target = plan_jobs([str(picture)], output, tag="lines")[0].target
    check_target(target, force=force)
    source = read_picture(picture)
    write_image(target, draw_lines(source.pixels, method), dpi=source.dpi, force=force)
    if not quiet:
        for warning in source.warnings:
            click.echo(f"nurie: {picture}: {warning}", err=True)
        click.echo(f"{picture} -> {target}")


def draw_lines(pixels: NDArray[np.uint8], method: str) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 sRGB to (H, W) uint8 line art, 255 paper. Raises OptionError for an unknown method."""
    if method == SCAN:
        return clean_scan(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    if method not in EXTRACTORS:
        raise OptionError(f"unknown method {method!r}; known are {', '.join((*EXTRACTORS, SCAN))}")
    return extract_lineart(pixels, method)
