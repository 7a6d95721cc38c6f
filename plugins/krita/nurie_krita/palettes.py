"""Krita's palettes as lists of "#rrggbb"."""

from __future__ import annotations

from typing import Any, Callable


def names(program: Any) -> list[str]:
    """Of all palettes, sorted."""
    return sorted(program.resources("palette"))


def colors(program: Any, name: str, load: Callable[[Any], Any]) -> list[str]:
    """The colours of a palette, each once; none for "" and for one that is gone.

    Args:
        load: `krita.Palette`, which makes a palette of a resource.
    """
    resource = program.resources("palette").get(name) if name else None
    if resource is None:
        return []
    palette = load(resource)
    count = palette.colorsCountTotal() if hasattr(palette, "colorsCountTotal") else palette.numberOfEntries()
    found = [_hex(palette.colorSetEntryByIndex(index)) for index in range(count)]
    return list(dict.fromkeys(color for color in found if color))


def _hex(swatch: Any) -> str:
    """As sRGB of 8 bits; "" for an entry without a colour."""
    color = swatch.color()
    if color is None:
        return ""
    color.setColorSpace("RGBA", "U8", "")
    parts = color.componentsOrdered()[:3]
    return "#" + "".join(f"{min(255, max(0, round(part * 255))):02x}" for part in parts) if len(parts) == 3 else ""
