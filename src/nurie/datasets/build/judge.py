"""What makes a picture fit to learn colouring from: its size, its colours, its lines, and little text."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.lettering import find_bubbles
from nurie.core.lineart import extract_lineart
from nurie.core.regions import label_regions

U8 = NDArray[np.uint8]

_METHOD = "blackhat"
_INK_BELOW = 160
_SCALES = (1.0, 0.25)  # bold outlines are wider than what the extractor takes for a line


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is let through.

    Attributes:
        least_px: short side of the picture, after its borders are trimmed.
        most_aspect: long side by short side.
        least_color: colourfulness; 0 lets grey pictures through.
        lines: least and most share of the picture that lines cover.
        most_text: share of the picture that bubbles and captions cover.
    """

    least_px: int = 256
    most_aspect: float = 4.0
    least_color: float = 6.0
    lines: tuple[float, float] = (0.01, 0.4)
    most_text: float = 0.3


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured, see the functions below."""

    color: float
    lines: float
    text: float


def measure(picture: U8) -> Measures:
    """Measure a picture, (H, W, 3) uint8 sRGB, at the size at which it is learned from."""
    text = text_share(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
    return Measures(round(colorfulness(picture), 2), round(line_share(picture), 4), round(text, 4))


def colorfulness(picture: U8) -> float:
    """How colourful a picture looks: 0 grey, about 15 slightly, 45 quite, above 80 very.

    Source: Hasler and Süsstrunk 2003, "Measuring colourfulness in natural images", section 3.
    """
    red, green, blue = cv2.split(picture.astype(np.float32))
    opponents = np.stack([red - green, 0.5 * (red + green) - blue])
    deviation, mean = opponents.std((1, 2)), opponents.mean((1, 2))
    return float(np.hypot(*deviation) + 0.3 * np.hypot(*mean))


def line_share(picture: U8) -> float:
    """Share of the pixels that are drawn lines, fine ones or bold ones, whichever is more."""
    shares = []
    for scale in _SCALES:
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        lineart = extract_lineart(small, _METHOD)
        shares.append(np.count_nonzero(lineart < _INK_BELOW) / lineart.size)
    return float(max(shares))


def text_share(gray: U8) -> float:
    """Share of the pixels in speech bubbles and captions, dark on light, see `find_bubbles`.

    Args:
        gray: (H, W) uint8; in colour, too, a bubble is a light region with dark letters.
    """
    regions = label_regions(gray)
    inside = {number for members in find_bubbles(gray, regions).values() for number in members}
    return float(np.isin(regions, list(inside)).mean()) if inside else 0.0


def reason_against(height: int, width: int, measures: Measures | None, bounds: Bounds) -> str | None:
    """Why a picture is left out, or None. Its size alone is judged where `measures` is None."""
    short, long = sorted((height, width))
    if short < bounds.least_px:
        return f"small: {width}x{height} px, short side below {bounds.least_px}"
    if long > bounds.most_aspect * short:
        return f"long: {width}x{height} px, more than {bounds.most_aspect:g} to 1"
    if measures is None:
        return None
    least, most = bounds.lines
    wrong = {
        f"grey: colourfulness {measures.color:.1f}, below {bounds.least_color:g}": measures.color < bounds.least_color,
        f"no lines: they cover {measures.lines:.2%}, below {least:.2%}": measures.lines < least,
        f"all lines: they cover {measures.lines:.1%}, above {most:.1%}": measures.lines > most,
        f"text: it covers {measures.text:.0%}, above {bounds.most_text:.0%}": measures.text > bounds.most_text,
    }
    return next((words for words, is_so in wrong.items() if is_so), None)
