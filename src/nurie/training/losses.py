"""Loss terms, each a function of one `Prediction`, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from nurie.datasets.samples import UNKNOWN
from nurie.runtime.tensors import PLANES
from nurie.training.batch import Batch
from nurie.training.color_classes import ColorClasses
from nurie.training.config import LossConfig
from nurie.training.joined import share_of

_UNDER_INK = 0.1  # weight of a pixel that full ink covers; nobody sees it
_HINT_MASK = PLANES.index("hint_mask")


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a term may look at, all float32.

    layer and flats (B, 3, H, W) in [-1, 1], logits (B, K, H/16, W/16) of the colour classes,
    names (B, N, H/16, W/16) of things, N 0 where the network tells none apart.
    """

    layer: Tensor
    flats: Tensor
    logits: Tensor
    names: Tensor
    batch: Batch
    classes: ColorClasses

    @property
    def weight(self) -> Tensor:
        """(B, 1, H, W): how much of a pixel the lines leave visible."""
        return 1 - (1 - _UNDER_INK) * self.batch.planes[:, :1]

    @property
    def guessed(self) -> Tensor:
        """(B, 1, 1) bool: the samples without any hint."""
        return (self.batch.planes[:, _HINT_MASK].amax((1, 2)) == 0)[:, None, None]


def layer_loss(prediction: Prediction) -> Tensor:
    """L1 on the line-free colour layer."""
    return (prediction.weight * (prediction.layer - prediction.batch.layer).abs()).mean()


def square_loss(prediction: Prediction) -> Tensor:
    """Squared error of the layer, and of the flats where they are known: where nothing is certain, hedge.

    The absolute error takes the likeliest colour, and is far off where that was wrong.
    """
    batch = prediction.batch
    layer = (prediction.layer - batch.layer).square().mean(1)
    flats = (prediction.flats - batch.flats).square().mean(1) * batch.has_flats[:, None, None]
    return (prediction.weight[:, 0] * (layer + flats) / 2).mean()


def gradient_loss(prediction: Prediction) -> Tensor:
    """L1 on its horizontal and vertical differences: crisp shadows, flat flats."""
    error = prediction.layer - prediction.batch.layer
    weight = prediction.weight
    across = (weight[..., 1:] * (error[..., 1:] - error[..., :-1]).abs()).mean()
    down = (weight[..., 1:, :] * (error[..., 1:, :] - error[..., :-1, :]).abs()).mean()
    return across + down


def chroma_loss(prediction: Prediction) -> Tensor:
    """L1 on red minus green and blue minus yellow: hue counts more than RGB distance says."""
    red, green, blue = (prediction.layer - prediction.batch.layer).unbind(1)
    error = (red - green).abs() + (blue - (red + green) / 2).abs()
    return (prediction.weight[:, 0] * error).mean()


def flats_loss(prediction: Prediction) -> Tensor:
    """L1 on the flats and on their chroma, in the pictures whose flats are known."""
    batch = prediction.batch
    error = prediction.flats - batch.flats
    red, green, blue = error.unbind(1)
    each = error.abs().mean(1) + (red - green).abs() + (blue - (red + green) / 2).abs()  # (B, H, W)
    return (batch.has_flats[:, None, None] * prediction.weight[:, 0] * each).mean()


def class_loss(prediction: Prediction) -> Tensor:
    """Cross entropy of the colour class of each cell's centre, rare colours weighted up, in samples without hints.

    Divided by the weights of all samples; nobody asks a page with hints for its classes. Source: Zhang, Isola and Efros
    2016, arXiv:1603.08511, section 2.2.
    """
    target = prediction.classes.classify_cells(prediction.batch.layer)
    weights = prediction.classes.weights.to(target.device)
    each = functional.cross_entropy(prediction.logits, target, weights, reduction="none")
    whole = weights[target].sum()
    return (each * prediction.guessed).sum() / whole * share_of(whole)


def things_loss(prediction: Prediction) -> Tensor:
    """Cross entropy of what each cell shows, in the samples without hints, as `class_loss`, where that is known."""
    target, names = prediction.batch.things, prediction.names
    if names.shape[1] == 0:
        return names.sum() * 0
    known = (target != UNKNOWN).sum()
    share = share_of(known)  # asked for also where nothing is known, for the other processes wait for the answer
    if not known:
        return names.sum() * 0
    each = functional.cross_entropy(names, target, ignore_index=UNKNOWN, reduction="none")
    return (each * prediction.guessed).sum() / known * share


LOSSES: dict[str, Callable[[Prediction], Tensor]] = {
    "layer": layer_loss,
    "square": square_loss,
    "gradient": gradient_loss,
    "chroma": chroma_loss,
    "flats": flats_loss,
    "classes": class_loss,
    "things": things_loss,
}


def total_loss(prediction: Prediction, weights: LossConfig) -> tuple[Tensor, dict[str, Tensor]]:
    """The weighted sum, and each term unweighted."""
    terms = {name: term(prediction) for name, term in LOSSES.items() if getattr(weights, name) > 0}
    return torch.stack([getattr(weights, name) * value for name, value in terms.items()]).sum(), terms


def under_lines(layer: Tensor, planes: Tensor) -> Tensor:
    """Composite in [-1, 1]: the colour layer under the artist's black lines."""
    return (layer + 1) * (1 - planes[:, :1]) - 1


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """Hinge loss of scores. Source: Lim and Ye 2017, arXiv:1705.02894."""
    return functional.relu(1 - real).mean() + functional.relu(1 + fake).mean()


def generator_loss(fake: Tensor) -> Tensor:
    return -fake.mean()
