"""Outdoor places as picture books draw them: sky, what stands far away, ground with paths and water, plants and huts.

A camera at a height over flat ground gives every thing its size: see `Land`. Coordinates as in `sky`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from nurie.datasets.procedural import palettes
from nurie.datasets.procedural.palette_tables import RGB, SEASONS, SKY_SHARES
from nurie.datasets.procedural.palettes import pick
from nurie.datasets.procedural.scene import Points, Stroke
from nurie.datasets.procedural.scenery import sky
from nurie.datasets.procedural.scenery.ground import PLOTS, broken, texture
from nurie.datasets.procedural.scenery.sheet import Sheet, bumps
from nurie.datasets.procedural.scenery.yard import PROPS

Rng = np.random.Generator


@dataclass(frozen=True, slots=True, eq=False)
class Land:
    """Flat ground before a level camera.

    Attributes:
        sheet: of the whole picture, 1 wide.
        tall: height of the picture.
        horizon: y of the horizon.
        eye: height of the camera over the ground, in metres.
        layer: of what stands on the ground at a height y in the picture.
    """

    sheet: Sheet
    tall: float
    horizon: float
    eye: float
    layer: Callable[[float], float] = field(default=lambda foot: 0.0)

    def metre(self, foot: float) -> float:
        """How long a metre is where the ground is at this y."""
        return (foot - self.horizon) / self.eye

    def at(self, x: float, foot: float, metres: float) -> Sheet:
        """A part of the sheet for something that many metres high; nothing fills the picture."""
        most = foot * self.sheet.rng.uniform(0.7, 1.15) if metres > 2 else 0.3 if metres > 1 else 0.13
        size = min(metres * self.metre(foot), most)
        part = self.sheet.at(x, foot, size, flip=bool(self.sheet.rng.random() < 0.5))
        return replace(part, layer=self.layer(foot), weight=part.weight * float(np.clip(size * 2.5, 0.7, 1.4)))


@dataclass(frozen=True, slots=True)
class Place:
    """Attributes:
    ground: keys of the color of the ground, one of which is chosen.
    far: entries of `FAR`, one of which stands at the horizon.
    props: entries of `yard.PROPS` and the most that there are of each.
    plots: entries of `ground.PLOTS` and their shares: paths, roads, water.
    texture: an entry of `ground.TEXTURES`.
    """

    ground: tuple[str, ...]
    far: tuple[str, ...]
    props: Mapping[str, int]
    plots: Mapping[str, float]
    texture: str = "grass"


PLACES: dict[str, tuple[float, Place]] = {
    "pasture": (
        0.14,
        Place(("grass",), ("hills", "trees", "plain", "mountains"), {"tree": 4, "bush": 3, "flower": 6, "rock": 2},
              {"": 0.45, "path": 0.35, "stream": 0.2}),
    ),
    "savanna": (
        0.15,
        Place(("dry_grass", "dry_grass", "earth", "grass"), ("hills", "plain", "bushes", "bushes", "mountains"),
              {"acacia": 3, "bush": 3, "rock": 3, "hut": 1, "tall grass": 4},
              {"": 0.7, "path": 0.2, "pond": 0.1}, "dry"),
    ),
    "huts": (
        0.13,
        Place(("earth", "earth", "grass", "sand"), ("hills", "trees", "bushes", "mountains"),
              {"hut": 3, "tree": 2, "bush": 2, "pot": 2, "rail fence": 1, "acacia": 1}, {"": 0.6, "path": 0.4}, "bare"),
    ),
    "farm": (
        0.13,
        Place(("grass", "grass", "earth"), ("hills", "trees", "fields"),
              {"house": 2, "rail fence": 2, "tree": 3, "bush": 2, "corn": 6, "flower": 3},
              {"": 0.3, "path": 0.4, "road": 0.3}),
    ),
    "road": (
        0.12,
        Place(("grass", "grass", "dry_grass", "earth"), ("hills", "hills", "mountains", "trees"),
              {"tree": 3, "bush": 3, "house": 1, "rail fence": 1, "pole": 1, "rock": 2}, {"road": 0.6, "path": 0.4}),
    ),
    "water side": (
        0.11,
        Place(("grass", "grass", "earth", "sand"), ("hills", "trees", "bushes", "mountains"),
              {"reeds": 6, "tree": 2, "bush": 2, "rock": 3}, {"river": 0.6, "pond": 0.4}),
    ),
    "beach": (
        0.06,
        Place(("sand",), ("plain", "plain", "hills"), {"palm": 2, "rock": 3, "bush": 1}, {"sea": 1.0}, "bare"),
    ),
    "wood edge": (
        0.08,
        Place(("grass", "grass", "earth"), ("wood", "wood", "trees"), {"tree": 6, "bush": 4, "pine": 3, "mushroom": 2},
              {"": 0.6, "path": 0.4}),
    ),
    "garden": (
        0.05,
        Place(("grass",), ("hedge", "trees", "planks"), {"flower": 14, "bush": 3, "house": 1, "tree": 1, "pot": 1},
              {"": 0.5, "path": 0.5}),
    ),
    "alp": (0.04, Place(("grass",), ("mountains",), {"pine": 6, "rock": 4, "flower": 6}, {"": 0.6, "stream": 0.4})),
    "snow": (
        0.04,
        Place(("snow",), ("hills", "mountains", "trees"), {"pine": 6, "rock": 1, "house": 1}, {"": 0.8, "path": 0.2},
              "snow"),
    ),
}  # fmt: skip


def draw_place(rng: Rng) -> str:
    return palettes.choose(rng, {name: share for name, (share, _) in PLACES.items()})


def place_colors(name: str, rng: Rng) -> dict[str, RGB]:
    """The palette's entries for a day at a place."""
    green = ("spring", "summer", "deep", "fresh", "cool")
    season = pick(rng, list(SEASONS) if rng.random() < 0.12 else green)
    if name == "savanna" and rng.random() < 0.5:
        season = "olive"
    colors = palettes.draw_outdoors(rng, palettes.choose(rng, SKY_SHARES), season)
    return {**colors, "grass_2": colors["snow"]} if name == "snow" else colors


