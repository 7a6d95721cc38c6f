"""The generator of deepcolor's stages 3 and 4: a five-level U-Net of 5×5 convolutions."""

from __future__ import annotations

import torch
from torch import Tensor, nn

LEAK = 0.2
WEIGHT_STD = 0.02


class Deepcolor(nn.Module):
    """Line art and a blurred colour hint in, a coloured picture out.

    Input (N, 4, H, W): line art 1 plane, hint 3 planes, in [0, 1]; output (N, 3, H, W) in [-1, 1], of which the
    original used [0, 1]. H and W are multiples of 32; the original worked at 256 px.

    26,028,035 parameters, the published count, and 69 GFLOP at 512×512: both hold for line 1 + hint 3 planes
    and three output planes, with convolution biases and without scale and shift in the batch norms, because a
    naming bug kept the original's at their start values. `trained_norms` mends that.

    "SAME" padding of an even size pads 1 before and 2 after. Ours pads 2 before and 1 after: the same network
    in a mirror (turn picture and kernels by 180°), without a pad or a crop of its own in the exported graph.

    Args:
        in_planes: planes of the input.
        trained_norms: give the batch norms a scale and a shift (the original's never left 1 and 0).
        batch_statistics: normalise by the batch at inference too, as the original did; otherwise by the
            running mean and variance, which fold into the convolutions.

    Source: Kevin Frans, deepcolor, 2017; layout after the facts in the project's notes on it, no code taken.
    """

    multiple = 32

    def __init__(self, in_planes: int = 4, *, trained_norms: bool = False, batch_statistics: bool = False) -> None:
        super().__init__()
        norm = {"affine": trained_norms, "track_running_stats": not batch_statistics}
        self.e1 = _halve(in_planes, 64)
        self.e2 = nn.Sequential(nn.LeakyReLU(LEAK), _halve(64, 128), nn.BatchNorm2d(128, **norm))
        self.e3 = nn.Sequential(nn.LeakyReLU(LEAK), _halve(128, 256), nn.BatchNorm2d(256, **norm))
        self.e4 = nn.Sequential(nn.LeakyReLU(LEAK), _halve(256, 512), nn.BatchNorm2d(512, **norm))
        self.e5 = nn.Sequential(nn.LeakyReLU(LEAK), _halve(512, 512), nn.BatchNorm2d(512, **norm))
        self.d5 = nn.Sequential(nn.ReLU(), _double(512, 512), nn.BatchNorm2d(512, **norm))
        self.d4 = nn.Sequential(nn.ReLU(), _double(1024, 256), nn.BatchNorm2d(256, **norm))
        self.d3 = nn.Sequential(nn.ReLU(), _double(512, 128), nn.BatchNorm2d(128, **norm))
        self.d2 = nn.Sequential(nn.ReLU(), _double(256, 64), nn.BatchNorm2d(64, **norm))
        self.d1 = nn.Sequential(nn.ReLU(), _double(128, 3), nn.Tanh())

    def forward(self, planes: Tensor) -> Tensor:
        e1 = self.e1(planes)  # (N, 64, H/2, W/2)
        e2 = self.e2(e1)  # (N, 128, H/4, W/4)
        e3 = self.e3(e2)  # (N, 256, H/8, W/8)
        e4 = self.e4(e3)  # (N, 512, H/16, W/16)
        e5 = self.e5(e4)  # (N, 512, H/32, W/32)
        x = torch.cat([self.d5(e5), e4], 1)  # (N, 1024, H/16, W/16)
        x = torch.cat([self.d4(x), e3], 1)  # (N, 512, H/8, W/8)
        x = torch.cat([self.d3(x), e2], 1)  # (N, 256, H/4, W/4)
        x = torch.cat([self.d2(x), e1], 1)  # (N, 128, H/2, W/2)
        return self.d1(x)  # (N, 3, H, W)


def _halve(planes: int, out: int) -> nn.Conv2d:
    return _initialize(nn.Conv2d(planes, out, 5, stride=2, padding=2))


def _double(planes: int, out: int) -> nn.ConvTranspose2d:
    return _initialize(nn.ConvTranspose2d(planes, out, 5, stride=2, padding=2, output_padding=1))


def _initialize(layer: nn.Conv2d | nn.ConvTranspose2d) -> nn.Conv2d | nn.ConvTranspose2d:
    """Normal weights cut off at two standard deviations, no bias."""
    nn.init.trunc_normal_(layer.weight, std=WEIGHT_STD, a=-2 * WEIGHT_STD, b=2 * WEIGHT_STD)
    nn.init.zeros_(layer.bias)
    return layer
