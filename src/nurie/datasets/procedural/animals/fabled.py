"""Dragon, butterfly and a horse's head: each a figure of its own."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.animals import parts
from nurie.datasets.procedural.animals.parts import Look
from nurie.datasets.procedural.scene import Stroke
from nurie.datasets.procedural.scenery.sheet import Sheet, bumps


def dragon(sheet: Sheet, look: Look) -> None:
    """A small round dragon, sitting, three-quarter from the front."""
    rng = sheet.rng
    for side in (-1, 1):
        bone = [(side * 0.2, 0.25), (side * 0.62, -0.4), (side * 1.16, -0.5)]
        edge = bumps(
            np.float32([(side * 1.16, -0.5), (side * 1.06, -0.05), (side * 0.78, 0.16), (side * 0.46, 0.36)])[::side],
            -0.28,
            closed=False,
        )[::side]
        wing = np.concatenate([np.float32(bone), edge])
        rays = [np.float32([(side * 0.62, -0.4), (side * x, y)]) for x, y in ((1.06, -0.05), (0.78, 0.16))]
        sheet.area("wing", wing, "fur_2", details=[Stroke(ray, 0.9) for ray in rays], relief=0.3)
    parts.tail(sheet, ((0.1, 0.9), (0.6, 1.02), (0.95, 0.85), (1.0, 0.5)), (0.32, 0.24, 0.13, 0.06))
    sheet.area("tail", curves.points((0.88, 0.52), (1.0, 0.24), (1.14, 0.52), (1.0, 0.58)), "horn")
    sheet.area(
        "skin",
        parts.both(((0, 0.0), (0.3, 0.06), (0.44, 0.5), (0.46, 0.84), (0.26, 1.0), (0, 1.02))),
        "fur_1",
        relief=0.7,
    )
    lines = [curves.spline([(-0.3, y), (0, y + 0.04), (0.3, y)], steps=4) for y in (0.3, 0.46, 0.62, 0.78)]
    sheet.area(
        "skin",
        parts.both(((0, 0.08), (0.2, 0.14), (0.28, 0.5), (0.24, 0.86), (0, 0.96))),
        "feather",
        details=[Stroke(line, 0.8) for line in lines],
        weight=0.8,
        relief=0.5,
    )
    for side in (-1, 1):
        foot = curves.ellipse((side * 0.4, 0.96), (0.22, 0.12), count=22)
        sheet.area("skin", foot, "fur_1", relief=0.5)
        for dx in (-0.1, 0.0, 0.1):
            x = side * 0.4 + dx
            sheet.area("nail", curves.points((x - 0.04, 1.03), (x + 0.04, 1.03), (x, 1.11)), "teeth", weight=0.8)
        arm = curves.spline(
            [(side * 0.28, 0.22), (side * 0.44, 0.36), (side * 0.38, 0.56), (side * 0.2, 0.56), (side * 0.24, 0.38)],
            steps=5,
        )
        sheet.area("skin", arm, "fur_1", contour=(arm,), relief=0.4)
    head = sheet.at(0, -0.36, 1.0, tilt=rng.normal(0, 0.06))
    for side in (-1, 1):
        bend = rng.uniform(0.2, 0.4)
        horn = curves.spline(
            [
                (side * 0.2, -0.4),
                (side * (0.24 + bend * 0.4), -0.66),
                (side * (0.2 + bend), -0.84),
                (side * (0.2 + bend), -0.84),
                (side * (0.4 + bend * 0.3), -0.6),
                (side * 0.4, -0.34),
            ],
            steps=5,
        )
        head.area("horn", horn, "horn", relief=0.5)
        ear = curves.spline(
            [(side * 0.52, -0.2), (side * 0.84, -0.36), (side * 0.84, -0.36), (side * 0.8, -0.06), (side * 0.56, 0.02)],
            closed=True,
            steps=5,
        )
        head.area("ear_inner", ear, "fur_2")
    for x, y in ((0, -0.5),):
        head.area("skin", curves.points((x - 0.1, y + 0.1), (x, y - 0.16), (x + 0.1, y + 0.1)), "fur_2")
    head.area(
        "skin",
        parts.both(((0, -0.48), (0.34, -0.42), (0.56, -0.16), (0.56, 0.1), (0.46, 0.34), (0.26, 0.48), (0, 0.5))),
        "fur_1",
        relief=0.7,
        cast=0.1,
    )
    x = look.turn * 0.1
    nostrils = [curves.ellipse((x + side * 0.1, 0.16), (0.03, 0.02), count=8) for side in (-1, 1)]
    head.area(
        "skin", curves.ellipse((x, 0.27), (0.34, 0.2), count=30), "feather", details=nostrils, weight=0.8, relief=0.5
    )
    parts.cheeks(head, look, 0.44, 0.14)
    parts.eyes(head, look, 0.28, -0.1, 0.13, slit=True)
    parts.mouth(head, look, 0.3, 0.14)
    for side in (-1, 1):
        head.area(
            "teeth",
            curves.points((x + side * 0.17, 0.34), (x + side * 0.11, 0.35), (x + side * 0.14, 0.42)),
            "teeth",
            weight=0.8,
        )


def butterfly(sheet: Sheet, look: Look) -> None:
    """Wings spread, from above."""
    for side in (-1, 1):
        flip = np.float32([side, 1])
        lower = curves.spline(
            [(0.06, 0.1), (0.5, 0.14), (0.76, 0.4), (0.62, 0.82), (0.4, 0.9), (0.26, 0.72), (0.1, 0.4)],
            closed=True,
            steps=6,
        )
        upper = curves.spline(
            [(0.06, 0.02), (0.3, -0.5), (0.7, -0.86), (1.08, -0.84), (1.1, -0.44), (0.86, -0.02), (0.4, 0.16)],
            closed=True,
            steps=6,
        )
        for wing, color, inner in ((lower, "cloth_2", "cloth_3"), (upper, "cloth_1", "cloth_2")):
            sheet.area("wing", wing * flip, color, relief=0.1)
            root = np.float32([0.12, 0.05])
            field = root + (wing - root) * 0.72
            veins = [np.stack([root, field[k]]) for k in range(8, len(field) - 8, 7)]
            sheet.area("wing", field * flip, inner, details=[vein * flip for vein in veins], weight=0.8, relief=0.1)
        for x, y, radius in ((0.94, -0.7, 0.05), (1.0, -0.5, 0.04), (0.6, 0.7, 0.05)):
            sheet.area("wing", curves.ellipse((side * x, y), (radius, radius), count=12), "white_cloth", weight=0.7)
        sheet.line(
            curves.spline([(side * 0.02, -0.34), (side * 0.1, -0.66), (side * 0.28, -0.84)], steps=5), 0.9, (0, 0.3)
        )
        sheet.line(curves.ellipse((side * 0.29, -0.85), (0.015, 0.015), count=6), 1.5)
    sheet.area(
        "fur",
        parts.both(((0, -0.24), (0.07, -0.16), (0.08, 0.2), (0.05, 0.5), (0, 0.62))),
        "fur_1",
        details=[np.float32([(-0.1, y), (0.1, y)]) for y in (0.1, 0.24, 0.38)],
        relief=0.6,
    )
    sheet.area("fur", curves.ellipse((0, -0.3), (0.1, 0.1), count=18), "fur_1", relief=0.5)


def horse_head(sheet: Sheet, look: Look) -> None:
    """A horse's head and neck, looking to the right, with its mane and perhaps a bridle."""
    rng = sheet.rng
    neck = curves.spline(
        [(-0.3, -0.62), (-0.62, -0.2), (-0.78, 0.4), (-0.9, 1.3), (0.42, 1.3), (0.3, 0.7), (0.22, 0.3)], steps=6
    )
    sheet.area("fur", neck, "fur_1", contour=(neck[:19], neck[23:]), relief=0.6)
    ear = curves.spline(
        [(-0.16, -0.66), (-0.16, -0.98), (-0.04, -1.12), (-0.04, -1.12), (0.08, -0.86), (0.08, -0.66)], steps=4
    )
    sheet.area("fur", ear, "fur_1", details=(np.float32([(-0.05, -0.72), (-0.05, -1.0)]),))
    head = curves.spline(
        [
            (-0.32, -0.5),
            (-0.1, -0.74),
            (0.18, -0.7),
            (0.5, -0.4),
            (0.86, 0.06),
            (1.0, 0.32),
            (0.94, 0.52),
            (0.74, 0.58),
            (0.52, 0.46),
            (0.2, 0.3),
            (-0.06, 0.26),
            (-0.3, -0.06),
        ],
        closed=True,
        steps=6,
    )
    cheek = curves.spline([(0.1, 0.24), (-0.14, 0.1), (-0.2, -0.16)], steps=5)
    sheet.area(
        "fur", head, "fur_1", details=(Stroke(cheek, 0.9, (0.5, 0.5)),), contour=(head[:58], head[70:]), relief=0.6
    )
    muzzle = curves.spline(
        [(0.78, -0.04), (0.98, 0.26), (0.98, 0.5), (0.76, 0.6), (0.52, 0.48), (0.56, 0.26)], closed=True, steps=5
    )
    nostril = curves.ellipse((0.88, 0.26), (0.04, 0.055), count=10)
    lip = curves.spline([(0.97, 0.42), (0.84, 0.46), (0.7, 0.42)], steps=4)
    sheet.area(
        "fur", muzzle, "fur_2", details=(Stroke(nostril, 0.9), Stroke(lip, 1.0)), weight=0.8, within=head, relief=0.5
    )
    parts.eye(sheet, 0.18, -0.3, 0.1 * look.eye_size, look)
    locks = np.float32(
        [
            (0.12, -0.42),
            (0.02, -0.2),
            (-0.2, -0.3),
            (-0.34, 0.1),
            (-0.52, 0.02),
            (-0.52, 0.5),
            (-0.72, 0.4),
            (-0.66, 0.9),
            (-0.9, 0.8),
            (-0.86, 1.3),
        ]
    )
    outer = [(-1.12, 1.3), (-1.06, 0.7), (-0.94, 0.1), (-0.72, -0.42), (-0.4, -0.82), (-0.1, -0.92), (0.1, -0.8)]
    mane = np.concatenate([bumps(locks, 0.16, closed=False), curves.spline(outer, steps=5)])
    strands = [
        curves.spline([(-0.3, -0.7), (-0.6, -0.3), (-0.8, 0.2)], steps=5),
        curves.spline([(-0.66, -0.1), (-0.86, 0.4), (-0.96, 0.9)], steps=5),
    ]
    sheet.area("hair", mane, "hair", details=strands, relief=0.5, cast=0.04)
    if rng.random() < 0.45:
        for a, b in (((0.5, -0.42), (0.3, 0.36)), ((0.02, -0.7), (-0.12, 0.24))):
            strap = np.linspace(a, b, 5).astype(np.float32)
            sheet.area("belt", curves.ribbon(strap, np.full(5, 0.07)), "leather", within=head)


FABLED = {"dragon": dragon, "butterfly": butterfly, "horse head": horse_head}
