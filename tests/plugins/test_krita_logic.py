"""The Krita plug-in without Krita: what it reads, what it adds, what it refuses, under Krita 6's PyQt6."""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
QtWidgets = pytest.importorskip("PyQt6.QtWidgets", exc_type=ImportError)

sys.path.insert(0, str(Path(__file__).parent))
from fake_krita import Document, Node, Program, as_module  # noqa: E402

RED, BLUE, INK, CLEAR = b"\x00\x00\xff\xff", b"\xff\x00\x00\xff", b"\x00\x00\x00\xff", bytes(4)
SIZE = (4, 3)
AREA = SIZE[0] * SIZE[1]


@pytest.fixture(scope="module")
def plugin(installed: Callable[[str], Path]) -> Callable[[str], ModuleType]:
    """A function that imports a module of the plug-in as it is installed."""
    as_module()
    sys.path.insert(0, str(installed("krita")))
    return lambda name: importlib.import_module(f"nurie_krita.{name}")


@pytest.fixture
def document() -> Document:
    """From the bottom: paper, colour hints, lines with a hole."""
    program = Program()
    document = program.createDocument(*SIZE, "t", "RGBA", "U8")
    for name, pixels in (("paper", b"\xff" * 4 * AREA), ("hints", RED + CLEAR * (AREA - 1)),
                         ("lines", INK * 2 + CLEAR * (AREA - 2))):  # fmt: skip
        node = document.createNode(name, "paintlayer")
        node.setPixelData(pixels, 0, 0, *SIZE)
        document.root.addChildNode(node, None)
    return document


def pictures(plugin: Callable, color: bytes = BLUE) -> NamedTuple:
    names = ("paper", "flats", "shading", "highlights", "lines")
    return plugin("group").make_pictures({name: color * AREA for name in names})


def names(node: Node) -> list[str]:
    return [child.name() for child in node.childNodes()]


def test_pixels_survive(plugin: Callable):
    """Prevents colours that change on the way to a PNG and back, also where they are half transparent."""
    pixels = plugin("pixels")
    data = bytes(value * 7 % 256 for value in range(4 * 60))
    png = pixels.to_png(data, 6, 10)
    assert pixels.from_png(png, 6, 10) == data
    assert len(pixels.to_png(bytes(4 * 500 * 400), 500, 400)) < 20_000  # a page of paper must fit the server's limit
    with pytest.raises(Exception, match="a picture of 6x10 pixels for a page of 10x6"):
        pixels.from_png(png, 10, 6)
    with pytest.raises(Exception, match="Nothing was changed"):
        pixels.from_png(b"none", 6, 10)


def test_what_is_read(plugin: Callable, document: Document):
    """Prevents the wrong layer, and an empty layer of hints that turns off nurie's own colours."""
    layers = plugin("layers")
    places = layers.places(document)
    assert [place.node.name() for place in places] == ["lines", "hints", "paper"]
    lines, hints = layers.guess_lines(places), layers.guess_hints(places)
    assert (lines.name(), hints.name()) == ("lines", "hints")
    found = layers.read(document, lines, hints)
    assert (found.page[:8], found.hints[:4], found.see_through) == (INK * 2, RED, True)
    hints.setPixelData(CLEAR * AREA, 0, 0, *SIZE)
    assert layers.read(document, lines, hints).hints is None
    assert not layers.read(document, places[2].node, None).see_through


def test_the_merged_picture_leaves_hints_out(plugin: Callable, document: Document):
    """Prevents hints in the drawing; the document itself stays as it is."""
    layers = plugin("layers")
    hints, lines = document.nodeByName("hints"), document.nodeByName("lines")
    lines.setVisible(False)
    assert layers.read(document, None, None).page[:4] == RED
    assert layers.read(document, None, hints).page[:4] == b"\xff" * 4
    assert hints.visible()


