"""The seed systems' loss terms, each a function of one `Painting`, in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import onnx
import onnx.numpy_helper
import torch
from torch import Tensor
from torch.nn import functional

import nurie.core.hed
from nurie.errors import RecipeError
from nurie.training.color_classes import ColorClasses
from nurie.training.joined import processes
from nurie.training.outputs import Output

ADVERSARIAL = "adversarial"  # a term of the step itself, which has the discriminator
_NEIGHBOURS, _SPREAD = 5, 5.0  # chromas that a pixel counts for, and their normal distribution
_GRAY = (0.299, 0.587, 0.114)


@dataclass(frozen=True, slots=True)
class Painting:
    """What a term may look at, all float32.

    Attributes:
        answer: of the generator.
        planes: that it saw.
        picture: (B, 3, H, W) in [0, 1], what it should have painted.
        output: what the answer means.
        classes: of a generator that tells chromas apart.
        spread: mean and log variance, (B, Z) each, of an encoder.
    """

    answer: Tensor
    planes: Tensor
    picture: Tensor
    output: Output
    classes: ColorClasses | None = None
    spread: tuple[Tensor, Tensor] | None = None

    @property
    def target(self) -> Tensor:
        assert self.output.target is not None
        return self.output.target(self.picture)

    @property
    def painted(self) -> Tensor:
        """(B, 3, H, W) sRGB, not clipped."""
        return self.output.picture(self.answer, self.planes)


def l1_loss(painting: Painting) -> Tensor:
    """Mean absolute error in the answer's own units."""
    return (painting.answer - painting.target).abs().mean()


def l2_loss(painting: Painting) -> Tensor:
    """Half the sum of squares, as TensorFlow's `l2_loss`; deepcolor's batches are of one picture.

    A sum over the batch, not a mean: processes that share it average their gradients.
    """
    return (painting.answer - painting.target).square().sum() * (processes() / 2)


def pixel_loss(painting: Painting) -> Tensor:
    """Mean squared error."""
    return (painting.answer - painting.target).square().mean()


def feature_loss(painting: Painting) -> Tensor:
    """Mean squared error of what VGG16 sees after its fourth convolution (relu2_2).

    The weights are those of HED, which the package carries: VGG16, trained further to find edges.

    Source: Johnson, Alahi and Fei-Fei 2016, arXiv:1603.08155, equation 2.
    """
    return (_features(painting.painted) - _features(painting.picture)).square().mean()


def variation_loss(painting: Painting) -> Tensor:
    """Total variation, squared, of the painted picture."""
    painted = painting.painted
    across, down = painted[..., 1:] - painted[..., :-1], painted[..., 1:, :] - painted[..., :-1, :]
    return across.square().mean() + down.square().mean()


def line_loss(painting: Painting) -> Tensor:
    """Mean absolute error of the lines in the picture, in grey levels.

    Lines are the brightest of 5×5 pixels minus the pixel. PaintsChainer trained a network to find such lines and froze
    it; the operation itself has a gradient, too.
    """
    return 255 * (_lines(painting.painted) - _lines(painting.picture)).abs().mean()


def chroma_loss(painting: Painting) -> Tensor:
    """Cross entropy with the pixel's five nearest chromas, rare ones weighted up.

    Source: Zhang, Isola and Efros 2016, arXiv:1603.08511, equations 2 to 4.
    """
    assert painting.classes is not None
    classes, answer = painting.classes, painting.answer
    small = functional.adaptive_avg_pool2d(painting.picture, tuple(answer.shape[2:]))
    chroma = srgb_to_lab(small)[:, 1:].permute(0, 2, 3, 1).reshape(-1, 2)
    apart, nearest = torch.cdist(chroma, classes.lab[:, 1:].to(chroma)).topk(_NEIGHBOURS, largest=False)
    share = (-apart.square() / (2 * _SPREAD**2)).softmax(1)
    logs = answer.log_softmax(1).permute(0, 2, 3, 1).flatten(0, 2)
    rarity = classes.weights.to(answer)[nearest[:, 0]]
    return (rarity * -(share * logs.gather(1, nearest)).sum(1)).mean()


def kl_loss(painting: Painting) -> Tensor:
    """How far the encoder's distributions are from N(0, 1), summed over z, mean over the pictures.

    Source: Kingma and Welling 2014, arXiv:1312.6114, appendix B.
    """
    assert painting.spread is not None
    mean, log_variance = painting.spread
    return (mean.square() + log_variance.exp() - 1 - log_variance).sum(1).mean() / 2


TERMS: dict[str, Callable[[Painting], Tensor]] = {
    "l1": l1_loss,
    "l2": l2_loss,
    "pixel": pixel_loss,
    "feature": feature_loss,
    "variation": variation_loss,
    "line": line_loss,
    "chroma": chroma_loss,
    "kl": kl_loss,
}


def total(painting: Painting, weights: Mapping[str, float]) -> tuple[Tensor, dict[str, Tensor]]:
    """The weighted sum without the adversarial term, and each term unweighted.

    Raises:
        RecipeError: an unknown term, or none.
    """
    if unknown := sorted(set(weights) - {*TERMS, ADVERSARIAL}):
        raise RecipeError(f"unknown loss {', '.join(unknown)}; known are {', '.join((*TERMS, ADVERSARIAL))}")
    terms = {name: TERMS[name](painting) for name, weight in weights.items() if name != ADVERSARIAL and weight > 0}
    if not terms:
        raise RecipeError(f"objective.losses has no term beside the adversarial one; known are {', '.join(TERMS)}")
    return torch.stack([weights[name] * value for name, value in terms.items()]).sum(), terms


def srgb_to_lab(picture: Tensor) -> Tensor:
    """(B, 3, H, W) sRGB in [0, 1] to CIELAB under D65."""
    linear = torch.where(picture > 0.04045, ((picture + 0.055) / 1.055) ** 2.4, picture / 12.92)
    xyz = torch.einsum("ij,bjhw->bihw", _TO_XYZ.to(picture), linear)
    curved = torch.where(xyz > (6 / 29) ** 3, xyz.clamp(min=1e-8) ** (1 / 3), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = curved.unbind(1)
    return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], 1)


_TO_XYZ = torch.tensor(
    [[0.433953, 0.376219, 0.189828], [0.212671, 0.71516, 0.072169], [0.017758, 0.109477, 0.872765]]
)  # rows scaled to the white point


def _lines(picture: Tensor) -> Tensor:
    gray = (picture * picture.new_tensor(_GRAY).view(1, 3, 1, 1)).sum(1, keepdim=True)
    return functional.max_pool2d(gray, 5, 1, 2) - gray


def _features(picture: Tensor) -> Tensor:
    x = 255 * picture
    for number, (kernel, bias) in enumerate(_vgg()):
        if number == 2:
            x = functional.max_pool2d(x, 2)
        x = functional.conv2d(x, kernel.to(picture), bias.to(picture), padding=1).relu()
    return x / 255  # (B, 128, H/2, W/2)


@cache
def _vgg() -> list[tuple[Tensor, Tensor]]:
    """Kernels and biases of the first four convolutions, for bytes of red, green and blue."""
    model = onnx.load(str(Path(nurie.core.hed.__file__).with_name("hed12.onnx")))
    found = {part.name: onnx.numpy_helper.to_array(part) for part in model.graph.initializer}
    parts = [(found[f"{name}.w16"], found[f"{name}.b"]) for name in ("conv1_1", "conv1_2", "conv2_1", "conv2_2")]
    return [tuple(torch.from_numpy(values.copy()).float() for values in pair) for pair in parts]  # type: ignore[misc]
