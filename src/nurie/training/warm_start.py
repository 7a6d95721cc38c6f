"""A run that begins with a released bundle's weights instead of random ones.

A bundle has its batch norm folded into the convolution before it; here it is set up again so that the network
stays the same function and can be trained on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from nurie.datasets.cache import Pictures
from nurie.datasets.samples import SampleSource
from nurie.errors import RecipeError
from nurie.runtime.backend import OnnxBackend
from nurie.runtime.card import Card
from nurie.runtime.catalog import find_bundle
from nurie.training.color_classes import from_bins
from nurie.training.config import Config
from nurie.training.data import collate
from nurie.training.networks.faster_unet import FasterBlock
from nurie.training.pictures import make_source
from nurie.training.state import TrainingState, new_state
from nurie.training.widen import Values, widen

_FIRST = 20_000_000  # numbers of samples that no run reaches
_BATCHES, _BATCH, _PX = 16, 16, 128  # samples on which the norms' statistics are measured

@dataclass(frozen=True, slots=True, eq=False)
class _Bundle:
    """The card, and every convolution's `weight` and `bias` by the names that torch gave them."""

    card: Card
    values: Values


def warm_state(config: Config, pictures: Pictures) -> TrainingState:
    """A state whose generator and snapshot compute what the bundle `config.init` computes.

    The colour classes are the bundle's, their weights are those of `pictures`. In training mode the outputs
    are near the bundle's only, as batch statistics differ from batch to batch.

    Raises:
        BundleError: no such bundle, or a damaged one.
        RecipeError: the bundle is of another network than the recipe's.
    """
    bundle = _read_bundle(config.init)
    if len(bundle.card.color_bins) != config.classes:
        raise _misfit(config, [f"colour classes: found {len(bundle.card.color_bins)}, expected {config.classes}"])
    classes = from_bins(
        bundle.card.color_bins, pictures, weights=config.data.guessed_weights, seed=config.seed,
        balance=config.class_balance,
    )
    state = new_state(config, classes)
    shifts = _copy_weights(state.generator, _of_widths(bundle.values, config), config)
    _set_up_norms(state.generator, shifts, make_source(config, pictures), config.stages[0].no_hint_share)
    state.snapshot.load_state_dict(state.generator.state_dict())
    return state


def _read_bundle(name: str) -> _Bundle:
    path = find_bundle(name)
    card = OnnxBackend(path).card
    graph = onnx.load(str(path)).graph
    if card.precision != "float32":
        raise RecipeError(f"init: {name} holds {card.precision} weights; begin with the float32 bundle")
    stored = {entry.name: numpy_helper.to_array(entry) for entry in graph.initializer}
    for node in graph.node:
        if node.op_type == "Cast" and node.input[0] in stored:  # of `export_onnx.with_half_weights`
            stored[node.output[0]] = stored[node.input[0]].astype(np.float32)
    values: Values = {}
    for node in graph.node:
        if node.op_type == "Conv":
            module = _module_name(node)
            parts = zip(("weight", "bias"), node.input[1:], strict=False)
            values |= {f"{module}.{part}": stored[key] for part, key in parts if key in stored}
    return _Bundle(card, values)


def _module_name(node: Any) -> str:
    """The torch module of a convolution: by its own parameters' names where they are kept, else by its scope."""
    for name in node.input[1:]:
        module, _, part = name.rpartition(".")
        if module and part in ("weight", "bias"):
            return str(module)
    path = ""
    for scope in node.name.split("/")[1:-1]:  # "/down.0/down.0.1/expand/Conv" is down.0.1.expand
        path = scope if not path or scope.startswith(f"{path}.") else f"{path}.{scope}"
    return path


def _of_widths(values: Values, config: Config) -> Values:
    values = dict(values)
    if "stem.weight" in values:  # bundles hold it as a strided convolution, see `FasterUnet._read`
        values["stem.weight"] = values["stem.weight"].reshape(len(values["stem.weight"]), -1, 1, 1)
    widths = config.generator.settings.get("widths", ())
    try:
        return widen(values, widths, classes=config.classes, seed=config.seed)
    except (KeyError, ValueError) as error:
        raise _misfit(config, [f"widths: {error}"]) from None


