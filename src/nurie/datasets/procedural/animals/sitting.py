"""Furry animals that sit and face us, with big heads as manga draws them: one kit, a table of species."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.animals import faces, parts
from nurie.datasets.procedural.animals.parts import Look, Pairs
from nurie.datasets.procedural.scene import Stroke
from nurie.datasets.procedural.scenery.sheet import Sheet

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


def build_sitting(species: Species, *, whole: bool = False) -> Callable[[Sheet, Look], None]:
    """Sitting as its kind does, or lying, or (unless it must be `whole`) its head alone."""
    shares = (0.76, 0.24, 0.0) if whole else (0.64, 0.2, 0.16)

    def build(sheet: Sheet, look: Look) -> None:
        rng = sheet.rng
        pose = rng.choice(("sit", "lie", "head"), p=shares)
        middle, place = {
            "sit": (sheet.at(0, 0.1), (0, -0.36)),
            "lie": (sheet.at(0, 0.1), (-0.3, 0.08)),
            "head": (sheet, (0, 0)),
        }[pose]
        if species.tail and pose != "head":
            species.tail(middle.at(0.4, 0) if pose == "lie" else middle)
        if pose == "lie":
            _lying(middle, species, rng.uniform(0.9, 1.1))
        elif pose == "sit":
            (_paws if species.body == "paws" else _plush)(middle, species, rng.uniform(0.9, 1.1))
            parts.collar(middle, 0.04, 0.3)
        _head(sheet.at(*place, rng.uniform(0.92, 1.12), tilt=rng.normal(0, 0.08)), species, look)

    return build


def _head(head: Sheet, species: Species, look: Look) -> None:
    if species.mane:
        parts.wool(head, (0, 0.02), (0.78, 0.72), "fur_2", lobes=int(head.rng.integers(12, 17)))
    if not species.ears_over:
        species.ears(head)
    head.area("fur", parts.both(species.head), "fur_1", relief=0.6, cast=0.12)
    species.face(head, look)
    if species.ears_over:
        species.ears(head)


def _lying(sheet: Sheet, species: Species, fat: float) -> None:
    """At rest, the body to the right behind the head, paws in front."""
    back = curves.spline(
        [
            (-0.72, 0.98),
            (-0.66, 0.5),
            (-0.1, 0.16),
            (0.4, 0.08 / fat),
            (0.84, 0.3),
            (1.0 * fat, 0.72),
            (0.9, 0.98),
            (0.2, 1.02),
        ],
        closed=True,
        steps=6,
    )
    haunch = curves.spline([(0.34, 0.9), (0.3, 0.62), (0.56, 0.46), (0.8, 0.56)], steps=5)
    sheet.area("fur", back, "fur_1", details=(Stroke(haunch, 1.0, (0.2, 0.7)),), relief=0.7)
    sheet.area(
        "fur",
        curves.ellipse((0.58, 0.96), (0.26, 0.09), count=22),
        species.limbs,
        details=_toes(0.42, 0.95, 0.05),
        relief=0.4,
    )
    for x in (-0.56, -0.14):
        sheet.area(
            "fur",
            curves.ellipse((x, 0.95), (0.22, 0.12), count=22),
            species.limbs,
            details=_toes(x, 0.97, 0.07),
            relief=0.4,
        )


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
    "cat": Species(WIDE, _pair(parts.triangle_ear, 0.36, -0.3, 0.3, 0.42, 0.1), faces.cat_face, tail=_CAT_TAIL),
    "tiger": Species(WIDE, _pair(parts.round_ear, 0.44, -0.36, 0.17), faces.tiger_face, tail=_CAT_TAIL, limbs="fur_1"),
    "lion": Species(ROUND, _pair(parts.round_ear, 0.46, -0.5, 0.17), faces.lion_face, tail=_DOG_TAIL, mane=True),
    "dog": Species(ROUND, _dog_ears, faces.dog_face, tail=_DOG_TAIL, ears_over=True),
    "shiba": Species(WIDE, _pair(parts.triangle_ear, 0.36, -0.3, 0.26, 0.34, 0.06), faces.shiba_face, tail=_CURL_TAIL),
    "fox": Species(
        TUFTED, _pair(parts.triangle_ear, 0.34, -0.28, 0.32, 0.5, 0.16), faces.fox_face, tail=_FOX_TAIL, limbs="hair_2"
    ),
    "raccoon": Species(
        TUFTED, _pair(parts.round_ear, 0.4, -0.36, 0.16), faces.raccoon_face, tail=_FOX_TAIL, limbs="hair_2"
    ),
    "bear": Species(ROUND, _pair(parts.round_ear, 0.42, -0.38, 0.19), faces.bear_face, "plush"),
    "panda": Species(
        WIDE, _pair(parts.round_ear, 0.44, -0.38, 0.17, "fur_2", "fur_2"), faces.panda_face, "plush", limbs="fur_2"
    ),
    "rabbit": Species(ROUND, _rabbit_ears, faces.rabbit_face, "plush"),
    "mouse": Species(ROUND, _pair(parts.round_ear, 0.52, -0.38, 0.28), faces.mouse_face, "plush", tail=_THIN_TAIL),
    "pig": Species(ROUND, _pair(parts.triangle_ear, 0.34, -0.36, 0.26, 0.24, 0.14), faces.pig_face, "plush"),
    "elephant": Species(ROUND, _elephant_ears, faces.elephant_face, "plush"),
    "cow": Species(LONG, _cow_ears, faces.cow_face, "plush"),
    "sheep": Species(LONG, _sheep_ears, faces.sheep_face, "plush"),
}
