"""`nurie color FOLDER`: pages in colour already stay, and a run that was stopped goes on."""

from __future__ import annotations

import json
import os
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
    """Two drawings and a cover in colour, as .gif, which nurie does not write; any model name opens the fake."""
    monkeypatch.setattr(colorizer, "find_bundle", lambda model: model)
    monkeypatch.setattr(colorizer, "OnnxBackend", lambda path, threads: FakeBackend(Card("plain", "0")))
    monkeypatch.chdir(tmp_path)
    Path("pages/part").mkdir(parents=True)
    for name in ("pages/1.png", "pages/part/2.png"):
        Image.fromarray(np.full((40, 60), 255, np.uint8)).save(name)
    rng = np.random.default_rng(0)
    Image.fromarray(np.kron(rng.integers(0, 256, (4, 6, 3)), np.ones((10, 10, 1))).astype(np.uint8)).save("pages/0.gif")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, dict]]:
    """The exit code, and reports by the name of the page."""
    with pytest.raises(SystemExit) as caught:
        main(["color", "pages", "-o", "out", "--json", *words])
    reports = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    return int(caught.value.code or 0), {Path(report["input"]).name: report for report in reports}


def test_pages_in_colour_stay(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents a painted cover that is coloured over, and one that is missing in the other folder."""
    code, reports = run(capsys)
    assert code == 0
    assert {name: report["outcome"] for name, report in reports.items()} == {
        "0.gif": "left", "1.png": "colored", "2.png": "colored",
    }  # fmt: skip
    assert Path("out/0.gif").read_bytes() == Path("pages/0.gif").read_bytes()
    assert sorted(str(path) for path in Path("out").rglob("*.*")) == ["out/0.gif", "out/1.png", "out/part/2.png"]


def test_recolor(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents an option that does nothing."""
    code, reports = run(capsys, "--recolor")
    assert code == 0
    assert {report["outcome"] for report in reports.values()} == {"colored"}
    assert Path("out/0.png").exists()


def test_a_stopped_run_goes_on(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents pages that are done twice, and pages that are lost."""
    run(capsys)
    Path("out/part/2.png").unlink()
    before = {path: path.stat().st_mtime_ns for path in Path("out").glob("*.*")}
    assert run(capsys)[0] != 0  # without the option nothing is overwritten
    Path("out/part/2.png").unlink()
    code, reports = run(capsys, "--resume")
    assert code == 0
    resumed = {name: report["resumed"] for name, report in reports.items()}
    assert resumed == {"0.gif": True, "1.png": True, "2.png": False}
    assert {path: path.stat().st_mtime_ns for path in Path("out").glob("*.*")} == before
    assert Path("out/part/2.png").exists()


def test_frames_cannot_go_on(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents frames that take over from nothing."""
    with pytest.raises(SystemExit):
        main(["color", "pages", "-o", "out", "--frames", "--resume"])
    assert "--resume cannot go on in --frames" in capsys.readouterr().err
    assert not os.path.exists("out")
