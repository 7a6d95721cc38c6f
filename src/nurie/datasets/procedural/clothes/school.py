"""Uniforms and town clothes with collars: shirts, sailor suits, blazers, high collars, vests, coats."""

from __future__ import annotations

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.body.frame import Frame
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
from nurie.datasets.procedural.scene import Shape, Stroke


def shirt_collar(frame: Frame, color: str, *, spread: float = 0.5, size: float = 1.0,
    layer: float = COLLAR) -> list[Shape]:
    """Two leaves folded over a stand, open at the pit of the neck by `spread`."""
    n, gap = frame.neck, 0.03 + 0.10 * spread
    leaf = np.concatenate([
        curved((n + 0.01, -0.16), (n - 0.01, 0.06), (gap, 0.36 + 0.1 * spread)),
        curved((gap, 0.36 + 0.1 * spread), (gap + 0.06 * size, 0.5 + 0.12 * size), (gap + 0.15 * size,
        0.44 + 0.24 * size), steps=4),
        curved((gap + 0.15 * size, 0.44 + 0.24 * size), (n + 0.10 * size, 0.30), (n + 0.15, 0.06), steps=5),
        curved((n + 0.15, 0.06), (n + 0.10, -0.08), (n + 0.01, -0.16), steps=4),
    ])
    return [back_collar(frame, color, 0.26, 0.03), *pair(frame, leaf, color, layer=layer)]


def necktie(frame: Frame, color: str, top: float = 0.42, end: float = 2.1, width: float = 0.10,
    layer: float = COLLAR - 20) -> list[Shape]:
    knot = [(-0.075, top), (0.075, top), (0.05, top + 0.2), (-0.05, top + 0.2)]
    blade = [(-0.045, top + 0.19), (0.045, top + 0.19), (width, end - 0.16), (0.0, end), (-width, end - 0.16)]
    return [patch(frame, blade, color, layer=layer, name="tie",
        details=(line(frame, [(0.02, top + 0.22), (0.01, top + 0.5)], 0.5, (0, 1)),)),
            patch(frame, knot, color, layer=layer + 1, name="tie")]


def bow(frame: Frame, color: str, v: float = 0.55, size: float = 1.0, *, tails: bool = True,
    layer: float = COLLAR + 20) -> list[Shape]:
    """A ribbon's loops, knot and tails at the throat."""
    w, h = 0.27 * size, 0.24 * size
    loop = curves.spline([(0.02, v - 0.03), (w * 0.5, v - h * 0.75), (w * 0.95, v - h * 0.75), (w, v - h * 0.1),
        (w * 0.92, v + h * 0.6),
                          (w * 0.5, v + h * 0.5), (0.02, v + 0.05)], steps=5)
    crease = ((0.03, v), (w * 0.3, v - 0.01), (w * 0.55, v - 0.06 * size))
    shapes = []
    if tails:
        tail = [(0.0, v + 0.02), (0.05 * size, v + 0.03), (0.16 * size, v + 0.5 * size), (0.10 * size,
            v + 0.47 * size), (0.06 * size, v + 0.56 * size)]
        shapes += pair(frame, tail, color, layer=layer - 1, name="ribbon")
    right, left = pair(frame, loop, color, layer=layer, name="ribbon", relief=0.6)
    for part, side in ((right, 1), (left, -1)):
        lines = (line(frame, np.array(crease) * (side, 1), 0.6, (0.0, 1.0)),
                 line(frame, np.array([(0.03, v + 0.03), (w * 0.25, v + 0.05 * size), (w * 0.5,
                 v + 0.12 * size)]) * (side, 1), 0.6, (0.0, 1.0)))
        shapes.append(Shape(part.name, part.outline, color, layer, details=lines, relief=0.6, cast=0.03))
    knot = curves.ellipse((0, v), (0.055 * size, 0.095 * size), count=14)
    return [*shapes, patch(frame, knot, color, layer=layer + 1, name="ribbon", relief=0.7)]


def placket(frame: Frame, floor: float = 3.0, top: float = 0.5, u: float = 0.055) -> tuple[Stroke, ...]:
    return (line(frame, [(u, top), (u, 1.2), (u, 2.0), (u, floor)], 0.6), line(frame,
        [(-u, top), (-u, 1.2), (-u, 2.0), (-u, floor)], 0.6))


