"""The seam to ONNX Runtime, and its fake."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nurie.errors import BundleError, OptionError
from nurie.runtime.backend import FakeBackend, OnnxBackend, default_threads

Build = Callable[..., Path]


def planes(height: int, width: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    return np.concatenate([rng.random((1, 8, height, width)), np.ones((1, 1, height, width))], 1).astype(np.float32)


def test_the_fake_behaves_as_a_bundle_does(tmp_path: Path, build_bundle: Build):
    """Prevents tests that pass on a fake of other shapes, types or meaning than the real seam."""
    real = OnnxBackend(build_bundle(tmp_path / "a.onnx"))
    fake = FakeBackend(card=real.card)
    for height, width in ((32, 32), (64, 96)):
        for one, other in zip(real.run(planes(height, width)), fake.run(planes(height, width)), strict=True):
            np.testing.assert_array_equal(one, other)
            assert one.dtype == np.float32
    assert fake.calls == [(1, 9, 32, 32), (1, 9, 64, 96)]


def test_bytes_open_too(tmp_path: Path, build_bundle: Build):
    """Prevents that a bundle must lie in a file."""
    assert OnnxBackend(build_bundle(tmp_path / "a.onnx").read_bytes()).card.name == "flood"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"card": ""}, "no card"),
        ({"card": "{}"}, "lacks name"),
        ({"inputs": "image"}, "expected input planes"),
        ({"channels": 4}, r"expected tensor\(float\) \[N, 9, H, W\]"),
        ({"side": 256}, "fixed size"),
    ],
)
def test_other_networks_are_refused(tmp_path: Path, build_bundle: Build, wrong: dict, named: str):
    """Prevents some other ONNX file from failing deep inside a page, or painting nonsense."""
    with pytest.raises(BundleError, match=named):
        OnnxBackend(build_bundle(tmp_path / "a.onnx", **wrong))


def test_weights_in_other_files_are_refused(tmp_path: Path, build_bundle: Build):
    """Prevents a bundle that makes the runtime read files beside it."""
    onnx = pytest.importorskip("onnx")
    model = onnx.load(build_bundle(tmp_path / "a.onnx"))
    onnx.save(model, tmp_path / "b.onnx", save_as_external_data=True, location="passwords", size_threshold=0)
    with pytest.raises(BundleError, match=r"b\.onnx"):
        OnnxBackend(tmp_path / "b.onnx")


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_pictures_that_are_no_numbers_are_refused(tmp_path: Path, build_bundle: Build, value: float):
    """Prevents a damaged bundle that paints noise as if it were a picture."""
    onnx = pytest.importorskip("onnx")
    model = onnx.load(build_bundle(tmp_path / "a.onnx"))
    model.graph.initializer[0].raw_data = np.full((3, 9, 1, 1), value, np.float32).tobytes()
    with pytest.raises(BundleError, match="paints what are no numbers"):
        OnnxBackend(model.SerializeToString()).run(planes(32, 32))


def test_pictures_of_another_shape_are_refused(tmp_path: Path, build_bundle: Build):
    """Prevents a traceback deep inside a page for a network whose card does not tell the truth."""
    onnx = pytest.importorskip("onnx")
    model = onnx.load(build_bundle(tmp_path / "a.onnx"))
    weights = model.graph.initializer[0]
    weights.dims[0], weights.raw_data = 2, np.zeros((2, 9, 1, 1), np.float32).tobytes()
    with pytest.raises(BundleError, match=r"expected float32 \(1, 3, 32, 32\)"):
        OnnxBackend(model.SerializeToString()).run(planes(32, 32))


def test_threads_from_the_environment(monkeypatch: pytest.MonkeyPatch):
    """Prevents a misspelt setting that is ignored."""
    monkeypatch.delenv("NURIE_THREADS", raising=False)
    assert default_threads() == 1
    monkeypatch.setenv("NURIE_THREADS", "3")
    assert default_threads() == 3
    for text in ("0", "many", "-1", ""):
        monkeypatch.setenv("NURIE_THREADS", text)
        with pytest.raises(OptionError, match="NURIE_THREADS"):
            default_threads()
