"""What stands behind a character: nothing, a pattern, a mood or a place; a table of styles, drawn from a seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nurie.datasets.procedural import scenery_effects as effects
from nurie.datasets.procedural import scenery_plants as plants
from nurie.datasets.procedural import scenery_room as room
from nurie.datasets.procedural import scenery_sky as sky
from nurie.datasets.procedural import scenery_town as town
from nurie.datasets.procedural.palettes import choose, pick
from nurie.datasets.procedural.scene import Layer, Shape, Stroke
from nurie.datasets.procedural.scenery import Sheet

Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class BackgroundTraits:
    """Attributes:
    style: an entry of `BACKGROUNDS`.
    framed: a panel's frame and gutters in front of all.
    weight: of its lines, relative to the character's contour.
    seed: of all further chance.
    """

    style: str
    framed: bool
    weight: float
    seed: int


def draw_background_traits(rng: Rng) -> BackgroundTraits:
    style = choose(rng, {name: share for name, (share, _) in BACKGROUNDS.items()})
    return BackgroundTraits(style, bool(rng.random() < 0.07), float(rng.uniform(0.4, 0.8)), int(rng.integers(2**31)))


def build_background(
    traits: BackgroundTraits, view: tuple[float, float, float, float]
) -> tuple[list[Shape], list[tuple[float, Stroke]]]:
    """Shapes and free strokes that fill the view (left, top, width, height in head units)."""
    left, top, width, height = view
    rng = np.random.default_rng(traits.seed)
    scale = np.eye(2, dtype=np.float32) * width
    sheet = Sheet(rng, Layer.BACKGROUND, traits.weight, scale, np.float32([left, top]))
    BACKGROUNDS[traits.style][1](sheet, height / width)
    if traits.framed:
        effects.panel(sheet, height / width, slanted=bool(rng.random() < 0.4))
    return sheet.shapes, sheet.strokes


def _white(sheet: Sheet, tall: float) -> None:
    sky.fill(sheet, tall, "background", "paper")


def _plain(sheet: Sheet, tall: float) -> None:
    sky.fill(sheet, tall, "background", pick(sheet.rng, effects.PLAIN))


def _fading(sheet: Sheet, tall: float) -> None:
    effects.fading(
        sheet,
        tall,
        pick(
            sheet.rng,
            (
                ("sky", "cloud"),
                ("cloud", "sky"),
                ("water", "sky", "cloud"),
                ("wall", "paper"),
                ("sky", "cloud", "flower"),
                ("paper", "flower"),
            ),
        ),
    )


def _disc(sheet: Sheet, tall: float) -> None:
    _white(sheet, tall) if sheet.rng.random() < 0.6 else _plain(sheet, tall)
    effects.halo_disc(sheet, tall, pick(sheet.rng, effects.PLAIN))


def _clouds(sheet: Sheet, tall: float) -> None:
    sky.fill(sheet, tall, "sky", "sky")
    if sheet.rng.random() < 0.35:
        sky.sun(sheet, sheet.rng.uniform(0.1, 0.9), tall * sheet.rng.uniform(0.1, 0.3), sheet.rng.uniform(0.05, 0.1))
    sky.clouds(sheet, tall * sheet.rng.uniform(0.6, 0.95), int(sheet.rng.integers(3, 8)))
    if sheet.rng.random() < 0.3:
        sky.gulls(sheet, int(sheet.rng.integers(2, 5)))


def _night(sheet: Sheet, tall: float) -> None:
    sky.fill(sheet, tall, "sky", "sky")
    sky.stars(sheet, tall * 0.9, int(sheet.rng.integers(10, 26)))
    sky.moon(sheet, sheet.rng.uniform(0.12, 0.88), tall * sheet.rng.uniform(0.12, 0.25), sheet.rng.uniform(0.06, 0.12))
    if sheet.rng.random() < 0.5:
        sky.clouds(sheet, tall * 0.9, 3)


def _horizon(sheet: Sheet, tall: float, low: float = 0.5, high: float = 0.75) -> float:
    """The sky with some clouds, and the height of its foot."""
    sky.fill(sheet, tall, "sky", "sky")
    y = tall * sheet.rng.uniform(low, high)
    sky.clouds(sheet, y * 0.85, int(sheet.rng.integers(2, 5)))
    return y


def _meadow(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    y = _horizon(sheet, tall)
    sky.ground_below(sheet, sky.ridge(-0.05, 1.05, y, 0.1, sheet), tall, "ground", "leaf_2")
    if rng.random() < 0.6:
        for _ in range(2):
            plants.TREES[pick(rng, ("round", "cloud", "poplar"))](
                sheet.at(rng.uniform(0, 1), y + 0.03, rng.uniform(0.2, 0.36))
            )
    near = sky.ridge(-0.05, 1.05, y + 0.1, 0.06, sheet)
    sky.ground_below(sheet, near, tall, "ground", "leaf")
    for share in np.sort(rng.uniform(0.1, 1, int(rng.integers(5, 12)))):
        size, foot = 0.06 + 0.24 * share, y + 0.1 + (tall - y - 0.05) * share
        draw = plants.tall_flower if rng.random() < 0.6 else plants.tuft
        draw(sheet.at(rng.uniform(0, 1), foot, size if draw is plants.tall_flower else size * 0.3))


def _trees(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    y = _horizon(sheet, tall, 0.6, 0.8)
    sky.ground_below(
        sheet, sky.ridge(-0.05, 1.05, y, 0.03, sheet), tall, "ground", pick(rng, ("leaf", "leaf_2", "ground"))
    )
    kind = pick(rng, list(plants.TREES))
    near = rng.uniform(0.5, 0.9)
    for x in sorted(
        rng.permutation([0.06, 0.25, 0.75, 0.94])[: int(rng.integers(2, 5))], key=lambda place: abs(place - 0.5)
    ):
        size = near * rng.uniform(0.75, 1.1) * (1.25 if abs(x - 0.5) > 0.3 else 0.7)
        plants.TREES[kind](sheet.at(x + rng.normal(0, 0.03), y + 0.16 * size, size))
    for x in rng.uniform(0, 1, int(rng.integers(0, 4))):
        plants.bush(sheet.at(x, y + rng.uniform(0.12, 0.3), rng.uniform(0.15, 0.3)))


def _forest(sheet: Sheet, tall: float) -> None:
    """Rows of trees, the far one a single area."""
    rng = sheet.rng
    sky.fill(sheet, tall, "sky", "sky")
    y, kind = tall * rng.uniform(0.6, 0.85), pick(rng, ("pine", "round", "poplar"))
    far = np.stack([np.linspace(-0.1, 1.1, 12), y - rng.uniform(0.3, 0.45, 12)], 1)
    sky.ground_below(sheet, sky.bumps(far, 0.5, closed=False), tall, "plant", "leaf_2")
    sky.ground_below(
        sheet, sky.ridge(-0.05, 1.05, y + 0.02, 0.03, sheet), tall, "ground", pick(rng, ("leaf", "ground"))
    )
    for x in np.linspace(0.02, 0.98, int(rng.integers(4, 7))):
        size = rng.uniform(0.55, 0.9)
        plants.TREES[kind](sheet.at(x + rng.normal(0, 0.03), y + rng.uniform(0.03, 0.1), size))


def _branches(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    sky.fill(sheet, tall, *pick(rng, (("sky", "sky"), ("background", "paper"), ("sky", "cloud"))))
    for flip in (False, True)[: int(rng.integers(1, 3))]:
        plants.branch(
            sheet.at(
                float(flip), tall * rng.uniform(0.06, 0.3), rng.uniform(0.5, 0.8), flip=flip, tilt=rng.normal(0, 0.15)
            )
        )
    plants.falling_petals(sheet, int(rng.integers(6, 18)), 1.0, tall)


def _sea(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    y = _horizon(sheet, tall, 0.45, 0.62)
    if rng.random() < 0.5:
        sky.sun(sheet, rng.uniform(0.2, 0.8), y - 0.02, rng.uniform(0.08, 0.14))
    edge = np.float32([(-0.05, y), (1.05, y)])
    lines = sky.waves(sheet, y, tall, int(rng.integers(7, 16)))
    sky.ground_below(sheet, edge, tall, "ground", "water", details=lines)
    if rng.random() < 0.5:
        sky.sail_boat(sheet.at(pick(rng, (0.15, 0.82)), y + 0.05, rng.uniform(0.14, 0.24)))
    if rng.random() < 0.6:
        beach = sky.ridge(-0.05, 1.05, tall * 0.88, 0.06, sheet)
        sky.ground_below(sheet, beach - np.float32([0, 0.025]), tall, "ground", "cloud")
        sky.ground_below(sheet, beach, tall, "ground", "ground")
    if rng.random() < 0.35:
        plants.palm(sheet.at(pick(rng, (0.08, 0.92)), tall * 0.95, rng.uniform(0.6, 0.9)))
    sky.gulls(sheet, int(rng.integers(0, 4)))


def _mountains(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    y = _horizon(sheet, tall, 0.6, 0.78)
    for x in rng.permutation([0.1, 0.5, 0.9])[: int(rng.integers(1, 4))]:
        sky.mountain(sheet.at(x + rng.normal(0, 0.08), y, rng.uniform(0.5, 0.85)), snow=bool(rng.random() < 0.75))
    sky.ground_below(sheet, sky.ridge(-0.05, 1.05, y + 0.02, 0.05, sheet), tall, "ground", "leaf_2")
    for x in rng.uniform(0, 1, int(rng.integers(0, 5))):
        plants.pine(sheet.at(x, y + 0.08, rng.uniform(0.12, 0.24)))
    sky.ground_below(sheet, sky.ridge(-0.05, 1.05, y + 0.14, 0.06, sheet), tall, "ground", pick(rng, ("leaf", "water")))


def _village(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    y = _horizon(sheet, tall, 0.6, 0.75)
    town.row_of_houses(sheet, y, rng.uniform(0.28, 0.5), pick(rng, ("cottage", "cottage", "shop")))
    sky.ground_below(sheet, np.float32([(-0.05, y), (1.05, y)]), tall, "ground", pick(rng, ("ground", "stone", "leaf")))
    for x in rng.uniform(0, 1, int(rng.integers(0, 3))):
        plants.bush(sheet.at(x, y + 0.03, rng.uniform(0.1, 0.2)))
    if rng.random() < 0.4:
        town.lamp_post(sheet.at(pick(rng, (0.1, 0.88)), y + 0.12, 0.6))


def _street(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    y = _horizon(sheet, tall, 0.5, 0.62)
    town.street(sheet, y, tall)
    town.side_houses(sheet, y, tall)
    if rng.random() < 0.6:
        for x, size in ((0.25, 0.5), (0.08, 0.9)):
            town.power_pole(sheet.at(x, y + 0.12 * size, size))
        town.wires(sheet, (0.09, y - 0.75), (0.26, y - 0.4))
        town.wires(sheet, (0.09, y - 0.75), (-0.1, y - 0.95))


def _skyline(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    y = _horizon(sheet, tall, 0.75, 0.95)
    town.row_of_houses(sheet, y, rng.uniform(0.5, 0.75), "tower")
    sky.ground_below(sheet, np.float32([(-0.05, y), (1.05, y)]), tall, "ground", "stone")


def _school_roof(sheet: Sheet, tall: float) -> None:
    y = _horizon(sheet, tall, 0.72, 0.85)
    town.wire_fence(sheet, y - sheet.rng.uniform(0.3, 0.45), y)
    sky.ground_below(sheet, np.float32([(-0.05, y), (1.05, y)]), tall, "ground", "stone")


def _fence(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    y = _horizon(sheet, tall, 0.72, 0.88)
    if rng.random() < 0.6:
        plants.TREES[pick(rng, ("round", "cloud"))](sheet.at(pick(rng, (0.12, 0.85)), y, 0.7))
    town.plank_fence(sheet, y, rng.uniform(0.2, 0.34), pick(rng, ("wood", "white_cloth", "wood", "stone")))
    sky.ground_below(sheet, np.float32([(-0.05, y), (1.05, y)]), tall, "ground", pick(rng, ("leaf", "ground")))


def _roofs(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    y = _horizon(sheet, tall, 0.85, 1.0)
    town.row_of_houses(sheet, y - 0.1, 0.42, "cottage")
    town.row_of_houses(sheet.at(rng.uniform(-0.2, 0), 0, 1.25), (y + 0.12) / 1.25, 0.45, "cottage")


def _room(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    sky.fill(sheet, tall, "background", "wall")
    y = tall * rng.uniform(0.76, 0.9)
    room.floor(sheet, tall, y)
    left = pick(rng, (0.06, 0.3, 0.62))
    right = left + rng.uniform(0.3, 0.4)
    room.sash_window(sheet, left, tall * 0.12, right, tall * 0.55)
    if rng.random() < 0.75:
        room.curtains(
            sheet,
            left,
            right,
            tall * 0.08,
            tall * rng.uniform(0.6, 0.75),
            pick(rng, ("cloth_3", "prop_2", "white_cloth", "ribbon")),
        )
    if rng.random() < 0.5:
        room.picture(sheet, 0.75 if left < 0.4 else 0.1, tall * 0.2, 0.2, 0.17)
    if rng.random() < 0.6:
        room.pot_plant(sheet.at(0.92 if left < 0.5 else 0.1, y + 0.05, 0.36))
    if rng.random() < 0.3:
        room.table(sheet, 0.0 if left > 0.3 else 0.55, 0.4 if left > 0.3 else 1.0, tall * 0.72, tall)


def _library(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    sky.fill(sheet, tall, "background", "wall")
    y = tall * rng.uniform(0.85, 1.0)
    room.floor(sheet, tall, y)
    for left in (0.02, 0.68):
        room.bookshelf(sheet, left, tall * rng.uniform(0.08, 0.2), left + 0.3, y, 4)
    room.picture(sheet, 0.4, tall * 0.12, 0.2, 0.16)


def _classroom(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    sky.fill(sheet, tall, "background", "wall")
    y = tall * rng.uniform(0.78, 0.88)
    room.floor(sheet, tall, y)
    room.blackboard(sheet, 0.08, tall * 0.18, 0.92, tall * 0.52)
    room.clock(sheet, pick(rng, (0.2, 0.5, 0.8)), tall * 0.085, 0.045)
    if rng.random() < 0.6:
        room.desks(sheet, tall, y)


def _paper_doors(sheet: Sheet, tall: float) -> None:
    sky.fill(sheet, tall, "background", "wall")
    y = tall * sheet.rng.uniform(0.8, 0.95)
    room.paper_doors(sheet, tall, y)
    sky.ground_below(sheet, np.float32([(-0.05, y), (1.05, y)]), tall, "ground", pick(sheet.rng, ("leaf", "wood")))


def _lines(draw: Callable[[Sheet, float], None]) -> Callable[[Sheet, float], None]:
    def build(sheet: Sheet, tall: float) -> None:
        _white(sheet, tall) if sheet.rng.random() < 0.7 else sky.fill(
            sheet, tall, "background", pick(sheet.rng, effects.SOFT)
        )
        draw(sheet, tall)

    return build


def _screen(draw: Callable[[Sheet, float], None]) -> Callable[[Sheet, float], None]:
    def build(sheet: Sheet, tall: float) -> None:
        _white(sheet, tall) if sheet.rng.random() < 0.3 else sky.fill(
            sheet, tall, "background", pick(sheet.rng, effects.SOFT)
        )
        draw(sheet, tall)

    return build


def _pattern(draw: Callable[[Sheet, float, str], None]) -> Callable[[Sheet, float], None]:
    def build(sheet: Sheet, tall: float) -> None:
        _white(sheet, tall) if sheet.rng.random() < 0.5 else sky.fill(sheet, tall, "background", "wall")
        draw(sheet, tall, pick(sheet.rng, effects.PLAIN))

    return build


def _two(sheet: Sheet) -> tuple[str, str]:
    return pick(
        sheet.rng,
        (
            ("paper", "sky"),
            ("paper", "flower"),
            ("sun", "ribbon"),
            ("wall", "paper"),
            ("cloth_3", "cloth_4"),
            ("sky", "cloud"),
        ),
    )


# Share of all pictures, and the function that fills the sheet.
BACKGROUNDS: dict[str, tuple[float, Callable[[Sheet, float], None]]] = {
    "white": (0.40, _white),
    "plain": (0.11, _plain),
    "fading": (0.025, _fading),
    "disc": (0.025, _disc),
    "clouds": (0.05, _clouds),
    "night": (0.025, _night),
    "meadow": (0.03, _meadow),
    "trees": (0.025, _trees),
    "forest": (0.02, _forest),
    "branches": (0.02, _branches),
    "sea": (0.025, _sea),
    "mountains": (0.02, _mountains),
    "village": (0.02, _village),
    "street": (0.02, _street),
    "skyline": (0.015, _skyline),
    "roofs": (0.01, _roofs),
    "school roof": (0.01, _school_roof),
    "fence": (0.015, _fence),
    "room": (0.035, _room),
    "library": (0.015, _library),
    "classroom": (0.02, _classroom),
    "paper doors": (0.01, _paper_doors),
    "speed": (0.015, _lines(effects.speed_lines)),
    "focus": (0.02, _lines(effects.focus_lines)),
    "gleams": (0.015, _screen(effects.gleams)),
    "soap bubbles": (0.01, _screen(effects.soap_bubbles)),
    "flowers": (0.015, _screen(effects.flowers)),
    "roses": (0.01, _screen(effects.roses)),
    "hearts": (0.01, _screen(effects.hearts)),
    "star field": (0.01, _screen(effects.star_field)),
    "checker": (0.01, _pattern(effects.checker)),
    "dots": (0.01, _pattern(effects.dots)),
    "stripes": (0.015, lambda sheet, tall: effects.stripes(sheet, tall, _two(sheet), True)),
    "sunburst": (0.01, lambda sheet, tall: effects.sunburst(sheet, tall, _two(sheet))),
}
