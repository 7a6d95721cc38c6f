"""The GIMP 3 plug-in against a stand-in for GIMP, with a real server. GIMP 3 itself is not tried here."""

from __future__ import annotations

import importlib
import io
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

sys.path.insert(0, str(Path(__file__).parent))
import fake_gimp
from fake_gimp import Image, ImageBaseType, Layer, PDBStatusType, RunMode

SIZE = (40, 60)
MODES = {"flats": "NORMAL", "shading": "MULTIPLY_LEGACY", "highlights": "SCREEN_LEGACY"}


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def plugin(shared: Callable, said: list[str], monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The plug-in's module as it is installed."""
    for name in ("gi", "gi.repository", "nurie", "coloring"):
        monkeypatch.setitem(sys.modules, name, sys.modules.get(name))
    fake_gimp.install(said)
    folder = Path(shared("client").__file__).parents[1]
    monkeypatch.syspath_prepend(str(folder))
    for name in ("nurie", "coloring"):
        sys.modules.pop(name, None)
    return importlib.import_module("nurie")


def make(plugin: ModuleType, name: str, **values: Any) -> fake_gimp.Procedure:
    procedure = plugin.Nurie().do_create_procedure(name)
    assert set(values) <= set(procedure.values), "an argument that the plug-in does not register"
    procedure.values |= values
    return procedure


def run(procedure: fake_gimp.Procedure, image: Image, *layers: Layer) -> tuple[PDBStatusType, str]:
    return procedure.run(procedure, RunMode.NONINTERACTIVE, image, layers, procedure, None)


@pytest.fixture
def image() -> Image:
    """From the top: hints smaller than the image, lines with a hole, white paper."""
    lines = np.zeros((*SIZE, 4), np.uint8)
    lines[5:35, 29:31] = lines[5:7, 10:50] = lines[33:35, 10:50] = (0, 0, 0, 255)
    hints = np.full((6, 6, 4), (200, 30, 20, 255), np.uint8)
    paper = np.full((*SIZE, 4), 255, np.uint8)
    return Image(SIZE, [Layer("hints", hints, 15, 12), Layer("lines", lines), Layer("paper", paper)])


def expected(shared: Callable, server: str, page: np.ndarray, hints: np.ndarray) -> dict[str, np.ndarray]:
    files = []
    for pixels in (page, hints):
        buffer = io.BytesIO()
        Pillow.fromarray(pixels).save(buffer, "PNG")
        files.append(buffer.getvalue())
    found = shared("client").Server(server).color(*files, {"seed": 3}).pictures
    return {name: np.asarray(Pillow.open(io.BytesIO(data)).convert("RGBA")) for name, data in found.items()}


def test_a_layer(plugin: ModuleType, image: Image, server: str, shared: Callable):
    """Prevents a group in the wrong place, several undo steps, hints that lie elsewhere, and other pixels."""
    hints, lines, _ = image.layers
    status = run(make(plugin, "plug-in-nurie-color", url=server, seed=3), image, lines)
    assert status == (PDBStatusType.SUCCESS, "")
    assert [layer.name for layer in image.layers] == ["hints", "lines", "nurie", "paper"]
    group = image.layers[2]
    assert {part.name: part.mode.name for part in reversed(group.children)} == MODES
    wanted = expected(shared, server, lines.pixels, hints.full(SIZE))
    for part in group.children:
        np.testing.assert_array_equal(part.pixels, wanted[part.name])
    assert {number for number, _ in image.steps} == {1}
    assert image.group == 0


def test_the_merged_picture(plugin: ModuleType, image: Image, server: str, shared: Callable):
    """Prevents hints and earlier colourings in the drawing, and a group that the drawing shines through."""
    page = Image(SIZE, image.layers[1:]).merged()
    wanted = expected(shared, server, page, image.layers[0].full(SIZE))
    for _ in range(2):
        run(make(plugin, "plug-in-nurie-color", url=server, seed=3, merged=True), image)
    assert [(layer.name, layer.visible) for layer in image.layers[:2]] == [("nurie", True), ("nurie", False)]
    for group in image.layers[:2]:
        assert [part.name for part in group.children] == ["lines", "highlights", "shading", "flats", "paper"]
        np.testing.assert_array_equal(group.children[3].pixels, wanted["flats"])


def test_a_grey_image(plugin: ModuleType, image: Image, server: str):
    """Prevents colours that a greyscale image makes grey."""
    image.kind = ImageBaseType.GRAY
    lines = image.layers[1]
    assert run(make(plugin, "plug-in-nurie-color", url=server, light="top-left"), image, lines)[1] == ""
    assert image.kind == ImageBaseType.RGB
    assert (1, "convert") in image.steps


def test_what_is_refused(plugin: ModuleType, image: Image, server: str):
    """Prevents a traceback where a sentence is wanted, and changes to an image that was not coloured."""
    group = Layer("folder", None)
    image.layers.append(group)
    color = "plug-in-nurie-color"
    assert "not a group" in run(make(plugin, color, url=server), image, group)[1]
    assert "does not answer" in run(make(plugin, color, url="http://127.0.0.1:9"), image, image.layers[1])[1]
    refused = run(make(plugin, color, url=server, palette="red"), image, image.layers[1])
    assert refused[0] == PDBStatusType.EXECUTION_ERROR and "red" in refused[1]
    assert image.steps == []


def test_diagnostics(plugin: ModuleType, image: Image, server: str, said: list[str]):
    """Prevents diagnostics that say nothing."""
    run(make(plugin, "plug-in-nurie-diagnose", url=server), image)
    run(make(plugin, "plug-in-nurie-diagnose", url="http://127.0.0.1:9"), image)
    assert said[0].endswith("All is well.")
    assert "nurie serve" in said[1]
    assert "no address of this machine" in run(make(plugin, "plug-in-nurie-start", url="https://example.org"), image)[1]
