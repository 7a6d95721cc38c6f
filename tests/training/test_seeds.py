"""Every seed system learns, goes on exactly, is exported and colours a page by the same commands as our own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

import nurie
from nurie.core.types import Extent, Hints, Stroke
from nurie.errors import OptionError, RecipeError
from nurie.runtime.backend import OnnxBackend
from nurie.runtime.encodings import ENCODINGS
from nurie.training.batch import PlainBatch
from nurie.training.config import Config
from nurie.training.contest import at_px
from nurie.training.data import to_plain_batch
from nurie.training.export_onnx import export
from nurie.training.loop import RunLimits, move, start, train
from nurie.training.objectives import find_objective
from nurie.training.pictures import make_source, open_pictures
from nurie.training.recipe import read_recipe
from nurie.training.state import TrainingState, load_state

RECIPES = Path(__file__).resolve().parents[2] / "recipes"
SEEDS = (
    "deepcolor-l2", "deepcolor-gan", "deepcolor-blur", "deepcolor", "deepcolor-palette", "sketch-inversion", "colorful",
    "paintschainer", "deepcolor-mask",
)  # fmt: skip


def small(name: str, *, px: int = 64, images: int = 16, changes: tuple[str, ...] = ()) -> Config:
    """The shipped recipe with thin networks, at a small size."""
    config = at_px(read_recipe(RECIPES / f"{name}.toml", changes), px, images)
    thin = {key: 8 for key in ("width",) if key in config.generator.settings}
    return replace(
        config,
        generator=replace(config.generator, settings={**config.generator.settings, **thin}),
        discriminator=replace(config.discriminator, settings={**config.discriminator.settings, "width": 4}),
        data=replace(config.data, short_px=96),
    )


def steps(config: Config, manifest: Path, run: Path, **limits: object) -> TrainingState:
    """As `nurie train`."""
    state = load_state(run, config) if run.exists() else start(config, manifest)
    run.mkdir(exist_ok=True)
    return train(state, manifest, run, RunLimits(workers=0, **limits), say=lambda line: None)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", SEEDS)
def test_stop_and_resume_equals_uninterrupted(name: str, manifest: Path, tmp_path: Path) -> None:
    """A discriminator, its optimiser or a norm that is not kept would make a resumed run another one."""
    config = small(name, images=32)
    batch = config.stages[0].batch
    steps(config, manifest, tmp_path / "whole", images=2 * batch)
    for images in (batch, 2 * batch):
        steps(config, manifest, tmp_path / "parts", images=images)
    one, two = (load_state(tmp_path / run) for run in ("whole", "parts"))
    for part in ("generator", "snapshot", "discriminator"):
        pairs = zip(getattr(one, part).state_dict().items(), getattr(two, part).state_dict().values(), strict=True)
        assert all(torch.equal(a, b) for (_, a), b in pairs), part
    assert (tmp_path / "whole" / f"grid-{2 * batch:08d}.jpg").is_file()


def learn(config: Config, manifest: Path, count: int, rate: float) -> list[dict[str, float]]:
    """So many steps on one batch of four pictures."""
    torch.manual_seed(0)
    state = start(config, manifest)
    source = make_source(config, open_pictures(config.data, manifest))
    samples = [source.sample(number, config.stages[0].px) for number in range(4)]
    batch = to_plain_batch(samples, config.encoding)
    move(state, torch.device("cpu"))
    for optimizer in (state.optimizer, state.discriminator_optimizer):
        for group in optimizer.param_groups:
            group["lr"] = rate
    step = find_objective(config).step
    return [{k: float(v) for k, v in step(state, batch, config.stages[0]).items()} for _ in range(count)]


@pytest.mark.parametrize(
    ("name", "term", "rate", "share"),
    [
        ("deepcolor-l2", "l2", 1e-2, 0.3),
        ("deepcolor-gan", "l1", 2e-3, 0.6),
        ("deepcolor", "l1", 2e-3, 0.5),
        ("deepcolor-palette", "l1", 2e-3, 0.5),
        ("sketch-inversion", "pixel", 2e-3, 0.4),
        ("colorful", "chroma", 2e-3, 0.5),
        ("paintschainer", "l1", 2e-3, 0.6),
    ],
)
def test_the_loss_falls_on_four_pictures(name: str, term: str, rate: float, share: float, manifest: Path) -> None:
    """A target in other units than the answer, or cut gradients, do not learn even this."""
    losses = learn(small(name), manifest, 60, rate)
    assert losses[-1][term] < share * losses[0][term]


@pytest.mark.parametrize("name", SEEDS)
def test_the_bundle_colors_a_page(name: str, manifest: Path, tmp_path: Path) -> None:
    """Planes, ranges and names must be the same in training and in use; parity is checked by the export itself."""
    state = start(small(name), manifest)
    export(state, tmp_path / "seed.onnx", version="0.1")
    card = OnnxBackend(tmp_path / "seed.onnx").card
    assert (card.name, card.hint_encoding) == (name, state.config.encoding.name)
    assert card.planes == ENCODINGS[card.hint_encoding].planes and card.as_painted
    page = np.full((70, 51), 255, np.uint8)
    page[20:22] = 0
    hints = Hints(Extent(70, 51), (Stroke(((25, 50),), (255, 0, 0), 6),))
    plain, hinted = (nurie.colorize(page, given, model=tmp_path / "seed.onnx", size=64) for given in (None, hints))
    assert plain.image.shape == (70, 51, 3)
    reads = card.hint_encoding in ("blurred", "yuv", "sparse")
    assert (plain.image != hinted.image).any() == reads
    if name != "colorful":
        assert plain.image[21].max() == 0  # the artist's own line


def test_a_palette_is_exported_with_its_painter(manifest: Path, tmp_path: Path) -> None:
    """The demo's "auto color" is two networks; each seed must give other colours, and the same one the same."""
    painter = start(small("deepcolor"), manifest)
    export(start(small("deepcolor-palette"), manifest), tmp_path / "auto.onnx", version="0.1", painter=painter)
    page = np.full((64, 64), 255, np.uint8)
    page[30] = 0
    one, again, other = (nurie.colorize(page, model=tmp_path / "auto.onnx", seed=s).image for s in (1, 1, 2))
    assert (one == again).all() and (one != other).any()
    with pytest.raises(OptionError, match=r"deepcolor-palette\.toml"):
        export(painter, tmp_path / "no.onnx", version="0.1", painter=painter)


