"""Files of hints: `hints.json`, layers with transparency, blurred pictures."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nurie.core.decode import decode
from nurie.core.files import replacing
from nurie.core.hints import MAX_RADIUS_PX, rasterize
from nurie.core.json_text import parse_json
from nurie.core.types import Blur, Extent, HintKind, Hints, Rgb, Stroke
from nurie.errors import HintError, PageError

HintSource = str | Path | bytes | NDArray[np.uint8] | Hints

MOST_TEXT = 16_000_000  # characters of a hints.json
_DEFAULT_RADIUS_PX = 6
_EXAMPLE = '{"version": 1, "size": [width, height], "strokes": [{"points": [[x, y]], "color": "#rrggbb"}]}'


def read_hints(source: HintSource, extent: Extent) -> Hints:
    """Read hints for a page.

    Args:
        source: `Hints`; the path or bytes of a `hints.json` or of a picture with transparency (PNG, WebP), in
            which every pixel with alpha > 0 is a hint; or such a picture as a (H, W, 4) uint8 array; or the path of
            a blurred picture without transparency, NAME.blur.png or .jpg, as deepcolor's hints were.
        extent: the page's size. Hints made at another size are scaled if the aspect is the same to 1 %.

    Raises:
        HintError: no such file, an unknown key, a bad value, or a size that does not fit the page.
    """
    if isinstance(source, Hints):
        hints = source
    elif isinstance(source, np.ndarray):
        hints = _from_layer(source, "the hint layer")
    elif isinstance(source, str | Path | bytes):
        hints = _from_file(source)
    else:
        raise HintError(
            f"found a {type(source).__name__}, expected Hints, the path or bytes of a hints.json or a PNG, "
            "or a uint8 array (H, W, 4)"
        )
    _check_fit(hints.size, Extent(*extent))
    return hints


def write_hints(path: str | Path, hints: Hints) -> None:
    """Write hints as `.json`, or as an RGBA `.png` with their raster. Overwrites.

    Raises:
        HintError: another suffix, or a painted layer to JSON.
    """
    path = Path(path)
    if path.suffix.lower() == ".json":
        data = hints_to_json(hints).encode()
    elif path.suffix.lower() == ".png":
        buffer = io.BytesIO()
        Image.fromarray(rasterize(hints, hints.size)).save(buffer, "PNG")
        data = buffer.getvalue()
    else:
        raise HintError(f"{path} ends in {path.suffix or 'no suffix'!r}; hints are written as .json or .png")
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def hints_to_json(hints: Hints) -> str:
    """Strokes as the text of a `hints.json`. Raises HintError for hints with a painted layer or a blurred picture."""
    if hints.blur is not None:
        raise HintError("a blurred hint has no JSON form; keep the picture that it is")
    if hints.layer is not None:
        raise HintError("hints with a painted layer have no JSON form; write them as .png")
    strokes = [
        {
            "points": [list(point) for point in stroke.points],
            "color": "#{:02x}{:02x}{:02x}".format(*stroke.color),
            "radius_px": stroke.radius_px,
            "kind": stroke.kind,
        }
        for stroke in hints.strokes
    ]
    return json.dumps({"version": 1, "size": [hints.size.width, hints.size.height], "strokes": strokes}, indent=1)


def hints_from_json(text: str, where: str = "the hints") -> Hints:
    """Parse the text of a `hints.json`. Raises HintError naming the key or the value that is wrong."""
    if len(text) > MOST_TEXT:
        raise HintError(
            f"{where}: {len(text)} characters, at most {MOST_TEXT} are read; paint hints on a layer instead"
        )
    try:
        values = parse_json(text)
    except ValueError as error:
        raise HintError(f"{where}: not JSON ({error}); expected {_EXAMPLE}") from None
    _check_keys(values, ("version", "size", "strokes"), (), where)
    if values["version"] != 1 or values["version"] is True:
        raise HintError(
            f"{where}: version {repr(values['version'])[:60]}, this nurie reads version 1; save the hints again"
        )
    size, strokes = values["size"], values["strokes"]
    if not (isinstance(size, list) and len(size) == 2 and all(type(side) is int and 0 < side < 2**31 for side in size)):
        raise HintError(f"{where}: size is {str(size)[:60]}; expected [width, height] in whole pixels of the page")
    if not isinstance(strokes, list):
        raise HintError(f"{where}: strokes is a {type(strokes).__name__}; expected a list, as in {_EXAMPLE}")
    parsed = tuple(_parse_stroke(stroke, f"{where}, stroke {number}") for number, stroke in enumerate(strokes, 1))
    return Hints(Extent(size[1], size[0]), parsed)


def _parse_stroke(values: Any, where: str) -> Stroke:
    _check_keys(values, ("points", "color"), ("radius_px", "kind"), where)
    kind, radius = values.get("kind", "exact"), values.get("radius_px", _DEFAULT_RADIUS_PX)
    if kind not in get_args(HintKind):
        raise HintError(f"{where}: kind is {str(kind)[:60]!r}; known are {', '.join(get_args(HintKind))}")
    if not _is_number(radius) or not 0 < radius <= MAX_RADIUS_PX:
        raise HintError(
            f"{where}: radius_px is {str(radius)[:60]}; expected a number above 0 and at most {MAX_RADIUS_PX:g}"
        )
    return Stroke(_parse_points(values["points"], where), _parse_color(values["color"], where), float(radius), kind)


def _parse_points(points: Any, where: str) -> tuple[tuple[float, float], ...]:
    good = (
        isinstance(points, list)
        and points
        and all(isinstance(point, list) and len(point) == 2 and all(map(_is_number, point)) for point in points)
    )
    if not good:
        raise HintError(f"{where}: points is {str(points)[:60]}; expected [[x, y], …] with at least one point")
    return tuple((float(x), float(y)) for x, y in points)


def _parse_color(text: Any, where: str) -> Rgb:
    if not isinstance(text, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise HintError(f'{where}: color is {str(text)[:60]!r}; expected "#rrggbb", for example "#e8b89a"')
    red, green, blue = bytes.fromhex(text[1:])
    return red, green, blue


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def _check_keys(values: Any, required: tuple[str, ...], optional: tuple[str, ...], where: str) -> None:
    if not isinstance(values, dict):
        raise HintError(f"{where}: found a {type(values).__name__}, expected an object, as in {_EXAMPLE}")
    known = ", ".join((*required, *optional))
    if unknown := [key for key in values if key not in required + optional]:
        raise HintError(f"{where}: unknown key {', '.join(map(repr, unknown))[:200]}; known are {known}")
    if missing := [key for key in required if key not in values]:
        raise HintError(f"{where}: key {', '.join(map(repr, missing))} is missing; known are {known}")


def _from_file(source: str | Path | bytes) -> Hints:
    where = "the hints" if isinstance(source, bytes) else str(source)
    if isinstance(source, bytes):
        data = source
    elif Path(source).is_file():
        data = Path(source).read_bytes()
    else:
        raise HintError(f"no hints file at {source}; give a hints.json or a PNG with transparency")
    if data[:1] in (b"{", b"[", b" ", b"\n", b"\xef") or where.lower().endswith(".json"):
        return hints_from_json(data.decode("utf-8-sig", "replace"), where)
    try:
        decoded = decode(data)
    except PageError as error:
        raise HintError(f"{where}: {error}; expected a hints.json or a PNG with transparency") from None
    if ".blur." in where.lower():
        return blur_hints(_three_channels(decoded.pixels))
    if decoded.alpha is None:
        raise HintError(
            f"{where} has no transparency, so all of it would be a hint; "
            "paint hints on a transparent layer and export it as PNG; a blurred picture is called NAME.blur.png"
        )
    return _from_layer(np.dstack([_three_channels(decoded.pixels), decoded.alpha]), where)


def blur_hints(picture: NDArray[np.uint8]) -> Hints:
    """(H, W, 3) uint8 sRGB, a blurred picture of the page, as its only hint."""
    picture = np.array(picture)
    picture.setflags(write=False)
    return Hints(Extent(*picture.shape[:2]), blur=Blur(picture))


def _three_channels(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=2)


def _from_layer(layer: NDArray[np.uint8], where: str) -> Hints:
    if layer.ndim != 3 or layer.shape[2] != 4 or layer.dtype != np.uint8 or 0 in layer.shape:
        raise HintError(
            f"{where} is an array {layer.shape} of {layer.dtype}; expected (H, W, 4) uint8, alpha > 0 where a hint is"
        )
    layer = layer.copy()
    layer.setflags(write=False)
    return Hints(Extent(*layer.shape[:2]), layer=layer)


def _check_fit(size: Extent, extent: Extent) -> None:
    aspect = size.width * extent.height / (size.height * extent.width)
    rounding = 1 / min(*size, *extent)  # one pixel more or less on the shortest side is the same aspect
    if abs(aspect - 1) > max(0.01, rounding):
        raise HintError(
            f"the hints are for a page of {size.width}x{size.height} px, this page has {extent.width}x{extent.height}; "
            "make hints for this page (the same shape at another size is scaled)"
        )
