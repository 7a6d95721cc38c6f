"""Files broken by chance: the same number, the same bytes."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable

_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_WORDS = (
    b"[" * 3000, b'{"a":' * 2000, b"1e999", b"-1", b"NaN", b"Infinity", b"null", b"true", b'""', b"9" * 5000, b"[]",
    b"{}", b"\xff\xfe", b"\0" * 64, b"%s%n", "\u202e\ud7ff".encode(), b'"../../../../etc/passwd"', b"http://127.0.0.1:9/",
)  # fmt: skip


def mutated(data: bytes, number: int) -> bytes:
    """One of the endless ways to break a file; number 0 is the file itself."""
    if number == 0:
        return data
    chance = random.Random(f"{number} {len(data)}")
    for _ in range(chance.choice((1, 1, 1, 2, 4, 12))):
        data = chance.choice(_WAYS)(bytearray(data), chance)
    return bytes(data)


def _truncate(data: bytearray, chance: random.Random) -> bytearray:
    return data[: chance.randrange(len(data) + 1)]


def _flip(data: bytearray, chance: random.Random) -> bytearray:
    for _ in range(min(len(data), chance.choice((1, 2, 8, 64)))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def _set_bytes(data: bytearray, chance: random.Random) -> bytearray:
    for _ in range(min(len(data), chance.choice((1, 4, 16)))):
        data[chance.randrange(len(data))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    return data


def _set_number(data: bytearray, chance: random.Random) -> bytearray:
    """A size or a count that is not so; heads of files, where these stand, more often."""
    form = chance.choice(("<H", ">H", "<I", ">I"))
    size = struct.calcsize(form)
    if len(data) <= size:
        return data
    place = chance.randrange(min(len(data) - size, chance.choice((64, 512, len(data)))) or 1)
    value = chance.choice(_NUMBERS) & (256**size - 1)
    data[place : place + size] = struct.pack(form, value)
    return data


def _cut_out(data: bytearray, chance: random.Random) -> bytearray:
    start = chance.randrange(len(data) + 1)
    del data[start : start + chance.choice((1, 3, 16, 200))]
    return data


def _double(data: bytearray, chance: random.Random) -> bytearray:
    start = chance.randrange(len(data) + 1)
    piece = data[start : start + chance.choice((1, 8, 64, 1000))]
    return data[:start] + piece * chance.choice((1, 2, 40)) + data[start:]


def _swap(data: bytearray, chance: random.Random) -> bytearray:
    a, b = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[b:] + data[a:b] + data[:a]


def _insert_word(data: bytearray, chance: random.Random) -> bytearray:
    start = chance.randrange(len(data) + 1)
    return data[:start] + chance.choice(_WORDS) + data[start:]


def _replace_value(data: bytearray, chance: random.Random) -> bytearray:
    """In text: what stands between two marks becomes something else."""
    marks = [place for place, byte in enumerate(data[:200_000]) if byte in b':,[]{}"\n= ']
    if len(marks) < 2:
        return data
    at = chance.randrange(len(marks) - 1)
    return data[: marks[at] + 1] + chance.choice(_WORDS) + data[marks[at + 1] :]


def _append(data: bytearray, chance: random.Random) -> bytearray:
    return data + chance.randbytes(chance.choice((1, 100, 5000)))


_WAYS: tuple[Callable[[bytearray, random.Random], bytearray], ...] = (
    _truncate, _flip, _flip, _set_bytes, _set_number, _set_number, _cut_out, _double, _swap, _insert_word,
    _replace_value, _replace_value, _append,
)  # fmt: skip
