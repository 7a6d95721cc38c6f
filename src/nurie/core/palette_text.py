"""Palettes as text: GIMP's .gpl, and lists of hexadecimal colours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nurie.core.swatches import HEX, Palette, Swatch, from_hex, one_line, to_hex
from nurie.errors import PaletteError

GPL_SIGNATURE = "GIMP Palette"
_GPL_HEADERS = ("Name", "Columns", "Channels")
_GPL_COLOR = re.compile(r"\s*([0-9]{1,9})\s+([0-9]{1,9})\s+([0-9]{1,9})(?:\s+(.*))?")
_HEX_COMMENTS = ("# ", "#\t", ";", "//")
_HEX_NAME = re.compile(r"# Name: (.+)")


def read_gpl(data: bytes, where: str) -> Palette:
    """Read a GIMP palette, of Krita, Inkscape and Aseprite too; an alpha channel is left out.

    Raises:
        PaletteError: a line that is neither a colour nor a comment nor a known header, with its number.
    """
    name, alpha, swatches = "", False, []
    lines = _lines(data)
    if next(lines, (0, ""))[1].strip() != GPL_SIGNATURE:
        raise PaletteError(f"{where}: the first line is not {GPL_SIGNATURE!r}; export the palette as .gpl again")
    for number, line in lines:
        header, colon, value = line.partition(":")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if colon and not swatches and header in _GPL_HEADERS:
            name = value.strip() if header == "Name" else name
            alpha = alpha or (header == "Channels" and value.strip() == "RGBA")
            continue
        swatches.append(_gpl_color(line, alpha, f"{where}, line {number}"))
    return Palette(tuple(swatches), one_line(name))


def _gpl_color(line: str, alpha: bool, where: str) -> Swatch:
    found = _GPL_COLOR.fullmatch(line)
    if found is None or max(map(int, found.groups()[:3])) > 255:
        raise PaletteError(f"{where}: found {line.strip()[:40]!r}; expected three numbers from 0 to 255 and a name")
    red, green, blue = (int(value) for value in found.groups()[:3])
    name = found[4] or ""
    if alpha:
        name = re.sub(r"^\d+\s*", "", name)
    return Swatch((red, green, blue), one_line(name))


def write_gpl(palette: Palette) -> bytes:
    """The bytes of a .gpl."""
    lines = [GPL_SIGNATURE, f"Name: {one_line(palette.name)}", "Columns: 0", "#"]
    for (red, green, blue), name in palette.swatches:
        lines.append(f"{red:3d} {green:3d} {blue:3d}\t{one_line(name)}".rstrip())
    return ("\n".join(lines) + "\n").encode()


def read_hex(data: bytes, where: str) -> Palette:
    """Read colours as `#rrggbb` or `rrggbb`, one a line, each with a name after it or none.

    Lines that begin with `# ` (a space after it), `;` or `//` are comments; of these `# Name: …` before the first
    colour names the palette.

    Raises:
        PaletteError: another line, with its number.
    """
    name, swatches = "", []
    for number, line in _lines(data):
        text = line.strip()
        if not text or text == "#" or line.lstrip().startswith(_HEX_COMMENTS):
            titled = _HEX_NAME.fullmatch(text)
            name = titled[1] if titled and not swatches else name
            continue
        color, _, label = text.partition(" ") if " " in text else text.partition("\t")
        if not HEX.fullmatch(color):
            raise PaletteError(
                f"{where}, line {number}: found {text[:40]!r}; expected a colour as #rrggbb, or a comment "
                "that begins with '# ' or ';'"
            )
        swatches.append(Swatch(from_hex(color, where), one_line(label)))
    return Palette(tuple(swatches), one_line(name))


def write_hex(palette: Palette) -> bytes:
    """The bytes of a list of colours."""
    lines = [f"# Name: {one_line(palette.name)}"] if one_line(palette.name) else []
    lines += [f"{to_hex(color)} {one_line(name)}".rstrip() for color, name in palette.swatches]
    return ("\n".join(lines) + "\n").encode()


def _lines(data: bytes) -> Iterator[tuple[int, str]]:
    """Lines with their numbers from 1; text of an older editor than UTF-8 is read as Latin-1."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    yield from enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1)
