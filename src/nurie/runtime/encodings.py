"""How lines and hints become a network's planes: one table, which training samples and the runtime both read.

Our own networks' encoding, "sparse+flood", has its ranges and layout in `tensors`; here are those of other systems, so
that what a seed system is trained on and what it gets from a page cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import signature
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.errors import OptionError

OWN, BLURRED = "sparse+flood", "blurred"
NO_HINT_Y = -512.0  # paintschainer's luma where there is no hint
U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]


class Encoding(NamedTuple):
    """One way to show lines and hints.

    Attributes:
        planes: names of the channels, in order.
        fill: (lineart, hint_map, seed, **settings) to (C, H, W) float32; lineart (H, W), for "sketch" also (H, W, 3),
            uint8, 255 paper; hint_map (H, W, 4) uint8 of `hints.rasterize`.
        says: what it is, for people.
    """

    planes: tuple[str, ...]
    fill: Callable[..., F32]
    says: str


def encode(
    name: str, lineart: U8, hint_map: U8, *, settings: Mapping[str, float] | None = None, seed: int = 0
) -> F32:
    """Lines and hints as planes.

    Args:
        name: of `ENCODINGS`.
        lineart: (H, W) uint8, 255 paper.
        hint_map: (H, W, 4) uint8.
        settings: the encoding's numbers, by name; the others have their defaults.
        seed: of the plane "noise", where there is one.

    Returns:
        (C, H, W) float32.

    Raises:
        OptionError: an unknown encoding, or a setting that it does not have.
    """
    check_settings(name, settings or {})
    return ENCODINGS[name].fill(lineart, hint_map, seed, **(settings or {}))


def check_settings(name: str, settings: Mapping[str, float]) -> None:
    """Raises OptionError as `encode` does."""
    if name not in ENCODINGS:
        raise OptionError(f"unknown hint encoding {name!r}; known are {', '.join((OWN, *ENCODINGS))}")
    known = [part for part in signature(ENCODINGS[name].fill).parameters][3:]
    if unknown := sorted(set(settings) - set(known)):
        raise OptionError(
            f"hint encoding {name!r} has no setting {', '.join(unknown)}; known are {', '.join(known) or 'none'}"
        )


def _none(lineart: U8, hint_map: U8, seed: int) -> F32:
    """The line art, 1 paper; hints are not looked at."""
    return _share(lineart)[None]


def _noise(lineart: U8, hint_map: U8, seed: int) -> F32:
    """The line art, 1 paper, and a plane of normal noise by the seed."""
    noise = np.random.default_rng(seed).standard_normal(lineart.shape, np.float32)
    return np.stack([_share(lineart), noise])


def _blurred(
    lineart: U8, hint_map: U8, seed: int, *, box_px: float = 100, at_px: float = 256, blend: float = 1.0
) -> F32:
    """The line art, 1 paper, and the hints on white, paled and blurred by a box, all in [0, 1].

    A page without a hint is a page with a white one: there is no mask.

    Args:
        lineart, hint_map, seed: as of `encode`.
        box_px: side of the box on a page whose short side is `at_px`; on others in proportion.
        at_px: that short side.
        blend: share of the hint's colour, the rest is white: 0.3 where deepcolor is used, 1 in its training.

    Source: Kevin Frans, deepcolor, 2017: `blur(0.3 img + 0.7 255)`, `cv2.blur(img, (100, 100))`.
    """
    colors = hint_map[..., :3].astype(np.float32) / 255
    colors[hint_map[..., 3] == 0] = 1
    colors = blend * colors + (1 - blend)
    side = max(1, round(box_px * min(lineart.shape) / at_px))
    return np.concatenate([_share(lineart)[None], cv2.blur(colors, (side, side)).transpose(2, 0, 1)])


def _sparse(lineart: U8, hint_map: U8, seed: int) -> F32:
    """The line art, 1 paper, hint colours in [-1, 1], 0 where there is none, and their mask.

    Source: Zhang et al. 2017, arXiv:1705.02999, section 3.
    """
    mask = (hint_map[..., 3] > 0).astype(np.float32)
    colors = (hint_map[..., :3].astype(np.float32) / 127.5 - 1) * mask[..., None]
    return np.concatenate([_share(lineart)[None], colors.transpose(2, 0, 1), mask[None]])


def _yuv(lineart: U8, hint_map: U8, seed: int) -> F32:
    """The line art in grey levels, 255 paper, and hints as YUV bytes; (-512, 128, 128) where there is none.

    Source: PaintsChainer, 2017.
    """
    yuv = cv2.cvtColor(np.ascontiguousarray(hint_map[..., :3]), cv2.COLOR_RGB2YUV).astype(np.float32)
    yuv[hint_map[..., 3] == 0] = (NO_HINT_Y, 128, 128)
    return np.concatenate([lineart[None].astype(np.float32), yuv.transpose(2, 0, 1)])


def _sketch(lineart: U8, hint_map: U8, seed: int) -> F32:
    """The drawing's red, green and blue in [0, 1]; of a grey one three times the same. Hints are not looked at."""
    rgb = lineart if lineart.ndim == 3 else np.repeat(lineart[..., None], 3, axis=2)
    return _share(rgb).transpose(2, 0, 1).copy()


def _lightness(lineart: U8, hint_map: U8, seed: int) -> F32:
    """The page's grey value as lightness, L*/100 - 0.5. Hints are not looked at."""
    return (gray_to_lightness(lineart) / 100 - 0.5)[None]


def gray_to_lightness(gray: U8) -> F32:
    """(H, W) uint8 sRGB grey to CIELAB's L*, 0 to 100."""
    return _LIGHTNESS[gray]


def _share(values: U8) -> F32:
    return values.astype(np.float32) / 255


_GRAYS = np.repeat(np.arange(256, dtype=np.float32)[None, :, None] / 255, 3, axis=2)
_LIGHTNESS = cv2.cvtColor(_GRAYS, cv2.COLOR_RGB2LAB)[0, :, 0].copy()
_HINT = ("hint_r", "hint_g", "hint_b")
ENCODINGS: dict[str, Encoding] = {
    "none": Encoding(("paper",), _none, "hints are not looked at"),
    "noise": Encoding(("paper", "noise"), _noise, "hints are not looked at; chance by the seed"),
    BLURRED: Encoding(("paper", *_HINT), _blurred, "hints on white, paled and blurred, without a mask"),
    "sparse": Encoding(("paper", *_HINT, "hint_mask"), _sparse, "hints as they are, and their mask"),
    "yuv": Encoding(("paper", "hint_y", "hint_u", "hint_v"), _yuv, "hints in YUV, -512 where there is none"),
    "sketch": Encoding(("sketch_r", "sketch_g", "sketch_b"), _sketch, "hints are not looked at"),
    "lightness": Encoding(("lightness",), _lightness, "hints are not looked at; the page's grey is kept"),
}
