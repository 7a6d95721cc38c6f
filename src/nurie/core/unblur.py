"""A blurred picture as a hint: the colours that, blurred, would give it, and that change where lines are."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.types import Blur

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]

WORKING_PX = 128  # short side at which colours are found
_SMOOTH = 1e-3  # how much neighbours' difference costs beside the blurred picture's error
_ACROSS = 0.02  # share of that cost across full ink
_STEPS = 120
_DOTS = 48  # along the short side
_INK_BELOW = 200


def unblur(blur: U8, lineart: U8, box_share: float) -> U8:
    """Find colours u with the least `|box blur of u - blur|² + smooth Σ w (u_p - u_q)²`, w small across lines.

    Where lines enclose an area its colour is what the blurred picture says of it and of its neighbours together, so
    that small areas come out far more clearly than they are seen in the blur.

    Args:
        blur: (h, w, 3) uint8 sRGB, of any size.
        lineart: (H, W) uint8, 255 paper.
        box_share: side of the box that it was blurred by, as a share of the short side; 0 where it is not blurred.

    Returns:
        (H, W, 3) uint8 sRGB, soft-edged.

    Source: edge-preserving least squares as Levin, Lischinski and Weiss 2004, "Colorization using optimization", here
    of a blurred picture; solved by conjugate gradients.
    """
    height, width = lineart.shape
    scale = min(1.0, WORKING_PX / min(lineart.shape))
    size = (max(2, round(width * scale)), max(2, round(height * scale)))
    given = cv2.resize(blur, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    ink = 1 - cv2.erode(lineart, np.ones((max(1, round(1 / scale)),) * 2)).astype(np.float32) / 255
    ink = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
    side = max(1, round(box_share * min(size)))
    colors = _solve(given, ink, _box(size[1], side), _box(size[0], side))
    found = np.round(np.clip(colors, 0, 1) * 255).astype(np.uint8)
    return cv2.resize(found, (width, height), interpolation=cv2.INTER_LINEAR)


def blur_marks(blur: Blur, lineart: U8) -> U8:
    """What a blurred picture says, as marks for a network that reads marks: a grid of small dots beside the lines.

    Args:
        blur: the hint.
        lineart: (H, W) uint8, 255 paper.

    Returns:
        (H, W, 4) uint8 as of `hints.rasterize`.
    """
    colors = unblur(blur.picture, lineart, blur.box_share)
    pitch = max(3, round(min(lineart.shape) / _DOTS))
    dots = np.zeros(lineart.shape, np.uint8)
    dots[pitch // 2 :: pitch, pitch // 2 :: pitch] = 255
    dots[lineart < _INK_BELOW] = 0
    if pitch > 5:
        dots = cv2.dilate(dots, np.ones((3, 3), np.uint8))
    return np.dstack([np.where(dots[..., None] > 0, colors, 0).astype(np.uint8), dots])


def _solve(given: F32, ink: F32, down: F32, across: F32) -> F32:
    """Conjugate gradients on the normal equations, from the blurred picture."""
    passes = 1 - (1 - _ACROSS) * np.minimum(1, 1.5 * ink)
    below = _SMOOTH * np.minimum(passes[1:], passes[:-1])[..., None]
    right = _SMOOTH * np.minimum(passes[:, 1:], passes[:, :-1])[..., None]

    def apply(u: F32) -> F32:
        sums = _blurred(down.T, _blurred(down, u, across), across.T)
        step = below * (u[1:] - u[:-1])
        sums[1:] += step
        sums[:-1] -= step
        step = right * (u[:, 1:] - u[:, :-1])
        sums[:, 1:] += step
        sums[:, :-1] -= step
        return sums

    u = given.copy()
    residual = _blurred(down.T, given, across.T) - apply(u)
    way, length = residual.copy(), (residual**2).sum((0, 1))
    for _ in range(_STEPS):
        image = apply(way)
        step = length / np.maximum((way * image).sum((0, 1)), 1e-20)
        u += step * way
        residual -= step * image
        longer = (residual**2).sum((0, 1))
        way = residual + longer / np.maximum(length, 1e-20) * way
        length = longer
    return u


def _blurred(down: F32, u: F32, across: F32) -> F32:
    """(h, w, 3) times a matrix along each axis."""
    rows = down @ u.reshape(len(u), -1)
    return (across @ rows.reshape(-1, u.shape[1], 3)).astype(np.float32)


def _box(length: int, side: int) -> F32:
    """(length, length): a mean over `side` places, mirrored beyond the ends as OpenCV's blur does."""
    places = np.arange(length)[:, None] + np.arange(side)[None] - side // 2
    places = np.abs(places)
    places = (length - 1) - np.abs((length - 1) - places % max(1, 2 * (length - 1)))
    matrix = np.zeros((length, length), np.float32)
    np.add.at(matrix, (np.repeat(np.arange(length), side), places.ravel()), 1 / side)
    return matrix
