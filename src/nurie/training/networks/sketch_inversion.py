"""Convolutional sketch inversion: a residual encoder and decoder."""

from __future__ import annotations

from torch import Tensor, nn


class Residual(nn.Module):
    """Two convolutions of 3×3 with batch norm, added to what came in."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(*_norm(nn.Conv2d(width, width, 3, padding=1, bias=False), width), nn.ReLU(),
                                    *_norm(nn.Conv2d(width, width, 3, padding=1, bias=False), width))  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        return x + self.layers(x)


class SketchInversion(nn.Module):
    """A sketch of line, grey or colour in, the picture out.

    9×9 to 32 channels, two halvings to 64 and 128, five residual blocks, two doublings, 9×9 to the picture; batch norm
    and ReLU after each but the last, which is a tanh over the whole range.

    Shapes: (N, 3, H, W) sketch in [0, 1], H and W multiples of 4 -> (N, 3, H, W) in [0, 1].

    Args:
        width: channels after the first convolution.
        blocks: residual blocks.

    Source: Güçlütürk, Güçlü, van Lier and van Gerven 2016, arXiv:1606.03073, section 2.2.
    """

    multiple = 4

    def __init__(self, *, width: int = 32, blocks: int = 5) -> None:
        super().__init__()
        w1, w2, w4 = width, 2 * width, 4 * width
        self.down = nn.Sequential(
            *_norm(nn.Conv2d(3, w1, 9, padding=4, bias=False), w1), nn.ReLU(),
            *_norm(nn.Conv2d(w1, w2, 3, stride=2, padding=1, bias=False), w2), nn.ReLU(),
            *_norm(nn.Conv2d(w2, w4, 3, stride=2, padding=1, bias=False), w4), nn.ReLU(),
        )  # fmt: skip
        self.blocks = nn.Sequential(*(Residual(w4) for _ in range(blocks)))
        self.up = nn.Sequential(
            *_norm(nn.ConvTranspose2d(w4, w2, 4, stride=2, padding=1, bias=False), w2), nn.ReLU(),
            *_norm(nn.ConvTranspose2d(w2, w1, 4, stride=2, padding=1, bias=False), w1), nn.ReLU(),
            nn.Conv2d(w1, 3, 9, padding=4), nn.Tanh(),
        )  # fmt: skip

    def forward(self, planes: Tensor) -> Tensor:
        x = self.blocks(self.down(planes))  # (N, 128, H/4, W/4)
        return (self.up(x) + 1) / 2  # (N, 3, H, W)


def _norm(layer: nn.Module, width: int) -> tuple[nn.Module, nn.Module]:
    return layer, nn.BatchNorm2d(width)
