"""Birds: small song birds and chicks from the side, owl and penguin from the front."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.animals import parts
from nurie.datasets.procedural.animals.parts import Look
from nurie.datasets.procedural.scenery.sheet import Sheet, bumps, leaf


def song_bird(sheet: Sheet, look: Look) -> None:
    """A round bird on a twig, seen from its side."""
    rng = sheet.rng
    twig = curves.spline([(-1.1, 0.92), (-0.4, 0.82), (0.3, 0.86), (1.1, 0.74)], steps=6)
    sheet.area("plant", curves.ribbon(twig, np.linspace(0.14, 0.07, len(twig))), "bark", relief=0.5)
    for x, tip in ((-0.7, (-0.9, 0.55)), (0.7, (0.95, 0.5))):
        blade = leaf((x, 0.83), tip, 0.5)
        sheet.area("plant", blade, "leaf", details=(blade[[0, 8]],))
    tail = curves.points((-0.5, 0.25), (-1.1, 0.62), (-1.0, 0.76), (-0.85, 0.72), (-0.35, 0.55))
    sheet.area("feather", tail, "feather", details=(np.float32([(-0.5, 0.42), (-0.98, 0.68)]),))
    fat = rng.uniform(0.92, 1.08)
    body = curves.spline(
        [
            (0.3, -0.74),
            (0.58, -0.58),
            (0.66, -0.3),
            (0.72 * fat, 0.15),
            (0.5, 0.62),
            (0.05, 0.78),
            (-0.4, 0.62),
            (-0.62, 0.3),
            (-0.35, -0.1),
            (-0.08, -0.5),
            (0.08, -0.68),
        ],
        closed=True,
        steps=6,
    )
    sheet.area("feather", body, "feather", relief=0.7)
    if rng.random() < 0.5:
        crest = curves.spline(
            [(0.12, -0.66), (-0.05, -0.95), (-0.05, -0.95), (0.18, -0.86), (0.2, -1.02), (0.2, -1.02), (0.36, -0.72)],
            steps=4,
        )
        sheet.area("feather", crest, "feather", contour=(crest,))
    breast = curves.spline(
        [(0.62, -0.3), (0.3, -0.22), (0.12, 0.1), (0.16, 0.45), (0.0, 0.8), (0.5, 0.66), (0.75, 0.15)],
        closed=True,
        steps=5,
    )
    sheet.area("feather", breast, "fur_2", contour=(breast[:20],), weight=0.8, relief=0.5, within=body)
    wing = curves.spline(
        [
            (0.06, -0.12),
            (0.2, 0.14),
            (0.06, 0.44),
            (-0.3, 0.56),
            (-0.78, 0.58),
            (-0.78, 0.58),
            (-0.56, 0.28),
            (-0.26, -0.02),
        ],
        closed=True,
        steps=5,
    )
    rows = [
        bumps(np.float32([(0.1, y), (-0.1 - y * 0.3, y + 0.12), (-0.32 - y * 0.3, y + 0.16)]), 0.3, closed=False)
        for y in (0.16, 0.34)
    ]
    sheet.area("wing", wing, "cloth_1", details=rows, relief=0.4, cast=0.04)
    parts.eye(sheet, 0.34, -0.38, 0.1 * look.eye_size, look)
    _beak(sheet, 0.62, -0.36, 0.24, look.mouth == "open")
    for x in (-0.02, 0.2):
        sheet.area(
            "horn",
            curves.ellipse((x, 0.82), (0.09, 0.055), count=14),
            "gold",
            details=(np.float32([(x, 0.78), (x, 0.88)]),),
        )


def _beak(sheet: Sheet, x: float, y: float, length: float, opened: bool) -> None:
    upper = curves.spline(
        [
            (x - 0.03, y - 0.1),
            (x + length * 0.6, y - 0.06),
            (x + length, y + 0.02),
            (x + length, y + 0.02),
            (x - 0.02, y + 0.04),
        ],
        steps=4,
    )
    drop = 0.12 if opened else 0.05
    lower = curves.spline(
        [(x - 0.03, y + 0.02), (x + length * 0.75, y + drop), (x + length * 0.3, y + drop + 0.06), (x - 0.03, y + 0.1)],
        steps=4,
    )
    sheet.area("horn", lower, "gold", relief=0.2)
    sheet.area("horn", upper, "gold", relief=0.4)


def chick(sheet: Sheet, look: Look) -> None:
    """A ball of down, three-quarter from the front."""
    for x in (-0.18, 0.2):
        toes = [np.float32([(x, 0.78), (x, 0.98), (x + dx, 1.06)]) for dx in (-0.13, 0.0, 0.13)]
        sheet.area(
            "horn",
            curves.points((x - 0.025, 0.7), (x + 0.025, 0.7), (x + 0.025, 0.98), (x - 0.025, 0.98)),
            "gold",
            contour=toes,
        )
    body = curves.wobble(curves.ellipse((0, 0.1), (0.74, 0.72), count=46), sheet.rng, 0.008)
    sheet.area("feather", body, "feather", relief=0.8)
    tuft = [curves.spline([(x, -0.58), (x * 2.2, -0.78), (x * 4 + 0.05, -0.86)], steps=4) for x in (-0.04, 0.0, 0.05)]
    for hair in tuft:
        sheet.line(hair, 1.0)
    for side in (-1, 1):
        wing = curves.spline(
            [
                (side * 0.62, -0.05),
                (side * 0.86, 0.1),
                (side * 0.92, 0.36),
                (side * 0.92, 0.36),
                (side * 0.78, 0.36),
                (side * 0.62, 0.4),
            ],
            steps=5,
        )
        sheet.area("wing", wing, "feather", contour=(wing,), relief=0.4)
    parts.cheeks(sheet, look, 0.42, 0.06, 0.1)
    parts.eyes(sheet, look, 0.27, -0.14, 0.1)
    _front_beak(sheet, look.turn * 0.13, -0.02, 0.13, look.mouth == "open")


def _front_beak(sheet: Sheet, x: float, y: float, half: float, opened: bool) -> None:
    if opened:
        sheet.area(
            "mouth", curves.spline([(x - half * 0.8, y), (x, y + half * 1.6), (x + half * 0.8, y)], steps=5), "mouth"
        )
    upper = curves.spline(
        [(x - half, y), (x, y - half * 0.75), (x + half, y), (x + half, y), (x, y + half * 0.75), (x - half, y)],
        steps=5,
    )
    crease = curves.spline([(x - half, y), (x, y + half * 0.2), (x + half, y)], steps=4)
    sheet.area("horn", upper, "gold", details=(crease,), relief=0.5)


def owl(sheet: Sheet, look: Look) -> None:
    """From the front: ear tufts, two discs for a face, rows of feathers on the breast."""
    rng = sheet.rng
    twig = curves.spline([(-1.15, 0.98), (0, 0.9), (1.15, 1.0)], steps=8)
    sheet.area("plant", curves.ribbon(twig, np.full(len(twig), 0.15)), "bark", relief=0.5)
    tufts = rng.random() < 0.7
    top = ((0, -0.72), (0.3, -0.76), (0.62, -1.02), (0.62, -1.02)) if tufts else ((0, -0.9), (0.34, -0.84))
    body = parts.both((*top, (0.64, -0.5), (0.68, 0.1), (0.6, 0.62), (0.34, 0.9), (0, 0.94)))
    sheet.area("feather", body, "fur_1", relief=0.7)
    belly = parts.both(((0, -0.1), (0.34, 0.0), (0.46, 0.32), (0.3, 0.76), (0, 0.88)))
    rows = [
        bumps(np.stack([np.linspace(0.36, -0.36, 6), np.full(6, y)], 1), 0.35, closed=False) for y in (0.16, 0.36, 0.56)
    ]
    sheet.area("feather", belly, "fur_2", details=rows, weight=0.8, relief=0.5)
    for side in (-1, 1):
        wing = curves.spline(
            [
                (side * 0.6, -0.16),
                (side * 0.82, 0.2),
                (side * 0.72, 0.66),
                (side * 0.5, 0.88),
                (side * 0.5, 0.88),
                (side * 0.5, 0.4),
            ],
            closed=True,
            steps=5,
        )
        ticks = [
            bumps(np.float32([(side * 0.7, y), (side * 0.55, y + 0.03)]), 0.3 * side, closed=False) for y in (0.2, 0.4)
        ]
        sheet.area("wing", wing, "hair_2", details=ticks, relief=0.4)
    for side in (-1, 1):
        sheet.area(
            "feather", curves.ellipse((side * 0.29, -0.4), (0.32, 0.33), count=36), "fur_2", weight=0.9, relief=0.3
        )
    parts.eyes(sheet, look, 0.27, -0.4, 0.19)
    beak = curves.spline([(-0.08, -0.3), (0, -0.36), (0.08, -0.3), (0.0, -0.1), (0.0, -0.1)], closed=True, steps=4)
    sheet.area("horn", beak + np.float32([look.turn * 0.05, 0]), "gold", relief=0.5)
    for x in (-0.2, 0.2):
        for dx in (-0.08, 0, 0.08):
            sheet.area("horn", curves.ellipse((x + dx, 0.93), (0.045, 0.075), count=12), "gold")


def penguin(sheet: Sheet, look: Look) -> None:
    rng = sheet.rng
    for x in (-0.26, 0.26):
        sheet.area(
            "horn",
            curves.spline(
                [(x - 0.2, 1.02), (x - 0.14, 0.9), (x + 0.14, 0.9), (x + 0.2, 1.02), (x, 1.08)], closed=True, steps=4
            ),
            "gold",
            details=[np.float32([(x + d, 1.0), (x + d * 1.1, 1.08)]) for d in (-0.07, 0.07)],
        )
    raise_ = rng.uniform(0.0, 0.5)
    for side in (-1, 1):
        tip = (side * (0.92 + 0.12 * raise_), 0.5 - raise_)
        wing = curves.spline(
            [
                (side * 0.48, -0.14),
                (side * 0.78, 0.06 - raise_ * 0.4),
                tip,
                tip,
                (side * 0.66, 0.42 - raise_ * 0.3),
                (side * 0.5, 0.3),
            ],
            closed=True,
            steps=5,
        )
        sheet.area("wing", wing, "feather", relief=0.3)
    sheet.area(
        "feather",
        parts.both(
            ((0, -1.0), (0.36, -0.92), (0.56, -0.58), (0.54, -0.2), (0.64, 0.3), (0.58, 0.8), (0.3, 0.98), (0, 1.0))
        ),
        "feather",
        relief=0.7,
    )
    x = look.turn * 0.06
    face = parts.both(
        (
            (0, -0.62),
            (0.1, -0.7),
            (0.28, -0.78),
            (0.45, -0.56),
            (0.4, -0.26),
            (0.42, 0.1),
            (0.48, 0.45),
            (0.4, 0.84),
            (0, 0.94),
        )
    )
    sheet.area("feather", face + np.float32([x, 0]), "fur_2", weight=0.9, relief=0.5)
    parts.cheeks(sheet, look, 0.34, -0.34)
    parts.eyes(sheet, look, 0.23, -0.5, 0.09)
    _front_beak(sheet, look.turn * 0.1, -0.38, 0.12, look.mouth == "open")
    if rng.random() < 0.35:
        band = curves.spline(
            [(-0.53, -0.2), (0, -0.08), (0.53, -0.2), (0.55, -0.04), (0, 0.08), (-0.55, -0.04)], closed=True, steps=5
        )
        sheet.area(
            "cloth",
            curves.points((0.2, 0.0), (0.4, -0.04), (0.42, 0.4), (0.24, 0.42)),
            "ribbon",
            details=(np.float32([(0.23, 0.34), (0.42, 0.33)]),),
        )
        sheet.area("cloth", band, "ribbon", relief=0.4, cast=0.04)


def duck(sheet: Sheet, look: Look) -> None:
    """Swimming, from the side."""
    body = curves.spline(
        [
            (-0.95, 0.12),
            (-0.72, 0.2),
            (-0.2, 0.22),
            (0.2, 0.12),
            (0.66, 0.2),
            (0.72, 0.56),
            (0.4, 0.86),
            (-0.3, 0.9),
            (-0.78, 0.6),
        ],
        closed=True,
        steps=6,
    )
    sheet.area("feather", body, "feather", relief=0.7)
    head = curves.spline(
        [
            (0.12, 0.3),
            (0.2, 0.0),
            (0.06, -0.3),
            (0.16, -0.64),
            (0.44, -0.76),
            (0.72, -0.6),
            (0.76, -0.3),
            (0.62, -0.05),
            (0.72, 0.3),
        ],
        steps=6,
    )
    sheet.area("feather", head, "feather", contour=(head,), relief=0.6)
    wing = curves.spline(
        [(0.26, 0.4), (0.0, 0.34), (-0.4, 0.32), (-0.82, 0.24), (-0.82, 0.24), (-0.6, 0.56), (-0.2, 0.68), (0.18, 0.6)],
        closed=True,
        steps=5,
    )
    rows = [
        curves.spline([(-0.1 - k, 0.44 + k * 0.2), (-0.28 - k, 0.54), (-0.5 - k, 0.5)], steps=4) for k in (0.0, 0.16)
    ]
    sheet.area("wing", wing, "fur_2", details=rows, relief=0.4)
    parts.eye(sheet, 0.5, -0.46, 0.09 * look.eye_size, look)
    bill = curves.spline(
        [(0.72, -0.42), (0.86, -0.42), (1.08, -0.32), (1.1, -0.24), (0.86, -0.2), (0.72, -0.24)], closed=True, steps=4
    )
    sheet.area(
        "horn", bill, "gold", details=(curves.spline([(0.74, -0.3), (0.9, -0.29), (1.1, -0.27)], steps=4),), relief=0.4
    )
    for y, half in ((0.84, 1.1), (1.0, 0.8)):
        x = np.linspace(-half, half, 9)
        wave = curves.spline(np.stack([x, y + 0.03 * np.cos(x * 9)], 1), steps=4)
        sheet.line(wave, 0.8, (0.8, 0.8))


BIRDS = {"song bird": song_bird, "chick": chick, "owl": owl, "penguin": penguin, "duck": duck}
