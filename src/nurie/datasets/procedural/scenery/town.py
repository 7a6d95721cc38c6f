"""Houses, towers, streets, fences, roofs. Houses stand on (0, 0), 1 high; streets span the picture."""

from __future__ import annotations

import itertools

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.scene import Points, Stroke
from nurie.datasets.procedural.scenery.sheet import Sheet, box, bumps

ROOFS = ("prop_1", "leather", "prop_2", "stone", "cloth_3", "wood")


def window(sheet: Sheet, x: float, y: float, width: float, height: float, *, arched: bool = False) -> None:
    """A pane with its bars; its frame is its contour."""
    left, right, top, bottom = x - width / 2, x + width / 2, y - height / 2, y + height / 2
    outline = box(left, top, right, bottom)
    if arched:
        arch = curves.ellipse((x, top + width / 2), (width / 2, width / 2), start=np.pi, end=2 * np.pi, count=10)
        outline = np.concatenate([arch, outline[2:]])
    bars = [np.float32([(x, top), (x, bottom)]), np.float32([(left, y), (right, y)])]
    sheet.area("building", outline, "lens", details=bars[: 1 + (height > width * 0.9)], relief=0.0)


def cottage(sheet: Sheet) -> None:
    """A house with a gable roof, a door, windows, perhaps a chimney."""
    rng = sheet.rng
    wide, eave = rng.uniform(0.32, 0.5), -rng.uniform(0.42, 0.58)
    roof = str(rng.choice(ROOFS))
    if rng.random() < 0.5:
        x = rng.choice((-1, 1)) * wide * 0.5
        sheet.area("building", box(x - 0.06, -0.98, x + 0.06, eave - 0.1), "stone")
    sheet.area("building", box(-wide, eave, wide, 0), "wall", relief=0.0)
    over = wide + 0.09
    slope = rng.uniform(0.3, 1.0)
    top = curves.points(
        (-over, eave + 0.03), (-over * slope * 0.75, -0.97), (over * slope * 0.75, -0.97), (over, eave + 0.03)
    )
    tiles = [np.float32([(-over, y), (over, y)]) for y in np.linspace(-0.97, eave, 4)[1:-1]]
    sheet.area("building", top, roof, details=tiles, relief=0.0, cast=0.03)
    door = rng.choice((-1, 1)) * wide * rng.uniform(0.0, 0.5)
    sheet.area(
        "building",
        box(door - 0.09, -0.3, door + 0.09, 0),
        "wood",
        details=(curves.ellipse((door + 0.055, -0.14), (0.012, 0.012), count=8),),
    )
    for x in (-0.62 * wide, 0.62 * wide):
        if abs(x - door) > 0.22:
            window(sheet, x, eave * 0.55, 0.17, 0.17, arched=bool(rng.random() < 0.3))


def tower_block(sheet: Sheet) -> None:
    """A plain high house with rows of windows, drawn as lines."""
    rng = sheet.rng
    wide, columns, rows = rng.uniform(0.16, 0.3), int(rng.integers(2, 5)), int(rng.integers(4, 8))
    x = np.linspace(-wide, wide, columns * 2 + 2)[1:-1]
    y = np.linspace(-0.94, -0.1, rows * 2)
    if rng.random() < 0.5:
        panes = [
            np.float32([(a, t), (b, t), (b, d), (a, d), (a, t)])
            for a, b in x.reshape(-1, 2)
            for t, d in y.reshape(-1, 2)
        ]
    else:
        panes = [np.float32([(-wide * 0.85, t), (wide * 0.85, t)]) for t in y]
    color = str(rng.choice(("wall", "stone", "metal", "wall")))
    sheet.area("building", box(-wide, -1, wide, 0.02), color, details=panes, relief=0.0)


