"""Palette files: GIMP .gpl, Adobe .aco and .ase, lists of hexadecimal colours. The door; each format is beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from nurie.core.files import replacing
from nurie.core.palette_adobe import ASE_SIGNATURE, read_aco, read_ase, write_aco, write_ase
from nurie.core.palette_text import GPL_SIGNATURE, read_gpl, read_hex, write_gpl, write_hex
from nurie.core.swatches import Palette, Swatch, from_hex, to_hex
from nurie.core.types import Rgb
from nurie.errors import PaletteError

__all__ = ["FORMATS", "Palette", "PaletteSource", "Swatch", "from_hex", "read_palette", "to_colors", "to_hex",
           "write_palette"]  # fmt: skip

PaletteSource = str | Path | Palette | Sequence[Rgb | str]

FORMATS: dict[str, tuple[Callable[[bytes, str], Palette], Callable[[Palette], bytes]]] = {
    ".gpl": (read_gpl, write_gpl),
    ".aco": (read_aco, write_aco),
    ".ase": (read_ase, write_ase),
    ".hex": (read_hex, write_hex),
    ".txt": (read_hex, write_hex),
}
_MOST_BYTES = 16_000_000
_MOST_COLORS = 65_535  # what .aco can count
_EXAMPLES = ".gpl, .aco, .ase, .hex or .txt with one #rrggbb a line"


def read_palette(path: str | Path) -> Palette:
    """Read a palette. What the file holds decides where it says so (.gpl, .ase), else its suffix.

    Returns:
        its colours in sRGB with their names, at least one. CMYK is turned without a press's profile.

    Raises:
        PaletteError: no such file, another format, a malformed one (with line or place), or no colour.
    """
    path = Path(path)
    if not path.is_file():
        raise PaletteError(f"no palette file at {path}; expected {_EXAMPLES}")
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise PaletteError(f"{path} cannot be read ({error.strerror or error}); check its permissions") from None
    if len(data) > _MOST_BYTES:
        raise PaletteError(f"{path} has more than {_MOST_BYTES} bytes; expected a palette, {_EXAMPLES}")
    palette = _reader(data, path)(data, str(path))
    if not palette.swatches:
        raise PaletteError(f"{path} holds no colour; expected at least one, for example a line #e8b89a in a .txt")
    return palette


def _reader(data: bytes, path: Path) -> Callable[[bytes, str], Palette]:
    if data.startswith(ASE_SIGNATURE):
        return read_ase
    if data.removeprefix(b"\xef\xbb\xbf").startswith(GPL_SIGNATURE.encode()):
        return read_gpl
    if path.suffix.lower() not in FORMATS:
        raise PaletteError(f"{path} ends in {path.suffix or 'no suffix'!r}; palettes are {_EXAMPLES}")
    return FORMATS[path.suffix.lower()][0]


def write_palette(path: str | Path, palette: Palette, *, force: bool = False) -> None:
    """Write a palette as its path's suffix says; an .aco does not keep the palette's own name.

    Names become one line each: control characters and spaces around them go.

    Raises:
        PaletteError: an unknown suffix, no colour or more than 65535, a file that is there already, or a folder that
            cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise PaletteError(f"{path} ends in {path.suffix or 'no suffix'!r}; palettes are written as {_EXAMPLES}")
    if not 0 < len(palette.swatches) <= _MOST_COLORS:
        raise PaletteError(f"the palette has {len(palette.swatches)} colours; expected 1 to {_MOST_COLORS}")
    if path.exists() and not force:
        raise PaletteError(f"{path} exists already; choose another name, or give force=True")
    data = FORMATS[path.suffix.lower()][1](palette)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary:
            temporary.write_bytes(data)
    except OSError as error:
        raise PaletteError(f"{path} cannot be written ({error.strerror or error}); choose another place") from None


def to_colors(source: PaletteSource | None) -> tuple[Rgb, ...]:
    """A palette's colours, each once: of a file, of a `Palette`, or of `#rrggbb` and (r, g, b) in a row."""
    if source is None:
        return ()
    if isinstance(source, str | Path):
        source = read_palette(source)
    if isinstance(source, Palette):
        return source.colors
    colors = [from_hex(color) if isinstance(color, str) else tuple(int(part) for part in color) for color in source]
    return tuple(dict.fromkeys(colors))  # type: ignore[arg-type]
