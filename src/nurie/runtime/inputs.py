"""A page and its hints as the planes that a network asks for."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.diffusion import diffuse
from nurie.core.flood import flood
from nurie.core.types import Blur
from nurie.runtime.card import Card
from nurie.runtime.encodings import BLURRED, OWN, encode
from nurie.runtime.tensors import ALL_PLANES, pad_planes, to_planes


def make_planes(
    card: Card, lineart: NDArray[np.uint8], hint_map: NDArray[np.uint8], *, seed: int = 0, blur: Blur | None = None
) -> NDArray[np.float32]:
    """The input of one run, padded.

    Args:
        card: the network's.
        lineart: (h, w) uint8, 255 paper.
        hint_map: (h, w, 4) uint8 of `hints.rasterize`.
        seed: of networks that paint by chance.
        blur: a blurred hint; a network of such hints is shown it as it is, the others the marks made of it.

    Returns:
        (1, planes, H, W) float32, H and W multiples of `card.multiple`.
    """
    if card.hint_encoding != OWN:
        settings = dict(card.hint_settings)
        if blur is not None and card.hint_encoding == BLURRED:
            size, settings = lineart.shape[::-1], {"box_px": 0, "blend": 1}  # it is blurred already
            soft = cv2.resize(blur.picture, size, interpolation=cv2.INTER_LINEAR)
            hint_map = np.dstack([soft, np.full_like(lineart, 255)])
        planes = encode(card.hint_encoding, lineart, hint_map, settings=settings, seed=seed)
        return pad_planes(planes[None], card.multiple)
    flooded = flood(hint_map, lineart)
    diffused = diffuse(hint_map, lineart) if card.planes == ALL_PLANES else None
    return pad_planes(to_planes(lineart, hint_map, flooded, diffused), card.multiple)
