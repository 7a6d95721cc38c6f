"""`nurie data draw`: what it writes, and what it refuses."""

from __future__ import annotations

import builtins
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nurie.cli.main import main

FILES = {"line.png", "flats.png", "regions.png", "shadow.png", "highlight.png", "picture.png", "drawing.json"}


def run(*words: object) -> int:
    """The exit code of `nurie data draw`."""
    with pytest.raises(SystemExit) as caught:
        main(["data", "draw", *(str(word) for word in words)])
    return int(caught.value.code or 0)


@pytest.fixture
def skia() -> None:
    pytest.importorskip("skia", exc_type=ImportError, reason="drawing needs the extra: pip install 'nurie[draw]'")


def test_writes_a_folder_per_seed_that_fits_together(tmp_path: Path, skia: None):
    """Prevents regions cut to 8 bits and numbers without names."""
    assert run("--count", 2, "--seed", 7, "--size", 96, "-o", tmp_path / "out") == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"000007", "000008"}
    folder = tmp_path / "out/000008"
    assert {path.name for path in folder.iterdir()} == FILES
    regions = np.asarray(Image.open(folder / "regions.png"))
    truth = json.loads((folder / "drawing.json").read_text())
    assert regions.shape == (96, 96) and regions.max() == len(truth["regions"]) - 1
    colors = np.uint8([region["color"] for region in truth["regions"]])
    assert np.array_equal(colors[regions], np.asarray(Image.open(folder / "flats.png")))
    assert truth["facts"]["seed"] == 8


def test_sheet_shows_picture_and_line(tmp_path: Path, skia: None):
    """Prevents an empty contact sheet."""
    assert run("--count", 3, "--size", 96, "--sheet", tmp_path / "sheet.png", "--cell", 64) == 0
    assert np.asarray(Image.open(tmp_path / "sheet.png")).std() > 5


def test_refuses_to_overwrite_and_unknown_kinds(tmp_path: Path, skia: None, capsys: pytest.CaptureFixture[str]):
    """Prevents lost drawings, and a misspelt kind that draws anything."""
    (tmp_path / "000001").mkdir()
    assert run("--count", 2, "--size", 64, "-o", tmp_path) == 2
    assert "000001 exists; add --force" in capsys.readouterr().err
    assert run("--kind", "busts", "-o", tmp_path / "new") == 2
    assert "no kind 'busts'; known are head, bust" in capsys.readouterr().err
    assert run() == 2
    assert "nowhere to write to" in capsys.readouterr().err
    assert run("--count", 2, "--size", 64, "-o", tmp_path, "--force") == 0


def test_missing_skia_says_what_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Prevents a traceback for a package that an extra brings."""
    real = builtins.__import__

    def without(name: str, *more: object, **named: object) -> object:
        if name == "skia":
            raise ModuleNotFoundError("No module named 'skia'", name="skia")
        return real(name, *more, **named)

    for name in [name for name in sys.modules if name == "skia" or name.startswith("nurie.datasets.procedural.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    assert run("-o", tmp_path) == 2
    assert "pip install 'nurie[draw]'" in capsys.readouterr().err
