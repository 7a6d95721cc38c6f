"""NAME.options.json beside a page: what it wants otherwise than the rest of its folder."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from nurie.core.lights import LIGHTS, SOFTNESS, to_light
from nurie.core.palette import to_colors
from nurie.core.types import ColorizeOptions
from nurie.errors import OptionError

OPTIONS_SUFFIX = ".options.json"
_NUMBER = (int, float)
_KINDS: dict[str, tuple[type, ...]] = {
    "seed": (int,), "size": (int,), "gap": _NUMBER, "palette": (list,), "light": (str,), "shadows": (str,),
    "shading": _NUMBER, "guess": (bool,),
}  # fmt: skip


def read_options(path: Path, base: ColorizeOptions) -> ColorizeOptions:
    """The options of `base`, but for what the file says: seed, size, gap, palette (#rrggbb), light, shadows, shading,
    guess.

    They mean what they mean to `nurie color`. null is as if it were not there.

    Raises:
        OptionError: not JSON, an unknown name, or a value of another kind or out of its range. PaletteError.
    """
    values = _checked(path)
    changes: dict[str, Any] = {}
    for name, field in (("seed", "seed"), ("size", "working_size_px"), ("gap", "gap_px"), ("guess", "guess")):
        if name in values:
            changes[field] = values[name]
    if values.get("palette"):
        changes |= {"palette": to_colors(values["palette"]), "reference": ()}
    if "light" in values:
        for name, known in (("light", LIGHTS), ("shadows", SOFTNESS)):
            if values.get(name) not in (None, *known):
                raise OptionError(f"{path}: {name} is {values[name]!r}; expected one of {', '.join(known)}")
        changes["light"] = to_light(values["light"], values.get("shadows"), values.get("shading"))
    elif "shading" in values or "shadows" in values:
        raise OptionError(f'{path}: shading and shadows are of a light; add "light": "top-left"')
    return replace(base, **changes)


def _checked(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise OptionError(f'{path} cannot be read as JSON ({error}); expected for example {{"seed": 3}}') from None
    if not isinstance(values, dict):
        raise OptionError(f'{path} holds {type(values).__name__}; expected names and values, for example {{"seed": 3}}')
    found = {name: value for name, value in values.items() if value is not None}
    for name, value in found.items():
        if name not in _KINDS:
            raise OptionError(f"{path}: unknown option {name!r}; known are {', '.join(_KINDS)}")
        if not isinstance(value, _KINDS[name]) or (isinstance(value, bool) and bool not in _KINDS[name]):
            expected = " or ".join(kind.__name__ for kind in _KINDS[name])
            raise OptionError(f"{path}: {name} is {value!r}; expected {expected}")
    return found
