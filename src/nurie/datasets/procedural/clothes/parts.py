"""What all garments are made of: bodices with their necklines, collars, bands, rows of buttons, folds, patterns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.body.frame import Frame, comb, fold
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke

CLOTH, COLLAR = Layer.BODY + 10, Layer.COLLAR


@dataclass(frozen=True, slots=True)
class Look:
    """The colours and choices of one outfit.

    Attributes:
        main, second, third: palette keys.
        ease: how far cloth stands off the body, in shoulder halves.
        loose: 0 follows the waist, 1 falls straight.
        pattern: an entry of `PATTERNS`.
        variant: 0 to 1, a free choice of the garment's cut.
    """

    main: str = "cloth_1"
    second: str = "cloth_2"
    third: str = "white_cloth"
    ease: float = 0.03
    loose: float = 0.4
    pattern: str = "plain"
    variant: float = 0.5
    seed: int = 0

    def rng(self) -> np.random.Generator:
        return np.random.default_rng(self.seed)


def mirrored(right: ArrayLike) -> np.ndarray:
    """Right-half points from the middle outwards, to the whole line from its left end to its right end."""
    right = np.asarray(right, np.float64).reshape(-1, 2)
    start = 1 if abs(right[0, 0]) < 1e-6 else 0
    return np.concatenate([(right * (-1, 1))[start:][::-1], right])


def curved(*pairs: Sequence[float], steps: int = 6) -> np.ndarray:
    return curves.spline(pairs, steps=steps)


NECKLINES = {  # right half in (u past the neck's side, v) from the middle; the last one lies on the trapezius
    "crew": ((0.0, 0.47), (0.14, 0.40), (0.26, 0.20), (0.30, None)),
    "close": ((0.0, 0.34), (0.12, 0.29), (0.20, 0.12), (0.22, None)),
    "wide": ((0.0, 0.58), (0.22, 0.50), (0.40, 0.30), (0.46, None)),
    "scoop": ((0.0, 0.86), (0.22, 0.72), (0.34, 0.36), (0.38, None)),
    "v": ((0.0, 0.88), (0.0, 0.88), (0.16, 0.52), (0.28, 0.16), (0.30, None)),
    "deep v": ((0.0, 1.35), (0.0, 1.35), (0.20, 0.70), (0.30, 0.18), (0.32, None)),
    "square": ((0.0, 0.74), (0.34, 0.70), (0.37, 0.68), (0.37, 0.62), (0.42, None)),
    "high": ((0.0, 0.16), (0.1, 0.12), (0.17, 0.02), (0.18, None)),
    "tank": ((0.0, 0.92), (0.20, 0.82), (0.34, 0.50), (0.40, None)),
    "sweetheart": ((0.0, 0.98), (0.0, 0.98), (0.14, 0.80), (0.30, 0.80), (0.38, 0.5), (0.42, None)),
}


def neckline(frame: Frame, kind: str) -> np.ndarray:
    """(n, 2) body coordinates of the right half, from the middle to the trapezius."""
    knots = []
    for share, v in NECKLINES[kind]:
        u = (share if v is not None else max(share, frame.neck + 0.03)) * (0.55 + 0.45 * frame.neck / 0.19)
        knots.append((u, float(frame.trapezius(u)) - 0.015 if v is None else v))
    return curves.spline(knots, steps=5)


def bodice(
    frame: Frame, look: Look, cut: str | np.ndarray = "crew", *, color: str = "", hem: float = 2.9, strap: float = 0.0,
    layer: float = CLOTH, name: str = "cloth", seam: float = 0.5, details: Sequence[Stroke] = (), cast: float = 0.06,
    ease: float | None = None, loose: float | None = None, flare: float = 0.0,
) -> Shape:
    """A garment's torso from its neckline to its hem.

    Args:
        strap: 0 covers the shoulder, above it cuts the armhole inwards (sleeveless), as a share of the shoulder.
        seam: weight of the armhole's line.
        hem: its level (v).
        flare: how far the hem stands off, in shoulder halves.
    """
    ease, loose = look.ease if ease is None else ease, look.loose if loose is None else loose
    neck = neckline(frame, cut) if isinstance(cut, str) else cut
    top, hole = _shoulder(frame, neck[-1], strap, ease)
    levels = np.linspace(1.0, hem, max(4, round((hem - 1) * 6)))
    sides = np.stack([frame.side(levels, loose) + ease + flare * np.clip((levels - 2) / max(hem - 2, 0.1), 0,
        1) ** 1.5, levels], 1)
    floor = np.stack([np.linspace(sides[-1, 0], 0, 6), hem + 0.06 * np.sqrt(np.linspace(0, 1, 6))], 1)
    flip = (-1, 1)
    *lines, a, b, c, throat, bottom = frame.split(
        top, hole, sides, top * flip, hole * flip, sides * flip, mirrored(neck), mirrored(floor[::-1]))
    left = [a, b, c]
    outline = np.concatenate([throat, *lines, bottom[::-1], *(part[::-1] for part in left[::-1])])
    contour = [Stroke(throat), Stroke(lines[0]), Stroke(left[0]), Stroke(lines[2]), Stroke(left[2]), Stroke(bottom)]
    if seam:
        tapers = (0.0, 0.0) if strap else (0.4, 0.0)
        contour += [Stroke(line, 1.0 if strap else seam, tapers) for line in (lines[1], left[1])]
    return Shape(name, outline, color or look.main, layer, contour=tuple(contour), details=tuple(details), relief=0.6,
        cast=cast)


def _shoulder(frame: Frame, edge: np.ndarray, strap: float, ease: float) -> tuple[np.ndarray, np.ndarray]:
    """The line along the shoulder's top from the neckline's end, and the armhole down to the armpit."""
    tip = edge[0] + (frame.tip - edge[0]) * (1 - strap)
    u = np.linspace(edge[0], tip, 6)
    top = np.stack([u, frame.trapezius(u) - 0.02 - 0.3 * ease], 1)
    armpit = float(frame.side(1.0)) + ease
    start = top[-1]
    inward = min(tip, armpit) - 0.12 if strap else max(armpit, 1 - frame.build.arm / frame.build.shoulder) + 0.04
    hole = curves.spline([start, (inward + (start[0] - inward) * (0.4 if strap else 0.75), 0.55), (inward, 0.8),
        (armpit, 1.0)], steps=4)
    return top, hole


def band(frame: Frame, inner: ArrayLike, outer: ArrayLike, color: str, *, layer: float = COLLAR, name: str = "collar",
         lift: float = 0.0, details: Sequence[Stroke] = (), cast: float = 0.03) -> Shape:
    """The area between two right-half lines, on both sides: a ribbed neck, a yoke, a collar in one piece."""
    outline = np.concatenate([frame.at(mirrored(inner), lift), frame.at(mirrored(outer), lift)[::-1]])
    return Shape(name, outline, color, layer, details=tuple(details), relief=0.4, cast=cast)


def neck_band(frame: Frame, cut: str, color: str, width: float = 0.08) -> Shape:
    inner = neckline(frame, cut)
    outer = inner + np.stack([np.linspace(0.0, width * 0.9, len(inner)), np.linspace(width, 0, len(inner))], 1)
    outer[-1, 1] = float(frame.trapezius(outer[-1, 0])) - 0.03
    return band(frame, inner, outer, color, layer=CLOTH + 2, cast=0.0)


def patch(frame: Frame, uv: ArrayLike, color: str, *, layer: float = COLLAR, name: str = "collar", lift: float = 0.0,
    **more: object) -> Shape:
    """One closed area in body coordinates."""
    return Shape(name, frame.at(uv, lift), color, layer, **{"relief": 0.4, "cast": 0.03, **more})


def pair(frame: Frame, uv: ArrayLike, color: str, **more: object) -> list[Shape]:
    """An area on the right and its mirror image on the left."""
    uv = np.asarray(uv, np.float64)
    return [patch(frame, uv, color, **more), patch(frame, (uv * (-1, 1))[::-1], color, **more)]


def back_collar(frame: Frame, color: str, rise: float = 0.30, out: float = 0.06) -> Shape:
    """The inner side of a collar, seen behind the neck."""
    n = frame.neck
    arc = mirrored([(0, 0.0 - rise), (n * 0.7, -rise * 0.98), (n + out, -rise * 0.6), (n + out * 2.2, 0.1)])
    low = mirrored([(0, 0.4), (n + out * 2.2, 0.1)])
    outline = np.concatenate([curves.spline(frame.at(arc), steps=5), frame.at(low)[::-1]])
    return Shape("collar", outline, color, Layer.BODY - 60, relief=0.2)


def dots(frame: Frame, places: ArrayLike, radius: float, color: str, *, layer: float = COLLAR + 30,
    name: str = "button") -> list[Shape]:
    """Round buttons; `radius` in shoulder halves."""
    size = radius * frame.build.shoulder
    squeeze = max(np.cos(frame.turn), 0.6)
    return [Shape(name, curves.ellipse(center, (size * squeeze, size), count=14), color, layer, relief=0.8,
                  contour=(Stroke(curves.ellipse(center, (size * squeeze, size), count=15, end=2 * np.pi - 0.01),
                  0.7),))
            for center in frame.at(places)]


def line(frame: Frame, uv: ArrayLike, weight: float = 0.6, taper: tuple[float, float] = (0.0, 0.0)) -> Stroke:
    return Stroke(curves.spline(frame.at(uv), steps=5), weight, taper)


def folds(frame: Frame, look: Look, hem: float = 3.0) -> tuple[Stroke, ...]:
    """Creases from the armpits, under the chest and at the waist."""
    rng = look.rng()
    pit = float(frame.side(1.0))
    ways = []
    for side in (-1, 1):
        reach = rng.uniform(0.18, 0.4)
        ways.append((side, (pit, 0.97), (pit - reach, 1.0 + rng.uniform(0.1, 0.25)), 0.12))
        if rng.random() < 0.7:
            ways.append((side, (pit - 0.03, 0.9), (pit - reach * 0.7, 0.72), -0.12))
        if frame.build.bust > 0.2:
            ways.append((side, (float(frame.side(1.55)), 1.6), (pit * 0.45, 1.68), 0.18))
        waist = float(frame.side(2.0, look.loose)) + look.ease
        for v in rng.uniform(1.8, 2.2, 2):
            ways.append((side, (waist, v), (waist * rng.uniform(0.4, 0.7), v + rng.uniform(-0.14, 0.2)), 0.1))
    ends = frame.at([(u * side, v) for side, *pair_, _ in ways for u, v in pair_])
    return tuple(fold(a, b, bend * side) for (side, *_, bend), a, b in zip(ways, ends[::2], ends[1::2], strict=True))


def _rows(frame: Frame, top: float, floor: float, step: float, thick: float) -> list[Points]:
    u = np.linspace(-1.15, 1.15, 13)
    return [np.concatenate([frame.at(np.stack([u, np.full(13, v)], 1)),
        frame.at(np.stack([u, np.full(13, v + thick)], 1))[::-1]])
            for v in np.arange(top, floor, step)]


def _columns(frame: Frame, top: float, floor: float, step: float, thick: float) -> list[Points]:
    v = np.linspace(top, floor, 9)
    return [np.concatenate([frame.at(np.stack([np.full(9, u), v], 1)),
        frame.at(np.stack([np.full(9, u + thick), v], 1))[::-1]])
            for u in np.arange(-0.95, 0.95, step)]


def _spots(frame: Frame, top: float, floor: float, step: float, radius: float) -> list[Points]:
    size = radius * frame.build.shoulder
    across = np.arange(-0.9, 0.95, step)
    disc = curves.ellipse((0, 0), (size * 0.95, size), count=12)
    return [disc + center
            for row, v in enumerate(np.arange(top, floor, step))
            for center in frame.at(np.stack([across + (row % 2) * step / 2, np.full(len(across), v)], 1))]


PATTERNS = {
    "plain": None, "stripes": lambda frame: _rows(frame, 0.3, 3.2, 0.36, 0.17),
    "fine stripes": lambda frame: _rows(frame, 0.3, 3.2, 0.2, 0.07),
    "columns": lambda frame: _columns(frame, 0.0, 3.3, 0.2, 0.05), "dots": lambda frame: _spots(frame, 0.3, 3.2, 0.26,
    0.05),
    "chest band": lambda frame: _rows(frame, 1.05, 1.1, 0.3, 0.32),
}


def pattern(frame: Frame, shape: Shape, kind: str, color: str) -> list[Shape]:
    """A printed pattern on a garment, kept within its outline."""
    make = PATTERNS[kind]
    if make is None:
        return []
    pieces = make(frame)
    contour = tuple(Stroke(np.concatenate([piece, piece[:1]]), 0.45) for piece in pieces)
    return [Shape(shape.name, comb(pieces), color, shape.layer + 0.2, contour=contour, within=shape.outline,
        relief=shape.relief)]
