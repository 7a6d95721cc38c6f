"""What a training step learns: our own layers, or the pictures, palettes and chromas of the seed systems. One table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import torch

from nurie.datasets.cache import Pictures
from nurie.errors import RecipeError
from nurie.training.color_classes import ColorClasses, from_chromas, make_classes
from nurie.training.config import Config, StageConfig
from nurie.training.layer_step import layer_step
from nurie.training.outputs import OUTPUTS, chroma_grid
from nurie.training.preview import write_grid, write_plain_grid
from nurie.training.seed_steps import chroma_step, palette_step, picture_step
from nurie.training.state import TrainingState


class Objective(NamedTuple):
    """One kind of training.

    Attributes:
        step: changes the weights after a batch, and gives the terms of the loss.
        classes: what the generator tells apart, found before the run begins.
        write_grid: draws what the snapshot makes of some samples.
    """

    step: Callable[[TrainingState, Any, StageConfig], dict[str, torch.Tensor]]
    classes: Callable[[Config, Pictures], ColorClasses]
    write_grid: Callable[[TrainingState, Any, Path], None]


def find_objective(config: Config) -> Objective:
    """The recipe's. Raises RecipeError where it, or its output, is unknown."""
    name, output = config.objective.name, config.objective.output
    if name not in OBJECTIVES:
        raise RecipeError(f"unknown objective {name!r}; known are {', '.join(OBJECTIVES)}")
    if name != "layer" and output not in OUTPUTS:
        raise RecipeError(f"unknown objective.output {output!r}; known are {', '.join(OUTPUTS)}")
    return OBJECTIVES[name]


def _clustered(config: Config, pictures: Pictures) -> ColorClasses:
    weights, balance = config.data.guessed_weights, config.class_balance
    return make_classes(pictures, config.classes, weights=weights, seed=config.seed, balance=balance)


def _none(config: Config, pictures: Pictures) -> ColorClasses:
    return ColorClasses(torch.zeros(0, 3), torch.zeros(0, 3), torch.zeros(0), torch.zeros(0))


def _chromas(config: Config, pictures: Pictures) -> ColorClasses:
    return from_chromas(chroma_grid(), pictures, weights=config.data.weights, seed=config.seed)


OBJECTIVES: dict[str, Objective] = {
    "layer": Objective(layer_step, _clustered, write_grid),
    "picture": Objective(picture_step, _none, write_plain_grid),
    "palette": Objective(palette_step, _none, write_plain_grid),
    "chroma": Objective(chroma_step, _chromas, write_plain_grid),
}