def test_another_color_space_is_read_in_a_copy(plugin: Callable, document: Document):
    """Prevents stripes of 16-bit pixels, and a document that is converted behind the artist's back."""
    layers = plugin("layers")
    document.setColorSpace("RGBA", "U16", "sRGB-elle-V2-g10.icc")
    assert layers.read(document, document.nodeByName("lines"), None).page[:4] == INK
    assert document.colorDepth() == "U16"
    document.setColorSpace("GRAYA", "U8", "gray")
    with pytest.raises(Exception, match="greyscale"):
        layers.read(document, document.nodeByName("lines"), None)


def test_where_the_group_goes(plugin: Callable, document: Document):
    """Prevents colours that hide the lines, or that the paper hides."""
    group = plugin("group")
    lines = document.nodeByName("lines")
    group.insert(Program(), document, pictures(plugin), lines, True)
    assert names(document.root) == ["paper", "hints", "nurie", "lines"]
    added = document.nodeByName("nurie")
    assert names(added) == ["flats", "shading", "highlights"]
    assert [node.blendingMode() for node in added.childNodes()] == ["normal", "multiply", "screen"]
    group.insert(Program(), document, pictures(plugin), None, False)
    assert names(document.root)[-1] == "nurie 2"
    assert names(document.nodeByName("nurie 2")) == ["paper", "flats", "shading", "highlights", "lines"]
    group.insert(Program(), document, pictures(plugin), document.nodeByName("paper"), True)
    assert names(document.root)[:2] == ["paper", "nurie 3"]


def test_one_undo_step(plugin: Callable, document: Document, monkeypatch: pytest.MonkeyPatch):
    """Prevents four undo steps: each call of addChildNode on the document's own nodes is one."""
    calls: list[str] = []
    whole = Node.addChildNode

    def counted(self: Node, child: Node, above: Node | None) -> bool:
        if self is document.root:
            calls.append(child.name())
        return whole(self, child, above)

    monkeypatch.setattr(Node, "addChildNode", counted)
    program = Program()
    plugin("group").insert(program, document, pictures(plugin), None, False)
    assert calls == ["nurie"]
    assert program.documents() == []  # the scratch document is closed


def test_a_locked_group(plugin: Callable, document: Document):
    """Prevents colours that are lost without a word."""
    document.root.locked = True
    with pytest.raises(Exception, match="locked"):
        plugin("group").insert(Program(), document, pictures(plugin), None, False)


def test_updating(plugin: Callable, document: Document):
    """Prevents an artist's work in the group that is painted over, and colours for a group that is gone."""
    group = plugin("group")
    added = group.insert(Program(), document, pictures(plugin), document.nodeByName("lines"), True)
    group.update(added, pictures(plugin, RED))
    flats = document.nodeByName("flats")
    assert flats.pixelData(0, 0, 1, 1) == RED
    flats.setPixelData(INK, 1, 1, 1, 1)
    with pytest.raises(Exception, match="You painted in the group"):
        group.update(added, pictures(plugin))
    assert flats.pixelData(1, 1, 1, 1) == INK
    document.nodeByName("nurie").remove()
    with pytest.raises(Exception, match="is gone"):
        group.update(added, pictures(plugin))


def test_a_layer_that_is_gone(plugin: Callable, document: Document):
    """Prevents an error of Python for a layer that was deleted after it was chosen."""
    layers = plugin("layers")
    lines = document.nodeByName("lines")
    lines.remove()
    lines.model = ("RGBA", "U16", "")
    with pytest.raises(Exception, match="not in this document any more"):
        layers.read(document, lines, None)


def test_live_waits_for_a_stroke_to_rest(plugin: Callable):
    """Prevents a colouring in the middle of a stroke, one for each look, and none at all."""
    debounce = plugin("live").Debounce(1, 0.0)
    assert not debounce.look(1, 0.1, 0.0)
    assert not debounce.look(2, 0.2, 0.0)
    assert not debounce.look(3, 0.5, 0.0)
    assert debounce.look(3, 1.0, 0.01)
    assert not debounce.is_due(1.05)
    assert debounce.is_due(1.2)
    assert not debounce.look(3, 2.0, 0.0)


