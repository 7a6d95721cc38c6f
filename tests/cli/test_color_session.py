"""`nurie color --save-hints`, `--save-session` and `--session`: the same picture once more, or a clear refusal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

import nurie
from nurie.cli.main import main

HINTS = {
    "version": 1,
    "size": [60, 40],
    "strokes": [{"points": [[12.5, 20.25]], "color": "#c81e14", "radius_px": 4.125, "kind": "exact"}],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, build_bundle: Callable[..., Path]) -> Path:
    """A page with a line down the middle, hints as strokes and as a picture, and a bundle of two operators."""
    monkeypatch.chdir(tmp_path)
    page = np.full((40, 60), 255, np.uint8)
    cv2.line(page, (30, 0), (31, 39), 0, 3)
    Path("in").mkdir()
    Image.fromarray(page).save("in/a.png", dpi=(300, 300))
    Path("a.hints.json").write_text(json.dumps(HINTS))
    layer = np.zeros((40, 60, 4), np.uint8)
    layer[10:20, 40:50] = (10, 20, 200, 77)
    Image.fromarray(layer).save("layer.png")
    build_bundle(tmp_path / "flood.onnx")
    return tmp_path


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["color", "--model", "flood.onnx", *words])
    return int(caught.value.code or 0)


WAYS = {
    "nothing": (),
    "hints": ("--hints", "a.hints.json", "--gap", "2.5", "--seed", "7", "--size", "48"),
    "layer": ("--hints", "layer.png"),
    "palette": ("--palette", "colors.txt", "--hints", "a.hints.json"),
    "reference": ("--reference", "layer.png"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("suffix", [".png", ".psd"])
def test_a_session_gives_the_same_bytes(folder: Path, way: str, suffix: str):
    """Prevents a session that leaves out what influences the picture."""
    Path("colors.txt").write_text("#112233\n#ddeeff\n")
    layers = ("--layers", "per-region", "--layer-names", "ja") if suffix == ".psd" else ()
    assert run("in/a.png", "-o", f"out/a{suffix}", *WAYS[way], *layers, "--save-session") == 0
    assert run("--session", "out/a.session.json", "-o", f"again/a{suffix}") == 0
    assert Path(f"again/a{suffix}").read_bytes() == Path(f"out/a{suffix}").read_bytes()
    with Image.open(f"out/a{suffix}") as image:
        replayed = nurie.replay("out/a.session.json", model="flood.onnx")
        np.testing.assert_array_equal(np.asarray(image.convert("RGB")), replayed.image)


def test_a_moved_folder_and_the_format_of_the_session(folder: Path):
    """Prevents sessions that work only where they were made, or that forget the format when no -o is given."""
    assert run("in/a.png", "-o", "in/first.psd", "--save-session", "--hints", "a.hints.json") == 0
    Path("in").rename("moved")
    assert run("--session", "moved/first.session.json") == 0
    assert Path("moved/a.color.psd").read_bytes() == Path("moved/first.psd").read_bytes()


def test_save_hints(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents hints that cannot be given again, and silence where there were none."""
    assert run("in/a.png", "-o", "out/a.png", "--hints", "a.hints.json", "--save-hints", "--json") == 0
    assert json.loads(capsys.readouterr().out)["hints"] == "out/a.hints.json"
    assert json.loads(Path("out/a.hints.json").read_text()) == HINTS
    assert run("in/a.png", "-o", "out/b.png", "--hints", "layer.png", "--save-hints") == 0
    assert run("in/a.png", "-o", "out/c.png", "--hints", "out/b.hints.png") == 0
    assert Path("out/c.png").read_bytes() == Path("out/b.png").read_bytes()
    assert run("in/a.png", "-o", "out/d.png", "--save-hints") == 0
    assert "No hints were used" in capsys.readouterr().err
    assert not list(Path("out").glob("d.hints*"))


def test_a_folder_keeps_a_session_for_each(folder: Path):
    """Prevents pages of a batch that share a session, or a second page's options in the first one's."""
    Image.fromarray(np.full((30, 30), 255, np.uint8)).save("in/b.png")
    assert run("in", "-o", "out", "--save-session", "--seed", "3") == 0
    for name in "ab":
        assert run("--session", f"out/{name}.session.json", "-o", f"again/{name}.png") == 0
        assert Path(f"again/{name}.png").read_bytes() == Path(f"out/{name}.png").read_bytes()


def test_what_is_there_stays(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents lost hints and sessions, and hints that replace the file they were read from."""
    Path("a.session.json").write_text("mine")
    assert run("in/a.png", "-o", "a.png", "--save-session") == 2
    assert "a.session.json exists already" in capsys.readouterr().err
    assert run("in/a.png", "-o", "a.png", "--hints", "a.hints.json", "--save-hints", "--force") == 2
    assert "a.hints.json is an input" in capsys.readouterr().err
    assert json.loads(Path("a.hints.json").read_text()) == HINTS
    assert not Path("a.png").exists()
    Image.fromarray(np.full((30, 30), 255, np.uint8)).save("in/a.jpg")
    assert run("in", "-o", "out", "--save-session") == 2
    assert "two pages would both write out/a.session.json" in capsys.readouterr().err


def test_another_page_or_model_is_refused(folder: Path, capsys: pytest.CaptureFixture[str], build_bundle):
    """Prevents a picture that passes for the old one, though it was made of other things."""
    assert run("in/a.png", "-o", "out/a.png", "--save-session") == 0
    values = json.loads(Path("out/a.session.json").read_text())
    other = values | {"model": values["model"] | {"sha256": "0" * 64}}
    Path("out/b.session.json").write_text(json.dumps(other))
    assert run("--session", "out/b.session.json", "-o", "b.png") == 3
    assert "made with flood 0 (SHA-256 000000000000…), but flood.onnx has SHA-256" in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        main(["color", "--session", "out/a.session.json", "-o", "b.png"])
    assert caught.value.code == 3
    assert "unknown model 'flood'" in (told := capsys.readouterr().err) and "give that bundle with --model" in told
    Path("out/c.session.json").write_text(json.dumps(values | {"nurie": "0.0.1"}))
    assert run("--session", "out/c.session.json", "-o", "c.png") == 0
    assert "made with nurie 0.0.1" in capsys.readouterr().err
    Image.fromarray(np.full((40, 60), 255, np.uint8)).save("in/a.png")
    assert run("--session", "out/a.session.json", "-o", "b.png") == 2
    assert "in/a.png has other bytes than when it was coloured" in capsys.readouterr().err
    assert not Path("b.png").exists()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("--session", "out/a.session.json", "in/a.png"), "there is in/a.png; leave that out"),
        (("--session", "out/a.session.json", "--seed", "0", "--palette", "x.gpl"), "there is --seed, --palette"),
        (("--session", "absent.json"), "no session file at absent.json"),
        ((), "Missing argument"),
    ],
)
def test_words_that_exclude_each_other(folder: Path, capsys: pytest.CaptureFixture[str], words: tuple, text: str):
    """Prevents an option that is silently overruled by the session."""
    assert run(*words) == 2
    assert text in capsys.readouterr().err
