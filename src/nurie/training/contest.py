"""Several recipes under one budget: the same pictures at one size, as many of them or as much work for each."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from itertools import islice
from pathlib import Path
from typing import Any

import torch

from nurie.core.files import replacing
from nurie.errors import ExportError, OptionError
from nurie.training.config import Config, DataConfig, NetworkConfig
from nurie.training.data import batches
from nurie.training.export_onnx import export
from nurie.training.group import refuse_several
from nurie.training.loop import RunLimits, move, start, train
from nurie.training.objectives import find_objective
from nurie.training.pictures import Manifests, make_source, open_pictures
from nurie.training.run import write_config
from nurie.training.state import CHECKPOINT, TrainingState, load_state

_TRIAL_WARM_UP, _TRIAL_S, _TRIAL_STEPS = 2, 20.0, 40  # a trial is that many steps, or fewer in so much time
_OF_SAMPLES = ("samples", "plain", "tensor_ops")  # how pictures are shown is a system's own affair
PALETTE, PAINTER = "palette", "blurred"  # a palette's objective, and the encoding of what can paint by it


@dataclass(frozen=True, slots=True)
class Budget:
    """What each recipe may use up.

    Attributes:
        px: side of the pictures.
        images: pictures seen.
        minutes: CPU minutes of training; None leaves that comparison out.
    """

    px: int
    images: int
    minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Trained:
    """One bundle of a comparison.

    Attributes:
        recipe: its name.
        budget: "images" or "minutes".
        bundle: the file.
        images_seen: in training.
        cpu_minutes: of training.
    """

    recipe: str
    budget: str
    bundle: Path
    images_seen: int
    cpu_minutes: float


def at_px(config: Config, px: int, images: int) -> Config:
    """The recipe for pictures of one size, in one stage, from random weights.

    Numbers that go with the size follow it: a discriminator that sees the whole picture, levels down to one pixel, the
    working size. Of a recipe's stages the one remains whose pictures are nearest in size; of a system in parts, which
    are trained at growing sizes, the first part.
    """
    own = config.objective.name == "layer"
    near = min(config.stages, key=lambda stage: abs(stage.px - px)) if own else config.stages[0]
    stage = replace(near, px=px, images=-(-images // near.batch) * near.batch, part="", adversarial=0.0)
    return replace(
        config,
        init="",
        generator=_at_px(config.generator, px),
        discriminator=_at_px(config.discriminator, px),
        working_size_px=max(32, round(config.working_size_px * px / config.stages[-1].px)),
        stages=(stage,),
    )


def _at_px(network: NetworkConfig, px: int) -> NetworkConfig:
    sizes = {"px": px, "stages": 1}
    return replace(network, settings={**network.settings, **{k: v for k, v in sizes.items() if k in network.settings}})


def with_pictures(config: Config, pictures: DataConfig) -> Config:
    """The recipe with another one's pictures, but its own lines and hints."""
    names = {field.name for field in fields(DataConfig)} - set(_OF_SAMPLES)
    return replace(config, data=replace(config.data, **{name: getattr(pictures, name) for name in names}))


def run_contest(
    configs: list[Config], manifest: Manifests, folder: Path, budget: Budget, limits: RunLimits, *,
    pictures: DataConfig, say: Callable[[str], None],
) -> list[Trained]:
    """Train every recipe, one after the other, and export each. What is done already is not done again.

    Args:
        configs: of `read_recipe`.
        manifest: the corpus, or several.
        folder: gets a run folder and a bundle for each recipe and budget.
        budget: for each of them.
        limits: of the machine; how long to train is the budget's affair.
        pictures: what all of them see.
        say: takes lines for the user.

    Raises:
        OptionError: two recipes of one name, or several processes.
        RecipeError: as of `loop.start` and `load_state`.
    """
    refuse_several("nurie compare")
    names = [config.name for config in configs]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise OptionError(f"two recipes are called {', '.join(twice)}; give each once")
    configs = [with_pictures(config, pictures) for config in sorted(configs, key=lambda c: c.objective.name == PALETTE)]
    trained: list[Trained] = []
    for config in configs:
        for name, images in _goals(config, manifest, folder, budget, limits, say).items():
            run = folder / "runs" / name / config.name
            state = _trained(at_px(config, budget.px, images), manifest, run, limits, say)
            bundle = folder / "bundles" / name / f"{config.name}.onnx"
            _export(state, bundle, _painter(state, configs, folder / "runs" / name))
            trained.append(Trained(config.name, name, bundle, state.images_seen, round(state.cpu_s / 60, 2)))
    return sorted(trained, key=lambda one: names.index(one.recipe))


