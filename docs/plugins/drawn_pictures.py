"""Pictures for make_pictures.py that are drawn: a node with its pictures, and the layers of a PSD as read from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from psd_tools import PSDImage

DARK, PANEL, EDGE, TEXT, FAINT = (43, 43, 46), (58, 58, 62), (84, 84, 90), (232, 232, 232), (160, 160, 166)
WIRE = (120, 170, 230)
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
)  # fmt: skip
THUMB_PX, ROW_PX, LIST_PX, SIDE_PX = 44, 56, 380, 620
MODE_NAMES = {"norm": "normal", "mul ": "multiply", "scrn": "screen", "pass": "group"}


def font(size: int) -> ImageFont.FreeTypeFont:
    """The first that is installed; the first two know Japanese."""
    return ImageFont.truetype(next(name for name in FONTS if Path(name).exists()), size)


def draw_stack(path: Path, most: int) -> Image.Image:
    """The merged picture of a PSD beside its layers: thumbnail, name, blend mode, from the top."""
    psd = PSDImage.open(path)
    merged = psd.topil().convert("RGB")
    merged.thumbnail((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)
    rows = list(_rows(psd, 0))
    left_out = max(0, len(rows) - most)
    shown = [*rows[: most - 2], (f"… and {left_out + 1} more", 2), rows[-1]] if left_out else rows
    height = max(merged.height + 40, ROW_PX * len(shown) + 40)
    canvas = Image.new("RGB", (merged.width + LIST_PX + 60, height), DARK)
    canvas.paste(merged, (20, 20))
    draw = ImageDraw.Draw(canvas)
    for number, (layer, depth) in enumerate(shown):
        place = (merged.width + 40 + 22 * depth, 20 + ROW_PX * number)
        if isinstance(layer, str):
            draw.text((place[0] + THUMB_PX + 18, place[1] + 16), layer, FAINT, font(14))
        else:
            _draw_row(canvas, draw, psd, layer, place)
    return canvas


def _rows(parent: Any, depth: int) -> Iterator[tuple[Any, int]]:
    for layer in reversed(list(parent)):
        yield layer, depth
        if layer.is_group():
            yield from _rows(layer, depth + 1)


def _draw_row(canvas: Image.Image, draw: ImageDraw.ImageDraw, psd: PSDImage, layer: Any, at: tuple[int, int]) -> None:
    x, y = at
    draw.rounded_rectangle((x, y, canvas.width - 20, y + ROW_PX - 6), 4, PANEL, EDGE)
    if not layer.is_group():
        canvas.paste(_thumb(psd, layer), (x + 6, y + 3))
    mode = MODE_NAMES.get(layer.blend_mode.value.decode(), layer.blend_mode.name.lower())
    draw.text((x + THUMB_PX + 18, y + 6), layer.name, TEXT, font(15))
    state = "" if layer.visible else ", hidden"
    draw.text((x + THUMB_PX + 18, y + 28), ("group" if layer.is_group() else mode) + state, FAINT, font(12))


def _thumb(psd: PSDImage, layer: Any) -> Image.Image:
    whole = Image.new("RGBA", (psd.width, psd.height))
    whole.paste(layer.topil().convert("RGBA"), (layer.left, layer.top))
    whole.thumbnail((THUMB_PX, THUMB_PX), Image.Resampling.LANCZOS)
    checks = Image.new("RGB", whole.size, (255, 255, 255))
    draw = ImageDraw.Draw(checks)
    for left in range(0, whole.width, 8):
        for top in range(left // 8 % 2 * 8, whole.height, 16):
            draw.rectangle((left, top, left + 7, top + 7), (208, 208, 208))
    checks.paste(whole, mask=whole.getchannel("A"))
    return checks


def draw_node(
    inputs: Mapping[str, np.ndarray], widgets: Mapping[str, object], outputs: Mapping[str, np.ndarray]
) -> Image.Image:
    """A node with its inputs' pictures on the left, its widgets, and its outputs' pictures on the right."""
    canvas = Image.new("RGB", (1180, 560), DARK)
    draw = ImageDraw.Draw(canvas)
    box = (360, 60, 660, 480)
    draw.rounded_rectangle(box, 8, PANEL, EDGE, 2)
    draw.text((376, 72), "nurie: colour line art", TEXT, font(17))
    for number, (name, value) in enumerate(widgets.items()):
        y = 200 + 36 * number
        draw.rounded_rectangle((390, y, 630, y + 28), 12, DARK, EDGE)
        draw.text((404, y + 5), name, FAINT, font(14))
        draw.text((616, y + 5), str(value), TEXT, font(14), anchor="ra")
    for number, (name, pixels) in enumerate(inputs.items()):
        y = 40 + 255 * number
        right = _picture(canvas, draw, pixels, name, (40, y, 230))
        _wire(draw, (right, y + 115), (360, 112 + 30 * number))
        draw.text((376, 104 + 30 * number), name, TEXT, font(14))
    for number, (name, pixels) in enumerate(outputs.items()):
        x, y = 740 + 220 * (number % 2), 40 + 255 * (number // 2)
        _picture(canvas, draw, pixels, name, (x, y, 200))
        draw.text((644, 104 + 22 * number), name, TEXT, font(14), anchor="ra")
        if number % 2 == 0:  # the others would cross their neighbours
            _wire(draw, (660, 112 + 22 * number), (740, y + 100))
    return canvas


def _picture(
    canvas: Image.Image, draw: ImageDraw.ImageDraw, pixels: np.ndarray, name: str, place: tuple[int, int, int]
) -> int:
    """Its right edge."""
    x, y, side = place
    picture = Image.fromarray(pixels)
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    canvas.paste(picture, (x, y))
    draw.rectangle((x - 1, y - 1, x + picture.width, y + picture.height), None, EDGE)
    draw.text((x, y + picture.height + 4), name, FAINT, font(14))
    return x + picture.width


def _wire(draw: ImageDraw.ImageDraw, start: tuple[int, int], end: tuple[int, int]) -> None:
    """A smooth curve, level at both ends."""
    steps = np.linspace(0, 1, 40)
    ease = steps * steps * (3 - 2 * steps)
    points = [(start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * e)
              for t, e in zip(steps, ease, strict=True)]  # fmt: skip
    draw.line(points, WIRE, 3)
