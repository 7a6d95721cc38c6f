"""From a run to a bundle that colours a page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from nurie.errors import ExportError, OptionError
from nurie.runtime.backend import OnnxBackend
from nurie.runtime.colorizer import Colorizer
from nurie.training.export_onnx import TOLERANCE, check_parity, export, make_card, to_onnx
from nurie.training.loop import start
from nurie.training.recipe import read_recipe
from nurie.training.state import TrainingState


@pytest.fixture
def state(recipe: Path, manifest: Path) -> TrainingState:
    """Untrained, but with random output weights: a network that gives zeros proves nothing."""
    state = start(read_recipe(recipe), manifest)
    torch.manual_seed(0)
    for name, value in state.snapshot.named_parameters():
        if name.startswith("paint"):
            torch.nn.init.normal_(value, std=0.05)
    return state


def test_the_bundle_gives_torchs_numbers_on_odd_sizes(state: TrainingState, tmp_path: Path) -> None:
    """Exporters get sizes, resampling and padding silently wrong."""
    export(state, tmp_path / "small.onnx", version="0.1")
    assert check_parity(state.snapshot, (tmp_path / "small.onnx").read_bytes(), ((32, 32), (96, 416))) <= TOLERANCE


def test_a_network_that_differs_is_refused(state: TrainingState) -> None:
    """The check must be able to fail: other weights, other numbers."""
    data = to_onnx(state.snapshot, make_card(state, "0.1"))
    with torch.no_grad():
        state.snapshot.paint.bias += 0.05  # type: ignore[operator,union-attr]
    with pytest.raises(ExportError, match="differs from torch by"):
        check_parity(state.snapshot, data)


def test_the_card_is_inside_and_complete(state: TrainingState, tmp_path: Path) -> None:
    """The runtime reads the card, never a constant: classes, sizes and licence must be in it."""
    export(state, tmp_path / "small.onnx", version="0.3")
    card = OnnxBackend(tmp_path / "small.onnx").card
    assert card.model == "small 0.3" and card.license == "CC-BY-SA-4.0"
    assert len(card.color_bins) == 8 and card.cell_px == 16 and 'name = "small"' in card.recipe


def test_a_bundle_of_pictures_without_an_open_licence_says_so(state: TrainingState) -> None:
    """It would go out under CC-BY-SA with somebody's data card, and nobody could tell."""
    closed = replace(state.config.data, tiers=("permissive", "unknown"))
    state.config = replace(state.config, data=closed)
    card = make_card(state, "0.1")
    assert card.license.startswith("none: learned from pictures without an open licence")
    assert (card.attribution, "those of unknown are not open" in card.data) == ("", True)


def test_the_bundle_colors_a_page(state: TrainingState, tmp_path: Path) -> None:
    """Training and runtime must agree on planes: the exported file runs in the one path."""
    import nurie

    export(state, tmp_path / "small.onnx", version="0.1")
    page = np.full((70, 51), 255, np.uint8)
    page[20:22] = 0
    result = nurie.colorize(page, model=tmp_path / "small.onnx", size=64)
    assert result.image.shape == (70, 51, 3) and result.image[21].max() == 0
    assert Colorizer(tmp_path / "small.onnx").card.name == "small"


def test_nothing_is_overwritten(state: TrainingState, tmp_path: Path) -> None:
    """A released bundle must not vanish under a new export."""
    path = tmp_path / "small.onnx"
    path.write_bytes(b"precious")
    with pytest.raises(OptionError, match="--force"):
        export(state, path, version="0.1")
    assert path.read_bytes() == b"precious"


def test_the_stem_is_the_same_function_in_both_forms(state: TrainingState) -> None:
    """The quick form for inference must not be another network than the trained one."""
    planes = torch.rand(2, 9, 32, 64)
    state.generator.train()
    trained = state.generator._read(planes)  # type: ignore[operator]
    torch.testing.assert_close(state.generator.eval()._read(planes), trained)  # type: ignore[operator]
