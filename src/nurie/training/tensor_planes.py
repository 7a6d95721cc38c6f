"""What the runtime does with hints in numpy, on whatever device a batch lies: flood, diffusion, planes."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from nurie.core import diffusion
from nurie.core.flood import CELL_PX, reach_cells
from nurie.core.geodesic import (
    DOUBLES_EVERY,
    EASE_UNITS,
    FAR,
    INDEX_BITS,
    LINE_COST,
    MAX_ROUNDS,
    OPEN_FROM,
    OPEN_SHARE,
    SLOWEST,
    UNITS,
)


def flood(hint_map: Tensor, lineart: Tensor) -> Tensor:
    """`core.flood.flood` of a batch: (B, H, W, 4) and (B, H, W) uint8 to (B, H, W, 4) uint8. H and W are even.

    Costs are rounded from another float, so that confidence may differ by one and a pixel midway between two hints may
    take the other one's colour.
    """
    batch, height, width = lineart.shape
    rows, columns = height // CELL_PX, width // CELL_PX
    hints = hint_map.view(batch, rows, CELL_PX, columns, CELL_PX, 4)
    seeds = hints[:, :, 0, :, 0]
    for y in range(CELL_PX):
        for x in range(CELL_PX):
            part = hints[:, :, y, :, x]
            seeds = torch.where(part[..., 3:] > 0, part, seeds)
    pixels = lineart.view(batch, rows, CELL_PX, columns, CELL_PX)
    darkest, seeded = pixels.amin((2, 4)), seeds[..., 3] > 0
    distance, _ = _geodesic(seeded, 1 + LINE_COST * (1 - darkest.float() / 255) ** 2, UNITS)
    steep = torch.exp2((255 - _soften(torch.floor(pixels.float().mean((2, 4)) + 0.5))) / DOUBLES_EVERY)
    _, nearest = _geodesic(seeded, steep * _ease(darkest, OPEN_SHARE * min(rows, columns)), EASE_UNITS)
    cells = seeds.reshape(batch, -1, 4).gather(1, nearest.view(batch, -1, 1).expand(-1, -1, 4))
    confidence = torch.round(255 * torch.exp(-distance / reach_cells(height, width))).to(torch.uint8)
    flooded = torch.cat([cells.view(batch, rows, columns, 4)[..., :3], confidence[..., None]], 3)
    flooded = flooded.repeat_interleave(CELL_PX, 1).repeat_interleave(CELL_PX, 2)
    flooded = torch.where(hint_map[..., 3:] > 0, hint_map, flooded)
    return flooded * (hint_map[..., 3] > 0).any(2).any(1).view(-1, 1, 1, 1)


def _soften(relief: Tensor) -> Tensor:
    """`core.geodesic.soften` of (B, h, w) float32."""
    weights = relief.new_tensor([1, 2, 1])
    framed = functional.pad(relief[:, None], (1, 1, 1, 1), mode="replicate")
    sums = functional.conv2d(framed, torch.outer(weights, weights)[None, None])[:, 0]
    return torch.floor((sums + 8) / 16)


def _ease(lineart: Tensor, open_cells: float) -> Tensor:
    """`core.geodesic.ease` of (B, h, w) uint8; walls grow a cell a round, by chessboard distance."""
    walls = (lineart < OPEN_FROM).float()
    widths = 1 - walls
    for _ in range(int(open_cells)):
        walls = functional.max_pool2d(walls, 3, 1, 1)
        widths = widths + 1 - walls
    return (open_cells / widths.clamp(min=1)).pow(3).clamp(1, SLOWEST)


def _geodesic(seeded: Tensor, cost: Tensor, units: int) -> tuple[Tensor, Tensor]:
    """As in `core.geodesic`: distance and index of the seed in one whole number."""
    index = torch.arange(cost[0].numel(), device=cost.device).view(cost[0].shape)
    steps = torch.round(cost * units).long().clamp(max=FAR // (2 * sum(cost.shape[1:]))) << INDEX_BITS
    places = torch.where(seeded, 0, FAR << INDEX_BITS) + index
    for _ in range(MAX_ROUNDS):
        for axis in (2, 1):
            places = _sweep(places, steps, axis)
            places = _sweep(places.flip(axis), steps.flip(axis), axis).flip(axis)
    return (places >> INDEX_BITS).to(cost.dtype) / units, places & ((1 << INDEX_BITS) - 1)


def _sweep(places: Tensor, steps: Tensor, axis: int) -> Tensor:
    """One pass in the direction of growing index."""
    along = steps.cumsum(axis)
    return torch.cummin(places - along, axis).values + along


def diffuse(hint_map: Tensor, lineart: Tensor) -> Tensor:
    """`core.diffusion.diffuse` of a batch: (B, H, W, 4) and (B, H, W) uint8 to (B, H, W, 3) uint8.

    Halving takes other means than there where a side is odd, so that colours may differ by a few levels.
    """
    batch, height, width = lineart.shape
    scale = diffusion.GRID / min(height, width)
    size = [max(1, round(side * scale)) for side in (height, width)]
    mask = (hint_map[..., 3:] > 0).float().permute(0, 3, 1, 2)
    color = hint_map[..., :3].float().permute(0, 3, 1, 2) * mask
    dark = functional.adaptive_avg_pool2d(1 - lineart[:, None].float() / 255, size)
    opened = torch.exp(-diffusion.SHUT * dark).clamp(min=diffusion.LEAST_OPEN)
    levels = [(opened, functional.adaptive_avg_pool2d(torch.cat([color, mask], 1), size))]
    while min(size) > diffusion.COARSEST:
        size = [-(-side // 2) for side in size]
        levels.append(tuple(functional.adaptive_avg_pool2d(part, size) for part in levels[-1]))
    total = levels[-1][1].sum((2, 3), keepdim=True)
    blend = total[:, :3] / total[:, 3:].clamp(min=1e-9)
    for opened, seeds in reversed(levels):
        blend = _relaxed(_enlarged(blend, opened.shape[2:]), opened, seeds)
    whole = _enlarged(blend, (height, width)).permute(0, 2, 3, 1)
    return torch.round(whole * mask.amax((2, 3)).view(batch, 1, 1, 1)).to(torch.uint8)


def _relaxed(color: Tensor, opened: Tensor, seeds: Tensor) -> Tensor:
    marked, known = seeds[:, 3:] > 0, seeds[:, :3] / seeds[:, 3:].clamp(min=1e-9)
    share = 1 / _around(opened)
    for _ in range(diffusion.ROUNDS):
        color = torch.where(marked, known, color)
        color = _around(color * opened) * share
    return torch.where(marked, known, color)


def _around(planes: Tensor) -> Tensor:
    """Means of the 3x3 pixels around each, mirrored at the border."""
    return functional.avg_pool2d(functional.pad(planes, (1, 1, 1, 1), mode="reflect"), 3, 1)


def _enlarged(planes: Tensor, size: Sequence[int]) -> Tensor:
    return functional.interpolate(planes, size=tuple(size), mode="bilinear", align_corners=False)


def to_planes(lineart: Tensor, hint_map: Tensor, flooded: Tensor, diffused: Tensor) -> Tensor:
    """`runtime.tensors.to_planes` on the device: (B, S, S[, C]) uint8 to (B, 12, S, S) float32."""
    marked = hint_map[..., 3] > 0
    any_hint = marked.any(2).any(1).view(-1, 1, 1).expand_as(marked)
    line = (255 - lineart).float() / 255
    parts = [line[:, None]]
    for rgba, mask in ((hint_map, marked), (flooded, any_hint)):
        color = rgba.permute(0, 3, 1, 2).float()
        parts += [(color[:, :3] * (2 / 255) - 1) * mask[:, None], color[:, 3:] / 255]
    parts.append(to_signed(diffused) * any_hint[:, None])
    return torch.cat(parts, 1)


def to_signed(pictures: Tensor) -> Tensor:
    """Colours in the range of the planes: (B, S, S, 3) uint8 to (B, 3, S, S) float32 in [-1, 1]."""
    return pictures.permute(0, 3, 1, 2).float() * (2 / 255) - 1
