"""Cars, vans, buses, trucks and carts for the road: `VEHICLES`. Wheels stand on y = 0.5, about 2 wide."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.scene import Points
from nurie.datasets.procedural.scenery.sheet import Sheet, box, rounded
from nurie.datasets.procedural.things.objects import bus, car


def _wheels(sheet: Sheet, places: Sequence[float], radius: float, y: float = 0.5) -> None:
    for x in places:
        sheet.area("prop", curves.ellipse((x, y - radius), (radius, radius), count=26), "ink", relief=0.3)
        sheet.area("prop", curves.ellipse((x, y - radius), (radius * 0.5, radius * 0.5), count=16), "metal", relief=0.4)


def _pane(sheet: Sheet, corners: Sequence[tuple[float, float]]) -> None:
    shape = np.float32(corners)
    gleam = np.float32([shape[3] * 0.75 + shape[2] * 0.25, shape[0] * 0.5 + shape[1] * 0.5])
    sheet.area("prop", shape, "lens", details=(gleam,), relief=0.0)


def _inside(quad: Points, across: float, down: float) -> tuple[float, float]:
    top, low = (quad[a] + (quad[b] - quad[a]) * across for a, b in ((0, 1), (3, 2)))
    x, y = top + (low - top) * down
    return float(x), float(y)


def van(sheet: Sheet) -> None:
    """A minibus from the side."""
    nose = sheet.rng.uniform(0.7, 0.9)
    body = [(-1.05, 0.32), (-1.08, -0.5), (-0.95, -0.62), (nose - 0.2, -0.62), (nose, -0.5), (1.02, -0.08)]
    seams = [np.float32([(0.32, -0.6), (0.32, 0.3)]), np.float32([(-0.3, -0.6), (-0.3, 0.3)])]
    outline = curves.spline([body[0], *body, (1.08, 0.32), (1.08, 0.32)], steps=4)
    sheet.area("prop", outline, "prop_1", details=seams, relief=0.4)
    if sheet.rng.random() < 0.5:
        sheet.area("prop", box(-1.06, 0.0, 1.02, 0.1), "prop_2", relief=0.0)
    for left in (-0.95, -0.22):
        _pane(sheet, [(left, -0.48), (left + 0.5, -0.48), (left + 0.5, -0.12), (left, -0.12)])
    _pane(sheet, [(0.4, -0.48), (nose - 0.1, -0.48), (0.92, -0.12), (0.4, -0.12)])
    sheet.area("prop", curves.ellipse((1.02, 0.1), (0.05, 0.08), count=12), "sun", relief=0.2)
    _wheels(sheet, (-0.62, 0.62), 0.22)


def van_from_behind(sheet: Sheet) -> None:
    """The back of a minibus, with its side in perspective."""
    side = np.float32([(0.35, -0.75), (1.15, -0.5), (1.2, 0.2), (0.38, 0.35)])
    sheet.area("prop", side, "prop_1", relief=0.1)
    for near, far in ((0.12, 0.45), (0.55, 0.92)):
        _pane(sheet, [_inside(side, x, y) for x, y in ((near, 0.14), (far, 0.14), (far, 0.5), (near, 0.5))])
    sheet.area("prop", rounded(-0.7, -0.8, 0.42, 0.36, 0.12), "prop_1", relief=0.3)
    sheet.area("prop", rounded(-0.6, -0.68, 0.32, -0.2, 0.08), "lens",
               details=(np.float32([(-0.14, -0.68), (-0.14, -0.2)]),), relief=0.0)  # fmt: skip
    sheet.area("prop", box(-0.34, 0.02, 0.06, 0.14), "paper", relief=0.0)
    for x in (-0.62, 0.24):
        sheet.area("prop", box(x, -0.04, x + 0.1, 0.14), "ribbon", relief=0.0)
    sheet.area("prop", rounded(-0.74, 0.24, 0.46, 0.38, 0.05), "metal", relief=0.3)
    for x, y in ((-0.6, 0.36), (0.2, 0.36)):
        sheet.area("prop", rounded(x, y, x + 0.16, y + 0.14, 0.03), "ink", relief=0.0)
    sheet.area("prop", curves.ellipse((0.92, 0.24), (0.13, 0.2), count=20), "ink", relief=0.2)


def truck(sheet: Sheet) -> None:
    """A pickup with boards around its load."""
    sheet.area("prop", box(-1.15, -0.2, 0.2, 0.26), "wood",
               details=[np.float32([(-1.15, y), (0.2, y)]) for y in (-0.05, 0.1)], relief=0.1)  # fmt: skip
    cab = [(0.2, 0.3), (0.2, 0.3), (0.22, -0.55), (0.62, -0.55), (0.8, -0.12), (1.12, -0.06), (1.16, 0.3), (1.16, 0.3)]
    sheet.area("prop", curves.spline(cab, steps=4), "prop_1", relief=0.4)
    _pane(sheet, [(0.3, -0.46), (0.58, -0.46), (0.72, -0.12), (0.3, -0.12)])
    sheet.area("prop", box(-1.15, 0.22, 1.14, 0.32), "metal", relief=0.0)
    sheet.area("prop", curves.ellipse((1.1, 0.08), (0.05, 0.07), count=12), "sun", relief=0.2)
    _wheels(sheet, (-0.72, 0.7), 0.21)


def cart(sheet: Sheet) -> None:
    """A cart with two wheels, its shafts to the right, sometimes full of hay."""
    if sheet.rng.random() < 0.6:
        hay = curves.spline([(-0.8, -0.1), (-0.6, -0.5), (0.0, -0.66), (0.5, -0.45), (0.62, -0.1)], steps=5)
        straw = [np.float32([(x, -0.4), (x + 0.1, -0.2)]) for x in sheet.rng.uniform(-0.6, 0.4, 6)]
        sheet.area("prop", hay, "thatch", details=straw, relief=0.4)
    sheet.area("prop", curves.points((0.5, 0.06), (1.15, 0.2), (1.15, 0.27), (0.5, 0.14)), "wood", relief=0.0)
    planks = [np.float32([(-0.8, y), (0.62, y)]) for y in (-0.06, 0.06)]
    sheet.area("prop", curves.points((-0.86, -0.2), (0.68, -0.2), (0.6, 0.18), (-0.78, 0.18)), "wood", details=planks)
    spokes = [np.stack([np.float32([-0.1, 0.16]), np.float32([-0.1 + 0.3 * np.cos(a), 0.16 + 0.3 * np.sin(a)])])
              for a in np.arange(8) * np.pi / 4]  # fmt: skip
    sheet.area("prop", curves.ellipse((-0.1, 0.16), (0.34, 0.34), count=28), "bark", relief=0.1)
    inner = curves.ellipse((-0.1, 0.16), (0.28, 0.28), count=24)
    sheet.area("prop", inner, "wood", details=spokes, relief=0.0)
    sheet.area("prop", curves.ellipse((-0.1, 0.16), (0.06, 0.06), count=10), "bark")


# Length in metres, and how it is drawn.
VEHICLES: dict[str, tuple[float, Callable[[Sheet], None]]] = {
    "car": (3.9, car), "van": (4.6, van), "van from behind": (3.2, van_from_behind), "bus": (8.0, bus),
    "truck": (5.0, truck), "cart": (2.8, cart),
}  # fmt: skip
