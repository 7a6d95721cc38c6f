"""`nurie watch`: from a saved drawing to a layered file beside it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import nurie
from nurie.cli.main import main
from nurie.core.image_io import read_picture

ROOT = Path(__file__).resolve().parents[2]
QUICK = ["--once", "--every", "0.05", "--model", "nurie-tiny"]


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as caught:
        main([str(word) for word in words])
    return int(caught.value.code or 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one page of two halves, and its hints."""
    lineart = np.full((64, 96), 255, np.uint8)
    lineart[:, 47:49] = 0
    Image.fromarray(lineart).save(tmp_path / "頁.png", dpi=(300, 300))
    hints = np.zeros((64, 96, 4), np.uint8)
    hints[20:30, 10:20] = (200, 30, 20, 255)
    Image.fromarray(hints).save(tmp_path / "頁.hints.png")
    return tmp_path


def test_a_page_comes_back_in_layers(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents a result that is not what `nurie color` makes of the page and its hints."""
    assert run("watch", folder, *QUICK) == 0
    assert "頁.png -> 頁.color.psd" in capsys.readouterr().out
    expected = nurie.colorize(folder / "頁.png", folder / "頁.hints.png", model="nurie-tiny")
    found = read_picture(folder / "頁.color.psd")
    np.testing.assert_array_equal(found.pixels, expected.image)
    assert tuple(found.pixels[10, 10]) == (200, 30, 20)
    assert sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")) == [
        "頁.color.psd", "頁.hints.png", "頁.png"
    ]  # fmt: skip
    assert run("watch", folder, *QUICK) == 0
    assert "0 coloured, 0 failed" in capsys.readouterr().out


def test_other_places_formats_and_options(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents options of the command, or of one page, that change nothing."""
    (folder / "頁.options.json").write_text('{"palette": ["#0000ff"]}')
    (folder / "頁.hints.png").unlink()
    out = folder / "out"
    assert run("watch", folder, "--to", out, "--format", "png", "--json", *QUICK) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["input"], report["output"]) == (str(folder / "頁.png"), str(out / "頁.color.png"))
    assert tuple(read_picture(out / "頁.color.png").pixels[10, 10]) == (0, 0, 255)


def test_failures(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents a damaged file that costs the others their colours, or passes for done; a painting is left alone."""
    (folder / "bad.png").write_bytes((folder / "頁.png").read_bytes()[:60])
    rng = np.random.default_rng(0)
    Image.fromarray(rng.integers(0, 255, (40, 40, 3), dtype=np.uint8)).save(folder / "painting.png")
    assert run("watch", folder, *QUICK) == 1
    told = capsys.readouterr()
    assert "bad.png failed: " in told.err
    assert "1 coloured, 1 failed" in told.out
    assert "painting.png is in colour already" in told.out
    assert "bad.png" in (folder / "bad.color.txt").read_text(encoding="utf-8")
    assert not (folder / "painting.color.psd").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [(["absent"], "no folder at absent"), ([".", "--layers", "per-color", "--format", "png"], "needs a format with"),
     ([".", "--seed", "-1"], "seed is -1")],
)  # fmt: skip
def test_what_is_refused(
    words: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Prevents a watch that begins with a wish that it cannot fulfil."""
    monkeypatch.chdir(tmp_path)
    assert run("watch", *words, *QUICK) == 2
    assert told in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_until_it_is_stopped(folder: Path):
    """Prevents that a page saved later is missed, that two watch one folder, and an end with a traceback."""
    (folder / "頁.png").rename(folder / "later")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "nurie", "watch", str(folder), "--every", "0.05", "--model", "nurie-tiny"]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        assert process.stdout is not None
        assert "watching" in process.stdout.readline()
        second = subprocess.run([*command, "--once"], env=environment, capture_output=True, encoding="utf-8")
        assert second.returncode == 2
        assert "another `nurie watch` writes to" in second.stderr
        (folder / "later").rename(folder / "頁.png")
        end = time.monotonic() + 60
        while not (folder / "頁.color.psd").exists() and time.monotonic() < end:
            time.sleep(0.05)
        assert "頁.png -> 頁.color.psd" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, err) == (0, "")
        assert "1 coloured, 0 failed" in out
    finally:
        process.kill()
    assert not list(folder.glob("*.lock")) and not list(folder.glob(".*.tmp"))
