"""The Script-Fu in GIMP 2.10, in batch mode, through a folder that a real `nurie watch` looks at."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

import nurie
from nurie.runtime.plugin_install import install

ROOT = Path(__file__).resolve().parents[2]
SIZE = (90, 130)
MODES = {"flats": 28, "shading": 3, "highlights": 4}
pytestmark = pytest.mark.skipif(shutil.which("gimp-console") is None, reason="GIMP is not installed")

SCRIPT = """
(gimp-message-set-handler 1)
(define (tell . words) (gimp-message (apply string-append "TOLD" words)))
(define (write-layer image layer path)
  (let* ((copy (car (gimp-image-new (car (gimp-image-width image)) (car (gimp-image-height image)) 0)))
         (one (car (gimp-layer-new-from-drawable layer copy))))
    (gimp-image-insert-layer copy one 0 0)
    (gimp-layer-set-mode one 28)
    (file-png-save 1 copy one path path 0 1 0 0 0 0 0)))
(define (layers-of found) (vector->list (cadr found)))
(define (report image case)
  (for-each (lambda (layer)
      (tell "|" case "|" (car (gimp-item-get-name layer)) "|-")
      (if (= 1 (car (gimp-item-is-group layer)))
        (if (= 1 (car (gimp-item-get-visible layer)))
          (for-each (lambda (part)
              (let ((name (car (gimp-item-get-name part))))
                (if (> (string-length name) 3)
                  (set! name (if (string=? " #1" (substring name (- (string-length name) 3) (string-length name)))
                    (substring name 0 (- (string-length name) 3)) name)))
                (tell "|" case "|nurie/" name "|" (number->string (car (gimp-layer-get-mode part))))
                (write-layer image part (string-append "{folder}/" case "." name ".png"))))
            (layers-of (gimp-item-get-children layer))))))
    (layers-of (gimp-image-get-layers image)))
  (file-png-save 1 image (car (gimp-image-merge-visible-layers image 1))
    (string-append "{folder}/" case ".merged.png") "m" 0 1 0 0 0 0 0))
(define (open page)
  (let* ((image (car (gimp-file-load 1 page page)))
         (ready (if (= 0 (car (gimp-image-base-type image))) 0 (gimp-image-convert-rgb image)))
         (hints (car (gimp-file-load-layer 1 image "{folder}/hints.png"))))
    (gimp-image-insert-layer image hints 0 0)
    (gimp-item-set-name hints "hints")
    image))
(define (color image layer what hints)
  (script-fu-nurie-color image layer what hints 3 2 0 75 0 0 "Default" "{watched}"))
(let* ((image (open "{folder}/lines.png")) (layer (cadr (layers-of (gimp-image-get-layers image)))))
  (color image layer 0 "hints")
  (report image "layer"))
(let* ((image (open "{folder}/page.png")))
  (color image (car (gimp-image-get-active-layer image)) 1 "hints")
  (color image (car (gimp-image-get-active-layer image)) 1 "hints")
  (report image "merged"))
(let* ((image (car (gimp-file-load 1 "{folder}/page.png" "page"))))
  (color image (car (gimp-image-get-active-layer image)) 0 "")
  (tell "|grey|" (number->string (car (gimp-image-base-type image))) "|-"))
(script-fu-nurie-check "{watched}")
"""


def console(home: Path, *scripts: str) -> str:
    """What GIMP says in batch mode."""
    own = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "XDG_CACHE_HOME": str(home)}
    batch = [word for text in (*scripts, "(gimp-quit 0)") for word in ("-b", text)]
    command = ["gimp-console", "-i", "-d", "-f", *batch]
    return subprocess.run(command, env=own, timeout=120, capture_output=True, text=True).stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """GIMP's home with the plug-in in its profile."""
    folder = tmp_path_factory.mktemp("gimp")
    install("gimp-2.10", folder / "config" / "GIMP" / "2.10")
    return folder


