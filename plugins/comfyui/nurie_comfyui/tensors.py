"""ComfyUI's tensors to PNG files and back: IMAGE is (B, H, W, 3 or 4) and MASK (B, H, W), floats from 0 to 1."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import torch
from PIL import Image

from .nurie_shared.client import NurieError

_LEAST = 0.5 / 255  # below it a byte is 0


def to_png(image: Any) -> bytes:
    """A picture (H, W, C) as PNG."""
    return _png(_bytes(image))


def to_hints(hints: Any, mask: Any, number: int, size: tuple[int, int]) -> bytes | None:
    """The hints of a batch's picture as PNG with transparency; None without hints.

    Raises:
        NurieError: hints or a mask of another size than the line art.
    """
    if hints is None:
        return None
    picture = hints[min(number, len(hints) - 1)]
    _check(picture.shape[:2], size, "picture of hints")
    if mask is not None:
        alpha = mask[min(number, len(mask) - 1)]
        _check(alpha.shape, size, "mask of the hints")
        alpha = alpha > _LEAST
    elif picture.shape[2] == 4:
        alpha = picture[..., 3] > _LEAST
    else:
        alpha = picture.max(dim=2).values > _LEAST
    pixels = np.dstack([_bytes(picture[..., :3]), alpha.cpu().numpy().astype(np.uint8) * 255])
    return _png(pixels)


def stack(files: list[bytes]) -> torch.Tensor:
    """PNG files of one size as (B, H, W, 4)."""
    arrays = []
    for data in files:
        with Image.open(io.BytesIO(data)) as picture:
            arrays.append(np.asarray(picture.convert("RGBA"), np.float32) / 255)
    return torch.from_numpy(np.stack(arrays))


def _bytes(image: Any) -> np.ndarray:
    return np.round(image.detach().cpu().float().clamp(0, 1).numpy() * 255).astype(np.uint8)


def _png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _check(found: Any, size: tuple[int, int], what: str) -> None:
    if tuple(found) != size:
        shown = [f"{width}x{height}" for height, width in (tuple(found), size)]
        raise NurieError(f"The {what} has {shown[0]} pixels, the line art {shown[1]}; scale one to the other.")
