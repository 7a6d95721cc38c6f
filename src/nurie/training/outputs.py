"""What the numbers mean that other systems' generators answer with: to a picture, and from one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from nurie.training.networks.colorful import BINS

TEMPERATURE = 0.38  # of the annealed mean
_STEP, _REACH = 10, 110  # of the grid of chromas
_GRAY_L = 50.0
_YUV = torch.tensor([[0.299, 0.587, 0.114], [-0.147, -0.289, 0.436], [0.615, -0.515, -0.1]])


class Output(NamedTuple):
    """One kind of answer.

    Attributes:
        picture: (answer, planes) to (B, 3, H, W) sRGB, 0 to 1 for what can be shown.
        target: (B, 3, H, W) sRGB in [0, 1] to what the answer should be; None where it is no picture.
        tint: whether the page's own grey is in the picture.
    """

    picture: Callable[[Tensor, Tensor], Tensor]
    target: Callable[[Tensor], Tensor] | None = None
    tint: bool = False


def _from_unit(answer: Tensor, planes: Tensor) -> Tensor:
    return answer


def _to_unit(picture: Tensor) -> Tensor:
    return picture


def _from_yuv(answer: Tensor, planes: Tensor) -> Tensor:
    shifted = answer / 255 - answer.new_tensor([0, 128 / 255, 128 / 255]).view(1, 3, 1, 1)
    return torch.einsum("ij,bjhw->bihw", torch.linalg.inv(_YUV).to(answer), shifted)


def _to_yuv(picture: Tensor) -> Tensor:
    yuv = torch.einsum("ij,bjhw->bihw", _YUV.to(picture), picture)
    return 255 * yuv + yuv.new_tensor([0, 128, 128]).view(1, 3, 1, 1)


def _from_grid(answer: Tensor, planes: Tensor) -> Tensor:
    return functional.interpolate(answer, planes.shape[2:], mode="nearest")


def _to_grid(picture: Tensor) -> Tensor:
    """(B, 3, 16, 16) mean colours."""
    return functional.adaptive_avg_pool2d(picture, 16)


def _from_chroma(answer: Tensor, planes: Tensor) -> Tensor:
    """The annealed mean of the likely chromas, enlarged, under the page's lightness.

    Source: Zhang, Isola and Efros 2016, arXiv:1603.08511, equation 5.
    """
    likely = (answer / TEMPERATURE).softmax(1)
    chroma = torch.einsum("kc,bkhw->bchw", torch.from_numpy(chroma_grid()).to(likely), likely)
    chroma = functional.interpolate(chroma, scale_factor=4.0, mode="bilinear", align_corners=False)
    return lab_to_srgb(torch.cat([100 * (planes[:, :1] + 0.5), chroma], 1))


def lab_to_srgb(lab: Tensor) -> Tensor:
    """(B, 3, H, W) CIELAB under D65 to sRGB, not clipped to [0, 1] but below it."""
    light = (lab[:, :1] + 16) / 116
    xyz = torch.cat([light + lab[:, 1:2] / 500, light, light - lab[:, 2:] / 200], 1)
    xyz = torch.where(xyz > 6 / 29, xyz**3, 3 * (6 / 29) ** 2 * (xyz - 4 / 29))
    xyz = xyz * xyz.new_tensor([0.950456, 1.0, 1.088754]).view(1, 3, 1, 1)
    linear = torch.einsum("ij,bjhw->bihw", _FROM_XYZ.to(xyz), xyz).clamp(min=0)
    curved = 1.055 * linear.clamp(min=1e-8) ** (1 / 2.4) - 0.055
    return torch.where(linear > 0.0031308, curved, 12.92 * linear)


_FROM_XYZ = torch.tensor(
    [[3.240479, -1.53715, -0.498535], [-0.969256, 1.875991, 0.041556], [0.055648, -0.204043, 1.057311]]
)


@cache
def chroma_grid() -> NDArray[np.float32]:
    """(313, 2) a* and b*: the points of a grid of step 10 that are nearest to the colours of sRGB.

    Source: Zhang, Isola and Efros 2016, section 2.1, who found as many.
    """
    levels = np.linspace(0, 1, 33, dtype=np.float32)
    cube = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), -1).reshape(1, -1, 3)
    there = cv2.cvtColor(cube, cv2.COLOR_RGB2LAB)[0, :, 1:]
    axis = np.arange(-_REACH, _REACH + 1, _STEP, dtype=np.float32)
    grid = np.stack(np.meshgrid(axis, axis, indexing="ij"), -1).reshape(-1, 2)
    apart = np.array([((there - point) ** 2).sum(1).min() for point in grid])
    return grid[np.sort(np.argsort(apart, kind="stable")[:BINS])]


OUTPUTS: dict[str, Output] = {
    "unit": Output(_from_unit, _to_unit),
    "yuv": Output(_from_yuv, _to_yuv),
    "grid": Output(_from_grid, _to_grid),
    "chroma": Output(_from_chroma, tint=True),
}


class Painter(nn.Module):
    """A generator with what its answer means: planes to a picture in [-1, 1], as bundles give it.

    Args:
        generator: of `networks.GENERATORS`.
        output: of `OUTPUTS`.
        part: of the generator, where it has parts; by default all of it.
    """

    def __init__(self, generator: nn.Module, output: str, part: str = "") -> None:
        super().__init__()
        self.generator = generator
        self.multiple: int = generator.multiple  # type: ignore[assignment]
        self._output, self._parts = OUTPUTS[output], {"part": part} if part else {}

    def forward(self, planes: Tensor) -> Tensor:
        return self._output.picture(self.generator(planes, **self._parts), planes).clamp(0, 1) * 2 - 1
