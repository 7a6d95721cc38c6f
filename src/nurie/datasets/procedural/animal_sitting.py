"""Furry animals that sit and face us, with big heads as manga draws them: one kit, a table of species."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nurie.datasets.procedural import animal_parts as parts
from nurie.datasets.procedural import curves
from nurie.datasets.procedural.animal_parts import Look, Pairs
from nurie.datasets.procedural.scenery import Sheet

# Right halves of heads, from the crown to the chin.
ROUND: Pairs = ((0, -0.5), (0.3, -0.46), (0.54, -0.24), (0.62, 0.06), (0.52, 0.34), (0.28, 0.48), (0, 0.51))
WIDE: Pairs = ((0, -0.44), (0.3, -0.43), (0.56, -0.22), (0.68, 0.1), (0.6, 0.34), (0.3, 0.48), (0, 0.5))
LONG: Pairs = ((0, -0.52), (0.26, -0.48), (0.45, -0.24), (0.52, 0.08), (0.46, 0.36), (0.24, 0.54), (0, 0.58))
# A doubled point is a corner: the tufts of a fox's cheeks.
TUFTED: Pairs = (
    (0, -0.45),
    (0.3, -0.42),
    (0.52, -0.2),
    (0.6, 0.02),
    (0.78, 0.2),
    (0.78, 0.2),
    (0.6, 0.25),
    (0.62, 0.36),
    (0.62, 0.36),
    (0.36, 0.42),
    (0.14, 0.5),
    (0, 0.52),
)


@dataclass(frozen=True, slots=True)
class Species:
    """Attributes:
    head: right half of its outline.
    ears, face, tail: functions of the sheet (and the look) that draw them.
    body: "paws" (sits like a cat) or "plush" (like a toy bear).
    ears_over: drawn after the head.
    """

    head: Pairs
    ears: Callable[[Sheet], None]
    face: Callable[[Sheet, Look], None]
    body: str = "paws"
    tail: Callable[[Sheet], None] | None = None
    ears_over: bool = False
    mane: bool = False
    limbs: str = "fur_1"


def build_sitting(species: Species) -> Callable[[Sheet, Look], None]:
    def build(sheet: Sheet, look: Look) -> None:
        rng = sheet.rng
        head_size = rng.uniform(0.92, 1.12)
        body = sheet.at(0, 0.1, 1.0)
        if species.tail:
            species.tail(body)
        (_paws if species.body == "paws" else _plush)(body, species, rng.uniform(0.9, 1.1))
        parts.collar(body, 0.04, 0.3)
        head = sheet.at(0, -0.36, head_size, tilt=rng.normal(0, 0.08))
        if species.mane:
            parts.wool(head, (0, 0.02), (0.78, 0.72), "fur_2", lobes=int(rng.integers(12, 17)))
        if not species.ears_over:
            species.ears(head)
        outline = parts.both(species.head)
        head.area("fur", outline, "fur_1", relief=0.6, cast=0.12)
        species.face(head, look)
        if species.ears_over:
            species.ears(head)

    return build


def _paws(sheet: Sheet, species: Species, fat: float) -> None:
    """Sitting upright on the haunches, front legs together."""
    side = (
        (0, -0.1),
        (0.24 * fat, -0.06),
        (0.36 * fat, 0.3),
        (0.46 * fat, 0.7),
        (0.44 * fat, 0.95),
        (0.2, 1.0),
        (0, 1.0),
    )
    sheet.area("fur", parts.both(side), "fur_1", relief=0.6)
    for x in (-1, 1):
        haunch = curves.spline(
            [
                (x * 0.3 * fat, 0.42),
                (x * 0.52 * fat, 0.62),
                (x * 0.54 * fat, 0.9),
                (x * 0.36 * fat, 1.02),
                (x * 0.2, 0.95),
            ],
            steps=5,
        )
        sheet.area("fur", haunch, "fur_1", contour=(haunch[2:],), relief=0.5)
        foot = curves.ellipse((x * 0.38 * fat, 1.0), (0.19, 0.095), count=20)
        sheet.area("fur", foot, species.limbs, details=_toes(x * 0.38 * fat, 1.0, 0.06), relief=0.4)
    chest = curves.spline(
        [
            (-0.2, 0.02),
            (0, -0.05),
            (0.2, 0.02),
            (0.16, 0.3),
            (0.05, 0.42),
            (0, 0.5),
            (0, 0.5),
            (-0.06, 0.42),
            (-0.16, 0.3),
        ],
        closed=True,
        steps=4,
    )
    sheet.area("fur", chest, "fur_2", contour=(chest[12:],), weight=0.8, relief=0.4)
    for x in (-1, 1):
        leg = curves.spline(
            [
                (x * 0.24 * fat, 0.3),
                (x * 0.235, 0.6),
                (x * 0.24, 0.92),
                (x * 0.13, 1.02),
                (x * 0.02, 0.95),
                (x * 0.025, 0.6),
                (x * 0.04, 0.42),
            ],
            steps=5,
        )
        sheet.area("fur", leg, species.limbs, contour=(leg,), details=_toes(x * 0.13, 0.98, 0.05), relief=0.5)


def _toes(x: float, y: float, gap: float) -> list[np.ndarray]:
    return [np.float32([(x + s * gap, y - 0.01), (x + s * gap * 1.05, y + 0.09)]) for s in (-0.6, 0.6)]


def _plush(sheet: Sheet, species: Species, fat: float) -> None:
    """Sitting like a toy: round belly, arms down, soles to us."""
    side = ((0, -0.1), (0.26, -0.04), (0.42 * fat, 0.3), (0.48 * fat, 0.65), (0.34, 0.95), (0, 1.0))
    sheet.area("fur", parts.both(side), "fur_1", relief=0.7)
    sheet.area("fur", curves.ellipse((0, 0.52), (0.29 * fat, 0.34), count=32), "fur_2", weight=0.8, relief=0.5)
    for x in (-1, 1):
        arm = curves.spline(
            [(x * 0.26, 0.06), (x * 0.46, 0.2), (x * 0.58, 0.5), (x * 0.46, 0.62), (x * 0.36, 0.5), (x * 0.31, 0.3)],
            steps=5,
        )
        sheet.area("fur", arm, species.limbs, contour=(arm,), relief=0.5)
        sheet.area(
            "fur", curves.ellipse((x * 0.42, 0.94), (0.23, 0.24), count=28), species.limbs, relief=0.5, cast=0.04
        )
        sheet.area("skin", curves.ellipse((x * 0.43, 0.98), (0.11, 0.1), count=18), "skin_dark", weight=0.8, relief=0.2)
        for dx in (-0.11, 0, 0.11):
            y = 0.83 - 0.03 * (dx == 0)
            sheet.area(
                "skin", curves.ellipse((x * 0.43 + dx, y), (0.04, 0.045), count=12), "skin_dark", weight=0.7, relief=0.2
            )


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


def _pair(draw: Callable[..., None], *args: object, **more: object) -> Callable[[Sheet], None]:
    def ears(sheet: Sheet) -> None:
        for side in (-1, 1):
            draw(sheet, side, *args, **more)

    return ears


def _rabbit_ears(sheet: Sheet) -> None:
    rng = sheet.rng
    length, lean, folded = rng.uniform(0.6, 0.85), rng.uniform(0.0, 0.25), rng.random()
    for side in (-1, 1):
        parts.long_ear(sheet, side, 0.2, -0.36, length, folded=folded < 0.15 or (side > 0 and folded < 0.4), lean=lean)


def _dog_ears(sheet: Sheet) -> None:
    color, length = str(sheet.rng.choice(("fur_1", "hair_2", "hair_2"))), sheet.rng.uniform(0.4, 0.7)
    for side in (-1, 1):
        parts.flop_ear(sheet, side, 0.46, -0.32, length, color)


def _elephant_ears(sheet: Sheet) -> None:
    for side in (-1, 1):
        flap = curves.spline(
            [
                (side * 0.36, -0.36),
                (side * 0.8, -0.5),
                (side * 1.08, -0.2),
                (side * 0.98, 0.24),
                (side * 0.68, 0.4),
                (side * 0.4, 0.2),
            ],
            closed=True,
            steps=5,
        )
        inner = (flap - flap.mean(0)) * 0.68 + flap.mean(0)
        sheet.area("fur", flap, "fur_1", relief=0.3)
        sheet.area("ear_inner", inner, "skin_dark", weight=0.7, relief=0.1)


def _cow_ears(sheet: Sheet) -> None:
    for side in (-1, 1):
        horn = curves.spline(
            [(side * 0.2, -0.4), (side * 0.36, -0.72), (side * 0.36, -0.72), (side * 0.38, -0.36)], steps=5
        )
        sheet.area("horn", horn, "horn", relief=0.5)
        sheet.area(
            "fur",
            curves.spline(
                [
                    (side * 0.38, -0.26),
                    (side * 0.66, -0.4),
                    (side * 0.84, -0.24),
                    (side * 0.66, -0.1),
                    (side * 0.44, -0.1),
                ],
                closed=True,
                steps=5,
            ),
            "fur_1",
        )


def _sheep_ears(sheet: Sheet) -> None:
    for side in (-1, 1):
        sheet.area(
            "fur",
            curves.spline(
                [
                    (side * 0.36, -0.14),
                    (side * 0.62, -0.16),
                    (side * 0.8, 0.04),
                    (side * 0.64, 0.1),
                    (side * 0.44, 0.04),
                ],
                closed=True,
                steps=5,
            ),
            "fur_1",
        )


def _tail(through: Pairs, widths: tuple[float, ...], tip: str | None = None) -> Callable[[Sheet], None]:
    return lambda sheet: parts.tail(sheet, tuple((x + sheet.rng.normal(0, 0.03), y) for x, y in through), widths, tip)


_CAT_TAIL = _tail(((0.25, 0.92), (0.65, 0.9), (0.82, 0.6), (0.7, 0.3), (0.85, 0.08)), (0.13, 0.15, 0.16, 0.14, 0.03))
_FOX_TAIL = _tail(((0.25, 0.95), (0.62, 0.9), (0.92, 0.55), (0.78, 0.1)), (0.12, 0.3, 0.42, 0.02), "fur_2")
_CURL_TAIL = _tail(((0.3, 0.9), (0.58, 0.7), (0.66, 0.45), (0.52, 0.4), (0.5, 0.5)), (0.2, 0.22, 0.2, 0.14, 0.02))
_DOG_TAIL = _tail(((0.25, 0.92), (0.58, 0.82), (0.78, 0.45)), (0.14, 0.15, 0.02))
_THIN_TAIL = _tail(((0.25, 0.95), (0.6, 1.0), (0.85, 0.8), (0.8, 0.5), (0.95, 0.3)), (0.06, 0.05, 0.05, 0.04, 0.01))

SPECIES: dict[str, Species] = {
    "cat": Species(WIDE, _pair(parts.triangle_ear, 0.36, -0.3, 0.3, 0.42, 0.1), cat_face, tail=_CAT_TAIL),
    "tiger": Species(WIDE, _pair(parts.round_ear, 0.44, -0.36, 0.17), tiger_face, tail=_CAT_TAIL, limbs="fur_1"),
    "lion": Species(ROUND, _pair(parts.round_ear, 0.46, -0.5, 0.17), lion_face, tail=_DOG_TAIL, mane=True),
    "dog": Species(ROUND, _dog_ears, dog_face, tail=_DOG_TAIL, ears_over=True),
    "shiba": Species(WIDE, _pair(parts.triangle_ear, 0.36, -0.3, 0.26, 0.34, 0.06), shiba_face, tail=_CURL_TAIL),
    "fox": Species(
        TUFTED, _pair(parts.triangle_ear, 0.34, -0.28, 0.32, 0.5, 0.16), fox_face, tail=_FOX_TAIL, limbs="hair_2"
    ),
    "raccoon": Species(TUFTED, _pair(parts.round_ear, 0.4, -0.36, 0.16), raccoon_face, tail=_FOX_TAIL, limbs="hair_2"),
    "bear": Species(ROUND, _pair(parts.round_ear, 0.42, -0.38, 0.19), bear_face, "plush"),
    "panda": Species(
        WIDE, _pair(parts.round_ear, 0.44, -0.38, 0.17, "fur_2", "fur_2"), panda_face, "plush", limbs="fur_2"
    ),
    "rabbit": Species(ROUND, _rabbit_ears, rabbit_face, "plush"),
    "mouse": Species(ROUND, _pair(parts.round_ear, 0.52, -0.38, 0.28), mouse_face, "plush", tail=_THIN_TAIL),
    "pig": Species(ROUND, _pair(parts.triangle_ear, 0.34, -0.36, 0.26, 0.24, 0.14), pig_face, "plush"),
    "elephant": Species(ROUND, _elephant_ears, elephant_face, "plush"),
    "cow": Species(LONG, _cow_ears, cow_face, "plush"),
    "sheep": Species(LONG, _sheep_ears, sheep_face, "plush"),
}
