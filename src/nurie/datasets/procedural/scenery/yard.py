"""What stands about outdoors, 1 high over its foot at (0, 0): acacias, huts, fences, reeds, corn, rocks, pots."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.palettes import pick
from nurie.datasets.procedural.scenery import plants, town
from nurie.datasets.procedural.scenery.sheet import Sheet, box, bumps, leaf, uneven


def acacia(sheet: Sheet) -> None:
    """A flat umbrella of leaves on a forked trunk."""
    rng = sheet.rng
    lean, wide = rng.normal(0, 0.08), rng.uniform(0.5, 0.75)
    for tip, width in (((lean - wide * 0.5, -0.78), 0.045), ((lean + wide * 0.45, -0.8), 0.045), ((lean, -0.82), 0.06)):
        middle = curves.spline([(0, 0.01), (lean * 0.3, -0.35), (tip[0] * 0.7, -0.62), tip], steps=5)
        outline = curves.ribbon(middle, np.linspace(width * 1.5, width * 0.5, len(middle)))
        half = len(middle)
        sheet.area("plant", outline, "bark", contour=(outline[:half], outline[half:]), relief=0.5)
    for _ in range(int(rng.integers(1, 3))):
        plants.crown(sheet, lean + rng.normal(0, 0.12), -0.8 - rng.uniform(0, 0.06), wide * rng.uniform(0.6, 0.8), 0.07,
                     "leaf", lobes=13)  # fmt: skip
    plants.crown(sheet, lean, -0.88, wide, rng.uniform(0.08, 0.12), "leaf", lobes=15)


def hut(sheet: Sheet) -> None:
    """A round hut under a roof of straw."""
    rng = sheet.rng
    wide, eave = rng.uniform(0.42, 0.6), -rng.uniform(0.4, 0.55)
    foot = curves.spline([(wide, -0.02), (0, 0.05), (-wide, -0.02)], steps=5)
    wall = np.concatenate([np.float32([(-wide, eave), (wide, eave)]), foot])
    marks = [np.float32([(x, y), (x + 0.08, y)]) for x, y in zip(rng.uniform(-wide, wide, 5),
             rng.uniform(eave, 0, 5), strict=True)]  # fmt: skip
    sheet.area("building", wall, "mud", details=marks, relief=0.4)
    door = rng.uniform(-0.4, 0.4) * wide
    top = curves.ellipse((door, eave * 0.62), (0.1, 0.1), start=np.pi, end=2 * np.pi, count=8)
    sheet.area("building", np.concatenate([top, np.float32([(door + 0.1, 0.03), (door - 0.1, 0.03)])]),
               pick(rng, ("bark", "wood", "ink")), relief=0.0)  # fmt: skip
    over = wide + rng.uniform(0.1, 0.18)
    x = np.linspace(over, -over, 15)
    hem = np.stack([x, eave + 0.1 - 0.08 * (x / over) ** 2 + np.tile([0.0, 0.03], 8)[:15]], 1)
    slope = [(-over * 0.45, -0.78), (0, -1.0), (over * 0.45, -0.78)]
    roof = np.concatenate([np.float32(slope), hem]).astype(np.float32)
    straw = [np.float32([(a * 0.15, -0.93), (a * 0.75, eave - 0.12)]) for a in rng.uniform(-over, over, 7)]
    sheet.area("building", roof, "thatch", details=straw, relief=0.2, cast=0.04)


def square_hut(sheet: Sheet) -> None:
    """A low house with a thatched or tin roof."""
    rng = sheet.rng
    wide, eave = rng.uniform(0.6, 0.85), -0.6
    sheet.area("building", box(-wide, eave, wide, 0.0), pick(rng, ("mud", "mud", "brick", "wall")), relief=0.0)
    door = rng.uniform(-0.5, 0.5) * wide
    sheet.area("building", box(door - 0.12, -0.5, door + 0.12, 0.0), pick(rng, ("wood", "bark", "prop_1")), relief=0.0)
    for x in (-0.65 * wide, 0.65 * wide):
        if abs(x - door) > 0.3:
            town.window(sheet, x, eave * 0.6, 0.18, 0.2)
    over = wide + 0.12
    roof = curves.points((-over, eave + 0.05), (-over * 0.7, -1), (over * 0.7, -1), (over, eave + 0.05))
    rows = [np.float32([(a * 0.7, -1), (a, eave + 0.05)]) for a in np.linspace(-over, over, int(rng.integers(8, 16)))]
    color = pick(rng, ("thatch", "thatch", "metal", "brick"))
    sheet.area("building", roof, color, details=rows, relief=0.0, cast=0.04)


def any_hut(sheet: Sheet) -> None:
    (hut if sheet.rng.random() < 0.7 else square_hut)(sheet)


def house(sheet: Sheet) -> None:
    (town.cottage if sheet.rng.random() < 0.6 else square_hut)(sheet)


def rail_fence(sheet: Sheet) -> None:
    """A long fence of posts and rails that comes towards the viewer or runs level."""
    rng = sheet.rng
    count, fall, color = int(rng.integers(4, 9)), rng.choice((0.0, rng.uniform(0.0, 0.35))), pick(rng, ("wood", "bark"))
    x = (np.arange(count) - count / 2) * 1.3
    y, grow = np.arange(count) * fall * 0.3, 1 + np.arange(count) * fall * 0.25
    for share in (0.45, 0.85):
        line = np.stack([x, y - grow * share], 1)
        sheet.area("building", curves.ribbon(line.astype(np.float32), 0.1 * grow), color, relief=0.2)
    for a, b, size in zip(x, y, grow, strict=True):
        post = box(a - 0.07 * size, b - size, a + 0.07 * size, b + 0.02)
        sheet.area("building", post + np.float32(rng.normal(0, 0.015, 2)), color, relief=0.3)


def reeds(sheet: Sheet) -> None:
    """Blades and cattails in a clump."""
    rng = sheet.rng
    for x in rng.uniform(-0.3, 0.3, int(rng.integers(4, 8))):
        tip = np.float32([x * 2 + rng.normal(0, 0.1), -rng.uniform(0.6, 1.0)])
        sheet.area("plant", leaf((x, 0), tip, 0.1, rng.normal(0, 0.08)), "leaf_2", relief=0.1, weight=0.8)
        if rng.random() < 0.25:
            stem = curves.spline([(x, 0), (x * 1.3, -0.5), (x * 1.5, -1.0)], steps=5)
            sheet.area("plant", curves.ribbon(stem, np.full(len(stem), 0.02)), "leaf_2", relief=0.0)
            head = curves.ellipse((x * 1.5, -0.95), (0.04, 0.12), count=12)
            sheet.area("plant", head, "bark", relief=0.4)


def tall_grass(sheet: Sheet) -> None:
    """A clump of dry blades, lines and one area."""
    rng = sheet.rng
    x = np.linspace(-0.6, 0.6, 13)
    y = np.where(np.arange(13) % 2, -rng.uniform(0.5, 1.0, 13), -rng.uniform(0.15, 0.35, 13))
    y[[0, -1]] = 0
    tips = np.stack([x * np.where(np.arange(13) % 2, 1.25, 1.0), y], 1)
    sheet.area("plant", tips, pick(rng, ("dry_grass", "dry_grass", "leaf_2", "grass_2")), contour=(tips,), relief=0.2)


def corn(sheet: Sheet) -> None:
    """A stalk with long bent leaves, now and then with a cob."""
    rng = sheet.rng
    middle = curves.spline([(0, 0), (rng.normal(0, 0.03), -0.5), (rng.normal(0, 0.05), -0.95)], steps=4)
    sheet.area("plant", curves.ribbon(middle, np.full(len(middle), 0.05)), "leaf_2", relief=0.2)
    for share in np.linspace(0.2, 0.9, int(rng.integers(4, 7))):
        foot, side = curves.along(middle, share), rng.choice((-1, 1))
        tip = foot + np.float32([side * rng.uniform(0.2, 0.34), -rng.uniform(-0.05, 0.2)])
        sheet.area("plant", leaf(foot, tip, 0.2, side * -0.25), "leaf_2", relief=0.1)
    if rng.random() < 0.5:
        sheet.area("plant", curves.ellipse((0.06, -0.5), (0.05, 0.12), count=12), "sun", relief=0.4)


def rock(sheet: Sheet) -> None:
    rng = sheet.rng
    knots = uneven(rng, (0, -0.42), (rng.uniform(0.6, 0.9), 0.48), 8)
    knots[:, 1] = np.minimum(knots[:, 1], 0.03)
    cracks = [np.float32([(a, -0.7), (a + rng.normal(0, 0.15), -0.3)]) for a in rng.uniform(-0.4, 0.4, 2)]
    sheet.area("ground", curves.spline(knots, closed=True, steps=3), "stone", details=cracks, relief=0.5)


def pot(sheet: Sheet) -> None:
    """A clay jar."""
    side = curves.spline([(0.16, -1), (0.18, -0.9), (0.42, -0.5), (0.2, 0)], steps=5)
    sheet.area("prop", np.concatenate([side, curves.mirror(side)]), pick(sheet.rng, ("mud", "brick", "leather")),
               details=(np.float32([(-0.3, -0.7), (0.3, -0.7)]),), relief=0.6)  # fmt: skip


def mushroom(sheet: Sheet) -> None:
    sheet.area("plant", box(-0.12, -0.5, 0.12, 0), "white_cloth", relief=0.4)
    cap = bumps(np.float32([(-0.45, -0.45), (0.45, -0.45)]), 0.5, closed=False, steps=14)
    sheet.area("plant", cap, pick(sheet.rng, ("bark", "wood", "brick")), relief=0.6)


def broad_tree(sheet: Sheet) -> None:
    plants.TREES[pick(sheet.rng, ("round", "round", "cloud", "poplar"))](sheet)


def bough(sheet: Sheet, thick: float) -> None:
    """A bough from the left side of the picture to the right, its top at y = 0, with twigs and leaves."""
    rng = sheet.rng
    knots = [(x, thick * 0.5 + rng.normal(0, 0.008)) for x in (-0.1, 0.25, 0.6, 0.85, 1.1)]
    middle = curves.spline(knots, steps=7)
    grain = [middle[a : a + 6] + np.float32([0, rng.normal(0, thick * 0.2)]) for a in rng.integers(0, 22, 5)]
    widths = np.linspace(1.2, rng.uniform(0.6, 1.1), len(middle)) * thick
    for x in rng.uniform(0.0, 1.0, int(rng.integers(2, 6))):
        up = rng.choice((-1, 1), p=(0.6, 0.4))
        tip = np.float32([x + rng.normal(0, 0.1), 0.5 * thick + up * rng.uniform(0.12, 0.3)])
        twig = curves.spline([(x, thick * 0.5), (x + 0.02, thick * 0.5 + up * 0.08), tip], steps=5)
        for share in np.linspace(0.35, 1.0, int(rng.integers(4, 8))):
            foot, angle = curves.along(twig, share), rng.uniform(0, 2 * np.pi)
            end = foot + np.float32([np.cos(angle), np.sin(angle)]) * rng.uniform(0.04, 0.09)
            shape = leaf(foot, end, 0.5, 0.1)
            sheet.area("plant", shape, "leaf", details=(shape[[0, 8]],), relief=0.1)
        sheet.area("plant", curves.ribbon(twig, np.full(len(twig), thick * 0.22)), "bark", relief=0.2)
    sheet.area("plant", curves.ribbon(middle, widths), "bark", details=grain, relief=0.5)


# Heights in metres, from and to, and how it is drawn.
PROPS: dict[str, tuple[float, float, Callable[[Sheet], None]]] = {
    "tree": (3.5, 7.0, broad_tree), "acacia": (4.0, 7.0, acacia), "pine": (4.0, 8.0, plants.pine),
    "palm": (4.0, 7.0, plants.palm), "bush": (0.7, 1.25, lambda sheet: plants.bush(sheet, 1.2)),
    "flower": (0.2, 0.55, plants.tall_flower), "rock": (0.2, 0.7, rock), "reeds": (0.7, 1.25, reeds),
    "tall grass": (0.4, 0.9, tall_grass), "corn": (1.0, 1.25, corn), "pot": (0.4, 0.7, pot),
    "hut": (2.6, 3.6, any_hut), "house": (3.2, 5.5, house), "rail fence": (1.31, 1.4, rail_fence),
    "pole": (6.0, 7.0, town.power_pole), "mushroom": (0.15, 0.3, mushroom),
}  # fmt: skip
