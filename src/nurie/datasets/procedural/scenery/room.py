"""Rooms and their furniture, seen from the front. Coordinates: the picture's width is 1, y downwards from its top."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.scene import Stroke
from nurie.datasets.procedural.scenery.plants import TREES, crown
from nurie.datasets.procedural.scenery.sheet import Sheet, box, rounded
from nurie.datasets.procedural.scenery.sky import cumulus

BOOKS = ("prop_1", "prop_2", "cloth_1", "cloth_2", "cloth_3", "ribbon", "leather", "white_cloth", "leaf_2")


def floor(sheet: Sheet, tall: float, y: float, color: str = "wood") -> None:
    """The floor below y, with the skirting board and the boards' joints."""
    joints = [
        np.float32([(0.5 + (x - 0.5) * 0.7, y), (0.5 + (x - 0.5) * 1.6, tall + 0.05)])
        for x in np.linspace(-0.3, 1.3, 9)
    ]
    line = np.float32([(-0.05, y), (1.05, y)])
    sheet.area(
        "ground",
        box(-0.05, y, 1.05, tall + 0.05),
        color,
        contour=(line,),
        details=[Stroke(j, 0.7) for j in joints],
        relief=0.0,
    )
    sheet.area(
        "building",
        box(-0.05, y - 0.03, 1.05, y),
        "white_cloth",
        contour=(line - np.float32([0, 0.03]), line),
        relief=0.0,
    )


def sash_window(sheet: Sheet, left: float, top: float, right: float, bottom: float) -> None:
    """A window with the sky and what stands outside."""
    rng = sheet.rng
    frame, middle = 0.018, (left + right) / 2
    sheet.area("building", box(left - frame, top - frame, right + frame, bottom + frame), "white_cloth", relief=0.0)
    pane = box(left, top, right, bottom)
    sheet.area("sky", pane, "sky", relief=0.0)
    before = len(sheet.shapes)
    if rng.random() < 0.5:
        cumulus(
            sheet.at(
                left + (right - left) * rng.uniform(0.3, 0.7), bottom - (bottom - top) * 0.35, (right - left) * 0.7
            )
        )
    else:
        crown(sheet, left + (right - left) * 0.3, bottom, (right - left) * 0.4, (bottom - top) * 0.35, "leaf")
    _clip(sheet, before, pane)
    sheet.area("building", box(middle - frame / 2, top, middle + frame / 2, bottom), "white_cloth", relief=0.0)
    sheet.area("building", box(left - 0.04, bottom + frame, right + 0.04, bottom + frame + 0.022), "wood", relief=0.0)


def _clip(sheet: Sheet, since: int, window: np.ndarray) -> None:
    from dataclasses import replace

    placed = sheet.place(window)
    sheet.shapes[since:] = [replace(shape, within=placed) for shape in sheet.shapes[since:]]


def curtains(sheet: Sheet, left: float, right: float, top: float, bottom: float, color: str) -> None:
    """Two curtains, gathered towards the sides, under a rod."""
    for side, edge in ((-1, left), (1, right)):
        inner = edge - side * (right - left) * 0.17
        outer = edge + side * 0.05
        knots = [(inner, top), (inner + side * 0.01, (top + bottom) / 2), (inner - side * 0.015, bottom)]
        hem = np.linspace(inner - side * 0.015, outer, 6)
        wavy = np.stack([hem, bottom + 0.012 * (np.arange(6) % 2)], 1)
        outline = np.concatenate([curves.spline(knots, steps=5), curves.spline(wavy, steps=3), [(outer, top)]])
        folds = [
            curves.spline([(x, top), (x + side * 0.006, (top + bottom) / 2), (x, bottom)], steps=4)
            for x in np.linspace(inner, outer, 5)[1:-1]
        ]
        sheet.area("cloth", outline, color, details=folds, relief=0.3, cast=0.02)
    sheet.area("furniture", box(left - 0.08, top - 0.014, right + 0.08, top), "wood", relief=0.3)


def bookshelf(sheet: Sheet, left: float, top: float, right: float, bottom: float, rows: int) -> None:
    """Shelves with books; runs of books share one color so that they stay few areas."""
    rng = sheet.rng
    sheet.area("furniture", box(left, top, right, bottom), "wood", relief=0.0)
    board = 0.014
    for row in range(rows):
        high = (bottom - top - board) / rows
        roof, foot = top + board + row * high, top + row * high + high
        sheet.area("furniture", box(left + board, roof, right - board, foot), "bark", relief=0.0)
        x, end = left + board, right - board - rng.uniform(0, 0.07)
        while x < end - 0.03:
            width = min(rng.uniform(0.025, 0.07), end - x)
            up = foot - (foot - roof) * rng.uniform(0.65, 0.92)
            spines = [
                Stroke(np.float32([(s, up), (s, foot)]), 0.7) for s in np.arange(x + 0.018, x + width - 0.008, 0.018)
            ]
            sheet.area(
                "prop", box(x, up, x + width, foot), str(rng.choice(BOOKS)), details=spines, weight=0.8, relief=0.0
            )
            x += width


def table(sheet: Sheet, left: float, right: float, y: float, tall: float) -> None:
    """A table top across, with two legs, and a vase or a cup."""
    for x in (left + 0.04, right - 0.06):
        sheet.area("furniture", box(x, y + 0.03, x + 0.025, tall + 0.05), "wood", relief=0.2)
    sheet.area("furniture", box(left, y, right, y + 0.035), "wood", relief=0.2, cast=0.02)
    vase = sheet.at(left + (right - left) * sheet.rng.uniform(0.2, 0.8), y, 0.13)
    side = curves.spline([(0.12, -1), (0.1, -0.8), (0.3, -0.45), (0.2, 0)], steps=5)
    for x in (-0.2, 0.05, 0.25):
        crown(vase, x, -1.15, 0.16, 0.16, "flower", lobes=6)
    vase.area("prop", np.concatenate([side, curves.mirror(side)]), "prop_2", relief=0.6)


