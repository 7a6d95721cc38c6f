"""Fish, frog, turtle, snail, whale: each a figure of its own."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.animals import parts
from nurie.datasets.procedural.animals.parts import Look
from nurie.datasets.procedural.scene import Points, Stroke
from nurie.datasets.procedural.scenery.sheet import Sheet, bumps


def fish(sheet: Sheet, look: Look) -> None:
    """From the side, swimming to the right."""
    rng = sheet.rng
    high = rng.uniform(0.42, 0.68)
    tail = curves.spline(
        [
            (-0.5, 0.0),
            (-0.8, -0.3),
            (-1.12, -0.5),
            (-1.12, -0.5),
            (-0.96, 0.02),
            (-1.12, 0.5),
            (-1.12, 0.5),
            (-0.8, 0.28),
        ],
        closed=True,
        steps=5,
    )
    sheet.area(
        "tail",
        tail,
        "fur_2",
        details=[np.float32([(-0.66, y * 0.2), (-1.0, y)]) for y in (-0.3, 0.05, 0.3)],
        relief=0.3,
    )
    back = curves.spline(
        [(-0.36, -high * 0.6), (-0.2, -high * 1.45), (-0.2, -high * 1.45), (0.2, -high * 1.3), (0.34, -high * 0.85)],
        steps=5,
    )
    sheet.area(
        "fur",
        back,
        "fur_2",
        details=[np.float32([(x, -high * 0.8), (x - 0.08, -high * 1.3)]) for x in (-0.1, 0.06, 0.2)],
        relief=0.2,
    )
    body = curves.spline(
        [
            (-0.68, 0),
            (-0.3, -high * 0.75),
            (0.2, -high),
            (0.66, -high * 0.62),
            (0.94, 0.02),
            (0.66, high * 0.62),
            (0.2, high),
            (-0.3, high * 0.7),
        ],
        closed=True,
        steps=7,
    )
    scales = [
        bumps(np.float32([(x, -0.22 + dy), (x, 0.0 + dy), (x, 0.22 + dy)])[::-1], -0.35, closed=False)
        for x, dy in ((0.14, 0.05), (-0.06, -0.06), (-0.24, 0.05))
    ]
    sheet.area("fur", body, "fur_1", details=scales, relief=0.7)
    if rng.random() < 0.5:
        for x in (0.02, -0.36):
            band = curves.spline(
                [
                    (x, -high * 1.1),
                    (x + 0.09, 0),
                    (x, high * 1.1),
                    (x - 0.15, high * 1.1),
                    (x - 0.08, 0),
                    (x - 0.15, -high * 1.1),
                ],
                closed=True,
                steps=5,
            )
            sheet.area("fur", band, "hair_2", weight=0.8, within=body, relief=0.5)
    gill = curves.spline([(0.38, -high * 0.55), (0.28, 0.0), (0.36, high * 0.5)], steps=6)
    fin = curves.spline([(0.24, 0.12), (0.02, 0.08), (-0.16, 0.3), (0.0, 0.38), (0.2, 0.28)], closed=True, steps=5)
    sheet.area(
        "fur",
        fin,
        "fur_2",
        contour=(Stroke(gill, 1.0, (0.6, 0.6)), np.concatenate([fin, fin[:1]])),
        details=(np.float32([(0.14, 0.2), (-0.06, 0.28)]),),
    )
    parts.eye(sheet, 0.58, -0.1, 0.13 * look.eye_size, look)
    lip = curves.spline([(0.95, 0.06), (0.82, 0.14), (0.76, 0.1)], steps=4)
    sheet.line(lip, 1.0, (0.3, 0.3))
    for x, y, radius in ((1.1, -0.3, 0.07), (1.02, -0.56, 0.1), (1.14, -0.82, 0.06)):
        sheet.area("background", curves.ellipse((x, y), (radius, radius), count=18), "water", relief=0.3)


def frog(sheet: Sheet, look: Look) -> None:
    """Sitting, from the front: a broad head with eyes on top."""
    for side in (-1, 1):
        thigh = curves.spline(
            [(side * 0.3, 0.3), (side * 0.78, 0.24), (side * 0.94, 0.6), (side * 0.74, 0.88), (side * 0.36, 0.86)],
            closed=True,
            steps=5,
        )
        sheet.area("skin", thigh, "fur_1", relief=0.6)
        toes = bumps(
            np.float32([(side * 0.5, 0.98), (side * 0.68, 1.0), (side * 0.86, 0.98), (side * 1.02, 0.92)])[::-side],
            0.5,
            closed=False,
        )
        sheet.area("skin", np.concatenate([toes, np.float32([(side * 0.72, 0.82)])]), "fur_1", relief=0.3)
    sheet.area("skin", parts.both(((0, -0.1), (0.4, 0.0), (0.52, 0.5), (0.42, 0.9), (0, 0.98))), "fur_1", relief=0.6)
    sheet.area(
        "skin",
        parts.both(((0, 0.2), (0.28, 0.26), (0.34, 0.6), (0.24, 0.86), (0, 0.92))),
        "fur_2",
        weight=0.8,
        relief=0.4,
    )
    for side in (-1, 1):
        arm = curves.spline(
            [
                (side * 0.38, 0.36),
                (side * 0.4, 0.7),
                (side * 0.44, 0.92),
                (side * 0.26, 1.0),
                (side * 0.1, 0.94),
                (side * 0.24, 0.84),
                (side * 0.22, 0.56),
            ],
            steps=5,
        )
        sheet.area("skin", arm, "fur_1", contour=(arm,), relief=0.4)
        sheet.area("skin", curves.ellipse((side * 0.4, -0.56), (0.27, 0.28), count=30), "fur_1", relief=0.5)
    head = parts.both(((0, -0.44), (0.36, -0.46), (0.7, -0.26), (0.82, 0.0), (0.6, 0.24), (0.3, 0.32), (0, 0.34)))
    x = look.turn * 0.08
    grin = curves.spline([(x - 0.62, -0.04), (x - 0.4, 0.1), (x, 0.15), (x + 0.4, 0.1), (x + 0.62, -0.04)], steps=6)
    holes = [curves.ellipse((x + side * 0.07, -0.12), (0.018, 0.012), count=6) for side in (-1, 1)]
    bulges = [(side * 0.4, -0.56, 0.28) for side in (-1, 1)]
    sheet.area(
        "skin",
        head,
        "fur_1",
        contour=_outside(head, bulges),
        details=(Stroke(grin, 1.3, (0.5, 0.5)), *holes),
        relief=0.6,
        cast=0.06,
    )
    parts.cheeks(sheet, look, 0.56, 0.06, 0.1)
    for side in (-1, 1):
        if look.eyes == "manga":
            sheet.area("sclera", curves.ellipse((side * 0.4, -0.56), (0.19, 0.2), count=28), "sclera", relief=0.2)
        parts.eye(sheet, side * 0.4 + look.turn * 0.05, -0.56, 0.13, look, side=side)


def _outside(outline: Points, discs: list[tuple[float, float, float]]) -> list[Points]:
    """The runs of a closed outline that no disc (x, y, radius) covers."""
    closed = np.concatenate([outline, outline[:1]])
    free = np.all([np.hypot(closed[:, 0] - x, closed[:, 1] - y) > radius * 0.97 for x, y, radius in discs], 0)
    cuts = np.flatnonzero(np.diff(free.astype(int))) + 1
    return [
        run for run, keep in zip(np.split(closed, cuts), np.split(free, cuts), strict=True) if keep[0] and len(run) > 1
    ]


def turtle(sheet: Sheet, look: Look) -> None:
    """Walking to the right, from the side."""
    tail = curves.points((-0.82, 0.5), (-1.06, 0.66), (-0.78, 0.64))
    sheet.area("tail", tail, "fur_1")
    for x in (-0.5, 0.42):
        sheet.area(
            "skin",
            curves.spline([(x - 0.18, 0.4), (x - 0.2, 0.86), (x, 0.92), (x + 0.18, 0.86), (x + 0.2, 0.4)], steps=5),
            "fur_1",
            details=(
                np.float32([(x - 0.05, 0.84), (x - 0.05, 0.92)]),
                np.float32([(x + 0.07, 0.84), (x + 0.07, 0.92)]),
            ),
        )
    head = curves.spline(
        [
            (0.55, 0.62),
            (0.72, 0.3),
            (0.68, 0.06),
            (0.8, -0.14),
            (1.04, -0.14),
            (1.18, 0.06),
            (1.1, 0.26),
            (0.92, 0.34),
            (0.84, 0.62),
        ],
        steps=6,
    )
    sheet.area("skin", head, "fur_1", contour=(head,), relief=0.6)
    dome = curves.spline(
        [(-0.86, 0.5), (-0.8, 0.02), (-0.42, -0.38), (0.0, -0.48), (0.42, -0.34), (0.7, 0.06), (0.76, 0.5)], steps=6
    )
    lines = [
        np.float32([(-0.8, 0.1), (-0.45, 0.02), (-0.2, -0.18), (0.16, -0.18), (0.4, 0.04), (0.72, 0.14)]),
        np.float32([(-0.2, -0.18), (-0.28, -0.46)]),
        np.float32([(0.16, -0.18), (0.24, -0.44)]),
        np.float32([(-0.45, 0.02), (-0.42, 0.5)]),
        np.float32([(0.4, 0.04), (0.36, 0.5)]),
        np.float32([(-0.02, -0.18), (-0.02, 0.5)]),
    ]
    sheet.area("armor", dome, "hair_2", details=[Stroke(line, 0.8) for line in lines], relief=0.8)
    rim = curves.spline(
        [(-0.94, 0.5), (-0.5, 0.42), (0.4, 0.42), (0.86, 0.5), (0.8, 0.64), (0.3, 0.6), (-0.5, 0.6), (-0.9, 0.64)],
        closed=True,
        steps=5,
    )
    sheet.area("armor", rim, "fur_2", relief=0.4, cast=0.05)
    parts.eye(sheet, 0.96, 0.02, 0.08 * look.eye_size, look)
    grin = curves.spline([(1.15, 0.16), (1.02, 0.22), (0.9, 0.16)], steps=4)
    sheet.line(grin, 1.0, (0.3, 0.3))


def snail(sheet: Sheet, look: Look) -> None:
    foot = curves.spline(
        [
            (-1.05, 0.84),
            (-0.5, 0.62),
            (0.4, 0.6),
            (0.56, 0.2),
            (0.6, -0.1),
            (0.82, -0.2),
            (1.02, -0.02),
            (1.0, 0.4),
            (0.86, 0.78),
            (0.4, 0.9),
            (-0.6, 0.9),
        ],
        closed=True,
        steps=6,
    )
    for x in (0.72, 0.92):
        stalk = curves.spline([(x, -0.1), (x + 0.02, -0.4), (x + 0.08, -0.62)], steps=4)
        sheet.area("skin", curves.ribbon(stalk, np.full(len(stalk), 0.06)), "fur_2")
        sheet.area("skin", curves.ellipse((x + 0.08, -0.66), (0.075, 0.075), count=14), "fur_2")
    grin = curves.spline([(0.78, 0.16), (0.88, 0.24), (0.98, 0.16)], steps=4)
    sheet.area("skin", foot, "fur_2", details=(Stroke(grin, 1.2),), relief=0.6)
    parts.eye(sheet, 0.84, 0.02, 0.07, look)
    t = np.linspace(0.4, 5.4 * np.pi, 60)
    reach = 0.58 * t / t[-1]
    spiral = np.stack([-0.18 + reach * np.cos(t + 0.6), 0.14 + reach * np.sin(t + 0.6)], 1)
    sheet.area(
        "armor",
        curves.wobble(curves.ellipse((-0.18, 0.14), (0.62, 0.6), count=44), sheet.rng, 0.006),
        "fur_1",
        details=(Stroke(spiral.astype(np.float32), 1.0, (0.6, 0)),),
        relief=0.8,
        cast=0.04,
    )


def whale(sheet: Sheet, look: Look) -> None:
    """A round whale that spouts."""
    fluke = curves.spline(
        [
            (-0.7, 0.2),
            (-0.9, -0.1),
            (-1.2, -0.3),
            (-1.2, -0.3),
            (-0.98, -0.34),
            (-0.84, -0.2),
            (-0.78, -0.5),
            (-0.6, -0.54),
            (-0.6, -0.54),
            (-0.66, -0.2),
            (-0.46, 0.1),
        ],
        closed=True,
        steps=5,
    )
    sheet.area("tail", fluke, "fur_1", relief=0.4)
    body = curves.spline(
        [
            (-0.72, 0.06),
            (-0.4, 0.12),
            (-0.05, -0.22),
            (0.4, -0.38),
            (0.86, -0.22),
            (1.08, 0.2),
            (0.92, 0.6),
            (0.4, 0.82),
            (-0.2, 0.74),
            (-0.6, 0.46),
        ],
        closed=True,
        steps=6,
    )
    sheet.area("skin", body, "fur_1", relief=0.8)
    belly = curves.spline(
        [(1.1, 0.26), (0.7, 0.36), (0.2, 0.38), (-0.3, 0.56), (0.2, 0.9), (0.8, 0.8)], closed=True, steps=5
    )
    folds = [curves.spline([(1.0, 0.3 + k), (0.5, 0.46 + k), (0.0, 0.54 + k)], steps=4) for k in (0.1, 0.2)]
    sheet.area("skin", belly, "fur_2", contour=(belly[:16],), details=folds, within=body, relief=0.5)
    fin = curves.spline([(0.3, 0.52), (0.2, 0.8), (-0.06, 0.98), (-0.06, 0.98), (0.02, 0.7), (0.1, 0.5)], steps=5)
    sheet.area("skin", fin, "fur_1", contour=(fin,), relief=0.3)
    parts.eye(sheet, 0.74, 0.12, 0.08 * look.eye_size, look)
    for side in (-1, 1):
        spout = curves.spline(
            [
                (0.36, -0.4),
                (0.36 + side * 0.06, -0.72),
                (0.36 + side * 0.26, -0.86),
                (0.36 + side * 0.4, -0.7),
                (0.36 + side * 0.28, -0.72),
                (0.36 + side * 0.16, -0.62),
            ],
            steps=5,
        )
        sheet.area("background", spout, "water", contour=(spout,))


OTHERS = {"fish": fish, "frog": frog, "turtle": turtle, "snail": snail, "whale": whale}
