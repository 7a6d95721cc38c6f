"""Sessions: a file that says all of how a page was coloured, so that it can be done again to the byte."""

from __future__ import annotations

import base64
import io
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nurie.core.files import real, sha256_of
from nurie.core.hint_files import hints_from_json, hints_to_json, read_hints
from nurie.core.image_io import SAVABLE
from nurie.core.json_text import parse_json, read_text
from nurie.core.swatches import from_hex, to_hex
from nurie.core.types import ColorizeOptions, ColorShare, Extent, Hints, Light
from nurie.errors import HintError, SessionError

SESSION_VERSION = 1
SUFFIX = ".session.json"
_KEYS = ("version", "nurie", "page", "hints", "hint_layer", "options", "model", "output")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ModelId:
    """Which weights: name and version of the card, and the SHA-256 of the bundle's file."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Output:
    """The picture's file: its suffix, and how layers lie in it (None where there is no wish)."""

    suffix: str = ".png"
    layers: str | None = None
    layer_names: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """How one page was coloured.

    Attributes:
        page: its path, as the session file has it: relative to the file's folder.
        page_sha256: of the page's file.
        hints: that were used, or None.
        options, model: that were used.
        output: that was written.
        nurie: the version of this program.
    """

    page: str
    page_sha256: str
    hints: Hints | None
    options: ColorizeOptions
    model: ModelId
    output: Output
    nurie: str

    def page_beside(self, path: Path) -> Path:
        """The page's file, as seen from the session's. Raises SessionError if it is missing or another one."""
        page = Path(os.path.normpath(path.parent / self.page))
        if not page.is_file():
            raise SessionError(f"{path}: its page {page} is not there; put it back, or correct page.path in that file")
        if (found := sha256_of(page)) != self.page_sha256:
            raise SessionError(
                f"{path}: its page {page} has other bytes than when it was coloured (SHA-256 {found[:12]}…, expected "
                f"{self.page_sha256[:12]}…); put the old file back, or colour the new one with `nurie color {page}`"
            )
        return page


def path_from(page: Path, folder: Path) -> str:
    """A page's path for a session file in `folder`: relative, with slashes; absolute on another drive."""
    try:
        return Path(os.path.relpath(real(page), real(folder))).as_posix()
    except ValueError:
        return real(page).as_posix()


def read_session(path: Path) -> Session:
    """Read a session. Raises SessionError for no such file, another version, a missing, unknown or bad value."""
    if not path.is_file():
        raise SessionError(f"no session file at {path}; `nurie color PAGE --save-session` writes one")
    try:
        return session_from_json(read_text(path), str(path))
    except ValueError as error:
        raise SessionError(f"{path}: {error}; expected what `nurie color --save-session` writes") from None


def session_to_json(session: Session) -> str:
    """The text of a session file. Raises HintError for a blurred hint, which it cannot hold."""
    if session.hints is not None and session.hints.blur is not None:
        raise HintError("a session cannot hold a blurred hint; leave out --save-session, and keep the picture")
    strokes = None if session.hints is None else Hints(session.hints.size, session.hints.strokes)
    values = {
        "version": SESSION_VERSION,
        "nurie": session.nurie,
        "page": {"path": session.page, "sha256": session.page_sha256},
        "hints": None if strokes is None else json.loads(hints_to_json(strokes)),
        "hint_layer": None if session.hints is None else _layer_to_text(session.hints.layer),
        "options": options_to_json(session.options),
        "model": _fields_of(session.model),
        "output": _fields_of(session.output),
    }
    return json.dumps(values, indent=1, ensure_ascii=False) + "\n"


def options_to_json(options: ColorizeOptions) -> dict[str, Any]:
    """Options as plain values: colours as `#rrggbb`."""
    values = _fields_of(options)
    values["palette"] = [to_hex(color) for color in options.palette]
    values["reference"] = [[to_hex(color), share] for color, share in options.reference]
    return values


