"""`nurie color --frames`: frames in the order of their numbers, hints of the first for all."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from nurie.cli.main import main

SKIN = [222, 180, 150]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Frames 1, 2 and 10 of a disc that goes to the right, and hints for the first."""
    monkeypatch.chdir(tmp_path)
    Path("frames").mkdir()
    for number, x in ((1, 60), (2, 75), (10, 90)):
        page = np.full((120, 160), 255, np.uint8)
        cv2.circle(page, (x, 60), 40, 0, 3)
        Image.fromarray(page).save(f"frames/f{number}.png")
    stroke = {"points": [[60, 60]], "color": "#deb496", "radius_px": 4, "kind": "exact"}
    Path("h.json").write_text(json.dumps({"version": 1, "size": [160, 120], "strokes": [stroke]}))
    return tmp_path


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["color", *words])
    return int(caught.value.code or 0)


def test_in_order(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents frame 10 before frame 2, and a colour that is lost on the way."""
    assert run("frames", "--frames", "--hints", "h.json", "-o", "out", "--json", "--save-session") == 0
    names = [Path(json.loads(line)["input"]).name for line in capsys.readouterr().out.splitlines()]
    assert names == ["f1.png", "f2.png", "f10.png"]
    for number, x in ((1, 60), (2, 75), (10, 90)):
        with Image.open(f"out/f{number}.png") as image:
            color = np.array(image.convert("RGB").getpixel((x, 60)), int)
        assert np.abs(color - SKIN).max() <= 12
    assert run("--session", "out/f10.session.json", "-o", "again.png") == 0
    assert Path("again.png").read_bytes() == Path("out/f10.png").read_bytes()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("frames/f1.png", "--frames"), "--frames is for several pages"),
        (("--session", "a.json", "--frames"), "there is --frames; leave that out"),
    ],
)
def test_errors_say_what_to_type(folder: Path, capsys: pytest.CaptureFixture[str], words: tuple, text: str):
    """Prevents an option that is silently ignored."""
    assert run(*words) == 2
    assert text in capsys.readouterr().err
