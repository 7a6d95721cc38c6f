"""Shadows of a light that the artist chooses, over finished flats."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nurie.core.blend import STRIP_ROWS
from nurie.core.color import rgb_to_lab
from nurie.core.flats import Flats
from nurie.core.lift import lift
from nurie.core.pieces import at_centers
from nurie.core.relief import slope, without_islands
from nurie.core.types import Extent, Light

_ROUND_SHARE = 0.07  # of the short side: so far from its border a form is round
_STEEP = 0.36  # slope away from the light at which shadow begins
_NARROW, _WIDE = 0.06, 0.5  # of that slope, over which shadow begins, hard and soft
_SMALLEST_SHARE = 0.0015  # of the page, of a shadow
_EDGE_SHARE = 0.12  # of the page's edge: what has so much of it is background, and is not round
_LEVELS = 100.0  # per unit of slope
# What full shadow multiplies colours by: violet, and warmer on what has the colour of skin.
_TINT, _SKIN_TINT = (0.60, 0.58, 0.76), (0.84, 0.62, 0.64)

U8 = NDArray[np.uint8]


def shade(color: U8, flats: Flats, small: U8, lineart: U8, light: Light) -> U8:
    """Put the shadows of a light on a coloured page: each form of one flat colour is blown up like a cushion.

    Backgrounds, which have much of the page's edge, lie flat. Nothing that is darker than its flat gets lighter.

    Args:
        color: (H, W, 3) uint8 sRGB, free of lines.
        flats: of the page.
        small: (h, w) uint8, its line art at the working size.
        lineart: (H, W) uint8, 255 paper.
        light: where it comes from.

    Returns:
        (H, W, 3) uint8 sRGB, a new array.
    """
    field = _field(flats, Extent(*small.shape), light)
    levels = np.clip(np.round(128 + _LEVELS * field), 0, 255).astype(np.uint8)
    whole = lift(np.repeat(levels[..., None], 3, 2), small, lineart)[..., 0]
    dark = _darkening(flats.palette, light.strength)
    shadow_of = _shadow_table(light.soft)
    shaded = color.copy()
    for top in range(0, len(color), STRIP_ROWS):
        rows = slice(top, top + STRIP_ROWS)
        shadow = shadow_of[whole[rows]]
        places = np.flatnonzero(shadow)
        if len(places):
            part = np.take(shadow, places)[:, None] * np.take(dark, np.take(flats.regions[rows], places) - 1, 0)
            pixels = shaded[rows].reshape(-1, 3)
            pixels[places] = np.round(np.take(pixels, places, 0) * (1 - part))
    return shaded


def _field(flats: Flats, extent: Extent, light: Light) -> NDArray[np.float32]:
    """(h, w) how steep the page turns towards the light, on the small grid."""
    regions = at_centers(flats.regions, extent)
    colors = flats.palette[regions - 1].astype(np.int32) @ np.array([1 << 16, 1 << 8, 1], np.int32)
    short = min(extent)
    field = slope(colors, (-light.x, -light.y), max(3.0, _ROUND_SHARE * short))
    edge = np.concatenate([regions[0], regions[-1], regions[:, 0], regions[:, -1]])
    flat = np.bincount(edge, minlength=len(flats.palette) + 1) >= _EDGE_SHARE * edge.size
    field[flat[regions]] = 0
    return without_islands(field, _STEEP, _SMALLEST_SHARE * field.size)


def _shadow_table(soft: float) -> NDArray[np.float32]:
    """(256,) the shadow, 0 to 1, of each level of slope."""
    width = _NARROW + (_WIDE - _NARROW) * soft
    fields = (np.arange(256, dtype=np.float32) - 128) / _LEVELS
    return np.clip((-fields - max(_STEEP, width / 2 + 0.03)) / width + 0.5, 0, 1)


def _darkening(palette: U8, strength: float) -> NDArray[np.float32]:
    """(n, 3) what full shadow takes away from each flat colour."""
    lab = rgb_to_lab(palette)
    hue, chroma = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])), np.hypot(lab[:, 1], lab[:, 2])
    skin = (hue > 22) & (hue < 80) & (chroma > 9) & (chroma < 48) & (lab[:, 0] > 28)
    tint = np.where(skin[:, None], np.float32(_SKIN_TINT), np.float32(_TINT))
    return ((1 - tint) * strength).astype(np.float32)
