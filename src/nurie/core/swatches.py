"""What a palette is: colours with names. Files are `palette`'s, the colours of a picture `main_colors`'."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from nurie.core.types import Rgb
from nurie.errors import PaletteError

HEX = re.compile(r"#?([0-9a-fA-F]{6})")


class Swatch(NamedTuple):
    """One colour of a palette: sRGB bytes, and its name or nothing."""

    color: Rgb
    name: str = ""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours with names, in the order of their file.

    Attributes:
        swatches: at least one where it was read from a file; a colour may stand there twice.
        name: of the whole, or nothing.
    """

    swatches: tuple[Swatch, ...]
    name: str = ""

    @property
    def colors(self) -> tuple[Rgb, ...]:
        """Each colour once, in order: what `ColorizeOptions.palette` takes."""
        return tuple(dict.fromkeys(swatch.color for swatch in self.swatches))


def one_line(text: str) -> str:
    """A name as every format can hold it: no line breaks or other control characters, no spaces around."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def to_hex(color: Rgb) -> str:
    """`#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*color)


def from_hex(text: str, where: str = "the palette") -> Rgb:
    """The colour of `#rrggbb` or `rrggbb`. Raises PaletteError."""
    found = HEX.fullmatch(text.strip())
    if found is None:
        raise PaletteError(f"{where}: the colour is {text[:60]!r}; expected #rrggbb, for example #e8b89a")
    red, green, blue = bytes.fromhex(found[1])
    return red, green, blue


def to_bytes(values: Iterable[float], where: str) -> Rgb:
    """Three shares of full light as sRGB bytes. Raises PaletteError for one outside 0..1, but for rounding."""
    red, green, blue = values
    if not all(-0.01 <= value <= 1.01 for value in (red, green, blue)):  # NaN is refused as well
        raise PaletteError(
            f"{where}: the colour is {red:g}, {green:g}, {blue:g} in shares of full light; expected 0 to 1; "
            "save the palette again"
        )
    first, second, third = (min(max(round(value * 255), 0), 255) for value in (red, green, blue))
    return first, second, third
