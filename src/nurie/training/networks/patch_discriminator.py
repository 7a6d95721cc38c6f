"""A small discriminator of patches, which sees the line art beside the picture."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm


class PatchDiscriminator(nn.Module):
    """Pixel-unshuffle by 2, then strided convolutions under spectral norm.

    Args:
        width: channels after the first convolution; they double twice.

    Shapes: (B, 3, H, W) picture in [-1, 1] and (B, 1, H, W) line in [0, 1] -> (B, 1, H/16, W/16) scores.

    Source: patches, Isola et al. 2017, arXiv:1611.07004; spectral norm, Miyato et al. 2018, arXiv:1802.05957.
    """

    def __init__(self, *, width: int = 32) -> None:
        super().__init__()
        self.layers = nn.ModuleList([
            spectral_norm(nn.Conv2d(16, width, 3, 2, 1)),
            spectral_norm(nn.Conv2d(width, width * 2, 3, 2, 1)),
            spectral_norm(nn.Conv2d(width * 2, width * 4, 3, 2, 1)),
        ])
        self.score = spectral_norm(nn.Conv2d(width * 4, 1, 3, 1, 1))

    def forward(self, picture: Tensor, line: Tensor) -> Tensor:
        x = functional.pixel_unshuffle(torch.cat([picture, line], 1), 2)  # (B, 16, H/2, W/2)
        for layer in self.layers:
            x = functional.leaky_relu(layer(x), 0.2)  # H/4, H/8, H/16
        return self.score(x)
