"""PSD and ORA as painting programs see them: Krita and GIMP read every layer, and merge them to the picture."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nurie.export.write import write_layers

READER = Path(__file__).with_name("krita_reader.py")
SIZE = (90, 130)
KRITA_MODES = {"lines": "normal", "highlights": "screen", "shading": "multiply", "flats": "normal", "hints": "normal",
               "paper": "normal"}  # fmt: skip


def environment(home: Path) -> dict[str, str]:
    """A program's own home, so that nothing of the user's is read or written."""
    places = {"HOME": home, "XDG_DATA_HOME": home / "data", "XDG_CONFIG_HOME": home / "config",
              "XDG_CACHE_HOME": home / "cache", "XDG_RUNTIME_DIR": home}  # fmt: skip
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    # Krita's Python is the system's, which it finds by the path: not that of a virtual environment
    path = os.pathsep.join(["/usr/bin", "/bin", os.environ.get("PATH", "")])
    return {**own, **{name: str(path) for name, path in places.items()}, "PATH": path, "QT_QPA_PLATFORM": "offscreen"}


def read_by_krita(path: Path, home: Path) -> tuple[dict, dict[str, np.ndarray]]:
    """Facts of the document, and (H, W, 4) pixels per layer, RGBA; "" is the merged picture."""
    plugins, found = home / "data" / "kritarunner" / "pykrita", home / "found"
    plugins.mkdir(parents=True)
    found.mkdir()
    shutil.copy(READER, plugins / "krita_reader.py")
    command = ["kritarunner", "-s", "krita_reader", "-f", "main", str(path), str(found)]
    done = subprocess.run(command, env=environment(home), timeout=120, check=False, capture_output=True, text=True)
    assert (found / "facts.json").exists(), done.stdout + done.stderr
    facts = json.loads((found / "facts.json").read_text())
    assert "error" not in facts, facts
    layers = {name: str(number) for number, (name, kind, *_) in enumerate(facts["nodes"]) if kind == "paintlayer"}
    files = {"": "merged", **layers}
    shape = (*facts["size"][::-1], 4)
    pixels = {name: np.fromfile(found / file, np.uint8).reshape(shape) for name, file in files.items()}
    return facts, {name: value[..., [2, 1, 0, 3]] for name, value in pixels.items()}


@pytest.mark.skipif(shutil.which("kritarunner") is None, reason="Krita is not installed")
@pytest.mark.parametrize("suffix", [".psd", ".psb", ".ora"])
def test_krita(tmp_path: Path, painted: Callable, suffix: str):
    """Prevents layers that Krita shows in another order, mode or colour than they were written in."""
    page, path = painted(*SIZE), tmp_path / f"頁{suffix}"
    write_layers(path, page.layers, page.image, dpi=(300, 300), hints=page.hints)
    facts, pixels = read_by_krita(path, tmp_path)
    assert facts["size"] == [SIZE[1], SIZE[0]]
    assert facts["model"][:2] == ["RGBA", "U8"]
    assert facts["dpi"] == 300
    nodes = {name: (mode, visible) for name, kind, mode, visible in facts["nodes"] if kind == "paintlayer"}
    assert nodes == {name: (mode, name != "hints") for name, mode in KRITA_MODES.items()}
    np.testing.assert_array_equal(pixels["lines"][..., 3], page.layers.lines[..., 3])
    inked = page.layers.lines[..., 3] > 0
    np.testing.assert_array_equal(pixels["lines"][inked], page.layers.lines[inked])
    for name in ("flats", "shading", "highlights"):
        np.testing.assert_array_equal(pixels[name][..., :3], getattr(page.layers, name))
    assert np.abs(pixels[""][..., :3].astype(int) - page.image).max() <= 1


def script(source: Path, folder: Path) -> str:
    """Script-Fu that tells the layers' names and modes, and writes each, and the flattened picture, as PNG."""
    return f"""
    (gimp-message-set-handler 1)
    (define (write-layer image layer name)
      (let* ((copy (car (gimp-image-new (car (gimp-image-width image)) (car (gimp-image-height image)) 0)))
             (one (car (gimp-layer-new-from-drawable layer copy))))
        (gimp-image-insert-layer copy one 0 0)
        (gimp-layer-set-mode one 28)
        (gimp-layer-set-opacity one 100)
        (gimp-item-set-visible one 1)
        (gimp-layer-resize-to-image-size one)
        (file-png-save 1 copy one (string-append "{folder}/" name ".png") name 0 1 0 0 0 0 0)))
    (define (tell image layers)
      (if (not (null? layers))
        (let* ((layer (car layers)) (name (car (gimp-item-get-name layer))))
          (if (= 1 (car (gimp-item-is-group layer)))
            (tell image (vector->list (cadr (gimp-item-get-children layer))))
            (begin
              (gimp-message (string-append "LAYER " name " " (number->string (car (gimp-layer-get-mode layer)))
                " " (number->string (car (gimp-item-get-visible layer)))))
              (write-layer image layer name)))
          (tell image (cdr layers)))))
    (let* ((image (car (gimp-file-load 1 "{source}" "{source}"))))
      (gimp-message (string-append "DPI " (number->string (car (gimp-image-get-resolution image)))))
      (tell image (vector->list (cadr (gimp-image-get-layers image))))
      (let ((flat (car (gimp-image-flatten image))))
        (file-png-save 1 image flat "{folder}/merged.png" "merged" 0 1 0 0 0 0 0)))
    (gimp-quit 0)"""


GIMP_MODES = {"lines": 28, "highlights": 31, "shading": 30, "flats": 28, "hints": 28, "paper": 28}
GIMP_LEGACY = {0: 28, 3: 30, 4: 31}  # GIMP reads PSD's modes as those of its older versions


@pytest.mark.skipif(shutil.which("gimp-console") is None, reason="GIMP is not installed")
def test_gimp(tmp_path: Path, painted: Callable):
    """Prevents layers that GIMP shows in another order, mode or colour than they were written in."""
    page, path = painted(*SIZE), tmp_path / "page.psd"
    write_layers(path, page.layers, page.image, dpi=(300, 300), hints=page.hints)
    command = ["gimp-console", "-i", "-d", "-f", "-b", script(path, tmp_path)]
    done = subprocess.run(command, env=environment(tmp_path), timeout=180, check=False, capture_output=True, text=True)
    told = [line.split("LAYER ")[1].split() for line in done.stderr.splitlines() if "LAYER " in line]
    assert told, done.stderr
    assert [name for name, _, _ in told] == list(GIMP_MODES)
    assert {name: GIMP_LEGACY.get(int(mode), int(mode)) for name, mode, _ in told} == GIMP_MODES
    assert [name for name, _, visible in told if visible == "0"] == ["hints"]
    assert "DPI 300" in done.stderr
    pixels = {}
    for name in (*GIMP_MODES, "merged"):
        with Image.open(tmp_path / f"{name}.png") as picture:
            pixels[name] = np.asarray(picture.convert("RGBA"))
    inked = page.layers.lines[..., 3] > 0
    np.testing.assert_array_equal(pixels["lines"][inked], page.layers.lines[inked])
    for name in ("flats", "shading", "highlights"):
        np.testing.assert_array_equal(pixels[name][..., :3], getattr(page.layers, name))
    assert np.abs(pixels["merged"][..., :3].astype(int) - page.image).max() <= 2