def _goals(
    config: Config, manifest: Manifests, folder: Path, budget: Budget, limits: RunLimits, say: Callable[[str], None]
) -> dict[str, int]:
    """Pictures for each kind of budget. How many fit into the minutes is measured once, and kept."""
    goals = {"images": budget.images}
    if budget.minutes:
        speed = _speed(at_px(config, budget.px, 10_000_000), manifest, folder, limits, say)
        goals["minutes"] = max(1, round(60 * budget.minutes * speed))
    return goals


def _speed(config: Config, manifest: Manifests, folder: Path, limits: RunLimits, say: Callable[[str], None]) -> float:
    """Pictures per CPU second, of a trial whose weights are thrown away."""
    path = folder / "speeds.json"
    known: dict[str, Any] = json.loads(path.read_text()) if path.is_file() else {}
    if config.name not in known:
        known[config.name] = round(measure_speed(config, manifest, limits), 3)
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(path) as partial:
            partial.write_text(json.dumps(known, indent=1) + "\n")
        say(f"{config.name}: {known[config.name]} pictures per CPU second at {config.stages[0].px} px")
    return float(known[config.name])


def measure_speed(config: Config, manifest: Manifests, limits: RunLimits) -> float:
    """Pictures per CPU second that a recipe's training learns from, loader and all."""
    torch.set_num_threads(limits.threads)
    state, objective = start(config, manifest, limits.cache), find_objective(config)
    device = torch.device(limits.device)
    move(state, device)
    source = make_source(config, open_pictures(config.data, manifest, limits.cache))
    stream = batches(config, source, images_seen=0, workers=0)
    begun, steps = time.process_time(), 0
    for number, batch in enumerate(islice(stream, _TRIAL_STEPS + _TRIAL_WARM_UP)):
        if number == _TRIAL_WARM_UP:
            begun, steps = time.process_time(), 0
        elif time.process_time() - begun > _TRIAL_S and number > _TRIAL_WARM_UP:
            break
        objective.step(state, batch.to(device), config.stages[0])
        steps += 1
    return steps * config.stages[0].batch / (time.process_time() - begun)


def _trained(
    config: Config, manifest: Manifests, run: Path, limits: RunLimits, say: Callable[[str], None]
) -> TrainingState:
    """A run to its end, gone on with where it was left."""
    state = load_state(run, config) if (run / CHECKPOINT).is_file() else start(config, manifest, limits.cache)
    if state.images_seen < config.total_images:
        run.mkdir(parents=True, exist_ok=True)
        write_config(config, run)
        say(f"{config.name}: {state.images_seen} of {config.total_images} images seen, {run}")
        state = train(state, manifest, run, limits, say=say)
    if state.images_seen < config.total_images:
        raise OptionError(f"stopped at {state.images_seen} images of {config.name}; the same command goes on there")
    return state


def _painter(state: TrainingState, configs: list[Config], runs: Path) -> TrainingState | None:
    """For a palette, a system among the others that reads hints as deepcolor does; the last of them."""
    if state.config.objective.name != PALETTE:
        return None
    able = [config.name for config in configs if config.encoding.name == PAINTER]
    return load_state(runs / able[-1]) if able else None


def _export(state: TrainingState, bundle: Path, painter: TrainingState | None) -> None:
    if not bundle.is_file():
        bundle.parent.mkdir(parents=True, exist_ok=True)
        try:
            export(state, bundle, version="0.1", half=True, painter=painter)
        except ExportError:  # large numbers in: PaintsChainer's -512 where no hint is
            export(state, bundle, version="0.1", painter=painter)


def about(trained: Trained) -> Mapping[str, Any]:
    """JSON-able facts for a report."""
    return {
        "name": trained.recipe, "budget": trained.budget, "images_seen": trained.images_seen,
        "cpu_minutes": trained.cpu_minutes,
    }
