"""ComfyUI's nodes: tensors in and out, the same pixels as in Python."""

from __future__ import annotations

import importlib
import sys
import types
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import nurie  # noqa: E402

SIZE = (48, 64)


@pytest.fixture(scope="module")
def nodes(installed: Callable[[str], Path]) -> Callable[[str], ModuleType]:
    """A function that imports a module of the package as it is installed."""
    sys.path.insert(0, str(installed("comfyui")))
    return lambda name: importlib.import_module(f"nurie_comfyui.{name}".rstrip("."))


def lineart() -> np.ndarray:
    page = np.full((*SIZE, 3), 255, np.uint8)
    page[8:40, 30:32] = page[8:10, 8:56] = page[38:40, 8:56] = page[8:40, 8:10] = page[8:40, 54:56] = 0
    return page


def hint_layer() -> np.ndarray:
    hints = np.zeros((*SIZE, 4), np.uint8)
    hints[20:24, 16:20] = (200, 30, 20, 255)
    return hints


def tensor(*pictures: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.stack(pictures).astype(np.float32) / 255)


def run(nodes: Callable, server: str, batch: torch.Tensor, **more: object) -> dict[str, np.ndarray]:
    """The outputs of the node by their names, as bytes; inputs are those that it declares, at their defaults."""
    node = nodes("nodes").NODE_CLASS_MAPPINGS["NurieColor"]
    required = node.INPUT_TYPES()["required"]
    first = {name: kind[0][0] if isinstance(kind[0], list) else kind[1]["default"]
             for name, kind in required.items() if name != "lineart"}  # fmt: skip
    client = importlib.import_module("nurie_comfyui.nurie_shared.client")
    given = {**first, "server": client.Server(server), **more}
    found = getattr(node(), node.FUNCTION)(batch, **given)
    assert len(found) == len(node.RETURN_TYPES) == len(node.RETURN_NAMES)
    return {name: np.round(value.numpy() * 255).astype(np.uint8) for name, value in
            zip(node.RETURN_NAMES, found, strict=True)}  # fmt: skip


def test_the_same_pixels_as_in_python(nodes: Callable, server: str):
    """Prevents tensors of another range, order or shape than ComfyUI's, and hints that are lost."""
    hints = hint_layer()
    found = run(nodes, server, tensor(lineart()), seed=4, hints=tensor(hints[..., :3]),
                hints_mask=tensor(hints[..., 3]))  # fmt: skip
    expected = nurie.colorize(lineart(), hints, model="nurie-tiny", seed=4)
    layers = expected.layers
    np.testing.assert_array_equal(found["image"][0], expected.image)
    np.testing.assert_array_equal(found["flats_mask"][0], layers.painted)
    painted = layers.painted > 0
    np.testing.assert_array_equal(found["flats"][0][painted], layers.flats[painted])
    for name in ("shading", "highlights"):
        np.testing.assert_array_equal(found[name][0], getattr(layers, name))
    np.testing.assert_array_equal(found["lines_mask"][0], layers.lines[..., 3])
    assert tuple(found["flats"][0][22, 18]) == (200, 30, 20)
    assert found["image"].shape == (1, *SIZE, 3)
    assert found["lines_mask"].shape == (1, *SIZE)


def test_batches(nodes: Callable, server: str):
    """Prevents that all pictures of a batch get the first one's colours, or lose the only hints."""
    other = lineart()[:, ::-1].copy()
    hints = hint_layer()
    found = run(nodes, server, tensor(lineart(), other), hints=tensor(hints))
    for number, page in enumerate((lineart(), other)):
        expected = nurie.colorize(page, hints, model="nurie-tiny")
        np.testing.assert_array_equal(found["image"][number], expected.image)


def test_hints_without_a_mask(nodes: Callable, server: str):
    """Prevents a black picture around the hints that is taken for black hints."""
    hints = hint_layer()
    found = run(nodes, server, tensor(lineart()), hints=tensor(hints[..., :3]))
    np.testing.assert_array_equal(found["image"][0], nurie.colorize(lineart(), hints, model="nurie-tiny").image)
    guessed = run(nodes, server, tensor(lineart()), hints=tensor(hints[..., :3]), guess=True)
    expected = nurie.colorize(lineart(), hints, model="nurie-tiny", guess=True).image
    np.testing.assert_array_equal(guessed["image"][0], expected)


def test_options(nodes: Callable, server: str):
    """Prevents inputs of the node that change nothing."""
    found = run(nodes, server, tensor(lineart()), palette="#0000ff, #00ff00", gap=0.0, light="left", soft=True)
    flats = found["flats"][found["flats_mask"] > 0]
    assert {tuple(color) for color in flats.tolist()} <= {(0, 0, 255), (0, 255, 0)}


def test_what_is_refused(nodes: Callable, server: str):
    """Prevents an error of torch where a sentence is wanted."""
    with pytest.raises(Exception, match=r"The picture of hints has 10x10 pixels, the line art 64x48"):
        run(nodes, server, tensor(lineart()), hints=torch.zeros(1, 10, 10, 3))
    with pytest.raises(Exception, match="The palette holds 'red'"):
        run(nodes, server, tensor(lineart()), palette="red")
    with pytest.raises(Exception, match="does not answer"):
        run(nodes, "http://127.0.0.1:9", tensor(lineart()))


def test_cancel(nodes: Callable, server: str, monkeypatch: pytest.MonkeyPatch):
    """Prevents that ComfyUI's Cancel waits for nurie."""

    def cancelled() -> None:
        raise InterruptedError("cancelled")

    management = types.ModuleType("comfy.model_management")
    management.throw_exception_if_processing_interrupted = cancelled  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "comfy", types.ModuleType("comfy"))
    monkeypatch.setitem(sys.modules, "comfy.model_management", management)
    with pytest.raises(InterruptedError):
        run(nodes, server, tensor(lineart()))


def test_the_server_node(nodes: Callable, server: str):
    """Prevents a node that starts a second nurie, or does not say what is wrong."""
    find = nodes("nodes").NurieServer().find
    found, told = find(server, "", True, "")
    assert found.url == server
    assert told.endswith("All is well.")
    assert "does not answer" in find("http://127.0.0.1:9", "", False, "")[1]
    with pytest.raises(Exception, match="no address of this machine"):
        find("http://no-such-machine.invalid", "", True, "")


def test_mappings(nodes: Callable):
    """Prevents a package that ComfyUI does not take for one."""
    package = nodes("")
    assert set(package.NODE_CLASS_MAPPINGS) == set(package.NODE_DISPLAY_NAME_MAPPINGS) == {"NurieColor", "NurieServer"}
    for node in package.NODE_CLASS_MAPPINGS.values():
        assert callable(getattr(node, node.FUNCTION))
