"""Small real files of every kind that nurie reads: what mutations begin with."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from PIL import Image, ImageCms

from nurie.core.palette import FORMATS, Palette, Swatch

WIDTH, HEIGHT = 48, 40
ROOT = Path(__file__).resolve().parents[2]


class File(NamedTuple):
    """A file as it is given: what for (a key of `doors.DOORS`), what it is, its suffix, its bytes."""

    kind: str
    name: str
    suffix: str
    data: bytes


def lines() -> np.ndarray:
    """(H, W) uint8: a box and a line on white paper."""
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    cv2.rectangle(page, (6, 6), (40, 32), 0, 2)
    cv2.line(page, (6, 6), (40, 32), 0, 1, cv2.LINE_AA)
    return page


def color() -> np.ndarray:
    """(H, W, 3) uint8: the same in two colours."""
    page = np.repeat(lines()[..., None], 3, axis=2)
    page[10:20, 12:24] = (200, 80, 40)
    return page


def encoded(image: np.ndarray | Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image = image if isinstance(image, Image.Image) else Image.fromarray(image)
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def icc_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def other_profile() -> bytes:
    """One that is not sRGB, so that it is applied."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112], exif[0x011A], exif[0x011B], exif[0x0128] = 6, 300.0, 300.0, 2
    exif[0x9286] = "a comment"
    return exif


def _modes() -> dict[str, Image.Image]:
    rgb, gray = Image.fromarray(color()), Image.fromarray(lines())
    alpha = Image.fromarray(255 - lines())
    rgba = rgb.copy()
    rgba.putalpha(alpha)
    deep = (lines().astype(np.uint32) * 257).astype(np.uint16)
    floats = lines().astype(np.float32) / 255
    return {
        "1": gray.convert("1"), "L": gray, "LA": Image.merge("LA", (gray, alpha)), "P": rgb.quantize(16), "RGB": rgb,
        "RGBA": rgba, "CMYK": rgb.convert("CMYK"), "LAB": rgb.convert("LAB"), "I;16": Image.fromarray(deep),
        "F": Image.fromarray(floats), "YCbCr": rgb.convert("YCbCr"),
    }  # fmt: skip


def pictures() -> list[File]:
    """Pictures of one layer, in every mode and packing."""
    modes, found = _modes(), []

    def add(name: str, mode: str, kind: str, suffix: str, **options: Any) -> None:
        found.append(File("page", name, suffix, encoded(modes[mode], kind, **options)))

    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        add(f"png-{mode}", mode, "PNG", ".png")
    add("png-icc-exif", "RGB", "PNG", ".png", icc_profile=icc_profile(), exif=_exif(), dpi=(300, 300))
    add("png-transparent", "P", "PNG", ".png", transparency=0)
    frames = [modes["RGBA"], modes["RGBA"].rotate(90)]
    add("apng", "RGBA", "PNG", ".png", save_all=True, append_images=frames)
    add("jpeg", "RGB", "JPEG", ".jpg", exif=_exif(), icc_profile=icc_profile())
    add("jpeg-progressive", "RGB", "JPEG", ".jpg", progressive=True)
    add("jpeg-gray", "L", "JPEG", ".jpeg")
    add("jpeg-cmyk", "CMYK", "JPEG", ".jpg")
    add("webp", "RGB", "WEBP", ".webp", exif=_exif(), icc_profile=icc_profile())
    add("webp-lossless", "RGBA", "WEBP", ".webp", lossless=True)
    add("webp-animated", "RGBA", "WEBP", ".webp", save_all=True, append_images=frames)
    for mode in ("1", "L", "P", "RGB", "RGBA", "CMYK", "LAB", "I;16", "F", "YCbCr"):
        add(f"tiff-{mode}", mode, "TIFF", ".tif")
    for packing in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg", "zstd"):
        add(f"tiff-{packing}", "RGB", "TIFF", ".tiff", compression=packing, icc_profile=icc_profile())
    add("tiff-group4", "1", "TIFF", ".tif", compression="group4")
    add("tiff-frames", "RGB", "TIFF", ".tif", save_all=True, append_images=[modes["RGB"]])
    add("tiff-big", "RGB", "TIFF", ".tif", big_tiff=True)
    for mode in ("1", "L", "P", "RGB", "RGBA"):
        add(f"bmp-{mode}", mode, "BMP", ".bmp")
    add("gif", "P", "GIF", ".gif")
    add("gif-animated", "P", "GIF", ".gif", save_all=True, append_images=[modes["P"].rotate(90)], duration=40)
    return found


@cache
def _layered(suffix: str) -> bytes:
    """A file of our own writers, with layers called lines and hints."""
    import tempfile

    import nurie
    from nurie.runtime.backend import FakeBackend

    hints = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    hints[12:16, 12:16] = (200, 40, 40, 255)
    result = nurie.colorize(lines(), hints, model=FakeBackend())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"page{suffix}"
        result.save(path, hints=hints)
        return path.read_bytes()


def krita() -> bytes:
    return zipped(
        {"mimetype": b"application/x-krita", "maindoc.xml": b"<DOC/>", "mergedimage.png": encoded(lines(), "PNG")}
    )


