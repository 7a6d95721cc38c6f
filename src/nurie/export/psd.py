"""PSD and PSB: sections and layer records, written plane by plane so that no more than three are held packed.

Source of every structure here: Adobe Photoshop File Formats Specification (November 2019); each function names its
section.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from numpy.typing import NDArray

from nurie.core.types import Extent
from nurie.errors import PageError
from nurie.export.packbits import Packed, pack
from nurie.export.psd_resources import image_resources
from nurie.export.stack import Document, Group, Layer

_MODES = {"normal": b"norm", "multiply": b"mul ", "screen": b"scrn"}
_CHANNELS = (-1, 0, 1, 2)  # alpha, red, green, blue
_OPEN_FOLDER, _DIVIDER = 1, 3
_HIDDEN, _HAS_BIT_4, _NO_PIXELS = 0x02, 0x08, 0x10
_RAW, _RLE = 0, 1


@dataclass(frozen=True, slots=True)
class _Form:
    """How PSD and PSB differ: the version, the longest side, and the widths of lengths and row counts."""

    name: str
    version: int
    longest_px: int
    length: str
    count: str


_PSD = _Form("PSD", 1, 30_000, "I", ">u2")
_PSB = _Form("PSB", 2, 300_000, "Q", ">u4")


class _Divider(NamedTuple):
    """A record without pixels: the top of a group, which bears its name, or the bottom."""

    kind: int
    key: str
    name: str


_Record = Layer | _Divider


def write_psd(stream: BinaryIO, document: Document) -> None:
    """Write a PSD into a seekable stream. Raises PageError above 30,000 px a side."""
    _write(stream, document, _PSD)


def write_psb(stream: BinaryIO, document: Document) -> None:
    """Write a PSB into a seekable stream. Raises PageError above 300,000 px a side."""
    _write(stream, document, _PSB)


def _write(stream: BinaryIO, document: Document, form: _Form) -> None:
    _check_size(document.extent, form)
    stream.write(_header(document.extent, form))
    stream.write(struct.pack(">I", 0))  # colour mode data: none for RGB
    stream.write(image_resources(document.image, document.dpi))
    _write_layers(stream, list(_records(document.root)), form)
    _write_merged(stream, document, form)


def _check_size(extent: Extent, form: _Form) -> None:
    if max(extent) > form.longest_px:
        other = ".psb" if form is _PSD else ".ora"
        raise PageError(
            f"{form.name} holds at most {form.longest_px} px a side, this page has {extent.width}x{extent.height}; "
            f"use {other}"
        )


def _header(extent: Extent, form: _Form) -> bytes:
    """Source: "File header section": 3 channels of 8 bits, colour mode 3 (RGB)."""
    return struct.pack(">4sH6xH2I2H", b"8BPS", form.version, 3, *extent, 8, 3)


def _records(group: Group) -> Iterator[_Record]:
    """From the bottom, as the file has them: a group is its divider, its members, and its folder."""
    yield _Divider(_DIVIDER, "</Layer group>", "</Layer group>")
    for member in reversed(group.members):
        if isinstance(member, Group):
            yield from _records(member)
        else:
            yield member
    yield _Divider(_OPEN_FOLDER, group.key, group.name)


def _write_layers(stream: BinaryIO, records: Sequence[_Record], form: _Form) -> None:
    """Write the layers, then their lengths, which stand before them and are known only then.

    Source: "Layer and mask information section", "Layer info".
    """
    start, unknown = stream.tell(), [(0,) * len(_CHANNELS)] * len(records)
    stream.write(_layers_head(records, unknown, 0, form))
    lengths = [_write_channels(stream, record, form) for record in records]
    info_start = start + 2 * struct.calcsize(">" + form.length)
    stream.write(bytes(-(stream.tell() - info_start) % 4))
    info_length = stream.tell() - info_start
    stream.write(struct.pack(">I", 0))  # global layer mask: none
    end = stream.tell()
    stream.seek(start)
    stream.write(_layers_head(records, lengths, info_length, form))
    stream.seek(end)


def _layers_head(
    records: Sequence[_Record], lengths: Sequence[tuple[int, ...]], info_length: int, form: _Form
) -> bytes:
    """All that stands before the pixels; as long whatever the lengths are."""
    section_length = info_length + struct.calcsize(">" + form.length) + 4
    head = struct.pack(f">2{form.length}h", section_length, info_length, len(records))
    return head + b"".join(_record(record, own, form) for record, own in zip(records, lengths, strict=True))


def _record(record: _Record, lengths: Sequence[int], form: _Form) -> bytes:
    """Source: "Layer records". The name stands twice, in ASCII and, as `luni`, in Unicode."""
    if isinstance(record, Layer):
        height, width = record.color.shape[:2]
        box = (record.top, record.left, record.top + height, record.left + width)
        mode, flags = _MODES[record.mode], _HAS_BIT_4 | (0 if record.visible else _HIDDEN)
        tagged = b""
    else:
        box, mode, flags = (0, 0, 0, 0), _MODES["normal"], _HAS_BIT_4 | _NO_PIXELS
        tagged = _tagged(b"lsct", struct.pack(">I4s4s", record.kind, b"8BIM", mode))
    channels = b"".join(
        struct.pack(">h" + form.length, channel, length) for channel, length in zip(_CHANNELS, lengths, strict=True)
    )
    extra = bytes(8) + _pascal_name(record.key) + _tagged(b"luni", _unicode(record.name)) + tagged
    head = struct.pack(">4iH", *box, len(_CHANNELS)) + channels
    return head + struct.pack(">4s4s4BI", b"8BIM", mode, 255, 0, flags, 0, len(extra)) + extra


def _tagged(key: bytes, data: bytes) -> bytes:
    """Source: "Additional layer information"."""
    data += bytes(-len(data) % 4)
    return struct.pack(">4s4sI", b"8BIM", key, len(data)) + data


def _pascal_name(name: str) -> bytes:
    data = name.encode("ascii", "replace")[:255]
    data = bytes([len(data)]) + data
    return data + bytes(-len(data) % 4)


def _unicode(name: str) -> bytes:
    data = name.encode("utf-16-be")
    return struct.pack(">I", len(data) // 2) + data


def _write_channels(stream: BinaryIO, record: _Record, form: _Form) -> tuple[int, ...]:
    """The length of each channel as written. Source: "Channel image data"."""
    if isinstance(record, _Divider):
        stream.write(struct.pack(">H", _RAW) * len(_CHANNELS))
        return (2,) * len(_CHANNELS)
    lengths = []
    for channel in _CHANNELS:
        packed = pack(record.alpha() if channel < 0 else record.color[..., channel])
        lengths.append(_write_packed(stream, [packed], form))
    return tuple(lengths)


def _write_packed(stream: BinaryIO, planes: Sequence[Packed], form: _Form) -> int:
    """Compression, the rows' lengths of all planes, their rows; the number of bytes."""
    start = stream.tell()
    stream.write(struct.pack(">H", _RLE))
    for packed in planes:
        stream.write(_counts(packed.lengths, form))
    for packed in planes:
        stream.write(packed.data)
    return stream.tell() - start


def _counts(lengths: NDArray, form: _Form) -> bytes:
    return lengths.astype(form.count).tobytes()


def _write_merged(stream: BinaryIO, document: Document, form: _Form) -> None:
    """Source: "Image data section"."""
    _write_packed(stream, [pack(document.image[..., channel]) for channel in range(3)], form)
