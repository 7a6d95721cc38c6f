"""PaintsChainer: the U-Net of both its stages, the two together, and a discriminator."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

_SHRINK = 4  # the second stage works at four times the first one's size


class PaintsChainer(nn.Module):
    """Line art and hints in, a coloured picture out.

    Input (N, 4, H, W): line 1 plane, hint 3 planes (stage 2: the enlarged picture of stage 1); output
    (N, 3, H, W), unbounded. H and W are multiples of 16. Ranges and colour space are the recipe's business.

    Reconstructed from its published widths: encoder 32-64-64-128-128-256-256-512-512, where 4×4 stride 2
    alternates with 3×3, decoder the reverse with a skip before each 4×4 transposed convolution and before the
    last 3×3. Checked against the two figures known of it: 18.6 M parameters (ours 18,639,619, of which 18,629,440
    are convolution weights) and 145 GFLOP at 512×512 (ours 145.4).

    Args:
        in_planes: planes of the input.
        width: channels of the first convolution, 32 in the original; the others are multiples of it.
        out_scale: what the last convolution's answer is multiplied by. 1 in the original, which answers in grey levels
            and takes tens of thousands of steps of 1e-4 to leave black; 255 lets it answer at once.

    Source: Taizan Yonetsuji, PaintsChainer, 2017; U-Net, Ronneberger et al. 2015, arXiv:1505.04597.
    """

    multiple = 16

    def __init__(self, in_planes: int = 4, *, width: int = 32, out_scale: float = 1.0) -> None:
        super().__init__()
        self.out_scale = out_scale
        w1, w2, w4, w8, w16 = (width * times for times in (1, 2, 4, 8, 16))
        self.e0 = _block(nn.Conv2d(in_planes, w1, 3, padding=1))
        self.e1 = nn.Sequential(_halve(w1, w2), _block(nn.Conv2d(w2, w2, 3, padding=1)))
        self.e2 = nn.Sequential(_halve(w2, w4), _block(nn.Conv2d(w4, w4, 3, padding=1)))
        self.e3 = nn.Sequential(_halve(w4, w8), _block(nn.Conv2d(w8, w8, 3, padding=1)))
        self.e4 = _halve(w8, w16)
        self.e5 = _block(nn.Conv2d(w16, w16, 3, padding=1))
        self.d4 = nn.Sequential(_double(2 * w16, w16), _block(nn.Conv2d(w16, w8, 3, padding=1)))
        self.d3 = nn.Sequential(_double(w16, w8), _block(nn.Conv2d(w8, w4, 3, padding=1)))
        self.d2 = nn.Sequential(_double(w8, w4), _block(nn.Conv2d(w4, w2, 3, padding=1)))
        self.d1 = nn.Sequential(_double(w4, w2), _block(nn.Conv2d(w2, w1, 3, padding=1)))
        self.d0 = nn.Conv2d(w2, 3, 3, padding=1)

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
        return self.out_scale * self.d0(torch.cat([e0, x], 1))  # (N, 3, H, W)


class PaintsChainerPair(nn.Module):
    """Both stages: a small picture after the hints, then the large one from the lines and the enlarged small one.

    Input (N, 4, H, W): line art and hint planes. In part "first" the answer is the first network's, of the planes as
    they are; in part "second" the first sees the planes at a quarter of their size, is frozen, and the second sees the
    line art beside the first's answer, enlarged to H×W. Without a part it is what `stages` says.

    Args:
        stages: 1 leaves the second network out.
        width, out_scale: of `PaintsChainer`.
    """

    def __init__(self, *, stages: int = 2, width: int = 32, out_scale: float = 1.0) -> None:
        super().__init__()
        self.first = PaintsChainer(width=width, out_scale=out_scale)
        self.second = PaintsChainer(width=width, out_scale=out_scale) if stages == 2 else None
        self.multiple = 16 if self.second is None else 16 * _SHRINK

    def forward(self, planes: Tensor, part: str = "") -> Tensor:
        if self.second is None or part == "first":
            return self.first(planes)
        middle = slice(_SHRINK // 2, None, _SHRINK)  # of hints one pixel each: their "none" cannot be averaged
        small = torch.cat([functional.avg_pool2d(planes[:, :1], _SHRINK), planes[:, 1:, middle, middle]], 1)
        small = self._frozen(small)
        large = functional.interpolate(small, scale_factor=float(_SHRINK), mode="bilinear", align_corners=False)
        return self.second(torch.cat([planes[:, :1], large], 1))  # (N, 3, H, W)

    def _frozen(self, planes: Tensor) -> Tensor:
        if not self.training:
            return self.first(planes)
        self.first.eval()  # its statistics stay, too
        with torch.no_grad():
            small = self.first(planes)
        self.first.train()
        return small


class PaintsChainerDiscriminator(nn.Module):
    """One score per picture, seen alone: convolutions of 4×4 that halve, each followed by one of 3×3.

    Only that there was an adversarial loss is known of it; the widths are half the generator's.

    Shapes: (N, 3, px, px) picture in [0, 1] and planes, which it does not look at -> (N, 1) scores before the sigmoid.

    Args:
        px: side of the pictures, a multiple of 16.
        width: channels of the first convolution; they double three times.
    """

    def __init__(self, *, px: int = 128, width: int = 32) -> None:
        super().__init__()
        layers, planes = [], 3
        for out in (width, 2 * width, 4 * width, 8 * width):
            layers += [_halve(planes, out), _block(nn.Conv2d(out, out, 3, padding=1))]
            planes = out
        self.layers = nn.Sequential(*layers)
        self.score = nn.Linear(planes * (px // 16) ** 2, 1)

    def forward(self, picture: Tensor, planes: Tensor) -> Tensor:
        return self.score(self.layers(picture).flatten(1))


def _halve(planes: int, out: int) -> nn.Sequential:
    return _block(nn.Conv2d(planes, out, 4, stride=2, padding=1))


def _double(planes: int, out: int) -> nn.Sequential:
    return _block(nn.ConvTranspose2d(planes, out, 4, stride=2, padding=1))


def _block(layer: nn.Conv2d | nn.ConvTranspose2d) -> nn.Sequential:
    return nn.Sequential(layer, nn.BatchNorm2d(layer.out_channels), nn.ReLU())
