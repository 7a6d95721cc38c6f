"""deepcolor's networks: the U-Net of its stages 3 and 4, the plain network of stage 1, the discriminator."""

from __future__ import annotations

from typing import TypeVar

import torch
from torch import Tensor, nn

LEAK = 0.2
WEIGHT_STD = 0.02
Layer = TypeVar("Layer", nn.Conv2d, nn.ConvTranspose2d)


class Deepcolor(nn.Module):
    """Line art and a blurred colour hint in, a coloured picture out.

    Input (N, 4, H, W): line art 1 plane, hint 3 planes, in [0, 1]; output (N, 3, H, W) in [-1, 1], of which the
    original used [0, 1]. H and W are multiples of 32; the original worked at 256 px.

    26,028,035 parameters, the published count, and 69 GFLOP at 512×512: both hold for line 1 + hint 3 planes
    and three output planes, with convolution biases and without scale and shift in the batch norms, because a
    naming bug kept the original's at their start values. `generator_bn_affine` mends that.

    "SAME" padding of an even size pads 1 before and 2 after. Ours pads 2 before and 1 after: the same network
    in a mirror (turn picture and kernels by 180°), without a pad or a crop of its own in the exported graph.

    Args:
        in_planes: planes of the input.
        width: channels after the first convolution, 64 in the original; the others are multiples of it.
        generator_bn_affine: give the batch norms a scale and a shift (the original's never left 1 and 0).
        inference_batch_stats: normalise by the batch at inference too, as the original did; otherwise by the
            running mean and variance, which fold into the convolutions.

    Source: Kevin Frans, deepcolor, 2017; layout after the facts in the project's notes on it, no code taken.
    """

    multiple = 32

    def __init__(
        self, in_planes: int = 4, *, width: int = 64, generator_bn_affine: bool = False,
        inference_batch_stats: bool = False,
    ) -> None:
        super().__init__()

        def norm(planes: int) -> nn.Module:
            return BatchNorm(planes, affine=generator_bn_affine, inference_batch_stats=inference_batch_stats)

        w1, w2, w4, w8 = (width * times for times in (1, 2, 4, 8))
        self.e1 = halve(in_planes, w1)
        self.e2 = nn.Sequential(nn.LeakyReLU(LEAK), halve(w1, w2), norm(w2))
        self.e3 = nn.Sequential(nn.LeakyReLU(LEAK), halve(w2, w4), norm(w4))
        self.e4 = nn.Sequential(nn.LeakyReLU(LEAK), halve(w4, w8), norm(w8))
        self.e5 = nn.Sequential(nn.LeakyReLU(LEAK), halve(w8, w8), norm(w8))
        self.d5 = nn.Sequential(nn.ReLU(), double(w8, w8), norm(w8))
        self.d4 = nn.Sequential(nn.ReLU(), double(2 * w8, w4), norm(w4))
        self.d3 = nn.Sequential(nn.ReLU(), double(2 * w4, w2), norm(w2))
        self.d2 = nn.Sequential(nn.ReLU(), double(2 * w2, w1), norm(w1))
        self.d1 = nn.Sequential(nn.ReLU(), double(2 * w1, 3), nn.Tanh())

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


class DeepcolorL2(nn.Module):
    """The essay's first stage: line art in, colours out, no skips.

    Input (N, 1, H, W) in [0, 1], output (N, 3, H, W) in [-1, 1], of which [0, 1] is used; H and W multiples of 8.

    Args:
        in_planes: planes of the input.
        width: channels after the first convolution; then twice and four times as many.

    Source: as `Deepcolor`. The linked commit in truth shows this network the colour picture itself; the essay's
    network, and ours, sees the line art.
    """

    multiple = 8

    def __init__(self, in_planes: int = 1, *, width: int = 64) -> None:
        super().__init__()
        w1, w2, w4 = width, 2 * width, 4 * width
        self.e1 = halve(in_planes, w1)
        self.e2 = nn.Sequential(nn.LeakyReLU(LEAK), halve(w1, w2), BatchNorm(w2))
        self.e3 = nn.Sequential(nn.LeakyReLU(LEAK), halve(w2, w4), BatchNorm(w4))
        self.d3 = nn.Sequential(nn.ReLU(), double(w4, w2), BatchNorm(w2))
        self.d2 = nn.Sequential(nn.ReLU(), double(w2, w1), BatchNorm(w1))
        self.d1 = nn.Sequential(nn.ReLU(), double(w1, 3), nn.Tanh())

    def forward(self, planes: Tensor) -> Tensor:
        x = self.e3(self.e2(self.e1(planes)))  # (N, 256, H/8, W/8)
        return self.d1(self.d2(self.d3(x)))  # (N, 3, H, W)


