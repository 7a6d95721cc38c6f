"""Screentone and hatching: grey that a line picture gets from dots and strokes. Changes the line, never the flats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
Rng = np.random.Generator
_AT_PX = 384
_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Tone:
    """One way to give a line picture grey; lengths are px in a picture 384 px wide.

    Attributes:
        kind: an entry of `TONES`, or "" for none.
        angle: of the pattern, radians.
        period: from one dot or stroke to the next.
        shadow: how grey shadows become, 0 to 1.
        local: how far dark colors of cloth and hair become grey, 0 to 1.
        fade: regions grow lighter downwards.
    """

    kind: str = ""
    angle: float = 0.785
    period: float = 5.0
    shadow: float = 0.4
    local: float = 0.0
    fade: bool = False


def draw_tone(rng: Rng) -> Tone:
    """None for most pictures."""
    if rng.random() > _SHARE:
        return Tone()
    kind = str(rng.choice(list(TONES), p=(0.45, 0.12, 0.3, 0.13)))
    printed = kind in ("dots", "lines")
    period = rng.uniform(3.2, 5.5) if printed else rng.uniform(3.5, 6.5)
    local = float(rng.uniform(0.3, 0.8)) if rng.random() < (0.7 if printed else 0.25) else 0.0
    shadow = 0.0 if local and rng.random() < 0.3 else float(rng.uniform(0.25, 0.55))
    return Tone(
        kind,
        float(rng.choice((0.785, 0.785, 0.26, 1.05))) if printed else float(rng.normal(-0.8, 0.25)),
        float(period),
        shadow,
        local,
        bool(rng.random() < 0.35),
    )


def add_tone(line: U8, tone: Tone, *, shadow: U8, regions: NDArray[np.integer], darkness: F32, rng: Rng) -> U8:
    """The line picture with grey in it.

    Args:
        line: (H, W), 255 paper.
        shadow: (H, W), 255 full shadow.
        regions: (H, W) numbers of regions.
        darkness: per region, how dark its color is, 0 to 1; 0 for what stays paper (skin, eyes).
    """
    if not tone.kind:
        return line
    gray = darkness.astype(np.float32)[regions] * np.float32(tone.local)
    if tone.fade:
        gray *= np.linspace(1.25, 0.2, len(line), dtype=np.float32)[:, None]
    gray = np.maximum(gray, shadow * np.float32(tone.shadow / 255))
    ink = TONES[tone.kind](gray, tone, tone.period * line.shape[1] / _AT_PX, rng)
    return cv2.min(line, 255 - cv2.convertScaleAbs(ink, alpha=255))


def _axes(shape: tuple[int, int], angle: float, period: float) -> tuple[F32, F32]:
    """Phases along and across a direction, radians, (H, W) each."""
    y, x = np.arange(shape[0], dtype=np.float32)[:, None], np.arange(shape[1], dtype=np.float32)
    turn = np.float32(2 * np.pi / period)
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    return (x * cos + y * sin) * turn, (y * cos - x * sin) * turn


def _dots(gray: F32, tone: Tone, period: float, rng: Rng) -> F32:
    u, v = _axes(gray.shape, tone.angle, period)
    return np.clip((np.cos(u) + np.cos(v) - 2 + 4 * gray) * (period / 4), 0, 1) * (gray > 0.04)


def _lines(gray: F32, tone: Tone, period: float, rng: Rng) -> F32:
    u, _ = _axes(gray.shape, tone.angle, period)
    return np.clip((np.cos(u) - 1 + 2 * gray) * (period / 4), 0, 1) * (gray > 0.04)


def _hatch(gray: F32, tone: Tone, period: float, rng: Rng) -> F32:
    """Strokes of a hand: not quite straight, not quite even."""
    u, _ = _axes(gray.shape, tone.angle, period)
    u = u + _slow(gray.shape, rng, 40) * np.float32(rng.uniform(1, 4))
    uneven = np.clip(2.5 * _slow(gray.shape, rng, 14) + 0.1, 0, 1)
    return np.clip((np.cos(u) - 1 + 1.4 * np.minimum(gray * uneven, 0.6)) * (period / 4) + 0.2, 0, 1) * (gray > 0.04)


def _cross(gray: F32, tone: Tone, period: float, rng: Rng) -> F32:
    second = Tone(tone.kind, tone.angle + 1.3, tone.period, tone.shadow)
    return np.maximum(_hatch(gray, tone, period, rng), _hatch(gray * np.float32(0.8), second, period, rng))


# Grey (H, W) 0 to 1 to ink (H, W) 0 to 1, by name.
TONES: dict[str, Callable[[F32, Tone, float, Rng], F32]] = {
    "dots": _dots,
    "lines": _lines,
    "hatch": _hatch,
    "cross": _cross,
}


def _slow(shape: tuple[int, ...], rng: Rng, cell_px: int) -> F32:
    """(H, W) float32 in 0..1 that changes over about `cell_px`."""
    coarse = rng.random((shape[0] // cell_px + 2, shape[1] // cell_px + 2), np.float32)
    return cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_CUBIC).clip(0, 1)
