"""The Krita plug-in in Krita itself: what it adds is what the server gave, pixel by pixel."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pytest
from PIL import Image

pytestmark = pytest.mark.skipif(shutil.which("kritarunner") is None, reason="Krita is not installed")
SCRIPT = Path(__file__).with_name("krita_session.py")
SIZE = (90, 130)
MODES = {"flats": "normal", "shading": "multiply", "highlights": "screen"}


def png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def drawing() -> dict[str, np.ndarray]:
    """(H, W, 4) RGBA: lines on transparent, the same on white paper, hints of two colours with soft edges."""
    cover = np.zeros(SIZE, np.uint8)
    cv2.circle(cover, (60, 45), 30, 255, 2, cv2.LINE_AA)
    cv2.line(cover, (60, 0), (60, 90), 200, 1, cv2.LINE_AA)
    lines = np.zeros((*SIZE, 4), np.uint8)
    lines[..., :3][cover > 0] = (30, 10, 60)
    lines[..., 3] = cover
    hints = np.zeros((*SIZE, 4), np.uint8)
    hints[40:50, 40:50] = (200, 30, 20, 255)
    hints[42:44, 75:80] = (20, 120, 240, 90)
    page = np.full((*SIZE, 4), 255, np.uint8)
    page[..., :3] = 255 - np.repeat(cover[..., None], 3, axis=2)
    return {"lines": lines, "hints": hints, "page": page}


@pytest.fixture(scope="module")
def found(
    tmp_path_factory: pytest.TempPathFactory, installed: Callable[[str], Path], server: str
) -> tuple[Path, dict[str, dict]]:
    """All cases of `krita_session.py`, in one Krita: the folder with its pixels, and its facts."""
    home = tmp_path_factory.mktemp("home")
    folder, plugins = home / "found", home / "data" / "kritarunner" / "pykrita"
    folder.mkdir()
    shutil.copytree(installed("krita"), plugins)
    shutil.copy(SCRIPT, plugins)
    for name, pixels in drawing().items():
        (folder / name).write_bytes(pixels[..., [2, 1, 0, 3]].tobytes())
    command = ["kritarunner", "-s", SCRIPT.stem, "-f", "main", server, folder, SIZE[1], SIZE[0]]
    done = subprocess.run(
        [str(word) for word in command], env=environment(home), timeout=180, capture_output=True, text=True
    )
    assert (folder / "facts.json").exists(), done.stdout + done.stderr
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    assert [case["error"] for case in facts.values() if "error" in case] == []
    return folder, facts


def environment(home: Path) -> dict[str, str]:
    """A program's own home, and the system's Python, which Krita finds by the path."""
    places = {"HOME": home, "XDG_DATA_HOME": home / "data", "XDG_CONFIG_HOME": home / "config",
              "XDG_CACHE_HOME": home / "cache", "XDG_RUNTIME_DIR": home}  # fmt: skip
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    path = os.pathsep.join(["/usr/bin", "/bin", os.environ.get("PATH", "")])
    return {**own, **{name: str(path) for name, path in places.items()}, "PATH": path, "QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture(scope="module")
def ask(server: str, shared: Callable[[str], ModuleType]) -> Callable[..., dict[str, np.ndarray]]:
    """A function from RGBA arrays to what the server makes of them, RGBA, too."""

    def color(page: np.ndarray, hints: np.ndarray | None = None) -> dict[str, np.ndarray]:
        given = None if hints is None else png(hints)
        colored = shared("client").Server(server).color(png(page), given, {"seed": 3, "guess": True})
        opened = {name: Image.open(io.BytesIO(data)) for name, data in colored.pictures.items()}
        found = {name: np.asarray(image.convert("RGBA")) for name, image in opened.items()}
        return {**found, "paper": np.full_like(found["image"], 255)}

    return color


def pixels(folder: Path, name: str) -> np.ndarray:
    return np.fromfile(folder / name, np.uint8).reshape(*SIZE, 4)[..., [2, 1, 0, 3]]


def check_layers(folder: Path, members: list, expected: dict[str, np.ndarray], wanted: dict[str, str]) -> None:
    assert {name: mode for name, mode, *_ in members} == wanted
    assert [name for name, *_ in members] == list(wanted)
    for name, _, depth, file in members:
        assert depth == "U8"
        given, made = expected[name], pixels(folder, file)
        np.testing.assert_array_equal(made[..., 3], given[..., 3])
        shown = given[..., 3] > 0
        np.testing.assert_array_equal(made[shown], given[shown])


def test_a_line_layer(found: tuple[Path, dict], ask: Callable):
    """Prevents layers of other pixels, order or modes than nurie gave, and a group that hides the lines."""
    folder, facts = found
    tree = facts["line_layer"]["tree"]
    assert [name for name, *_ in tree] == ["Background", "hints", "nurie", "lines"]
    given = drawing()
    expected = ask(given["lines"], given["hints"])
    check_layers(folder, tree[2][2], expected, MODES)
    assert tuple(expected["flats"][45, 45][:3]) == (200, 30, 20)
    merged = pixels(folder, "line_layer.merged")[..., :3].astype(int)
    assert np.abs(merged - expected["image"][..., :3]).max() <= 2
    assert facts["line_layer"]["told"][-1].startswith("Coloured by nurie-tiny")


def test_the_merged_picture(found: tuple[Path, dict], ask: Callable):
    """Prevents hints or an earlier colouring that are taken for a part of the drawing, and lines that are covered."""
    folder, facts = found
    tree = facts["merged"]["tree"]
    assert [(name, visible) for name, visible, _ in tree] == [
        ("Background", True), ("scan", True), ("hints", True), ("nurie", False), ("nurie 2", True)
    ]  # fmt: skip
    assert facts["merged"]["listed"] == ["hints", "scan", "Background"]
    given = drawing()
    expected = ask(given["page"], given["hints"])
    for _, _, members in tree[3:]:
        check_layers(folder, members, expected, {"paper": "normal", **MODES, "lines": "normal"})
    merged = pixels(folder, "merged.merged")[..., :3].astype(int)
    assert np.abs(merged - expected["image"][..., :3]).max() <= 2


def test_sixteen_bits(found: tuple[Path, dict], ask: Callable):
    """Prevents stripes in a document of another depth: layers come as 8 bits there, too."""
    folder, facts = found
    tree = facts["sixteen_bits"]["tree"]
    assert [name for name, *_ in tree] == ["Background", "nurie", "lines"]
    check_layers(folder, tree[1][2], ask(drawing()["lines"]), MODES)


def test_grey(found: tuple[Path, dict]):
    """Prevents grey colours, or none, without a word; converted it works."""
    facts = found[1]["grey"]
    assert "greyscale" in facts["told"][0]
    assert [name for name, *_ in facts["tree"]] == ["Background", "nurie", "lines"]


def test_live(found: tuple[Path, dict], ask: Callable):
    """Prevents hints that change nothing, a new group at each stroke, and an artist's work that is painted over."""
    folder, facts = found
    assert facts["live"]["names"] == ["Background", "hints", "nurie", "lines"]
    given = drawing()
    expected = ask(given["lines"], given["hints"])
    for name in ("flats", "shading"):
        np.testing.assert_array_equal(pixels(folder, f"live.live.{name}")[..., :3], expected[name][..., :3])
    assert "You painted in the group nurie" in facts["live"]["told"][-1]
    assert tuple(pixels(folder, "live.nurie.flats")[0, 0]) == (3, 2, 1, 255)


def test_without_a_server(found: tuple[Path, dict]):
    """Prevents a traceback, a hang, or a half-made group where nurie is not running."""
    facts = found[1]["no_server"]
    assert "nurie does not answer at http://127.0.0.1:9" in facts["told"][-1]
    assert [name for name, *_ in facts["tree"]] == ["Background", "lines"]