def shirt(frame: Frame, look: Look) -> list[Shape]:
    body = bodice(frame, look, "close", details=(*placket(frame), *folds(frame, look)))
    buttons = dots(frame, [(0.0, v) for v in np.arange(0.72, 2.9, 0.42)], 0.024, look.third, layer=CLOTH + 5)
    extra = necktie(frame, look.second) if look.variant < 0.3 else bow(frame,
        look.second) if look.variant > 0.75 else []
    pocket = [patch(frame, [(0.24, 1.0), (0.56, 0.98), (0.55, 1.32), (0.40, 1.40), (0.25, 1.34)], look.main,
        layer=CLOTH + 4, name="cloth", cast=0.0,
                    contour=(line(frame, [(0.24, 1.0), (0.25, 1.34), (0.40, 1.40), (0.55, 1.32), (0.56, 0.98)], 0.5),
                    line(frame, [(0.24, 1.0), (0.56, 0.98)], 0.7)))]
    return [body, *pattern(frame, body, look.pattern, look.second), *(pocket if 0.4 < look.variant < 0.7 else []),
        *buttons,
            *shirt_collar(frame, look.main if look.pattern == "plain" else look.third, spread=0.2 if extra else 0.9),
            *extra]


def sailor(frame: Frame, look: Look) -> list[Shape]:
    """The wide collar with its lines, the breast piece, and a scarf or a bow."""
    deep = 0.95 + 0.2 * look.variant
    body = bodice(frame, look, "close", hem=2.75, details=folds(frame, look, 2.7))
    n = frame.neck
    wide = min(0.80, frame.tip - 0.04)
    throat = curved((n + 0.03, -0.06), (n + 0.02, 0.25), (0.10, deep * 0.72), (0.0, deep))
    edge = curved((0.0, deep + 0.1), (0.15, deep * 0.9), (0.50, 0.74), (wide, 0.62), steps=5)
    rim = curved((wide, 0.62), (wide + 0.02, 0.45), (wide - 0.03, float(frame.trapezius(wide - 0.03)) - 0.04), steps=4)
    top_u = np.linspace(wide - 0.03, n + 0.03, 5)
    top = np.stack([top_u, frame.trapezius(top_u) - 0.06], 1)
    half = np.concatenate([throat, edge, rim, top])
    lines = [np.concatenate([curved((0.02, deep - 0.02 * k), (0.14, deep * 0.9 - 0.07 * k), (0.46, 0.74 - 0.07 * k),
        (wide - 0.045 * k, 0.62 - 0.06 * k), steps=5),
                             curved((wide - 0.045 * k, 0.62 - 0.06 * k), (wide - 0.03 - 0.045 * k, 0.2),
                             steps=4)]) for k in (1, 1.8)]
    shapes = [body, back_collar(frame, look.second, 0.2, 0.1),
              patch(frame, np.concatenate([mirrored([(0, 0.30), (n + 0.02, 0.08)]), [(0.0, deep)]]), look.third
              if look.variant > 0.4 else look.second, layer=COLLAR - 10, name="cloth")]
    for part, side in zip(pair(frame, half, look.second, layer=COLLAR, cast=0.05), (1, -1), strict=True):
        strokes = tuple(line(frame, strip * (side, 1), 0.55) for strip in lines)
        shapes.append(Shape(part.name, part.outline, part.color, part.layer, details=strokes, relief=0.3, cast=0.05))
        bandage = [np.concatenate([frame.at(strip * (side, 1)) for strip in (lines[0], lines[1][::-1])])]
        shapes.append(Shape("collar", bandage[0], look.third, COLLAR + 1, contour=(), within=part.outline))
    return shapes + (bow(frame, "ribbon", deep, 1.25) if look.variant > 0.5 else scarf_knot(frame, "ribbon", deep))


def scarf_knot(frame: Frame, color: str, v: float) -> list[Shape]:
    """A sailor's neckerchief: a knot and two broad ends."""
    tail = curves.spline([(0.0, v + 0.02), (0.06, v + 0.06), (0.2, v + 0.42), (0.26, v + 0.8), (0.26, v + 0.8), (0.14,
        v + 0.72), (0.05, v + 0.4), (0.0, v + 0.1)], steps=4)
    shapes = pair(frame, tail, color, layer=COLLAR + 18, name="ribbon", relief=0.6)
    shapes = [Shape(s.name, s.outline, s.color, s.layer, relief=0.6, cast=0.04,
                    details=(line(frame, np.array([(0.03, v + 0.1), (0.1, v + 0.35), (0.15, v + 0.55)]) * (side, 1),
                    0.6, (0, 1)),)) for s, side in zip(shapes, (1, -1), strict=True)]
    knot = curves.spline([(-0.08, v - 0.06), (0.08, v - 0.06), (0.085, v + 0.1), (0.0, v + 0.15), (-0.085, v + 0.1)],
        closed=True, steps=4)
    return [*shapes, patch(frame, knot, color, layer=COLLAR + 20, name="ribbon", relief=0.7)]


