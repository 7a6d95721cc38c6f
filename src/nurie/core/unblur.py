"""A blurred picture as a hint: the colours that, blurred, would give it, and that change where lines are."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.types import Blur

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]

WORKING_PX = 256  # short side at which colours are found
_SMOOTH = 3e-3  # how much neighbours' difference costs beside the blurred picture's error
_ACROSS = 0.02  # share of that cost across full ink
_MARKED = 1.0  # what a mark's colour weighs
_STEPS, _ROUNDS = 120, 3
_STEP = 0.05  # differences beyond this cost their amount, no longer their square
_SOFT_PX = 0.6  # deviation: edges in paintings are softer than lines that a threshold drew
_UNDER_INK = (0.1, 0.2, 0.3, 0.4, 0.5)  # what lines take away of the light: in each picture what explains it best
_BLUR_WEIGHT = 0.33  # of the blurred picture's error in that choice, beside the cost of differences
_MISFIT = 5.0  # mean grey levels; a picture that is explained no better was not blurred by that box
_SHARES = (1.0, 0.25, 0.0)  # of the box: what is tried then
_DOTS = 48  # along the short side
_INK_BELOW = 200


def unblur(blur: U8, lineart: U8, box_share: float, marks: U8 | None = None) -> U8:
    """Find colours u with the least `|box blur of u under ink - blur|² + smooth Σ w |u_p - u_q|`, w small across lines.

    Where lines enclose an area its colour is what the blurred picture says of it and of its neighbours together, so
    that small areas come out far more clearly than they are seen in the blur. Lines darkened the blurred picture, too:
    they do so here, and in what is found, as much as leaves the smoothest colours. A picture that no colours explain,
    such as a wash by hand, is taken for one that was blurred by a smaller box, or by none.

    Args:
        blur: (h, w, 3) uint8 sRGB, of any size.
        lineart: (H, W) uint8, 255 paper.
        box_share: side of the box that it was blurred by, as a share of the short side; 0 where it is not blurred.
        marks: (H, W, 4) uint8 as of `hints.rasterize`, colours that are known; None where there are none.

    Returns:
        (H, W, 3) uint8 sRGB, soft-edged; under ink as dark as lines are in paintings.

    Source: edge-preserving least squares as Levin, Lischinski and Weiss 2004, "Colorization using optimization", here
    of a blurred picture; solved by conjugate gradients. Differences cost as in total variation (Rudin, Osher and
    Fatemi 1992), by least squares weighted anew in each round.
    """
    height, width = lineart.shape
    ink = _ink(cv2.GaussianBlur(lineart, (0, 0), _SOFT_PX))
    for share in _SHARES:
        small = _Problem(blur, lineart, ink, box_share * share, marks, WORKING_PX // 2)
        trials = [small.solve(dark) for dark in _UNDER_INK]
        best = min(range(len(trials)), key=lambda number: trials[number][1])
        dark = _UNDER_INK[best]
        if small.misfit(trials[best][0], dark) < _MISFIT:
            break
    colors = _Problem(blur, lineart, ink, box_share * share, marks, WORKING_PX).solve(dark)[0]
    found = cv2.resize(np.clip(colors, 0, 1).transpose(1, 2, 0), (width, height), interpolation=cv2.INTER_LINEAR)
    found *= 255 * (1 - dark * ink[..., None])
    return np.round(found).astype(np.uint8)


def blur_marks(blur: Blur, lineart: U8) -> U8:
    """What a blurred picture says, as marks for what reads nothing but marks: a grid of small dots beside the lines.

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


def _ink(lineart: U8) -> F32:
    return 1 - lineart.astype(np.float32) / 255


def _planes(picture: U8) -> F32:
    return np.ascontiguousarray(picture.transpose(2, 0, 1), np.float32) / 255


