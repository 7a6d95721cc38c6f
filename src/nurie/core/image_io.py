"""Pages and pictures from files, bytes, Pillow and arrays; pictures to files. Never a file half written."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nurie.core.decode import Source, decode
from nurie.core.files import replacing
from nurie.core.ink import to_page
from nurie.core.layers import over_white
from nurie.core.profile import srgb_profile
from nurie.core.types import Page
from nurie.errors import PageError

__all__ = [
    "HINT_SUFFIXES", "LAYERED", "READABLE", "SAVABLE", "WRITABLE", "Picture", "Source", "check_target", "making",
    "read_page", "read_picture", "write_image",
]  # fmt: skip

READABLE = (
    ".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".psd", ".psb", ".ora", ".kra"
)  # fmt: skip
HINT_SUFFIXES = (".hints.json", ".hints.png")  # of the hints of a page NAME: no pages themselves
WRITABLE: dict[str, tuple[str, dict[str, Any], int]] = {  # suffix: Pillow's format, its options, longest side
    ".png": ("PNG", {"compress_level": 1}, 2**31 - 1),
    ".webp": ("WEBP", {"lossless": True, "quality": 20, "method": 1}, 16383),
    ".jpg": ("JPEG", {"quality": 95, "subsampling": 0}, 65500),
    ".jpeg": ("JPEG", {"quality": 95, "subsampling": 0}, 65500),
}
LAYERED = (".psd", ".psb", ".ora")  # what `nurie.export` writes
SAVABLE = (*WRITABLE, *LAYERED)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture as it was read: `pixels` (H, W, 3) uint8 sRGB on white, `dpi` as in the file, `warnings`."""

    pixels: NDArray[np.uint8]
    dpi: tuple[float, float] | None = None
    warnings: tuple[str, ...] = ()


def read_page(source: Source) -> Page:
    """Read a drawing.

    Args:
        source: a path, a file's bytes, a PIL picture, or a uint8 array (H, W[, C]) of grey, grey and
            alpha, RGB or RGBA.

    Returns:
        the page at the picture's own size, see `nurie.core.ink.to_page`. Of a layered document the layers
        called like line art are the drawing, where there are any, and those called hints its `hint_layer`.

    Raises:
        PageError: nothing there, no picture, a damaged one, or one above 300 MP.
    """
    decoded = decode(source, drawing=True)
    page = to_page(decoded)
    if decoded.hint_layer is None:
        return page
    decoded.hint_layer.setflags(write=False)
    return replace(page, hint_layer=decoded.hint_layer)


def read_picture(source: Source) -> Picture:
    """Read a painted picture or a scan as it is, transparency on white. Sources and errors as `read_page`."""
    decoded = decode(source)
    pixels = decoded.pixels if decoded.alpha is None else over_white(decoded.pixels, decoded.alpha)
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    pixels.setflags(write=False)
    return Picture(pixels, decoded.dpi, decoded.warnings)


def write_image(
    path: str | Path,
    image: NDArray[np.uint8],
    *,
    dpi: tuple[float, float] | None = None,
    force: bool = False,
) -> None:
    """Write a picture under a temporary name, then rename it; missing folders are made.

    Args:
        path: its suffix chooses PNG, WebP (both lossless) or JPEG (quality 95).
        image: (H, W) grey or (H, W, 3) sRGB or (H, W, 4) with straight alpha, uint8.
        dpi: stored where the format can.
        force: overwrite a file that is there.

    Raises:
        PageError: the file is there and `force` is not given, an unknown suffix, a side that the format
            cannot hold, or a folder that cannot be written.
    """
    path = Path(path)
    check_target(path, force=force)
    name, options, longest = WRITABLE[path.suffix.lower()]
    if max(image.shape[:2]) > longest:
        raise PageError(f"{name} holds at most {longest} px a side, {path} would have {max(image.shape[:2])}; use .png")
    if name == "JPEG" and image.ndim == 3 and image.shape[2] == 4:
        image = over_white(image[..., :3], image[..., 3])
    picture = Image.fromarray(np.ascontiguousarray(image))
    options = options | _metadata(picture, name, dpi)
    encoded = io.BytesIO()  # Pillow takes a JPEG that is half written on a full disk for whole
    picture.save(encoded, format=name, **options)
    with making(path) as temporary, temporary.open("wb") as out:
        out.write(encoded.getbuffer())


@contextmanager
def making(path: Path) -> Iterator[Path]:
    """Give a temporary name to write to that becomes `path`, as `files.replacing`; missing folders are made.

    Raises:
        PageError: for any OSError on the way, with what to type.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary:
            yield temporary
    except OSError as error:
        raise PageError(f"{path} cannot be written ({error.strerror or error}); choose another place with -o") from None


def check_target(path: Path, *, force: bool = False, suffixes: Sequence[str] = tuple(WRITABLE)) -> None:
    """Refuse a path that cannot be written, or has none of these suffixes, before any work. Raises PageError."""
    if path.is_dir():
        raise PageError(f"{path} is a folder; give the name of a picture to write")
    if not path.suffix:
        raise PageError(f"{path} has no suffix; end a picture in {', '.join(suffixes)}, or a folder in /: {path}/")
    if path.suffix.lower() not in suffixes:
        raise PageError(f"{path} ends in {path.suffix!r}; pictures are written as {', '.join(suffixes)}")
    if path.exists() and not force:
        raise PageError(f"{path} exists already; choose another name with -o, or overwrite it with --force")


def _metadata(picture: Image.Image, name: str, dpi: tuple[float, float] | None) -> dict[str, Any]:
    values: dict[str, Any] = {} if picture.mode == "L" else {"icc_profile": srgb_profile()}
    if dpi and name == "WEBP":
        exif = Image.Exif()
        exif[0x011A], exif[0x011B], exif[0x0128] = dpi[0], dpi[1], 2
        values["exif"] = exif
    elif dpi:
        values["dpi"] = dpi
    return values