def _lapels(frame: Frame, color: str, depth: float, width: float, notch: bool) -> list[Shape]:
    n = frame.neck
    w = 0.24 * width + n * 0.6
    inner = curved((n + 0.05, -0.05), (n + 0.02, 0.2), (0.14, depth * 0.6), (0.01, depth), steps=5)
    if notch:
        outer = [(0.02, depth), (w + 0.02, depth * 0.60), (w + 0.13, 0.58), (w + 0.04, 0.50), (w + 0.12, 0.40),
            (n + 0.19, 0.02), (n + 0.10, -0.1)]
    else:
        outer = curved((0.02, depth), (w + 0.06, depth * 0.66), (w + 0.1, 0.5), (n + 0.22, 0.06), (n + 0.10, -0.1),
            steps=5)
    return pair(frame, np.concatenate([inner, outer]), color, layer=COLLAR + 6, cast=0.04)


def _opening(frame: Frame, depth: float) -> np.ndarray:
    """The neckline of a jacket that closes at `depth`."""
    n = frame.neck
    edge = n + 0.10
    return np.concatenate([[(0.0, depth), (0.01, depth)], curved((0.14, depth * 0.6), (n + 0.06, 0.2), (edge,
        float(frame.trapezius(edge)) - 0.03), steps=5)])


def blazer(frame: Frame, look: Look) -> list[Shape]:
    """A jacket with lapels over a shirt with a tie or a bow."""
    depth = 1.35 + 0.35 * look.variant
    inner = bodice(frame, look, "close", color="white_cloth", hem=2.6, layer=CLOTH - 4, seam=0, cast=0.0,
        details=placket(frame, 2.4)[:1])
    front = (line(frame, [(0.02, depth), (0.03, 2.2), (0.08, 2.8), (0.2, 3.1)], 0.9),)
    jacket = bodice(frame, look, _opening(frame, depth), hem=3.05, ease=look.ease + 0.03, details=(*front,
        *folds(frame, look)))
    buttons = dots(frame, [(-0.05, depth + 0.14), (-0.05, depth + 0.6)], 0.038, "gold" if look.seed % 2
        else look.second, layer=CLOTH + 5)
    shapes = [inner, *shirt_collar(frame, "white_cloth", spread=0.1, layer=COLLAR), jacket, *_lapels(frame, look.main,
        depth, 1.0, True), *buttons]
    if look.seed % 3 == 0:
        shapes.append(patch(frame, [(0.34, 1.1), (0.56, 1.08), (0.56, 1.25), (0.45, 1.36), (0.34, 1.27)], "gold",
            layer=CLOTH + 6, name="button"))
    if look.seed % 4 == 1:
        return [*shapes, *bow(frame, "ribbon", 0.55, 1.0)]
    return [*shapes, *necktie(frame, "ribbon" if look.seed % 2 else look.second, end=depth + 0.1)]


def suit(frame: Frame, look: Look) -> list[Shape]:
    return blazer(frame, look)


def gakuran(frame: Frame, look: Look) -> list[Shape]:
    """The standing collar, closed or open, and gold buttons."""
    middle = (line(frame, [(0.03, 0.4), (0.035, 1.5), (0.035, 3.1)], 0.9),)
    coat = bodice(frame, look, "close", hem=3.15, ease=look.ease + 0.03, details=(*middle, *folds(frame, look)))
    buttons = dots(frame, [(-0.03, v) for v in (0.72, 1.2, 1.68, 2.16, 2.64)], 0.045, "gold", layer=CLOTH + 5)
    return [coat, *buttons, *standing_collar(frame, look.main, 0.30)]


