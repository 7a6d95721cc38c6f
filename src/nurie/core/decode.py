"""Any picture to sRGB bytes: files, bytes, Pillow pictures and arrays. Knows nothing of lines."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from nurie.core import headers, layered
from nurie.core.layered_psd import stated_extent
from nurie.core.profile import to_srgb
from nurie.errors import PageError, PageTooLargeError

Source = str | Path | bytes | Image.Image | NDArray[np.uint8]

MAX_PIXELS = 300_000_000
KNOWN = "PNG, JPEG, WebP, TIFF, BMP, GIF, PSD, PSB, ORA or KRA"
_MOST: ContextVar[int | None] = ContextVar("most_pixels", default=None)
_ORIENTATION, _X_RESOLUTION, _Y_RESOLUTION, _RESOLUTION_UNIT = 0x0112, 0x011A, 0x011B, 0x0128
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)

# Pillow's own openers, called directly: `Image.open` has a process-wide pixel limit and tries formats
# that start other programs.
_OPENERS: dict[bytes, Callable[..., Image.Image]] = {
    b"\x89PNG\r\n\x1a\n": PngImagePlugin.PngImageFile,
    b"\xff\xd8\xff": JpegImagePlugin.jpeg_factory,
    b"RIFF": WebPImagePlugin.WebPImageFile,
    b"II*\0": TiffImagePlugin.TiffImageFile,
    b"MM\0*": TiffImagePlugin.TiffImageFile,
    b"II+\0": TiffImagePlugin.TiffImageFile,
    b"MM\0+": TiffImagePlugin.TiffImageFile,
    b"BM": BmpImagePlugin.BmpImageFile,
    b"GIF8": GifImagePlugin.GifImageFile,
}
_OTHERS = {
    b"%PDF": "a PDF document",
    b"SQLite": "a database (a Clip Studio document?)",
    b"CSFCHUNK": "a Clip Studio document",
    b"gimp xcf": "a GIMP document",
    b"<svg": "an SVG drawing",
    b"<?xml": "an XML file (an SVG drawing?)",
}


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """A picture's pixels.

    Attributes:
        pixels: (H, W) or (H, W, 3) uint8 sRGB.
        alpha: (H, W) uint8, straight, or None where there is none.
        dpi: (x, y) as the file states them, or None.
        warnings: whole sentences.
        hint_layer: (H, W, 4) uint8 sRGB of a layered document, or None.
    """

    pixels: NDArray[np.uint8]
    alpha: NDArray[np.uint8] | None = None
    dpi: tuple[float, float] | None = None
    warnings: tuple[str, ...] = ()
    hint_layer: NDArray[np.uint8] | None = None


def decode(source: Source, *, drawing: bool = False) -> Decoded:
    """Read a picture: EXIF orientation applied, colours converted to sRGB, 16 bits rounded to 8.

    The size is checked before pixels are decoded. Of several frames the first is taken. Of layered documents
    the merged picture is; for a `drawing` the layers called lines, lineart, ink, 線画 or 主線 are, where there
    are any, and those called hints or ヒント become the `hint_layer`.

    Raises:
        PageError: no such file, no picture that nurie reads, a damaged one, or one above 300 MP.
    """
    if isinstance(source, np.ndarray):
        return _from_array(source)
    if isinstance(source, Image.Image):
        return _guarded(source, "the picture")
    if isinstance(source, bytes | bytearray):
        return _from_stream(io.BytesIO(source), "the picture", len(source), drawing)
    if not isinstance(source, str | Path):
        raise PageError(
            f"found a {type(source).__name__}, expected a path, bytes, a PIL picture or a uint8 array (H, W[, C])"
        )
    return _from_path(Path(source), drawing)


def _most() -> int:
    """Pixels of a picture that is read here and now."""
    return min(_MOST.get() or MAX_PIXELS, MAX_PIXELS)


@contextmanager
def at_most(pixels: int) -> Iterator[None]:
    """Within it, in this thread, pictures with more pixels are refused before they are decoded."""
    before = _MOST.set(pixels)
    try:
        yield
    finally:
        _MOST.reset(before)


def _from_path(path: Path, drawing: bool) -> Decoded:
    if path.is_dir():
        raise PageError(f"{path} is a folder; expected one picture file ({KNOWN})")
    if not path.exists():
        raise PageError(f"no file at {path}; check the name, or give another picture ({KNOWN})")
    if not path.is_file():
        raise PageError(f"{path} is a device or a pipe; expected one picture file ({KNOWN}): save it to a file first")
    try:
        with path.open("rb") as stream:
            return _from_stream(stream, str(path), path.stat().st_size, drawing)
    except OSError as error:
        raise PageError(f"{path} cannot be read ({error.strerror or error}); check its permissions") from None


def _from_stream(stream: BinaryIO, where: str, size: int, drawing: bool) -> Decoded:
    if size == 0:
        raise PageError(f"{where} is empty (0 bytes); expected a picture ({KNOWN})")
    head = stream.read(16)
    stream.seek(0)
    if head.startswith(tuple(layered.SIGNATURES)):
        return _from_layers(stream, where, drawing)
    magic = next((magic for magic in _OPENERS if head.startswith(magic)), None)
    if magic is None:
        found = next((name for magic, name in _OTHERS.items() if head.startswith(magic)), "no picture that nurie knows")
        raise PageError(f"{where} is {found}; expected {KNOWN}: export it as PNG")
    try:
        if magic == b"RIFF":
            _check_size(headers.webp_extent(stream) or (1, 1), where)
        elif magic in headers.CHECKS:
            headers.CHECKS[magic](stream)
        stream.seek(0)
        image = _OPENERS[magic](stream)
    except _BROKEN as error:
        raise PageError(f"{where} is damaged ({_reason(error)}); expected a whole {KNOWN}: export it again") from None
    return _guarded(image, where)


def _from_layers(stream: BinaryIO, where: str, drawing: bool) -> Decoded:
    try:
        _check_size(stated_extent(stream) or (1, 1), where)
        book = layered.open_book(stream, _most())
        _check_size(book.extent, where)
        found = book.lines() if drawing else None
        if found is None:
            decoded = _guarded(book.picture(), where)
        else:
            note = f"{where} has a layer {found[1].strip()!r}, which is taken as the drawing."
            decoded = replace(_guarded(found[0], where), warnings=(note,))
        hints = book.hints() if drawing else None
    except (*_BROKEN, *layered.BROKEN) as error:
        raise PageError(
            f"{where} cannot be read as layers ({_reason(error)}); save it again, or export the drawing as PNG"
        ) from None
    except MemoryError:
        raise _no_memory(where) from None
    return decoded if hints is None else replace(decoded, hint_layer=_rgba(_guarded(hints, where)))


def _rgba(decoded: Decoded) -> NDArray[np.uint8]:
    return np.dstack([decoded.pixels, decoded.alpha])


def _check_size(extent: tuple[int, int], where: str) -> None:
    height, width = extent
    if width * height > _most():
        raise PageTooLargeError(
            f"{where} has {width}x{height} pixels ({width * height / 1e6:.0f} MP), at most {_most() / 1e6:.0f} MP "
            "are read; scale it down or cut it into pages"
        )


def _guarded(image: Image.Image, where: str) -> Decoded:
    _check_size(image.size[::-1], where)
    try:
        return _from_image(image, where)
    except _BROKEN as error:
        raise PageError(
            f"{where} is truncated or damaged ({_reason(error)}); expected a whole picture: export or copy it again"
        ) from None
    except MemoryError:
        raise _no_memory(where) from None


def _no_memory(where: str) -> PageTooLargeError:
    return PageTooLargeError(f"{where} needs more memory than there is; scale it down or cut it into pages")


def _reason(error: BaseException) -> str:
    return str(error).strip().rstrip(".")[:200] or type(error).__name__


def _from_image(image: Image.Image, where: str) -> Decoded:
    warnings: list[str] = []
    if image.format in ("GIF", "WEBP", "TIFF", "PNG") and getattr(image, "is_animated", False):
        warnings.append(f"{where} has several frames; the first one is taken.")  # to count them may take minutes
    image.load()
    dpi = _dpi(image)
    orientation = image.getexif().get(_ORIENTATION, 1)
    if orientation in range(2, 9):
        dpi = dpi[::-1] if dpi and orientation >= 5 else dpi
        image = ImageOps.exif_transpose(image)
    profile = image.info.get("icc_profile")
    image, alpha = _split_alpha(_to_bytes(image))
    image, warning = to_srgb(image, profile)
    if warning:
        warnings.append(f"{where} {warning}")
    return Decoded(np.array(image), None if alpha is None else np.array(alpha), dpi, tuple(warnings))


def _to_bytes(image: Image.Image) -> Image.Image:
    """Mode L, LA, RGB, RGBA, CMYK or LAB, 8 bits, transparency as alpha."""
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        return Image.fromarray(_scale_to_bytes(np.asarray(image)))
    if image.has_transparency_data:
        return image.convert("LA" if image.mode in ("1", "L", "LA", "La") else "RGBA")
    if image.mode in ("L", "RGB", "CMYK", "LAB"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _scale_to_bytes(values: NDArray) -> NDArray[np.uint8]:
    if values.dtype == np.float32:
        top = 1.0 if float(values.max(initial=0)) <= 1 else 255.0
        return np.clip(np.nan_to_num(values) * np.float32(255 / top) + 0.5, 0, 255).astype(np.uint8)
    if values.dtype != np.uint16:
        top = int(values.max(initial=0))
        if top <= 255:
            return np.clip(values, 0, 255).astype(np.uint8)
        values = np.clip(values, 0, 65535).astype(np.uint16)
    table = ((np.arange(65536, dtype=np.uint32) * 255 + 32767) // 65535).astype(np.uint8)
    return table[values]


def _split_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    if image.mode not in ("LA", "RGBA"):
        return image, None
    return image.convert(image.mode[:-1]), image.getchannel("A")


def _dpi(image: Image.Image) -> tuple[float, float] | None:
    found = image.info.get("dpi")
    if image.format == "TIFF" and _X_RESOLUTION not in image.getexif():
        return None  # Pillow says 1 dpi where the file says nothing
    if found is None and image.format != "PNG":
        exif = image.getexif()
        unit = {2: 1.0, 3: 2.54}.get(exif.get(_RESOLUTION_UNIT, 0))
        if unit and _X_RESOLUTION in exif:
            x = exif[_X_RESOLUTION]
            found = (float(x) * unit, float(exif.get(_Y_RESOLUTION, x)) * unit)
    try:
        x, y = (float(value) for value in found)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return (x, y) if 1 <= x < 1e5 and 1 <= y < 1e5 else None


def _from_array(array: NDArray) -> Decoded:
    if array.dtype != np.uint8:
        raise PageError(
            f"found an array of {array.dtype}, expected uint8 in 0..255; "
            "for floats in 0..1 give (array * 255).round().astype('uint8')"
        )
    channels = array.shape[2] if array.ndim == 3 else 1
    if array.ndim not in (2, 3) or channels not in (1, 2, 3, 4) or 0 in array.shape:
        raise PageError(f"found an array of shape {array.shape}, expected (H, W) or (H, W, C) with C from 1 to 4")
    _check_size(array.shape[:2], "the array")
    planes = array.reshape(*array.shape[:2], channels)
    alpha = planes[..., -1].copy() if channels in (2, 4) else None
    pixels = planes[..., 0].copy() if channels < 3 else np.ascontiguousarray(planes[..., :3]).copy()
    return Decoded(pixels, alpha)
