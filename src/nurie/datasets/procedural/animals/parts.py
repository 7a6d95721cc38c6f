"""Eyes, ears, muzzles and tails that animals share. A head lies around (0, 0), about 0.6 wide to each side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.scene import Points, Stroke
from nurie.datasets.procedural.scenery.sheet import Sheet, bumps

Pairs = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Look:
    """How this one animal looks at us.

    Attributes:
        eyes: "dot", "bead", "manga", "shut" or "sleepy".
        eye_size, eye_gap: relative to the species.
        turn: how far the features are shifted aside, -1 to 1.
        mouth: "w", "smile", "open" or "line".
        blush: with cheeks.
    """

    eyes: str
    eye_size: float
    eye_gap: float
    turn: float
    mouth: str
    blush: bool


def draw_look(rng: np.random.Generator) -> Look:
    eyes = str(rng.choice(("dot", "bead", "manga", "shut", "sleepy"), p=(0.2, 0.26, 0.38, 0.1, 0.06)))
    mouth = str(rng.choice(("w", "smile", "open", "line"), p=(0.4, 0.2, 0.28, 0.12)))
    turn = float(rng.choice((0.0, rng.uniform(-1, 1)), p=(0.35, 0.65)))
    return Look(
        eyes, float(rng.uniform(0.85, 1.25)), float(rng.uniform(0.9, 1.12)), turn, mouth, bool(rng.random() < 0.4)
    )


def both(side: Pairs) -> Points:
    """A closed smooth outline from its right half, from the top of the middle line to its foot."""
    right = np.float32(side)
    left = curves.mirror(right)
    return curves.spline(np.concatenate([right, left[1:-1]]), closed=True, steps=6)


def eye(sheet: Sheet, x: float, y: float, size: float, look: Look, *, slit: bool = False, side: int = 1) -> None:
    """One eye; `size` is its half height."""
    kind = look.eyes
    if kind in ("shut", "sleepy"):
        bend = -0.7 if kind == "shut" else 0.6
        arc = curves.spline([(x - size * 0.8, y), (x, y + size * bend), (x + size * 0.8, y)], steps=5)
        sheet.line(arc, 1.5, (0.4, 0.4))
        return
    if kind == "dot":
        size *= 0.62
        sheet.area(
            "pupil", curves.ellipse((x, y), (size * 0.8, size), count=16), "pupil", contour=(), ink=True, relief=0.0
        )
    elif kind == "bead":
        size *= 0.85
        sheet.area(
            "pupil", curves.ellipse((x, y), (size * 0.85, size), count=20), "pupil", contour=(), ink=True, relief=0.0
        )
        _light(sheet, x + size * 0.25, y - size * 0.35, size * 0.34)
        _light(sheet, x - size * 0.25, y + size * 0.45, size * 0.16)
    else:
        ball = curves.ellipse((x, y), (size * 0.92, size * 1.05), count=24)
        sheet.area(
            "iris",
            ball,
            "iris_left",
            contour=(ball[[*range(24), 0]],),
            shadows=(ball - np.float32([0, size * 0.9]),),
            relief=0.3,
        )
        width = 0.22 if slit else 0.5
        pupil = curves.ellipse((x, y + size * 0.05), (size * width, size * 0.72), count=16)
        sheet.area("pupil", pupil, "pupil", contour=(), ink=True, relief=0.0, within=ball)
        _light(sheet, x + size * 0.3, y - size * 0.42, size * 0.3)
        lid = curves.ellipse((x, y), (size * 0.95, size * 1.08), start=np.pi * 1.08, end=np.pi * 1.92, count=10)
        flick = np.float32([(x + side * size * 1.25, y - size * 0.55)])
        lid = np.concatenate([lid, flick]) if side > 0 else np.concatenate([flick, lid])
        sheet.area(
            "eye_light",
            curves.ellipse((x - size * 0.3, y + size * 0.5), (size * 0.12, size * 0.12), count=8),
            "eye_light",
            contour=(Stroke(lid, 1.9, (0.5, 0.5)),),
            relief=0.0,
        )


def _light(sheet: Sheet, x: float, y: float, radius: float) -> None:
    sheet.area("eye_light", curves.ellipse((x, y), (radius, radius), count=12), "eye_light", contour=(), relief=0.0)


def eyes(sheet: Sheet, look: Look, gap: float, y: float, size: float, *, slit: bool = False) -> None:
    """Both eyes; the far one is a little nearer and narrower when the head is turned."""
    shift = look.turn * 0.1
    for side in (-1, 1):
        near = 1 - 0.12 * side * look.turn
        eye(sheet, shift + side * gap * look.eye_gap * near, y, size * look.eye_size, look, slit=slit, side=side)


def cheeks(sheet: Sheet, look: Look, x: float, y: float, size: float = 0.09) -> None:
    if look.blush:
        for side in (-1, 1):
            spot = curves.ellipse((side * x + look.turn * 0.08, y), (size, size * 0.6), count=16)
            sheet.area("blush", spot, "blush", contour=(), relief=0.0)


def nose(sheet: Sheet, look: Look, y: float, size: float, color: str) -> None:
    x = look.turn * 0.13
    shape = curves.spline(
        [
            (x - size, y - size * 0.5),
            (x, y - size * 0.62),
            (x + size, y - size * 0.5),
            (x + size * 0.4, y + size * 0.35),
            (x, y + size * 0.6),
            (x - size * 0.4, y + size * 0.35),
        ],
        closed=True,
        steps=4,
    )
    gleam = curves.ellipse((x - size * 0.2, y - size * 0.25), (size * 0.3, size * 0.16), count=8)
    sheet.area("skin", shape, color, lights=(gleam,), relief=0.5)


def mouth(sheet: Sheet, look: Look, y: float, width: float, *, teeth: bool = False) -> None:
    """A cat's or dog's mouth under the nose at y."""
    x, drop = look.turn * 0.13, width * 0.45
    philtrum = np.float32([(x, y - drop * 0.8), (x, y)])
    w = [
        curves.spline([(x, y), (x + side * width * 0.5, y + drop * 0.6), (x + side * width, y - drop * 0.1)], steps=5)
        for side in (-1, 1)
    ]
    if look.mouth == "open":
        lip = curves.spline([(x - width * 0.55, y + drop * 0.45), (x, y), (x + width * 0.55, y + drop * 0.45)], steps=5)
        jaw = curves.spline(
            [
                (x + width * 0.55, y + drop * 0.5),
                (x + width * 0.35, y + drop * 2.0),
                (x, y + drop * 2.4),
                (x - width * 0.35, y + drop * 2.0),
                (x - width * 0.55, y + drop * 0.5),
            ],
            steps=4,
        )
        hole = np.concatenate([lip, jaw])
        sheet.area("mouth", hole, "mouth", contour=(np.concatenate([jaw, lip[1:]]), *w, philtrum), relief=0.0)
        sheet.area(
            "tongue",
            curves.ellipse((x, y + drop * 2.0), (width * 0.3, drop * 0.75), count=14),
            "tongue",
            within=hole,
            relief=0.2,
        )
        return
    if look.mouth == "smile":
        w = [
            curves.spline(
                [
                    (x - width, y - drop * 0.1),
                    (x - width * 0.4, y + drop * 0.7),
                    (x + width * 0.4, y + drop * 0.7),
                    (x + width, y - drop * 0.1),
                ],
                steps=5,
            )
        ]
    elif look.mouth == "line":
        w = [np.float32([(x - width * 0.4, y + 0.01), (x + width * 0.4, y + 0.01)])]
    if teeth:
        sheet.area(
            "teeth",
            curves.points((x - 0.035, y), (x + 0.035, y), (x + 0.03, y + 0.09), (x - 0.03, y + 0.09)),
            "teeth",
            details=(np.float32([(x, y), (x, y + 0.09)]),),
            weight=0.8,
        )
    for line in (*w, philtrum):
        sheet.line(line, 0.9, (0.3, 0.3))


def whiskers(sheet: Sheet, look: Look, x: float, y: float) -> None:
    for side in (-1, 1):
        for rise in (-0.05, 0.03):
            line = [
                (side * x + look.turn * 0.1, y + rise),
                (side * (x + 0.15), y + rise * 1.5),
                (side * (x + 0.3), y + rise * 2.6),
            ]
            sheet.line(line, 0.7, (0.2, 0.9))


def triangle_ear(sheet: Sheet, side: int, x: float, y: float, width: float, height: float, spread: float) -> None:
    """A cat's or fox's ear with its inner side."""
    foot_in, foot_out = (x - width * 0.55, y - 0.02), (x + width * 0.55, y + width * 0.42)
    tip = (x + spread, y - height)
    outer = np.concatenate(
        [
            curves.spline([foot_in, (x - width * 0.3 + spread * 0.5, y - height * 0.62), tip], steps=5),
            curves.spline([tip, (x + width * 0.5 + spread * 0.4, y - height * 0.5), foot_out], steps=5)[1:],
        ]
    )
    inner = (outer - np.float32([x + spread * 0.4, y - height * 0.35])) * 0.58 + np.float32(
        [x + spread * 0.42, y - height * 0.3]
    )
    flip = np.float32([side, 1])
    sheet.area("fur", outer * flip, "fur_1", contour=(outer * flip,), relief=0.3)
    sheet.area("ear_inner", inner * flip, "skin_dark", contour=(inner * flip,), weight=0.8, relief=0.2)


def round_ear(
    sheet: Sheet, side: int, x: float, y: float, radius: float, color: str = "fur_1", inner: str = "skin_dark"
) -> None:
    sheet.area("fur", curves.ellipse((side * x, y), (radius, radius), count=28), color, relief=0.3)
    sheet.area(
        "ear_inner",
        curves.ellipse((side * x, y + radius * 0.12), (radius * 0.62, radius * 0.62), count=22),
        inner,
        weight=0.8,
        relief=0.1,
    )


def long_ear(sheet: Sheet, side: int, x: float, y: float, length: float, *, folded: bool, lean: float) -> None:
    """A rabbit's ear; folded, its upper half hangs outwards."""
    if folded:
        spine = curves.spline(
            [(x, y), (x + lean * 0.5, y - length * 0.5), (x + 0.22, y - length * 0.62), (x + 0.42, y - length * 0.25)],
            steps=6,
        )
    else:
        spine = curves.spline([(x, y), (x + lean * 0.4, y - length * 0.5), (x + lean, y - length)], steps=8)
    wide = 0.27 * np.sin(np.linspace(0.75, np.pi, len(spine))) ** 0.7 + 0.01
    outer, inner = curves.ribbon(spine, wide), curves.ribbon(spine[2:-2], wide[2:-2] * 0.5)
    flip = np.float32([side, 1])
    sheet.area("fur", outer * flip, "fur_1", contour=(outer * flip,), relief=0.3)
    sheet.area("ear_inner", inner * flip, "skin_dark", weight=0.8, relief=0.1)


