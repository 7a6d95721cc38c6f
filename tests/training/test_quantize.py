"""Bundles in eight bits, and weights stored in half precision."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from nurie.errors import BundleError, OptionError, RecipeError
from nurie.runtime.backend import OnnxBackend
from nurie.runtime.bundle import read_card
from nurie.training.export_onnx import TOLERANCE, check_parity, export
from nurie.training.loop import start
from nurie.training.quantize import quantize
from nurie.training.recipe import read_recipe
from nurie.training.state import TrainingState


@pytest.fixture
def state(recipe: Path, manifest: Path) -> TrainingState:
    """Random weights that paint something."""
    state = start(read_recipe(recipe, ("generator.settings.widths=[16, 16, 16, 32]",)), manifest)
    torch.manual_seed(0)
    for name, value in state.snapshot.state_dict().items():
        if name.startswith("paint") or "norm.bias" in name:  # equal norms would be stored once
            torch.nn.init.normal_(value, std=0.05)
    return state


def test_eight_bits_paint_nearly_the_same(state: TrainingState, manifest: Path, tmp_path: Path) -> None:
    """A range that is measured on other inputs than it will see clips colours."""
    export(state, tmp_path / "a.onnx", version="1")
    card = quantize(tmp_path / "a.onnx", tmp_path / "b.onnx", manifest)
    assert card.precision == read_card(tmp_path / "b.onnx").precision == "int8" and card.model == "small 1 int8"
    planes = np.random.default_rng(1).uniform(0, 1, (1, 9, 64, 96)).astype(np.float32)
    exact, near = (OnnxBackend(tmp_path / name).run(planes)[0] for name in ("a.onnx", "b.onnx"))
    assert 0 < np.abs(exact - near).mean() < 0.1 * np.abs(exact).mean()


def test_what_is_refused(state: TrainingState, manifest: Path, recipe: Path, tmp_path: Path) -> None:
    """Neither an existing file nor a bundle twice; and no run can begin with whole numbers."""
    export(state, tmp_path / "a.onnx", version="1")
    quantize(tmp_path / "a.onnx", tmp_path / "b.onnx", manifest)
    with pytest.raises(OptionError, match="--force"):
        quantize(tmp_path / "a.onnx", tmp_path / "b.onnx", manifest)
    with pytest.raises(BundleError, match="holds int8 weights already"):
        quantize(tmp_path / "b.onnx", tmp_path / "c.onnx", manifest)
    with pytest.raises(RecipeError, match="begin with the float32 bundle"):
        start(read_recipe(recipe, (f'init="{tmp_path / "b.onnx"}"',)), manifest)


def test_half_weights_are_half_the_file_and_the_same_sums(state: TrainingState, tmp_path: Path) -> None:
    """Colours must not shift by what the file saves."""
    export(state, tmp_path / "a.onnx", version="1")
    export(state, tmp_path / "h.onnx", version="1", half=True)
    sizes = [(tmp_path / name).stat().st_size for name in ("a.onnx", "h.onnx")]
    assert sizes[1] < 0.75 * sizes[0]
    assert check_parity(state.snapshot, (tmp_path / "h.onnx").read_bytes()) <= TOLERANCE


def test_a_run_can_begin_with_half_weights(state: TrainingState, manifest: Path, recipe: Path, tmp_path: Path) -> None:
    """Released bundles are stored so."""
    export(state, tmp_path / "h.onnx", version="1", half=True)
    changes = (f'init="{tmp_path / "h.onnx"}"', "generator.settings.widths=[16, 16, 16, 32]")
    begun = start(read_recipe(recipe, changes), manifest)
    assert check_parity(begun.snapshot, (tmp_path / "h.onnx").read_bytes()) <= TOLERANCE
