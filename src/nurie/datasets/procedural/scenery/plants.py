"""Trees, bushes, grass and flowers. Local coordinates: the foot at (0, 0), the top about (0, -1)."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.scene import Points, Stroke
from nurie.datasets.procedural.scenery.sheet import FINE, Sheet, bumps, leaf, uneven


def _trunk(sheet: Sheet, height: float, width: float, lean: float = 0.0) -> None:
    middle = curves.spline([(0, 0.02), (lean * 0.3, -height * 0.5), (lean, -height)], steps=5)
    widths = width * np.interp(np.linspace(0, 1, len(middle)), (0, 0.15, 1), (1.5, 1.0, 0.7))
    outline = curves.ribbon(middle, widths)
    half = len(middle)
    grain = curves.points((width * 0.1, -height * 0.2), (lean * 0.4 + width * 0.12, -height * 0.6))
    sheet.area("plant", outline, "bark", contour=(outline[:half], outline[half:]), details=(grain,), relief=0.5)


def crown(sheet: Sheet, x: float, y: float, width: float, height: float, color: str, *, lobes: int = 11) -> None:
    """A clump of leaves with a lobed edge, some lobes drawn inside, the lower right in shadow."""
    rng = sheet.rng
    outline = bumps(uneven(rng, (x, y), (width, height), lobes), rng.uniform(0.4, 0.6))
    details = []
    for _ in range(int(rng.integers(2, 5))):
        angle, reach = rng.uniform(0, 2 * np.pi), rng.uniform(0.2, 0.6)
        start = np.array([x + width * reach * np.cos(angle), y + height * reach * np.sin(angle)])
        step = np.array([width * 0.3, 0])
        details.append(
            bumps(np.stack([start, start + step, start + 1.8 * step + (0, height * 0.14)]), 0.4, closed=False)
        )
    shade = outline + np.float32([width * 0.3, height * 0.62])
    sheet.area("plant", outline, color, details=details, shadows=(shade,), relief=0.6)


def round_tree(sheet: Sheet) -> None:
    rng = sheet.rng
    width = rng.uniform(0.28, 0.4)
    _trunk(sheet, 0.55, rng.uniform(0.08, 0.13), rng.uniform(-0.05, 0.05))
    if rng.random() < 0.5:
        crown(sheet, rng.choice((-1, 1)) * width * 0.55, -0.58, width * 0.7, 0.2, "leaf", lobes=9)
    crown(sheet, 0, -0.7, width, rng.uniform(0.25, 0.33), "leaf", lobes=int(rng.integers(8, 13)))


def cloud_tree(sheet: Sheet) -> None:
    """Several clumps on a forked trunk, like an old pine in a Japanese garden or a broad oak."""
    rng = sheet.rng
    _trunk(sheet, 0.75, 0.1, rng.uniform(-0.15, 0.15))
    for x, y, width, color in ((-0.25, -0.5, 0.22, "leaf"), (0.26, -0.58, 0.22, "leaf"), (0.0, -0.78, 0.34, "leaf")):
        crown(sheet, x + rng.normal(0, 0.03), y + rng.normal(0, 0.03), width, width * 0.6, color, lobes=9)


def pine(sheet: Sheet) -> None:
    rng = sheet.rng
    tiers, width = int(rng.integers(3, 6)), rng.uniform(0.24, 0.34)
    _trunk(sheet, 0.2, 0.08)
    right = [(0.0, -1.0)]
    for tier in range(1, tiers + 1):
        reach, low = width * (0.35 + 0.65 * tier / tiers), -1 + 0.88 * tier / tiers
        right += [(reach * 0.55, low - 0.09), (reach, low), (reach * 0.42, low - 0.02)]
    right[-1] = (0.05, right[-1][1] + 0.02)
    side = np.float32(right)
    outline = np.concatenate([side, curves.mirror(side)[:-1]])
    details = [np.float32([(x * 0.3, y - 0.1), (x * 0.5, y - 0.03)]) for x, y in right[2::3]]
    sheet.area(
        "plant", outline, "leaf_2", details=details, shadows=(side * np.float32([1, 1]) + (0.03, 0.02),), relief=0.3
    )


def poplar(sheet: Sheet) -> None:
    _trunk(sheet, 0.3, 0.06)
    crown(sheet, 0, -0.58, sheet.rng.uniform(0.1, 0.16), 0.4, "leaf_2", lobes=13)


def palm(sheet: Sheet) -> None:
    rng = sheet.rng
    lean = rng.uniform(-0.25, 0.25)
    middle = curves.spline([(0, 0), (lean * 0.2, -0.4), (lean, -0.75)], steps=6)
    rings = [curves.points((x - 0.035, y), (x + 0.035, y - 0.015)) for x, y in middle[1:-1:2]]
    sheet.area("plant", curves.ribbon(middle, np.linspace(0.09, 0.05, len(middle))), "bark", details=rings)
    for angle in (-2.9, -0.2, -2.45, -0.7, -1.95, -1.2):
        angle += rng.normal(0, 0.08)
        tip = (lean + 0.42 * np.cos(angle), -0.75 + 0.3 * np.sin(angle) + 0.12)
        rise = (lean + 0.25 * np.cos(angle), -0.75 + 0.34 * np.sin(angle))
        spine = curves.spline([(lean, -0.75), rise, tip], steps=6)
        sheet.area(
            "plant",
            curves.ribbon(spine, 0.11 * np.sin(np.linspace(0.3, np.pi, len(spine)))),
            "leaf_2",
            details=(spine[2:],),
        )


def bush(sheet: Sheet, width: float = 0.6) -> None:
    """A mound of leaves, 1 wide per unit of width, about half as high."""
    rng = sheet.rng
    angle = np.linspace(np.pi, 2 * np.pi, int(rng.integers(6, 9)))
    base = np.stack([width * np.cos(angle), 0.02 + width * rng.uniform(0.5, 0.8) * np.sin(angle)], 1)
    top = bumps(base, 0.45, closed=False)
    inner = bumps(base[1:4] * (0.6, 0.6), 0.4, closed=False)
    sheet.area("plant", top, "leaf_2", contour=(top,), details=(inner,), relief=0.5)


def tuft(sheet: Sheet) -> None:
    """A few blades of grass, lines only."""
    rng = sheet.rng
    for lean in np.linspace(-0.6, 0.6, int(rng.integers(3, 5))) + rng.normal(0, 0.1):
        tip = (lean * 0.8, -rng.uniform(0.6, 1.0))
        sheet.line(curves.spline([(lean * 0.25, 0), (lean * 0.4, tip[1] * 0.6), tip], steps=4), 0.8, (0.0, 0.9))


def petals(center: tuple[float, float], radius: float, count: int, width: float, tilt: float = 0.0) -> list[Points]:
    """Round petals around a center."""
    t = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    out = []
    for angle in np.arange(count) * 2 * np.pi / count + tilt:
        petal = np.stack([radius * (0.56 + 0.44 * np.cos(t)), radius * width * np.sin(t) * (1 + 0.25 * np.cos(t))], 1)
        out.append(curves.turn(petal.astype(np.float32), angle) + np.float32(center))
    return out


def blossom(sheet: Sheet, x: float, y: float, radius: float, *, count: int = 5, color: str = "flower") -> None:
    """A flower seen from the front, as one area of petals and a heart of its own."""
    rng = sheet.rng
    tilt = rng.uniform(0, 6)
    angle = np.arange(count) * 2 * np.pi / count + tilt
    notch = np.stack([x + radius * 0.5 * np.cos(angle), y + radius * 0.5 * np.sin(angle)], 1)
    outline = bumps(notch, 0.62 if count < 7 else 0.9)
    spokes = [np.stack([(x, y) + (point - (x, y)) * 0.45, point]) for point in notch]
    sheet.area("plant", outline, color, details=spokes, relief=0.2)
    sheet.area("plant", curves.ellipse((x, y), (radius * 0.22, radius * 0.22), count=12), "sun", relief=0.4)


def stem(sheet: Sheet, top: tuple[float, float], *, leaves: int = 2) -> None:
    """A stem from (0, 0) to the flower, with leaves at its sides."""
    middle = curves.spline([(0, 0), (top[0] * 0.2, top[1] * 0.5), top], steps=5)
    sheet.area("plant", curves.ribbon(middle, np.full(len(middle), 0.035)), "leaf_2")
    for side in (-1, 1)[:leaves]:
        foot = curves.along(middle, 0.3 if side < 0 else 0.45)
        shape = leaf(foot, foot + np.float32([side * 0.25, -0.12]), 0.45, side * -0.15)
        sheet.area("plant", shape, "leaf_2", details=(shape[[0, 8]],))


def tall_flower(sheet: Sheet) -> None:
    """A flower on its stem, 1 high."""
    rng = sheet.rng
    top = (rng.uniform(-0.1, 0.1), -0.78)
    stem(sheet, top)
    if rng.random() < 0.35:
        cup = curves.points(
            (-0.16, -0.28), (-0.2, 0.0), (0, 0.12), (0.2, 0.0), (0.16, -0.28), (0.07, -0.14), (0, -0.3), (-0.07, -0.14)
        )
        cup[:, 0] += top[0]
        cup[:, 1] += top[1]
        sheet.area("plant", np.concatenate([curves.spline(cup[:5], steps=5), cup[5:]]), "flower", relief=0.4)
        return
    blossom(sheet, *top, rng.uniform(0.18, 0.25), count=int(rng.integers(5, 9)))


def branch(sheet: Sheet) -> None:
    """A twig with blossoms that reaches in from the left, 1 long."""
    rng = sheet.rng
    middle = curves.spline([(-0.1, 0.1), (0.3, 0.05), (0.62, -0.08), (1.0, -0.05)], steps=6)
    sheet.area("plant", curves.ribbon(middle, np.linspace(0.07, 0.015, len(middle))), "bark")
    sheet.line(curves.spline([(0.35, 0.04), (0.55, 0.12), (0.75, 0.1)], steps=5), 1.4, FINE)
    for share in np.linspace(0.1, 1.0, int(rng.integers(5, 8))):
        x, y = curves.along(middle, share)
        blossom(sheet, x + rng.normal(0, 0.03), y + rng.normal(0, 0.07), rng.uniform(0.07, 0.12), color="flower")


def falling_petals(sheet: Sheet, count: int, width: float, height: float, color: str = "flower") -> None:
    rng = sheet.rng
    for x, y in rng.uniform(0, 1, (count, 2)) * (width, height):
        size, angle = rng.uniform(0.018, 0.036), rng.uniform(0, 6)
        tip = (x + size * np.cos(angle), y + size * np.sin(angle))
        sheet.area("plant", leaf((x, y), tip, 0.75), color, weight=0.7)


def vine_line(start: Points, weight: float = 0.6) -> Stroke:
    return Stroke(curves.spline(start, steps=5), weight, FINE)


TREES = {"round": round_tree, "cloud": cloud_tree, "pine": pine, "poplar": poplar, "palm": palm}
