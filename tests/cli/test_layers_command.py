"""`nurie data layers`: what it writes, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nurie.cli.main import main


def run(*words: object) -> int:
    """The exit code of `nurie data layers`."""
    with pytest.raises(SystemExit) as caught:
        main(["data", "layers", *(str(word) for word in words)])
    return int(caught.value.code or 0)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    pixels = np.full((80, 90, 3), (240, 120, 80), np.uint8)
    pixels[:, 45:] = (60, 90, 200)
    Image.fromarray(pixels).save(tmp_path / "picture.png")
    return tmp_path / "picture.png"


def test_it_writes_the_layers(picture: Path, tmp_path: Path) -> None:
    """Layers that are shifted or in BGR would mislead whoever looks at them."""
    assert run(picture, "-o", tmp_path / "layers") == 0
    flats = np.asarray(Image.open(tmp_path / "layers" / "flats.png"))
    assert flats[40, 10].tolist() == [240, 120, 80] and flats[40, 80].tolist() == [60, 90, 200]
    assert np.asarray(Image.open(tmp_path / "layers" / "shadow.png")).shape == (80, 90, 3)
    assert np.asarray(Image.open(tmp_path / "layers" / "highlight.png")).max() == 0


def test_it_overwrites_only_when_told(picture: Path, tmp_path: Path) -> None:
    """A second run must not replace layers that somebody painted over."""
    assert run(picture, "-o", tmp_path / "layers") == 0
    assert run(picture, "-o", tmp_path / "layers") == 2
    assert run(picture, "-o", tmp_path / "layers", "--force") == 0


def test_lines_of_another_size_are_refused(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lines that do not lie on the picture would divide it anywhere."""
    Image.new("L", (40, 40), 255).save(tmp_path / "lines.png")
    assert run(picture, "-o", tmp_path / "layers", "--lineart", tmp_path / "lines.png") == 2
    assert "40x40 and 90x80" in capsys.readouterr().err
