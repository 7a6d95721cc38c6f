"""Colourful image colorization: how likely each of 313 chromas is, place by place."""

from __future__ import annotations

from torch import Tensor, nn

BINS = 313


class Colorful(nn.Module):
    """Lightness in, the logits of quantised chromas out, at a quarter of the size.

    Eight blocks of 3×3 convolutions with batch norm: 64, 128, 256, 512, twice 512 dilated by 2, 512, 256.

    Shapes: (N, 1, H, W) lightness L*/100 - 0.5, H and W multiples of 8 -> (N, bins, H/4, W/4).

    Args:
        width: channels of the first block.
        bins: number of chromas.

    Source: Zhang, Isola and Efros 2016, arXiv:1603.08511, figure 2.
    """

    multiple = 8

    def __init__(self, *, width: int = 64, bins: int = BINS) -> None:
        super().__init__()
        w1, w2, w4, w8 = (width * times for times in (1, 2, 4, 8))
        self.layers = nn.Sequential(
            *_block(1, w1, 2, last_stride=2),
            *_block(w1, w2, 2, last_stride=2),
            *_block(w2, w4, 3, last_stride=2),
            *_block(w4, w8, 3),
            *_block(w8, w8, 3, dilation=2),
            *_block(w8, w8, 3, dilation=2),
            *_block(w8, w8, 3),
            nn.ConvTranspose2d(w8, w4, 4, stride=2, padding=1), nn.ReLU(), *_block(w4, w4, 2, norm=False),
            nn.Conv2d(w4, bins, 1),
        )  # fmt: skip

    def forward(self, planes: Tensor) -> Tensor:
        return self.layers(planes)


def _block(
    planes: int, width: int, depth: int, *, last_stride: int = 1, dilation: int = 1, norm: bool = True
) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for number in range(depth):
        stride = last_stride if number == depth - 1 else 1
        layers += [nn.Conv2d(planes, width, 3, stride, dilation, dilation), nn.ReLU()]
        planes = width
    return [*layers, nn.BatchNorm2d(width)] if norm else layers
