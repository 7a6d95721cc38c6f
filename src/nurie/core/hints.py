"""Hints: their files, and strokes drawn into the map that a generator reads. The only rasteriser of hints."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nurie.core.decode import decode
from nurie.core.files import replacing
from nurie.core.json_text import parse_json
from nurie.core.types import Blur, Extent, HintKind, Hints, Rgb, Stroke
from nurie.errors import HintError, PageError

HintSource = str | Path | bytes | NDArray[np.uint8] | Hints

MAX_RADIUS_PX = 4096.0
MOST_STROKES, MOST_POINTS = 20_000, 500_000
MOST_BRUSH_PIXELS = 10e9  # under all points of all strokes: some seconds of drawing
MOST_TEXT = 16_000_000  # characters of a hints.json
_DEFAULT_RADIUS_PX = 6
_EXAMPLE = '{"version": 1, "size": [width, height], "strokes": [{"points": [[x, y]], "color": "#rrggbb"}]}'
_FARTHEST = 1e6  # px; what lies farther out is nowhere near the map
_SHIFT = 4  # fractional bits of OpenCV's drawing functions


def rasterize(hints: Hints, extent: Extent) -> NDArray[np.uint8]:
    """Draw hints into the map that the generator reads, at any size.

    Strokes are scaled from `hints.size` to `extent`; a brush never becomes thinner than one pixel, so
    that a hint in an eye survives. Later strokes cover earlier ones; what lies outside is clipped. A
    `transparent` stroke takes away the hints under it.

    Returns:
        (H, W, 4) uint8: [..., :3] sRGB colour, 0 where there is no hint; [..., 3] mask, 0 or 255.

    Raises:
        HintError: a stroke without points, a radius outside (0, 4096] px, or more than some seconds of drawing.

    Source: local hints as colour and mask planes, Zhang et al. 2017, arXiv:1705.02999, section 3.
    """
    hint_map = np.zeros((*extent, 4), np.uint8)
    if hints.layer is not None:
        hint_map = _resize_layer(hints.layer, extent)
    for stroke, centers, radius in _placed(hints, extent):
        _draw(hint_map, centers, radius, (0, 0, 0, 0) if stroke.kind == "transparent" else (*stroke.color, 255))
    return hint_map


def rasterize_marks(hints: Hints, extent: Extent) -> tuple[NDArray[np.int32], NDArray[np.uint8], tuple[HintKind, ...]]:
    """Draw the numbers of hints where `rasterize` draws their colours.

    A mark is a stroke, in their order, or after these a connected spot of one colour of the painted layer, which is
    exact; a spot's mixtures at its border, below 4 px and a twentieth of it, are none.

    Returns:
        (H, W) int32, 0 or i + 1 of the mark on top; (n, 3) uint8 sRGB colours; n kinds.
    """
    colors = [np.array([stroke.color for stroke in hints.strokes], np.uint8).reshape(-1, 3)]
    numbers = np.zeros(extent, np.int32)
    if hints.layer is not None:
        colors.append(_number_spots(numbers, _resize_layer(hints.layer, extent), len(hints.strokes)))
    for number, (_, centers, radius) in enumerate(_placed(hints, extent), 1):
        _draw(numbers, centers, radius, number)
    found, kinds = np.concatenate(colors), tuple(stroke.kind for stroke in hints.strokes)
    return numbers, found, kinds + ("exact",) * (len(found) - len(kinds))


def _number_spots(numbers: NDArray[np.int32], layer: NDArray[np.uint8], first: int) -> NDArray[np.uint8]:
    """Write the numbers of a layer's spots, after `first`; their (n, 3) colours."""
    spots = cv2.connectedComponents(np.minimum(layer[..., 3], 1), connectivity=8, ltype=cv2.CV_32S)[1]
    places = np.flatnonzero(spots)
    red, green, blue = layer[..., :3].reshape(-1, 3)[places].astype(np.int64).T
    spot = spots.ravel()[places]
    keys = spot.astype(np.int64) << 24 | red << 16 | green << 8 | blue
    known, which, counts = np.unique(keys, return_inverse=True, return_counts=True)
    kept = (counts >= 4) | (counts * 20 >= np.bincount(spot)[known >> 24])
    numbers.ravel()[places] = np.where(kept, first + np.cumsum(kept), 0)[which]
    return np.stack([known >> 16 & 255, known >> 8 & 255, known & 255], 1).astype(np.uint8)[kept]


