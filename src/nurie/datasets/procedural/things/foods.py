"""Fruit, vegetables, cakes and cups, each alone on the page, about 2 high around (0, 0)."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.animals.parts import both
from nurie.datasets.procedural.scene import Stroke
from nurie.datasets.procedural.scenery.sheet import Sheet, bumps, leaf


def _gleam(x: float, y: float, width: float, height: float, angle: float = -0.5) -> np.ndarray:
    return curves.turn(curves.ellipse((0, 0), (width, height), count=14), angle) + np.float32([x, y])


def _stalk(sheet: Sheet, x: float, y: float, height: float = 0.3) -> None:
    spine = curves.spline([(x, y), (x + 0.02, y - height * 0.6), (x + 0.1, y - height)], steps=4)
    sheet.area("plant", curves.ribbon(spine, np.linspace(0.06, 0.09, len(spine))), "bark", relief=0.3)


def apple(sheet: Sheet) -> None:
    half = both(
        ((0, -0.56), (0.2, -0.7), (0.62, -0.68), (0.88, -0.2), (0.74, 0.46), (0.36, 0.84), (0.1, 0.8), (0, 0.76))
    )
    dip = curves.spline([(-0.2, -0.58), (0, -0.5), (0.2, -0.58)], steps=4)
    sheet.area("plant", half, "prop_1", details=(dip,), lights=(_gleam(-0.5, -0.3, 0.1, 0.24, 0.4),), relief=0.9)
    _stalk(sheet, 0, -0.52, 0.4)
    blade = leaf((0.06, -0.66), (0.56, -0.96), 0.5, 0.1)
    sheet.area("plant", blade, "leaf", details=(blade[[0, 8]],))


def orange(sheet: Sheet) -> None:
    pores = [curves.ellipse(tuple(sheet.rng.uniform(-0.45, 0.45, 2)), (0.012, 0.012), count=6) for _ in range(7)]
    sheet.area(
        "plant",
        curves.ellipse((0, 0), (0.85, 0.82), count=48),
        "prop_1",
        details=pores,
        lights=(_gleam(-0.4, -0.4, 0.12, 0.2, 0.7),),
        relief=1.0,
    )
    sheet.area("plant", bumps(curves.ellipse((0, -0.74), (0.1, 0.06), count=5), 0.4), "leaf_2")
    blade = leaf((0.05, -0.76), (0.62, -0.96), 0.5, 0.1)
    sheet.area("plant", blade, "leaf", details=(blade[[0, 8]],))


def banana(sheet: Sheet) -> None:
    for turn in (-0.35, 0.0, 0.35):
        part = sheet.at(-0.3, -0.7, 1.0, tilt=turn)
        spine = curves.spline([(0, 0), (0.05, 0.5), (0.3, 1.0), (0.75, 1.3)], steps=6)
        wide = 0.34 * np.sin(np.linspace(0.3, np.pi - 0.15, len(spine))) ** 0.6
        part.area(
            "plant",
            curves.ribbon(spine, wide),
            "prop_1",
            details=(Stroke(spine[3:-2] + np.float32([0.03, -0.05]), 0.8, (0.6, 0.6)),),
            relief=0.6,
        )
        part.area("plant", curves.ellipse(tuple(spine[-1]), (0.05, 0.05), count=10), "bark")
    sheet.area("plant", curves.points((-0.4, -0.95), (-0.24, -0.98), (-0.18, -0.6), (-0.4, -0.6)), "prop_2")


def strawberry(sheet: Sheet) -> None:
    body = both(((0, -0.5), (0.4, -0.56), (0.74, -0.3), (0.66, 0.2), (0.32, 0.76), (0, 0.95)))
    seeds = [
        Stroke(np.float32([(x, y), (x, y + 0.06)]), 0.9, (0.2, 0.6))
        for y, row in (
            (-0.2, (-0.4, 0, 0.4)),
            (0.08, (-0.5, -0.2, 0.2, 0.5)),
            (0.36, (-0.28, 0, 0.28)),
            (0.62, (-0.1, 0.14)),
        )
        for x in row
    ]
    sheet.area("plant", body, "prop_1", details=seeds, lights=(_gleam(-0.44, -0.24, 0.07, 0.15, 0.4),), relief=0.9)
    for angle in (-2.6, -2.0, -1.1, -0.5, 0.4, 2.7):
        sheet.area("plant", leaf((0, -0.52), (0.48 * np.cos(angle), -0.52 + 0.32 * np.sin(angle) + 0.06), 0.45), "leaf")
    _stalk(sheet, 0, -0.54, 0.34)


def cherries(sheet: Sheet) -> None:
    for x, y in ((-0.45, 0.45), (0.48, 0.36)):
        sheet.line(curves.spline([(x, y - 0.3), (x * 0.7, y - 0.7), (0.12, -0.86)], steps=6), 1.6)
        dip = curves.spline([(x - 0.12, y - 0.34), (x, y - 0.28), (x + 0.12, y - 0.34)], steps=4)
        sheet.area(
            "plant",
            curves.ellipse((x, y), (0.42, 0.4), count=32),
            "prop_1",
            details=(dip,),
            lights=(_gleam(x - 0.16, y - 0.12, 0.06, 0.12, 0.5),),
            relief=1.0,
        )
    blade = leaf((0.12, -0.86), (0.8, -0.72), 0.45, 0.1)
    sheet.area("plant", blade, "leaf", details=(blade[[0, 8]],))


def grapes(sheet: Sheet) -> None:
    rows = ((-0.3, 4), (-0.05, 4), (0.2, 3), (0.45, 3), (0.7, 2), (0.92, 1))
    for number, (y, count) in enumerate(rows):
        for x in (np.arange(count) - (count - 1) / 2) * 0.32 + (number % 2) * 0.06:
            sheet.area(
                "plant",
                curves.ellipse((x, y), (0.19, 0.19), count=20),
                "prop_1",
                lights=(_gleam(x - 0.06, y - 0.07, 0.03, 0.05),),
                relief=1.0,
            )
    _stalk(sheet, 0, -0.42, 0.4)
    sheet.area(
        "plant", bumps(np.float32([(0.05, -0.5), (0.3, -0.85), (0.66, -0.8), (0.7, -0.5), (0.4, -0.36)]), 0.2), "leaf"
    )


def watermelon(sheet: Sheet) -> None:
    """A slice."""
    outer = curves.spline([(-1.0, -0.4), (-0.62, 0.36), (0, 0.62), (0.62, 0.36), (1.0, -0.4)], steps=7)
    for color, scale in (("leaf_2", 1.0), ("white_cloth", 0.88), ("prop_1", 0.8)):
        seeds = (
            [
                Stroke(np.float32([(x, y), (x * 1.05, y + 0.09)]), 2.2, (0.7, 0.0))
                for x, y in ((-0.4, -0.2), (0, -0.16), (0.4, -0.22), (-0.2, 0.08), (0.22, 0.06))
            ]
            if scale < 0.85
            else ()
        )
        sheet.area("plant", (outer - (0, -0.4)) * (scale, scale) + (0, -0.4), color, details=seeds, relief=0.2)


def carrot(sheet: Sheet) -> None:
    for x in (-0.24, 0.24, 0.0):
        plume = bumps(
            np.float32([(-0.04, -0.3), (x - 0.14, -0.72), (x, -1.0), (x + 0.14, -0.72), (0.04, -0.3)]),
            0.22,
            closed=False,
        )
        sheet.area("plant", plume, "leaf", relief=0.3)
    marks = [
        np.float32([(x, y), (x + w, y + 0.02)])
        for x, y, w in ((-0.26, -0.05, 0.18), (0.06, 0.16, 0.18), (-0.18, 0.36, 0.14), (0.0, 0.6, 0.1))
    ]
    sheet.area(
        "plant",
        both(((0, -0.34), (0.22, -0.36), (0.34, -0.18), (0.24, 0.4), (0, 1.05))),
        "prop_1",
        details=marks,
        relief=0.7,
    )


def pumpkin(sheet: Sheet) -> None:
    for x, wide in ((-0.55, 0.42), (0.55, 0.42), (-0.28, 0.42), (0.28, 0.42), (0, 0.36)):
        sheet.area("plant", curves.ellipse((x, 0.1), (wide, 0.66), count=32), "prop_1", relief=0.7)
    _stalk(sheet, 0, -0.5, 0.4)
    if sheet.rng.random() < 0.4:
        for x in (-0.32, 0.32):
            sheet.area("mouth", curves.points((x - 0.16, 0.06), (x, -0.2), (x + 0.16, 0.06)), "sun")
        sheet.area(
            "mouth",
            np.float32(
                [
                    (-0.5, 0.24),
                    (-0.2, 0.34),
                    (-0.1, 0.26),
                    (0.1, 0.26),
                    (0.2, 0.34),
                    (0.5, 0.24),
                    (0.26, 0.52),
                    (-0.26, 0.52),
                ]
            ),
            "sun",
        )


def mushroom(sheet: Sheet) -> None:
    sheet.area("plant", both(((0, -0.1), (0.22, -0.06), (0.2, 0.4), (0.32, 0.84), (0, 0.9))), "white_cloth", relief=0.6)
    gills = [np.float32([(x * 0.5, 0.0), (x, 0.14)]) for x in np.linspace(-0.7, 0.7, 9)]
    sheet.area("plant", curves.ellipse((0, 0.04), (0.9, 0.18), count=32), "wall", details=gills)
    cap = curves.spline(
        [
            (-0.95, 0.04),
            (-0.8, -0.5),
            (-0.3, -0.9),
            (0.3, -0.9),
            (0.8, -0.5),
            (0.95, 0.04),
            (0.5, 0.12),
            (0, 0.14),
            (-0.5, 0.12),
        ],
        closed=True,
        steps=6,
    )
    sheet.area("plant", cap, "prop_1", relief=0.8)
    for x, y, radius in (
        (-0.1, -0.56, 0.2),
        (-0.6, -0.22, 0.14),
        (0.46, -0.42, 0.15),
        (0.1, -0.12, 0.12),
        (0.72, -0.08, 0.08),
    ):
        sheet.area("plant", curves.ellipse((x, y), (radius, radius * 0.85), count=20), "white_cloth", within=cap)


def cake(sheet: Sheet) -> None:
    """A slice of cream cake with a berry."""
    top = np.float32([(-0.9, -0.2), (0.5, -0.5), (0.95, -0.16)])
    sheet.area("prop", np.float32([(-0.9, -0.2), (0.95, -0.16), (0.95, 0.7), (-0.9, 0.66)]), "wall", relief=0.1)
    for y in (0.08, 0.38):
        sheet.area("prop", np.float32([(-0.9, y), (0.95, y + 0.03), (0.95, y + 0.13), (-0.9, y + 0.1)]), "white_cloth")
    sheet.area("prop", top, "white_cloth", relief=0.2)
    drip = bumps(np.stack([np.linspace(0.95, -0.9, 8), np.full(8, 0.02)], 1), 0.5, closed=False)
    sheet.area("prop", np.concatenate([drip, np.float32([(-0.9, -0.2), (0.95, -0.16)])]), "white_cloth", relief=0.3)
    strawberry(sheet.at(0.3, -0.62, 0.38))


def cupcake(sheet: Sheet) -> None:
    folds = [np.float32([(x, 0.1), (x * 0.8, 0.9)]) for x in np.linspace(-0.5, 0.5, 6)]
    sheet.area(
        "prop",
        curves.points((-0.66, 0.08), (0.66, 0.08), (0.5, 0.9), (-0.5, 0.9)),
        "prop_2",
        details=[Stroke(fold, 0.8) for fold in folds],
        relief=0.3,
    )
    for y, wide in ((0.06, 0.78), (-0.24, 0.62), (-0.5, 0.42)):
        sheet.area("prop", bumps(curves.ellipse((0, y), (wide, 0.2), count=12), 0.16), "prop_1", relief=0.6)
    cherry = sheet.at(0, -0.78, 0.5)
    cherry.area(
        "plant",
        curves.ellipse((0, 0), (0.38, 0.36), count=24),
        "ribbon",
        lights=(_gleam(-0.12, -0.12, 0.06, 0.1),),
        relief=1.0,
    )


def ice_cream(sheet: Sheet) -> None:
    grid = [np.float32([(x, 0.0), (x + d, 1.2)]) for x in np.linspace(-0.9, 0.9, 8) for d in (-0.55, 0.55)]
    sheet.area(
        "prop",
        curves.points((-0.42, 0.08), (0.42, 0.08), (0.0, 1.1)),
        "wood",
        details=[Stroke(line, 0.8) for line in grid],
        relief=0.3,
    )
    for x, y, color in ((0.0, -0.62, "prop_2"), (0.0, -0.12, "prop_1")):
        ball = curves.ellipse((x, y), (0.5, 0.46), start=np.pi * 0.95, end=np.pi * 2.05, count=24)
        rim = bumps(np.stack([np.linspace(0.5, -0.5, 6), np.full(6, y + 0.16)], 1), 0.4, closed=False)
        sheet.area(
            "prop", np.concatenate([ball, rim]), color, lights=(_gleam(x - 0.2, y - 0.2, 0.06, 0.12, 0.6),), relief=0.8
        )


def donut(sheet: Sheet) -> None:
    sheet.area("prop", curves.ellipse((0, 0.05), (0.95, 0.85), count=48), "wood", relief=0.8)
    icing = curves.wobble(curves.ellipse((0, -0.04), (0.85, 0.72), count=36), sheet.rng, 0.04)
    angle, reach = sheet.rng.uniform(0, 6.28, 14), sheet.rng.uniform(0.45, 0.68, 14)
    sprinkles = [
        Stroke(
            np.float32(
                [
                    (r * np.cos(a), r * 0.85 * np.sin(a)),
                    (r * np.cos(a) + 0.07 * np.cos(3 * a), r * 0.85 * np.sin(a) + 0.07 * np.sin(3 * a)),
                ]
            ),
            1.8,
        )
        for a, r in zip(angle, reach, strict=True)
    ]
    sheet.area("prop", icing, "prop_1", details=sprinkles, relief=0.7)
    sheet.area("background", curves.ellipse((0, -0.02), (0.26, 0.2), count=24), "paper")


def rice_ball(sheet: Sheet) -> None:
    sheet.area(
        "prop",
        curves.spline(
            [
                (0, -0.8),
                (0.28, -0.66),
                (0.86, 0.36),
                (0.76, 0.68),
                (0, 0.74),
                (-0.76, 0.68),
                (-0.86, 0.36),
                (-0.28, -0.66),
            ],
            closed=True,
            steps=6,
        ),
        "white_cloth",
        relief=0.6,
    )
    sheet.area("prop", curves.points((-0.34, 0.18), (0.34, 0.18), (0.36, 0.74), (-0.36, 0.74)), "prop_1")


def cup(sheet: Sheet) -> None:
    """A cup with something hot."""
    handle = curves.ellipse((0.66, 0.1), (0.34, 0.3), count=28)
    sheet.area("prop", handle, "prop_1", relief=0.5)
    sheet.area("background", curves.ellipse((0.64, 0.1), (0.2, 0.17), count=20), "paper")
    sheet.area(
        "prop",
        curves.spline(
            [(-0.7, -0.36), (-0.66, 0.2), (-0.4, 0.66), (0, 0.72), (0.4, 0.66), (0.66, 0.2), (0.7, -0.36)], steps=6
        ),
        "prop_1",
        relief=0.7,
    )
    band = curves.spline(
        [(-0.7, 0.02), (0, 0.16), (0.7, 0.02), (0.64, 0.26), (0, 0.4), (-0.64, 0.26)], closed=True, steps=5
    )
    if sheet.rng.random() < 0.5:
        sheet.area("prop", band, "prop_2")
    sheet.area("prop", curves.ellipse((0, -0.36), (0.7, 0.16), count=32), "prop_1")
    sheet.area("prop", curves.ellipse((0, -0.35), (0.6, 0.11), count=32), "leather")
    for x in (-0.22, 0.14):
        sheet.line(
            curves.spline([(x, -0.56), (x + 0.1, -0.72), (x - 0.06, -0.86), (x + 0.06, -1.04)], steps=5),
            0.8,
            (0.7, 0.7),
        )


def burger(sheet: Sheet) -> None:
    sheet.area(
        "prop",
        curves.spline([(-0.9, 0.5), (0.9, 0.5), (0.8, 0.82), (0, 0.88), (-0.8, 0.82)], closed=True, steps=4),
        "wood",
        relief=0.5,
    )
    sheet.area(
        "prop",
        curves.spline(
            [(-0.94, 0.26), (0.94, 0.26), (0.96, 0.42), (0.9, 0.54), (-0.9, 0.54), (-0.96, 0.42)], closed=True, steps=3
        ),
        "leather",
        relief=0.5,
    )
    sheet.area(
        "prop", np.float32([(-0.9, 0.16), (0.9, 0.16), (0.6, 0.28), (0.42, 0.46), (0.2, 0.28), (-0.4, 0.28)]), "sun"
    )
    salad = bumps(np.stack([np.linspace(1.0, -1.0, 9), np.full(9, 0.1)], 1), 0.35, closed=False)
    sheet.area("plant", np.concatenate([salad, np.float32([(-0.9, -0.04), (0.9, -0.04)])]), "leaf", relief=0.3)
    seeds = [
        Stroke(np.float32([(x, y), (x + 0.05, y - 0.03)]), 1.8)
        for x, y in ((-0.4, -0.36), (0, -0.52), (0.36, -0.38), (-0.14, -0.26), (0.2, -0.2))
    ]
    sheet.area(
        "prop",
        curves.spline(
            [(-0.92, 0.0), (-0.8, -0.42), (0, -0.78), (0.8, -0.42), (0.92, 0.0), (0, 0.06)], closed=True, steps=6
        ),
        "wood",
        details=seeds,
        relief=0.8,
    )


FOODS = {
    "apple": apple,
    "orange": orange,
    "banana": banana,
    "strawberry": strawberry,
    "cherries": cherries,
    "grapes": grapes,
    "watermelon": watermelon,
    "carrot": carrot,
    "pumpkin": pumpkin,
    "mushroom": mushroom,
    "cake": cake,
    "cupcake": cupcake,
    "ice cream": ice_cream,
    "donut": donut,
    "rice ball": rice_ball,
    "cup": cup,
    "burger": burger,
}
