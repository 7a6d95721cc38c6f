"""Palette files: every format, byte by byte, and what is wrong with a bad one."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nurie.core.palette import FORMATS, Palette, Swatch, read_palette, to_colors, write_palette
from nurie.core.swatches import one_line
from nurie.errors import PaletteError

RED, SKIN, INK = (255, 0, 0), (232, 184, 154), (0, 0, 51)
THREE = Palette((Swatch(RED, "red"), Swatch(SKIN, "Haut 肌"), Swatch(INK)), "pastel")

GPL = "GIMP Palette\nName: pastel\nColumns: 0\n#\n255   0   0\tred\n232 184 154\tHaut 肌\n  0   0  51\n".encode()
HEX = "# Name: pastel\n#ff0000 red\n#e8b89a Haut 肌\n#000033\n".encode()
ACO = bytes.fromhex(
    "0001 0003"
    "0000 ffff 0000 0000 0000"
    "0000 e8e8 b8b8 9a9a 0000"
    "0000 0000 0000 3333 0000"
    "0002 0003"
    "0000 ffff 0000 0000 0000 00000004 0072 0065 0064 0000"
    "0000 e8e8 b8b8 9a9a 0000 00000007 0048 0061 0075 0074 0020 808c 0000"
    "0000 0000 0000 3333 0000 00000001 0000"
)
ASE = bytes.fromhex(
    "41534546 0001 0000 00000005"
    "c001 00000010 0007 0070 0061 0073 0074 0065 006c 0000"
    "0001 0000001c 0004 0072 0065 0064 0000 52474220 3f800000 00000000 00000000 0000"
    "0001 00000022 0007 0048 0061 0075 0074 0020 808c 0000 52474220 3f68e8e9 3f38b8b9 3f1a9a9b 0000"
    "0001 00000016 0001 0000 52474220 00000000 00000000 3e4ccccd 0000"
    "c002 00000000"
)
FILES = {".gpl": GPL, ".hex": HEX, ".txt": HEX, ".aco": ACO, ".ase": ASE}


def read(folder: Path, name: str, data: bytes) -> Palette:
    (folder / name).write_bytes(data)
    return read_palette(folder / name)


@pytest.mark.parametrize("suffix", FORMATS)
def test_golden_bytes(tmp_path: Path, suffix: str):
    """Prevents files that other programs cannot read, by a writer and a reader that err alike."""
    expected = Palette(THREE.swatches) if suffix == ".aco" else THREE  # an .aco has no name of its own
    assert read(tmp_path, f"in{suffix}", FILES[suffix]) == expected
    write_palette(tmp_path / f"out{suffix}", THREE)
    assert (tmp_path / f"out{suffix}").read_bytes() == FILES[suffix]


names = st.text(max_size=20).map(one_line)
swatches = st.builds(Swatch, st.tuples(*[st.integers(0, 255)] * 3), names)
palettes = st.builds(Palette, st.lists(swatches, min_size=1, max_size=12).map(tuple), names)



@pytest.mark.parametrize("suffix", FORMATS)
@given(palette=palettes)
def test_every_palette_survives(tmp_path_factory: pytest.TempPathFactory, suffix: str, palette: Palette):
    """Prevents colours that shift by a level, and names that are cut or taken for numbers, comments or headers."""
    path = tmp_path_factory.getbasetemp() / f"p{suffix}"
    write_palette(path, palette, force=True)
    again = read_palette(path)
    assert again.swatches == palette.swatches
    assert again.name == ("" if suffix == ".aco" else palette.name)


@pytest.mark.parametrize(
    ("swatch", "color"),
    [
        ("0000 8000 4000 0000 ffff", (128, 64, 0)),
        ("0001 5555 ffff ffff 0000", (0, 255, 0)),  # a third of the way round
        ("0001 0000 0000 8080 0000", (128, 128, 128)),
        ("0002 ffff 0000 ffff ffff", (255, 0, 255)),  # magenta ink alone
        ("0002 ffff ffff ffff 0000", (0, 0, 0)),
        ("0007 2710 0000 0000 0000", (255, 255, 255)),
        ("0007 1535 1f91 1b4d 0000", (255, 0, 0)),  # L* 54.29, a* 80.81, b* 69.89 under D50
        ("0007 0b8d 1aae d43d 0000", (0, 0, 255)),  # 29.57, 68.30, -112.03
        ("0008 1388 0000 0000 0000", (128, 128, 128)),
    ],
)
def test_colour_spaces_of_aco(tmp_path: Path, swatch: str, color: tuple):
    """Prevents inverted inks, unsigned a* and b*, or hue in degrees."""
    palette = read(tmp_path, "one.aco", bytes.fromhex("0001 0001" + swatch))
    assert palette.swatches[0].color == pytest.approx(color, abs=1)


@pytest.mark.parametrize(
    ("model", "values", "color"),
    [
        (b"RGB ", (0.5, 0.25, 1), (128, 64, 255)),
        (b"CMYK", (0, 1, 0, 0), (255, 0, 255)),
        (b"CMYK", (0, 0, 0, 1), (0, 0, 0)),
        (b"LAB ", (1, 0, 0), (255, 255, 255)),
        (b"LAB ", (0.5429, 80.81, 69.89), (255, 0, 0)),
        (b"Gray", (0.5,), (128, 128, 128)),
    ],
)
def test_colour_models_of_ase(tmp_path: Path, model: bytes, values: tuple, color: tuple):
    """Prevents L* taken as a percentage, or inks as light."""
    body = struct.pack(f">H2x4s{len(values)}fH", 1, model, *values, 2)
    data = struct.pack(">4sHHIHI", b"ASEF", 1, 0, 1, 1, len(body)) + body
    assert read(tmp_path, "one.ase", data).swatches[0].color == pytest.approx(color, abs=1)


def test_palettes_of_other_programs(tmp_path: Path):
    """Prevents that CRLF, a byte order mark, missing headers, alpha or version 2 alone make a palette unreadable."""
    dos = b"\xef\xbb\xbfGIMP Palette\r\nName: x\r\n# by hand\r\n\r\n 1 2 3 one\r\n"
    assert read(tmp_path, "dos.gpl", dos) == Palette((Swatch((1, 2, 3), "one"),), "x")
    assert read(tmp_path, "renamed.dat", GPL) == THREE
    alpha = b"GIMP Palette\nChannels: RGBA\n1 2 3 255 one\n4 5 6 0\n"
    assert read(tmp_path, "a.gpl", alpha).swatches == (Swatch((1, 2, 3), "one"), Swatch((4, 5, 6)))
    assert read(tmp_path, "latin.gpl", "GIMP Palette\n1 2 3 Grün\n".encode("latin-1")).swatches[0].name == "Grün"
    assert read(tmp_path, "two.aco", ACO[34:]).swatches == THREE.swatches
    assert read(tmp_path, "one.aco", ACO[:34]).colors == THREE.colors
    lospec = b"; a list\n// of colours\nFF0000\n\n# skin\ne8b89a\r\n"
    assert read(tmp_path, "l.hex", lospec).colors == (RED, SKIN)


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.gpl", b"GIMP Palette\n1 2 3\n1 2 256\n", "a.gpl, line 3: found '1 2 256'; expected three numbers"),
        ("a.gpl", b"GIMP Palette\nColour: red\n", "line 2: found 'Colour: red'"),
        ("a.gpl", b"GIMP Palette\n1 2 " + b"3" * 5000, "expected three numbers from 0 to 255"),
        ("a.gpl", b"255 0 0\n", "the first line is not 'GIMP Palette'"),
        ("a.gpl", b"GIMP Palette\n", "holds no colour"),
        ("a.txt", b"#ff0000\nred\n", "line 2: found 'red'; expected a colour as #rrggbb"),
        ("a.txt", b"#ff00001\n", "line 1: found '#ff00001'"),
        ("a.hex", b"", "holds no colour"),
        ("a.aco", b"\0\3\0\1", "found version 3 of .aco, expected 1 or 2"),
        ("a.aco", b"\0\1\0\2" + bytes(10), "ends after 14 bytes, in a colour: expected 10 more bytes at 14"),
        ("a.aco", b"\0\1\0\1\0\3" + bytes(8), "colour 1: found colour space 3; nurie reads 0, 1, 2, 7, 8"),
        ("a.aco", b"\0\1\0\1\0\x08\xff\xff" + bytes(6), "expected 0 to 1"),
        ("a.aco", ACO[:34] + b"\0\2\0\1", "ends after 38 bytes"),
        ("a.aco", ACO[:48] + b"\xff" * 4, "in a name"),
        ("a.ase", b"ASEF\0\2\0\0\0\0\0\1", "version 2, expected b'ASEF' version 1"),
        ("a.ase", b"GIMP\0\1\0\0\0\0\0\1", "found b'GIMP'"),
        ("a.ase", ASE[:40], "ends after 40 bytes, in block 2"),
        ("a.ase", ASE[:10] + b"\0\1\0\7\0\0\0\0", "block 1: found kind 0x0007"),
        ("a.ase", ASE[:10] + b"\0\1\0\1\0\0\0\x08\0\1\0\0HSV ", "found colour model 'HSV', expected RGB, CMYK"),
        ("a.ase", ASE[:10] + b"\0\1\0\1\0\0\0\x0c\0\1\0\0Gray\x7f\xc0\0\0", "is nan, nan, nan"),
        ("a.ase", ASE[:10] + b"\0\1\0\1\0\0\0\x14\0\1\0\0LAB " + b"\x7f\xc0\0\0" * 3, "is nan, nan, nan"),
        ("a.png", b"\x89PNG", "a.png ends in '.png'; palettes are .gpl, .aco, .ase, .hex"),
    ],
)  # fmt: skip
def test_malformed_files(tmp_path: Path, name: str, data: bytes, text: str):
    """Prevents tracebacks, colours from noise, and messages that do not say where."""
    with pytest.raises(PaletteError) as caught:
        read(tmp_path, name, data)
    assert text in str(caught.value)


@given(data=st.binary(max_size=80), suffix=st.sampled_from(sorted(FORMATS)), head=st.sampled_from(sorted(FILES)))
def test_noise_is_refused_or_read(tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str, head: str):
    """Prevents any other exception than ours, whatever the bytes."""
    path = tmp_path_factory.getbasetemp() / f"n{suffix}"
    for content in (data, FILES[head][: len(data)] + data):
        path.write_bytes(content)
        try:
            assert read_palette(path).swatches
        except PaletteError as error:
            assert str(path) in str(error)


def test_what_cannot_be_written(tmp_path: Path):
    """Prevents an earlier palette overwritten, and empty ones."""
    with pytest.raises(PaletteError, match=r"ends in '\.act'"):
        write_palette(tmp_path / "a.act", THREE)
    with pytest.raises(PaletteError, match="has 0 colours"):
        write_palette(tmp_path / "a.gpl", Palette(()))
    write_palette(tmp_path / "a.gpl", THREE)
    with pytest.raises(PaletteError, match="exists already"):
        write_palette(tmp_path / "a.gpl", THREE)
    with pytest.raises(PaletteError, match="cannot be written"):
        write_palette(tmp_path / "a.gpl" / "b.gpl", THREE)
    write_palette(tmp_path / "new" / "a.gpl", THREE)
    with pytest.raises(PaletteError, match="no palette file"):
        read_palette(tmp_path / "absent.gpl")


def test_colours_from_anything(tmp_path: Path):
    """Prevents that a door takes only one kind of palette, or a colour twice."""
    write_palette(tmp_path / "a.gpl", THREE)
    for source in (tmp_path / "a.gpl", str(tmp_path / "a.gpl"), THREE, ["#ff0000", SKIN, "000033", RED]):
        assert to_colors(source) == THREE.colors
    assert to_colors(None) == ()
    with pytest.raises(PaletteError, match="the colour is 'red'"):
        to_colors(["red"])
