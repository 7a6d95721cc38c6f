"""Drawing a painted picture again as an artist would have inked or pencilled it. For training alone: see `extract`.

Shares and ranges were set by `benchmarks/lines.py`, which tells the result from real drawings as seldom as we managed.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.datasets.strokes import Hand, pen_hand, pencil_hand, redraw

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
Rng = np.random.Generator

_LUMA = np.array([0.299, 0.587, 0.114])
_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
_SQUARE = np.ones((3, 3), np.uint8)
_AROUND = np.ones((7, 7), np.uint8)
_MOST_FILLED = 0.3
_REDRAWN_INK = 0.55
_REDRAWN_PENCIL = 0.65
_STROKES_PX = 160


def ink_lines(picture: U8, rng: Rng) -> U8:
    """Lines of a pen: dark, with black fills or hatching now and then. Shapes as `extract_lineart`."""
    gray = _gray(picture, rng)
    if rng.random() < _REDRAWN_INK:
        dark, contrast = _stroked(gray, rng, pen_hand(rng)), rng.uniform(0.7, 1.4)
    else:
        dark, contrast = _contours(gray, rng), rng.uniform(0.9, 1.6)
    dark = press(dark, rng, contrast=float(contrast), dips=float(rng.uniform(0, 0.4)))
    if rng.random() < 0.1:
        dark = _in_color(dark, gray, rng)
    if rng.random() < 0.5:
        dark = cv2.max(dark, _fill(gray, rng))
    if rng.random() < 0.2:
        dark = cv2.max(dark, _hatch(gray, rng, strength=float(rng.uniform(0.6, 1))))
    if rng.random() < 0.12:
        dark = cv2.min(dark, int(rng.integers(190, 250)))
    return 255 - dark


def pencil_lines(picture: U8, rng: Rng) -> U8:
    """Lines of a pencil: grey, of uneven pressure, grainy; hatching or tone in the shadows, construction lines."""
    gray = _gray(picture, rng)
    if rng.random() < _REDRAWN_PENCIL:
        dark, contrast, dips = _stroked(gray, rng, pencil_hand(rng)), rng.uniform(1, 1.8), rng.uniform(0, 0.4)
    else:
        dark, contrast, dips = _contours(gray, rng), rng.uniform(0.8, 1.5), rng.uniform(0.1, 0.55)
    dark = press(dark, rng, contrast=float(contrast), dips=float(dips))
    if rng.random() < 0.45:
        dark = cv2.add(dark, _hatch(gray, rng, strength=float(rng.uniform(0.3, 0.7))))
    if rng.random() < 0.4:
        dark = cv2.add(dark, _tone(gray, rng))
    if rng.random() < 0.1:
        dark = cv2.max(dark, _construction(dark.shape, rng))
    return 255 - on_paper(dark, rng)


def _stroked(gray: U8, rng: Rng, hand: Hand) -> U8:
    """Lines and borders drawn again in strokes."""
    return in_strokes(_contours(gray, rng, amount=-1.8), float(rng.uniform(3, 30)), rng, hand)


def in_strokes(strength: U8, least: float, rng: Rng, hand: Hand) -> U8:
    """What is stronger than `least` drawn again, at no more than `_STROKES_PX`, which costs less."""
    height, width = strength.shape
    factor = min(1.0, _STROKES_PX / min(height, width))
    small = strength if factor == 1 else cv2.resize(strength, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    strokes = redraw(cv2.compare(small, least, cv2.CMP_GT), rng, hand)
    if factor < 1:
        strokes = cv2.resize(strokes, (width, height), interpolation=cv2.INTER_LINEAR)
        strokes = cv2.addWeighted(strokes, 2.2, cv2.blur(strokes, (3, 3)), -1.2, 0)  # as thin as before
    return _with_strength(strokes, strength, rng)


def _with_strength(strokes: U8, strength: U8, rng: Rng) -> U8:
    """Strokes that swell and pale with what the picture shows; beside them what it shows, but no scraps."""
    if rng.random() < 0.15:
        near = cv2.blur(cv2.dilate(strength, _SQUARE), (3, 3))
        return cv2.multiply(strokes, cv2.max(near, int(rng.integers(160, 250))), scale=1 / 255)
    return _bridged(strokes, strength, rng)


def _bridged(strokes: U8, strength: U8, rng: Rng) -> U8:
    """What the picture shows along the strokes, and the strokes where it shows too little."""
    much = float(rng.uniform(1.5, 4.5))  # wide lines lose their sides
    shown = cv2.addWeighted(strength, 1 + much, cv2.blur(strength, (3, 3)), -much, 0)
    shown = cv2.convertScaleAbs(cv2.min(shown, cv2.dilate(strokes, _AROUND)), alpha=float(rng.uniform(0.8, 1.5)))
    free = cv2.bitwise_not(cv2.convertScaleAbs(cv2.dilate(shown, _SQUARE), alpha=float(rng.uniform(1, 2))))
    return cv2.max(cv2.multiply(strokes, free, scale=float(rng.uniform(0.5, 1)) / 255), shown)


def fine_lines(picture: U8, rng: Rng) -> U8:
    """(H, W) uint8 strength of the lines and borders of a picture."""
    return _contours(_gray(picture, rng), rng, amount=-1.8)


def _gray(picture: U8, rng: Rng) -> U8:
    """Lightness with uneven weights, so that borders of two equally light colours show too; smoothed a little."""
    weights = np.maximum(_LUMA + rng.normal(0, 0.15, 3), 0)
    gray = cv2.transform(picture, (weights / weights.sum())[None])
    return cv2.medianBlur(gray, 3) if rng.random() < 0.5 else cv2.GaussianBlur(gray, (5, 5), float(rng.uniform(0.5, 1)))


def _contours(gray: U8, rng: Rng, amount: float = -2.0) -> U8:
    """(H, W) uint8 strength of drawn lines and of borders of colours; the faintest and the smallest left out."""
    strength = _drawn(gray, rng) if rng.random() < 0.5 else _bordered(gray, rng)
    if rng.random() < 0.7:
        strength = _along(strength, gray, rng)
    if rng.random() < 0.1:
        strength = cv2.morphologyEx(strength, cv2.MORPH_CLOSE, _SQUARE)
    if rng.random() < 0.9:  # wide lines lose their sides
        much = float(rng.uniform(0.5, 3))
        strength = cv2.addWeighted(strength, 1 + much, cv2.blur(strength, (3, 3)), -much, 0)
    level = _level(strength, share=float(np.clip(np.exp(rng.normal(amount, 0.4)), 0.02, 0.25)))
    weak = level * float(rng.uniform(0.15, 0.4))
    strength = connected(strength, level, weak=weak, smallest=int(rng.integers(16, 50)))
    peak = max(_level(strength, share=0.03), level + 4)
    return cv2.convertScaleAbs(cv2.subtract(strength, level // 4), alpha=255 / (peak - level // 4))


def _drawn(gray: U8, rng: Rng) -> U8:
    """What is darker than both its sides; half the time also thin borders where the lightness changes."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * int(rng.integers(2, 4)) + 1,) * 2)
    closed = cv2.morphologyEx(gray, cv2.MORPH_CLOSE, kernel)
    hat = cv2.subtract(closed, gray)
    if rng.random() < 0.5:
        return hat
    low = float(rng.uniform(30, 80))
    borders = cv2.Canny(cv2.GaussianBlur(closed, (5, 5), 1.2), low, 2.2 * low)
    as_dark = 1.1 * max(30, _level(hat, 0.04)) / 255
    return cv2.max(hat, cv2.convertScaleAbs(cv2.GaussianBlur(borders, (3, 3), 0.5), alpha=as_dark))


