"""The light of a shaded training picture as the network is told of it."""

from __future__ import annotations

import math

from nurie.core.types import Light

_FORMLESS = ("flat", "thrown")  # styles of `procedural.shade` whose forms have no shadow of their own
_SOFTEST_PX, _HARDEST_PX = 12.0, 0.6  # in a picture 384 px wide


def light_of(style: str, x: float, y: float, soft_px: float, strength: float) -> Light | None:
    """A light by the numbers of `procedural.shade.Light` and `ShadeStyle`; None where it shades no form.

    Args:
        style: an entry of `procedural.shade.STYLES`.
        x, y: the way that shadows fall.
        soft_px: width of the shadows' borders in a picture 384 px wide.
        strength: how dark full shadow is.
    """
    if style in _FORMLESS:
        return None
    soft = math.log(max(soft_px, _HARDEST_PX) / _HARDEST_PX) / math.log(_SOFTEST_PX / _HARDEST_PX)
    return Light(-x, -y, min(soft, 1.0), strength)
