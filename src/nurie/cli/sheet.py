"""`nurie sheet`: folders of pictures side by side, one column per folder, on one contact sheet."""

from __future__ import annotations

import math
from pathlib import Path

import click
import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from nurie.core.hint_files import read_hints
from nurie.core.hints import rasterize
from nurie.core.image_io import READABLE, read_picture, write_image
from nurie.core.types import Extent
from nurie.errors import OptionError

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)
_TITLE_PX = 14
GAP_PX = 6
_SHAPE = 4 / 3  # width to height that a sheet comes near to


@click.command()
@click.argument("folders", nargs=-1, required=True, type=_FOLDER)
@click.option("-o", "--output", required=True, type=_FILE, help="The sheet to write.")
@click.option("--hints", "hints_folder", type=_FOLDER, help="Draw this folder's NAME.hints.json over the first column.")
@click.option("--cell", "cell_px", default=256, show_default=True, type=click.IntRange(32, 2048), help="A cell's side.")
@click.option("--force", is_flag=True, help="Overwrite the sheet if it exists.")
def sheet(folders: tuple[Path, ...], output: Path, hints_folder: Path | None, cell_px: int, force: bool) -> None:
    """Put the pictures of FOLDERS side by side.

    There is one row for each picture of the first folder and one column for each folder; a picture that
    a folder lacks leaves its cell empty.
    """
    names = picture_names(folders[0])
    hints_of = {folders[0]: hints_folder}
    rows = [[read_cell(find(folder, name), hints_of.get(folder)) for folder in folders] for name in names]
    write_image(output, compose_sheet(names, rows, cell_px), force=force)
    click.echo(f"{len(names)} rows -> {output}")


def picture_names(folder: Path) -> list[str]:
    """The names, without suffix, of the pictures in a folder, sorted."""
    names = sorted({path.stem for path in folder.iterdir() if _is_picture(path)})
    if not names:
        raise OptionError(f"no pictures in {folder}; expected at least one of {', '.join(READABLE)}")
    return names


def find(folder: Path, name: str) -> Path | None:
    """The picture called `name` in a folder, whatever its suffix, or None."""
    return next((path for path in sorted(folder.iterdir()) if path.stem == name and _is_picture(path)), None)


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in READABLE and path.is_file()


def read_cell(path: Path | None, hints_folder: Path | None) -> NDArray[np.uint8] | None:
    """(H, W, 3) uint8 sRGB picture, its hints drawn over it where there are any; None without a picture."""
    if path is None:
        return None
    picture = read_picture(path).pixels
    hints_file = hints_folder / f"{path.stem}.hints.json" if hints_folder else None
    if hints_file is None or not hints_file.is_file():
        return picture
    extent = Extent(*picture.shape[:2])
    hint_map = rasterize(read_hints(hints_file, extent), extent)
    return np.where(hint_map[..., 3:] > 0, hint_map[..., :3], picture)


def compose_sheet(names: list[str], rows: list[list[NDArray[np.uint8] | None]], cell_px: int) -> NDArray[np.uint8]:
    """Lay rows out in as many blocks side by side as bring the sheet near 4:3."""
    columns = len(rows[0])
    blocks = max(1, min(len(rows), round(math.sqrt(_SHAPE * len(rows) / columns))))
    depth = math.ceil(len(rows) / blocks)
    row_px, block_px = cell_px + _TITLE_PX, columns * cell_px + GAP_PX
    canvas = np.full((depth * row_px, blocks * block_px, 3), 255, np.uint8)
    for index, cells in enumerate(rows):
        top, left = index % depth * row_px + _TITLE_PX, index // depth * block_px
        for column, picture in enumerate(cells):
            if picture is not None:
                _place(canvas, picture, top, left + column * cell_px, cell_px - GAP_PX)
    titled = Image.fromarray(canvas)
    for index, name in enumerate(names):
        ImageDraw.Draw(titled).text((index // depth * block_px + 2, index % depth * row_px), name, fill=(60, 60, 60))
    return np.asarray(titled)


def _place(canvas: NDArray[np.uint8], picture: NDArray[np.uint8], top: int, left: int, side_px: int) -> None:
    height, width = picture.shape[:2]
    scale = side_px / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    canvas[top : top + size[1], left : left + size[0]] = small
