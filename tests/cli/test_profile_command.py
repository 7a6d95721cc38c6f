"""`nurie profile make` and `nurie color --profile`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nurie.cli.main import main
from nurie.core.hint_files import read_hints
from nurie.core.profile_file import read_profile
from nurie.datasets.procedural.character import draw_character_traits, draw_pose
from nurie.datasets.procedural.draw import draw_character


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sheet, its lines and a page of one character."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(90_000_001)
    traits = draw_character_traits(rng)
    sheet, page = (draw_character(traits, draw_pose(rng), 256, seed=n) for n in (1, 2))
    Image.fromarray(sheet.picture).save("sheet.png")
    Image.fromarray(sheet.line).save("lines.png")
    Image.fromarray(page.line).save("page.png")
    return tmp_path


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(list(words))
    return int(caught.value.code or 0)


def test_sheet_to_page(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents options that go nowhere: the page's hints have paints of the profile, and say it all."""
    assert run("profile", "make", "sheet.png", "--lines", "lines.png", "-o", "mika.json") == 0
    assert "regions in" in capsys.readouterr().out
    profile = read_profile("mika.json")
    assert profile.name == "mika"
    assert run("color", "page.png", "--profile", "mika.json", "--save-hints", "-o", "out.png") == 0
    hints = read_hints("out.hints.json", (256, 256))
    found = {stroke.color for stroke in hints.strokes}
    assert len(found & set(profile.colors)) >= 2
    assert run("color", "page.png", "--hints", "out.hints.json", "-o", "again.png") == 0
    assert Path("again.png").read_bytes() == Path("out.png").read_bytes()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("profile", "make", "."), "is a folder"),
        (("profile", "make", "absent.png"), "absent.png"),
        (("profile", "make", "sheet.png", "-o", "mika.txt"), "profiles are .json"),
        (("profile", "make", "sheet.png", "-o", "have.json"), "have.json exists already"),
        (("color", "page.png", "--profile", "absent.json"), "no profile at absent.json"),
        (("color", "page.png", "--profile", "have.json"), "have.json: not JSON"),
    ],
)
def test_errors_say_what_to_type(folder: Path, capsys: pytest.CaptureFixture[str], words: tuple, text: str):
    """Prevents a traceback, and a page coloured without the profile that was meant."""
    Path("have.json").write_text("")
    before = sorted(path.name for path in folder.iterdir())
    assert run(*words) == 2
    assert text in capsys.readouterr().err
    assert sorted(path.name for path in folder.iterdir()) == before
