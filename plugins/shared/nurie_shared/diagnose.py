"""What is wrong, in plain words: each link of the chain is tried, the last one with a real page."""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

from .client import NurieError, Server
from .local import find_command


class Finding(NamedTuple):
    """One thing that was tried. `good` None is a note."""

    good: bool | None
    text: str


def diagnose(server: Server, command: str = "") -> list[Finding]:
    """Try everything that colouring needs; blocks for some seconds at most."""
    findings = [_command(command)]
    try:
        findings.append(Finding(True, f"nurie {server.version()} answers at {server.url}."))
    except NurieError as error:
        return [*findings, Finding(False, str(error))]
    try:
        findings.append(Finding(True, f"Installed models: {', '.join(server.models())}."))
        colored = server.color(tiny_page(), None, {})
    except NurieError as error:
        return [*findings, Finding(False, str(error))]
    return [*findings, Finding(True, f"A small page was coloured by {colored.model}. All is well.")]


def in_words(findings: list[Finding]) -> str:
    """One line per finding."""
    marks = {True: "✓", False: "✗", None: "–"}
    return "\n".join(f"{marks[finding.good]} {finding.text}" for finding in findings)


def _command(given: str) -> Finding:
    try:
        return Finding(True, f"nurie's command: {' '.join(find_command(given))}")
    except NurieError as error:
        return Finding(None, f"{error} (Only needed to start nurie from here.)")


def tiny_page(side: int = 32) -> bytes:
    """A grey PNG of a square's outline. Source: PNG (Third Edition), W3C, section 11."""
    rows = [[255] * side for _ in range(side)]
    for step in range(side // 4, 3 * side // 4 + 1):
        for y, x in ((side // 4, step), (3 * side // 4, step), (step, side // 4), (step, 3 * side // 4)):
            rows[y][x] = 0
    data = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows))
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
