"""`nurie data layers`: a painted picture as flats, shadow and highlight, to look at."""

from __future__ import annotations

from pathlib import Path

import click
import cv2

from nurie.core.image_io import check_target, read_picture, write_image
from nurie.core.lineart import extract_lineart
from nurie.errors import OptionError

_Path = click.Path(path_type=Path)


@click.command()
@click.argument("picture", type=_Path)
@click.option("-o", "--output", "folder", type=_Path, required=True, help="Folder to write the layers into.")
@click.option("--lineart", type=_Path, help="The picture's own lines, of its size; without it they are extracted.")
@click.option("--force", is_flag=True, help="Replace layers of an earlier run.")
def layers(picture: Path, folder: Path, lineart: Path | None, force: bool) -> None:
    """Split a painted PICTURE into flats.png, shadow.png and highlight.png, as training sees it."""
    from nurie.datasets.paint_layers import split_painting

    names = ("flats", "shadow", "highlight")
    for name in names:
        check_target(folder / f"{name}.png", force=force)
    pixels = read_picture(picture).pixels
    if lineart is None:
        lines = extract_lineart(pixels)
    else:
        lines = cv2.cvtColor(read_picture(lineart).pixels, cv2.COLOR_RGB2GRAY)
    if lines.shape != pixels.shape[:2]:
        sizes = " and ".join(f"{shape[1]}x{shape[0]}" for shape in (lines.shape, pixels.shape))
        raise OptionError(f"the lines and the picture differ in size, {sizes}; give lines of the picture's size")
    found = split_painting(pixels, lines)
    for name in names:
        write_image(folder / f"{name}.png", getattr(found, name), force=force)
    click.echo(f"{picture} -> {folder}: {found.regions.max() + 1} regions, fit {found.fit:.1f} dB")
    if found.reason:
        click.echo(f"not to be learned from: {found.reason}")
