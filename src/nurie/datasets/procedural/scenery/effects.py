"""Backgrounds of feeling rather than place: speed and focus lines, gleams, flowers, patterns, frames."""

from __future__ import annotations

import itertools

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.scene import Layer
from nurie.datasets.procedural.scenery.plants import blossom
from nurie.datasets.procedural.scenery.sheet import Sheet, box, bumps, heart, rounded, sparkle, star

# Grounds of one color: shares of palette keys. The loud ones (of clothes, ribbons, the sun) are an eighth.
PLAIN = {
    "tint": 0.5,
    "tint_2": 0.1,
    "wall": 0.08,
    "sky": 0.1,
    "cloud": 0.06,
    "stone": 0.04,
    "cloth_3": 0.025,
    "cloth_4": 0.025,
    "prop_1": 0.015,
    "prop_2": 0.015,
    "flower": 0.015,
    "ribbon": 0.01,
    "sun": 0.015,
}
SOFT = ("sky", "wall", "cloud", "tint", "tint", "tint_2")


def speed_lines(sheet: Sheet, tall: float) -> None:
    """Long lines in one direction, in bunches, thin at their ends; free of them in the middle."""
    rng = sheet.rng
    slope = rng.normal(0, 0.12)
    for y in rng.uniform(0, tall, int(rng.integers(26, 60))):
        if abs(y / tall - 0.5) < 0.18 and rng.random() < 0.75:
            continue
        left = rng.choice((-0.05, rng.uniform(0, 0.6)))
        right = left + rng.uniform(0.3, 1.0)
        sheet.line(
            np.float32([(x, y + slope * (x - 0.5)) for x in np.linspace(left, right, 5)]),
            rng.uniform(0.5, 1.8),
            (float(left > 0), 1.0),
        )


def focus_lines(sheet: Sheet, tall: float) -> None:
    """Wedges from the edges towards the middle."""
    rng = sheet.rng
    count, x, y = int(rng.integers(50, 100)), 0.5 + rng.normal(0, 0.05), tall * (0.45 + rng.normal(0, 0.05))
    inner = rng.uniform(0.28, 0.42)
    for angle in np.arange(count) * 2 * np.pi / count + rng.uniform(-0.04, 0.04, count):
        way = np.float32([np.cos(angle), np.sin(angle) * max(tall, 0.9)])
        near, far = inner * rng.uniform(0.85, 1.5), 1.1
        sheet.line(
            np.float32([(x, y)]) + way * np.linspace(far, near, 4, dtype=np.float32)[:, None],
            rng.uniform(0.8, 3.0),
            (0.0, 1.0),
        )


def sunburst(sheet: Sheet, tall: float, colors: tuple[str, str]) -> None:
    """Rays of two colors around a point."""
    rng = sheet.rng
    count, x, y = int(rng.integers(9, 17)), 0.5, tall * rng.uniform(0.4, 0.6)
    sheet.area("background", box(-0.05, -0.05, 1.05, tall + 0.05), colors[0], contour=(), relief=0.0)
    for angle in np.arange(count) * 2 * np.pi / count + rng.uniform(0, 1):
        ends = [(x + 1.6 * tall * np.cos(a), y + 1.6 * tall * np.sin(a)) for a in (angle, angle + np.pi / count)]
        sheet.area("background", np.float32([(x, y), *ends]), colors[1], relief=0.0, weight=0.8)


def scattered(sheet: Sheet, tall: float, count: int, size: tuple[float, float]) -> list[tuple[float, float, float]]:
    """Places (x, y, radius) that keep out of the middle and apart from each other, the biggest first."""
    rng = sheet.rng
    out: list[tuple[float, float, float]] = []
    for radius in np.sort(rng.uniform(*size, count))[::-1]:
        for _ in range(8):
            x, y = rng.uniform(0, 1), rng.uniform(0, tall)
            free = np.hypot(x - 0.5, (y - tall * 0.55) * 0.8) > 0.3
            if free and all(np.hypot(x - a, y - b) > (radius + r) * 1.1 for a, b, r in out):
                out.append((x, y, float(radius)))
                break
    return out


