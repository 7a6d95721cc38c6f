"""deepcolor's automatic colours: a conditional VAE of coarse grids of colours."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from nurie.training.joined import randn_like
from nurie.training.networks.deepcolor import LEAK, BatchNorm, double, halve

GRID = 16  # cells each way
Z = 64
_CORNER = 4  # the line art's last map, each way
_WIDTHS = (64, 128, 128, 128, 128, 256)


class PaletteVae(nn.Module):
    """Line art and chance to a 16×16 grid of colours; in training the chance comes from the true grid.

    The encoder turns the grid of mean colours into a normal distribution over 64 numbers z. The generator reads line
    art through convolutions of 64-128-128-128-128-256 channels down to 4×4, adds z there, and answers with 16×16×3 by
    tanh, of which [0, 1] is used. At use z ~ N(0, 1): the first 64 values, row by row, of the plane "noise".

    Shapes: (N, 2, H, W), line art in [0, 1] and noise, H and W multiples of 32 -> (N, 3, 16, 16). Line art of any size
    is brought to `px` by area.

    Args:
        px: side of the line art that the convolutions see, 4 times a power of 2.
        width: channels after the first convolution; the others are in proportion.

    Source: the facts known of deepcolor's "auto color"; Kingma and Welling 2014, arXiv:1312.6114. What encoder and
    decoder look like beyond these is ours: deepcolor's convolutions.
    """

    multiple = 32

    def __init__(self, *, px: int = 256, width: int = 64) -> None:
        super().__init__()
        levels = (px // _CORNER).bit_length() - 1
        if px != _CORNER * 2**levels or not 1 <= levels <= len(_WIDTHS):
            raise TypeError(f"px is {px}; expected a power of 2 from 8 to 256")
        self.px, self.placed = px, width
        widths = [width * value // _WIDTHS[0] for value in (*_WIDTHS[: levels - 1], _WIDTHS[-1])]
        layers: list[nn.Module] = [halve(1, widths[0])]
        for before, after in pairwise(widths):
            layers += [nn.LeakyReLU(LEAK), halve(before, after), BatchNorm(after)]
        self.read = nn.Sequential(*layers, nn.LeakyReLU(LEAK))
        self.place = nn.Linear(Z, width * _CORNER**2)
        self.paint = nn.Sequential(
            double(widths[-1] + width, 4 * width), BatchNorm(4 * width), nn.ReLU(), double(4 * width, 3), nn.Tanh()
        )
        self.encode = nn.Sequential(
            halve(3, width), nn.LeakyReLU(LEAK), halve(width, 2 * width), BatchNorm(2 * width), nn.LeakyReLU(LEAK),
            nn.Flatten(), nn.Linear(2 * width * (GRID // 4) ** 2, 2 * Z),
        )  # fmt: skip

    def forward(self, planes: Tensor) -> Tensor:
        corner = planes[:, 1:, : Z // 8, :8].flatten(1)
        return self.generate(planes[:, :1], corner)

    def generate(self, line: Tensor, z: Tensor) -> Tensor:
        """(N, 1, H, W) and (N, 64) -> (N, 3, 16, 16)."""
        line = functional.interpolate(line, (self.px, self.px), mode="bilinear", align_corners=False, antialias=False)
        seen = self.read(line)  # (N, 256, 4, 4)
        placed = functional.leaky_relu(self.place(z), LEAK).view(-1, self.placed, _CORNER, _CORNER)
        return self.paint(torch.cat([seen, placed], 1))

    def reconstruct(self, line: Tensor, grid: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The grid again by way of z: (N, 3, 16, 16), and z's mean and log variance, (N, 64) each."""
        mean, log_variance = self.encode(grid).chunk(2, 1)
        z = mean + randn_like(mean) * (log_variance / 2).exp()
        return self.generate(line, z), mean, log_variance


class PaletteThenPainter(nn.Module):
    """A palette's grid, enlarged by nearest neighbour, as the hint of deepcolor's painter: its "auto color"."""

    def __init__(self, palette: nn.Module, painter: nn.Module) -> None:
        super().__init__()
        self.palette, self.painter = palette, painter
        self.multiple = max(palette.multiple, painter.multiple)

    def forward(self, planes: Tensor) -> Tensor:
        grid = self.palette(planes).clamp(0, 1)
        hint = functional.interpolate(grid, planes.shape[2:], mode="nearest")
        return self.painter(torch.cat([planes[:, :1], hint], 1))
