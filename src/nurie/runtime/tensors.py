"""The one owner of tensor ranges, layout and padding. Training and runtime both go through it.

Planes of a generator (N, 9 or 12, H, W) float32, in the order of `PLANES` or `ALL_PLANES`:
    line, hint_mask, flood_confidence in [0, 1]; 1 is full ink, hinted, certain;
    hint, flood and diffused colours in [-1, 1], multiplied by the mask (0 where there is none; flood and diffused
    colours have none where there are no hints at all).
Its first output is (N, 3 or 6, H, W) float32 in [-1, 1]: one or both of `PAINTS`.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.types import Extent

PLANES = (
    "line",
    "hint_r", "hint_g", "hint_b", "hint_mask",
    "flood_r", "flood_g", "flood_b", "flood_confidence",
)
ALL_PLANES = (*PLANES, "diffused_r", "diffused_g", "diffused_b")
PAINTS = ("color", "flats")  # the line-free picture; the same without light and shadow


def to_planes(
    lineart: NDArray[np.uint8], hint_map: NDArray[np.uint8], flooded: NDArray[np.uint8],
    diffused: NDArray[np.uint8] | None = None,
) -> NDArray[np.float32]:  # fmt: skip
    """Turn pictures into the generator's planes.

    Args:
        lineart: (N, H, W) or (H, W) uint8, 255 paper.
        hint_map: (N, H, W, 4) or (H, W, 4) uint8 of `hints.rasterize`.
        flooded: the same shape, of `flood.flood`.
        diffused: (N, H, W, 3) or (H, W, 3) uint8 of `diffusion.diffuse`; None leaves out the planes beyond `PLANES`.

    Returns:
        (N, 9, H, W), with `diffused` (N, 12, H, W) float32, N = 1 for a single picture.
    """
    if lineart.ndim == 2:
        lineart, hint_map, flooded = lineart[None], hint_map[None], flooded[None]
        diffused = None if diffused is None else diffused[None]
    count, height, width = lineart.shape
    names = PLANES if diffused is None else ALL_PLANES
    planes = np.empty((count, len(names), height, width), np.float32)
    for number, parts in enumerate(planes):
        soft = None if diffused is None else diffused[number]
        _put_planes(parts, lineart[number], hint_map[number], flooded[number], soft)
    return planes


def _put_planes(
    planes: NDArray[np.float32], lineart: NDArray[np.uint8], hint_map: NDArray[np.uint8], flooded: NDArray[np.uint8],
    diffused: NDArray[np.uint8] | None,
) -> None:  # fmt: skip
    cv2.LUT(lineart, _DARK, dst=planes[0])
    marked = (hint_map[..., 3] > 0).view(np.uint8)
    if not marked.any():
        planes[1:] = 0
    else:
        _put_rgba(planes[1:5], hint_map)
        for plane in planes[1:4]:
            cv2.copyTo(np.zeros_like(plane), 1 - marked, plane)
        _put_rgba(planes[5:9], flooded)
        if diffused is not None:
            _put_color(planes[9:12], diffused)


def _put_rgba(planes: NDArray[np.float32], rgba: NDArray[np.uint8]) -> None:
    *colors, alpha = cv2.split(np.ascontiguousarray(rgba))
    for channel, plane in zip(colors, planes, strict=False):
        cv2.LUT(channel, _SIGNED, dst=plane)
    cv2.LUT(alpha, _SHARE, dst=planes[3])


def _put_color(planes: NDArray[np.float32], picture: NDArray[np.uint8]) -> None:
    for channel, plane in zip(cv2.split(np.ascontiguousarray(picture)), planes, strict=True):
        cv2.LUT(channel, _SIGNED, dst=plane)  # quicker than arithmetic on strides


_SIGNED = np.arange(256, dtype=np.float32) / 127.5 - 1
_SHARE = np.arange(256, dtype=np.float32) / 255
_DARK = (255 - np.arange(256, dtype=np.float32)) / 255


def tensor_to_color(output: NDArray[np.float32], extent: Extent | None = None) -> NDArray[np.uint8]:
    """(N, 3, H, W) float32 in [-1, 1] to (N, H, W, 3) uint8, cropped to `extent`, clipped and rounded."""
    if extent is not None:
        output = output[..., : extent.height, : extent.width]
    scaled = np.clip(output.astype(np.float32) * 127.5 + 127.5, 0, 255)
    return np.round(scaled).astype(np.uint8).transpose(0, 2, 3, 1)


def from_paints(output: NDArray[np.float32], extent: Extent) -> list[NDArray[np.uint8]]:
    """(1, 3 n, H', W') float32 of a generator to n pictures (H, W, 3) uint8 of `extent`, in the order of `PAINTS`."""
    parts = np.split(output, output.shape[1] // 3, axis=1)
    return [np.ascontiguousarray(tensor_to_color(part, extent)[0]) for part in parts]


def flood_of(planes: NDArray[np.float32], extent: Extent) -> NDArray[np.uint8]:
    """(1, 9 or 12, H', W') of `to_planes` to the flood's colours (H, W, 3) uint8 of `extent`."""
    first = PLANES.index("flood_r")
    return from_paints(planes[:, first : first + 3], extent)[0]


def pad_planes(planes: NDArray[np.float32], multiple: int) -> NDArray[np.float32]:
    """Extend to the right and below, by repeating the border, to multiples of `multiple`."""
    height, width = planes.shape[2:]
    pad = ((0, 0), (0, 0), (0, -height % multiple), (0, -width % multiple))
    return np.pad(planes, pad, mode="edge") if any(after for _, after in pad) else planes