class DeepcolorDiscriminator(nn.Module):
    """One score for the whole picture, seen beside what the generator sees: no PatchGAN.

    4,837,249 parameters at 256 px with 7 planes, the published count: without scale and shift in the batch norms.

    Shapes: (N, 3, px, px) picture in [0, 1] and (N, C, px, px) planes -> (N, 1) scores before the sigmoid.

    Args:
        px: side of the pictures, a multiple of 8; the last layer sees all of it.
        in_planes: picture 3 + the generator's planes.
        width: channels after the first convolution; then 2, 4 and 8 times as many.
        bn_affine: give the batch norms a scale and a shift.

    Source: as `Deepcolor`.
    """

    def __init__(self, *, px: int = 256, in_planes: int = 7, width: int = 64, bn_affine: bool = False) -> None:
        super().__init__()
        w1, w2, w4, w8 = (width * times for times in (1, 2, 4, 8))
        self.layers = nn.Sequential(
            halve(in_planes, w1), nn.LeakyReLU(LEAK),
            halve(w1, w2), BatchNorm(w2, affine=bn_affine), nn.LeakyReLU(LEAK),
            halve(w2, w4), BatchNorm(w4, affine=bn_affine), nn.LeakyReLU(LEAK),
            initialize(nn.Conv2d(w4, w8, 5, padding=2)), BatchNorm(w8, affine=bn_affine), nn.LeakyReLU(LEAK),
        )  # fmt: skip
        self.score = nn.Linear(w8 * (px // 8) ** 2, 1)
        nn.init.normal_(self.score.weight, std=WEIGHT_STD)
        nn.init.zeros_(self.score.bias)

    def forward(self, picture: Tensor, planes: Tensor) -> Tensor:
        return self.score(self.layers(torch.cat([planes, picture], 1)).flatten(1))


class BatchNorm(nn.Module):
    """Batch norm that can do what deepcolor's did: nothing learned, and the batch's statistics at inference.

    Args:
        planes: channels.
        affine: whether there is a scale and a shift.
        inference_batch_stats: whether a picture is normalised by its own mean and variance at inference, too.
    """

    def __init__(self, planes: int, *, affine: bool = True, inference_batch_stats: bool = False) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(planes, affine=affine, track_running_stats=not inference_batch_stats)

    def forward(self, x: Tensor) -> Tensor:
        if self.training or self.norm.track_running_stats:
            return self.norm(x)
        mean = x.mean((0, 2, 3), keepdim=True)  # spelt out: this exports to ONNX as it is
        x = (x - mean) * torch.rsqrt((x - mean).square().mean((0, 2, 3), keepdim=True) + self.norm.eps)
        return x if self.norm.weight is None else x * self.norm.weight[:, None, None] + self.norm.bias[:, None, None]


def halve(planes: int, out: int) -> nn.Conv2d:
    """The original's convolution: 5×5, half the size."""
    return initialize(nn.Conv2d(planes, out, 5, stride=2, padding=2))


def double(planes: int, out: int) -> nn.ConvTranspose2d:
    """The original's transposed convolution: 5×5, twice the size."""
    return initialize(nn.ConvTranspose2d(planes, out, 5, stride=2, padding=2, output_padding=1))


def initialize(layer: Layer) -> Layer:
    """Normal weights cut off at two standard deviations, no bias."""
    nn.init.trunc_normal_(layer.weight, std=WEIGHT_STD, a=-2 * WEIGHT_STD, b=2 * WEIGHT_STD)
    nn.init.zeros_(layer.bias)
    return layer
