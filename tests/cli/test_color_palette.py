"""`nurie color --palette` and `--reference`, on the fake network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nurie.cli.main import main
from nurie.runtime import colorizer
from nurie.runtime.backend import FakeBackend
from nurie.runtime.card import Card


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A blank page, a palette, an example picture; any model name opens the fake."""
    monkeypatch.setattr(colorizer, "find_bundle", lambda model: model)
    monkeypatch.setattr(colorizer, "OnnxBackend", lambda path, threads: FakeBackend(Card("plain", "0")))
    monkeypatch.chdir(tmp_path)
    Image.fromarray(np.full((40, 60), 255, np.uint8)).save("page.png")
    Image.new("RGB", (40, 40), (250, 120, 10)).save("example.png")
    Path("two.txt").write_text("#c81e14\n#1e14c8 blue\n")
    Path("bad.gpl").write_text("GIMP Palette\n1 2\n")
    return tmp_path


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["color", "page.png", "-o", "out.png", *words])
    return int(caught.value.code or 0)


@pytest.mark.parametrize(
    ("words", "colors"),
    [(("--palette", "two.txt"), {(200, 30, 20), (30, 20, 200)}), (("--reference", "example.png"), {(250, 120, 10)})],
)
def test_the_page_has_the_colours(folder: Path, words: tuple, colors: set):
    """Prevents an option that goes nowhere."""
    assert run(*words) == 0
    with Image.open("out.png") as image:
        assert {color for _, color in image.getcolors()} <= colors


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("--palette", "bad.gpl"), "bad.gpl, line 2: found '1 2'; expected three numbers"),
        (("--palette", "absent.ase"), "no palette file at absent.ase"),
        (("--palette", "example.png"), "example.png ends in '.png'; palettes are .gpl"),
        (("--reference", "two.txt"), "two.txt is no picture that nurie knows"),
        (("--palette", "two.txt", "--reference", "example.png"), "leave out --palette or --reference"),
    ],
)
def test_errors_say_what_to_type(folder: Path, capsys: pytest.CaptureFixture[str], words: tuple, text: str):
    """Prevents that a page is coloured without the palette that was meant."""
    assert run(*words) == 2
    assert text in capsys.readouterr().err
    assert not Path("out.png").exists()