def shop(sheet: Sheet) -> None:
    """A house front with an awning in stripes."""
    rng = sheet.rng
    sheet.area("building", box(-0.5, -1, 0.5, 0), "wall", relief=0.0)
    window(sheet, 0.16, -0.28, 0.52, 0.36)
    sheet.area("building", box(-0.4, -0.46, -0.18, 0), "wood")
    for x in (-0.25, 0.25):
        window(sheet, x, -0.8, 0.2, 0.22)
    edge = np.linspace(-0.52, 0.52, 9)
    colors = (str(rng.choice(("prop_1", "ribbon", "cloth_2"))), "white_cloth")
    for number, (left, right) in enumerate(itertools.pairwise(edge)):
        flap = np.concatenate(
            [
                np.float32([(left * 0.94, -0.62), (right * 0.94, -0.62)]),
                bumps(np.float32([(right, -0.48), (left, -0.48)]), 0.4, closed=False),
            ]
        )
        sheet.area("building", flap, colors[number % 2], relief=0.0)


HOUSES = {"cottage": cottage, "tower": tower_block, "shop": shop}


def row_of_houses(sheet: Sheet, y: float, height: float, kind: str) -> None:
    """Houses of one kind side by side across the picture, with gaps or touching."""
    rng = sheet.rng
    draw, x, step = HOUSES[kind], -0.05, {"cottage": 0.95, "tower": 0.5, "shop": 1.02}[kind]
    while x < 1.1:
        size = height * rng.uniform(0.8, 1.2)
        draw(sheet.at(x + size * step / 2, y, size))
        x += size * step


def lamp_post(sheet: Sheet) -> None:
    """A street lamp, 1 high."""
    sheet.area("prop", box(-0.02, -0.9, 0.02, 0), "metal")
    sheet.area("prop", curves.points((-0.08, -1.0), (0.08, -1.0), (0.05, -0.85), (-0.05, -0.85)), "sun")
    sheet.area("prop", curves.points((-0.1, -1.0), (0, -1.07), (0.1, -1.0)), "metal")


def power_pole(sheet: Sheet) -> None:
    """A pole of a Japanese street, 1 high; the wires are drawn by who knows where the next pole stands."""
    sheet.area("prop", curves.points((-0.025, -1), (0.025, -1), (0.035, 0), (-0.035, 0)), "stone")
    for y in (-0.93, -0.82):
        sheet.area("prop", box(-0.16, y, 0.16, y + 0.025), "wood")
    sheet.area("prop", box(0.03, -0.72, 0.1, -0.56), "metal")


def wires(sheet: Sheet, a: tuple[float, float], b: tuple[float, float], count: int = 3) -> None:
    for number in range(count):
        drop = np.float32([0, 0.03 * number])
        middle = (np.float32(a) + np.float32(b)) / 2 + (0, 0.03)
        sheet.line(curves.spline([np.float32(a) + drop, middle + drop, np.float32(b) + drop], steps=8), 0.7)


def plank_fence(sheet: Sheet, y: float, height: float, color: str) -> None:
    """Pointed planks across the picture with two rails behind; y is their foot."""
    rng = sheet.rng
    wide = rng.uniform(0.045, 0.075)
    for rail in (0.3, 0.7):
        sheet.area(
            "building", box(-0.05, y - height * rail - 0.012, 1.05, y - height * rail + 0.012), color, relief=0.0
        )
    pointed = rng.random() < 0.7
    for x in np.arange(-0.02, 1.04, wide * rng.uniform(1.3, 1.7)):
        tip = [(x + wide / 2, y - height)] if pointed else []
        shape = np.float32(
            [
                (x, y),
                (x, y - height + wide * 0.5 * pointed),
                *tip,
                (x + wide, y - height + wide * 0.5 * pointed),
                (x + wide, y),
            ]
        )
        sheet.area("building", shape, color, relief=0.0)


