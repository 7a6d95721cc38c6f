"""The U-Net of PaintsChainer, used for both of its stages."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class PaintsChainer(nn.Module):
    """Line art and hints in, a coloured picture out.

    Input (N, 4, H, W): line 1 plane, hint 3 planes (stage 2: the enlarged picture of stage 1); output
    (N, 3, H, W), unbounded. H and W are multiples of 16. Ranges and colour space are the recipe's business.

    Reconstructed from its published widths: encoder 32-64-64-128-128-256-256-512-512, where 4×4 stride 2
    alternates with 3×3, decoder the reverse with a skip before each 4×4 transposed convolution and before the
    last 3×3. Checked against the two figures known of it: 18.6 M parameters (ours 18,639,619, of which 18,629,440
    are convolution weights) and 145 GFLOP at 512×512 (ours 145.4).

    Source: Taizan Yonetsuji, PaintsChainer, 2017; U-Net, Ronneberger et al. 2015, arXiv:1505.04597.
    """

    multiple = 16

    def __init__(self, in_planes: int = 4) -> None:
        super().__init__()
        self.e0 = _block(nn.Conv2d(in_planes, 32, 3, padding=1))
        self.e1 = nn.Sequential(_halve(32, 64), _block(nn.Conv2d(64, 64, 3, padding=1)))
        self.e2 = nn.Sequential(_halve(64, 128), _block(nn.Conv2d(128, 128, 3, padding=1)))
        self.e3 = nn.Sequential(_halve(128, 256), _block(nn.Conv2d(256, 256, 3, padding=1)))
        self.e4 = _halve(256, 512)
        self.e5 = _block(nn.Conv2d(512, 512, 3, padding=1))
        self.d4 = nn.Sequential(_double(1024, 512), _block(nn.Conv2d(512, 256, 3, padding=1)))
        self.d3 = nn.Sequential(_double(512, 256), _block(nn.Conv2d(256, 128, 3, padding=1)))
        self.d2 = nn.Sequential(_double(256, 128), _block(nn.Conv2d(128, 64, 3, padding=1)))
        self.d1 = nn.Sequential(_double(128, 64), _block(nn.Conv2d(64, 32, 3, padding=1)))
        self.d0 = nn.Conv2d(64, 3, 3, padding=1)

    def forward(self, planes: Tensor) -> Tensor:
        e0 = self.e0(planes)  # (N, 32, H, W)
        e1 = self.e1(e0)  # (N, 64, H/2, W/2)
        e2 = self.e2(e1)  # (N, 128, H/4, W/4)
        e3 = self.e3(e2)  # (N, 256, H/8, W/8)
        e4 = self.e4(e3)  # (N, 512, H/16, W/16)
        x = self.d4(torch.cat([e4, self.e5(e4)], 1))  # (N, 256, H/8, W/8)
        x = self.d3(torch.cat([e3, x], 1))  # (N, 128, H/4, W/4)
        x = self.d2(torch.cat([e2, x], 1))  # (N, 64, H/2, W/2)
        x = self.d1(torch.cat([e1, x], 1))  # (N, 32, H, W)
        return self.d0(torch.cat([e0, x], 1))  # (N, 3, H, W)


def _halve(planes: int, out: int) -> nn.Sequential:
    return _block(nn.Conv2d(planes, out, 4, stride=2, padding=1))


def _double(planes: int, out: int) -> nn.Sequential:
    return _block(nn.ConvTranspose2d(planes, out, 4, stride=2, padding=1))


def _block(layer: nn.Conv2d | nn.ConvTranspose2d) -> nn.Sequential:
    return nn.Sequential(layer, nn.BatchNorm2d(layer.out_channels), nn.ReLU())
