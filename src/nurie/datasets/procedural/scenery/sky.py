"""Clouds, sun, moon, stars, hills, mountains, sea. Coordinates: the picture's width is 1, y downwards from its top."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.scene import Points
from nurie.datasets.procedural.scenery.sheet import FINE, Sheet, box, bumps, crescent, sparkle, star


def fill(sheet: Sheet, tall: float, name: str, color: str) -> None:
    """The whole picture in one color, without a line."""
    sheet.area(name, box(-0.05, -0.05, 1.05, tall + 0.05), color, contour=(), relief=0.0)


def cumulus(sheet: Sheet) -> None:
    """A heap of cloud, 1 wide, its flat foot at y = 0; the foot's line is broken or absent."""
    rng = sheet.rng
    count = int(rng.integers(5, 9))
    x = np.linspace(-0.5, 0.5, count) + np.concatenate([[0], rng.uniform(-0.04, 0.04, count - 2), [0]])
    heap = -rng.uniform(0.2, 0.34) * np.cos(x * np.pi) ** 0.8 * rng.uniform(0.8, 1.15, count)
    heap[[0, -1]] = 0
    top = bumps(np.stack([x, heap], 1), rng.uniform(0.38, 0.55), closed=False)
    foot = curves.spline([(0.5, 0), (0.2, 0.035), (-0.15, 0.01), (-0.5, 0)], steps=5)
    outline = np.concatenate([top, foot[1:-1]])
    lines = [top, foot[3:9]] if rng.random() < 0.5 else [top, foot]
    curl = [
        bumps(np.stack([x, heap], 1)[k : k + 2] * (0.85, 0.6), 0.4, closed=False) for k in rng.integers(1, count - 2, 2)
    ]
    shade = np.concatenate([top * (1, 0.25) + (0, 0.0), foot])
    sheet.area("cloud", outline, "cloud", contour=lines, details=curl, shadows=(shade,), relief=0.2)


def streak_cloud(sheet: Sheet) -> None:
    """A long thin cloud with rounded ends, 1 wide."""
    rng = sheet.rng
    high, low = rng.uniform(0.06, 0.1), rng.uniform(0.02, 0.05)
    outline = curves.spline(
        [
            (-0.5, 0),
            (-0.3, -high * 0.5),
            (-0.15, -high),
            (0.1, -high * 0.7),
            (0.25, -high * 0.9),
            (0.5, 0),
            (0.2, low),
            (-0.2, low * 0.6),
        ],
        closed=True,
        steps=5,
    )
    sheet.area("cloud", outline, "cloud", relief=0.1)


def swirl_cloud(sheet: Sheet) -> None:
    """The curled cloud of old prints, 1 wide."""
    base = np.float32([(-0.5, 0), (-0.35, -0.16), (-0.05, -0.28), (0.3, -0.16), (0.5, 0), (0.25, 0.06), (-0.2, 0.06)])
    t = np.linspace(0, 1.6 * np.pi, 14)
    spiral = [
        np.stack([x + r * (1 - t / 9) * np.cos(t + 1), y + r * (1 - t / 9) * np.sin(t + 1)], 1)
        for x, y, r in ((-0.12, -0.08, 0.1), (0.22, -0.03, 0.08))
    ]
    sheet.area("cloud", bumps(base, 0.4), "cloud", details=spiral, relief=0.1)


CLOUDS = {"cumulus": cumulus, "streak": streak_cloud, "swirl": swirl_cloud}


def clouds(sheet: Sheet, bottom: float, count: int) -> None:
    """Clouds of one kind from the top to `bottom`, the lower ones smaller."""
    rng = sheet.rng
    draw = CLOUDS[str(rng.choice(list(CLOUDS), p=(0.65, 0.25, 0.1)))]
    slots = rng.permutation(max(count, 3))[:count] / max(count - 1, 2)
    for slot, share in zip(slots, np.sort(rng.uniform(0.12, 0.95, count))[::-1], strict=True):
        size = (0.62 - 0.4 * share) * rng.uniform(0.7, 1.3)
        draw(sheet.at(slot + rng.normal(0, 0.06), bottom * share, size, flip=bool(rng.random() < 0.5)))


def sun(sheet: Sheet, x: float, y: float, radius: float) -> None:
    rng = sheet.rng
    sheet.area("sky", curves.ellipse((x, y), (radius, radius), count=28), "sun", relief=0.0)
    if rng.random() < 0.5:
        for angle in np.arange(12) * np.pi / 6 + rng.uniform(0, 0.5):
            ray = np.float32([np.cos(angle), np.sin(angle)])
            sheet.line(
                np.stack([ray * radius * 1.25, ray * radius * rng.uniform(1.45, 1.7)]) + np.float32([x, y]),
                0.9,
                (0, 0.8),
            )


def moon(sheet: Sheet, x: float, y: float, radius: float) -> None:
    rng = sheet.rng
    if rng.random() < 0.55:
        tilt = rng.uniform(-0.6, 0.6) + np.pi * (rng.random() < 0.5)
        sheet.area("sky", crescent((x, y), radius, rng.uniform(0.5, 0.9), tilt), "sun", relief=0.0)
        return
    craters = [
        curves.ellipse((x + dx * radius, y + dy * radius), (r * radius, r * radius), start=0.4, end=4.2, count=10)
        for dx, dy, r in ((-0.3, -0.2, 0.2), (0.25, 0.3, 0.28), (0.35, -0.35, 0.12))
    ]
    sheet.area("sky", curves.ellipse((x, y), (radius, radius), count=28), "sun", details=craters, relief=0.1)