def flop_ear(sheet: Sheet, side: int, x: float, y: float, length: float, color: str) -> None:
    """A dog's hanging ear, drawn over the head."""
    outer = curves.spline(
        [
            (x - 0.16, y - 0.06),
            (x + 0.06, y - 0.1),
            (x + 0.24, y + length * 0.35),
            (x + 0.2, y + length * 0.9),
            (x + 0.06, y + length),
            (x - 0.05, y + length * 0.6),
        ],
        closed=True,
        steps=5,
    )
    sheet.area("fur", outer * np.float32([side, 1]), color, relief=0.4, cast=0.03)


def tail(sheet: Sheet, through: Pairs, widths: Sequence[float], tip: str | None = None) -> None:
    """A tail along a curve; its last third may have a color of its own, with a jagged border."""
    spine = curves.spline(through, steps=7)
    wide = np.interp(np.linspace(0, 1, len(spine)), np.linspace(0, 1, len(widths)), widths)
    outline = curves.ribbon(spine, wide)
    sheet.area("tail", outline, "fur_1", relief=0.5)
    if tip:
        cut = int(len(spine) * 0.66)
        end = curves.ribbon(spine[cut:], wide[cut:])
        half = len(spine) - cut
        a, b = end[-1], end[0]
        zigzag = np.float32(
            [a + (b - a) * s + (spine[cut - 1] - spine[cut]) * d for s, d in ((0.25, 1.2), (0.45, 0.1), (0.65, 1.3))]
        )
        sheet.area(
            "tail",
            np.concatenate([end, zigzag]),
            tip,
            contour=(end[:half], end[half:], np.concatenate([a[None], zigzag, b[None]])),
            relief=0.4,
        )