@pytest.fixture(scope="module")
def found(home: Path) -> tuple[Path, list[list[str]], str]:
    """The folder with its pixels, what the script told, and all that GIMP said."""
    folder, watched = home / "found", home / "config" / "GIMP" / "2.10" / "nurie"
    folder.mkdir()
    for name, pixels in drawing().items():
        Image.fromarray(pixels).save(folder / f"{name}.png")
    command = [sys.executable, "-m", "nurie", "watch", str(watched), "--every", "0.1", "--model", "nurie-tiny"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    watching = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert watching.stdout is not None
        assert "watching" in watching.stdout.readline()
        said = console(home, SCRIPT.replace("{folder}", str(folder)).replace("{watched}", str(watched)))
    finally:
        watching.terminate()
        watching.wait(20)
    assert [path.name for path in watched.iterdir() if not path.name.startswith(".")] == []
    return folder, [line.split("TOLD|")[1].split("|") for line in said.splitlines() if "TOLD|" in line], said


def drawing() -> dict[str, np.ndarray]:
    """Lines on transparent, the same on white paper in grey, and hints."""
    cover = np.zeros(SIZE, np.uint8)
    cv2.circle(cover, (60, 45), 30, 255, 2, cv2.LINE_AA)
    lines = np.zeros((*SIZE, 4), np.uint8)
    lines[..., 3] = cover
    hints = np.zeros((*SIZE, 4), np.uint8)
    hints[40:50, 40:50] = (200, 30, 20, 255)
    return {"lines": lines, "page": 255 - cover, "hints": hints}


def expected(page: str) -> dict[str, np.ndarray]:
    given = drawing()
    result = nurie.colorize(given[page], given["hints"], model="nurie-tiny", seed=3, gap=2.0)
    layers = result.layers
    flats = np.dstack([layers.flats, layers.painted])
    parts = {"flats": flats, "shading": layers.shading, "highlights": layers.highlights, "merged": result.image}
    return {name: value if value.shape[2] == 4 else np.dstack([value, np.full(SIZE, 255, np.uint8)])
            for name, value in parts.items()}  # fmt: skip


@pytest.mark.parametrize(("case", "page"), [("layer", "lines"), ("merged", "page")])
def test_pixels(found: tuple[Path, list[list[str]], str], case: str, page: str):
    """Prevents layers of other pixels or modes than nurie gave, and hints in a drawing that was merged."""
    folder, told, said = found
    assert told, said
    parts = {words[1]: int(words[2]) for words in told if words[0] == case and words[2] != "-"}
    covering = {"nurie/paper": 28, "nurie/lines": 28} if case == "merged" else {}
    assert parts == {f"nurie/{name}": mode for name, mode in MODES.items()} | covering
    wanted = expected(page)
    for name in MODES:
        with Image.open(folder / f"{case}.{name}.png") as picture:
            made = np.asarray(picture.convert("RGBA"))
        np.testing.assert_array_equal(made[..., 3], wanted[name][..., 3])
        np.testing.assert_array_equal(made[made[..., 3] > 0], wanted[name][made[..., 3] > 0])


def test_order(found: tuple[Path, list[list[str]], str]):
    """Prevents colours over the lines of their own layer, or under the paper of a scan."""
    told = found[1]
    names = {case: [w[1] for w in told if w[0] == case and w[2] == "-"] for case in ("layer", "merged")}
    assert names == {
        "layer": ["hints", "Background", "nurie"],
        "merged": ["nurie #1", "nurie", "hints", "Background"],
    }
    with Image.open(found[0] / "merged.merged.png") as picture:
        made = np.asarray(picture.convert("RGB")).astype(int)
    assert np.abs(made - expected("page")["merged"][..., :3]).max() <= 2


def test_grey(found: tuple[Path, list[list[str]], str]):
    """Prevents grey colours in a scan that GIMP opened as greyscale."""
    assert ["grey", "0", "-"] in found[1]


def test_diagnostics(found: tuple[Path, list[list[str]], str], home: Path):
    """Prevents diagnostics that find nothing wrong where nobody watches, or wrong where all is well."""
    assert "All is well." in found[2]
    watched = home / "config" / "GIMP" / "2.10" / "nurie"
    said = console(home, f'(gimp-message-set-handler 1) (script-fu-nurie-check "{watched}")')
    assert f'nobody watches the folder yet. Type in a terminal: nurie watch "{watched}"' in said
