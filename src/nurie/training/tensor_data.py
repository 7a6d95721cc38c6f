"""Samples made by tensor operations, on whatever device the pictures lie on: colour play, lines, hints, flood, planes.

A sibling of `datasets.samples` for devices that are far quicker than a loader, not its twin: lines come from four
extractors, hints are dots, discs and short strokes. The flood and the planes are those of the runtime. All chance
is drawn from one generator, which must live on the pictures' device.
"""

from __future__ import annotations

import math

import torch
from torch import Generator, Tensor
from torch.nn import functional

from nurie.datasets.samples import CELL_PX as CELL
from nurie.datasets.samples import UNKNOWN
from nurie.training.batch import Batch
from nurie.training.tensor_planes import diffuse, flood, to_planes

_INK_BELOW = 200 / 255
_ALIKE = 40 / 255  # colours that differ no more in any channel are one
_DOT_SHARE = 1 / 170
_MOST_MARKS = 48
_KINDS = (0.45, 0.25, 0.3)  # shares of dots, discs and strokes


def make_batch(
    colors: Tensor, generator: Generator, *, lineart: Tensor | None = None, own_lines: Tensor | None = None,
    line_free: Tensor | None = None, hinted: Tensor | None = None, regions: Tensor | None = None,
) -> Batch:  # fmt: skip
    """What `data.collate` gives, from crops alone.

    Args:
        colors: (B, S, S, 3) uint8 sRGB crops.
        generator: of all chance.
        lineart: (B, S, S) uint8 lines of the crops' own, 255 paper.
        own_lines: (B,) bool, where `lineart` holds; all of it by default.
        line_free: (B,) bool, crops without lines in their colours.
        hinted: (B,) bool, crops that get hints; all by default. The others keep their natural colours.
        regions: (B, S, S) region numbers; strokes then end at their borders and not where colours change.
    """
    every = torch.ones(len(colors), dtype=torch.bool, device=colors.device)
    hinted = every if hinted is None else hinted
    picture = play(colors.permute(0, 3, 1, 2).float() / 255, generator, natural=~hinted)
    lines = random_lines(picture, generator)
    if lineart is not None:
        own = every if own_lines is None else own_lines
        lines = torch.where(own[:, None, None], lineart.float() / 255, lines)
    lines = degrade(lines, generator)
    plain = remove_lines(picture, lines)
    if line_free is not None:
        plain = torch.where(line_free[:, None, None, None], picture, plain)
    hint_map = random_hints(plain, lines, generator, regions=regions) * hinted.view(-1, 1, 1, 1)
    lines8 = _bytes(lines)
    planes = to_planes(lines8, hint_map, flood(hint_map, lines8), diffuse(hint_map, lines8))
    layer = plain * 2 - 1
    things = torch.full([len(planes), *(side // CELL for side in planes.shape[2:])], UNKNOWN, device=planes.device)
    return Batch(planes, layer, flats=layer, has_flats=torch.zeros_like(every), things=things)


def play(picture: Tensor, generator: Generator, *, natural: Tensor, turn_share: float = 0.2) -> Tensor:
    """(B, 3, S, S) in [0, 1] in slightly other colours, four tenths as it is; where not `natural`, (B,) bool, a share
    in other hues.
    """
    count, ones = len(picture), picture.new_ones(len(picture), 1, 1)
    hue, saturation, value = _to_hsv(picture)
    turned = _chance(ones, generator, turn_share) & ~natural.view(-1, 1, 1)
    turn = torch.where(turned, _uniform(ones, generator, 0, 1), 0.012 * _normal(ones, generator))
    saturation = (saturation * _uniform(ones, generator, 0.85, 1.4)).clamp(0, 1)
    value = value ** torch.exp(0.15 * _normal(ones, generator))
    played = _from_hsv((hue + turn) % 1, saturation, value)
    kept = _chance(ones, generator, 0.4).view(count, 1, 1, 1)
    return torch.where(kept, picture, played)


def _to_hsv(picture: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    red, green, blue = picture.unbind(1)
    value, lowest = picture.amax(1), picture.amin(1)
    spread = value - lowest
    safe = torch.where(spread > 0, spread, torch.ones_like(spread))
    sector = torch.where(value == green, (blue - red) / safe + 2, (red - green) / safe + 4)
    sector = torch.where(value == red, (green - blue) / safe % 6, sector)
    return sector / 6, spread / value.clamp(min=1e-6), value


def _from_hsv(hue: Tensor, saturation: Tensor, value: Tensor) -> Tensor:
    """Source: Smith 1978, "Color gamut transform pairs", in the form without cases."""
    channels = []
    for offset in (5, 3, 1):
        place = (offset + hue * 6) % 6
        channels.append(value - value * saturation * torch.minimum(place, 4 - place).clamp(0, 1))
    return torch.stack(channels, 1)


def random_lines(picture: Tensor, generator: Generator) -> Tensor:
    """(B, S, S) in [0, 1], 1 paper: each crop by one of four extractors with its own settings; see `core.lineart`."""
    weights = picture.new_tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)
    gray = (picture * weights).sum(1)
    ones = gray.new_ones(len(gray), 1, 1)
    made = torch.stack([extractor(gray, ones, generator) for extractor in (_xdog, _dodge, _blackhat, _adaptive)])
    chosen = torch.randint(len(made), (len(gray),), generator=generator, device=gray.device)
    return made[chosen, torch.arange(len(gray), device=gray.device)]


def _xdog(gray: Tensor, ones: Tensor, generator: Generator) -> Tensor:
    sigma, sharpness = _uniform(ones, generator, 0.5, 0.9), _uniform(ones, generator, 12, 22)
    fine, coarse = _gaussian(gray, sigma), _gaussian(gray, 1.6 * sigma)
    sharpened = (1 + sharpness) * fine - sharpness * coarse
    below = (sharpened - _uniform(ones, generator, 0.05, 0.35)).clamp(max=0)
    return 1 + torch.tanh(_uniform(ones, generator, 4, 14) * below)


def _gaussian(gray: Tensor, sigma: Tensor, reach: int = 4) -> Tensor:
    """Each crop by its own kernel: one grouped convolution along each axis."""
    offsets = torch.arange(-reach, reach + 1, device=gray.device, dtype=gray.dtype)
    kernel = torch.exp(-(offsets**2) / (2 * sigma**2))  # (B, 1, 2 reach + 1)
    kernel = (kernel / kernel.sum(2, keepdim=True))[:, None]
    padded = functional.pad(gray[None], (reach,) * 4, mode="replicate")
    across = functional.conv2d(padded, kernel, groups=len(gray))
    return functional.conv2d(across, kernel.mT, groups=len(gray))[0]


def _dodge(gray: Tensor, ones: Tensor, generator: Generator) -> Tensor:
    ratio = gray / _of_radius(gray, _grow, 1, 3, generator).clamp(min=1 / 255)
    return (1 - _uniform(ones, generator, 1, 2.2) * (1 - ratio)).clamp(0, 1)


def _blackhat(gray: Tensor, ones: Tensor, generator: Generator) -> Tensor:
    hat = _of_radius(gray, _close, 2, 4, generator) - gray
    gain, floor = _uniform(ones, generator, 1.5, 5), _uniform(ones, generator, 4 / 255, 14 / 255)
    return (1 - gain * (hat - floor).clamp(min=0)).clamp(0, 1)


def _adaptive(gray: Tensor, ones: Tensor, generator: Generator) -> Tensor:
    offset = _uniform(ones, generator, 2 / 255, 7 / 255)
    around = functional.avg_pool2d(functional.pad(gray[:, None], (4,) * 4, mode="replicate"), 9, 1)[:, 0]
    return (gray > around - offset).to(gray.dtype)


def _of_radius(gray, filtered, least, most, generator):  # type: ignore[no-untyped-def]
    """`filtered(gray, radius)`, each crop with its own whole radius."""
    made = torch.stack([filtered(gray, radius) for radius in range(least, most + 1)])
    chosen = torch.randint(len(made), (len(gray),), generator=generator, device=gray.device)
    return made[chosen, torch.arange(len(gray), device=gray.device)]


def _grow(values: Tensor, radius: int) -> Tensor:
    """(B, S, S) the greatest value of the square around each pixel."""
    return functional.max_pool2d(values[:, None], 2 * radius + 1, 1, radius)[:, 0]


def _close(gray: Tensor, radius: int) -> Tensor:
    return -_grow(-_grow(gray, radius), radius)


def degrade(lines: Tensor, generator: Generator) -> Tensor:
    """(B, S, S) in [0, 1]: now and then thicker, broken, grainy, faint or strong, on tinted paper."""
    ones, dark = lines.new_ones(len(lines), 1, 1), 1 - lines
    thick = functional.max_pool2d(functional.pad(dark[:, None], (1, 0, 1, 0)), 2, 1)[:, 0]
    dark = torch.where(_chance(ones, generator, 0.05), thick, dark)
    keep = (4 * _slow(dark, max(2, dark.shape[1] // 12), generator) - _uniform(ones, generator, 0.4, 1.2)).clamp(0, 1)
    dark = torch.where(_chance(ones, generator, 0.05), dark * keep, dark)
    noise = torch.rand(dark.shape, generator=generator, device=dark.device)
    dark = torch.where(_chance(ones, generator, 0.05), dark * (1 - _uniform(ones, generator, 0.2, 0.7) * noise), dark)
    faded = (dark * _uniform(ones, generator, 0.5, 1.6)).clamp(max=1)
    dark = torch.where(_chance(ones, generator, 0.12), faded, dark)
    paper = 0.9 + 0.1 * _slow(dark, 2, generator)
    return torch.where(_chance(ones, generator, 0.03), (1 - dark) * paper, 1 - dark)


def _slow(like: Tensor, cells: int, generator: Generator) -> Tensor:
    coarse = torch.rand((len(like), 1, cells, cells), generator=generator, device=like.device)
    return functional.interpolate(coarse, size=like.shape[1:], mode="bilinear", align_corners=False)[:, 0]


def remove_lines(picture: Tensor, lines: Tensor, *, rounds: int = 5, darker_by: float = 12 / 255) -> Tensor:
    """(B, 3, S, S): drawn lines take the colour around them, grown inwards pixel by pixel; see `datasets.extract`.

    What lies deeper than `rounds` pixels in ink is a fill and stays.
    """
    known = 1 - _grow((lines < _INK_BELOW).to(picture.dtype), 1)[:, None]
    filled = picture * known
    for _ in range(rounds):
        near = functional.avg_pool2d(known, 3, 1, 1)
        around = functional.avg_pool2d(filled, 3, 1, 1) / near.clamp(min=1e-6)
        filled = torch.where(known > 0, filled, around)
        known = (near > 0).to(picture.dtype)
        filled = filled * known
    weights = picture.new_tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)
    drawn = ((filled - picture) * weights).sum(1, keepdim=True) > darker_by
    return torch.where(drawn & (known > 0), filled, picture)


def random_hints(
    plain: Tensor, lines: Tensor, generator: Generator, *, regions: Tensor | None = None
) -> Tensor:
    """(B, S, S, 4) uint8 hint map: dots, discs of many sizes, or short strokes that keep to the colour they start on.

    Args:
        plain: (B, 3, S, S) in [0, 1], the colours hints are taken from.
        lines: (B, S, S) in [0, 1]; marks start on paper.
        generator: of all chance.
        regions: (B, S, S) whole numbers.
    """
    batch, side = lines.shape[0], lines.shape[1]
    ones = plain.new_ones(batch, 1)
    counts = torch.exp(_uniform(ones, generator, 0, math.log(_MOST_MARKS))).floor()
    start, end, radius, stroke = _marks(lines, generator)
    color = _own_color(plain, start)  # (B, K, 3)
    rows = torch.arange(side, device=lines.device, dtype=lines.dtype)
    grid_y, grid_x = rows.view(1, side, 1), rows.view(1, 1, side)
    hint_map = plain.new_zeros(batch, 4, side, side)
    for number in range(_MOST_MARKS):
        inside = _distance(grid_x, grid_y, start[:, number], end[:, number]) <= radius[:, number].view(-1, 1, 1)
        mark = color[:, number].view(batch, 3, 1, 1)
        if regions is None:
            same = (plain - mark).abs().amax(1) <= _ALIKE
        else:
            first = _pixel(regions[:, None], start[:, number : number + 1])[:, :, 0]
            same = regions == first.view(-1, 1, 1)
        inside &= same | ~stroke.view(-1, 1, 1)
        inside &= (number < counts).view(-1, 1, 1)
        hint_map = torch.where(inside[:, None], torch.cat([mark, mark.new_ones(batch, 1, 1, 1)], 1), hint_map)
    return _bytes(hint_map).permute(0, 2, 3, 1).contiguous()


def _marks(lines: Tensor, generator: Generator) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Starts and ends (B, K, 2) as x and y, radii (B, K), and whether a crop's marks are strokes, (B,)."""
    batch, side = lines.shape[0], lines.shape[1]
    paper = (lines >= _INK_BELOW).to(lines.dtype).flatten(1) + 1e-6
    places = torch.multinomial(paper, _MOST_MARKS, replacement=True, generator=generator)
    start = torch.stack([places % side, places // side], 2).to(lines.dtype)
    kind = torch.multinomial(lines.new_tensor([_KINDS] * batch), 1, generator=generator)
    many = lines.new_ones(batch, _MOST_MARKS)
    dots = many * max(0.5, side * _DOT_SHARE)
    discs = torch.exp(_uniform(many, generator, math.log(0.5), math.log(max(1.0, side / 20))))
    widths = (side * _uniform(many, generator, 0.003, 0.015)).clamp(min=0.5)
    radius = torch.where(kind == 0, dots, torch.where(kind == 1, discs, widths))
    angle, length = _uniform(many, generator, 0, 2 * math.pi), side * _uniform(many, generator, 0.03, 0.25)
    way = torch.stack([torch.cos(angle), torch.sin(angle)], 2) * (length * (kind == 2))[..., None]
    return start, start + way, radius, kind[:, 0] == 2


def _distance(grid_x: Tensor, grid_y: Tensor, start: Tensor, end: Tensor) -> Tensor:
    """(B, S, S) distance of each pixel to one segment a crop; (B, 2) each."""
    x, y = (part.view(-1, 1, 1) for part in start.unbind(1))
    along_x, along_y = (part.view(-1, 1, 1) for part in (end - start).unbind(1))
    squared = (along_x**2 + along_y**2).clamp(min=1e-6)
    share = (((grid_x - x) * along_x + (grid_y - y) * along_y) / squared).clamp(0, 1)
    return torch.hypot(grid_x - x - share * along_x, grid_y - y - share * along_y)


def _own_color(plain: Tensor, places: Tensor, reach: int = 2) -> Tensor:
    """(B, K, 3): mean of the pixels around each place that resemble it."""
    own, total, count = _pixel(plain, places), 0.0, 0.0
    for y in range(-reach, reach + 1):
        for x in range(-reach, reach + 1):
            shifted = (places + places.new_tensor([x, y])).clamp(0, plain.shape[2] - 1)
            color = _pixel(plain, shifted)
            near = ((color - own).abs().amax(2, keepdim=True) <= _ALIKE).to(plain.dtype)
            total, count = total + near * color, count + near
    return total / count


def _pixel(planes: Tensor, places: Tensor) -> Tensor:
    """(B, K, C) values of (B, C, S, S) at (B, K, 2) places x, y."""
    flat = (places[..., 1] * planes.shape[3] + places[..., 0]).long()[:, None].expand(-1, planes.shape[1], -1)
    return planes.flatten(2).gather(2, flat).transpose(1, 2)


def _bytes(values: Tensor) -> Tensor:
    return torch.round(values * 255).clamp(0, 255).to(torch.uint8)


def _uniform(like: Tensor, generator: Generator, low: float, high: float) -> Tensor:
    drawn = torch.rand(like.shape, generator=generator, device=like.device, dtype=like.dtype)
    return low + (high - low) * drawn


def _normal(like: Tensor, generator: Generator) -> Tensor:
    return torch.randn(like.shape, generator=generator, device=like.device, dtype=like.dtype)


def _chance(like: Tensor, generator: Generator, share: float) -> Tensor:
    return _uniform(like, generator, 0, 1) < share
