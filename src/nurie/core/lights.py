"""Names of lights and of shadows on the command line."""

from __future__ import annotations

from nurie.core.types import Light
from nurie.errors import OptionError

LIGHTS = {
    "top-left": (-0.62, -0.78), "top": (0.0, -1.0), "top-right": (0.62, -0.78), "left": (-1.0, 0.0),
    "right": (1.0, 0.0), "bottom-left": (-0.62, 0.78), "bottom": (0.0, 1.0), "bottom-right": (0.62, 0.78),
}  # fmt: skip
SOFTNESS = {"hard": 0.0, "soft": 1.0}


def to_light(name: str | None, shadows: str | None, shading: float | None) -> Light | None:
    """The light of `--light`, `--shadows` and `--shading`; None without the first, or where nothing is to be shaded.

    Raises:
        OptionError: shadows or shading without a light, a shading outside 0..1.
    """
    if name is None:
        if shadows is not None or shading is not None:
            raise OptionError("--shadows and --shading are of --light, and there is none; add --light top-left")
        return None
    strength = Light._field_defaults["strength"] if shading is None else shading
    if not 0 <= strength <= 1:
        raise OptionError(f"--shading is {shading}; expected a number from 0, no shadow, to 1, for example 0.75")
    return Light(*LIGHTS[name], SOFTNESS[shadows or "hard"], strength) if strength else None