def zipped(members: Mapping[str, bytes | Iterable[bytes]], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip; members may come piece by piece, for those that are larger than memory."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = how
            with archive.open(info, "w", force_zip64=True) as sink:
                for piece in (data,) if isinstance(data, bytes) else data:
                    sink.write(piece)
    return buffer.getvalue()


def documents() -> list[File]:
    """Layered documents."""
    files = [File("page", suffix[1:], suffix, _layered(suffix)) for suffix in (".psd", ".psb", ".ora")]
    return [*files, File("page", "kra", ".kra", krita())]


def hints() -> list[File]:
    strokes = [
        {"points": [[14, 14], [20, 18]], "color": "#c83214", "radius_px": 3, "kind": "exact"},
        {"points": [[30, 28]], "color": "#1432c8", "radius_px": 2.5, "kind": "loose"},
        {"points": [[2, 2]], "color": "#000000", "kind": "transparent"},
    ]
    text = json.dumps({"version": 1, "size": [WIDTH, HEIGHT], "strokes": strokes}).encode()
    layer = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    layer[12:18, 12:18] = (30, 160, 60, 255)
    return [
        File("hints", "json", ".json", text),
        File("hints", "png", ".png", encoded(layer, "PNG")),
        File("hints", "webp", ".webp", encoded(layer, "WEBP", lossless=True)),
        File("hints", "blur", ".blur.png", encoded(color(), "PNG")),
    ]


def palettes() -> list[File]:
    palette = Palette((Swatch((232, 184, 154), "skin"), Swatch((20, 40, 90), "海"), Swatch((255, 255, 255))), "mine")
    return [File("palette", suffix[1:], suffix, write(palette)) for suffix, (_, write) in FORMATS.items()]


def profiles() -> list[File]:
    from nurie.core.profile_file import profile_to_json
    from nurie.runtime.api import profile_of

    profile = profile_of([color()], lines=[lines()], model="nurie-tiny")
    return [File("profile", "json", ".json", profile_to_json(profile).encode())]


def sessions() -> list[File]:
    """A session of the page `page.png` that `doors` puts beside it."""
    from nurie.core.hint_files import hints_from_json
    from nurie.core.session import ModelId, Output, Session, options_to_json, session_to_json
    from nurie.core.types import ColorizeOptions, Hints, Light
    from nurie.runtime.catalog import find_bundle

    options = ColorizeOptions(64, 3, 2.0, ((1, 2, 3),), (), Light(-0.6, -0.6))
    assert options_to_json(options)
    given = hints_from_json(hints()[0].data.decode())
    layer = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    layer[12:18, 12:18] = (30, 160, 60, 255)
    model = ModelId("nurie-tiny", "0", hashlib.sha256(find_bundle("nurie-tiny").read_bytes()).hexdigest())
    page = encoded(lines(), "PNG")
    make = partial(Session, "page.png", hashlib.sha256(page).hexdigest(), model=model, nurie="0.1.0")
    both = Hints(given.size, given.strokes, layer)
    return [
        File("session", name, ".session.json", session_to_json(session).encode())
        for name, session in {
            "strokes": make(hints=given, options=options, output=Output()),
            "layer": make(hints=both, options=options, output=Output(".psd", "per-color", "ja")),
            "none": make(hints=None, options=ColorizeOptions(64), output=Output(".webp")),
        }.items()
    ]


def books() -> list[File]:
    pages = {"a/2.png": encoded(lines(), "PNG"), "a/10.jpg": encoded(color(), "JPEG"), "note.txt": b"hello" * 20}
    return [
        File("book", "deflated", ".cbz", zipped(pages)),
        File("book", "stored", ".zip", zipped(pages, zipfile.ZIP_STORED)),
    ]


def bundles() -> list[File]:
    """A network of two operators with its card, and one with a branch."""
    return [File("bundle", "flood", ".onnx", tiny_bundle())]


def tiny_bundle(change: Callable[[Any], None] | None = None, card: str | None = None) -> bytes:
    """The bytes of a bundle that paints the flood; `change` may spoil its ModelProto."""
    import onnx
    from onnx import helper, numpy_helper

    from nurie.runtime.card import CARD_KEY

    flood = np.zeros((3, 9, 1, 1), np.float32)
    flood[:, -4:-1, 0, 0] = np.eye(3)
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["planes", "flood"], ["color"]),
            helper.make_node("Conv", ["planes", "zeros"], ["logits"], strides=[16, 16]),
        ],
        "flood",
        [helper.make_tensor_value_info("planes", onnx.TensorProto.FLOAT, ["N", 9, "H", "W"])],
        [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in ("color", "logits")],
        [
            numpy_helper.from_array(flood, "flood"),
            numpy_helper.from_array(np.zeros((2, 9, 16, 16), np.float32), "zeros"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, {CARD_KEY: own_card() if card is None else card})
    if change is not None:
        change(model)
    return model.SerializeToString()


def cards() -> list[File]:
    return [File("card", "flood", ".json", own_card().encode())]


def own_card() -> str:
    """The card of `tiny_bundle`."""
    from nurie.runtime.card import Card, card_to_json

    bins, shares = ((0, 0, 0), (255, 255, 255)), (0.5, 0.5)
    return card_to_json(
        Card("flood", "0", working_size_px=64, license="CC0-1.0", color_bins=bins, color_shares=shares)
    )


def recipes() -> list[File]:
    names = ("nurie-tiny", "deepcolor")
    return [File("recipe", name, ".toml", (ROOT / "recipes" / f"{name}.toml").read_bytes()) for name in names]


def color_profiles() -> list[File]:
    return [File("icc", "srgb", ".icc", icc_profile()), File("icc", "lab", ".icc", other_profile())]


SEEDS: dict[str, Callable[[], list[File]]] = {  # each is made once
    "pictures": cache(pictures),
    "documents": cache(documents),
    "hints": cache(hints),
    "palettes": cache(palettes),
    "profiles": cache(profiles),
    "sessions": cache(sessions),
    "books": cache(books),
    "bundles": cache(bundles),
    "cards": cache(cards),
    "recipes": cache(recipes),
    "icc": cache(color_profiles),
}
