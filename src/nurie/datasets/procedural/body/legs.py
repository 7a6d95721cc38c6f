"""What is below the waist: legs, trousers, skirts, gowns, socks and shoes."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.body.frame import Frame, limb
from nurie.datasets.procedural.clothes.parts import Look, band, line
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke

LEG, TROUSERS, SKIRT = Layer.BODY - 24, Layer.BODY - 8, Layer.BODY - 4

STANCES = ((0.0, 0.0, 0.0), (0.08, 0.1, 0.0), (0.0, 0.3, 0.0), (0.15, 0.2, 0.0), (-0.03, 0.2, 0.12), (-0.03, 0.2,
    -0.12))  # inward, spread, shift


def _leg(frame: Frame, look: Look, side: int) -> tuple[Points, np.ndarray]:
    """A leg's middle line and skin widths, hip to ankle; the look's seed chooses how the feet stand."""
    inward, spread, shift = STANCES[look.seed % len(STANCES)]
    b = frame.build
    hip, knee, sole = (float(frame.y(v)) for v in (3, 4, 5))
    ankle = sole - max(0.096 * (sole - knee), 0.24 * b.hip)
    x = b.hip * 0.50
    middle = frame.tilt(curves.spline([(side * x, hip - 0.2), (side * x * 1.02, (hip + knee) / 2),
        (side * x * (0.95 - inward) + shift * 0.4, knee),
                                       (side * x * (0.98 + spread * 0.5) + shift * 0.7, knee * 0.6 + ankle * 0.4),
                                       (side * x * (0.92 + spread) + shift, ankle)], steps=5))
    chubby = b.levels[0] < 1.2
    knots = (1.02, 0.88, 0.62, 0.69, 0.42) if not chubby else (0.98, 0.90, 0.80, 0.74, 0.62)
    return middle, np.interp(np.linspace(0, 1, len(middle)), (0, 0.25, 0.5, 0.7, 1), np.array(knots) * b.hip)


def legs(frame: Frame, look: Look, lower: str, color: str, socks: float, shoe: str) -> list[Shape]:
    """All below the waist in painter's order; `socks` is the share of the lower leg that they cover, up to 1.4."""
    shapes: list[Shape] = []
    for side in (-1, 1):
        middle, widths = _leg(frame, look, side)
        shapes += _shoe(frame, side, middle[-1], float(widths[-1]), shoe)
        shapes.append(_tube("skin", middle, widths, "skin", LEG))
        if socks and lower not in ("trousers", "gown"):
            count = len(middle)
            start = int(np.clip(round(count * (1 - 0.5 * socks)), 1, count - 3))
            shapes.append(_tube("cloth", middle[start:], widths[start:] * 1.04, look.third if look.seed % 2
                else "cloth_4", LEG + 2, top=True))
    return shapes + LOWERS[lower](frame, look, color)


def _tube(name: str, middle: Points, widths: np.ndarray, color: str, layer: float, *, top: bool = False,
    details: tuple[Stroke, ...] = ()) -> Shape:
    left, right = limb(middle, widths)
    contour = [Stroke(left), Stroke(right), Stroke(np.array([left[-1], right[-1]]))]
    if top:
        contour.append(Stroke(np.array([left[0], right[0]])))
    return Shape(name, np.concatenate([left, right[::-1]]), color, layer, contour=tuple(contour), details=details,
        relief=0.6, cast=0.02)


def _shoe(frame: Frame, side: int, ankle: Points, width: float, kind: str) -> list[Shape]:
    tall = float(frame.y(5)) - float(ankle[1])
    w = width * (0.85 if frame.build.levels[0] < 1.15 else 1.05)
    toe = side * 0.18 * w
    own = [(-0.62 * w, 0.0), (-0.78 * w + toe, tall * 0.7), (-0.7 * w + toe, tall * 1.12), (toe, tall * 1.2),
        (0.7 * w + toe, tall * 1.12), (0.78 * w + toe, tall * 0.7), (0.62 * w, 0.0)]
    outline = ankle + curves.spline(own, closed=True, steps=4)
    sole = ankle + curves.spline([(-0.76 * w + toe, tall * 0.95), (toe, tall * 1.05), (0.76 * w + toe, tall * 0.95)],
        steps=5)
    details = [Stroke(sole.astype(np.float32), 0.7)]
    if kind == "sneaker":
        details += [Stroke((ankle + np.float32([(-0.25 * w + toe * 0.5, tall * s), (0.25 * w + toe * 0.5,
            tall * s)])), 0.6) for s in (0.3, 0.5, 0.7)]
    shapes = [Shape("shoe", outline.astype(np.float32), "leather", LEG + 5, details=tuple(details), relief=0.7)]
    if kind == "boot":
        shaft = ankle + np.float32([(-0.62 * w, -tall * 1.4), (0.62 * w, -tall * 1.4), (0.62 * w, tall * 0.35),
            (-0.62 * w, tall * 0.35)])
        shapes.append(Shape("shoe", shaft.astype(np.float32), "leather", LEG + 6, relief=0.6))
    return shapes