def bricks(sheet: Sheet, top: float, bottom: float) -> None:
    """A wall from side to side: courses of bricks, not every joint drawn."""
    rng = sheet.rng
    high = rng.uniform(0.05, 0.1)
    wide, drawn = high * rng.uniform(1.8, 2.6), rng.choice((0.45, 0.8, 1.0))
    lines = []
    for row, y in enumerate(np.arange(top + high, bottom, high)):
        lines.append(np.float32([(-0.05, y), (1.05, y)]))
        joints = np.arange(-(row % 2) * wide / 2, 1.05, wide)
        lines += [np.float32([(x, y - high), (x, y)]) for x in joints if rng.random() < drawn]
    color = str(rng.choice(("brick", "brick", "brick", "stone", "mud")))
    wall = box(-0.05, top, 1.05, bottom + 0.05)
    sheet.area("building", wall, color, contour=(wall[:2],), details=[Stroke(line, 0.7) for line in lines], relief=0.0)
    if rng.random() < 0.4:
        sheet.area("building", box(-0.05, top - 0.03, 1.05, top), "stone", relief=0.0)


def wire_fence(sheet: Sheet, top: float, bottom: float) -> None:
    """The mesh of a school roof: posts and crossed wires, lines only."""
    step = sheet.rng.uniform(0.045, 0.07)
    for x in np.arange(-(bottom - top), 1.0, step):
        for start, end in (((x, bottom), (x + bottom - top, top)), ((x, top), (x + bottom - top, bottom))):
            sheet.line(np.float32([start, end]), 0.5)
    for x in np.arange(sheet.rng.uniform(0, 0.2), 1.05, 0.35):
        sheet.area("building", box(x - 0.01, top - 0.02, x + 0.01, bottom + 0.02), "metal")
    sheet.area("building", box(-0.05, top - 0.014, 1.05, top + 0.014), "metal")


def street(sheet: Sheet, horizon: float, tall: float) -> None:
    """Road and pavements that run to a point on the horizon."""
    x = sheet.rng.uniform(0.35, 0.65)
    sheet.area(
        "ground",
        box(-0.05, horizon, 1.05, tall + 0.05),
        "stone",
        contour=(np.float32([(-0.05, horizon), (1.05, horizon)]),),
        relief=0.0,
    )
    road = np.float32([(x - 0.02, horizon), (x + 0.02, horizon), (x + 0.75, tall + 0.05), (x - 0.75, tall + 0.05)])
    sheet.area("ground", road, "ground", contour=(road[[0, 3]], road[[1, 2]]), relief=0.0)
    for near in (0.12, 0.35, 0.75):
        y, half = horizon + (tall - horizon) * near, 0.016 * near + 0.002
        low = y + (tall - horizon) * near * 0.3
        sheet.area(
            "ground",
            np.float32([(x - half, y), (x + half, y), (x + half * 1.4, low), (x - half * 1.4, low)]),
            "paper",
            relief=0.0,
        )


def side_houses(sheet: Sheet, horizon: float, tall: float) -> None:
    """Two walls of houses that shrink towards the middle of the horizon."""
    rng = sheet.rng
    for side in (-1, 1):
        for number, (near, far) in enumerate(((0.30, 0.1), (0.52, 0.28), (0.75, 0.48))):
            left, right = 0.5 + side * near, 0.5 + side * far
            top, low = (horizon - (0.55 * share + rng.uniform(0, 0.12)) for share in (near, far))
            base, back = (horizon + 0.5 * tall * share * 0.5 for share in (near, far))
            wall = np.float32([(left, top), (right, max(top, low)), (right, back), (left, base)])
            _windows(sheet, wall, ("wall", "stone", "wall")[number] if rng.random() < 0.7 else "prop_2")


def _windows(sheet: Sheet, wall: Points, color: str) -> None:
    """A wall in perspective with panes that follow it."""
    sheet.area("building", wall, color, relief=0.0)
    for across, up in ((0.3, 0.25), (0.65, 0.25), (0.3, 0.55), (0.65, 0.55)):
        pane = [_inside(wall, across + dx, up + dy) for dx, dy in ((0, 0), (0.2, 0), (0.2, 0.16), (0, 0.16))]
        sheet.area("building", np.float32(pane), "lens", weight=0.8, relief=0.0)


def _inside(quad: Points, across: float, down: float) -> np.ndarray:
    top = quad[0] + (quad[1] - quad[0]) * across
    return top + (quad[3] + (quad[2] - quad[3]) * across - top) * down
