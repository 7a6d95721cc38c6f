"""Runs that begin with a bundle's weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from nurie.errors import BundleError, RecipeError
from nurie.runtime.backend import OnnxBackend
from nurie.runtime.catalog import find_bundle
from nurie.runtime.tensors import ALL_PLANES, PLANES
from nurie.training.color_classes import balanced_weights
from nurie.training.config import Config
from nurie.training.data import collate
from nurie.training.export_onnx import TOLERANCE, check_parity, export, make_card
from nurie.training.loop import RunLimits, start
from nurie.training.pictures import make_source, open_pictures
from nurie.training.recipe import read_recipe
from nurie.training.run import run_recipe
from nurie.training.state import TrainingState, load_state

ROOT = Path(__file__).resolve().parents[2]


HEADS = ("paint", "tell", "mix", "name")


def _random_bundle(path: Path, recipe: Path, manifest: Path, *changes: str) -> Path:
    """Random weights, and norms that do something: folding fresh norms proves nothing."""
    state = start(read_recipe(recipe, changes), manifest)
    torch.manual_seed(0)
    for name, value in state.snapshot.state_dict().items():
        if name.startswith(HEADS) or "norm.running_mean" in name or "norm.bias" in name:
            torch.nn.init.normal_(value, std=0.1)
        elif "norm.running_var" in name or "norm.weight" in name:
            torch.nn.init.uniform_(value, 0.5, 2)
    export(state, path, version="0.1")
    return path


@pytest.fixture
def bundle(recipe: Path, manifest: Path, tmp_path: Path) -> Path:
    return _random_bundle(tmp_path / "small.onnx", recipe, manifest)


def _read(recipe: Path, bundle: Path | str, *changes: str) -> Config:
    return read_recipe(recipe, (f'init="{bundle}"', *changes))


@pytest.fixture
def state(recipe: Path, manifest: Path, bundle: Path) -> TrainingState:
    return start(_read(recipe, bundle), manifest)


def test_it_computes_what_the_bundle_computes(state: TrainingState, bundle: Path) -> None:
    """A norm that is set up wrongly would throw away what the bundle learned."""
    assert check_parity(state.snapshot, bundle.read_bytes()) <= TOLERANCE
    assert check_parity(state.generator.eval(), bundle.read_bytes()) <= TOLERANCE


GROWN = "{widths=[12, 20, 24, 40], depths=[1, 2, 1, 2], up_depths=[2, 1, 1], told=true, attention=true, things=13}"


def test_a_larger_network_begins_as_the_small_one(recipe: Path, manifest: Path, bundle: Path) -> None:
    """Wider, deeper and with more to look at it must not lose what the small one learned."""
    grown = start(_read(recipe, bundle, f"generator.settings={GROWN}"), manifest)
    planes = torch.from_numpy(np.random.default_rng(1).uniform(-1, 1, (1, len(ALL_PLANES), 64, 96)).astype(np.float32))
    with torch.no_grad():
        color, logits = grown.snapshot(planes)
    expected = OnnxBackend(bundle).run(planes[:, : len(PLANES)].numpy())
    np.testing.assert_allclose(color[:, :3].numpy(), expected[0], atol=TOLERANCE)
    np.testing.assert_allclose(logits[:, :8].numpy(), expected[1], atol=TOLERANCE)
    assert logits.shape[1] == 8 + 13


TOLD = "{widths=[8, 12, 16, 24], depths=[1, 1, 1, 1], up_depths=[1, 1, 1], told=true, things=13}"


def test_a_network_that_sees_and_names_more_grows_too(recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """What looks at diffused hints and what names things has channels of its own to copy."""
    small = _random_bundle(tmp_path / "told.onnx", recipe, manifest, f"generator.settings={TOLD}")
    grown = start(_read(recipe, small, f"generator.settings={GROWN}"), manifest)
    planes = torch.from_numpy(np.random.default_rng(1).uniform(-1, 1, (1, len(ALL_PLANES), 64, 96)).astype(np.float32))
    with torch.no_grad():
        color, logits = grown.snapshot(planes)
    expected = OnnxBackend(small).run(planes.numpy())
    np.testing.assert_allclose(color[:, :3].numpy(), expected[0], atol=TOLERANCE)
    np.testing.assert_allclose(logits.numpy(), expected[1], atol=TOLERANCE)


def test_attention_cannot_be_widened(recipe: Path, manifest: Path, tmp_path: Path) -> None:
    """Its heads would attend to other things than before, without a word."""
    settings = TOLD.replace("told=true", "attention=true")
    small = _random_bundle(tmp_path / "attends.onnx", recipe, manifest, f"generator.settings={settings}")
    with pytest.raises(RecipeError, match="attention cannot be widened"):
        start(_read(recipe, small, f"generator.settings={GROWN}"), manifest)


def test_twins_do_not_stay_twins(recipe: Path, manifest: Path, bundle: Path, tmp_path: Path) -> None:
    """Copied channels that get the same gradients for ever would waste the wider network."""
    grown = _read(recipe, bundle, f"generator.settings={GROWN}")
    run_recipe(
        recipe, [manifest], run=tmp_path / "run", limits=RunLimits(images=16, workers=0), resume=False,
        changes=(f'init="{bundle}"', f"generator.settings={GROWN}"), say=print,
    )  # fmt: skip
    before = start(grown, manifest).generator.stem.weight
    after = load_state(tmp_path / "run").generator.stem.weight
    twins = [(0, 2), (1, 2)]  # of the first quarter: 2 channels became 3
    assert torch.equal(before[0], before[2])
    assert not any(torch.equal(after[a], after[b]) for a, b in twins)


def test_it_is_near_in_training_mode(state: TrainingState, manifest: Path) -> None:
    """Norms with right outputs but wrong moments work in eval mode alone; the first step would break them."""
    source = make_source(state.config, open_pictures(state.config.data, manifest))
    planes = collate(source, range(32), 64).to(torch.device("cpu")).planes[:, : len(PLANES)]
    assert state.generator.training
    trained, exact = state.generator(planes)[0], state.snapshot(planes)[0]
    assert (trained - exact).abs().mean() < 0.02 < exact.abs().mean()


def test_classes_are_the_bundles(state: TrainingState, bundle: Path) -> None:
    """Newly clustered colours would give every logit another meaning."""
    first = onnx.load(str(bundle)).metadata_props[0].value
    assert str([list(rgb) for rgb in make_card(state, "0.2").color_bins]) in first
    assert state.classes.weights.min() > 0


def test_a_run_begins_with_it_and_goes_on(recipe: Path, manifest: Path, bundle: Path, tmp_path: Path) -> None:
    """The optimiser must hold the parameters that were filled, and a resumed run must not begin again."""
    for resume, images in ((False, 8), (True, 20)):
        state = run_recipe(
            recipe, manifest, run=tmp_path / "run", limits=RunLimits(workers=0, images=images), resume=resume,
            changes=(f'init="{bundle}"',), say=lambda line: None,
        )  # fmt: skip
    assert state.images_seen == 20
    filled = start(_read(recipe, bundle), manifest).generator.state_dict()
    moved = [float((filled[name] - value.detach()).abs().max()) for name, value in state.generator.named_parameters()]
    assert 0 < max(moved) < 0.1


def test_the_released_bundle_fits_its_recipe(manifest: Path) -> None:
    """`init = "nurie-tiny"` is what users type; the exporter's names may change under it."""
    changes = ("weights={}", "no_hint_weights={}", "hed=0", "short_px=96", "drawn={}", "recolored=0")
    changes = tuple(f"data.{change}" for change in changes)
    config = _read(ROOT / "recipes" / "nurie-tiny.toml", "nurie-tiny", *changes)
    assert check_parity(start(config, manifest).snapshot, find_bundle("nurie-tiny").read_bytes()) <= TOLERANCE