class _Problem:
    """The equations at one size: what is given, and what differences cost."""

    def __init__(self, blur: U8, lineart: U8, ink: F32, box_share: float, marks: U8 | None, short_px: int) -> None:
        height, width = lineart.shape
        scale = min(1.0, short_px / min(lineart.shape))
        size = (max(2, round(width * scale)), max(2, round(height * scale)))
        self._given = _planes(cv2.resize(blur, size, interpolation=cv2.INTER_AREA))
        self._ink = cv2.resize(ink, size, interpolation=cv2.INTER_AREA)
        border = cv2.erode(lineart, np.ones((max(1, round(1 / scale)),) * 2))  # in a reduced page thin lines part, too
        passes = 1 - (1 - _ACROSS) * np.minimum(1, 1.5 * _ink(cv2.resize(border, size, interpolation=cv2.INTER_AREA)))
        self._costs = tuple(
            _SMOOTH * np.minimum(one, other)
            for one, other in ((passes[1:], passes[:-1]), (passes[:, 1:], passes[:, :-1]))
        )
        side = max(1, round(box_share * min(size)))
        self._box = (_box(size[1], side), _box(size[0], side))
        self._known = None
        if marks is not None and marks[..., 3].any():
            dots = cv2.resize(marks, size, interpolation=cv2.INTER_NEAREST)
            self._known = _planes(dots[..., :3]), (_MARKED * (dots[..., 3] > 0)).astype(np.float32)

    def solve(self, dark: float) -> tuple[F32, float]:
        """(3, h, w) colours where lines take away this share of the light; how badly they explain it, and how rough."""
        light, found, costs = 1 - dark * self._ink, self._given, self._costs
        for number in range(_ROUNDS):
            if number:
                costs = tuple(c * _cost(np.diff(found, axis=axis)) for axis, c in enumerate(self._costs, 1))
            found = _conjugate_gradients(found, self._given, light, self._box, costs, self._known)
        error = ((self._blurred(light * found) - self._given) ** 2).sum()
        rough = sum((c * _amount(np.diff(found, axis=axis))).sum() for axis, c in enumerate(self._costs, 1))
        return found, float(_BLUR_WEIGHT * error + rough)

    def misfit(self, found: F32, dark: float) -> float:
        """Mean grey levels between what is given and these colours, cut to those that there are, blurred."""
        light = 1 - dark * self._ink
        return 255 * float(np.abs(self._blurred(light * np.clip(found, 0, 1)) - self._given).mean())

    def _blurred(self, picture: F32) -> F32:
        return self._box[0] @ picture @ self._box[1].T


def _amount(differences: F32) -> F32:
    """(3, h, w) to (h, w): what differences cost as amounts; squares below `_STEP`."""
    return _STEP * (np.sqrt((differences**2).sum(0) + _STEP**2) - _STEP)


def _cost(differences: F32) -> F32:
    """(3, h, w) to (h, w): weights that make squares cost what amounts do, about."""
    return (_STEP / np.sqrt((differences**2).sum(0) + _STEP**2)).astype(np.float32)


def _conjugate_gradients(
    start: F32, given: F32, light: F32, box: tuple[F32, F32], costs: tuple[F32, ...], known: tuple[F32, F32] | None
) -> F32:
    """Some steps towards the solution of the normal equations, for each channel by itself."""
    (down, across), (below, right) = box, costs
    rows, columns = down.T @ down, across.T @ across

    def apply(u: F32) -> F32:
        sums = light * (rows @ (light * u) @ columns)
        step = below * np.diff(u, axis=1)
        sums[:, 1:] += step
        sums[:, :-1] -= step
        step = right * np.diff(u, axis=2)
        sums[:, :, 1:] += step
        sums[:, :, :-1] -= step
        return sums if known is None else sums + known[1] * u

    wanted = light * (down.T @ given @ across)
    if known is not None:
        wanted = wanted + known[1] * known[0]
    u = start.copy()
    residual = wanted - apply(u)
    way, length = residual.copy(), _length(residual)
    for _ in range(_STEPS):
        image = apply(way)
        step = length / np.maximum((way * image).sum((1, 2), keepdims=True), 1e-20)
        u += step * way
        residual -= step * image
        longer = _length(residual)
        way = residual + longer / np.maximum(length, 1e-20) * way
        length = longer
    return u


def _length(planes: F32) -> F32:
    return (planes**2).sum((1, 2), keepdims=True)


def _box(length: int, side: int) -> F32:
    """(length, length): a mean over `side` places, mirrored beyond the ends as OpenCV's blur does."""
    places = np.arange(length)[:, None] + np.arange(side)[None] - side // 2
    places = np.abs(places)
    places = (length - 1) - np.abs((length - 1) - places % max(1, 2 * (length - 1)))
    matrix = np.zeros((length, length), np.float32)
    np.add.at(matrix, (np.repeat(np.arange(length), side), places.ravel()), 1 / side)
    return matrix