def stars(sheet: Sheet, bottom: float, count: int) -> None:
    rng = sheet.rng
    kind = rng.random()
    for x, y in rng.uniform(0, 1, (count, 2)) * (1, bottom):
        size = rng.uniform(0.008, 0.022) * (1.6 if rng.random() < 0.15 else 1)
        shape = star((x, y), size * 1.3, tilt=rng.uniform(0, 1)) if kind < 0.4 else sparkle((x, y), size * 1.6)
        sheet.area(
            "sky", shape if kind < 0.8 else curves.ellipse((x, y), (size * 0.4, size * 0.4), count=8), "sun", weight=0.7
        )


def ridge(left: float, right: float, y: float, height: float, sheet: Sheet, knots: int = 5) -> Points:
    """A soft line of hills from one side to the other."""
    x = np.linspace(left, right, knots)
    return curves.spline(np.stack([x, y - height * sheet.rng.uniform(0, 1, knots)], 1), steps=8)


def ground_below(sheet: Sheet, line: Points, tall: float, name: str, color: str, **more: object) -> None:
    """The area below a line that runs from the left to the right edge; only that line is drawn."""
    end = [(line[-1, 0], tall + 0.1), (line[0, 0], tall + 0.1)]
    sheet.area(name, np.concatenate([line, np.float32(end)]), color, contour=(line,), relief=0.1, **more)


def mountain(sheet: Sheet, snow: bool = True) -> None:
    """A peak, 1 wide, 0.5 to 0.7 high over y = 0, with snow and ridges."""
    rng = sheet.rng
    top = -rng.uniform(0.45, 0.75)
    peak = (rng.uniform(-0.08, 0.08), top)
    left = curves.wobble(
        curves.along(curves.points((-0.62, 0.03), (-0.25, top * 0.42), peak), np.linspace(0, 1, 9)), rng, 0.014
    )
    right = curves.wobble(
        curves.along(curves.points(peak, (0.22, top * 0.5), (0.62, 0.03)), np.linspace(0, 1, 9)), rng, 0.014
    )
    left[-1] = right[0] = peak
    ridges = [
        curves.wobble(curves.along(np.float32([peak, (peak[0] + dx, top * low)]), np.linspace(0, 1, 6)), rng, 0.012)
        for dx, low in ((0.06, 0.35), (-0.13, 0.5))
    ]
    shade = np.concatenate([ridges[0], np.float32([(0.1, 0.05)]), right[::-1]])
    edge = np.concatenate([left, right[1:]])
    sheet.area("ground", edge, "stone", contour=(edge,), details=ridges, shadows=(shade,), relief=0.1)
    if snow:
        a, b = left[-3], right[2]
        zigzag = np.float32(
            [
                (b[0] - (b[0] - a[0]) * s, max(a[1], b[1]) + d)
                for s, d in ((0.2, -0.03), (0.36, 0.07), (0.5, -0.02), (0.66, 0.08), (0.82, -0.03))
            ]
        )
        cap = np.concatenate([left[-3:], right[1:3], zigzag])
        sheet.area("ground", cap, "paper", contour=(cap[:5], np.concatenate([cap[4:], cap[:1]])), relief=0.0)


def waves(sheet: Sheet, top: float, bottom: float, count: int) -> list[Points]:
    """Short wave lines, longer and farther apart towards the viewer."""
    rng = sheet.rng
    out = []
    for share in np.sort(rng.uniform(0.05, 0.95, count)):
        x, y, length = rng.uniform(-0.05, 0.95), top + (bottom - top) * share**1.4, 0.05 + 0.16 * share
        knots = np.stack(
            [x + np.linspace(0, length, 5), y + np.float32([0, -1, 0, -1, 0]) * 0.004 * (1 + 2 * share)], 1
        )
        out.append(curves.spline(knots, steps=4))
    return out


def sail_boat(sheet: Sheet) -> None:
    """A small boat with two sails, 1 high over the water line y = 0."""
    hull = curves.spline([(-0.42, -0.16), (-0.3, 0.02), (0.28, 0.02), (0.46, -0.18)], steps=5)
    sheet.area("prop", hull, "prop_1", relief=0.3)
    sheet.line([(0.02, -0.16), (0.02, -1.0)], 1.0)
    sheet.area(
        "prop",
        [*curves.spline([(0.05, -0.95), (0.32, -0.5), (0.4, -0.24)], steps=5).tolist(), (0.05, -0.24)],
        "white_cloth",
    )
    sheet.area(
        "prop",
        [*curves.spline([(-0.02, -0.88), (-0.22, -0.5), (-0.34, -0.24)], steps=5).tolist(), (-0.02, -0.24)],
        "cloud",
    )


def gulls(sheet: Sheet, count: int) -> None:
    rng = sheet.rng
    for _ in range(count):
        x, y, size = rng.uniform(0.05, 0.95), rng.uniform(0.08, 0.35), rng.uniform(0.02, 0.045)
        sheet.line(
            curves.spline(
                [
                    (x - size, y - size * 0.3),
                    (x - size * 0.4, y - size * 0.4),
                    (x, y),
                    (x + size * 0.4, y - size * 0.4),
                    (x + size, y - size * 0.25),
                ],
                steps=4,
            ),
            1.0,
            FINE,
        )
