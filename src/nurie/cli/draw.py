"""`nurie data draw`: pictures drawn by program, with every truth about them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from nurie.cli.sheet import compose_sheet
from nurie.core.image_io import check_target, write_image
from nurie.errors import OptionError

_Path = click.Path(path_type=Path)


@click.command()
@click.option("--count", default=1, show_default=True, type=click.IntRange(1), help="Pictures to draw.")
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(0), help="Of the first; each next one adds 1."
)
@click.option("--size", "size_px", default=384, show_default=True, type=click.IntRange(64, 4096), help="Side in px.")
@click.option("--kind", help="Only this kind of picture, such as head, bust, full, animal.")
@click.option("-o", "--output", type=_Path, help="Folder to write a folder for each picture into.")
@click.option("--sheet", type=_Path, help="Picture to write all of them into, with their lines beside them.")
@click.option(
    "--cell", "cell_px", default=150, show_default=True, type=click.IntRange(32, 2048), help="A sheet's cell."
)
@click.option("--force", is_flag=True, help="Replace earlier pictures of the same numbers.")
def draw(
    count: int,
    seed: int,
    size_px: int,
    kind: str | None,
    output: Path | None,
    sheet: Path | None,
    cell_px: int,
    force: bool,
) -> None:
    """Draw manga-style pictures without end, each by its seed.

    Writes line.png, flats.png, regions.png (16 bit), shadow.png, highlight.png, picture.png and drawing.json
    (what was drawn, and each region's name and color; written last) into 000000/, 000001/ and so on, by seed.
    """
    from nurie.datasets.procedural.draw import KINDS
    from nurie.datasets.procedural.draw import draw as draw_picture
    from nurie.datasets.procedural.store import write_drawing

    _check(output, sheet, range(seed, seed + count), force)
    if kind is not None and kind not in KINDS:
        raise OptionError(f"no kind {kind!r}; known are {', '.join(KINDS)}")
    cells = []
    for number in range(seed, seed + count):
        drawing = draw_picture(number, size_px, kind=kind)
        if output is not None:
            write_drawing(drawing, output / _name(number))
        if sheet is not None:
            cells.append([drawing.picture, drawing.line[..., None].repeat(3, 2)])
    if sheet is not None:
        write_image(
            sheet, compose_sheet([_name(number) for number in range(seed, seed + count)], cells, cell_px), force=force
        )
    click.echo(f"drew {count} pictures -> {', '.join(str(place) for place in (output, sheet) if place)}")


def _name(number: int) -> str:
    return f"{number:06d}"


def _check(output: Path | None, sheet: Path | None, numbers: range, force: bool) -> None:
    """Refuse what would overwrite something, before anything is drawn."""
    if output is None and sheet is None:
        raise OptionError("nowhere to write to; add -o FOLDER, or --sheet SHEET.png, or both")
    if sheet is not None:
        check_target(sheet, force=force)
    there: Iterator[Path] = (output / _name(number) for number in numbers) if output else iter(())
    taken = next((folder for folder in there if folder.exists()), None)
    if taken and not force:
        raise OptionError(f"{taken} exists; add --force to replace it, choose another folder with -o or another --seed")
