"""The command table, versions, help and exit codes; `nurie lines` and `nurie models`."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

import nurie
from nurie.cli.main import COMMANDS, cli, main
from nurie.core.lineart import EXTRACTORS
from nurie.errors import BundleError
from nurie.runtime import catalog


def run(*words: object) -> int:
    """The exit code of a command line."""
    with pytest.raises(SystemExit) as caught:
        main([str(word) for word in words])
    return int(caught.value.code or 0)


def test_version(capsys: pytest.CaptureFixture[str]):
    """Prevents bug reports without a version."""
    assert run("--version") == 0
    assert nurie.__version__ in capsys.readouterr().out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_has_help(name: str, capsys: pytest.CaptureFixture[str]):
    """Prevents a command that is listed but cannot be loaded."""
    module, attribute = COMMANDS[name][0].split(":")
    assert callable(getattr(import_module(module), attribute))
    assert run(name, "--help") == 0
    assert "Usage: nurie " + name in capsys.readouterr().out


def test_unknown_command(capsys: pytest.CaptureFixture[str]):
    """Prevents a misspelt command without a list of the right ones."""
    assert run("colour") == 2
    assert "unknown command 'colour'; known are color, lines" in capsys.readouterr().err


@pytest.fixture
def painting(tmp_path: Path) -> Path:
    """A red disc with a black border on tan, 200 dpi."""
    picture = np.full((80, 100, 3), (225, 205, 170), np.uint8)
    cv2.circle(picture, (50, 40), 25, (200, 40, 30), -1)
    cv2.circle(picture, (50, 40), 25, (20, 10, 10), 2)
    Image.fromarray(picture).save(tmp_path / "disc.png", dpi=(200, 200))
    return tmp_path / "disc.png"


@pytest.mark.parametrize("method", [*EXTRACTORS, "scan"])
def test_lines_of_a_painting(painting: Path, method: str):
    """Prevents line art that is inverted, empty or of another size, by any method."""
    out = painting.with_name(f"{method}.png")
    assert run("lines", painting, "-o", out, "--method", method) == 0
    with Image.open(out) as image:
        assert (image.size, image.mode) == ((100, 80), "L")
        assert image.info["dpi"] == pytest.approx((200, 200), rel=1e-3)
        lineart = np.asarray(image)
    assert np.median(lineart[:10]) == 255
    assert lineart[36:45, 20:30].min() < 128


def test_lines_errors(painting: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents a guess for a misspelt method, and a painting overwritten by its own lines."""
    assert run("lines", painting, "--method", "ink") == 2
    assert "known are adaptive, xdog, dodge, blackhat, canny, hed, scan" in capsys.readouterr().err
    assert run("lines", painting, "-o", painting, "--force") == 2
    assert run("lines", painting.parent) == 2
    assert "is a folder" in capsys.readouterr().err


def test_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, build_bundle: Callable[..., Path]):
    """Prevents weights without licence and origin to be read."""
    path = build_bundle(tmp_path / "flood.onnx")
    monkeypatch.setattr(catalog.list_bundles, "__defaults__", (tmp_path,))
    assert run("models") == 0
    assert "flood  version 0" in capsys.readouterr().out
    assert run("models", path) == 0
    assert "CC0-1.0" in capsys.readouterr().out
    assert run("models", path, "--json") == 0
    assert json.loads(capsys.readouterr().out)["working_size_px"] == 64


def test_a_bad_model_exits_with_3(tmp_path: Path, painting: Path, capsys: pytest.CaptureFixture[str]):
    """Prevents that scripts take a broken model for a broken page."""
    assert run("models", "no-such-model") == 3
    assert "unknown model 'no-such-model'" in capsys.readouterr().err
    (tmp_path / "bad.onnx").write_bytes(b"bad")
    assert run("color", painting, "--model", tmp_path / "bad.onnx") == 3
    assert "bad.onnx is no model" in capsys.readouterr().err


def test_color_with_a_bundle(tmp_path: Path, painting: Path, build_bundle: Callable[..., Path]):
    """Prevents that the command line works on the fake alone."""
    bundle = build_bundle(tmp_path / "flood.onnx")
    assert run("color", painting, "--model", bundle, "-o", tmp_path / "out.jpg") == 0
    assert Image.open(tmp_path / "out.jpg").size == (100, 80)


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (ModuleNotFoundError("No module named 'torch'", name="torch"), 2, "pip install 'nurie[train]'"),
        (PermissionError(13, "Permission denied", "out/x"), 2, "Permission denied: 'out/x'; check the name"),
        (BundleError("a damaged model"), 3, "nurie: a damaged model"),
    ],
)
def test_errors_of_a_command(error: Exception, code: int, text: str, monkeypatch: pytest.MonkeyPatch, capsys):
    """Prevents a traceback where torch is not installed, or where a folder cannot be written."""

    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(cli, "main", fail)
    with pytest.raises(SystemExit) as caught:
        main(["train"])
    assert caught.value.code == code
    assert text in capsys.readouterr().err


def test_a_defect_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch):
    """Prevents that a broken installation is taken for a missing extra."""

    def fail(**_: object) -> None:
        raise ModuleNotFoundError("No module named 'nurie.lost'", name="nurie.lost")

    monkeypatch.setattr(cli, "main", fail)
    with pytest.raises(ModuleNotFoundError):
        main(["color"])