def _placed(hints: Hints, extent: Extent) -> Iterator[tuple[Stroke, NDArray[np.float64], float]]:
    """Each stroke with its points, (N, 2), and its radius, in pixels of the map."""
    for stroke in hints.strokes:
        _check_stroke(stroke)
    scale = np.array([extent.width / hints.size.width, extent.height / hints.size.height])
    mean_scale, end = float(scale.mean()), 0
    points = np.array([point for stroke in hints.strokes for point in stroke.points], float).reshape(-1, 2)
    centers = (points + 0.5) * scale - 0.5
    _check_work(hints, mean_scale, extent)
    for stroke in hints.strokes:
        start, end = end, end + len(stroke.points)
        yield stroke, centers[start:end], stroke.radius_px * mean_scale


def _check_stroke(stroke: Stroke) -> None:
    if not stroke.points or not 0 < stroke.radius_px <= MAX_RADIUS_PX:
        raise HintError(
            f"a stroke has {len(stroke.points)} points and radius_px {stroke.radius_px:g}; "
            f"give at least one point and a radius above 0 and at most {MAX_RADIUS_PX:g} px"
        )


def _check_work(hints: Hints, scale: float, extent: Extent) -> None:
    """Refuse what would take minutes to draw. A brush costs the pixels under it, its rows, and the call."""
    counts = np.array([len(stroke.points) for stroke in hints.strokes], float)
    if len(counts) > MOST_STROKES or counts.sum() > MOST_POINTS:
        raise HintError(
            f"the hints have {len(counts)} strokes with {counts.sum():.0f} points; at most {MOST_STROKES} with "
            f"{MOST_POINTS} are drawn: give fewer, or paint them on a layer and give that as PNG"
        )
    sides = np.array([2 * stroke.radius_px * scale for stroke in hints.strokes])
    each = np.minimum(sides**2, extent.height * extent.width) + 4 * sides + 1000
    if (total := float((counts * each).sum())) > MOST_BRUSH_PIXELS:
        raise HintError(
            f"the hints' brushes would cover {total / 1e9:.0f} gigapixels, at most {MOST_BRUSH_PIXELS / 1e9:.0f} "
            "are drawn; give strokes fewer points or a smaller radius_px"
        )


def _draw(hint_map: NDArray, centers: NDArray[np.float64], radius: float, value: int | tuple[int, ...]) -> None:
    """One stroke of (N, 2) points, N > 0, in pixels of the map."""
    (x, y), single, unit = centers[0].tolist(), len(centers) == 1, 1 << _SHIFT
    if radius < 1 and single:
        x, y = round(x), round(y)
        if 0 <= x < hint_map.shape[1] and 0 <= y < hint_map.shape[0]:
            hint_map[y, x] = value
        return
    reach, ends = round(radius * unit), [(x, y)]
    if not single:
        fixed = np.round(np.clip(centers, -_FARTHEST, _FARTHEST) * unit).astype(np.int32)
        thickness = max(1, round(2 * radius))
        cv2.polylines(hint_map, [fixed.reshape(-1, 1, 2)], False, value, thickness, cv2.LINE_8, _SHIFT)
        ends.append(centers[-1].tolist())
    for end in ends:
        center = [round(min(max(place, -_FARTHEST), _FARTHEST) * unit) for place in end]
        cv2.circle(hint_map, center, reach, value, -1, cv2.LINE_8, _SHIFT)


def _resize_layer(layer: NDArray[np.uint8], extent: Extent) -> NDArray[np.uint8]:
    """Mean colour of the marked pixels of each cell; a cell with any marked pixel is marked."""
    mask = (layer[..., 3] > 0).astype(np.float32)
    size = (extent.width, extent.height)
    shrinks = extent.height < layer.shape[0]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_NEAREST
    cover = cv2.resize(mask, size, interpolation=how)
    color = cv2.resize(layer[..., :3] * mask[..., None], size, interpolation=how)
    marked = cover > 1e-3
    color = np.where(marked[..., None], color / np.maximum(cover, 1e-3)[..., None], 0)
    return np.dstack([np.clip(np.round(color), 0, 255), marked * 255.0]).astype(np.uint8)


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
