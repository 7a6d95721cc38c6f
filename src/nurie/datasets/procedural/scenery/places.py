"""Places, skies, moods and patterns that fill a picture: a function of the sheet and of its height in widths."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nurie.datasets.procedural.palettes import choose, pick
from nurie.datasets.procedural.scenery import country, effects, plants, sky, town
from nurie.datasets.procedural.scenery import room as interior
from nurie.datasets.procedural.scenery.sheet import Sheet


def white(sheet: Sheet, tall: float) -> None:
    sky.fill(sheet, tall, "background", "paper")


def plain(sheet: Sheet, tall: float) -> None:
    sky.fill(sheet, tall, "background", choose(sheet.rng, effects.PLAIN))


def fading(sheet: Sheet, tall: float) -> None:
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
                ("sky", "cloud", "tint"),
                ("paper", "tint"),
            ),
        ),
    )


def disc(sheet: Sheet, tall: float) -> None:
    white(sheet, tall) if sheet.rng.random() < 0.6 else plain(sheet, tall)
    effects.halo_disc(sheet, tall, choose(sheet.rng, effects.PLAIN))


def clouds(sheet: Sheet, tall: float) -> None:
    sky.fill(sheet, tall, "sky", "sky")
    if sheet.rng.random() < 0.35:
        sky.sun(sheet, sheet.rng.uniform(0.1, 0.9), tall * sheet.rng.uniform(0.1, 0.3), sheet.rng.uniform(0.05, 0.1))
    sky.clouds(sheet, tall * sheet.rng.uniform(0.6, 0.95), int(sheet.rng.integers(3, 8)))
    if sheet.rng.random() < 0.3:
        sky.gulls(sheet, int(sheet.rng.integers(2, 5)))


def night(sheet: Sheet, tall: float) -> None:
    sky.fill(sheet, tall, "sky", "sky")
    sky.stars(sheet, tall * 0.9, int(sheet.rng.integers(10, 26)))
    sky.moon(sheet, sheet.rng.uniform(0.12, 0.88), tall * sheet.rng.uniform(0.12, 0.25), sheet.rng.uniform(0.06, 0.12))
    if sheet.rng.random() < 0.5:
        sky.clouds(sheet, tall * 0.9, 3)


def horizon(sheet: Sheet, tall: float, low: float = 0.5, high: float = 0.75) -> float:
    """The sky with some clouds, and the height of its foot."""
    sky.fill(sheet, tall, "sky", "sky")
    y = tall * sheet.rng.uniform(low, high)
    sky.clouds(sheet, y * 0.85, int(sheet.rng.integers(2, 5)))
    return y


def meadow(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    y = horizon(sheet, tall)
    sky.ground_below(sheet, sky.ridge(-0.05, 1.05, y, 0.1, sheet), tall, "ground", "grass_2")
    if rng.random() < 0.6:
        for _ in range(2):
            plants.TREES[pick(rng, ("round", "cloud", "poplar"))](
                sheet.at(rng.uniform(0, 1), y + 0.03, rng.uniform(0.2, 0.36))
            )
    near = sky.ridge(-0.05, 1.05, y + 0.1, 0.06, sheet)
    sky.ground_below(sheet, near, tall, "ground", "grass")
    for share in np.sort(rng.uniform(0.1, 1, int(rng.integers(5, 12)))):
        size, foot = 0.06 + 0.24 * share, y + 0.1 + (tall - y - 0.05) * share
        draw = plants.tall_flower if rng.random() < 0.6 else plants.tuft
        draw(sheet.at(rng.uniform(0, 1), foot, size if draw is plants.tall_flower else size * 0.3))


def trees(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    y = horizon(sheet, tall, 0.6, 0.8)
    sky.ground_below(
        sheet, sky.ridge(-0.05, 1.05, y, 0.03, sheet), tall, "ground", pick(rng, ("grass", "grass_2", "ground"))
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


def forest(sheet: Sheet, tall: float) -> None:
    """Rows of trees, the far one a single area."""
    rng = sheet.rng
    sky.fill(sheet, tall, "sky", "sky")
    y, kind = tall * rng.uniform(0.6, 0.85), pick(rng, ("pine", "round", "poplar"))
    far = np.stack([np.linspace(-0.1, 1.1, 12), y - rng.uniform(0.3, 0.45, 12)], 1)
    sky.ground_below(sheet, sky.bumps(far, 0.5, closed=False), tall, "plant", "leaf_2")
    sky.ground_below(
        sheet, sky.ridge(-0.05, 1.05, y + 0.02, 0.03, sheet), tall, "ground", pick(rng, ("grass", "ground"))
    )
    for x in np.linspace(0.02, 0.98, int(rng.integers(4, 7))):
        size = rng.uniform(0.55, 0.9)
        plants.TREES[kind](sheet.at(x + rng.normal(0, 0.03), y + rng.uniform(0.03, 0.1), size))


def branches(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    sky.fill(sheet, tall, *pick(rng, (("sky", "sky"), ("background", "paper"), ("sky", "cloud"))))
    for flip in (False, True)[: int(rng.integers(1, 3))]:
        plants.branch(
            sheet.at(
                float(flip), tall * rng.uniform(0.06, 0.3), rng.uniform(0.5, 0.8), flip=flip, tilt=rng.normal(0, 0.15)
            )
        )
    plants.falling_petals(sheet, int(rng.integers(6, 18)), 1.0, tall)


def sea(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    y = horizon(sheet, tall, 0.45, 0.62)
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


def mountains(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    y = horizon(sheet, tall, 0.6, 0.78)
    for x in rng.permutation([0.1, 0.5, 0.9])[: int(rng.integers(1, 4))]:
        sky.mountain(sheet.at(x + rng.normal(0, 0.08), y, rng.uniform(0.5, 0.85)), snow=bool(rng.random() < 0.75))
    sky.ground_below(sheet, sky.ridge(-0.05, 1.05, y + 0.02, 0.05, sheet), tall, "ground", "grass_2")
    for x in rng.uniform(0, 1, int(rng.integers(0, 5))):
        plants.pine(sheet.at(x, y + 0.08, rng.uniform(0.12, 0.24)))
    near = sky.ridge(-0.05, 1.05, y + 0.14, 0.06, sheet)
    sky.ground_below(sheet, near, tall, "ground", pick(rng, ("grass", "water")))


def village(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    y = horizon(sheet, tall, 0.6, 0.75)
    town.row_of_houses(sheet, y, rng.uniform(0.28, 0.5), pick(rng, ("cottage", "cottage", "shop")))
    sky.ground_below(sheet, np.float32([(-0.05, y), (1.05, y)]), tall, "ground", pick(rng, ("ground", "road", "grass")))
    for x in rng.uniform(0, 1, int(rng.integers(0, 3))):
        plants.bush(sheet.at(x, y + 0.03, rng.uniform(0.1, 0.2)))
    if rng.random() < 0.4:
        town.lamp_post(sheet.at(pick(rng, (0.1, 0.88)), y + 0.12, 0.6))


def street(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    y = horizon(sheet, tall, 0.5, 0.62)
    town.street(sheet, y, tall)
    town.side_houses(sheet, y, tall)
    if rng.random() < 0.6:
        for x, size in ((0.25, 0.5), (0.08, 0.9)):
            town.power_pole(sheet.at(x, y + 0.12 * size, size))
        town.wires(sheet, (0.09, y - 0.75), (0.26, y - 0.4))
        town.wires(sheet, (0.09, y - 0.75), (-0.1, y - 0.95))


def skyline(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    y = horizon(sheet, tall, 0.75, 0.95)
    town.row_of_houses(sheet, y, rng.uniform(0.5, 0.75), "tower")
    sky.ground_below(sheet, np.float32([(-0.05, y), (1.05, y)]), tall, "ground", "stone")


def school_roof(sheet: Sheet, tall: float) -> None:
    y = horizon(sheet, tall, 0.72, 0.85)
    town.wire_fence(sheet, y - sheet.rng.uniform(0.3, 0.45), y)
    sky.ground_below(sheet, np.float32([(-0.05, y), (1.05, y)]), tall, "ground", "stone")


def fence(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    y = horizon(sheet, tall, 0.72, 0.88)
    if rng.random() < 0.6:
        plants.TREES[pick(rng, ("round", "cloud"))](sheet.at(pick(rng, (0.12, 0.85)), y, 0.7))
    town.plank_fence(sheet, y, rng.uniform(0.2, 0.34), pick(rng, ("wood", "white_cloth", "wood", "stone")))
    sky.ground_below(sheet, np.float32([(-0.05, y), (1.05, y)]), tall, "ground", pick(rng, ("grass", "ground")))


def brick_wall(sheet: Sheet, tall: float) -> None:
    """A wall of bricks, with sky and perhaps trees above it."""
    rng = sheet.rng
    top = tall * rng.uniform(-0.1, 0.45)
    sky.fill(sheet, tall, "sky", "sky")
    if top > 0.12:
        sky.clouds(sheet, top, int(rng.integers(0, 3)))
        for x in rng.uniform(0, 1, int(rng.integers(0, 3))):
            plants.TREES[pick(rng, ("round", "cloud"))](sheet.at(x, top + 0.3, rng.uniform(0.5, 0.7)))
    town.bricks(sheet, top, tall)


def hedge(sheet: Sheet, tall: float) -> None:
    """Leaves up to the shoulders or over the head, sky above."""
    rng = sheet.rng
    top = tall * rng.uniform(0.05, 0.5)
    sky.fill(sheet, tall, "sky", "sky")
    sky.clouds(sheet, top, int(rng.integers(0, 3)))
    for number in range(int(rng.integers(1, 4))):
        x = np.linspace(-0.1, 1.1, int(rng.integers(6, 12)))
        y = top + 0.2 * number + rng.uniform(-0.04, 0.04, len(x))
        edge = sky.bumps(np.stack([x, y], 1), rng.uniform(0.35, 0.5), closed=False)
        spots = rng.uniform(0, 1, (int(rng.integers(3, 9)), 2)) * (1, 0.3) + (0, top + 0.2 * number + 0.06)
        clump = np.float32([(0, 0), (0.05, 0), (0.1, 0.01)])
        marks = [sky.bumps(clump + spot, 0.4, closed=False) for spot in spots.astype(np.float32)]
        sky.ground_below(sheet, edge, tall, "plant", ("leaf_2", "leaf", "leaf_2")[number], details=marks)


def planks(sheet: Sheet, tall: float) -> None:
    """A fence of boards as high as somebody, sky and leaves above it."""
    rng = sheet.rng
    high = tall * rng.uniform(0.5, 0.95)
    sky.fill(sheet, tall, "sky", "sky")
    sky.clouds(sheet, (tall - high) * 0.9, int(rng.integers(0, 3)))
    if rng.random() < 0.5:
        plants.bush(sheet.at(rng.uniform(0, 1), tall - high + 0.15, rng.uniform(0.4, 0.7)))
    color = pick(rng, ("wood", "wood", "bark", "white_cloth"))
    town.plank_fence(sheet.at(0, 0, 1.6), (tall + 0.05) / 1.6, high / 1.6, color)


def roofs(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    y = horizon(sheet, tall, 0.85, 1.0)
    town.row_of_houses(sheet, y - 0.1, 0.42, "cottage")
    town.row_of_houses(sheet.at(rng.uniform(-0.2, 0), 0, 1.25), (y + 0.12) / 1.25, 0.45, "cottage")


def room(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    sky.fill(sheet, tall, "background", "wall")
    y = tall * rng.uniform(0.76, 0.9)
    interior.floor(sheet, tall, y)
    left = pick(rng, (0.06, 0.3, 0.62))
    right = left + rng.uniform(0.3, 0.4)
    interior.sash_window(sheet, left, tall * 0.12, right, tall * 0.55)
    if rng.random() < 0.75:
        interior.curtains(
            sheet,
            left,
            right,
            tall * 0.08,
            tall * rng.uniform(0.6, 0.75),
            pick(rng, ("cloth_3", "prop_2", "white_cloth", "ribbon")),
        )
    if rng.random() < 0.5:
        interior.picture(sheet, 0.75 if left < 0.4 else 0.1, tall * 0.2, 0.2, 0.17)
    if rng.random() < 0.6:
        interior.pot_plant(sheet.at(0.92 if left < 0.5 else 0.1, y + 0.05, 0.36))
    if rng.random() < 0.3:
        interior.table(sheet, 0.0 if left > 0.3 else 0.55, 0.4 if left > 0.3 else 1.0, tall * 0.72, tall)


def library(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    sky.fill(sheet, tall, "background", "wall")
    y = tall * rng.uniform(0.85, 1.0)
    interior.floor(sheet, tall, y)
    for left in (0.02, 0.68):
        interior.bookshelf(sheet, left, tall * rng.uniform(0.08, 0.2), left + 0.3, y, 4)
    interior.picture(sheet, 0.4, tall * 0.12, 0.2, 0.16)


def classroom(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    sky.fill(sheet, tall, "background", "wall")
    y = tall * rng.uniform(0.78, 0.88)
    interior.floor(sheet, tall, y)
    interior.blackboard(sheet, 0.08, tall * 0.18, 0.92, tall * 0.52)
    interior.clock(sheet, pick(rng, (0.2, 0.5, 0.8)), tall * 0.085, 0.045)
    if rng.random() < 0.6:
        interior.desks(sheet, tall, y)


def paper_doors(sheet: Sheet, tall: float) -> None:
    sky.fill(sheet, tall, "background", "wall")
    y = tall * sheet.rng.uniform(0.8, 0.95)
    interior.paper_doors(sheet, tall, y)
    sky.ground_below(sheet, np.float32([(-0.05, y), (1.05, y)]), tall, "ground", pick(sheet.rng, ("dry_grass", "wood")))


def land(name: str) -> Callable[[Sheet, float], None]:
    """A place of `country` with a horizon somewhere behind the figure."""

    def build(sheet: Sheet, tall: float) -> None:
        view = country.Land(sheet, tall, tall * sheet.rng.uniform(0.25, 0.75), sheet.rng.uniform(1.0, 2.2))
        country.draw_country(name, view)

    return build


def over(draw: Callable[[Sheet, float], None], white_share: float) -> Callable[[Sheet, float], None]:
    """Lines or a screen over white paper or over a soft color."""

    def build(sheet: Sheet, tall: float) -> None:
        plain = sheet.rng.random() < white_share
        sky.fill(sheet, tall, "background", "paper" if plain else pick(sheet.rng, effects.SOFT))
        draw(sheet, tall)

    return build


def pattern(draw: Callable[[Sheet, float, str], None]) -> Callable[[Sheet, float], None]:
    def build(sheet: Sheet, tall: float) -> None:
        white(sheet, tall) if sheet.rng.random() < 0.5 else sky.fill(sheet, tall, "background", "wall")
        draw(sheet, tall, choose(sheet.rng, effects.PLAIN))

    return build


def two(sheet: Sheet) -> tuple[str, str]:
    return pick(
        sheet.rng,
        (
            ("paper", "sky"),
            ("paper", "tint"),
            ("tint", "tint_2"),
            ("wall", "paper"),
            ("cloth_3", "cloth_4"),
            ("sky", "cloud"),
        ),
    )
