"""Hints as other systems' papers and programs simulate them: entries of `simulate.SIMULATORS`.

How many marks each draws by itself stands in `COUNTS`; whether a picture gets none at all is the recipe's
`no_hint_share`. Marks lie anywhere, on lines too, as theirs do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nurie.core.types import Rgb, Stroke

U8 = NDArray[np.uint8]
Rng = np.random.Generator

_SHIFT_SHARE = 0.03  # how far AlacGAN's second crop lies from the first, as a share of the short side
_STEP = 20  # PaintsChainer's colours are multiples of it
_AT_PX = {"paintstorch": 512, "paintschainer": 128}  # short sides for which their sizes in pixels are meant


def ideepcolor(colors: U8, lineart: U8, rng: Rng, count: int, regions: Any = None) -> list[Stroke]:
    """Squares of 1 to 9 px, here discs, of their mean colour, mostly near the picture's centre.

    Source: Zhang et al. 2017, arXiv:1705.02999, section 3.2: positions normal with a quarter of the side.
    """
    height, width = lineart.shape
    places = rng.normal((width / 2, height / 2), (width / 4, height / 4), (count, 2))
    sizes = rng.integers(1, 10, count)
    marks = []
    for (x, y), size in zip(np.clip(places, 0, (width - 1, height - 1)).astype(int).tolist(), sizes, strict=True):
        marks.append(_dot(x, y, _mean(colors, x, y, int(size) // 2), size / 2))
    return marks


def alacgan(colors: U8, lineart: U8, rng: Rng, count: int, regions: Any = None) -> list[Stroke]:
    """Single pixels whose colours come from a copy that was cropped a little elsewhere.

    Source: Ci et al. 2018 (AlacGAN), arXiv:1808.03240, section 3.3.
    """
    height, width = lineart.shape
    reach = max(1, round(_SHIFT_SHARE * min(lineart.shape)))
    right, down = rng.integers(-reach, reach + 1, 2)
    xs, ys = rng.integers(0, width, count), rng.integers(0, height, count)
    found = colors[np.clip(ys + down, 0, height - 1), np.clip(xs + right, 0, width - 1)]
    return [_dot(x, y, tuple(c), 0.5) for x, y, c in zip(xs.tolist(), ys.tolist(), found.tolist(), strict=True)]


def paintstorch(colors: U8, lineart: U8, rng: Rng, count: int, regions: Any = None) -> list[Stroke]:
    """Brush strokes of 2 to 32 px along splines, in the colour of the pixel where they start.

    Source: Hati et al. 2019 (PaintsTorch), section 3.2, and 2022.
    """
    height, width = lineart.shape
    scale = min(lineart.shape) / _AT_PX["paintstorch"]
    strokes = []
    for _ in range(count):
        corners = rng.uniform((0, 0), (width - 1, height - 1), (4, 2))
        corners = corners[0] + (corners - corners[0]) * rng.uniform(0.1, 0.5)
        path = _spline(corners)
        x, y = (int(place) for place in path[0])
        strokes.append(Stroke(path, tuple(colors[y, x].tolist()), max(0.5, float(rng.uniform(1, 16) * scale)), "loose"))
    return strokes


def icolorit(colors: U8, lineart: U8, rng: Rng, count: int, regions: Any = None) -> list[Stroke]:
    """Cells of 2×2 px of a grid, each once, in their mean colour.

    Source: Yun et al. 2022 (iColoriT), arXiv:2207.06831, section 4.1.
    """
    rows, columns = (side // 2 for side in lineart.shape)
    cells = rng.choice(rows * columns, min(count, rows * columns), replace=False)
    marks = []
    for row, column in zip(*(part.tolist() for part in np.divmod(cells, columns)), strict=True):
        x, y = 2 * column, 2 * row
        mean = np.round(colors[y : y + 2, x : x + 2].reshape(-1, 3).mean(0)).astype(int).tolist()
        marks.append(Stroke(((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)), tuple(mean), 0.25))
    return marks


def paintschainer(colors: U8, lineart: U8, rng: Rng, count: int, regions: Any = None) -> list[Stroke]:
    """Random pixels, their colours made uneven and coarse, grown by 1 px.

    Source: PaintsChainer, 2017: normal noise of 5 levels, steps of 20.
    """
    height, width = lineart.shape
    radius = max(1.0, 1.5 * min(lineart.shape) / _AT_PX["paintschainer"])
    xs, ys = rng.integers(0, width, count), rng.integers(0, height, count)
    noisy = colors[ys, xs] + rng.normal(0, 5, (count, 3))
    coarse = np.clip(np.round(noisy / _STEP) * _STEP, 0, 255).astype(int)
    return [_dot(x, y, tuple(c), radius) for x, y, c in zip(xs.tolist(), ys.tolist(), coarse.tolist(), strict=True)]


def _ideepcolor_count(rng: Rng, pixels: int) -> int:
    return int(rng.geometric(1 / 8))


def _alacgan_count(rng: Rng, pixels: int) -> int:
    """A half-normal share of the pixels: 0.4 % on average, 1.5 % at most."""
    return max(1, round(min(abs(rng.normal(0, 0.005)), 0.015) * pixels))


def _paintstorch_count(rng: Rng, pixels: int) -> int:
    return int(rng.integers(1, 11))


def _icolorit_count(rng: Rng, pixels: int) -> int:
    return 10


def _paintschainer_count(rng: Rng, pixels: int) -> int:
    """Half of the pictures with hints have 2 to 15; that the others have 16 to 96 is our guess."""
    return int(rng.integers(2, 16)) if rng.random() < 0.5 else int(rng.integers(16, 97))


COUNTS: dict[str, Callable[[Rng, int], int]] = {
    "ideepcolor": _ideepcolor_count,
    "alacgan": _alacgan_count,
    "paintstorch": _paintstorch_count,
    "icolorit": _icolorit_count,
    "paintschainer": _paintschainer_count,
}


def _dot(x: int, y: int, color: Rgb, radius: float) -> Stroke:
    return Stroke(((float(x), float(y)),), color, radius)


def _mean(colors: U8, x: int, y: int, reach: int) -> Rgb:
    window = colors[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
    red, green, blue = np.round(window.reshape(-1, 3).mean(0)).astype(int).tolist()
    return red, green, blue


def _spline(corners: NDArray[np.float64]) -> tuple[tuple[float, float], ...]:
    """(4, 2) corners to nine points of a cubic Bézier curve from the first to the last of them."""
    t = np.linspace(0, 1, 9)[:, None]
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    path = sum(weight * corner for weight, corner in zip(weights, corners, strict=True))
    return tuple((float(x), float(y)) for x, y in path)