def _bordered(gray: U8, rng: Rng) -> U8:
    """Difference of Gaussians: lines, and the dark side of borders."""
    sigma = float(rng.uniform(0.43, 0.63))
    fine, coarse = cv2.GaussianBlur(gray, (5, 5), sigma), cv2.GaussianBlur(gray, (5, 5), 1.6 * sigma)
    return cv2.convertScaleAbs(cv2.subtract(coarse, fine), alpha=3)


def _along(strength: U8, gray: U8, rng: Rng) -> U8:
    """Strength averaged along the direction of its lines: strokes become long and smooth, texture goes.

    Source: Kang, Lee and Chui 2007, "Coherent line drawing", with a straight step in place of the curved flow.
    """
    height, width = gray.shape
    small = cv2.resize(gray, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA)
    dx, dy = cv2.Sobel(small, cv2.CV_32F, 1, 0), cv2.Sobel(small, cv2.CV_32F, 0, 1)
    reach = 2 * int(rng.integers(0, 3)) + 1
    even, odd = cv2.blur(dx * dx - dy * dy, (reach, reach)), cv2.blur(2 * dx * dy, (reach, reach))
    angle = 0.5 * cv2.phase(even, odd) + np.float32(np.pi / 2)  # of the line, across the gradient
    steps = cv2.polarToCart(np.ones_like(angle), angle)
    step_x, step_y = (cv2.resize(part, (width, height), interpolation=cv2.INTER_NEAREST) for part in steps)
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)[:, None]
    total = strength.astype(np.uint16)
    for step in (-3, -1.5, 1.5, 3):
        column, row = x + np.float32(step) * step_x, y + np.float32(step) * step_y
        total += cv2.remap(strength, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return (total // 5).astype(np.uint8)


def connected(strength: U8, strong: int, weak: float, smallest: int) -> U8:
    """Only what hangs together with something strong, and is no scrap."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((strength > weak).view(np.uint8), connectivity=8)
    keep = np.zeros(len(stats), np.uint8)
    keep[labels[strength > strong]] = 255
    keep[stats[:, cv2.CC_STAT_AREA] < smallest] = 0
    keep[0] = 0
    return cv2.bitwise_and(strength, cv2.dilate(keep[labels], _CROSS))


def _level(strength: U8, share: float) -> int:
    """The value above which that share of the pixels lies, within reason for blank and for noisy pictures."""
    counts = cv2.calcHist([strength], [0], None, [256], [0, 256]).ravel()  # several times quicker than bincount
    above = counts[::-1].cumsum()[::-1]
    return int(np.clip(np.searchsorted(-above, -share * strength.size), 10, 90))


def press(strength: U8, rng: Rng, contrast: float, dips: float) -> U8:
    """Ink of a strength, with a pressure that changes slowly over the page."""
    pressure = contrast * (1 - dips * _slow(strength.shape, rng, cell_px=28))
    return cv2.multiply(strength, pressure, dtype=cv2.CV_8U)


def _slow(shape: tuple[int, ...], rng: Rng, cell_px: int) -> F32:
    """(H, W) float32 in 0..1 that changes over about `cell_px`."""
    height, width = shape[:2]
    coarse = rng.random((max(2, height // cell_px), max(2, width // cell_px)), np.float32)
    return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)


def _in_color(dark: U8, gray: U8, rng: Rng) -> U8:
    """Coloured lines, seen in grey: lighter where what they enclose is light."""
    around = cv2.convertScaleAbs(cv2.dilate(gray, np.ones((5, 5), np.uint8)), alpha=float(rng.uniform(0.2, 0.6)))
    return cv2.multiply(dark, 255 - around, scale=1 / 255)


def _shadow(gray: U8, rng: Rng) -> F32:
    """(H, W) float32, 1 well inside the darkest parts, 0 outside."""
    soft = cv2.blur(gray, (5, 5)).astype(np.float32)
    limit, middle = np.percentile(soft[::4, ::4], (float(rng.uniform(2, 25)), 50))
    return np.clip((np.float32(min(limit, middle - 15, 140)) - soft) / 20 + 0.5, 0, 1)


def _hatch(gray: U8, rng: Rng, strength: float) -> U8:
    """Parallel strokes in the shadows, not quite straight, not quite even."""
    height, width = gray.shape
    angle, turns_per_px = rng.uniform(0, np.pi), 2 * np.pi / rng.uniform(2.8, 7)
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)[:, None]
    phase = np.float32(np.cos(angle) * turns_per_px) * x + np.float32(np.sin(angle) * turns_per_px) * y
    phase += np.float32(rng.uniform(0, 6) * turns_per_px) * _slow(gray.shape, rng, 24)
    strokes = np.clip(1.6 * np.cos(phase) - 0.3, 0, 1)
    uneven = np.clip(2.2 * _slow(gray.shape, rng, 8) - 0.3, 0, 1)
    return (np.float32(255 * strength) * strokes * uneven * _shadow(gray, rng)).astype(np.uint8)


def _tone(gray: U8, rng: Rng) -> U8:
    """Graphite in the shadows: rubbed, or in fine strokes that follow the form, as hair is drawn."""
    tone = cv2.multiply(_shadow(gray, rng), float(rng.uniform(20, 130)), dtype=cv2.CV_8U)
    if rng.random() < 0.5:
        return tone
    streaks = cv2.blur(_along(_noise(gray.shape, rng), gray, rng), (2, 2))
    return cv2.multiply(tone, streaks, scale=float(rng.uniform(1, 1.6)) / 128)


def _fill(gray: U8, rng: Rng) -> U8:
    """Solid ink where the picture is nearly black; nowhere in a night scene, which nobody would fill."""
    black = cv2.threshold(cv2.blur(gray, (5, 5)), float(rng.uniform(20, 75)), 255, cv2.THRESH_BINARY_INV)[1]
    return black if cv2.countNonZero(black) < _MOST_FILLED * black.size else np.zeros_like(black)


def _construction(shape: tuple[int, ...], rng: Rng) -> U8:
    """A few long faint arcs that the artist did not rub out."""
    extent, page = np.array(shape[1::-1]), np.zeros(shape[:2], np.uint8)
    for _ in range(int(rng.integers(1, 5))):
        center, axes = (np.round(rng.uniform(low, high, 2) * extent).astype(int).tolist() for low, high in _ARCS)
        turn, start, length = rng.uniform(0, 360), rng.uniform(0, 360), rng.uniform(20, 200)
        value = int(rng.integers(25, 100))
        cv2.ellipse(page, center, axes, float(turn), float(start), float(start + length), value, 1, cv2.LINE_AA)
    return page


_ARCS = ((-0.2, 1.2), (0.2, 1.5))  # where arcs have their middle and how long their axes are, in page sides


def on_paper(dark: U8, rng: Rng) -> U8:
    """Graphite on rough paper: mottled lines, a few specks beside them, slightly soft."""
    noise = _noise(dark.shape, rng)
    if rng.random() < 0.6:
        noise = cv2.blur(noise, (2, 2))
    mottling = 255 - cv2.convertScaleAbs(noise, alpha=float(rng.uniform(0, 0.4)))
    many = max(0.0, float(rng.uniform(-0.08, 0.08)))
    specks = cv2.convertScaleAbs(cv2.subtract(noise, int(rng.integers(150, 256))), alpha=many)
    dark = cv2.add(cv2.multiply(dark, mottling, scale=1 / 255), specks)
    softness = float(rng.uniform(0, 0.6))
    return cv2.GaussianBlur(dark, (3, 3), softness) if softness > 0.35 else dark


def _noise(shape: tuple[int, ...], rng: Rng) -> U8:
    return np.frombuffer(rng.bytes(shape[0] * shape[1]), np.uint8).reshape(shape)
