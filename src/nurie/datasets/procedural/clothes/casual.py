"""Everyday clothes: shirts without collars, hoods, knitwear, straps, scarves, bare shoulders."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.body.frame import Frame
from nurie.datasets.procedural.clothes.parts import (
    CLOTH,
    COLLAR,
    Look,
    band,
    bodice,
    curved,
    dots,
    folds,
    line,
    mirrored,
    neck_band,
    neckline,
    pair,
    patch,
    pattern,
)
from nurie.datasets.procedural.clothes.school import open_coat
from nurie.datasets.procedural.scene import Layer, Shape, Stroke


def t_shirt(frame: Frame, look: Look) -> list[Shape]:
    cut = ("crew", "v", "wide", "crew")[look.seed % 4]
    body = bodice(frame, look, cut, details=folds(frame, look))
    shapes = [body, *pattern(frame, body, look.pattern, look.second), neck_band(frame, cut,
        look.second if look.variant > 0.5 else look.main)]
    return shapes + (_print(frame, look) if look.pattern == "plain" and look.variant > 0.62 else [])


def _print(frame: Frame, look: Look) -> list[Shape]:
    """A star, heart or round badge on the chest."""
    center, size = np.array((0.0, 1.3)), 0.26
    turns = np.linspace(0, 2 * np.pi, 11)[:-1] - np.pi / 2
    star = np.stack([np.cos(turns), np.sin(turns)], 1) * np.where(np.arange(10) % 2, 0.45, 1)[:, None]
    t = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    heart = np.stack([16 * np.sin(t) ** 3, -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))],
        1) / 17
    disc = np.stack([np.cos(t), np.sin(t)], 1)
    own = (star, heart, disc)[look.seed % 3]
    return [patch(frame, center + own * size * (1, 1.25), look.second, layer=CLOTH + 3, name="cloth", cast=0.0)]


def tank_top(frame: Frame, look: Look) -> list[Shape]:
    body = bodice(frame, look, "tank", strap=0.42, details=folds(frame, look))
    return [body, *pattern(frame, body, look.pattern, look.second)]


def sports_top(frame: Frame, look: Look) -> list[Shape]:
    trim = neckline(frame, "square")
    body = bodice(frame, look, "square", strap=0.5, hem=2.05, loose=0.0, ease=0.015)
    low = band(frame, [(0.0, 1.86), (0.4, 1.86), (float(frame.side(1.86)) + 0.015, 1.84)], [(0.0, 2.1), (0.4, 2.1),
        (float(frame.side(2.05)) + 0.015, 2.06)],
               look.second, layer=CLOTH + 3, name="cloth", cast=0.0)
    return [body, low, band(frame, trim, np.add(trim, (0.0, 0.08)), look.second, layer=CLOTH + 3, cast=0.0)]


def sweater(frame: Frame, look: Look) -> list[Shape]:
    """A jersey; with a turtleneck for low variants."""
    body = bodice(frame, look, "crew", ease=look.ease + 0.04, loose=0.8, details=folds(frame, look))
    shapes = [body, *pattern(frame, body, look.pattern, look.second)]
    if look.variant > 0.6:
        return [*shapes, neck_band(frame, "crew", look.main, 0.13)]
    n = frame.neck
    tube = np.concatenate([curved((0.0, -0.12), (n * 0.7, -0.17), (n + 0.04, -0.32), steps=4),
        curved((n + 0.055, -0.28), (n + 0.08, -0.08), (n + 0.11, 0.1), steps=4)])
    low = curved((0.0, 0.46), (0.15, 0.42), (n + 0.11, 0.12), steps=5)
    whole = np.concatenate([mirrored(tube), mirrored(low)[::-1]])
    ribs = [line(frame, [(u, -0.1 - 0.1 * abs(u / n)), (u * 1.15, 0.36 - 0.2 * abs(u / n))], 0.4, (0.4, 0.4))
        for u in np.linspace(-n * 0.8, n * 0.8, 6)]
    crease = line(frame, mirrored([(0, 0.2), (n * 0.7, 0.14), (n + 0.07, 0.0)]), 0.7, (0.5, 0.5))
    return [*shapes, patch(frame, whole, look.main, layer=COLLAR, details=(*ribs, crease) if look.seed % 2
        else (crease,), relief=0.6, cast=0.05)]


def hoodie(frame: Frame, look: Look) -> list[Shape]:
    """A hood lying on the shoulders, cords, a belly pocket, perhaps a zip."""
    n = frame.neck
    zipped = look.variant > 0.55
    middle = (line(frame, [(0.0, 0.7), (0.0, 3.1)], 0.9),) if zipped else ()
    body = bodice(frame, look, "crew", ease=look.ease + 0.05, loose=0.85, details=(*middle, *folds(frame, look)))
    roll = np.concatenate([curved((0.0, 0.74), (0.14, 0.50), (n + 0.03, 0.12), (n + 0.05, -0.22), steps=5),
                           curved((n + 0.12, -0.44), (n + 0.36, -0.22), (n + 0.44, 0.14), (0.36 + n * 0.4, 0.48),
                           (0.16, 0.78), (0.03, 0.92), (0.0, 0.92), steps=5)])
    behind = np.concatenate([mirrored(curved((0, -0.46), (n * 0.8, -0.50), (n + 0.18, -0.46), (n + 0.34, -0.26),
        steps=4)), mirrored([(0, 0.5), (n + 0.3, 0.1)])[::-1]])
    shapes = [body, patch(frame, behind, look.second if look.seed % 2 else look.main, layer=Layer.BODY - 60,
        name="collar", cast=0.0)]
    for part, side in zip(pair(frame, roll, look.main, layer=COLLAR, relief=0.7, cast=0.06), (1, -1), strict=True):
        inner = (line(frame, np.array([(n + 0.26, -0.2), (n + 0.28, 0.12), (0.3, 0.4), (0.12, 0.68)]) * (side, 1),
            0.6, (0.8, 0.6)),)
        shapes.append(Shape("collar", part.outline, part.color, part.layer, details=inner, relief=0.7, cast=0.06))
    for side in (-1, 1):
        end = 1.35 + 0.2 * ((look.seed // 2) % 3) * (1 if side > 0 else 0.6)
        cord = curves.ribbon(curves.spline(frame.at([(0.10 * side, 0.62), (0.13 * side, 0.9), (0.11 * side, end)]),
            steps=5), np.full(11, 0.028 * frame.build.shoulder / 1.2))
        shapes.append(Shape("ribbon", cord, look.third, COLLAR + 6,
            contour=(Stroke(np.concatenate([cord, cord[:1]]), 0.6),), cast=0.02))
    pocket = curved((0.26, 2.1), (0.44, 2.16), (0.5, 2.45), (0.56, 2.9), (0.3, 2.92), steps=3)
    return [*shapes, patch(frame, mirrored(pocket[::1]), look.main, layer=CLOTH + 3, name="cloth", cast=0.0)]


def overalls(frame: Frame, look: Look) -> list[Shape]:
    """A bib with straps and buckles over a jersey."""
    under = bodice(frame, look, "crew", color=look.second, details=folds(frame, look))
    shapes = [under, *pattern(frame, under, look.pattern, look.third), neck_band(frame, "crew", look.second)]
    side = float(frame.side(1.7)) + look.ease + 0.02
    bib = np.concatenate([curved((0.0, 1.02), (0.2, 1.02), (0.36, 1.0), steps=3), curved((0.38, 1.04), (0.42, 1.4),
        (side, 1.85), steps=4),
                          [(float(frame.side(v, 0.5)) + look.ease + 0.02, v) for v in (2.0, 2.4, 2.8, 3.2)],
                          [(0.0, 3.25)]])
    strap_in = float(frame.trapezius(0.42)) - 0.04
    strap = np.concatenate([curved((0.36, 1.2), (0.34, 0.8), (0.36, 0.4), (0.40, strap_in), steps=4),
        curved((0.56, float(frame.trapezius(0.56)) - 0.04), (0.5, 0.5), (0.46, 0.85), (0.46, 1.2), steps=4)])
    seam = (line(frame, mirrored([(0, 1.12), (0.33, 1.1)]), 0.45), line(frame, mirrored([(0, 1.95), (side, 1.9)]), 0.8))
    pocket = patch(frame, mirrored([(0.2, 1.3), (0.2, 1.6), (0.0, 1.7)]), look.main, layer=CLOTH + 9, name="cloth",
        cast=0.0)
    return [*shapes, *pair(frame, strap, look.main, layer=CLOTH + 7, name="cloth"), patch(frame, mirrored(bib),
        look.main, layer=CLOTH + 8, name="cloth", details=seam, relief=0.6), pocket,
            *dots(frame, [(-0.38, 1.12), (0.38, 1.12)], 0.055, "gold" if look.seed % 2 else "metal", layer=CLOTH + 10)]


def off_shoulder(frame: Frame, look: Look) -> list[Shape]:
    """A band across the upper arms, the shoulders bare."""
    v = 0.72
    pit = float(frame.side(1.0)) + look.ease
    cut = curved((0.0, v + 0.1), (0.4, v + 0.04), (pit - 0.02, v + 0.02), steps=5)
    levels = np.linspace(v, 3.1, 14)
    sides = np.stack([np.where(levels < 1, pit, frame.side(levels, look.loose) + look.ease), levels], 1)
    body = patch(frame, np.concatenate([mirrored(cut), sides, (sides * (-1, 1))[::-1]]), look.main, layer=CLOTH,
        name="cloth", details=folds(frame, look), relief=0.6, cast=0.05)
    waves = np.linspace(0, 1, 25)
    frill_low = np.stack([waves * 0.97, 1.02 + 0.05 * np.abs(np.sin(waves * 14)) - 0.1 * waves**3], 1)
    frill_top = np.stack([np.linspace(0, 0.97, 12), v + 0.08 - 0.06 * np.linspace(0, 1, 12) ** 2], 1)
    strokes = [line(frame, [(u * s, v + 0.1), (u * s * 1.02, v + 0.24)], 0.5, (0, 1)) for u in (0.12, 0.35, 0.58, 0.8)
        for s in (-1, 1)]
    frill = band(frame, frill_top, frill_low, look.main if look.variant < 0.5 else look.third, layer=COLLAR,
        name="cloth", details=strokes, cast=0.06)
    return [body, *pattern(frame, body, look.pattern, look.second), frill]


def cardigan(frame: Frame, look: Look) -> list[Shape]:
    """An open jacket over a T-shirt."""
    under = bodice(frame, look, "crew", color=look.second, seam=0)
    return [under, *pattern(frame, under, look.pattern, look.third), neck_band(frame, "crew", look.second),
        *open_coat(frame, look, look.main, 0.75, 3.2)]


def scarf(frame: Frame, color: str, seed: int) -> list[Shape]:
    """Wound round the neck with one end hanging; lies over any clothes."""
    n, side = frame.neck, 1 if seed % 2 else -1
    ring = np.concatenate([mirrored(curved((0, -0.08), (n * 0.7, -0.16), (n + 0.10, -0.36), (n + 0.17, -0.34),
        steps=4)),
                           mirrored(curved((0, 0.66), (0.22, 0.60), (n + 0.22, 0.34), (n + 0.26, -0.02), (n + 0.17,
                           -0.34), steps=4))[::-1]])
    creases = tuple(line(frame, np.array(p) * (side, 1), 0.65, (0.5, 1.0)) for p in (
        [(-n - 0.2, 0.05), (-0.1, 0.34), (0.2, 0.42)], [(n + 0.2, -0.1), (0.1, 0.2), (-0.12, 0.22)],
        [(-n - 0.12, -0.15), (-0.12, 0.12), (0.05, 0.16)]))
    u = 0.22 * side
    end = np.array([(u - 0.14, 0.45), (u + 0.12, 0.42), (u + 0.17, 1.3), (u + 0.16, 1.95), (u - 0.16, 2.0), (u - 0.17,
        1.3)])
    tail = np.concatenate([curved(*end[1:4], steps=4), curved(end[4], end[5], end[0], steps=4)])
    fringe = tuple(line(frame, [(u + d, 1.8), (u + d * 1.05, 1.99)], 0.5) for d in (-0.1, -0.03, 0.04, 0.1))
    return [patch(frame, tail, color, layer=COLLAR + 40, name="cloth", details=(*fringe,
        line(frame, [(u, 0.6), (u + 0.03, 1.1), (u, 1.5)], 0.5, (0, 1))), relief=0.6, cast=0.06),
            patch(frame, ring, color, layer=COLLAR + 42, name="cloth", details=creases, relief=0.8, cast=0.08,
            lift=0.04)]


def necklace(frame: Frame, seed: int) -> list[Shape]:
    """A choker or a pendant."""
    n = frame.neck
    if seed % 2:
        top = curved((0, 0.02), (n * 0.7, -0.02), (n, -0.14), steps=4)
        return [band(frame, top, np.add(top, (0.004, 0.10)), "leather", layer=Layer.NECK + 10, name="ribbon", cast=0.0),
                *dots(frame, [(0.0, 0.12)], 0.04, "jewel", layer=Layer.NECK + 11, name="jewel")]
    chain = curved((0, 0.62), (n * 0.7, 0.36), (n + 0.05, 0.0), steps=5)
    return [band(frame, chain, np.add(chain, (0.0, 0.025)), "gold", layer=Layer.NECK + 10, name="jewel", cast=0.0),
            *dots(frame, [(0.0, 0.70)], 0.055, "jewel", layer=Layer.NECK + 11, name="jewel")]