def session_from_json(text: str, where: str = "the session") -> Session:
    """Parse a session's text. Raises SessionError, HintError or OptionError, naming what is wrong."""
    try:
        values = parse_json(text)
    except ValueError as error:
        raise SessionError(f"{where}: not JSON ({error}); expected what `nurie color --save-session` writes") from None
    found = values.get("version") if isinstance(values, dict) else None
    if found != SESSION_VERSION:
        raise SessionError(
            f"{where}: version {str(found)[:60]}, expected {SESSION_VERSION}; colour the page again, or upgrade"
        )
    _check(values, dict.fromkeys(_KEYS, object), where)
    _check({"nurie": values["nurie"]}, {"nurie": str}, where)
    page = _check(values["page"], {"path": str, "sha256": str}, f"{where}, page")
    model = _check(values["model"], dict.fromkeys(("name", "version", "sha256"), str), f"{where}, model")
    for digest in (page["sha256"], model["sha256"]):
        if not _DIGEST.fullmatch(digest):
            raise SessionError(f"{where}: sha256 is {digest[:70]!r}; expected 64 hexadecimal digits")
    kinds = {"suffix": str, "layers": str | None, "layer_names": str | None}
    output = Output(**_check(values["output"], kinds, f"{where}, output"))
    _check_output(output, f"{where}, output")
    return Session(
        page["path"],
        page["sha256"],
        _hints(values["hints"], values["hint_layer"], where),
        _options(values["options"], f"{where}, options"),
        ModelId(**model),
        output,
        values["nurie"],
    )


def _check_output(output: Output, where: str) -> None:
    """A suffix is one of those that are written: it becomes part of a path."""
    known = {"suffix": SAVABLE, "layers": (None, "per-color", "per-region"), "layer_names": (None, "en", "ja")}
    for key, values in known.items():
        if (found := getattr(output, key)) not in values:
            raise SessionError(f"{where}: {key} is {found[:60]!r}; known are {', '.join(filter(None, values))}")


def _fields_of(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _check(values: Any, kinds: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The values, if they are an object with exactly these keys and kinds."""
    if not isinstance(values, dict):
        raise SessionError(f"{where}: found a {type(values).__name__}, expected an object with {', '.join(kinds)}")
    if unknown := [key for key in values if key not in kinds]:
        raise SessionError(f"{where}: unknown key {', '.join(map(repr, unknown))[:200]}; known are {', '.join(kinds)}")
    if missing := [key for key in kinds if key not in values]:
        raise SessionError(f"{where}: key {', '.join(map(repr, missing))} is missing; expected {', '.join(kinds)}")
    for key, kind in kinds.items():
        if not isinstance(values[key], kind) or (isinstance(values[key], bool) and kind is not bool):
            expected = getattr(kind, "__name__", kind)
            raise SessionError(f"{where}: {key} is {str(values[key])[:60]!r}; expected {expected}")
    return values


def _options(values: Any, where: str) -> ColorizeOptions:
    kinds = {
        "working_size_px": int | None, "seed": int, "gap_px": int | float | None, "palette": list, "reference": list,
        "light": list | None, "guess": bool,
    }  # fmt: skip
    if isinstance(values, dict):
        values = {"light": None, "guess": False, **values}  # older sessions know of none
    checked = dict(_check(values, kinds, where))
    pairs = checked["reference"]
    if not all(isinstance(pair, list) and len(pair) == 2 and isinstance(pair[1], int | float) for pair in pairs):
        raise SessionError(f'{where}: reference is {str(pairs)[:60]}; expected [["#rrggbb", share], …]')
    checked["palette"] = tuple(from_hex(str(color), where) for color in checked["palette"])
    checked["reference"] = tuple(ColorShare(from_hex(str(color), where), share) for color, share in pairs)
    if light := checked["light"]:
        if len(light) != len(Light._fields) or not all(isinstance(number, int | float) for number in light):
            raise SessionError(f"{where}: light is {str(light)[:60]}; expected [{', '.join(Light._fields)}]")
        checked["light"] = Light(*light)
    return ColorizeOptions(**checked)


def _hints(values: Any, layer: Any, where: str) -> Hints | None:
    if values is None:
        return None
    hints = hints_from_json(json.dumps(values), f"{where}, hints")
    return hints if layer is None else Hints(hints.size, hints.strokes, _layer_from_text(layer, hints.size, where))


def _layer_to_text(layer: NDArray[np.uint8] | None) -> str | None:
    if layer is None:
        return None
    buffer = io.BytesIO()
    Image.fromarray(layer).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def _layer_from_text(text: Any, size: Extent, where: str) -> NDArray[np.uint8]:
    try:
        data = base64.b64decode(text, validate=True)
    except (TypeError, ValueError):
        raise SessionError(f"{where}: hint_layer is no base64; expected a PNG with transparency in base64") from None
    layer = read_hints(data, size).layer
    if layer is None or layer.shape[:2] != size:
        raise SessionError(f"{where}: hint_layer is not {size.width}x{size.height} px, as the hints are; save it again")
    return layer