def test_settings(plugin: Callable):
    """Prevents settings that are lost at the next start, or that the server refuses."""
    settings, program = plugin("settings"), Program()
    chosen = settings.Settings(gap_px=4.0, light="top", soft=True, shading=0.5, seed=7, palette="Pastel", guess=False)
    settings.save(program, chosen)
    assert settings.load(program) == chosen
    assert chosen.options(["#ff0000"]) == {
        "seed": 7, "gap": 4.0, "palette": ["#ff0000"], "light": "top", "shadows": "soft", "shading": 0.5
    }  # fmt: skip
    assert settings.Settings().options([]) == {"seed": 0, "guess": True}
    program.settings["nurie", "seed"] = "many"
    assert settings.load(program).seed == 0


def test_palettes(plugin: Callable):
    """Prevents colours of a palette in another order, and an empty entry that is black."""

    class Color:
        def setColorSpace(self, *_: str) -> None: ...

        def componentsOrdered(self) -> list[float]:
            return [1.0, 0.5, 0.0, 1.0]

    class Swatch:
        def __init__(self, color: Color | None) -> None:
            self.color = lambda: color

    class Palette:
        def __init__(self, resource: str) -> None:
            assert resource == "a palette"

        def numberOfEntries(self) -> int:
            return 3

        def colorSetEntryByIndex(self, index: int) -> Swatch:
            return Swatch(None if index == 1 else Color())

    program = Program()
    program.resources = lambda kind: {"Pastel": "a palette"}  # type: ignore[attr-defined]
    palettes = plugin("palettes")
    assert palettes.colors(program, "Pastel", Palette) == ["#ff8000"]
    assert palettes.colors(program, "", Palette) == palettes.colors(program, "gone", Palette) == []


def test_a_task_that_fails(plugin: Callable):
    """Prevents that a defect of ours vanishes on a thread."""
    task = plugin("task").Task(lambda call: 1 / 0)
    with pytest.raises(Exception, match=r"please report this[\s\S]*ZeroDivisionError"):
        task.result()


def test_stop(plugin: Callable, document: Document):
    """Prevents a group that comes after Stop was pressed, and a server that is waited for for ever."""
    session_, told = plugin("session"), []
    import socket

    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        chosen = plugin("settings").Settings(url=f"http://127.0.0.1:{silent.getsockname()[1]}")
        session = session_.Session(Program(), told.append)
        session.color(session_.Wish(document, document.nodeByName("lines"), None), chosen, [])
        with pytest.raises(Exception, match="still at the last one"):
            session.color(session_.Wish(document, None, None), chosen, [])
        end = time.monotonic() + 20
        while session.busy and time.monotonic() < end:
            time.sleep(0.05)
            session.stop()
            session.poll(chosen, [])
    assert told == ["Colouring …", "Stopped."]
    assert names(document.root) == ["paper", "hints", "lines"]


def test_the_form(plugin: Callable, document: Document):
    """Prevents choices that are lost when the layers are listed again, or that do not reach the settings."""
    application = QtWidgets.QApplication.instance() or QtWidgets.QApplication([])
    layers, chosen = plugin("layers"), plugin("settings").Settings(seed=5, light="left", model="other", gap_px=2.0)
    panel = plugin("panel").Panel()
    panel.model.addItem("The default", "")
    panel.show_settings(chosen)
    assert panel.chosen(plugin("settings").Settings()) == chosen
    panel.show_layers(layers.places(document))
    hints = document.nodeByName("hints")
    panel.hints.setCurrentIndex(panel.hints.findData(hints.uniqueId().toString()))
    document.root.addChildNode(Node("new", "paintlayer"), None)
    panel.show_layers(layers.places(document))
    assert panel.hints.currentText() == "hints"
    assert panel.lines.count() == 5
    panel.show_state(busy=True, live=True, running=True, grey=False, ready=True)
    assert (panel.color.isEnabled(), panel.stop.isEnabled(), panel.live.isChecked()) == (False, True, True)
    assert application is not None
