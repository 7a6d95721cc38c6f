"""Four-legged animals from the side, standing or walking to the right: one kit, a table of builds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.animals import parts
from nurie.datasets.procedural.animals.parts import Look, Pairs
from nurie.datasets.procedural.scene import Points, Stroke
from nurie.datasets.procedural.scenery.sheet import Sheet, bumps


@dataclass(frozen=True, slots=True)
class Build:
    """Attributes:
    length, deep: of the trunk.
    leg: length of the legs below the belly; thick: their width.
    head: where its middle is; size: its radius; muzzle: how far it stands out.
    ears: "prick", "flop", "round" or "long".
    tail: its curve from the rump, and its widths.
    hoof: feet with hoofs instead of paws.
    mane, wool, horns, spots: with these.
    """

    length: float = 1.1
    deep: float = 0.46
    leg: float = 0.5
    thick: float = 0.2
    head: tuple[float, float] = (0.72, -0.5)
    size: float = 0.34
    muzzle: float = 0.24
    ears: str = "prick"
    tail: Pairs = ((0, 0), (-0.3, -0.15), (-0.45, -0.45))
    widths: tuple[float, ...] = (0.14, 0.14, 0.04)
    hoof: bool = False
    mane: bool = False
    wool: bool = False
    horns: str = ""
    spots: bool = False


def build_standing(build: Build) -> Callable[[Sheet, Look], None]:
    def draw(sheet: Sheet, look: Look) -> None:
        rng = sheet.rng
        foot, half = 1.05, build.length / 2
        belly = foot - build.leg
        back = belly - build.deep
        stride = rng.uniform(0.0, 0.16)
        for x, step in ((-half + 0.2, stride), (half - 0.22, -stride)):
            _leg(sheet, build, x + 0.14, belly, foot - 0.04, step)
        parts.tail(sheet, tuple((x - half + 0.05, y + back + 0.12) for x, y in build.tail), build.widths)
        trunk = _trunk(build, half, back, belly)
        if build.wool:
            parts.wool(sheet, (0, back + build.deep / 2), (half * 1.05, build.deep * 0.7), "fur_2", lobes=14)
        else:
            sheet.area("fur", trunk, "fur_1", relief=0.7)
        if build.spots:
            for x, y, radius in ((-0.28, back + 0.12, 0.2), (0.18, back + 0.3, 0.14), (-0.42, belly - 0.04, 0.12)):
                spot = bumps(curves.ellipse((x, y), (radius, radius * 0.8), count=5), 0.3)
                sheet.area("fur", spot, "hair_2", within=trunk, weight=0.8)
        for x, step in ((-half + 0.18, -stride), (half - 0.16, stride)):
            _leg(sheet, build, x, belly, foot, step, near=True)
        if not build.wool:
            _neck(sheet, build, half, back, belly)
        _head(sheet, build, look)

    return draw


def _trunk(build: Build, half: float, back: float, belly: float) -> Points:
    return curves.spline(
        [
            (-half - 0.02, back + 0.2),
            (-half + 0.14, back + 0.02),
            (0, back + 0.05),
            (half - 0.1, back),
            (half + 0.08, back + 0.22),
            (half - 0.02, belly - 0.06),
            (half * 0.4, belly + 0.05),
            (-half * 0.35, belly - 0.03),
            (-half + 0.02, belly),
        ],
        closed=True,
        steps=6,
    )


def _leg(sheet: Sheet, build: Build, x: float, top: float, foot: float, step: float, *, near: bool = False) -> None:
    wide, end = build.thick / 2, x + step
    middle = (top + foot) / 2 + 0.05
    heel = [
        (x - wide * 1.0, top - 0.16),
        (x - wide * 1.1, top + 0.02),
        (end * 0.7 + x * 0.3 - wide * 0.9, middle),
        (end - wide, foot - 0.02),
    ]
    toe = [
        (end + wide * (1.15 if build.hoof else 1.5), foot - 0.01),
        (end + wide * 0.85, foot - 0.12),
        (end * 0.6 + x * 0.4 + wide * 0.95, middle),
        (x + wide * 1.15, top + 0.02),
        (x + wide * 1.0, top - 0.16),
    ]
    out = curves.spline([*heel, (end, foot + 0.02), *toe], steps=4)
    sheet.area("fur", out, "fur_1", contour=(out[2:-2],) if near else (out,), relief=0.5)
    if build.hoof:
        cap = curves.points(
            (end - wide, foot - 0.1),
            (end + wide * 0.95, foot - 0.1),
            (end + wide * 1.25, foot + 0.02),
            (end - wide * 1.05, foot + 0.02),
        )
        sheet.area("horn", cap, "hair_2", relief=0.2)
    else:
        toes = [np.float32([(end + wide * s, foot - 0.05), (end + wide * s, foot + 0.02)]) for s in (0.5, 1.1)]
        sheet.area(
            "fur",
            curves.ellipse((end + wide * 0.4, foot - 0.045), (wide * 1.35, 0.075), count=18),
            "fur_1",
            details=toes,
            relief=0.4,
        )


def _neck(sheet: Sheet, build: Build, half: float, back: float, belly: float) -> None:
    x, y = build.head
    nape = curves.spline(
        [(half - 0.34, back + 0.08), (half * 0.55 + x * 0.2, (back + y) / 2), (x - build.size * 0.75, y)], steps=6
    )
    throat = curves.spline(
        [
            (x + build.size * 0.35, y + build.size * 0.7),
            (half * 0.7 + x * 0.3, (back + belly) / 2 - 0.1),
            (half + 0.075, back + 0.2),
        ],
        steps=6,
    )
    sheet.area(
        "fur",
        np.concatenate([nape, throat, np.float32([(half - 0.05, back + 0.4), (half - 0.3, back + 0.3)])]),
        "fur_1",
        contour=(nape, throat),
        relief=0.4,
    )
    if build.mane:
        outer = nape[::-1] - np.float32([build.size * 0.55, 0.02])
        inner = nape + np.float32([0.1, 0.1])
        lobed = bumps(np.concatenate([curves.along(outer, np.linspace(0, 1, 6))]), -0.25, closed=False)
        sheet.area("hair", np.concatenate([inner, lobed]), "hair", relief=0.4)


def _head(sheet: Sheet, build: Build, look: Look) -> None:
    x, y = build.head
    head = sheet.at(x, y, build.size, tilt=sheet.rng.normal(0, 0.06))
    _ear(head, build.ears, back=True)
    reach = build.muzzle / build.size
    skull = curves.spline(
        [
            (-0.95, 0.1),
            (-0.78, -0.62),
            (-0.1, -0.98),
            (0.5, -0.8),
            (0.85, -0.3),
            (0.95 + reach * 0.45, -0.1),
            (1.0 + reach * 0.9, 0.02),
            (1.05 + reach, 0.3),
            (0.9 + reach * 0.85, 0.62),
            (0.5 + reach * 0.3, 0.78),
            (0.0, 0.9),
            (-0.6, 0.75),
        ],
        closed=True,
        steps=6,
    )
    head.area("fur", skull, "fur_1", relief=0.6, cast=0.2)
    grin = curves.spline([(0.95 + reach * 0.9, 0.36), (0.72 + reach * 0.5, 0.5), (0.5, 0.36)], steps=5)
    if not build.wool:
        jaw = curves.spline(
            [(1.3 + reach, 0.2), (0.85 + reach * 0.3, 0.2), (0.5, 0.36), (0.25, 0.62), (0.3, 1.1), (1.2 + reach, 1.0)],
            closed=True,
            steps=5,
        )
        edge = skull[40:56]
        head.area(
            "fur",
            jaw,
            "fur_2",
            contour=(jaw[2:17],),
            details=(Stroke(grin, 1.0, (0.2, 0.6)),),
            within=skull,
            weight=0.7,
            relief=0.4,
        )
        head.line(edge)
    tip = curves.ellipse((0.98 + reach, 0.1), (0.17, 0.14), count=16)
    head.area("skin", tip, "skin_dark" if build.hoof else "pupil", relief=0.5)
    if look.blush:
        head.area("blush", curves.ellipse((0.22, 0.34), (0.17, 0.1), count=14), "blush", contour=(), relief=0.0)
    parts.eye(head, 0.34, -0.12, 0.27 * look.eye_size, look)
    if build.wool:
        parts.wool(head, (-0.1, -0.8), (0.6, 0.36), "fur_2", lobes=8)
    _horns(head, build.horns)
    _ear(head, build.ears, back=False)


def _ear(head: Sheet, kind: str, *, back: bool) -> None:
    x = -0.12 if back else -0.42
    if kind == "prick":
        ear = curves.spline(
            [
                (x - 0.32, -0.55),
                (x - 0.28, -1.1),
                (x - 0.05, -1.5),
                (x - 0.05, -1.5),
                (x + 0.22, -1.1),
                (x + 0.3, -0.68),
            ],
            steps=4,
        )
        head.area("fur", ear, "fur_1", contour=(ear,), relief=0.3)
        if not back:
            inner = (ear - ear.mean(0)) * 0.55 + ear.mean(0)
            head.area("ear_inner", inner, "skin_dark", weight=0.8)
    elif kind == "round":
        head.area("fur", curves.ellipse((x - 0.1, -0.8), (0.34, 0.34), count=24), "fur_1", relief=0.3)
        if not back:
            head.area("ear_inner", curves.ellipse((x - 0.1, -0.74), (0.2, 0.2), count=18), "skin_dark", weight=0.8)
    elif kind == "flop" and not back:
        ear = curves.spline(
            [(x - 0.1, -0.66), (x + 0.26, -0.6), (x + 0.2, 0.1), (x - 0.06, 0.62), (x - 0.36, 0.4), (x - 0.36, -0.2)],
            closed=True,
            steps=5,
        )
        head.area("fur", ear, "hair_2", relief=0.4, cast=0.1)
    elif kind == "long":
        spine = curves.spline([(x, -0.7), (x - 0.2, -1.4), (x - 0.5, -2.0)], steps=6)
        head.area(
            "fur",
            curves.ribbon(spine, 0.5 * np.sin(np.linspace(0.6, np.pi, len(spine)))),
            "fur_1",
            details=(spine[3:10],),
            relief=0.3,
        )


def _horns(head: Sheet, kind: str) -> None:
    if kind == "cow":
        head.area(
            "horn",
            curves.spline(
                [(-0.2, -0.85), (-0.1, -1.3), (0.25, -1.5), (0.25, -1.5), (0.15, -1.15), (0.15, -0.85)], steps=4
            ),
            "horn",
            relief=0.4,
        )
    if kind == "antlers":
        for through in (
            ((-0.15, -0.8), (-0.35, -1.5), (-0.1, -2.2)),
            ((-0.33, -1.4), (0.15, -1.75)),
            ((-0.3, -1.15), (-0.75, -1.6)),
        ):
            spine = curves.spline(through, steps=5)
            head.area("horn", curves.ribbon(spine, np.linspace(0.2, 0.06, len(spine))), "horn", relief=0.4)
    if kind == "unicorn":
        spine = np.linspace((0.25, -0.85), (0.7, -2.0), 6).astype(np.float32)
        head.area(
            "horn",
            curves.ribbon(spine, np.linspace(0.26, 0.02, 6)),
            "gold",
            details=[np.float32([(x - 0.15, y), (x + 0.15, y - 0.16)]) for x, y in spine[1:-1]],
            relief=0.5,
        )


_BRUSH: Pairs = ((0, 0), (-0.35, 0.05), (-0.62, 0.2), (-0.7, -0.1))
_HORSE_TAIL: Pairs = ((0, 0), (-0.22, 0.02), (-0.32, 0.4), (-0.26, 0.8))
BUILDS: dict[str, Build] = {
    "walking cat": Build(
        0.85,
        0.4,
        0.32,
        0.16,
        (0.5, -0.12),
        0.44,
        0.02,
        tail=((0, 0), (-0.3, -0.1), (-0.3, -0.5), (-0.44, -0.75)),
        widths=(0.12, 0.12, 0.1, 0.04),
    ),
    "walking dog": Build(0.9, 0.44, 0.38, 0.2, (0.56, -0.22), 0.43, 0.14, "flop"),
    "wolf": Build(1.0, 0.48, 0.46, 0.2, (0.62, -0.26), 0.4, 0.2, tail=_BRUSH, widths=(0.14, 0.28, 0.26, 0.02)),
    "walking fox": Build(0.9, 0.38, 0.36, 0.15, (0.52, -0.12), 0.39, 0.17, tail=_BRUSH, widths=(0.12, 0.3, 0.32, 0.02)),
    "horse": Build(
        1.0,
        0.52,
        0.62,
        0.18,
        (0.66, -0.66),
        0.32,
        0.26,
        tail=_HORSE_TAIL,
        widths=(0.1, 0.2, 0.24, 0.04),
        hoof=True,
        mane=True,
    ),
    "unicorn": Build(
        0.9,
        0.5,
        0.54,
        0.18,
        (0.58, -0.5),
        0.37,
        0.2,
        tail=_HORSE_TAIL,
        widths=(0.1, 0.2, 0.24, 0.04),
        hoof=True,
        mane=True,
        horns="unicorn",
    ),
    "deer": Build(
        0.8,
        0.42,
        0.6,
        0.14,
        (0.52, -0.48),
        0.34,
        0.14,
        "prick",
        ((0, 0), (-0.16, -0.06), (-0.2, 0.02)),
        (0.1, 0.12, 0.04),
        hoof=True,
        horns="antlers",
    ),
    "standing cow": Build(
        1.1,
        0.6,
        0.38,
        0.2,
        (0.66, -0.1),
        0.4,
        0.16,
        "flop",
        ((0, 0), (-0.16, 0.1), (-0.18, 0.5), (-0.2, 0.62)),
        (0.06, 0.05, 0.05, 0.12),
        hoof=True,
        horns="cow",
        spots=True,
    ),
    "standing pig": Build(
        1.0,
        0.6,
        0.26,
        0.2,
        (0.5, 0.1),
        0.45,
        0.06,
        "prick",
        ((0, 0.1), (-0.16, 0.04), (-0.2, -0.1), (-0.1, -0.08)),
        (0.06, 0.05, 0.05, 0.03),
        hoof=True,
    ),
    "standing sheep": Build(
        0.95,
        0.56,
        0.34,
        0.15,
        (0.56, -0.02),
        0.36,
        0.1,
        "flop",
        ((0, 0.1), (-0.12, 0.12), (-0.2, 0.2)),
        (0.12, 0.14, 0.06),
        hoof=True,
        wool=True,
    ),
    "standing bear": Build(
        1.1,
        0.66,
        0.28,
        0.28,
        (0.56, 0.02),
        0.46,
        0.12,
        "round",
        ((0, 0.1), (-0.08, 0.1), (-0.12, 0.14)),
        (0.14, 0.14, 0.06),
    ),
    "hare": Build(
        0.75,
        0.46,
        0.26,
        0.16,
        (0.42, 0.02),
        0.41,
        0.02,
        "long",
        ((0, 0.1), (-0.1, 0.06), (-0.16, 0.04)),
        (0.2, 0.22, 0.1),
    ),
}
