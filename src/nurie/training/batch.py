"""What a training step learns from."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """What a step learns from.

    Attributes:
        planes: (B, 12, S, S) of `runtime.tensors`, `ALL_PLANES`.
        layer: (B, 3, S, S) in [-1, 1], the colours without lines.
        flats: (B, 3, S, S) in [-1, 1], colours without light and shadow.
        has_flats: (B,) bool, where `flats` holds.
        things: (B, S / 16, S / 16) int64, indices into `things.THINGS`, `samples.UNKNOWN` where nobody knows.
    """

    planes: Tensor
    layer: Tensor
    flats: Tensor
    has_flats: Tensor
    things: Tensor

    def to(self, device: torch.device) -> Batch:
        layout = torch.channels_last
        planes = (self.planes, self.layer, self.flats)
        moved = (part.to(device, memory_format=layout) for part in planes)
        return Batch(*moved, self.has_flats.to(device), self.things.to(device))


@dataclass(frozen=True, slots=True)
class PlainBatch:
    """What a step of a seed system learns from.

    Attributes:
        planes: (B, C, S, S) of `runtime.encodings`.
        picture: (B, 3, S, S) sRGB in [0, 1], lines and all.
    """

    planes: Tensor
    picture: Tensor

    def to(self, device: torch.device) -> PlainBatch:
        layout = torch.channels_last
        return PlainBatch(*(part.to(device, memory_format=layout) for part in (self.planes, self.picture)))
