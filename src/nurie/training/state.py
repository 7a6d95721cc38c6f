"""All that a run needs to go on exactly: one file, written whole or not at all, which runs no code."""

from __future__ import annotations

import copy
import io
import os
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from nurie.core.files import replacing
from nurie.errors import RecipeError
from nurie.training.color_classes import ColorClasses
from nurie.training.config import Config, OptimizerConfig
from nurie.training.networks import DISCRIMINATORS, GENERATORS
from nurie.training.recipe import parse_config, plain_values

CHECKPOINT = "checkpoint.pt"
_FORMAT = 2


@dataclass(slots=True)
class TrainingState:
    """The moving parts of a run. `snapshot` is the generator's exponential moving average.

    With several processes (`group`) each has the same state. `joined` then holds DDP around the networks.
    """

    config: Config
    generator: nn.Module
    snapshot: nn.Module
    discriminator: nn.Module
    optimizer: torch.optim.Optimizer
    discriminator_optimizer: torch.optim.Optimizer
    classes: ColorClasses
    images_seen: int = 0
    steps: int = 0
    cpu_s: float = 0.0  # that the trainer's process (the first) has worked; not the loader's, where that is another
    processes: int = 1  # that the state was trained by last
    shown: str = ""  # digest of the shards that are streamed, and of their order
    joined: dict[str, nn.Module] = field(default_factory=dict)


def new_state(config: Config, classes: ColorClasses) -> TrainingState:
    """Fresh weights from the recipe's seed."""
    torch.manual_seed(config.seed)
    settings = dict(config.generator.settings)
    if config.objective.name == "layer":
        settings["classes"] = config.classes
    generator = _make(GENERATORS, config.generator.name, settings)
    discriminator = _make(DISCRIMINATORS, config.discriminator.name, dict(config.discriminator.settings))
    snapshot = copy.deepcopy(generator).eval().requires_grad_(False)
    return TrainingState(
        config, generator, snapshot, discriminator,
        _optimizer(config.optimizer, generator, config.weight_decay),
        _optimizer(config.discriminator_optimizer, discriminator, 0.0),
        classes,
    )


_OPTIMIZERS: dict[str, Any] = {
    "adamw": torch.optim.AdamW,
    "adam": partial(torch.optim.Adam, fused=True),  # one pass over weights, of which the seeds have many
}


def _optimizer(config: OptimizerConfig, network: nn.Module, weight_decay: float) -> torch.optim.Optimizer:
    if config.name not in _OPTIMIZERS:
        raise RecipeError(f"unknown optimizer {config.name!r}; known are {', '.join(_OPTIMIZERS)}")
    make = _OPTIMIZERS[config.name]
    return make(network.parameters(), lr=0.0, betas=config.betas, weight_decay=weight_decay)


def _make(table: dict[str, Any], name: str, settings: dict[str, Any]) -> nn.Module:
    if name not in table:
        raise RecipeError(f"unknown network {name!r}; known are {', '.join(table)}")
    try:
        return table[name](**settings).to(memory_format=torch.channels_last)
    except TypeError as error:
        raise RecipeError(f"settings of network {name}: {error}") from None


@torch.no_grad()
def update_snapshot(state: TrainingState) -> None:
    """Move the average towards the generator; the average starts quickly and then takes `config.ema`."""
    keep = min(state.config.ema, (1 + state.steps) / (10 + state.steps))
    for old, new in zip(state.snapshot.state_dict().values(), state.generator.state_dict().values(), strict=True):
        if keep and old.dtype.is_floating_point:
            old.lerp_(new.to(old.dtype), 1 - keep)
        else:
            old.copy_(new)


def save_state(state: TrainingState, run: Path) -> None:
    """Write `run/checkpoint.pt` under another name, flush it, and rename it."""
    with replacing(run / CHECKPOINT) as partial, partial.open("wb") as out:
        torch.save(_values(state), out)
        out.flush()
        os.fsync(out.fileno())


def pack_state(state: TrainingState) -> bytes:
    """A checkpoint in memory, for the other processes."""
    buffer = io.BytesIO()
    torch.save(_values(state), buffer)
    return buffer.getvalue()


def unpack_state(content: bytes, config: Config) -> TrainingState:
    """What `pack_state` packed. Raises RecipeError where that process had another recipe."""
    values = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    if parse_config(values["config"]) != config:
        raise RecipeError(
            "this process has another recipe than the first one; give all machines the same file and the same --set"
        )
    return _from_values(values, config, "the first process's state")


def _values(state: TrainingState) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "config": plain_values(state.config),
        **{name: getattr(state, name).state_dict() for name in _PARTS},
        "classes": [getattr(state.classes, part.name) for part in fields(ColorClasses)],
        "images_seen": state.images_seen,
        "steps": state.steps,
        "cpu_s": state.cpu_s,
        "processes": state.processes,
        "shown": state.shown,
    }


_PARTS = ("generator", "snapshot", "discriminator", "optimizer", "discriminator_optimizer")


def load_state(run: Path, config: Config | None = None) -> TrainingState:
    """Read `run/checkpoint.pt`; `config` replaces the stored one, for example with longer stages.

    Raises:
        RecipeError: no checkpoint, a damaged one, or one of another network.
    """
    path = run / CHECKPOINT
    if not path.is_file():
        raise RecipeError(f"no {CHECKPOINT} in {run}; expected a run folder of `nurie train`")
    try:
        values = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise RecipeError(f"{path} cannot be read ({error}); it is damaged or no checkpoint of nurie") from None
    if values.get("format") != _FORMAT:
        raise RecipeError(f"{path} has format {values.get('format')}, expected {_FORMAT}")
    return _from_values(values, config or parse_config(values["config"], str(path)), str(path))


def _from_values(values: dict[str, Any], config: Config, where: str) -> TrainingState:
    state = new_state(config, ColorClasses(*(_tensor(part) for part in values["classes"])))
    for name in _PARTS:
        try:
            getattr(state, name).load_state_dict(values[name])
        except (RuntimeError, ValueError) as error:
            raise RecipeError(f"{where} does not fit the recipe's {name}: {error}") from None
    state.images_seen, state.steps, state.cpu_s = values["images_seen"], values["steps"], values.get("cpu_s", 0.0)
    state.processes, state.shown = values.get("processes", 1), values.get("shown", "")
    return state


def _tensor(value: Any) -> Tensor:
    assert isinstance(value, Tensor)
    return value