def picture(sheet: Sheet, x: float, y: float, width: float, height: float) -> None:
    """A framed picture of a hill under the sky."""
    sheet.area("furniture", box(x, y, x + width, y + height), "gold", relief=0.1)
    inner = box(x + 0.015, y + 0.015, x + width - 0.015, y + height - 0.015)
    sheet.area("sky", inner, "sky", relief=0.0)
    hill = curves.spline(
        [(x + 0.015, y + height * 0.7), (x + width * 0.4, y + height * 0.45), (x + width - 0.015, y + height * 0.7)],
        steps=5,
    )
    sheet.area("ground", np.concatenate([hill, inner[[2, 3]]]), "leaf_2", relief=0.0)


def clock(sheet: Sheet, x: float, y: float, radius: float) -> None:
    rng = sheet.rng
    hands = [
        np.float32([(x, y), (x + radius * r * np.cos(a), y + radius * r * np.sin(a))])
        for r, a in zip((0.75, 0.5), rng.uniform(0, 6, 2), strict=True)
    ]
    ticks = [
        np.float32([(x + radius * r * np.cos(a), y + radius * r * np.sin(a)) for r in (0.82, 0.95)])
        for a in np.arange(12) * np.pi / 6
    ]
    sheet.area("furniture", curves.ellipse((x, y), (radius * 1.15, radius * 1.15), count=24), "wood", relief=0.2)
    sheet.area(
        "furniture",
        curves.ellipse((x, y), (radius, radius), count=24),
        "paper",
        details=[*(Stroke(h, 1.2) for h in hands), *ticks],
        relief=0.0,
    )


def blackboard(sheet: Sheet, left: float, top: float, right: float, bottom: float, color: str = "leaf_2") -> None:
    """A board with a wooden frame; what is written on it is a scrawl."""
    rng = sheet.rng
    sheet.area("furniture", box(left - 0.02, top - 0.02, right + 0.02, bottom + 0.02), "wood", relief=0.1)
    sheet.area("furniture", box(left, top, right, bottom), color, relief=0.0)
    sheet.area("furniture", box(left - 0.02, bottom + 0.02, right + 0.02, bottom + 0.04), "wood", relief=0.1)
    for _ in range(int(rng.integers(0, 4))):
        x, y = rng.uniform(left + 0.05, right - 0.25), rng.uniform(top + 0.04, bottom - 0.04)
        scrawl = np.stack([np.linspace(x, x + 0.16, 14), y + rng.normal(0, 0.008, 14)], 1)
        sheet.line(curves.spline(scrawl, steps=3), 0.7)


def desks(sheet: Sheet, tall: float, y: float) -> None:
    """A row of school desks with chairs' backs."""
    for x in (0.02, 0.37, 0.72):
        for leg in (x + 0.03, x + 0.2):
            sheet.area("furniture", box(leg, y, leg + 0.014, tall + 0.05), "metal", relief=0.2)
        sheet.area(
            "furniture",
            curves.points((x + 0.03, y - 0.03), (x + 0.22, y - 0.03), (x + 0.25, y), (x, y)),
            "wood",
            relief=0.0,
        )
        sheet.area("furniture", box(x, y, x + 0.25, y + 0.025), "wood", relief=0.1)


def paper_doors(sheet: Sheet, tall: float, bottom: float) -> None:
    """Sliding doors of paper and wood."""
    top, count = 0.08, 4
    sheet.area("building", box(-0.05, -0.05, 1.05, top), "wood", relief=0.0)
    for left in np.linspace(0, 1, count + 1)[:-1]:
        right = left + 1 / count
        sheet.area("building", box(left, top, right, bottom), "wood", relief=0.0)
        grid = [Stroke(np.float32([(left, y), (right, y)]), 0.8) for y in np.linspace(top, bottom * 0.8, 7)[1:-1]]
        grid += [Stroke(np.float32([(x, top), (x, bottom)]), 0.8) for x in np.linspace(left, right, 4)[1:-1]]
        sheet.area(
            "building", box(left + 0.014, top + 0.014, right - 0.014, bottom * 0.82), "paper", details=grid, relief=0.0
        )


def pot_plant(sheet: Sheet) -> None:
    """A leafy plant in a pot, 1 high, its foot at (0, 0)."""
    rng = sheet.rng
    if rng.random() < 0.5:
        for angle in np.linspace(-0.7, 0.7, 5):
            tip = (np.sin(angle) * 0.5, -0.3 - np.cos(angle) * 0.65)
            spine = curves.spline([(0, -0.3), (tip[0] * 0.35, tip[1] * 0.75), tip], steps=5)
            blade = curves.ribbon(spine, 0.14 * np.sin(np.linspace(0.5, np.pi, len(spine))))
            sheet.area("plant", blade, "leaf_2", details=(spine,))
    else:
        TREES["round"](sheet.at(0, -0.25, 0.75))
    sheet.area("prop", curves.points((-0.2, -0.33), (0.2, -0.33), (0.14, 0), (-0.14, 0)), "prop_1", relief=0.5)
    sheet.area("prop", rounded(-0.23, -0.38, 0.23, -0.3, 0.02), "prop_1", relief=0.3)