def draw_country(name: str, land: Land) -> float:
    """Draw a place; the highest y at which somebody may stand is returned."""
    place, rng = PLACES[name][1], land.sheet.rng
    heaven(land)
    ground = pick(rng, place.ground)
    FAR[pick(rng, place.far)](land, ground)
    _lay_ground(land, ground, place.texture)
    shore = PLOTS[palettes.choose(rng, place.plots)](land, ground)
    for x, foot, kind in _spots(land, place, shore):
        low, high, draw = PROPS[kind]
        draw(land.at(x, foot, rng.uniform(low, high)))
    return shore


def heaven(land: Land) -> None:
    """The sky with what is in it."""
    sheet, rng, low = land.sheet, land.sheet.rng, max(land.horizon, 0.1)
    sky.fill(sheet, land.tall, "sky", "sky")
    if rng.random() < 0.2:
        sky.sun(sheet, rng.uniform(0.1, 0.9), low * rng.uniform(0.2, 0.5), rng.uniform(0.04, 0.08))
    if rng.random() < 0.68:
        sky.clouds(sheet, low * 0.8, int(rng.integers(1, 6)))
    if rng.random() < 0.22:
        sky.gulls(sheet, int(rng.integers(1, 4)))


def _lay_ground(land: Land, ground: str, kind: str) -> None:
    """The ground from the horizon on; its edge is soft, and not always drawn to the end."""
    y, rng = land.horizon, land.sheet.rng
    edge = sky.ridge(-0.05, 1.05, y + 0.006, 0.012, land.sheet)
    outline = np.concatenate([edge, np.float32([(1.05, land.tall + 0.05), (-0.05, land.tall + 0.05)])])
    marks = texture(rng, kind, land)
    land.sheet.area("ground", outline, ground, contour=broken(edge, rng), details=marks, relief=0.0)


def _spots(land: Land, place: Place, shore: float) -> list[tuple[float, float, str]]:
    """Where the props stand, the far ones first; big ones near the sides."""
    rng = land.sheet.rng
    out = []
    for kind, most in place.props.items():
        tall = PROPS[kind][1]
        far, near = (0.03, 0.3) if tall > 1.3 else (0.06, 0.5) if tall > 0.8 else (0.12, 1.0)
        for _ in range(int(rng.integers(0, most + 1))):
            foot = max(land.horizon + (land.tall - land.horizon) * rng.uniform(far, near), shore + 0.01)
            beside = tall > 1.3 and rng.random() < 0.6
            x = pick(rng, (0.1, 0.9)) + rng.normal(0, 0.09) if beside else rng.uniform(-0.02, 1.02)
            out.append((float(x), float(foot), kind))
    return sorted(out, key=lambda spot: spot[1])


def _slope(land: Land, line: Points, color: str, name: str = "ground") -> None:
    sky_line = np.concatenate([line, np.float32([(1.05, land.horizon + 0.06), (-0.05, land.horizon + 0.06)])])
    land.sheet.area(name, sky_line, color, contour=broken(line, land.sheet.rng), relief=0.1)


def _hills(land: Land, ground: str) -> None:
    rng = land.sheet.rng
    color = "grass_2" if ground in ("grass", "snow") or rng.random() < 0.6 else "dry_grass"
    for number, high in enumerate(rng.uniform(0.05, 0.2, int(rng.integers(1, 4)))[::-1]):
        line = sky.ridge(-0.05, 1.05, land.horizon - 0.01, high * (0.5 + land.horizon), land.sheet, 6)
        _slope(land, line, color if number % 2 == 0 or ground == "snow" else "grass")


