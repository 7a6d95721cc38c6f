"""Costumes: kimono, dresses, maids, armour, robes, capes, uniforms of officers."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.body.frame import Frame, fold
from nurie.datasets.procedural.clothes.parts import (
    CLOTH,
    COLLAR,
    Look,
    back_collar,
    band,
    bodice,
    curved,
    dots,
    folds,
    line,
    mirrored,
    neckline,
    pair,
    patch,
    pattern,
)
from nurie.datasets.procedural.clothes.school import bow, shirt_collar, standing_collar
from nurie.datasets.procedural.scene import Layer, Shape, Stroke


def kimono(frame: Frame, look: Look) -> list[Shape]:
    """Collar bands crossing at the chest, an under-collar, a broad sash."""
    n = frame.neck
    body = bodice(frame, look, _crossing(frame), ease=look.ease + 0.02, loose=0.9, hem=3.2, seam=0.7,
        details=folds(frame, look))
    shapes = [body, *pattern(frame, body, look.pattern, look.second), back_collar(frame, look.third, 0.16, 0.08)]

    def lapel(sign: int, shift: float, width: float, color: str, layer: float) -> Shape:
        line_in = np.array([(n + 0.05 - shift, -0.12), (n + 0.01 - shift, 0.2), (0.06 - shift, 0.86), (-0.32, 1.62)])
        line_out = line_in + np.array([(0.10, -0.02), (0.14, 0.06), (0.13, 0.12), (0.08, 0.14)]) * width
        return patch(frame, np.concatenate([curves.spline(line_in, steps=5), curves.spline(line_out,
            steps=5)[::-1]]) * (sign, 1), color, layer=layer)

    for sign, layer in ((-1, COLLAR), (1, COLLAR + 4)):
        shapes += [lapel(sign, 0.055, 0.8, look.third, layer), lapel(sign, 0.0, 1.15,
            look.second if look.variant > 0.4 else look.main, layer + 1)]
    side = float(frame.side(2.0, 0.9)) + look.ease + 0.05
    sash = band(frame, [(0.0, 1.5), (side, 1.46)], [(0.0, 2.35), (side, 2.3)], look.second, layer=COLLAR + 8,
        name="belt", cast=0.05)
    cord = band(frame, [(0.0, 1.88), (side + 0.01, 1.84)], [(0.0, 1.97), (side + 0.01, 1.93)], "ribbon",
        layer=COLLAR + 9, name="ribbon", cast=0.0)
    return [*shapes, sash, cord]


def _crossing(frame: Frame) -> np.ndarray:
    n = frame.neck
    edge = n + 0.1
    return curved((0.0, 0.95), (0.06, 0.8), (n + 0.02, 0.2), (edge, float(frame.trapezius(edge)) - 0.02), steps=5)


def frill(frame: Frame, right: np.ndarray, width: float, color: str, *, waves: int = 9, layer: float = COLLAR + 2,
    name: str = "collar") -> Shape:
    """A ruffle that hangs from a right-half line, on both sides."""
    top = curves.spline(frame.at(mirrored(right)), steps=4)
    count = waves * 12 + 1
    shares = np.linspace(0, 1, count)
    edge = curves.along(top, shares)
    ahead = np.gradient(edge, axis=0)
    normal = np.stack([-ahead[:, 1], ahead[:, 0]], 1) / np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-6)
    phase = shares * waves * np.pi * 2
    size = width * frame.build.shoulder
    low = edge + normal * (size * (1 + 0.16 * np.cos(phase)))[:,
        None] + ahead * (np.sin(phase) * count * 0.012 / waves * 8)[:, None]
    ticks = [Stroke(np.stack([edge[i], edge[i] + normal[i] * size * 0.7]), 0.45, (0, 1)) for i in range(6, count - 1,
        12)]
    return Shape(name, np.concatenate([edge, low[::-1]]).astype(np.float32), color, layer, details=tuple(ticks),
        relief=0.4, cast=0.04)


def dress(frame: Frame, look: Look) -> list[Shape]:
    """A bodice with a frilled or rounded collar and a bow or a brooch."""
    n = frame.neck
    cut = ("close", "square", "scoop")[look.seed % 3]
    panels = tuple(line(frame, [(s * 0.36, 0.9), (s * 0.34, 1.4), (s * 0.24, 2.0)], 0.5) for s in (-1, 1))
    body = bodice(frame, look, cut, hem=2.05, loose=0.0, details=(*panels, *folds(frame, look)[:3]))
    shapes = [body, *pattern(frame, body, look.pattern, look.second)]
    if cut == "close":
        leaf = np.concatenate([curved((0.02, 0.30), (n * 0.7, 0.16), (n + 0.05, -0.1), steps=4),
            curved((n + 0.16, 0.05), (n + 0.22, 0.34), (0.24, 0.62), (0.10, 0.62), (0.02, 0.36), steps=4)])
        shapes += [*pair(frame, leaf, look.third), *bow(frame, "ribbon", 0.45, 0.9)]
    else:
        shapes.append(frill(frame, neckline(frame, cut), 0.12, look.third, waves=11))
        shapes += bow(frame, "ribbon", 0.98, 0.7, tails=False) if look.variant > 0.5 else dots(frame, [(0, 0.9)],
            0.06, "jewel", name="jewel")
    waist = band(frame, [(0.0, 1.88), (float(frame.side(1.88)) + 0.035, 1.86)], [(0.0, 2.12),
        (float(frame.side(2.1)) + 0.035, 2.1)], look.second, layer=CLOTH + 6, name="belt")
    return [*shapes, waist]


def maid(frame: Frame, look: Look) -> list[Shape]:
    """A dark dress, white apron with frilled straps, a bow at the throat."""
    body = bodice(frame, look, "close", hem=2.1, loose=0.0, details=folds(frame, look)[:4])
    tip = frame.tip - 0.06
    strap_line = curved((0.34, 1.25), (0.42, 0.7), (0.52, float(frame.trapezius(0.52)) - 0.05), steps=4)
    strap = np.concatenate([strap_line, curved((0.64, float(frame.trapezius(0.62)) - 0.05), (0.56, 0.7), (0.46, 1.25),
        steps=4)])
    waves = np.linspace(0, 1, 19)
    swell = 0.50 + (tip - 0.32) * np.sin(np.pi * (0.12 + 0.62 * waves)) + 0.02 * np.cos(waves * 26)
    outer = np.stack([swell, 1.2 - 1.12 * waves - 0.05 * np.sin(waves * 26)], 1)
    high = (0.60, float(frame.trapezius(0.6)) - 0.06)
    ruffle = np.concatenate([curved(high, (0.56, 0.6), (0.46, 1.15), steps=4), outer])
    bib = mirrored(np.concatenate([curved((0.0, 1.16), (0.2, 1.14), (0.36, 1.06), steps=4), curved((0.46, 1.1),
        (0.46, 1.5), (0.38, 2.05), steps=4), [(0.0, 2.1)]]))
    side = float(frame.side(2.0)) + 0.04
    waist = band(frame, [(0.0, 1.94), (side, 1.92)], [(0.0, 2.16), (side, 2.14)], look.third, layer=CLOTH + 9,
        name="belt")
    return [body, *pair(frame, strap, look.third, layer=CLOTH + 6, name="cloth"), *pair(frame, ruffle, look.third,
        layer=CLOTH + 5, name="cloth", cast=0.06),
            patch(frame, bib, look.third, layer=CLOTH + 7, name="cloth"), waist, *shirt_collar(frame, look.third,
            spread=0.2), *bow(frame, "ribbon", 0.5, 0.95)]


def armor(frame: Frame, look: Look) -> list[Shape]:
    """A breastplate, gorget and shoulder plates over cloth."""
    n, metal = frame.neck, "metal" if look.variant < 0.7 else "gold"
    under = bodice(frame, look, "high", details=folds(frame, look))
    pit = float(frame.side(1.0)) + 0.05
    plate = mirrored(np.concatenate([curved((0.0, 0.62), (0.25, 0.52), (0.50, 0.36), steps=4), curved((0.62, 0.36),
        (0.58, 0.7), (pit, 1.05), steps=4),
                                     curved((pit + 0.02, 1.3), (pit, 1.6), (float(frame.side(1.9)) + 0.04, 1.9),
                                     steps=3), curved((0.3, 2.0), (0.0, 2.08), steps=3)]))
    ridge = (line(frame, [(0, 0.62), (0.0, 1.3), (0.0, 2.06)], 0.8), line(frame,
        mirrored([(0.0, 0.78), (0.25, 0.68), (0.54, 0.54)]), 0.6),
             line(frame, mirrored([(0.05, 1.62), (0.3, 1.64), (pit - 0.02, 1.45)]), 0.6, (0.4, 0.4)))
    gleam = frame.at([(0.2, 0.85), (0.36, 0.8), (0.34, 1.3), (0.24, 1.4)])
    gorget = [np.concatenate([mirrored(curved((0, -0.02), (n * 0.7, -0.08), (n + 0.05, -0.26), steps=4)),
        mirrored(curved((0.0, 0.7), (0.3, 0.56), (0.46, 0.2), (0.38, 0.02), steps=4))[::-1]])]
    shapes = [under, patch(frame, plate, metal, layer=CLOTH + 6, name="armor", details=ridge, lights=(gleam,),
        relief=0.9, cast=0.06), back_collar(frame, metal, 0.3, 0.03),
              patch(frame, gorget[0], metal, layer=COLLAR, name="armor",
              details=(line(frame, mirrored([(0, 0.12), (n * 0.8, 0.05), (n + 0.09, -0.12)]), 0.6),), relief=0.8,
              cast=0.06)]
    if look.seed % 3 == 0:
        shapes.append(patch(frame, [(0, 0.9), (0.09, 1.05), (0, 1.2), (-0.09, 1.05)], "jewel", layer=CLOTH + 8,
            name="jewel", relief=0.9))
    for side in (-1, 1):
        shapes += _pauldron(frame, side, metal, "gold" if metal == "metal" else "metal")
    return shapes


def _pauldron(frame: Frame, side: int, metal: str, trim: str) -> list[Shape]:
    """Two curved plates on a shoulder."""
    joint, radius = frame.joint(side)
    r = radius * 1.45
    plates = []
    for k, (drop, scale) in enumerate(((0.9, 0.92), (0.0, 1.0))):
        own = curves.spline([(-1.15, 0.15), (-0.85, -0.75), (0.0, -1.05), (0.85, -0.65), (1.2, 0.25), (1.25, 0.85),
            (1.25, 0.85), (0.3, 0.62), (-0.75, 0.75), (-1.15, 0.75)], closed=True, steps=4)
        place = (joint + (own * (side, 1) * scale * r + (side * 0.1 * r, drop * r))).astype(np.float32)
        low = curves.spline([(1.2, 0.55), (0.3, 0.36), (-0.75, 0.48)], steps=5) * (side,
            1) * scale * r + (side * 0.1 * r, drop * r) + joint
        plates.append(Shape("armor", place, metal, Layer.COLLAR + 50 + k,
            details=(Stroke(low.astype(np.float32), 0.6),), relief=1.0, cast=0.06,
                            lights=((joint + curves.ellipse((side * 0.1 * r, (drop - 0.45) * r), (0.4 * r, 0.16 * r),
                            count=16)).astype(np.float32),)))
    return [*plates, Shape("button", curves.ellipse(np.add(joint, (0.1 * side * r, 0.1 * r)), (r * 0.16, r * 0.16),
        count=12), trim, Layer.COLLAR + 53, relief=0.8)]


def mantle(frame: Frame, color: str, *, floor: float = 1.75, layer: float = COLLAR - 40, lining: str = "",
    gap: float = 0.16) -> list[Shape]:
    """A cape that lies on both shoulders, open in the middle."""
    n = frame.neck
    u = np.linspace(n + 0.06, frame.tip, 6)
    top = np.stack([u, frame.trapezius(u) - 0.07], 1)
    fall = curved((frame.tip, float(top[-1, 1])), (1.10, 0.55), (1.22, 1.1), (1.28, floor), steps=5)
    waves = np.linspace(0, 1, 17)
    hem = np.stack([1.28 + (gap + 0.12 - 1.28) * waves,
        floor + 0.10 * np.sin(waves * 11) + 0.16 * np.sin(np.pi * waves)], 1)
    inner = curved((gap + 0.12, floor + 0.02), (gap, 1.0), (gap * 0.75, 0.5), (n + 0.02, 0.15), (n + 0.06,
        float(top[0, 1])), steps=4)
    shapes = []
    for part, side in zip(pair(frame, np.concatenate([top, fall, hem, inner]), color, layer=layer, name="cloth",
        relief=0.7, cast=0.10), (1, -1), strict=True):
        drapes = [fold(*frame.at([(a * side, va), (b * side, floor - 0.05)]), 0.06 * side, 0.6, (1.0, 0.1)) for a, va,
            b in ((0.86, 0.62, 1.02), (0.62, 0.6, 0.74), (0.36, 0.5, 0.46))]
        shapes.append(Shape("cloth", part.outline, color, layer, details=tuple(drapes), relief=0.7, cast=0.1))
    return shapes


def robe(frame: Frame, look: Look) -> list[Shape]:
    """A long gown under a cloak with a clasp, its hood behind."""
    n = frame.neck
    trim = (line(frame, [(0.07, 0.5), (0.08, 1.5), (0.1, 3.2)], 0.6), line(frame,
        [(-0.07, 0.5), (-0.08, 1.5), (-0.1, 3.2)], 0.6))
    under = bodice(frame, look, "v" if look.variant > 0.4 else "close", color=look.second, loose=0.9, details=(*trim,
        *folds(frame, look)))
    hood = np.concatenate([mirrored(curved((0, -0.42), (n * 0.9, -0.48), (n + 0.2, -0.40), (n + 0.36, -0.12),
        steps=4)), mirrored([(0, 0.5), (n + 0.3, 0.2)])[::-1]])
    roll = np.concatenate([curved((0.05, 0.62), (0.16, 0.40), (n + 0.04, 0.08), (n + 0.05, -0.22), steps=4),
        curved((n + 0.14, -0.40), (n + 0.34, -0.14), (n + 0.36, 0.2), (0.34, 0.5), (0.10, 0.80), steps=4)])
    return [under, patch(frame, hood, look.main, layer=Layer.BODY - 60, name="cloth", cast=0.0), *mantle(frame,
        look.main, floor=2.1),
            *pair(frame, roll, look.main, layer=COLLAR, relief=0.7, cast=0.05), *dots(frame, [(0.0, 0.72)], 0.10,
            "gold", layer=COLLAR + 30, name="button"),
            *dots(frame, [(0.0, 0.72)], 0.05, "jewel", layer=COLLAR + 31, name="jewel")]


def fur_cape(frame: Frame, look: Look) -> list[Shape]:
    """A cape with a collar of fur over a coat."""
    under = military(frame, look) if look.variant > 0.5 else [bodice(frame, look, "close", color=look.second,
        details=folds(frame, look))]
    return [*under, *mantle(frame, look.main, floor=2.2, gap=0.3), *fur_collar(frame,
        "fur_2" if look.seed % 2 else "white_cloth")]


def fur_collar(frame: Frame, color: str) -> list[Shape]:
    n = frame.neck
    path = frame.at(mirrored(curved((0.0, 0.78), (0.24, 0.62), (n + 0.26, 0.22), (n + 0.20, -0.10), (n + 0.10, -0.38),
        steps=5)), 0.04)
    rng = np.random.default_rng(7)
    count = 61
    middle = curves.along(path, np.linspace(0, 1, count))
    ahead = np.gradient(middle, axis=0)
    normal = np.stack([-ahead[:, 1], ahead[:, 0]], 1) / np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-6)
    half = 0.18 * frame.build.shoulder * np.clip(np.sin(np.linspace(0.06, np.pi - 0.06, count)) * 2.6, 0.15, 1)[:, None]
    tufts = np.where(np.arange(count) % 4 == 0, 1.25, np.where(np.arange(count) % 4 == 1, 0.82,
        0.96)) * rng.uniform(0.94, 1.08, count)
    outer, inner = middle + normal * half * tufts[:, None], middle - normal * half * tufts[:, None] * 0.7
    ticks = tuple(Stroke(np.stack([middle[i], middle[i] + normal[i] * half[i] * 0.5 + ahead[i] * 1.5]), 0.5, (0.3, 1))
        for i in range(5, count - 4, 6))
    return [back_collar(frame, color, 0.34, 0.12), Shape("fur",
        np.concatenate([outer, inner[::-1]]).astype(np.float32), color, COLLAR + 36, details=ticks, relief=0.8,
        cast=0.08)]


def military(frame: Frame, look: Look) -> list[Shape]:
    """A double-breasted coat with a standing collar, epaulettes, a belt, cords."""
    front = (line(frame, [(0.24, 0.42), (0.26, 1.2), (0.22, 2.2), (0.22, 3.3)], 0.9),)
    coat = bodice(frame, look, "close", hem=3.2, ease=look.ease + 0.03, details=(*front, *folds(frame, look)))
    buttons = dots(frame, [(u, v) for v in (0.85, 1.3, 1.75) for u in (-0.18, 0.16)], 0.045, "gold", layer=CLOTH + 6)
    shapes = [coat, *buttons, *standing_collar(frame, look.second, 0.22, trim="gold")]
    side = float(frame.side(2.0, look.loose)) + look.ease + 0.05
    shapes.append(band(frame, [(0.0, 1.98), (side, 1.95)], [(0.0, 2.16), (side, 2.13)], "leather", layer=CLOTH + 7,
        name="belt"))
    shapes.append(patch(frame, [(-0.1, 1.95), (0.1, 1.95), (0.1, 2.2), (-0.1, 2.2)], "gold", layer=CLOTH + 8,
        name="belt"))
    board = [(0.56, float(frame.trapezius(0.56)) - 0.06), (frame.tip + 0.04,
        float(frame.trapezius(frame.tip)) - 0.05), (frame.tip + 0.05, 0.46), (0.56, 0.32)]
    shapes += pair(frame, board, "gold", layer=COLLAR + 20, name="button", cast=0.04)
    if look.seed % 2:
        for sag in (0.0, 0.12):
            path = frame.at(curved((0.70, 0.4), (0.56, 0.95 + sag), (0.28, 1.0 + sag), (0.12, 0.62), steps=5))
            cord = curves.ribbon(path, np.full(len(path), 0.04 * frame.build.shoulder))
            shapes.append(Shape("ribbon", cord, "gold", COLLAR + 18,
                contour=(Stroke(np.concatenate([cord, cord[:1]]), 0.6),), cast=0.03))
    return shapes