def wool(sheet: Sheet, center: tuple[float, float], radii: tuple[float, float], color: str, lobes: int = 13) -> None:
    """A fleece: a lobed area with a few curls inside."""
    rng = sheet.rng
    outline = bumps(curves.ellipse(center, radii, count=lobes), 0.5)
    curls = []
    for _ in range(5):
        x, y = center + rng.uniform(-0.55, 0.55, 2) * radii
        curls.append(curves.ellipse((x, y), (0.07, 0.06), start=2.6, end=6.2, count=8))
    sheet.area("fur", outline, color, details=curls, relief=0.6)


def collar(sheet: Sheet, y: float, half: float) -> None:
    """A band with a bell or a bow under the chin, or nothing."""
    kind = sheet.rng.random()
    if kind > 0.4:
        return
    top = curves.spline([(-half, y - 0.05), (0, y + 0.06), (half, y - 0.05)], steps=6)
    band = np.concatenate([top, (top + np.float32([0, 0.09]))[::-1]])
    sheet.area("ribbon", band, "ribbon", relief=0.3)
    if kind < 0.22:
        slit = np.float32([(-0.08, y + 0.17), (0.08, y + 0.17)])
        sheet.area(
            "jewel",
            curves.ellipse((0, y + 0.17), (0.085, 0.085), count=20),
            "gold",
            details=(Stroke(slit, 1.0), np.float32([(0, y + 0.19), (0, y + 0.25)])),
            relief=0.8,
        )
        return
    for side in (-1, 1):
        loop = curves.spline(
            [
                (0, y + 0.1),
                (side * 0.12, y - 0.01),
                (side * 0.24, y + 0.02),
                (side * 0.23, y + 0.2),
                (side * 0.11, y + 0.18),
            ],
            closed=True,
            steps=4,
        )
        sheet.area(
            "ribbon",
            loop,
            "ribbon",
            details=(np.float32([(side * 0.03, y + 0.1), (side * 0.12, y + 0.09)]),),
            relief=0.5,
        )
    sheet.area("ribbon", curves.ellipse((0, y + 0.1), (0.045, 0.055), count=12), "ribbon", relief=0.5)
