"""Adobe's palettes: colour swatches (.aco) and swatch exchange (.ase), both big-endian."""

from __future__ import annotations

import colorsys
import struct
from collections.abc import Callable, Sequence

import numpy as np

from nurie.core.swatches import Palette, Swatch, one_line, to_bytes
from nurie.core.types import Rgb
from nurie.errors import PaletteError

ASE_SIGNATURE = b"ASEF"
_COLOR, _GROUP, _GROUP_END = 0x0001, 0xC001, 0xC002
_WHITE_D50 = np.array([0.96422, 1.0, 0.82521])
_LINEAR_FROM_D50 = np.array(  # XYZ under D50 to linear sRGB, adapted after Bradford
    [
        [3.1338561, -1.6168667, -0.4906146],
        [-0.9787684, 1.9161415, 0.0334540],
        [0.0719453, -0.2289914, 1.4052427],
    ]
)


class _Bytes:
    """What is left to read of a file; its end is an error that says where."""

    def __init__(self, data: bytes, where: str) -> None:
        self._data, self._at, self._where = data, 0, where

    def left(self) -> int:
        return len(self._data) - self._at

    def take(self, count: int, what: str) -> bytes:
        if count > self.left():
            raise PaletteError(
                f"{self._where} ends after {len(self._data)} bytes, in {what}: expected {count} more bytes "
                f"at {self._at}; export or copy it again"
            )
        self._at += count
        return self._data[self._at - count : self._at]

    def numbers(self, form: str, what: str) -> tuple:
        return struct.unpack(f">{form}", self.take(struct.calcsize(f">{form}"), what))

    def text(self, units: int, what: str) -> str:
        """UTF-16 of so many units, the closing zero among them."""
        return one_line(self.take(2 * units, what).decode("utf-16-be", "replace").split("\0")[0])


def read_aco(data: bytes, where: str) -> Palette:
    """Read colour swatches: version 1, version 2 with names, or one after the other, of which the second counts.

    Raises:
        PaletteError: another version, a colour space that nurie does not know, or too few bytes.

    Source: Adobe Photoshop File Formats Specification, "Color Swatches"; 10000 is taken as white in greys.
    """
    stream = _Bytes(data, where)
    version, swatches = _aco_section(stream, where)
    if version == 1 and stream.left() >= 4:
        _, swatches = _aco_section(stream, where)
    return Palette(swatches)


def _aco_section(stream: _Bytes, where: str) -> tuple[int, tuple[Swatch, ...]]:
    version, count = stream.numbers("HH", "the head")
    if version not in (1, 2):
        raise PaletteError(f"{where}: found version {version} of .aco, expected 1 or 2; export the palette again")
    return version, tuple(_aco_swatch(stream, version, f"{where}, colour {number}") for number in range(1, count + 1))


def _aco_swatch(stream: _Bytes, version: int, where: str) -> Swatch:
    space, *values = stream.numbers("H4H", "a colour")
    if space not in _ACO_SPACES:
        raise PaletteError(
            f"{where}: found colour space {space}; nurie reads {', '.join(map(str, _ACO_SPACES))} "
            "(RGB, HSB, CMYK, Lab, grey); turn the swatch into RGB"
        )
    color = to_bytes(_ACO_SPACES[space](values), where)
    if version == 1:
        return Swatch(color)
    (units,) = stream.numbers("I", "a name")
    return Swatch(color, stream.text(units, "a name"))


def _shares(values: Sequence[int]) -> list[float]:
    return [value / 65535 for value in values]


def _aco_lab(values: Sequence[int]) -> Sequence[float]:
    a, b = (value - 65536 if value > 32767 else value for value in values[1:3])
    return _from_lab(values[0] / 100, a / 100, b / 100)


_ACO_SPACES: dict[int, Callable[[Sequence[int]], Sequence[float]]] = {
    0: lambda values: _shares(values)[:3],
    1: lambda values: colorsys.hsv_to_rgb(*_shares(values)[:3]),
    2: lambda values: _from_cmyk([1 - share for share in _shares(values)]),  # 0 is full ink
    7: _aco_lab,
    8: lambda values: [values[0] / 10000] * 3,
}