def trousers(frame: Frame, look: Look, color: str, end: float = 1.0) -> list[Shape]:
    shapes = []
    for side in (-1, 1):
        middle, widths = _leg(frame, look, side)
        count = max(6, round(len(middle) * end))
        wide = widths[:count] * np.linspace(1.02, 1.12 + 0.3 * look.variant, count) + 0.03
        wide[0:3] *= 1.06
        seam = Stroke(middle[4:count - 1], 0.5, (0.5, 0.5))
        shapes.append(_tube("cloth", middle[:count], wide, color, TROUSERS, details=(seam,)))
    levels = np.linspace(1.93, 3.12, 8)
    flank = np.stack([frame.side(levels) + 0.025, levels], 1)
    right, left = frame.at(flank), frame.at(flank * (-1, 1))
    hips = Shape("cloth", np.concatenate([right, frame.at([(0.0, 3.3)]), left[::-1]]), color, TROUSERS + 1,
        contour=(Stroke(right), Stroke(left)),
                 details=(line(frame, [(0, 2.2), (0, 3.25)], 0.7), line(frame,
                 [(-0.02, 3.2), (0.2, 3.12), (0.34, 3.0)], 0.5, (0, 1))), relief=0.5)
    belt = band(frame, [(0.0, 1.96), (float(frame.side(1.96)) + 0.03, 1.94)], [(0.0, 2.16),
        (float(frame.side(2.14)) + 0.03, 2.13)], "leather", layer=TROUSERS + 2, name="belt")
    return [*shapes, hips, belt]


def shorts(frame: Frame, look: Look, color: str) -> list[Shape]:
    return trousers(frame, look, color, 0.42)


def _skirt(frame: Frame, look: Look, color: str, *, floor: float, flare: float, pleats: int = 0, waves: int = 5,
    top: float = 1.98, frill: str = "") -> list[Shape]:
    """A skirt from the waist to `floor` (v), its hem's half width `flare` shoulder halves wider than the hip."""
    waist, wide = float(frame.side(top)) + 0.02, float(frame.side(3.0)) + flare
    side = curves.spline([(waist, top), (float(frame.side(2.5)) + 0.06 + flare * 0.25, 2.5 if floor > 3
        else top + (floor - top) * 0.4), (wide, floor)], steps=6)
    t = np.linspace(0, 1, 41)
    count = pleats or waves
    wave = 0.05 * np.abs(np.sin(t * count * np.pi)) if not pleats else 0.06 * ((t * pleats) % 1.0)
    hem = np.stack([wide * (1 - 2 * t), floor + 0.16 * np.sin(np.pi * t) + wave * min(1.0, floor - top)], 1)
    rows = []
    for k in range(1, count):
        x = 1 - 2 * k / count
        end = np.array((wide * x, floor + 0.16 * np.sin(np.pi * k / count)))
        begin = np.array((waist * x * 0.9, top + (0.06 if pleats else (floor - top) * 0.25)))
        rows.append(line(frame, [begin, (begin * 0.45 + end * 0.55) - (0.02 * x, 0), end], 0.75 if pleats else 0.6,
            (0.2 if pleats else 1.0, 0.0)))
    outline = np.concatenate([frame.at([(-waist, top), (0, top + 0.05), (waist, top)]), frame.at(side), frame.at(hem),
        frame.at((side * (-1, 1))[::-1])])
    shapes = [Shape("cloth", outline, color, SKIRT, details=tuple(rows), relief=0.6, cast=0.1)]
    if frill:
        low = hem + np.stack([0.03 * (1 - 2 * t), 0.16 + 0.04 * np.cos(t * 60)], 1)
        shapes.append(Shape("cloth", np.concatenate([frame.at(hem - (0, 0.06)), frame.at(low)[::-1]]), frill,
            SKIRT - 1, relief=0.4, cast=0.06))
    return shapes


def pleated(frame: Frame, look: Look, color: str) -> list[Shape]:
    return _skirt(frame, look, color, floor=3.5, flare=0.24, pleats=9)


def skirt(frame: Frame, look: Look, color: str) -> list[Shape]:
    return _skirt(frame, look, color, floor=3.55, flare=0.34, waves=6)


def pencil(frame: Frame, look: Look, color: str) -> list[Shape]:
    return _skirt(frame, look, color, floor=3.8, flare=-0.02, waves=2)


def dress_skirt(frame: Frame, look: Look, color: str) -> list[Shape]:
    return _skirt(frame, look, color, floor=3.4 + 0.7 * look.variant, flare=0.5, waves=7, frill=look.third
        if look.seed % 2 else "")


def apron(frame: Frame, look: Look, color: str) -> list[Shape]:
    shapes = _skirt(frame, look, color, floor=3.6, flare=0.5, waves=7, frill=look.third)
    waist = float(frame.side(2.0)) * 0.75
    t = np.linspace(0, 1, 31)
    hem = np.stack([0.62 * np.cos(np.pi * t), 2.7 + 0.62 * np.sin(np.pi * t) ** 0.8 + 0.03 * np.abs(np.sin(t * 30))], 1)
    front = Shape("cloth", np.concatenate([frame.at([(-waist, 2.02), (waist, 2.02)]), frame.at(hem)]), look.third,
        SKIRT + 3, relief=0.5, cast=0.05,
                  details=(line(frame, [(0.2, 2.2), (0.3, 3.1)], 0.5, (1, 0)), line(frame, [(-0.2, 2.2), (-0.3, 3.1)],
                  0.5, (1, 0))))
    return [*shapes, front]


def gown(frame: Frame, look: Look, color: str) -> list[Shape]:
    return _skirt(frame, look, color, floor=4.75, flare=0.16, waves=3, top=1.9)


LOWERS = {"skirt": skirt, "pleated": pleated, "pencil": pencil, "trousers": trousers, "shorts": shorts,
    "dress": dress_skirt, "apron": apron, "gown": gown}
