"""One page, its hints, a seed and a bundle give the same pixels through every door, layer by layer."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

import nurie
from nurie.cli.main import main

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "examples" / "monkey.png"
HINTS = ROOT / "examples" / "monkey.hints.json"
MODEL, SEED = "nurie-tiny", 11
LAYERS = ("lines", "flats", "shading", "highlights")

Pictures = dict[str, np.ndarray]


def in_python(hints: Path | None, _: Path) -> Pictures:
    """`nurie.colorize`."""
    result = nurie.colorize(PAGE, hints, model=MODEL, seed=SEED)
    layers = result.layers
    flats = np.dstack([layers.flats, layers.painted])
    return {
        "image": result.image, "lines": layers.lines, "flats": flats, "shading": layers.shading,
        "highlights": layers.highlights,
    }  # fmt: skip


def on_the_command_line(hints: Path | None, folder: Path) -> Pictures:
    """`nurie color`, to a picture and to layers."""
    given = [] if hints is None else ["--hints", str(hints)]
    for name in ("page.png", "page.ora"):
        words = ["color", str(PAGE), *given, "--model", MODEL, "--seed", str(SEED), "-o", str(folder / name), "--quiet"]
        with pytest.raises(SystemExit) as caught:
            main(words)
        assert not caught.value.code
    with zipfile.ZipFile(folder / "page.ora") as archive:
        stack = ElementTree.fromstring(archive.read("stack.xml"))
        places = {layer.get("name"): layer for layer in stack.iter("layer")}
        found = {name: _laid_out(archive, places[name]) for name in LAYERS}
    return {"image": np.asarray(Image.open(folder / "page.png")), **found}


def _laid_out(archive: zipfile.ZipFile, layer: ElementTree.Element) -> np.ndarray:
    assert (layer.get("x"), layer.get("y")) == ("0", "0")
    return np.asarray(Image.open(archive.open(layer.get("src"))))


def by_the_server(hints: Path | None, _: Path) -> Pictures:
    """`POST /v1/color`, twice, so that the page is known the second time."""
    pytest.importorskip("fastapi")
    from fastapi.testclient import TestClient

    from nurie.server.app import create_app
    from nurie.server.settings import ServeSettings

    files = {"page": PAGE.read_bytes()} | ({} if hints is None else {"hints": hints.read_bytes()})
    options = {"seed": SEED, "model": MODEL, "format": "zip"}
    with TestClient(create_app(ServeSettings(model=MODEL)), base_url="http://localhost") as client:
        answers = [client.post("/v1/color", files=files, data={"options": json.dumps(options)}) for _ in range(2)]
    with zipfile.ZipFile(io.BytesIO(answers[1].content)) as archive:
        return {name: np.asarray(Image.open(archive.open(f"{name}.png"))) for name in ("image", *LAYERS)}


DOORS: dict[str, Callable[[Path | None, Path], Pictures]] = {
    "command line": on_the_command_line,
    "server": by_the_server,
}


@pytest.fixture(scope="module", params=[True, False], ids=["hints", "no hints"])
def expected(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path | None, Pictures]:
    """The hints, of which one leaves its region bare, or None; and what the package makes of them."""
    folder = tmp_path_factory.mktemp("python")
    if not request.param:
        return None, in_python(None, folder)
    told = json.loads(HINTS.read_text(encoding="utf-8"))
    told["strokes"][0]["kind"] = "transparent"
    (folder / "hints.json").write_text(json.dumps(told), encoding="utf-8")
    pictures = in_python(folder / "hints.json", folder)
    assert (pictures["flats"][..., 3] == 0).any()
    return folder / "hints.json", pictures


@pytest.mark.parametrize("door", DOORS)
def test_every_door_gives_the_same_pixels(door: str, expected: tuple[Path | None, Pictures], tmp_path: Path):
    """Prevents that a door colours by itself, or loses a layer's pixels on the way."""
    hints, wanted = expected
    found = DOORS[door](hints, tmp_path)
    assert set(found) == set(wanted)
    for name, pixels in wanted.items():
        np.testing.assert_array_equal(_with_alpha(found[name]), _with_alpha(pixels), err_msg=name)


def _with_alpha(pixels: np.ndarray) -> np.ndarray:
    """A layer that covers everything may leave its alpha out."""
    return np.asarray(Image.fromarray(pixels).convert("RGBA"))