def test_paintschainers_second_stage_learns_alone(manifest: Path) -> None:
    """Training both at once, or the adversary at 512 px, is another system."""
    config = read_recipe(RECIPES / "paintschainer.toml")
    first, second = config.stages
    assert (first.part, first.px, second.part, second.px) == ("first", 128, "second", 512)
    settings = {**config.generator.settings, "width": 4}
    config = replace(
        config, generator=replace(config.generator, settings=settings), data=replace(config.data, short_px=96)
    )
    state = start(config, manifest)
    before = {name: value.clone() for name, value in state.generator.state_dict().items()}
    move(state, torch.device("cpu"))
    for group in state.optimizer.param_groups:
        group["lr"] = 1e-3
    batch = PlainBatch(torch.rand(2, 4, 64, 64), torch.rand(2, 3, 64, 64))
    terms = find_objective(config).step(state, batch, second)
    assert set(terms) == {"l1"}
    after = state.generator.state_dict()
    assert {name.split(".")[0] for name in after if not torch.equal(after[name], before[name])} == {"second"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("encoding.name=flood", r"unknown hint encoding 'flood'; known are .*blurred"),
        ("encoding.settings.radius=3", r"'blurred' has no setting radius; known are box_px, at_px, blend"),
        ("objective.name=layer", "have another of both"),
        ("data.plain.lines={pens=1}", r"data\.plain\.lines names pens; known are .*adaptive"),
        ("data.plain.hints={dot=1}", r"data\.plain\.hints names dot; known are truth, dots"),
        ("objective.losses={l3=1}", "unknown loss l3; known are l1"),
        ("objective.losses={adversarial=1}", "no term beside the adversarial one"),
        ("objective.output=rgb", "unknown objective.output 'rgb'; known are unit"),
        ("objective.name=paint", "unknown objective 'paint'; known are layer"),
        ("optimizer.name=sgd", "unknown optimizer 'sgd'; known are adamw"),
        ("generator.settings.depth=3", "settings of network deepcolor"),
    ],
)
def test_a_wrong_value_is_refused(change: str, message: str, manifest: Path, tmp_path: Path) -> None:
    """A recipe that is not understood must not train something else."""
    with pytest.raises(RecipeError, match=message):
        steps(small("deepcolor", images=4, changes=(change,)), manifest, tmp_path / "run")