def test_a_head_for_flats_may_be_new(recipe: Path, manifest: Path, bundle: Path) -> None:
    """A recipe that adds flats must go on from a bundle without them, not begin anew."""
    started = start(_read(recipe, bundle, "generator.settings.flats=true"), manifest)
    old = start(_read(recipe, bundle), manifest).snapshot
    planes = torch.rand(1, 9, 64, 96)
    paints = started.snapshot(planes)[0]
    assert paints.shape[1] == 6 and torch.allclose(paints[:, :3], old(planes)[0], atol=TOLERANCE)
    assert make_card(started, "1").paints == ("color", "flats")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("classes=7", "colour classes: found 8, expected 7"),
        ("generator.settings.widths=[8, 16, 16, 12]", "cannot widen"),
        ("generator.settings.up_depths=[1, 1, 0]", r"up\.2\.0.*expected none"),
    ],
)
def test_another_network_is_refused(recipe: Path, manifest: Path, bundle: Path, change: str, message: str) -> None:
    """A bundle that is loaded in part would train as if from random weights."""
    with pytest.raises(RecipeError, match=f"does not fit the recipe's network faster_unet: .*{message}"):
        start(_read(recipe, bundle, change), manifest)


def test_an_unknown_bundle_is_refused(recipe: Path, manifest: Path) -> None:
    """A misspelt name must not begin with random weights."""
    with pytest.raises(BundleError, match="unknown model 'nurie-tny'; installed are nurie, nurie-int8, nurie-tiny"):
        start(_read(recipe, "nurie-tny"), manifest)


def test_class_balance() -> None:
    """0 must mean all alike, 1 the paper's weights, and the mean over the corpus stays 1 between them."""
    share = np.array([0.7, 0.2, 0.1, 0.0])
    np.testing.assert_allclose(balanced_weights(share, 0.0), 1)
    paper, half = balanced_weights(share, 1.0), balanced_weights(share, 0.5)
    assert paper[3] / paper[0] == pytest.approx((0.35 + 0.125) / 0.125)
    assert half[3] / half[0] == pytest.approx((paper[3] / paper[0]) ** 0.5)
    assert (paper * share).sum() == pytest.approx(1) and (half * share).sum() == pytest.approx(1)


def test_the_recipe_sets_the_balance(recipe: Path, manifest: Path, bundle: Path) -> None:
    """A key that nothing reads costs a day of training."""
    for changes in ((), (f'init="{bundle}"',)):
        even, paper = (start(read_recipe(recipe, (*changes, f"class_balance={b}")), manifest).classes for b in (0, 1))
        assert even.weights.std() < 1e-6 < 0.01 < paper.weights.std()
