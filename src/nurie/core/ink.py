"""Pixels to a page: what is line, what is paper, which colour the ink has."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.decode import Decoded
from nurie.core.layers import STRIP_ROWS, over_white
from nurie.core.lineart import clean_scan
from nurie.core.tones import cover
from nurie.core.types import Page

Pixels = NDArray[np.uint8]

_PAPER_WHITE = 250  # at least this is white paper
_GRAY_SPREAD = 4  # levels between a pixel's channels up to which it is grey: WebP and JPEG are not exact
_SAMPLE_PIXELS = 500_000


def to_page(decoded: Decoded) -> Page:
    """Read a picture as a drawing.

    - Transparent drawings: alpha is the line, pixels are its ink; white lines become black ones. A
      cut-out with white inside (both dark and white pixels are opaque) is put on white paper instead.
    - White paper: grey pixels are the line art bit for bit, or to within two levels where a codec has
      tinted them; coloured ink is unmixed so that composing it over white gives the page back exactly,
      and so are wide lines of an even grey, which no colour shines through.
    - Paper of another tone: cleaned to white, ink black. White on black: inverted, ink black.

    Returns:
        the page, with a warning for every case in which pixels were changed.
    """
    alpha = decoded.alpha
    if alpha is None or int(alpha.min()) == 255:
        return _frozen(_from_opaque(decoded))
    kind = _alpha_kind(decoded.pixels, alpha)
    if kind == "cut-out":
        opaque = replace(decoded, pixels=over_white(decoded.pixels, alpha), alpha=None)
        return _frozen(_from_opaque(opaque))
    lineart = cv2.subtract(np.full_like(alpha, 255), alpha)
    if kind == "white lines":
        note = "The lines are white on transparent; they are drawn black in the picture."
        return _frozen(_page(lineart, None, decoded, note))
    return _frozen(_page(lineart, _ink_of(decoded.pixels, alpha), decoded))


def _page(lineart: Pixels, ink: Pixels | None, decoded: Decoded, *notes: str) -> Page:
    return Page(lineart, ink, decoded.dpi, (*decoded.warnings, *notes))


def _frozen(page: Page) -> Page:
    for array in (page.lineart, page.ink):
        if array is not None:
            array.setflags(write=False)
    return page


def _sample(pixels: Pixels) -> Pixels:
    step = max(1, int((pixels.shape[0] * pixels.shape[1] / _SAMPLE_PIXELS) ** 0.5))
    return np.ascontiguousarray(pixels[::step, ::step])


def _alpha_kind(pixels: Pixels, alpha: Pixels) -> str:
    """`lines`, `white lines`, or `cut-out`: a picture whose background alone is transparent."""
    sample, cover = _sample(pixels), _sample(alpha) > 127
    if not cover.any():  # thinner than the sample's step
        sample, cover = pixels, alpha > 0
    if not cover.any():
        return "lines"
    darkest = sample if sample.ndim == 2 else sample.min(axis=2)
    white = float((darkest[cover] >= 230).mean())
    if white > 0.98:
        return "white lines"
    return "cut-out" if white > 0.3 or float(cover.mean()) > 0.5 else "lines"


def _ink_of(pixels: Pixels, alpha: Pixels) -> Pixels | None:
    color = pixels if pixels.ndim == 3 else cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB)
    visible = cv2.bitwise_and(color, color, mask=(alpha > 0).astype(np.uint8))
    return visible if int(visible.max()) > 1 else None


def _from_opaque(decoded: Decoded) -> Page:
    pixels = decoded.pixels
    gray = pixels if pixels.ndim == 2 else _gray_of(pixels)
    if gray is not None:
        return _from_gray(gray, decoded)
    sample = _sample(pixels)
    painted = _is_painted(sample)
    if _is_inverted(sample.min(axis=2)):  # a dark painting looks like one; a book leaves it alone all the same
        return replace(_from_gray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), decoded), painted=painted)
    if painted:
        note = "This page is in colour already; `nurie lines` makes line art of it."
        return replace(_page(*cover(*unmix(pixels)), decoded, note), painted=True)
    if _is_white(sample.min(axis=2)):
        return _page(*cover(*unmix(pixels)), decoded)
    return _from_gray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), decoded)


def _from_gray(gray: Pixels, decoded: Decoded) -> Page:
    notes = []
    if _is_inverted(_sample(gray)):
        gray = cv2.bitwise_not(gray)
        notes.append("The drawing is white on black; it was inverted.")
    if not _is_white(_sample(gray)):
        gray = clean_scan(gray)
        notes.append("The paper is not white; its tone was removed.")
    return _page(*cover(gray), decoded, *notes)


def _gray_of(pixels: Pixels) -> Pixels | None:
    """The grey picture (H, W) that these pixels are to within two levels, exactly where they are grey; None else."""
    gray = np.empty(pixels.shape[:2], np.uint8)
    for top in range(0, len(pixels), STRIP_ROWS):
        rows = slice(top, top + STRIP_ROWS)
        red, green, blue = cv2.split(pixels[rows])
        most, least = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
        spread = cv2.subtract(most, least)
        if int(spread.max()) > _GRAY_SPREAD:
            return None
        gray[rows] = least + (spread + 1) // 2
    return gray


def _is_white(gray: Pixels) -> bool:
    """The paper is white: a fifth of the page is, or white is its most frequent light tone."""
    counts = np.bincount(gray.ravel(), minlength=256)
    white = counts[_PAPER_WHITE:].sum()
    tones = np.convolve(counts[128:], np.ones(256 - _PAPER_WHITE), mode="same")
    return bool(white >= 0.2 * gray.size or white >= tones.max())


def _is_inverted(gray: Pixels) -> bool:
    """Dark paper out to the border, and some light lines on it."""
    border = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    light = float((gray > 160).mean())
    return bool(np.median(gray) <= 64 and np.median(border) <= 64 and 0.001 < light < 0.3)


def _is_painted(sample: Pixels) -> bool:
    """A quarter of the page differs in hue from its paper."""
    luma = cv2.cvtColor(sample, cv2.COLOR_RGB2GRAY)
    bright = sample[luma >= np.percentile(luma, 70)]
    paper = np.maximum(np.median(bright, axis=0), 64).astype(np.float32)
    toned = np.minimum(sample * (255 / paper), 255)
    return bool((np.ptp(toned, axis=2) > 48).mean() > 0.25)


def unmix(pixels: Pixels) -> tuple[Pixels, Pixels | None]:
    """Split ink drawn on white paper into its cover and its colour.

    The cover is the least that explains the pixel (255 - min(r, g, b)), so the ink is as pure as it can
    be. `compose` of the two over white gives every pixel back exactly.

    Args:
        pixels: (H, W, 3) uint8 sRGB.

    Returns:
        lineart (H, W) uint8, 255 paper, and ink (H, W, 3) uint8, or None where every pixel is neutral.
    """
    lineart = np.empty(pixels.shape[:2], np.uint8)
    ink = np.empty_like(pixels)
    for top in range(0, len(pixels), STRIP_ROWS):
        rows = slice(top, top + STRIP_ROWS)
        planes = cv2.split(np.ascontiguousarray(pixels[rows]))
        least = cv2.min(cv2.min(planes[0], planes[1]), planes[2])
        cover = cv2.bitwise_not(least)
        # |error| <= 1/2 level of ink, times cover / 255: it rounds away again
        ink[rows] = cv2.merge([cv2.divide(cv2.subtract(plane, least), cover, scale=255) for plane in planes])
        lineart[rows] = least
    return lineart, ink if ink.any() else None
