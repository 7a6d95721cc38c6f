"""Vehicles, houses, plants, toys and lights of the sky, each alone on the page, about 2 high around (0, 0)."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.animals.parts import both
from nurie.datasets.procedural.scene import Stroke
from nurie.datasets.procedural.scenery import plants, room, sky, town
from nurie.datasets.procedural.scenery.sheet import Sheet, box, bumps, heart, rounded, star


def _ground(sheet: Sheet, y: float = 1.0, color: str = "leaf_2") -> None:
    mound = curves.spline(
        [(-1.15, y + 0.06), (-0.6, y - 0.04), (0.2, y - 0.02), (1.15, y + 0.06), (0.5, y + 0.16), (-0.5, y + 0.16)],
        closed=True,
        steps=5,
    )
    sheet.area("ground", mound, color, relief=0.1)


def tree(sheet: Sheet) -> None:
    _ground(sheet)
    plants.TREES[str(sheet.rng.choice(list(plants.TREES)))](sheet.at(0, 1.0, 2.0))


def potted_flower(sheet: Sheet) -> None:
    for x in (-0.35, 0.35, 0.0)[int(sheet.rng.integers(0, 3)) :]:
        plants.tall_flower(sheet.at(x, 0.4, 1.35 - abs(x) * 0.6, tilt=x * 0.5))
    sheet.area("prop", curves.points((-0.5, 0.42), (0.5, 0.42), (0.36, 1.05), (-0.36, 1.05)), "prop_1", relief=0.6)
    sheet.area("prop", rounded(-0.58, 0.28, 0.58, 0.5, 0.05), "prop_1", relief=0.4, cast=0.04)


def pot_plant(sheet: Sheet) -> None:
    room.pot_plant(sheet.at(0, 1.0, 2.0))


def sunflower(sheet: Sheet) -> None:
    plants.stem(sheet.at(0, 1.1, 1.7), (0.05, -0.8))
    head = sheet.at(0.08, -0.25, 1.0)
    for number, petal in enumerate(
        [*plants.petals((0, 0), 0.85, 14, 0.15), *plants.petals((0, 0), 0.76, 14, 0.16, np.pi / 14)]
    ):
        head.area("plant", petal, "sun" if number < 14 else "flower", relief=0.2)
    grid = [curves.ellipse((0, 0), (r, r), count=20)[[*range(20), 0]] for r in (0.14, 0.26)]
    head.area("plant", curves.ellipse((0, 0), (0.4, 0.4), count=32), "bark", details=grid, relief=0.6)


def cactus(sheet: Sheet) -> None:
    for x, y, flip in ((-0.3, 0.0, 1), (0.3, -0.2, -1)):
        arm = curves.spline([(x, y + 0.1), (x - flip * 0.35, y + 0.08), (x - flip * 0.42, y - 0.35)], steps=6)
        sheet.area("plant", curves.ribbon(arm, np.full(len(arm), 0.26)), "leaf", relief=0.7)
    ribs = [np.float32([(x, -0.8), (x, 0.5)]) for x in (-0.12, 0.12)]
    sheet.area("plant", rounded(-0.32, -0.95, 0.32, 0.6, 0.3), "leaf", details=ribs, relief=0.8)
    plants.blossom(sheet, 0.05, -0.98, 0.2)
    sheet.area("prop", curves.points((-0.5, 0.45), (0.5, 0.45), (0.36, 1.05), (-0.36, 1.05)), "prop_1", relief=0.5)


def house(sheet: Sheet) -> None:
    _ground(sheet)
    town.cottage(sheet.at(0, 1.02, 1.9))
    for x in (-0.95, 0.95)[: int(sheet.rng.integers(0, 3))]:
        plants.bush(sheet.at(x, 1.04, 0.4))


def car(sheet: Sheet) -> None:
    rng = sheet.rng
    cabin = curves.spline(
        [(-0.62, -0.02), (-0.5, -0.44), (-0.3, -0.56), (0.2, -0.56), (0.42, -0.42), (0.66, -0.02)], steps=5
    )
    sheet.area("prop", cabin, "prop_1", relief=0.5)
    for left, right in ((-0.46, -0.03), (0.07, 0.48)):
        pane = np.float32(
            [(left + 0.05 * (left < 0), -0.44), (right - 0.16 * (left > 0), -0.44), (right, -0.06), (left, -0.06)]
        )
        sheet.area("prop", pane, "lens", details=(np.float32([(left + 0.1, -0.1), (left + 0.24, -0.42)]),))
    door = [np.float32([(0.02, -0.02), (0.02, 0.4)]), np.float32([(0.12, 0.08), (0.24, 0.08)])]
    body = curves.spline(
        [
            (-1.1, 0.36),
            (-1.08, 0.1),
            (-0.9, -0.04),
            (0.7, -0.04),
            (1.02, 0.08),
            (1.12, 0.36),
            (1.0, 0.44),
            (-1.0, 0.44),
        ],
        closed=True,
        steps=5,
    )
    sheet.area("prop", body, "prop_1", details=[Stroke(line, 0.9) for line in door], relief=0.6)
    sheet.area("prop", curves.ellipse((1.0, 0.16), (0.08, 0.1), count=14), "sun")
    for x in (-0.62, 0.6):
        sheet.area("prop", curves.ellipse((x, 0.46), (0.27, 0.27), count=30), "ink", relief=0.3)
        sheet.area("prop", curves.ellipse((x, 0.46), (0.14, 0.14), count=20), "metal", relief=0.4)
    if rng.random() < 0.3:
        sheet.area("prop", box(-0.2, -0.66, 0.1, -0.56), "prop_2")


def bus(sheet: Sheet) -> None:
    sheet.area("prop", rounded(-1.1, -0.7, 1.1, 0.5, 0.14), "prop_1", relief=0.4)
    sheet.area("prop", box(-1.1, 0.05, 1.1, 0.2), "prop_2")
    for x in np.linspace(-0.98, 0.3, 4):
        sheet.area("prop", rounded(x, -0.52, x + 0.3, -0.1, 0.05), "lens")
    sheet.area(
        "prop", rounded(0.66, -0.52, 1.0, 0.48, 0.05), "lens", details=(np.float32([(0.83, -0.52), (0.83, 0.48)]),)
    )
    for x in (-0.6, 0.4):
        sheet.area("prop", curves.ellipse((x, 0.52), (0.22, 0.22), count=26), "ink")
        sheet.area("prop", curves.ellipse((x, 0.52), (0.1, 0.1), count=16), "metal")


def ship(sheet: Sheet) -> None:
    sky.sail_boat(sheet.at(0, 0.75, 1.75))
    x = np.linspace(-1.15, 1.15, 10)
    wave = bumps(np.stack([x, np.full(10, 0.74)], 1), 0.25, closed=False)
    sheet.area(
        "ground",
        np.concatenate([wave, np.float32([(1.15, 1.05), (-1.15, 1.05)])]),
        "water",
        contour=(wave,),
        relief=0.2,
    )


def balloons(sheet: Sheet) -> None:
    count = int(sheet.rng.integers(1, 4))
    for (x, y), color in zip(
        ((0.0, -0.45), (-0.55, -0.2), (0.52, -0.15)), ("prop_1", "prop_2", "cloth_1"), strict=True
    ):
        if count == 1 and x:
            continue
        sheet.line(curves.spline([(x, y + 0.55), (x * 0.6 + 0.04, y + 0.85), (0.0, 1.1)], steps=6), 0.8)
        sheet.area("prop", curves.points((x - 0.06, y + 0.58), (x, y + 0.48), (x + 0.06, y + 0.58)), color)
        shape = both(((0, -0.5), (0.3, -0.42), (0.42, -0.1), (0.28, 0.3), (0, 0.5))) + np.float32([x, y])
        light = curves.turn(curves.ellipse((0, 0), (0.05, 0.12), count=12), 0.5) + np.float32([x - 0.2, y - 0.22])
        sheet.area("prop", shape, color, lights=(light,), relief=1.0)


def air_balloon(sheet: Sheet) -> None:
    ropes = [np.float32([(side * 0.42, 0.36), (side * 0.18, 0.74)]) for side in (-1, 1)]
    for rope in ropes:
        sheet.line(rope, 0.8)
    bag = both(((0, -1.05), (0.5, -0.92), (0.82, -0.5), (0.74, -0.06), (0.44, 0.36), (0.16, 0.44), (0, 0.44)))
    sheet.area("prop", bag, "prop_1", relief=0.9)
    for wide, color in ((0.56, "prop_2"), (0.22, "prop_1")):
        side = np.float32(
            [(0, -1.05), (wide * 0.62, -0.9), (wide, -0.45), (wide * 0.9, -0.05), (wide * 0.52, 0.4), (0, 0.44)]
        )
        sheet.area("prop", both([tuple(point) for point in side]), color, within=bag, relief=0.7)
    weave = [np.float32([(-0.2, y), (0.2, y)]) for y in (0.84, 0.94)]
    sheet.area(
        "prop",
        curves.points((-0.2, 0.74), (0.2, 0.74), (0.16, 1.05), (-0.16, 1.05)),
        "wood",
        details=[Stroke(line, 0.8) for line in weave],
    )


def umbrella(sheet: Sheet) -> None:
    sheet.line(np.float32([(0, -0.98), (0, -0.8)]), 1.4)
    sheet.line(curves.spline([(0, 0.0), (0, 0.8), (0.1, 0.98), (0.24, 0.94), (0.28, 0.8)], steps=6), 2.4)
    edge = bumps(np.stack([np.linspace(1.05, -1.05, 6), np.full(6, 0.08)], 1), -0.25, closed=False)
    dome = curves.spline([(-1.05, 0.08), (-0.8, -0.48), (0, -0.86), (0.8, -0.48), (1.05, 0.08)], steps=7)
    whole = np.concatenate([dome, edge[1:-1]])
    sheet.area("cloth", whole, "prop_1", relief=0.7)
    ribs = [edge[k * 6] for k in (1, 2, 3, 4)]
    for left, right in ((0, 1), (2, 3)):
        curve = [curves.spline([(0, -0.86), (ribs[k][0] * 0.75, -0.5), ribs[k]], steps=5) for k in (left, right)]
        sheet.area("cloth", np.concatenate([curve[0], curve[1][::-1]]), "prop_2", within=whole, relief=0.6)


def gift(sheet: Sheet) -> None:
    sheet.area("prop", box(-0.7, -0.2, 0.7, 0.9), "prop_1", relief=0.2)
    sheet.area("prop", box(-0.8, -0.42, 0.8, -0.14), "prop_1", relief=0.2, cast=0.04)
    sheet.area("ribbon", box(-0.14, -0.42, 0.14, 0.9), "ribbon")
    for side in (-1, 1):
        loop = curves.spline(
            [(0, -0.44), (side * 0.3, -0.86), (side * 0.62, -0.82), (side * 0.6, -0.5)], closed=True, steps=5
        )
        sheet.area(
            "ribbon", loop, "ribbon", details=(np.float32([(side * 0.08, -0.48), (side * 0.32, -0.62)]),), relief=0.6
        )
    sheet.area("ribbon", curves.ellipse((0, -0.48), (0.13, 0.12), count=16), "ribbon", relief=0.6)


def book(sheet: Sheet) -> None:
    """Open, seen from above."""
    for side in (-1, 1):
        cover = np.float32([(0, -0.5), (side * 1.08, -0.62), (side * 1.12, 0.56), (0, 0.72)])
        sheet.area("prop", cover, "prop_1")
        top = curves.spline([(0, -0.46), (side * 0.4, -0.62), (side * 1.0, -0.58)], steps=5)
        foot = curves.spline([(side * 1.02, 0.46), (side * 0.4, 0.44), (0, 0.62)], steps=5)
        lines = [
            curves.spline([(side * 0.14, y + 0.04), (side * 0.5, y - 0.04), (side * 0.9, y)], steps=4)
            for y in np.linspace(-0.36, 0.34, 6)
        ]
        sheet.area(
            "prop", np.concatenate([top, foot]), "paper", details=[Stroke(line, 0.6) for line in lines], relief=0.2
        )


def ball(sheet: Sheet) -> None:
    """A beach ball."""
    disc = curves.ellipse((0, 0), (0.95, 0.95), count=48)
    sheet.area("prop", disc, "white_cloth", relief=1.0)
    for angle, color in ((0.3, "prop_1"), (2.4, "prop_2"), (4.5, "cloth_1")):
        edge = curves.ellipse((0, 0), (0.95, 0.95), start=angle, end=angle + 1.0, count=10)
        a, b = edge[0] * 0.5, edge[-1] * 0.5
        hub = np.float32([-0.18, -0.22])
        left = curves.spline([hub, a + np.float32([-0.06, -0.08]), edge[0]], steps=5)
        right = curves.spline([edge[-1], b + np.float32([-0.06, -0.08]), hub], steps=5)
        sheet.area("prop", np.concatenate([left, edge[1:-1], right[:-1]]), color, within=disc, relief=0.9)
    sheet.area("prop", curves.ellipse((-0.18, -0.22), (0.12, 0.12), count=16), "white_cloth")


def snowman(sheet: Sheet) -> None:
    for side in (-1, 1):
        sheet.line(curves.spline([(side * 0.5, 0.1), (side * 0.85, -0.15), (side * 1.05, -0.3)], steps=4), 1.8)
        sheet.line(np.float32([(side * 0.88, -0.17), (side * 0.92, -0.38)]), 1.4)
    buttons = [Stroke(np.float32([(0, y), (0.004, y)]), 5.0) for y in (0.28, 0.52)]
    sheet.area("prop", curves.ellipse((0, 0.5), (0.64, 0.56), count=40), "white_cloth", details=buttons, relief=0.8)
    sheet.area(
        "prop",
        curves.ellipse((0, -0.32), (0.46, 0.43), count=36),
        "white_cloth",
        details=(curves.spline([(-0.2, -0.14), (0, -0.06), (0.2, -0.14)], steps=4),),
        relief=0.8,
        cast=0.05,
    )
    for x in (-0.17, 0.17):
        sheet.area("pupil", curves.ellipse((x, -0.42), (0.05, 0.06), count=12), "pupil", ink=True)
    sheet.area("prop", curves.points((0, -0.34), (0.34, -0.24), (0.0, -0.22)), "flower")
    sheet.area("hat", box(-0.3, -1.06, 0.3, -0.68), "cloth_1", relief=0.3)
    sheet.area(
        "hat",
        curves.spline([(-0.5, -0.68), (0.5, -0.68), (0.46, -0.6), (-0.46, -0.6)], closed=True, steps=4),
        "cloth_1",
        relief=0.3,
    )
    sheet.area(
        "cloth",
        curves.spline(
            [(-0.42, -0.06), (0, 0.06), (0.42, -0.06), (0.4, 0.1), (0, 0.22), (-0.4, 0.1)], closed=True, steps=5
        ),
        "ribbon",
        relief=0.4,
    )


def rainbow(sheet: Sheet) -> None:
    for number, color in enumerate(("prop_1", "flower", "sun", "leaf", "water", "prop_2")):
        radius = 1.12 - number * 0.11
        outer = curves.ellipse((0, 0.6), (radius, radius), start=np.pi, end=2 * np.pi, count=30)
        sheet.area("sky", outer, color, relief=0.0)
    sheet.area("background", curves.ellipse((0, 0.6), (0.46, 0.46), start=np.pi, end=2 * np.pi, count=24), "paper")
    for x in (-0.8, 0.8):
        sky.cumulus(sheet.at(x, 0.75, 0.75))


def moon_night(sheet: Sheet) -> None:
    sky.moon(sheet, 0, 0, 0.8)
    for x, y in ((-0.9, -0.8), (0.85, -0.75), (0.95, 0.6), (-0.95, 0.5)):
        sheet.area("sky", star((x, y), sheet.rng.uniform(0.12, 0.2), tilt=sheet.rng.normal(0, 0.2)), "sun")


def rocket(sheet: Sheet) -> None:
    flame = curves.points((-0.2, 0.62), (0.2, 0.62), (0.12, 0.9), (0.0, 1.12), (-0.12, 0.9))
    sheet.area("prop", flame, "sun", relief=0.0)
    for side in (-1, 1):
        sheet.area(
            "prop",
            curves.spline(
                [(side * 0.3, 0.1), (side * 0.66, 0.5), (side * 0.66, 0.82), (side * 0.28, 0.56)], closed=True, steps=4
            ),
            "prop_1",
            relief=0.3,
        )
    body = both(((0, -1.08), (0.22, -0.78), (0.4, -0.2), (0.36, 0.3), (0.24, 0.62), (0, 0.62)))
    sheet.area("prop", body, "white_cloth", relief=0.8)
    sheet.area("prop", both(((0, -1.08), (0.18, -0.86), (0.29, -0.6), (0, -0.54))), "prop_1", within=body, relief=0.6)
    sheet.area("prop", curves.ellipse((0, -0.2), (0.2, 0.2), count=24), "metal", relief=0.4)
    sheet.area("prop", curves.ellipse((0, -0.2), (0.13, 0.13), count=20), "water", relief=0.4)
    sheet.area("prop", box(-0.26, 0.5, 0.26, 0.64), "metal", relief=0.4)


def lantern(sheet: Sheet) -> None:
    """A paper lantern."""
    sheet.line(np.float32([(0, -1.1), (0, -0.8)]), 1.0)
    ribs = [curves.spline([(-0.8, y), (0, y + 0.09), (0.8, y)], steps=4) for y in np.linspace(-0.5, 0.5, 6)]
    sheet.area(
        "prop",
        both(((0, -0.72), (0.4, -0.7), (0.72, -0.3), (0.72, 0.3), (0.4, 0.7), (0, 0.72))),
        "prop_1",
        details=[Stroke(rib, 0.8) for rib in ribs],
        relief=0.8,
    )
    for y in (-0.76, 0.72):
        sheet.area("prop", rounded(-0.4, y - 0.05, 0.4, y + 0.09, 0.03), "ink")
    sheet.area("prop", curves.points((-0.05, 0.82), (0.05, 0.82), (0.08, 1.1), (-0.08, 1.1)), "sun")


def heart_thing(sheet: Sheet) -> None:
    light = curves.turn(curves.ellipse((0, 0), (0.09, 0.2), count=14), 0.7) + np.float32([-0.5, -0.38])
    sheet.area("prop", heart((0, 0), 0.95), "prop_1", lights=(light,), relief=0.9)
    if sheet.rng.random() < 0.5:
        sheet.area("prop", heart((0.75, 0.72), 0.25, 0.3), "prop_2", relief=0.8)


OBJECTS = {
    "tree": tree,
    "potted flower": potted_flower,
    "pot plant": pot_plant,
    "sunflower": sunflower,
    "cactus": cactus,
    "house": house,
    "car": car,
    "bus": bus,
    "ship": ship,
    "balloons": balloons,
    "air balloon": air_balloon,
    "umbrella": umbrella,
    "gift": gift,
    "book": book,
    "ball": ball,
    "snowman": snowman,
    "rainbow": rainbow,
    "moon": moon_night,
    "rocket": rocket,
    "lantern": lantern,
    "heart": heart_thing,
}