@torch.no_grad()
def _copy_weights(network: nn.Module, values: Values, config: Config) -> dict[nn.BatchNorm2d, Tensor]:
    """Copy all but the norms; returns what each norm has to add to its input.

    Blocks and attention that the bundle lacks add nothing at first.
    """
    blocks = {name: block for name, block in network.named_modules() if isinstance(block, FasterBlock)}
    new = {name for name in blocks if f"{name}.reduce.weight" not in values and _lies_behind(name, values)}
    for name in new:
        nn.init.zeros_(blocks[name].reduce.weight)
        nn.init.zeros_(blocks[name].reduce.bias)
    if not any(name.startswith("attend.") for name in values):
        new.add("attend")
    wanted = {
        name: value
        for name, value in network.named_parameters()
        if ".norm." not in name
        and (name in values or value.any())  # a head of zeros adds nothing: may be missing
        and not any(name.startswith(f"{part}.") for part in new)
    }
    expected = {name: tuple(value.shape) for name, value in wanted.items()}
    old = {name: block for name, block in blocks.items() if name not in new}
    expected |= {f"{name}.expand.bias": tuple(block.norm.bias.shape) for name, block in old.items()}
    _check_fit(values, expected, config)
    for name, value in wanted.items():
        value.copy_(torch.from_numpy(values[name].copy()))
    return {
        block.norm: torch.from_numpy(values[f"{name}.expand.bias"].copy()) if name in old else block.norm.bias.clone()
        for name, block in blocks.items()
    }


def _lies_behind(name: str, values: Values) -> bool:
    """Whether a block stands after others of its level that the bundle has."""
    level, _, number = name.rpartition(".")
    return number.isdecimal() and int(number) > 0 and f"{level}.0.reduce.weight" in values


def _check_fit(values: Values, expected: Mapping[str, tuple[int, ...]], config: Config) -> None:
    found = {name: value.shape for name, value in values.items()}
    wrong = [
        f"{name}: found {found.get(name, 'none')}, expected {expected.get(name, 'none')}"
        for name in sorted(found.keys() | expected.keys())
        if found.get(name) != expected.get(name)
    ]
    if wrong:
        raise _misfit(config, wrong)


def _misfit(config: Config, wrong: list[str]) -> RecipeError:
    more = f"; and {len(wrong) - 3} more" if len(wrong) > 3 else ""
    return RecipeError(
        f"init: the bundle {config.init} does not fit the recipe's network {config.generator.name}: "
        f"{'; '.join(wrong[:3])}{more}; use the [generator] and classes of the recipe that the bundle was trained with"
    )


@torch.no_grad()
def _set_up_norms(
    network: nn.Module, shifts: Mapping[nn.BatchNorm2d, Tensor], source: SampleSource, no_hint_share: float
) -> None:
    """Give every norm the mean and variance of its input; it adds its shift and changes nothing else."""
    for norm, shift in shifts.items():
        _set_norm(norm, shift, torch.zeros_like(shift), torch.ones_like(shift))
    moments = {norm: torch.zeros(2, len(shift), dtype=torch.float64) for norm, shift in shifts.items()}

    def measure(norm: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        x = inputs[0].double()
        moments[norm] += torch.stack([x.mean((0, 2, 3)), x.square().mean((0, 2, 3))]) / _BATCHES  # type: ignore[index]

    hooks = [norm.register_forward_pre_hook(measure) for norm in shifts]
    network.eval()
    for first in range(_FIRST, _FIRST + _BATCHES * _BATCH, _BATCH):
        samples = collate(source, range(first, first + _BATCH), _PX, no_hint_share=no_hint_share)
        network(samples.to(torch.device("cpu")).planes[:, : len(network.planes)])
    network.train()
    for hook in hooks:
        hook.remove()
    for norm, shift in shifts.items():
        mean, square = moments[norm]
        _set_norm(norm, shift, mean, (square - mean**2).clamp(min=0))


def _set_norm(norm: nn.BatchNorm2d, shift: Tensor, mean: Tensor, variance: Tensor) -> None:
    """The norm of inputs with these moments adds `shift` to them."""
    norm.running_mean.copy_(mean)  # type: ignore[union-attr]
    norm.running_var.copy_(variance)  # type: ignore[union-attr]
    norm.weight.copy_((variance + norm.eps).sqrt())
    norm.bias.copy_(shift + mean)
