"""Faces of the animals that look at us: marks, muzzle, eyes, nose and mouth on a head around (0, 0)."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.animals import parts
from nurie.datasets.procedural.animals.parts import Look, Pairs
from nurie.datasets.procedural.scenery.sheet import Sheet


def _patch(sheet: Sheet, through: Pairs, color: str = "fur_2", open_from: int | None = None) -> None:
    """A mark on the fur; its line may be drawn from one knot on only."""
    outline = curves.spline(through, closed=True, steps=5)
    sheet.area(
        "fur",
        outline,
        color,
        contour=None if open_from is None else (outline[open_from * 5 :],),
        weight=0.7,
        relief=0.2,
    )


def _stripes(sheet: Sheet) -> None:
    for x, lean in ((0, 0), (-0.17, -0.03), (0.17, 0.03)):
        mark = curves.points(
            (x - 0.045, -0.47 + abs(x) * 0.2), (x + 0.045, -0.47 + abs(x) * 0.2), (x * 0.85 + lean * 0.3, -0.22)
        )
        sheet.area("fur", mark, "hair_2", weight=0.7, relief=0.0)
    for side in (-1, 1):
        for y in (0.06, 0.18):
            sheet.area(
                "fur",
                curves.points((side * 0.63, y - 0.035), (side * 0.62, y + 0.035), (side * 0.44, y + 0.015)),
                "hair_2",
                weight=0.7,
                relief=0.0,
            )


def cat_face(sheet: Sheet, look: Look) -> None:
    rng = sheet.rng
    kind = rng.random()
    if kind < 0.3:
        _stripes(sheet)
    elif kind < 0.5:
        _patch(sheet, ((0.05, -0.5), (0.35, -0.48), (0.58, -0.2), (0.5, 0.04), (0.24, 0.08), (0.08, -0.16)), "hair_2")
    muzzle = curves.spline(
        [(0, -0.02), (0.1, 0.12), (0.3, 0.22), (0.24, 0.42), (0, 0.5), (-0.24, 0.42), (-0.3, 0.22), (-0.1, 0.12)],
        closed=True,
        steps=5,
    )
    if rng.random() < 0.6:
        sheet.area("fur", muzzle + np.float32([look.turn * 0.08, 0]), "fur_2", weight=0.6, relief=0.3)
    parts.cheeks(sheet, look, 0.44, 0.22)
    parts.eyes(sheet, look, 0.29, 0.03, 0.135, slit=bool(rng.random() < 0.6))
    parts.nose(sheet, look, 0.17, 0.05, "skin_dark")
    parts.mouth(sheet, look, 0.25, 0.13)
    parts.whiskers(sheet, look, 0.42, 0.2)


def tiger_face(sheet: Sheet, look: Look) -> None:
    _stripes(sheet)
    lion_face(sheet, look)


def lion_face(sheet: Sheet, look: Look) -> None:
    for side in (-1, 1):
        sheet.area(
            "fur", curves.ellipse((side * 0.13 + look.turn * 0.1, 0.27), (0.16, 0.13), count=22), "fur_2", weight=0.7
        )
    parts.eyes(sheet, look, 0.28, 0.0, 0.11)
    parts.nose(sheet, look, 0.15, 0.08, "skin_dark")
    parts.mouth(sheet, look, 0.28, 0.15)


def dog_face(sheet: Sheet, look: Look) -> None:
    rng = sheet.rng
    kind = rng.random()
    if kind < 0.35:
        _patch(sheet, ((-0.1, -0.49), (0.1, -0.49), (0.12, -0.1), (0.2, 0.2), (0, 0.3), (-0.2, 0.2), (-0.12, -0.1)))
    elif kind < 0.6:
        sheet.area("fur", curves.ellipse((0.27, -0.02), (0.2, 0.24), count=24), "hair_2", weight=0.7)
    x = look.turn * 0.1
    muzzle = curves.spline(
        [
            (x, 0.06),
            (x + 0.2, 0.12),
            (x + 0.28, 0.28),
            (x + 0.18, 0.42),
            (x, 0.46),
            (x - 0.18, 0.42),
            (x - 0.28, 0.28),
            (x - 0.2, 0.12),
        ],
        closed=True,
        steps=5,
    )
    sheet.area("fur", muzzle, "fur_2", weight=0.8, relief=0.5)
    parts.cheeks(sheet, look, 0.42, 0.2)
    parts.eyes(sheet, look, 0.27, -0.03, 0.105)
    parts.nose(sheet, look, 0.15, 0.085, "pupil")
    parts.mouth(sheet, look, 0.29, 0.15)


def shiba_face(sheet: Sheet, look: Look) -> None:
    """White cheeks and brows under pricked ears."""
    sheet.area(
        "fur",
        parts.both(((0, 0.06), (0.12, 0.1), (0.3, 0.06), (0.6, 0.1), (0.56, 0.32), (0.3, 0.46), (0, 0.48))),
        "fur_2",
        weight=0.7,
        relief=0.4,
    )
    for side in (-1, 1):
        sheet.area("fur", curves.ellipse((side * 0.23, -0.2), (0.06, 0.045), count=14), "fur_2", weight=0.6)
    parts.eyes(sheet, look, 0.25, 0.0, 0.085)
    parts.nose(sheet, look, 0.15, 0.075, "pupil")
    parts.mouth(sheet, look, 0.27, 0.13)


def fox_face(sheet: Sheet, look: Look) -> None:
    x = look.turn * 0.08
    for side in (-1, 1):
        mask = curves.spline(
            [
                (x, 0.14),
                (side * 0.16, 0.1),
                (side * 0.4, 0.12),
                (side * 0.76, 0.2),
                (side * 0.76, 0.2),
                (side * 0.6, 0.25),
                (side * 0.61, 0.355),
                (side * 0.61, 0.355),
                (side * 0.36, 0.415),
                (side * 0.14, 0.49),
                (0, 0.51),
            ],
            steps=4,
        )
        sheet.area("fur", mask, "fur_2", contour=(mask[:13],), weight=0.8, relief=0.4)
    parts.cheeks(sheet, look, 0.4, 0.24)
    parts.eyes(sheet, look, 0.27, 0.0, 0.11, slit=True)
    parts.nose(sheet, look, 0.22, 0.06, "pupil")
    parts.mouth(sheet, look, 0.32, 0.12)


def bear_face(sheet: Sheet, look: Look) -> None:
    x = look.turn * 0.1
    sheet.area("fur", curves.ellipse((x, 0.2), (0.24, 0.2), count=28), "fur_2", weight=0.8, relief=0.6)
    parts.cheeks(sheet, look, 0.42, 0.16)
    parts.eyes(sheet, look, 0.27, -0.04, 0.085)
    parts.nose(sheet, look, 0.12, 0.08, "pupil")
    parts.mouth(sheet, look, 0.25, 0.11)


def panda_face(sheet: Sheet, look: Look) -> None:
    for side in (-1, 1):
        spot = curves.turn(curves.ellipse((0, 0), (0.13, 0.19), count=24), side * 0.5) + np.float32(
            [side * 0.28 + look.turn * 0.1, 0.0]
        )
        sheet.area("fur", spot, "fur_2", relief=0.2)
    parts.eyes(sheet, look, 0.26, -0.01, 0.08)
    parts.cheeks(sheet, look, 0.45, 0.2)
    parts.nose(sheet, look, 0.17, 0.065, "pupil")
    parts.mouth(sheet, look, 0.27, 0.1)


def rabbit_face(sheet: Sheet, look: Look) -> None:
    if sheet.rng.random() < 0.3:
        sheet.area("fur", curves.ellipse((0.26, 0.0), (0.18, 0.24), count=24), "fur_2", weight=0.7)
    parts.cheeks(sheet, look, 0.38, 0.22)
    parts.eyes(sheet, look, 0.27, 0.04, 0.125)
    parts.nose(sheet, look, 0.19, 0.04, "skin_dark")
    parts.mouth(sheet, look, 0.26, 0.1, teeth=bool(sheet.rng.random() < 0.5) and look.mouth == "w")


def mouse_face(sheet: Sheet, look: Look) -> None:
    parts.cheeks(sheet, look, 0.4, 0.24)
    parts.eyes(sheet, look, 0.24, 0.06, 0.1)
    parts.nose(sheet, look, 0.24, 0.055, "skin_dark")
    parts.mouth(sheet, look, 0.32, 0.09, teeth=bool(sheet.rng.random() < 0.3))
    parts.whiskers(sheet, look, 0.34, 0.26)


def pig_face(sheet: Sheet, look: Look) -> None:
    x = look.turn * 0.12
    parts.cheeks(sheet, look, 0.44, 0.2)
    parts.eyes(sheet, look, 0.28, -0.06, 0.09)
    holes = [curves.ellipse((x + side * 0.07, 0.15), (0.025, 0.05), count=10) for side in (-1, 1)]
    parts.mouth(sheet, look, 0.34, 0.12)
    sheet.area("skin", curves.ellipse((x, 0.15), (0.2, 0.14), count=28), "skin_dark", details=holes, relief=0.4)


def raccoon_face(sheet: Sheet, look: Look) -> None:
    for side in (-1, 1):
        _patch(
            sheet,
            tuple(
                (side * x, y)
                for x, y in ((0.06, 0.02), (0.26, -0.12), (0.56, 0.06), (0.62, 0.24), (0.4, 0.22), (0.14, 0.2))
            ),
            "hair_2",
        )
    sheet.area("fur", curves.ellipse((look.turn * 0.1, 0.28), (0.2, 0.17), count=24), "fur_2", weight=0.8)
    parts.eyes(sheet, look, 0.27, 0.06, 0.085)
    parts.nose(sheet, look, 0.2, 0.065, "pupil")
    parts.mouth(sheet, look, 0.3, 0.1)


def elephant_face(sheet: Sheet, look: Look) -> None:
    x = look.turn * 0.12
    parts.cheeks(sheet, look, 0.4, 0.18)
    parts.eyes(sheet, look, 0.3, -0.06, 0.08)
    bend = sheet.rng.choice((-1, 1)) * 0.32
    spine = curves.spline(
        [(x, -0.02), (x, 0.3), (x + bend * 0.2, 0.62), (x + bend, 0.7), (x + bend * 1.35, 0.5)], steps=6
    )
    trunk = curves.ribbon(spine, np.linspace(0.32, 0.15, len(spine)))
    rings = [
        curves.spline([spine[k] + (-0.12, 0), spine[k] + (0, 0.03), spine[k] + (0.12, 0)], steps=3) for k in (5, 8, 11)
    ]
    for side in (-1, 1):
        sheet.area(
            "horn",
            curves.spline(
                [(side * 0.2, 0.3), (side * 0.34, 0.5), (side * 0.3, 0.56), (side * 0.14, 0.38)], closed=True, steps=4
            ),
            "teeth",
        )
    sheet.area("fur", trunk, "fur_1", contour=(trunk[3:-3],), details=rings, relief=0.6, cast=0.05)


def cow_face(sheet: Sheet, look: Look) -> None:
    _patch(sheet, ((0.08, -0.52), (0.3, -0.47), (0.46, -0.2), (0.44, 0.06), (0.2, 0.04), (0.12, -0.2)), "hair_2")
    parts.eyes(sheet, look, 0.27, -0.05, 0.09)
    x = look.turn * 0.1
    holes = [curves.ellipse((x + side * 0.13, 0.3), (0.035, 0.045), count=10) for side in (-1, 1)]
    grin = curves.spline([(x - 0.16, 0.44), (x, 0.5), (x + 0.16, 0.44)], steps=5)
    sheet.area(
        "skin", curves.ellipse((x, 0.37), (0.34, 0.21), count=30), "skin_dark", details=(*holes, grin), relief=0.5
    )


def sheep_face(sheet: Sheet, look: Look) -> None:
    parts.cheeks(sheet, look, 0.34, 0.2)
    parts.eyes(sheet, look, 0.24, 0.04, 0.09)
    parts.nose(sheet, look, 0.26, 0.045, "skin_dark")
    parts.mouth(sheet, look, 0.34, 0.09)
    parts.wool(sheet, (0, -0.42), (0.42, 0.18), "fur_2", lobes=9)
