"""Embedded colour profiles to sRGB, and the sRGB profile that we embed."""

from __future__ import annotations

import io
from functools import lru_cache

import numpy as np
from PIL import Image, ImageCms

_SPACES = {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK", "LAB": "LAB"}
_IDENTITY_TOLERANCE = 2  # levels: the many profiles that are sRGB under another name differ by this much
_FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION
_INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC


def to_srgb(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, str | None]:
    """Convert an L, RGB, CMYK or LAB picture to L or RGB in sRGB.

    Pixels stay bit for bit as they are if there is no profile or if it is sRGB within two levels.

    Returns:
        the picture in mode L or RGB, and the end of a warning sentence if the profile was not used.
    """
    if profile is None and image.mode != "LAB":
        return _plain(image), None
    try:
        source = ImageCms.createProfile("LAB") if profile is None else ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return _convert(image, source), None
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError) as error:
        reason = str(error).strip().rstrip(".")
        return _plain(image), f"has a colour profile that cannot be used ({reason}); its colours are taken as sRGB."


def _plain(image: Image.Image) -> Image.Image:
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _convert(image: Image.Image, source: ImageCms.ImageCmsProfile | ImageCms.core.CmsProfile) -> Image.Image:
    core = getattr(source, "profile", source)
    mode = _SPACES.get(core.xcolor_space.strip().upper())
    if image.mode == "L" and mode in ("L", "RGB"):
        return _convert_gray(image, source, mode)
    if mode != image.mode:
        raise ValueError(f"it describes {core.xcolor_space.strip()}, the picture is {image.mode}")
    if mode == "RGB" and _is_identity(source):
        return image
    return _apply(image, source)


def _convert_gray(image: Image.Image, source: object, mode: str) -> Image.Image:
    ramp = Image.fromarray(np.arange(256, dtype=np.uint8)[None]).convert(mode)
    table = np.asarray(_apply(ramp, source))[0, :, 1].astype(int)
    if np.abs(table - np.arange(256)).max() <= _IDENTITY_TOLERANCE:
        return image
    return image.point(table.tolist())


def _is_identity(source: object) -> bool:
    levels = np.arange(0, 256, 17, dtype=np.uint8)
    cube = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(16, -1, 3)
    result = np.asarray(_apply(Image.fromarray(cube), source))
    return int(np.abs(result.astype(int) - cube).max()) <= _IDENTITY_TOLERANCE


def _apply(image: Image.Image, source: object) -> Image.Image:
    srgb = ImageCms.createProfile("sRGB")
    return ImageCms.profileToProfile(image, source, srgb, _INTENT, "RGB", flags=_FLAGS)


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """The sRGB profile that we embed, with a fixed date so that equal pictures are equal files."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[24:36] = bytes((0x07, 0xE8, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # 2024-01-01, ICC.1:2010 section 7.2.8
    return bytes(data)
