"""The contact sheet shows every picture in its own cell, and the hints where they were given."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from nurie.cli.sheet import compose_sheet, find, picture_names, read_cell, sheet
from nurie.errors import OptionError

RED, GREEN, BLUE = (255, 0, 0), (0, 160, 0), (0, 0, 255)


def save(path: Path, color: tuple[int, ...], size: tuple[int, int] = (40, 30)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGBA" if len(color) == 4 else "RGB", size, color).save(path)
    return path


def share(picture: np.ndarray, color: tuple[int, int, int]) -> float:
    return float((picture == color).all(-1).mean())


def test_sheet_puts_same_names_side_by_side(tmp_path: Path):
    """Prevents a picture beside another picture's drawing, and one that is left out."""
    for name, color in (("a", RED), ("b", GREEN)):
        save(tmp_path / "before" / f"{name}.png", (255, 255, 255))
        save(tmp_path / "after" / f"{name}.png", color)
    done = CliRunner().invoke(
        sheet, [str(tmp_path / "before"), str(tmp_path / "after"), "-o", str(tmp_path / "s.png"), "--cell", "64"]
    )
    assert done.exit_code == 0, done.output
    made = np.asarray(Image.open(tmp_path / "s.png").convert("RGB"))
    rows, columns = np.nonzero((made == RED).all(-1))
    green_rows, green_columns = np.nonzero((made == GREEN).all(-1))
    assert len(rows) == len(green_rows) > 1000
    assert (rows.max() < green_rows.min()) or (columns.max() < green_columns.min())


def test_missing_picture_leaves_its_cell_empty():
    """Prevents that the cells after a missing picture move up."""
    red, blue = (np.full((20, 20, 3), color, np.uint8) for color in (RED, BLUE))
    whole = compose_sheet(["a"], [[red, red, blue]], 64)
    holed = compose_sheet(["a"], [[red, None, blue]], 64)
    assert whole.shape == holed.shape
    assert ((whole == BLUE).all(-1) == (holed == BLUE).all(-1)).all()
    assert share(holed, RED) == pytest.approx(share(whole, RED) / 2)


@pytest.mark.parametrize(("height", "width"), [(1, 900), (900, 1), (37, 53)])
def test_any_shape_fits_its_cell(height: int, width: int):
    """Prevents a narrow picture that vanishes or runs into the next cell."""
    made = compose_sheet(["a"], [[np.full((height, width, 3), RED, np.uint8), None]], 64)
    columns = np.nonzero((made == RED).all(-1))[1]
    assert columns.size > 0
    assert columns.max() < 64


def test_hints_are_drawn_where_they_were_given(tmp_path: Path):
    """Prevents a sheet that hides what the artist asked for, or draws it elsewhere."""
    drawing = save(tmp_path / "a.png", (255, 255, 255), size=(40, 30))
    stroke = {"points": [[30, 10]], "color": "#0000ff", "radius_px": 3, "kind": "exact"}
    (tmp_path / "a.hints.json").write_text(json.dumps({"version": 1, "size": [40, 30], "strokes": [stroke]}))
    cell = read_cell(drawing, tmp_path)
    rows, columns = np.nonzero((cell == BLUE).all(-1))
    assert (round(columns.mean()), round(rows.mean())) == (30, 10)
    assert (read_cell(drawing, None) == 255).all()


def test_transparent_drawing_lies_on_white(tmp_path: Path):
    """Prevents a black cell for line art on a transparent ground."""
    assert (read_cell(save(tmp_path / "a.png", (0, 0, 0, 0)), None) == 255).all()


def test_nothing_is_overwritten_without_force(tmp_path: Path):
    """Prevents the loss of a picture that happens to have the sheet's name."""
    save(tmp_path / "in" / "a.png", RED)
    taken = save(tmp_path / "s.png", GREEN, size=(5, 5))
    arguments = [str(tmp_path / "in"), "-o", str(taken)]
    assert CliRunner().invoke(sheet, arguments).exit_code != 0
    assert Image.open(taken).size == (5, 5)
    assert CliRunner().invoke(sheet, [*arguments, "--force"]).exit_code == 0
    assert Image.open(taken).size != (5, 5)


def test_empty_folder_is_an_error_that_says_what_is_expected(tmp_path: Path):
    """Prevents an empty sheet from a mistyped folder."""
    with pytest.raises(OptionError, match=r"no pictures in .*expected at least one of .*\.png"):
        picture_names(tmp_path)


def test_names_that_begin_alike(tmp_path: Path):
    """Prevents a.color.png in the row of a.png, and brackets in a name read as a pattern."""
    save(tmp_path / "a.color.png", RED)
    save(tmp_path / "a.png", GREEN)
    save(tmp_path / "b[1].png", BLUE)
    assert find(tmp_path, "a") == tmp_path / "a.png"
    assert find(tmp_path, "b[1]") == tmp_path / "b[1].png"
    assert find(tmp_path, "c") is None
