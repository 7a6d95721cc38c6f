"""More garments: polo shirts, track jackets, Chinese dresses, shrine maidens, pilots' suits, ruffled blouses."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.body.frame import Frame
from nurie.datasets.procedural.clothes.fantasy import frill, kimono
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
    pair,
    patch,
    pattern,
)
from nurie.datasets.procedural.clothes.school import bow, shirt_collar, standing_collar
from nurie.datasets.procedural.scene import Shape, Stroke


def polo(frame: Frame, look: Look) -> list[Shape]:
    """A short row of buttons below a soft collar."""
    body = bodice(frame, look, "close", details=folds(frame, look))
    strip = patch(frame, [(-0.07, 0.34), (0.07, 0.34), (0.07, 1.05), (-0.07, 1.05)], look.main, layer=CLOTH + 3,
                  name="cloth", cast=0.0)
    return [body, *pattern(frame, body, look.pattern, look.second), strip,
            *dots(frame, [(0.0, 0.68), (0.0, 0.92)], 0.026, look.third, layer=CLOTH + 5),
            *shirt_collar(frame, look.second, spread=0.7)]


def track_jacket(frame: Frame, look: Look) -> list[Shape]:
    """A zip to the chin, yokes of the second colour."""
    middle = (line(frame, [(0.0, 0.36), (0.0, 1.5), (0.0, 2.9)], 0.9),)
    body = bodice(frame, look, "close", ease=look.ease + 0.04, loose=0.8, details=(*middle, *folds(frame, look)))
    edge = frame.tip - 0.01
    yoke = np.concatenate([
        curved((0.27, float(frame.trapezius(0.27)) - 0.03), (edge, float(frame.trapezius(edge)) - 0.03), steps=4),
        curved((edge - 0.02, 0.52), (0.5, 0.66), (0.02, 0.98), steps=4), curved((0.02, 0.80), (0.14, 0.5),
        (0.27, 0.2), steps=4),
    ])
    pull = patch(frame, [(-0.03, 0.62), (0.03, 0.62), (0.04, 0.80), (-0.04, 0.80)], "metal", layer=COLLAR + 6,
        name="button")
    yokes = [Shape("cloth", part.outline, part.color, part.layer, within=body.outline, relief=0.5)
             for part in pair(frame, yoke, look.second, layer=CLOTH + 2, name="cloth")]
    zipped = look.variant > 0.5
    collar = standing_collar(frame, look.main, 0.26, trim=look.second) if zipped else shirt_collar(frame, look.main,
        spread=0.8)
    return [body, *yokes, *collar, pull]


def chinese_dress(frame: Frame, look: Look) -> list[Shape]:
    """A standing collar, a slanted closing with knots and a trim."""
    slant = curved((0.0, 0.42), (0.16, 0.62), (0.42, 0.78), (float(frame.side(1.0)) + 0.01, 1.0), steps=5)
    body = bodice(frame, look, "close", hem=2.2, loose=0.0, strap=0.1, details=folds(frame, look))
    path = frame.at(slant)
    trim = curves.ribbon(path, np.full(len(path), 0.055 * frame.build.shoulder))
    knots = dots(frame, curves.along(slant.astype(np.float32), [0.03, 0.42, 0.8]), 0.035, "gold", layer=CLOTH + 7)
    return [body, *pattern(frame, body, look.pattern, look.second),
            Shape("cloth", trim, "gold" if look.seed % 2 else look.third, CLOTH + 5, within=body.outline, relief=0.2,
                  contour=(Stroke(trim[:len(path)], 0.6), Stroke(trim[len(path):], 0.6))),
            *knots, *standing_collar(frame, look.main, 0.22, gap=0.012, trim="gold")]


def shrine_maiden(frame: Frame, look: Look) -> list[Shape]:
    """A white jacket with crossing collars, a red skirt above the waist with a bow."""
    shapes = [shape for shape in kimono(frame, look) if shape.name not in ("belt", "ribbon")]
    side = float(frame.side(2.0, 0.9)) + look.ease + 0.04
    waist = band(frame, [(0.0, 1.72), (side, 1.70)], [(0.0, 3.0), (side + 0.1, 2.98)], look.second, layer=COLLAR + 8,
                 name="cloth", details=[line(frame, [(u, 1.9), (u * 1.2, 3.0)], 0.7) for u in (-0.4, -0.14, 0.14, 0.4)])
    return [*shapes, waist, band(frame, [(0.0, 1.70), (side, 1.68)], [(0.0, 1.88), (side + 0.01, 1.86)], look.second,
                                 layer=COLLAR + 9, name="belt"), *bow(frame, look.second, 1.8, 0.9, layer=COLLAR + 12)]


def pilot_suit(frame: Frame, look: Look) -> list[Shape]:
    """A tight suit with panels, a ring round the neck and a lamp on the chest."""
    n = frame.neck
    body = bodice(frame, look, "high", hem=3.1, loose=0.0, ease=0.012, details=folds(frame, look)[:4])
    pit = float(frame.side(1.2))
    panel = np.concatenate([curved((0.06, 0.62), (0.34, 0.50), (0.6, 0.46), steps=4),
                            curved((pit - 0.02, 0.9), (pit * 0.72, 1.6), (0.10, 1.5), steps=4)])
    flank = np.concatenate([curved((pit - 0.01, 1.3), (pit * 0.80, 1.75), (float(frame.side(2.0)) * 0.7, 2.2), steps=4),
                            [(float(frame.side(2.9)) * 0.8, 3.0), (float(frame.side(3.0)) - 0.01, 3.0)],
                            curved((float(frame.side(2.0)) - 0.01, 2.0), (pit - 0.01, 1.5), steps=4)])
    ring = np.concatenate([mirrored(curved((0, -0.02), (n * 0.7, -0.08), (n + 0.05, -0.28), steps=4)),
                           mirrored(curved((0.0, 0.46), (n + 0.08, 0.30), (n + 0.14, -0.02), steps=4))[::-1]])
    flanks = [Shape("cloth", part.outline, part.color, part.layer, within=body.outline, relief=0.6)
              for part in pair(frame, flank, look.second, layer=CLOTH + 2, name="cloth")]
    return [body, *pair(frame, panel, look.third if look.variant > 0.5 else look.second, layer=CLOTH + 3,
        name="cloth", cast=0.02, relief=0.7), *flanks,
            patch(frame, ring, look.third, layer=COLLAR, relief=0.7), *dots(frame, [(0.0, 0.8)], 0.07, "jewel",
            layer=CLOTH + 6, name="jewel")]


def blouse(frame: Frame, look: Look) -> list[Shape]:
    """A ruffle down the front, a collar and a jabot's brooch or a bow."""
    body = bodice(frame, look, "close", details=folds(frame, look))
    neck = curved((0.0, 0.16), (frame.neck * 0.8, 0.06), (frame.neck + 0.03, -0.2), steps=4)
    tiers = []
    for k, (top, width) in enumerate(((0.95, 0.24), (0.66, 0.2), (0.40, 0.16))):
        t = np.linspace(-1, 1, 25)
        low = np.stack([t * width, top + 0.42 - 0.12 * t**2 + 0.03 * np.cos(t * 14)], 1)
        tier = np.concatenate([[(-0.06, top), (0.06, top)], low[::-1]])
        pleats = tuple(line(frame, [(u * 0.4, top + 0.06), (u, top + 0.34)], 0.5, (0, 1)) for u in (-0.1, 0.0, 0.1))
        tiers.append(patch(frame, tier, look.third, layer=COLLAR + 2 + k, name="cloth", details=pleats))
    finish = bow(frame, "ribbon", 0.42, 0.8) if look.variant > 0.5 else dots(frame, [(0.0, 0.42)], 0.07, "jewel",
        name="jewel")
    return [body, *tiers, frill(frame, neck, 0.11, look.third, waves=8), *finish]
