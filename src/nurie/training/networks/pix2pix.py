"""The generator of deepcolor's stage 2: the U-Net of pix2pix, with deepcolor's convolutions."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from nurie.training.joined import Dropout
from nurie.training.networks.deepcolor import LEAK, BatchNorm, double, halve

_DROPPED = 3  # decoder levels with dropout


class Pix2pixUnet(nn.Module):
    """Line art in, a coloured picture out, by way of one pixel.

    Input (N, 1, H, W) in [0, 1], output (N, 3, H, W) in [-1, 1], of which deepcolor used [0, 1]; H and W multiples of
    `px`. 8 levels at 256 px: channels 64, 128, 256, then 512. Dropout 0.5 on the first three decoder levels, in
    training alone. The innermost level has no batch norm: of one pixel and a batch of one it would leave nothing.

    Args:
        in_planes: planes of the input.
        px: side of the pictures, a power of 2; there are as many levels as it takes to halve it to 1.
        width: channels after the first convolution.
        dropout: share of the channels' values that are dropped.

    Source: Isola et al. 2017, arXiv:1611.07004, section 6.1; kernels and norms as `Deepcolor`.
    """

    def __init__(self, in_planes: int = 1, *, px: int = 256, width: int = 64, dropout: float = 0.5) -> None:
        super().__init__()
        self.multiple = px
        levels = px.bit_length() - 1
        if px != 2**levels or levels < 3:
            raise TypeError(f"px is {px}; expected a power of 2, at least 8")
        widths = [width * min(2**level, 8) for level in range(levels)]
        self.first = halve(in_planes, widths[0])
        self.down = nn.ModuleList(
            nn.Sequential(nn.LeakyReLU(LEAK), halve(a, b), BatchNorm(b) if level < levels - 2 else nn.Identity())
            for level, (a, b) in enumerate(pairwise(widths))
        )
        self.up = nn.ModuleList()
        for step, level in enumerate(range(levels - 1, 0, -1)):
            planes = widths[level] * (1 if step == 0 else 2)
            drop = Dropout(dropout) if step < _DROPPED else nn.Identity()
            grow = double(planes, widths[level - 1])
            self.up.append(nn.Sequential(nn.ReLU(), grow, BatchNorm(widths[level - 1]), drop))
        self.last = nn.Sequential(nn.ReLU(), double(2 * widths[0], 3), nn.Tanh())

    def forward(self, planes: Tensor) -> Tensor:
        skips = [self.first(planes)]
        for down in self.down:
            skips.append(down(skips[-1]))  # (N, width, H / 2^level, W / 2^level)
        x = skips.pop()
        for up in self.up:
            x = torch.cat([up(x), skips.pop()], 1)
        return self.last(x)  # (N, 3, H, W)
