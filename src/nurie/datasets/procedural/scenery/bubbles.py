"""Speech bubbles with invented lettering, and big sound letters, in the corners of a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nurie.datasets.procedural import curves
from nurie.datasets.procedural.palettes import choose, pick
from nurie.datasets.procedural.scene import Layer, Points, Shape, Stroke
from nurie.datasets.procedural.scenery.sheet import Sheet, bumps, rounded

Rng = np.random.Generator
View = tuple[float, float, float, float]
FACE_HALF_WIDTH = 0.85


@dataclass(frozen=True, slots=True)
class Bubble:
    """Attributes:
    form: an entry of `FORMS`, or "sound" for letters without a bubble.
    corner: horizontal and vertical side of the picture, each -1 or 1.
    script: "latin" in rows or "columns" from right to left.
    size: share of the picture's width.
    seed: of the letters.
    """

    form: str
    corner: tuple[int, int]
    script: str
    size: float
    seed: int


@dataclass(frozen=True, slots=True)
class BubbleTraits:
    bubbles: tuple[Bubble, ...]


def draw_bubble_traits(rng: Rng) -> BubbleTraits:
    """One to three bubbles, each in a corner of its own."""
    corners = ((-1, -1), (1, -1), (-1, 1), (1, 1))
    chosen = rng.permutation(4)[: int(rng.choice((1, 2, 3), p=(0.6, 0.33, 0.07)))]
    script = "columns" if rng.random() < 0.65 else "latin"
    return BubbleTraits(
        tuple(
            Bubble(choose(rng, SHARES), corners[at], script, float(rng.uniform(0.25, 0.4)), int(rng.integers(2**31)))
            for at in chosen
        )
    )


def build_bubbles(traits: BubbleTraits, view: View) -> list[Shape]:
    """Shapes in front of everything; where there is no room beside the face they run out of the picture."""
    shapes: list[Shape] = []
    for bubble in traits.bubbles:
        _build(bubble, view, shapes)
    return shapes


def _build(bubble: Bubble, view: View, shapes: list[Shape]) -> None:
    left, top, width, height = view
    rng = np.random.default_rng(bubble.seed)
    tall = bubble.script == "columns"
    half = np.float32((0.75, 1.0) if tall else (1.0, 0.7)) * bubble.size * width / 2
    side, upper = bubble.corner
    edge = left + (width if side > 0 else 0)
    room = side * edge - FACE_HALF_WIDTH
    half *= np.clip(room / (2.2 * half[0]), 0.72, 1.0)
    x = side * max(side * edge - half[0] * 1.12, min(FACE_HALF_WIDTH + half[0] * 0.9, side * edge - half[0] * 0.3))
    y = top + half[1] * 1.15 if upper < 0 else top + height - half[1] * 1.2
    sheet = Sheet(rng, Layer.FOREGROUND, 0.85, shapes=shapes).at(x, y)
    if bubble.form == "sound":
        _sound(sheet, half)
        return
    aim = np.arctan2(0.45 - y, -x * 0.6)
    outline = FORMS[bubble.form](rng, half, aim)
    letters = _columns(rng, half * 0.66) if tall else _rows(rng, half * 0.7)
    sheet.area("bubble", outline, "paper", details=letters, relief=0.0)
    if bubble.form in ("cloud", "lobes"):
        _thought_trail(sheet, half, aim)


def _with_tail(outline: Points, half: np.ndarray, aim: float, width: float) -> Points:
    """Pull the points nearest to the aim out into a bent tail."""
    angle = np.arctan2(outline[:, 1] / half[1], outline[:, 0] / half[0])
    away = np.abs((angle - aim + np.pi) % (2 * np.pi) - np.pi)
    start = int(np.argmax(away))
    outline, away = np.roll(outline, -start, 0), np.roll(away, -start)
    inside = np.flatnonzero(away < width)
    tip = np.float32([np.cos(aim + 0.12), np.sin(aim + 0.12)]) * half * 1.5
    return np.concatenate([outline[: inside[0]], tip[None], outline[inside[-1] + 1 :]]).astype(np.float32)


def _oval(rng: Rng, half: np.ndarray, aim: float) -> Points:
    t = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    power = rng.uniform(0.75, 1.0)
    x, y = (np.sign(f) * np.abs(f) ** power for f in (np.cos(t), np.sin(t)))
    return _with_tail(np.stack([x, y], 1).astype(np.float32) * half, half, aim, 0.16)


def _plain_oval(rng: Rng, half: np.ndarray, aim: float) -> Points:
    return curves.wobble(curves.ellipse((0, 0), half, count=48), rng, float(half[0]) * 0.01)


def _box(rng: Rng, half: np.ndarray, aim: float) -> Points:
    radius = float(half.min()) * rng.choice((0.05, 0.3))
    return rounded(-half[0] * 0.9, -half[1] * 0.85, half[0] * 0.9, half[1] * 0.85, radius)


def _cloud(rng: Rng, half: np.ndarray, aim: float) -> Points:
    return bumps(curves.ellipse((0, 0), half * 0.9, count=int(rng.integers(9, 14))), 0.35)


def _lobes(rng: Rng, half: np.ndarray, aim: float) -> Points:
    """A bubble of two joined ovals."""
    return bumps(
        curves.points(
            (half[0] * 0.8, -half[1] * 0.5),
            (half[0] * 0.8, half[1] * 0.55),
            (0, half[1] * 0.85),
            (-half[0] * 0.8, half[1] * 0.5),
            (-half[0] * 0.8, -half[1] * 0.5),
            (0, -half[1] * 0.85),
        ),
        0.24,
        steps=10,
    )


def _spikes(rng: Rng, half: np.ndarray, aim: float) -> Points:
    """A shout: sharp tips with hollow curves between."""
    count = int(rng.integers(11, 18))
    angle = (np.arange(count) + rng.uniform(-0.25, 0.25, count)) * 2 * np.pi / count
    tips = np.stack([np.cos(angle), np.sin(angle)], 1) * half * rng.uniform(1.0, 1.2, (count, 1))
    return bumps(tips, -0.32)


def _bolt(rng: Rng, half: np.ndarray, aim: float) -> Points:
    """An electric voice: straight jagged edge."""
    angle = np.linspace(0, 2 * np.pi, 36, endpoint=False)
    size = np.where(np.arange(36) % 2, 1.08, 0.93)[:, None]
    return (np.stack([np.cos(angle), np.sin(angle)], 1) * half * size).astype(np.float32)


FORMS: dict[str, Callable[[Rng, np.ndarray, float], Points]] = {
    "oval": _oval,
    "plain oval": _plain_oval,
    "box": _box,
    "cloud": _cloud,
    "lobes": _lobes,
    "spikes": _spikes,
    "bolt": _bolt,
}
SHARES = {
    "oval": 0.4,
    "plain oval": 0.1,
    "box": 0.08,
    "cloud": 0.09,
    "lobes": 0.08,
    "spikes": 0.12,
    "bolt": 0.03,
    "sound": 0.1,
}


def _thought_trail(sheet: Sheet, half: np.ndarray, aim: float) -> None:
    for reach, size in ((1.2, 0.13), (1.42, 0.08)):
        center = np.float32([np.cos(aim), np.sin(aim)]) * half * reach
        sheet.area(
            "bubble", curves.ellipse(center, (half.min() * size, half.min() * size), count=14), "paper", relief=0.0
        )


def _columns(rng: Rng, half: np.ndarray) -> list[Stroke]:
    """Square letters under each other, columns of unequal length."""
    count = int(rng.integers(2, 4))
    size = min(2 * half[0] / (count * 1.25), half[1] * 0.5)
    out: list[Stroke] = []
    for column in range(count):
        x = half[0] - (column + 0.5) * 2 * half[0] / count
        fit = int(2 * half[1] / size)
        for row in range(max(1, int(fit * rng.uniform(0.6, 1.0)))):
            out += _letter(rng, x, -half[1] + (row + 0.5) * size, size * 0.42)
    return out


def _letter(rng: Rng, x: float, y: float, half: float) -> list[Stroke]:
    """A letter like kana or a simple kanji: bars, a fall to the left, a hook."""
    strokes = [part(rng) for part in (_PARTS[at] for at in rng.permutation(len(_PARTS))[: int(rng.integers(2, 5))])]
    return [Stroke((stroke * half + (x, y)).astype(np.float32), 0.8) for stroke in strokes]


_PARTS: tuple[Callable[[Rng], Points], ...] = (
    lambda rng: np.float32([(-0.9, rng.uniform(-0.8, 0)), (0.9, rng.uniform(-0.8, -0.2))]),
    lambda rng: np.float32([(-0.7, 0.2), (0.7, 0.1)]),
    lambda rng: np.float32([(rng.uniform(-0.4, 0.4), -1), (rng.uniform(-0.3, 0.3), 0.9)]),
    lambda rng: curves.spline([(0.2, -0.9), (0.0, 0.1), (-0.8, 0.9)], steps=4),
    lambda rng: curves.spline([(-0.1, -0.1), (0.3, 0.5), (0.9, 0.9)], steps=4),
    lambda rng: np.float32([(-0.6, -0.6), (0.6, -0.6), (0.6, 0.8), (-0.6, 0.8), (-0.6, -0.6)]),
    lambda rng: curves.spline([(-0.5, 0.3), (0.1, -0.2), (0.6, 0.3), (0.1, 0.8), (-0.5, 0.7)], steps=4),
)


def _rows(rng: Rng, half: np.ndarray) -> list[Stroke]:
    """Words of capital letters in centered rows."""
    count = int(rng.integers(2, 4))
    size = min(2 * half[1] / count * 0.6, half[0] * 0.3)
    out: list[Stroke] = []
    for row in range(count):
        y = (row - (count - 1) / 2) * size * 1.5
        letters = int(2 * half[0] * rng.uniform(0.6, 1.0) * np.sqrt(max(0.2, 1 - (y / half[1]) ** 2)) / (size * 0.85))
        for at in range(letters):
            if rng.random() < 0.82:
                x = (at - (letters - 1) / 2) * size * 0.85
                out += [
                    Stroke((part * size / 2 * (0.6, 1) + (x, y)).astype(np.float32), 0.8)
                    for part in pick(rng, _CAPITALS)
                ]
    return out


def _polyline(*pairs: tuple[float, float]) -> Points:
    return curves.points(*pairs)


_BOWL = curves.spline([(-0.8, -1), (0.5, -0.9), (0.8, -0.5), (0.4, 0), (-0.8, 0)], steps=3)
_STEM = _polyline((-0.8, -1), (-0.8, 1))
_CAPITALS: tuple[tuple[Points, ...], ...] = (
    (_polyline((-0.9, 1), (0, -1), (0.9, 1)), _polyline((-0.5, 0.3), (0.5, 0.3))),
    (_STEM, _BOWL),
    (_STEM, _BOWL, _polyline((0, 0), (0.9, 1))),
    (_STEM, _polyline((-0.8, -1), (0.8, -1)), _polyline((-0.8, 0), (0.5, 0)), _polyline((-0.8, 1), (0.8, 1))),
    (curves.ellipse((0, 0), (0.9, 1), count=12)[[*range(12), 0]],),
    (_polyline((-0.9, -1), (0.9, -1)), _polyline((0, -1), (0, 1))),
    (_polyline((-0.8, 1), (-0.8, -1), (0.8, 1), (0.8, -1)),),
    (_STEM, _polyline((0.8, -1), (0.8, 1)), _polyline((-0.8, 0), (0.8, 0))),
    (curves.spline([(0.8, -0.7), (0, -1), (-0.7, -0.5), (0.7, 0.4), (0, 1), (-0.8, 0.7)], steps=3),),
    (_polyline((0, -1), (0, 1)),),
    (_polyline((-0.8, -1), (-0.8, 1), (0.8, 1)),),
    (_polyline((-0.9, -1), (0, 0), (0.9, -1)), _polyline((0, 0), (0, 1))),
)

# Bars (from, to) of letters like katakana that stand apart, so that each bar is one area.
_SOUNDS: tuple[tuple[tuple[float, float, float, float], ...], ...] = (
    ((-0.5, -0.9, -0.5, 0.9), (-0.2, -0.2, 0.5, 0.25), (0.25, -0.95, 0.42, -0.65), (0.62, -0.95, 0.8, -0.65)),
    ((-0.5, -0.8, 0.7, -0.55), (-0.45, -0.15, 0.6, 0.05), (-0.6, 0.5, 0.75, 0.8)),
    ((-0.25, -0.7, -0.85, 0.8), (0.2, -0.7, 0.8, 0.75)),
    ((-0.5, -0.8, -0.5, 0.2), (0.5, -0.9, 0.2, 0.9)),
    ((-0.7, -0.5, 0.6, -0.6), (-0.9, 0.55, 0.85, 0.5)),
    ((-0.7, -0.7, -0.3, -0.3), (-0.85, -0.05, -0.45, 0.3), (0.75, -0.8, -0.6, 0.85)),
)


def _sound(sheet: Sheet, half: np.ndarray) -> None:
    """Two or three big letters down the side, each a little turned and bigger than the last."""
    rng = sheet.rng
    count, color = int(rng.integers(2, 4)), "ink" if rng.random() < 0.5 else "paper"
    repeated = pick(rng, _SOUNDS)
    for number in range(count):
        letter = repeated if rng.random() < 0.6 else pick(rng, _SOUNDS)
        size = half[1] / count * (0.75 + 0.12 * number)
        part = sheet.at(
            rng.normal(0, 0.1) * half[0],
            half[1] * ((number + 0.5) * 2 / count - 1),
            float(size),
            tilt=rng.normal(0, 0.12),
        )
        for x1, y1, x2, y2 in letter:
            middle = np.linspace((x1, y1), (x2, y2), 5)
            bar = curves.ribbon(middle.astype(np.float32), np.linspace(0.36, 0.2, 5))
            part.area("lettering", curves.wobble(bar, rng, 0.02), color, relief=0.0, ink=color == "ink")