def gleams(sheet: Sheet, tall: float) -> None:
    for x, y, radius in scattered(sheet, tall, 16, (0.015, 0.07)):
        if radius < 0.025:
            sheet.area("background", curves.ellipse((x, y), (radius * 0.4, radius * 0.4), count=10), "sun", relief=0.0)
        else:
            sheet.area("background", sparkle((x, y), radius), "sun", relief=0.0)


def soap_bubbles(sheet: Sheet, tall: float) -> None:
    color = str(sheet.rng.choice(("lens", "cloud", "sky", "paper")))
    for x, y, radius in scattered(sheet, tall, 18, (0.015, 0.09)):
        arc = curves.ellipse((x, y), (radius * 0.72, radius * 0.72), start=np.pi * 1.05, end=np.pi * 1.45, count=6)
        light = curves.ellipse((x - radius * 0.4, y - radius * 0.45), (radius * 0.16, radius * 0.16), count=8)
        sheet.area(
            "background",
            curves.ellipse((x, y), (radius, radius), count=24),
            color,
            details=(arc,),
            lights=(light,),
            relief=0.4,
        )


def flowers(sheet: Sheet, tall: float) -> None:
    rng = sheet.rng
    count = int(rng.integers(5, 8))
    for x, y, radius in scattered(sheet, tall, 11, (0.05, 0.13)):
        blossom(sheet, x, y, radius, count=count)


def roses(sheet: Sheet, tall: float) -> None:
    """Roses of a shoujo page: a lobed edge and a spiral of petals, with leaves."""
    rng = sheet.rng
    for x, y, radius in scattered(sheet, tall, 8, (0.07, 0.14)):
        turn = rng.uniform(0, 6)
        for angle in (turn, turn + 2.2):
            foot = (x + radius * 0.7 * np.cos(angle), y + radius * 0.7 * np.sin(angle))
            way = np.float32([np.cos(angle), np.sin(angle)]) * radius
            side = np.float32([-way[1], way[0]]) * 0.35
            tip = np.float32(foot) + way
            sheet.area(
                "plant",
                curves.spline([foot, (foot + tip) / 2 + side, tip, tip, (foot + tip) / 2 - side], closed=True, steps=4),
                "leaf_2",
                details=(np.float32([foot, tip]),),
            )
        base = np.stack(
            [
                x + radius * 0.8 * np.cos(np.arange(5) * 1.257 + turn),
                y + radius * 0.8 * np.sin(np.arange(5) * 1.257 + turn),
            ],
            1,
        )
        t = np.linspace(0.8, 4.2 * np.pi, 36)
        reach = radius * 0.72 * t / t[-1] * (1 + 0.08 * np.cos(3 * t))
        spiral = np.stack([x + reach * np.cos(t + turn), y + reach * np.sin(t + turn)], 1)
        sheet.area("plant", bumps(base, 0.3), "flower", details=(spiral,), relief=0.4)


def hearts(sheet: Sheet, tall: float) -> None:
    color = str(sheet.rng.choice(("ribbon", "flower", "jewel")))
    for x, y, radius in scattered(sheet, tall, 13, (0.02, 0.07)):
        sheet.area("background", heart((x, y), radius, sheet.rng.normal(0, 0.3)), color, relief=0.2)


def star_field(sheet: Sheet, tall: float) -> None:
    for x, y, radius in scattered(sheet, tall, 14, (0.02, 0.08)):
        outline = star((x, y), radius, tilt=sheet.rng.normal(0, 0.3), inner=0.5)
        sheet.area("background", outline, "sun", relief=0.1)


def checker(sheet: Sheet, tall: float, color: str) -> None:
    count = int(sheet.rng.integers(4, 7)) if tall < 1.3 else 4
    step = 1 / count
    tilt = float(sheet.rng.random() < 0.4)
    for row in range(-1, int(np.ceil(tall / step)) + 1):
        for column in range(-1, count + 1):
            if (row + column) % 2:
                continue
            x, y = column * step, row * step
            tile = box(x, y, x + step, y + step)
            if tilt:
                tile = np.float32(
                    [
                        (x + step / 2, y - step / 2),
                        (x + step * 1.5, y + step / 2),
                        (x + step / 2, y + step * 1.5),
                        (x - step / 2, y + step / 2),
                    ]
                )
            if not tilt or row % 2 == 0:
                sheet.area("background", tile, color, relief=0.0, weight=0.7)


