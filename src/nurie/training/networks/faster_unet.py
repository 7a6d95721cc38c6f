"""Our generators: pixel-unshuffle by 4, FasterNet blocks in a U, colour as a residual over the flooded hints."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from nurie.runtime.tensors import ALL_PLANES, PLANES

_STEP = 4  # pixel-unshuffle of the stem
_FLOOD = PLANES.index("flood_r")
_CONFIDENCE = PLANES.index("flood_confidence")
_DIFFUSED = ALL_PLANES.index("diffused_r")
_TOLD = len(ALL_PLANES) - len(PLANES)  # diffused hints: smooth planes
_HEADS = 4


class FasterBlock(nn.Module):
    """Partial 3x3 convolution on a quarter of the channels, then two 1x1 ones; residual.

    Source: Chen et al. 2023, "Run, Don't Walk" (FasterNet), arXiv:2303.03667, figure 4.
    """

    def __init__(self, width: int, *, expansion: int = 2) -> None:
        super().__init__()
        self.part = width // 4
        self.spatial = nn.Conv2d(self.part, self.part, 3, padding=1, bias=False)
        self.expand = nn.Conv2d(width, width * expansion, 1, bias=False)
        self.norm = nn.BatchNorm2d(width * expansion)
        self.reduce = nn.Conv2d(width * expansion, width, 1)

    def forward(self, x: Tensor) -> Tensor:  # (B, width, h, w) -> the same
        mixed = torch.cat([self.spatial(x[:, : self.part]), x[:, self.part :]], 1)
        return x + self.reduce(functional.relu(self.norm(self.expand(mixed))))


class GlobalContext(nn.Module):
    """Adds to every place what the mean over the picture says: one palette for the whole page."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(width, width // 2, 1)
        self.excite = nn.Conv2d(width // 2, width, 1)

    def forward(self, x: Tensor) -> Tensor:  # (B, width, h, w) -> the same
        mean = x.mean((2, 3), keepdim=True)  # (B, width, 1, 1)
        return x + self.excite(functional.relu(self.squeeze(mean)))


class Attention(nn.Module):
    """Every place asks every other one: one hint in the hair reaches all the hair.

    Source: Vaswani et al. 2017, "Attention Is All You Need", arXiv:1706.03762, section 3.2, without positions.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.inner = width // 2
        self.ask = nn.Conv2d(width, 3 * self.inner, 1)
        self.answer = nn.Conv2d(self.inner, width, 1)
        nn.init.zeros_(self.answer.weight)
        nn.init.zeros_(self.answer.bias)

    def forward(self, x: Tensor) -> Tensor:  # (B, width, h, w) -> the same
        batch, _, height, width = x.shape
        parts = self.ask(x).reshape(batch, 3, _HEADS, self.inner // _HEADS, height * width)
        query, key, value = parts.unbind(1)  # (B, heads, d, h w) each
        alike = query.transpose(2, 3) @ key * (self.inner // _HEADS) ** -0.5
        found = value @ alike.softmax(-1).transpose(2, 3)
        return x + self.answer(found.reshape(batch, self.inner, height, width))


class FasterUnet(nn.Module):
    """Line art and hints to a line-free colour layer and to colour classes per cell.

    flats = confidence * flood + a learned residual, so that they start as good as the flooded hints; color =
    flats + another residual, the light and the shadow. The class logits say which colours are plausible in
    each cell of 16 pixels; from them come colours where the artist gave no hint.

    Args:
        widths: channels at 1/4, 1/8, 1/16 and 1/32.
        depths: blocks at these sizes, going down.
        up_depths: blocks at 1/16, 1/8 and 1/4, coming up.
        classes: number of colour classes.
        flats: whether there is a residual for flats; without, the colour's alone is added to the flood.
        told: whether the network also looks at the diffused hints, which it may mix into the flood place by place.
        attention: whether there is one layer of attention at 1/32.
        things: number of things that it tells apart per cell.

    Shapes: (B, 9 or with `told` 12, H, W) planes of `runtime.tensors`, H and W multiples of 32
        -> (B, 6, H, W) in about [-1, 1], color and then flats, or without flats (B, 3, H, W);
        (B, classes + things, H/16, W/16).
    """

    def __init__(
        self, *, widths: Sequence[int], depths: Sequence[int], up_depths: Sequence[int], classes: int,
        flats: bool = False, told: bool = False, attention: bool = False, things: int = 0,
    ) -> None:  # fmt: skip
        super().__init__()
        self.planes = ALL_PLANES if told else PLANES
        self.things = things
        self.stem = nn.Conv2d(len(PLANES) * _STEP**2, widths[0], 1)
        self.down = nn.ModuleList(_blocks(width, depth) for width, depth in zip(widths, depths, strict=True))
        self.shrink = nn.ModuleList(nn.Conv2d(a, b, 2, 2) for a, b in pairwise(widths))
        self.context = GlobalContext(widths[-1])
        rising = list(widths[::-1])
        self.grow = nn.ModuleList(nn.Conv2d(a, b, 1) for a, b in pairwise(rising))
        self.up = nn.ModuleList(_blocks(width, depth) for width, depth in zip(rising[1:], up_depths, strict=True))
        self.classify = nn.Conv2d(rising[1], classes, 1)
        self.paint = nn.Conv2d(widths[0], 3 * _STEP**2, 3, padding=1)
        self.flatten = nn.Conv2d(widths[0], 3 * _STEP**2, 1) if flats else None
        self.attend = Attention(widths[-1]) if attention else None
        self.name = nn.Conv2d(rising[1], things, 1) if things else None
        self.tell = nn.ModuleList(nn.Conv2d(_TOLD, width, 1) for width in (widths[0], *rising[1:]) if told)
        self.mix = nn.Conv2d(widths[0], _STEP**2, 1) if told else None
        for head in filter(None, (self.paint, self.flatten, self.name, self.mix, *self.tell)):
            nn.init.zeros_(head.weight)
            nn.init.zeros_(head.bias)

    def forward(self, planes: Tensor) -> tuple[Tensor, Tensor]:
        x = self._told(0, self._read(planes), planes)  # (B, widths[0], H/4, W/4)
        skips = []
        for level, blocks in enumerate(self.down):
            x = blocks(x)
            if level < len(self.shrink):
                skips.append(x)
                x = self.shrink[level](x)
        if self.attend is not None:
            x = self.attend(x)
        x = self.context(x)  # (B, widths[3], H/32, W/32)
        logits = x
        for level, blocks in enumerate(self.up):
            x = functional.interpolate(self.grow[level](x), scale_factor=2.0, mode="nearest")
            x = blocks(self._told(1 + level, x + skips[-1 - level], planes))
            if level == 0:
                logits = self.classify(x)  # (B, classes, H/16, W/16)
                if self.name is not None:
                    logits = torch.cat([logits, self.name(x)], 1)
        residual = functional.pixel_shuffle(self.paint(x), _STEP)  # (B, 3, H, W)
        flooded = planes[:, _FLOOD : _FLOOD + 3] * planes[:, _CONFIDENCE : _CONFIDENCE + 1]
        if self.mix is not None:
            share = functional.pixel_shuffle(self.mix(x), _STEP)
            flooded = flooded + share * (planes[:, _DIFFUSED : _DIFFUSED + 3] - flooded)
        if self.flatten is None:
            return flooded + residual, logits
        flats = flooded + functional.pixel_shuffle(self.flatten(x), _STEP)
        return torch.cat([flats + residual, flats], 1), logits

    def _told(self, number: int, x: Tensor, planes: Tensor) -> Tensor:
        """Adds to every place what the smooth planes say there."""
        if not self.tell:
            return x
        step = _STEP if number == 0 else 2 ** (5 - number)  # going up: 1/16, 1/8, 1/4
        return x + self.tell[number](planes[:, len(PLANES) : len(ALL_PLANES), step // 2 :: step, step // 2 :: step])

    def _read(self, planes: Tensor) -> Tensor:
        """The stem: a 1x1 convolution of unshuffled pixels, which is one strided convolution.

        Trained in the first form, which is quicker backwards; run in the second, since ONNX Runtime
        spends a fifth of the whole network's time on unshuffling.
        """
        planes = planes[:, : len(PLANES)] if self.tell else planes
        if self.training:
            return self.stem(functional.pixel_unshuffle(planes, _STEP))
        kernel = self.stem.weight.view(-1, len(PLANES), _STEP, _STEP)
        return functional.conv2d(planes, kernel, self.stem.bias, stride=_STEP)


def _blocks(width: int, depth: int) -> nn.Sequential:
    return nn.Sequential(*(FasterBlock(width) for _ in range(depth)))