def write_aco(palette: Palette) -> bytes:
    """The bytes of an .aco: version 1 for old readers, then version 2 with names, in RGB."""
    colors = [struct.pack(">5H", 0, *(value * 257 for value in color), 0) for color, _ in palette.swatches]
    head = [struct.pack(">HH", version, len(colors)) for version in (1, 2)]
    named = []
    for color, (_, name) in zip(colors, palette.swatches, strict=True):
        text = _utf16(name)
        named += [color, struct.pack(">I", len(text) // 2), text]
    return b"".join([head[0], *colors, head[1], *named])


def read_ase(data: bytes, where: str) -> Palette:
    """Read a swatch exchange file; groups are one palette, with the first group's name.

    Raises:
        PaletteError: no such file, an unknown block or colour model, or too few bytes.

    Source: the format as Adobe's programs write it, version 1.0; it has no published specification.
    """
    stream, swatches, name = _Bytes(data, where), [], ""
    signature, major, _, count = stream.numbers("4sHHI", "the head")
    if signature != ASE_SIGNATURE or major != 1:
        raise PaletteError(f"{where}: found {signature!r} version {major}, expected {ASE_SIGNATURE!r} version 1")
    for number in range(1, count + 1):
        kind, length = stream.numbers("HI", f"block {number}")
        block = _Bytes(stream.take(length, f"block {number}"), f"{where}, block {number}")
        if kind == _COLOR:
            swatches.append(_ase_swatch(block, f"{where}, block {number}"))
        elif kind == _GROUP:
            name = name or block.text(*block.numbers("H", "a name"), "a name")
        elif kind != _GROUP_END:
            raise PaletteError(f"{where}, block {number}: found kind {kind:#06x}, expected a colour or a group")
    return Palette(tuple(swatches), name)


def _ase_swatch(block: _Bytes, where: str) -> Swatch:
    name = block.text(*block.numbers("H", "a name"), "a name")
    model = block.take(4, "a colour model").decode("latin-1").rstrip(" \0").upper()
    if model not in _ASE_MODELS:
        raise PaletteError(
            f"{where}: found colour model {model!r}, expected {', '.join(_ASE_MODELS)}; turn the swatch into RGB"
        )
    count, convert = _ASE_MODELS[model]
    return Swatch(to_bytes(convert(block.numbers(f"{count}f", "a colour")), where), name)


_ASE_MODELS: dict[str, tuple[int, Callable[[Sequence[float]], Sequence[float]]]] = {
    "RGB": (3, lambda values: values),
    "CMYK": (4, lambda values: _from_cmyk(values)),
    "LAB": (3, lambda values: _from_lab(values[0] * 100, values[1], values[2])),
    "GRAY": (1, lambda values: [*values, *values, *values]),
}


def write_ase(palette: Palette) -> bytes:
    """The bytes of an .ase in RGB; a palette with a name is a group."""
    blocks = [_block(_COLOR, name, _ase_color(color)) for color, name in palette.swatches]
    if one_line(palette.name):
        blocks = [_block(_GROUP, palette.name), *blocks, struct.pack(">HI", _GROUP_END, 0)]
    return struct.pack(">4sHHI", ASE_SIGNATURE, 1, 0, len(blocks)) + b"".join(blocks)


def _ase_color(color: Rgb) -> bytes:
    return struct.pack(">4s3fH", b"RGB ", *(value / 255 for value in color), 0)


def _block(kind: int, name: str, rest: bytes = b"") -> bytes:
    text = _utf16(name)
    body = struct.pack(">H", len(text) // 2) + text + rest
    return struct.pack(">HI", kind, len(body)) + body


def _utf16(name: str) -> bytes:
    return (one_line(name) + "\0").encode("utf-16-be")


def _from_cmyk(inks: Sequence[float]) -> Sequence[float]:
    """Shares of ink to shares of light, without a press's profile."""
    *colors, black = inks
    return [(1 - ink) * (1 - black) for ink in colors]


def _from_lab(lightness: float, a: float, b: float) -> Sequence[float]:
    """CIELAB under D50, as Adobe has it, to sRGB; what no screen shows is clipped."""
    y = (lightness + 16) / 116
    cubes = np.array([y + a / 500, y, y - b / 200])
    xyz = np.where(cubes > 6 / 29, cubes**3, 3 * (6 / 29) ** 2 * (cubes - 4 / 29)) * _WHITE_D50
    linear = _LINEAR_FROM_D50 @ xyz
    if not np.isfinite(linear).all():
        return linear.tolist()
    linear = np.clip(linear, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055).tolist()