def _mountains(land: Land, ground: str) -> None:
    rng = land.sheet.rng
    for x in rng.permutation([0.1, 0.5, 0.9])[: int(rng.integers(1, 4))]:
        size = rng.uniform(0.3, 0.6) * (0.6 + land.horizon)
        sky.mountain(land.sheet.at(x + rng.normal(0, 0.1), land.horizon + 0.01, size), snow=bool(rng.random() < 0.6))
    if rng.random() < 0.5:
        _hills(land, ground)


def _leafy(land: Land, low: float, high: float, count: int, color: str) -> None:
    """A row of crowns as one area."""
    rng = land.sheet.rng
    x = np.linspace(-0.08, 1.08, count) + rng.normal(0, 0.012, count)
    top = bumps(np.stack([x, land.horizon - rng.uniform(low, high, count)], 1), rng.uniform(0.35, 0.55), closed=False)
    _slope(land, top, color, "plant")


def _trees(land: Land, ground: str) -> None:
    if land.sheet.rng.random() < 0.4:
        _hills(land, ground)
    _leafy(land, 0.03, 0.09, int(land.sheet.rng.integers(9, 17)), pick(land.sheet.rng, ("leaf", "leaf_2")))


def _bushes(land: Land, ground: str) -> None:
    """Single bushes that break the horizon."""
    rng = land.sheet.rng
    for x in rng.uniform(0, 1, int(rng.integers(3, 9))):
        size = rng.uniform(0.05, 0.16)
        arc = np.linspace(np.pi, 2 * np.pi, 6)
        base = np.stack([x + size * np.cos(arc), land.horizon + 0.02 + size * 0.7 * np.sin(arc)], 1)
        land.sheet.area("plant", bumps(base, 0.4, closed=False), pick(rng, ("leaf", "leaf_2")), relief=0.4)


def _wood(land: Land, ground: str) -> None:
    """A dark wall of trees with trunks before it."""
    rng = land.sheet.rng
    _leafy(land, 0.16, 0.3, int(rng.integers(6, 10)), "leaf_2")
    for x in rng.uniform(0, 1, int(rng.integers(3, 8))):
        size = rng.uniform(0.012, 0.03)
        trunk = np.float32([(x, land.horizon - 0.2), (x + size, land.horizon - 0.2),
                            (x + size * 1.3, land.horizon + 0.04), (x - size * 0.3, land.horizon + 0.04)])  # fmt: skip
        land.sheet.area("plant", trunk, "bark", contour=(trunk[[0, 3]], trunk[[1, 2]]), relief=0.4)
    _leafy(replace(land, horizon=land.horizon - 0.14), 0.02, 0.12, int(rng.integers(6, 10)), "leaf")


def _fields(land: Land, ground: str) -> None:
    """Slopes with rows of crops."""
    _hills(land, ground)
    line = sky.ridge(-0.05, 1.05, land.horizon - 0.01, 0.06, land.sheet)
    area = np.concatenate([line, np.float32([(1.05, land.horizon + 0.05), (-0.05, land.horizon + 0.05)])])
    x = np.linspace(-0.1, 1.1, int(land.sheet.rng.integers(9, 18)))
    rows = [np.float32([(a, land.horizon - 0.09), (0.5 + (a - 0.5) * 1.4, land.horizon + 0.05)]) for a in x]
    color = pick(land.sheet.rng, ("earth", "grass", "dry_grass"))
    land.sheet.area("ground", area, color, contour=(line,), details=rows, relief=0.0)


def _hedge(land: Land, ground: str) -> None:
    _leafy(land, 0.1, 0.13, int(land.sheet.rng.integers(12, 20)), "leaf_2")


def _planks(land: Land, ground: str) -> None:
    if land.sheet.rng.random() < 0.6:
        _trees(land, ground)
    from_top = land.horizon - land.sheet.rng.uniform(0.09, 0.16)
    edge = np.float32([(-0.05, from_top), (1.05, from_top), (1.05, land.horizon + 0.04), (-0.05, land.horizon + 0.04)])
    gaps = [np.float32([(x, from_top), (x, land.horizon + 0.04)]) for x in np.arange(0, 1, 0.045)]
    color = pick(land.sheet.rng, ("wood", "white_cloth", "wood"))
    lines = [Stroke(gap, 0.7) for gap in gaps]
    land.sheet.area("building", edge, color, contour=(edge[:2],), details=lines, relief=0.0)


def _plain(land: Land, ground: str) -> None:
    """Nothing but the edge of the ground."""


# What stands at the horizon; the key of the ground's color is its second argument.
FAR: dict[str, Callable[[Land, str], None]] = {
    "hills": _hills, "mountains": _mountains, "trees": _trees, "bushes": _bushes, "wood": _wood, "fields": _fields,
    "hedge": _hedge, "planks": _planks, "plain": _plain,
}  # fmt: skip