def stripes(sheet: Sheet, tall: float, colors: tuple[str, ...], lined: bool) -> None:
    """Bands in one direction; without lines where they are meant as a fading sky."""
    rng = sheet.rng
    count = int(rng.integers(4, 9))
    angle = rng.choice((0.0, np.pi / 2, np.pi / 4, -np.pi / 4))
    edges = np.linspace(-0.3, 1.3, count + 1)
    for number, (low, high) in enumerate(itertools.pairwise(edges)):
        band = curves.turn(box(low - 0.5, -1.2, high - 0.5, 1.2), angle) + np.float32([0.5, tall / 2])
        sheet.area(
            "background", band, colors[number % len(colors)], contour=None if lined else (), relief=0.0, weight=0.7
        )


def fading(sheet: Sheet, tall: float, colors: tuple[str, ...]) -> None:
    """A few flat bands from top to bottom without a line between, waved or straight."""
    rng = sheet.rng
    wave = rng.uniform(0, 0.03)
    for number, color in enumerate(colors):
        top = tall * number / len(colors) - (0.06 if number == 0 else 0)
        x = np.linspace(-0.05, 1.05, 12)
        edge = np.stack([x, top + wave * np.sin(x * 7 + number * 2)], 1)
        outline = np.concatenate([edge, np.float32([(1.05, tall + 0.05), (-0.05, tall + 0.05)])])
        sheet.area("background", outline, color, contour=(), relief=0.0)


def dots(sheet: Sheet, tall: float, color: str) -> None:
    step = sheet.rng.uniform(0.14, 0.22) * max(1.0, tall**0.5)
    radius = step * sheet.rng.uniform(0.18, 0.3)
    for row, y in enumerate(np.arange(0, tall + step, step)):
        for x in np.arange((row % 2) * step / 2, 1.05, step):
            sheet.area("background", curves.ellipse((x, y), (radius, radius), count=14), color, relief=0.0, weight=0.7)


def halo_disc(sheet: Sheet, tall: float, color: str) -> None:
    """One big disc, square or blot behind the figure, as on a poster."""
    rng = sheet.rng
    kind, radius = rng.random(), rng.uniform(0.33, 0.44)
    if kind < 0.5:
        shape = curves.ellipse((0.5, tall * 0.47), (radius, radius), count=48)
    elif kind < 0.75:
        shape = rounded(0.5 - radius, tall * 0.5 - radius, 0.5 + radius, tall * 0.5 + radius, 0.04)
    else:
        shape = bumps(curves.ellipse((0.5, tall * 0.47), (radius, radius), count=int(rng.integers(11, 20))), 0.4)
    sheet.area("background", shape, color, relief=0.0)


def panel(sheet: Sheet, tall: float, *, slanted: bool) -> None:
    """A manga panel: white gutters around a drawn frame, in front of all."""
    rng = sheet.rng
    margin = rng.uniform(0.015, 0.04)
    inner = box(margin, margin, 1 - margin, tall - margin)
    if slanted:
        inner = inner + np.float32(
            [(0, 0), (0, rng.uniform(0, 0.08)), (-rng.uniform(0, 0.06), 0), (0, -rng.uniform(0, 0.08))]
        )
    outer = box(-0.1, -0.1, 1.1, tall + 0.1)
    front = Sheet(rng, Layer.FOREGROUND, 1.6, sheet.matrix, sheet.offset, sheet.shapes, sheet.strokes)
    for k in range(4):
        after = (k + 1) % 4
        front.area(
            "frame",
            np.float32([outer[k], outer[after], inner[after], inner[k]]),
            "paper",
            contour=(inner[[k, after]],),
            relief=0.0,
        )
