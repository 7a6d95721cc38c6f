"""Flats in the colours of a palette, light and shadow kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nurie.core.color import rgb_to_lab
from nurie.core.flats import Flats, count_pixels, repaint
from nurie.core.types import ColorShare, Rgb

_FREE_SHARE = 0.05  # of the page, by which a colour may be used beyond twice its share before that costs
_OVERUSE = 30.0  # CIELAB units that using a colour on a whole page too much weighs

U8 = NDArray[np.uint8]
Floats = NDArray[np.floating]


def snap(
    flats: Flats, color: U8, palette: Sequence[Rgb] = (), reference: Sequence[ColorShare] = ()
) -> tuple[Flats, U8]:
    """Give every region the colour of a palette or of a reference.

    With a `palette` each flat becomes the nearest of its colours in CIELAB. With a `reference` nearness is not all:
    from the largest flat to the smallest each takes the colour with the least distance plus what it would be used
    beyond twice its share and a twentieth of the page, at 30 CIELAB units for a whole page. So a small accent of the
    example does not spread over the sky only because it is a little nearer. Regions of one colour stay of one colour.

    The painted layer becomes palette colour x light, where light is the brightness of the old colour / that of the
    old flat, as under exact hints. A region whose flat has its colour already stays as it is, bit for bit.

    Args:
        flats: of `make_flats`.
        color: (H, W, 3) uint8 sRGB, the painted layer, free of lines.
        palette, reference: of `ColorizeOptions`; both empty change nothing.

    Returns:
        flats of the same regions, and the painted layer.
    """
    if not palette and not reference:
        return flats, color
    wanted = np.array(palette or [color for color, _ in reference], np.uint8)
    own, which = np.unique(flats.palette, axis=0, return_inverse=True)
    distance = np.linalg.norm(rgb_to_lab(own)[:, None] - rgb_to_lab(wanted)[None], axis=2)
    if palette:
        chosen = distance.argmin(1)
    else:
        areas = np.bincount(which.reshape(-1), count_pixels(flats.regions)[1:], len(own)) / flats.regions.size
        chosen = _by_shares(distance, areas, np.array([share for _, share in reference]))
    new = wanted[chosen][which.reshape(-1)]
    if np.array_equal(new, flats.palette):
        return flats, color
    return Flats(flats.regions, new), repaint(flats, color, new)


def _by_shares(distance: Floats, areas: Floats, shares: Floats) -> NDArray[np.intp]:
    """Per flat the colour that costs least, the largest flat first."""
    chosen, used = np.zeros(len(areas), np.intp), np.zeros(len(shares))
    for number in np.argsort(-areas, kind="stable"):
        beyond = np.maximum(used + areas[number] - 2 * shares - _FREE_SHARE, 0)
        chosen[number] = (distance[number] + _OVERUSE * beyond).argmin()
        used[chosen[number]] += areas[number]
    return chosen
