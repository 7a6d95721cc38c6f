"""SVG drawings to a colour picture and a line picture in exact registration. Rendering needs resvg-py."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from nurie.core.color import delta_e2000, rgb_to_lab
from nurie.errors import InputError, MissingExtraError

U8 = NDArray[np.uint8]

_INK_BELOW = 0.14  # brightness up to which a fill is an artist's black
_STROKE_BELOW = 0.34  # and up to which a stroke is a line
_FAINT = 0.55  # what lets more light through is no drawing but a shade
_UNTOUCHED = ("mask", "clipPath", "filter", "metadata")
_BORDER = 9.0  # CIEDE2000 from which a border of two colours is drawn
_OVERSIZE = 1.5
_NO_COLOR = "#ff01fe"  # paper that no drawing has: white things on it get an outline, too


def render(svg: str, size_px: int, *, crisp: bool = False, paper: str = "#ffffff") -> U8:
    """Draw an SVG on paper, its longer side `size_px`; `crisp` without anti-aliasing. (H, W, 3) uint8 sRGB.

    Raises:
        MissingExtraError: resvg-py is not installed.
        InputError: the drawing cannot be read.
    """
    try:
        import resvg_py
    except ModuleNotFoundError:
        raise MissingExtraError(
            "drawing SVG files needs resvg-py, which is not installed; type: pip install 'nurie[draw]'"
        ) from None
    view = [float(value) for value in _parse(svg).get("viewBox", "0 0 1 1").replace(",", " ").split()]
    side = {"width": size_px} if view[2] >= view[3] else {"height": size_px}
    shape = "crisp_edges" if crisp else "geometric_precision"
    try:
        data = resvg_py.svg_to_bytes(
            svg_string=svg, background=paper, skip_system_fonts=True, shape_rendering=shape, **side
        )
    except ValueError as error:
        raise InputError(f"an SVG drawing cannot be rendered ({error}); leave it out") from None
    with Image.open(BytesIO(bytes(data))) as picture:
        return np.asarray(picture.convert("RGB"))


def inked_pair(svg: str, size_px: int) -> tuple[U8, U8]:
    """Colour picture and line picture of a drawing that has outlines: its near-black fills and dark strokes."""
    lines = cv2.cvtColor(render(ink_only(svg), size_px), cv2.COLOR_RGB2GRAY)
    return render(svg, size_px), lines


def bordered_pair(svg: str, size_px: int, *, width_px: float, ink: tuple[int, int, int]) -> tuple[U8, U8]:
    """Colour picture and line picture of a drawing without outlines: lines where two colours meet.

    The lines are drawn into the colour picture in the colour `ink`, as an artist would have.
    """
    flat = render(flat_only(svg), round(_OVERSIZE * size_px), crisp=True, paper=_NO_COLOR)
    lines = border_lines(flat, width_px * _OVERSIZE)
    picture = render(svg, size_px)
    lines = cv2.resize(lines, picture.shape[1::-1], interpolation=cv2.INTER_AREA)
    light = lines[..., None].astype(np.float32) / 255
    drawn = np.round(picture * light + np.array(ink, np.float32) * (1 - light)).astype(np.uint8)
    return drawn, lines


def border_lines(flat: U8, width_px: float) -> U8:
    """Lines where exact colours meet, small dark things filled: (H, W, 3) uint8 to (H, W) uint8, 255 paper."""
    codes = (flat.astype(np.int32) * (1 << 16, 1 << 8, 1)).sum(2)
    index, known = _numbered(codes)
    colors = np.stack([known >> 16, known >> 8 & 255, known & 255], 1).astype(np.uint8)
    lab = rgb_to_lab(colors)
    drawn = delta_e2000(lab[:, None], lab[None]) >= _BORDER
    edge = np.zeros(index.shape, np.uint8)
    edge[:, 1:] |= drawn[index[:, 1:], index[:, :-1]]
    edge[1:] |= drawn[index[1:], index[:-1]]
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (max(2, round(width_px)),) * 2)
    line = cv2.dilate(edge, pen)
    dark = (lab[:, 0] < 38)[index].astype(np.uint8)
    broad_px = round(max(5 * width_px, max(index.shape) / 28)) | 1
    broad = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (broad_px, broad_px))
    line |= dark & ~cv2.morphologyEx(dark, cv2.MORPH_OPEN, broad)
    return cv2.GaussianBlur(255 - 255 * line, (0, 0), 0.9)


def _numbered(codes: NDArray[np.int32]) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
    """Each of a few codes below 2^24 by its rank, and the codes; as `np.unique` has it, without sorting pixels."""
    seen = np.zeros(1 << 24, np.bool_)
    seen[codes] = True
    known = np.flatnonzero(seen)
    rank = np.zeros(1 << 24, np.int16)
    rank[known] = np.arange(len(known))
    return rank[codes], known


def ink_only(svg: str) -> str:
    """The drawing with everything white that is not ink, and without translucent shades."""

    def change(name: str, color: tuple[int, int, int]) -> str:
        dark = _brightness(color) < (_STROKE_BELOW if name == "stroke" else _INK_BELOW)
        return "#000" if dark else "#fff"

    root = _parse(svg)
    _walk(root, 1.0, change)
    return ET.tostring(root, encoding="unicode")


def flat_only(svg: str) -> str:
    """The drawing with one colour for each gradient, and without translucent shades."""
    root = _parse(svg)
    _walk(root, 1.0, lambda name, color: "#{:02x}{:02x}{:02x}".format(*color))
    means = {}
    for gradient in root.iter():
        stops = [_color(stop.get("stop-color", "")) for stop in gradient if _tag(stop) == "stop"]
        if colors := [color for color in stops if color]:
            means[gradient.get("id")] = "#{:02x}{:02x}{:02x}".format(*np.mean(colors, axis=0).astype(int))
    for element in root.iter():
        for name in ("fill", "stroke"):
            if element.get(name, "").startswith("url(#"):
                element.set(name, means.get(element.get(name, "")[5:].rstrip(")"), "none"))
    return ET.tostring(root, encoding="unicode")


def _walk(element: ET.Element, opacity: float, change) -> None:  # type: ignore[no-untyped-def]
    """Hand every colour of the drawing to `change(attribute, color)`; what is translucent is not painted."""
    if _tag(element) in _UNTOUCHED:
        return
    _style_to_attributes(element)
    opacity *= _number(element.get("opacity"))
    shade = "mix-blend-mode" in element.get("style", "")
    for name in ("fill", "stroke", "stop-color"):
        own = element.get(name)
        see_through = opacity * _number(element.get(f"{name.split('-')[0]}-opacity")) < _FAINT
        if name != "stop-color" and _is_shape(element) and (see_through or shade):
            element.set(name, "none")
        elif own and (color := _color(own)):
            element.set(name, change(name, color))
    for child in list(element):
        if shade:
            element.remove(child)
        else:
            _walk(child, opacity, change)


def _style_to_attributes(element: ET.Element) -> None:
    """`style="fill:#fff"` is the same as `fill="#fff"`."""
    kept = []
    for entry in filter(None, element.get("style", "").split(";")):
        name, _, value = (part.strip() for part in entry.partition(":"))
        if name in ("fill", "stroke", "stop-color", "opacity", "fill-opacity", "stroke-opacity"):
            element.set(name, value)
        else:
            kept.append(entry)
    if "style" in element.attrib:
        element.set("style", ";".join(kept))


def _is_shape(element: ET.Element) -> bool:
    return _tag(element) in ("path", "rect", "circle", "ellipse", "polygon", "polyline", "line", "use")


def _parse(svg: str) -> ET.Element:
    ET.register_namespace("", "http://www.w3.org/2000/svg")
    ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    try:
        return ET.fromstring(svg)
    except ET.ParseError as error:
        raise InputError(f"an SVG drawing cannot be read ({error}); leave it out") from None


def _tag(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _number(text: str | None) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 1.0


def _color(text: str) -> tuple[int, int, int] | None:
    """The colour of an attribute; None for none, gradients and inherited colours."""
    try:
        return ImageColor.getrgb(text.strip())[:3]
    except ValueError:
        return None


def _brightness(color: tuple[int, int, int]) -> float:
    return (0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]) / 255
