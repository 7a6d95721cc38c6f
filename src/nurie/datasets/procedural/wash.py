"""What paint and paper do to colors: watercolor, grain, glow, light that changes over the picture. Flats stay exact."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
Rng = np.random.Generator
_SHARE = 0.2


def draw_wash(rng: Rng) -> str:
    """An entry of `WASHES`, or "" for most pictures."""
    return str(rng.choice(list(WASHES))) if rng.random() < _SHARE else ""


def wash(layer: U8, name: str, regions: NDArray[np.integer], rng: Rng) -> U8:
    """(H, W, 3) uint8 colors without lines, as this medium leaves them."""
    return WASHES[name](layer, regions, rng) if name else layer


def _watercolor(layer: U8, regions: NDArray[np.integer], rng: Rng) -> U8:
    """Pigment gathers at the borders and lies thinner in pools."""
    width = regions.shape[1]
    border = np.zeros(regions.shape, np.uint8)
    border[:, 1:][regions[:, 1:] != regions[:, :-1]] = 255
    border[1:][regions[1:] != regions[:-1]] = 255
    edge = cv2.GaussianBlur(border, (0, 0), width / 160).astype(np.float32) / 255
    thin = _slow(regions.shape, rng, width // 4) * 0.7 + _slow(regions.shape, rng, width // 12) * 0.3
    share = np.clip(1 - rng.uniform(0.1, 0.3) * thin - 0.06 + 0.45 * edge, 0, 1.0).astype(np.float32)
    return cv2.blendLinear(layer, np.full_like(layer, 255), share, 1 - share)


def _grain(layer: U8, regions: NDArray[np.integer], rng: Rng) -> U8:
    """Paper that shows through, or a coarse scan."""
    noise = np.frombuffer(rng.bytes(regions.size), np.uint8).reshape(regions.shape)
    noise = cv2.GaussianBlur(noise, (0, 0), float(rng.uniform(0.6, 1.2)))
    share = (1 + (noise.astype(np.float32) - 128) * np.float32(rng.uniform(0.0003, 0.001)))[..., None]
    return np.clip(layer * share, 0, 255).astype(np.uint8)


def _glow(layer: U8, regions: NDArray[np.integer], rng: Rng) -> U8:
    """Light parts shine over their borders."""
    small = cv2.resize(layer, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    soft = cv2.resize(cv2.GaussianBlur(small, (0, 0), 3), layer.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    screened = 255 - cv2.multiply(255 - layer, 255 - soft, scale=1 / 255)
    return cv2.addWeighted(layer, 0.7, screened, 0.3, 0)


def _slanting(layer: U8, regions: NDArray[np.integer], rng: Rng) -> U8:
    """A warm or cool tint that grows from one corner to the other."""
    height, width = regions.shape
    x, y = np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    angle = rng.uniform(0, 2 * np.pi)
    share = np.clip(0.5 + 0.5 * (x * np.cos(angle) + y * np.sin(angle)), 0, 1).astype(np.float32)
    tint = _TINTS[int(rng.integers(len(_TINTS)))]
    tinted = cv2.multiply(layer, np.full_like(layer, np.uint8(tint)), scale=1 / 255)
    return cv2.blendLinear(tinted, layer, share, 1 - share)


_TINTS = ((255, 214, 190), (200, 214, 255), (224, 200, 240), (255, 236, 190), (196, 230, 226))

# How colors lie on the paper, by name.
WASHES: dict[str, Callable[[U8, NDArray[np.integer], Rng], U8]] = {
    "watercolor": _watercolor, "grain": _grain, "glow": _glow, "slanting": _slanting,
}  # fmt: skip


def _slow(shape: tuple[int, ...], rng: Rng, cell_px: int) -> NDArray[np.float32]:
    """(H, W) float32 in 0..1 that changes over about `cell_px`."""
    coarse = rng.random((shape[0] // max(cell_px, 1) + 2, shape[1] // max(cell_px, 1) + 2), np.float32)
    return cv2.resize(coarse, shape[1::-1], interpolation=cv2.INTER_CUBIC).clip(0, 1)
