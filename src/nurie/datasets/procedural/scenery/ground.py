"""What lies on the ground: tufts, strokes and pebbles, paths, roads, rivers, ponds, the sea."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.palettes import pick
from nurie.datasets.procedural.scene import Points
from nurie.datasets.procedural.scenery import sky
from nurie.datasets.procedural.scenery.sheet import Sheet

Rng = np.random.Generator


class Flat(Protocol):
    """What a plot needs to know of `country.Land`."""

    sheet: Sheet
    tall: float
    horizon: float

    def metre(self, foot: float) -> float: ...


def broken(line: Points, rng: Rng) -> tuple[Points, ...]:
    """A line with a gap, or one that ends before the next thing; whole most of the time."""
    count = len(line)
    if count < 12 or rng.random() < 0.6:
        return (line,)
    start = int(rng.integers(1, count - 6))
    end = start + int(rng.integers(2, 5 + count // 8))
    return tuple(piece for piece in (line[:start], line[end:]) if len(piece) > 1)


def texture(rng: Rng, kind: str, land: Flat) -> list[Points]:
    """Lines of the pen all over the ground, bigger towards the viewer."""
    marks = TEXTURES[kind]
    count = int(rng.integers(0, 34))
    out: list[Points] = []
    for x, depth in rng.uniform(0, 1, (count, 2)):
        y = land.horizon + (land.tall - land.horizon) * (0.05 + 0.95 * depth)
        size = float(np.clip(0.35 * land.metre(y), 0.008, 0.05)) * rng.uniform(0.6, 1.3)
        out += [line * np.float32(size) + np.float32((x, y)) for line in pick(rng, marks)(rng)]
    return out


def _tuft(rng: Rng) -> list[Points]:
    lean = np.linspace(-0.6, 0.6, int(rng.integers(3, 6))) + rng.normal(0, 0.12)
    tips = np.stack([lean * 0.9, -rng.uniform(0.6, 1.1, len(lean))], 1)
    return [np.float32([(a * 0.4, 0), (a * 0.5, y * 0.6), (x, y)]) for a, (x, y) in zip(lean, tips, strict=True)]


def _hatch(rng: Rng) -> list[Points]:
    """A few short level strokes beside each other."""
    count = int(rng.integers(2, 5))
    starts, lengths = rng.uniform(-0.6, 0.2, count), rng.uniform(0.6, 1.8, count)
    return [np.float32([(a, 0.22 * k), (a + n, 0.22 * k + 0.05)]) for k, (a, n) in
            enumerate(zip(starts, lengths, strict=True))]  # fmt: skip


def _slant(rng: Rng) -> list[Points]:
    """Parallel strokes of dry grass."""
    lean = rng.uniform(0.15, 0.5)
    return [np.float32([(0.22 * k, 0), (0.22 * k + lean, -y)]) for k, y in enumerate(rng.uniform(0.5, 1.0, 5))]


def _pebble(rng: Rng) -> list[Points]:
    width = rng.uniform(0.12, 0.4)
    stone = curves.ellipse((0, 0), (width, width * 0.55), count=8)
    return [np.concatenate([stone, stone[:1]])]


TEXTURES: dict[str, tuple[Callable[[Rng], list[Points]], ...]] = {
    "grass": (_tuft, _tuft, _tuft, _hatch, _slant), "dry": (_tuft, _slant, _slant, _hatch, _pebble),
    "bare": (_hatch, _hatch, _pebble, _pebble, _tuft), "snow": (_hatch,),
}  # fmt: skip


def _nothing(land: Flat, ground: str) -> float:
    return land.horizon


def _strip(land: Flat, far: float, near: float, top: float) -> tuple[Points, Points]:
    """Both sides of a way that winds from the horizon to the foot of the picture."""
    rng = land.sheet.rng
    x = (rng.uniform(0.15, 0.85), rng.uniform(0.2, 0.8), rng.uniform(0.0, 1.0))
    depth = np.float32([0, 0.12, 0.4, 1.1])
    middle = np.float32([x[0], x[0] + (x[1] - x[0]) * 0.7 + rng.normal(0, 0.1), x[1], x[2]])
    half = far + (near - far) * depth
    y = top + (land.tall - top) * depth
    left = curves.spline(np.stack([middle - half, y], 1), steps=7)
    return left, curves.spline(np.stack([middle + half, y], 1), steps=7)


def _way(land: Flat, color: str, near: float, *, details: bool = False, name: str = "ground") -> None:
    rng = land.sheet.rng
    left, right = _strip(land, 0.012, near, land.horizon + 0.008)
    outline = np.concatenate([left, right[::-1]])
    lines = (*broken(left, rng), *broken(right, rng))
    marks: list[Points] = []
    if details:
        middle = (left + right) / 2
        marks = [middle[k : k + 2] for k in range(2, len(middle) - 2, 3)]
    if name == "ground" and not details and rng.random() < 0.5:
        marks = [left[3:] * (1 - s) + right[3:] * s for s in rng.uniform(0.25, 0.75, 2)]
    land.sheet.area(name, outline, color, contour=lines, details=marks, relief=0.0)


def _path(land: Flat, ground: str) -> float:
    color = pick(land.sheet.rng, ("road", "earth", "sand", "sand"))
    _way(land, "grass" if color == ground == "earth" else color, land.sheet.rng.uniform(0.12, 0.3))
    return land.horizon


def _road(land: Flat, ground: str) -> float:
    """A broad road: towards the viewer, or across the picture."""
    rng = land.sheet.rng
    if rng.random() < 0.5:
        _way(land, "road", rng.uniform(0.3, 0.55), details=bool(rng.random() < 0.5))
        return land.horizon
    top = land.horizon + (land.tall - land.horizon) * rng.uniform(0.1, 0.4)
    low = top + (land.tall - land.horizon) * rng.uniform(0.15, 0.4)
    _across(land, top, low, "road", rng.uniform(0, 0.05))
    return land.horizon


def _across(land: Flat, top: float, low: float, color: str, bend: float, waves: int = 0) -> None:
    rng = land.sheet.rng
    upper, lower = (sky.ridge(-0.05, 1.05, y, bend, land.sheet) for y in (top, low))
    lines = sky.waves(land.sheet, top, low, waves) if waves else ()
    land.sheet.area("ground", np.concatenate([upper, lower[::-1]]), color,
                    contour=(*broken(upper, rng), *broken(lower, rng)), details=lines, relief=0.0)  # fmt: skip


def _stream(land: Flat, ground: str) -> float:
    _way(land, "water", land.sheet.rng.uniform(0.08, 0.2))
    return land.horizon


def _river(land: Flat, ground: str) -> float:
    """Water from side to side; who is there stands on this bank."""
    rng = land.sheet.rng
    deep = land.tall - land.horizon
    top = land.horizon + deep * rng.uniform(0.02, 0.15)
    low = top + deep * rng.uniform(0.2, 0.4)
    _across(land, top, low, "water", 0.03, int(rng.integers(3, 12)))
    return low


def _pond(land: Flat, ground: str) -> float:
    rng = land.sheet.rng
    deep = land.tall - land.horizon
    y, radius = land.horizon + deep * rng.uniform(0.18, 0.3), rng.uniform(0.3, 0.6)
    knots = curves.ellipse((rng.uniform(0.1, 0.9), y), (radius, deep * rng.uniform(0.1, 0.15)), count=9)
    edge = curves.spline(knots + rng.normal(0, 0.012, knots.shape), closed=True, steps=5)
    lines = sky.waves(land.sheet, y - deep * 0.1, y + deep * 0.1, int(rng.integers(3, 9)))
    land.sheet.area("ground", edge, "water", contour=broken(edge, rng), details=lines, relief=0.0)
    return float(edge[:, 1].max())


def _sea(land: Flat, ground: str) -> float:
    rng = land.sheet.rng
    low = land.horizon + (land.tall - land.horizon) * rng.uniform(0.15, 0.5)
    edge = sky.ridge(-0.05, 1.05, low, 0.05, land.sheet)
    top = np.float32([(-0.05, land.horizon - 0.004), (1.05, land.horizon - 0.004)])
    lines = sky.waves(land.sheet, land.horizon, low, int(rng.integers(4, 14)))
    water = np.concatenate([top, edge[::-1]])
    if rng.random() < 0.6:
        foam = np.concatenate([top, edge[::-1] + np.float32([0, rng.uniform(0.008, 0.025)])])
        land.sheet.area("ground", foam, "cloud", contour=(foam[2:],), relief=0.0)
    land.sheet.area("ground", water, "water", contour=(top, edge), details=lines, relief=0.0)
    if rng.random() < 0.3:
        sky.sail_boat(land.sheet.at(rng.uniform(0.1, 0.9), land.horizon + 0.02, rng.uniform(0.08, 0.16)))
    return low


# Paths and water; each is told the key of the ground's color and returns the highest y where somebody may stand.
PLOTS: dict[str, Callable[[Flat, str], float]] = {
    "": _nothing, "path": _path, "road": _road, "stream": _stream, "river": _river, "pond": _pond, "sea": _sea,
}  # fmt: skip
