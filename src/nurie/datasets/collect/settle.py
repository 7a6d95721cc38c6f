"""A file as it came, to the file that is kept: its own bytes where any reader sees the same, else a PNG on white."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nurie.core.decode import at_most
from nurie.core.image_io import read_picture
from nurie.datasets.collect.addresses import RefusedError
from nurie.datasets.collect.likeness import look_of
from nurie.datasets.svg import render
from nurie.errors import CollectError, InputError, MissingExtraError, PageTooLargeError

MOST_PIXELS = 100_000_000
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".svg")
_KEPT = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}
_SVG_PX = 1024
_ORIENTATION = 0x0112


class DamagedError(CollectError):
    """A file that is not what its source says, or no whole picture; fetched again it may be."""


class UnfitError(RefusedError):
    """A whole file that is nothing to learn from."""

    final = True


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """A picture that can be kept: `content` for a file ending in `suffix`, its size, and its look."""

    content: bytes
    suffix: str
    height: int
    width: int
    sha256: str
    look: int


def check_digests(content: bytes, digests: Mapping[str, str]) -> None:
    """Compare a file with what its source says of it. Raises DamagedError where they differ."""
    for name, expected in digests.items():
        if (found := hashlib.new(name, content).hexdigest()) != expected.lower():
            raise DamagedError(f"its {name} is {found}, its source says {expected}")


def settle(content: bytes) -> Settled:
    """Decode a picture and decide on what is kept of it.

    Transparency, a turn by EXIF, a colour profile, 16 bits and rare formats are seen otherwise by other readers:
    such pictures are written again as PNG, in sRGB on white. SVG drawings are rendered, 1024 px long.

    Raises:
        DamagedError: no picture, or half of one.
        UnfitError: of several frames, or above 100 MP.
        MissingExtraError: an SVG drawing, and resvg-py is not installed.
    """
    try:
        with at_most(MOST_PIXELS):
            pixels = _rendered(content) if is_svg(content) else read_picture(content).pixels
    except MissingExtraError:
        raise
    except PageTooLargeError as error:
        raise UnfitError(str(error)) from None
    except InputError as error:
        raise DamagedError(str(error)) from None
    suffix = None if is_svg(content) else _plain_suffix(content)
    if suffix is None:
        content, suffix = _as_png(pixels), ".png"
    height, width = pixels.shape[:2]
    return Settled(content, suffix, height, width, hashlib.sha256(content).hexdigest(), look_of(pixels))


def is_svg(content: bytes) -> bool:
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith((b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE svg")) and b"<svg" in content[:4096]


def _rendered(content: bytes) -> NDArray[np.uint8]:
    try:
        return render(content.decode("utf-8", "replace"), _SVG_PX)
    except (ValueError, IndexError) as error:  # of a view box that is none
        raise DamagedError(f"an SVG drawing that cannot be read ({error})") from None


def _plain_suffix(content: bytes) -> str | None:
    """Suffix of a file whose bytes can be kept, or None."""
    with Image.open(BytesIO(content)) as image:
        if getattr(image, "n_frames", 1) > 1:
            raise UnfitError(f"has {image.n_frames} frames; still pictures are collected")  # type: ignore[attr-defined]
        odd = image.info.keys() & {"icc_profile", "transparency"}
        turned = image.getexif().get(_ORIENTATION, 1) != 1
        return None if odd or turned or image.mode not in ("RGB", "L") else _KEPT.get(image.format or "")


def _as_png(pixels: NDArray[np.uint8]) -> bytes:
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()