def standing_collar(frame: Frame, color: str, rise: float = 0.3, gap: float = 0.03,
    trim: str = "white_cloth") -> list[Shape]:
    n = frame.neck
    side = [(gap, 0.14 - 0.3 * rise), (n * 0.75, 0.10 - 0.6 * rise), (n + 0.035, -0.05 - rise), (n + 0.06, 0.06),
        (n * 0.85, 0.36), (gap * 0.6, 0.46)]
    half = np.concatenate([curved(*side[:3], steps=4), curved(*side[2:4], steps=3), curved(*side[3:], steps=4)])
    lining = np.concatenate([curved((gap, 0.10 - 0.3 * rise), (n * 0.75, 0.05 - 0.6 * rise), (n + 0.03, -0.08 - rise),
        steps=4),
                             curved((n + 0.03, -0.02 - rise), (n * 0.75, 0.13 - 0.6 * rise), (gap, 0.17 - 0.3 * rise),
                             steps=4)])
    return [back_collar(frame, color, 0.36 + rise * 0.3, 0.02), *pair(frame, lining, trim, layer=COLLAR - 1),
        *pair(frame, half, color, layer=COLLAR)]


def vest(frame: Frame, look: Look) -> list[Shape]:
    """A knitted vest with a deep neck over a shirt."""
    inner = bodice(frame, look, "close", color="white_cloth", hem=3.1, layer=CLOTH - 4, details=folds(frame, look))
    cut = neckline(frame, "deep v" if look.variant > 0.3 else "v")
    knit = bodice(frame, look, cut, hem=2.9, strap=0.16, ease=look.ease + 0.03, details=folds(frame, look))
    rim = cut + np.stack([np.full(len(cut), 0.05), np.linspace(0.14, 0.0, len(cut))], 1)
    rim[0, 0] = 0.0
    shapes = [inner, knit, *pattern(frame, knit, look.pattern, look.second), band(frame, cut, rim, look.second,
        layer=CLOTH + 4, cast=0.0)]
    extra = bow(frame, "ribbon") if look.seed % 2 else necktie(frame, "ribbon", end=1.6, layer=CLOTH - 1)
    return [*shapes, *shirt_collar(frame, "white_cloth", spread=0.15), *extra]


def lab_coat(frame: Frame, look: Look) -> list[Shape]:
    """An open coat over a shirt or a jersey."""
    under = shirt(frame, Look(look.second, "ribbon", "white_cloth", look.ease, 0.3, "plain", look.variant,
        look.seed)) if look.variant > 0.4 else [
        bodice(frame, look, "crew", color=look.second, seam=0), ]
    return [*under, *open_coat(frame, look, look.main, 1.1)]


def open_coat(frame: Frame, look: Look, color: str, width: float = 1.0, floor: float = 3.5) -> list[Shape]:
    """Two fronts that hang open, with lapels."""
    n, ease = frame.neck, look.ease + 0.05
    edge = n + 0.10
    gap = 0.24
    v = np.linspace(1.0, floor, 14)
    side = np.stack([frame.side(v, 0.8) + ease, v], 1)
    u = np.linspace(edge, frame.tip, 6)
    top = np.stack([u, frame.trapezius(u) - 0.035], 1)
    inward = max(float(side[0, 0]), 1 - frame.build.arm / frame.build.shoulder) + 0.05
    hole = curved((frame.tip, float(top[-1, 1])), (inward * 0.25 + frame.tip * 0.75, 0.55), (inward, 0.8),
        (float(side[0, 0]), 1.0), steps=4)
    inner = curved((gap + 0.08, floor + 0.03), (gap, 2.4), (gap - 0.04, 1.6), (gap, 0.9), (n + 0.06, 0.2), (edge,
        float(top[0, 1])), steps=5)
    shapes = []
    for sign in (1, -1):
        strokes = frame.split(*(part * (sign, 1) for part in (top, hole, side, inner)))
        hem = Stroke(np.stack([strokes[2][-1], strokes[3][0]]))
        contour = (*(Stroke(s, w) for s, w in zip(strokes, (1, 0.5, 1, 1), strict=True)), hem)
        shapes.append(Shape("cloth", np.concatenate(strokes), color, CLOTH + 8, contour=contour, details=folds(frame,
            look),
            relief=0.6, cast=0.07))
    lapel = np.concatenate([curved((n + 0.05, -0.05), (n + 0.04, 0.25), (gap - 0.03, 1.0), (gap - 0.05, 1.6), steps=5),
                            [(gap + 0.2 * width, 1.05), (gap + 0.30 * width, 0.74), (gap + 0.22 * width, 0.66),
                            (gap + 0.28 * width, 0.54), (n + 0.2, 0.04), (n + 0.10, -0.1)]])
    return [*shapes, back_collar(frame, color, 0.2, 0.06), *pair(frame, lapel, color, layer=COLLAR + 6, cast=0.04)]
