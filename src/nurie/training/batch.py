"""What a training step learns from."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """What a step learns from.

    Attributes:
        planes: (B, 9, S, S) of `runtime.tensors`.
        layer: (B, 3, S, S) in [-1, 1], the colours without lines.
        picture: (B, 3, S, S) in [-1, 1], with lines.
        flats: (B, 3, S, S) in [-1, 1], colours without light and shadow.
        has_flats: (B,) bool, where `flats` holds.
    """

    planes: Tensor
    layer: Tensor
    picture: Tensor
    flats: Tensor
    has_flats: Tensor

    def to(self, device: torch.device) -> Batch:
        layout = torch.channels_last
        planes = (self.planes, self.layer, self.picture, self.flats)
        return Batch(*(part.to(device, memory_format=layout) for part in planes), self.has_flats.to(device))
