"""Colour spaces and colour differences: sRGB, CIELAB under D65, CIEDE2000. Numpy and OpenCV only."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

_XYZ_FROM_RGB = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = _XYZ_FROM_RGB.sum(axis=1)  # D65 as the matrix has it: white is exactly a* = b* = 0
_RGB_FROM_XYZ = np.linalg.inv(_XYZ_FROM_RGB)
_DELTA = 6 / 29
_BYTES = np.arange(256) / 255.0
_LINEAR = np.where(_BYTES <= 0.04045, _BYTES / 12.92, ((_BYTES + 0.055) / 1.055) ** 2.4).astype(np.float32)
_CHUNK = 1 << 15  # pixels at a time, so that the intermediate planes stay in the cache


def rgb_to_lab(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Convert sRGB bytes to CIELAB under D65, 2 degree observer.

    Args:
        rgb: (..., 3) uint8 sRGB.

    Returns:
        (..., 3) float32: L* in [0, 100], a* and b* roughly in [-108, 99].

    Source: IEC 61966-2-1 (transfer curve and primaries); CIE 15:2004, section 8.2.1.
    """
    rgb = np.asarray(rgb, np.uint8)
    if rgb.size == 0:  # OpenCV returns None
        return np.zeros(rgb.shape, np.float32)
    linear = _LINEAR[rgb.reshape(-1, 1, 3)]
    x, y, z = cv2.split(_companded(cv2.transform(linear, _XYZ_FROM_RGB / _WHITE[:, None])))
    lab = cv2.merge([116 * y - 16, 500 * (x - y), 200 * (y - z)])
    return lab.reshape(rgb.shape)


def _companded(xyz: NDArray[np.float32]) -> NDArray[np.float32]:
    linear_part = xyz / np.float32(3 * _DELTA**2) + np.float32(4 / 29)
    return np.where(xyz > _DELTA**3, np.cbrt(xyz), linear_part)


def lab_to_rgb(lab: ArrayLike) -> NDArray[np.uint8]:
    """Convert CIELAB under D65 to sRGB bytes; colours outside the sRGB gamut are clipped by channel.

    Args:
        lab: (..., 3) float.

    Returns:
        (..., 3) uint8 sRGB, the inverse of `rgb_to_lab` for every byte colour.
    """
    lab = np.asarray(lab, np.float64)
    y = (lab[..., 0] + 16) / 116
    companded = np.stack([y + lab[..., 1] / 500, y, y - lab[..., 2] / 200], axis=-1)
    xyz = np.where(companded > _DELTA, companded**3, 3 * _DELTA**2 * (companded - 4 / 29)) * _WHITE
    linear = np.clip(xyz @ _RGB_FROM_XYZ.T, 0, 1)
    gamma = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.round(gamma * 255).astype(np.uint8)


def delta_e2000(lab1: ArrayLike, lab2: ArrayLike) -> NDArray[np.float32]:
    """Measure the CIEDE2000 colour difference with kL = kC = kH = 1.

    Args:
        lab1: (..., 3) CIELAB; computed in double precision if it is float64, else in single.
        lab2: (..., 3) CIELAB, broadcast against `lab1`.

    Returns:
        (...) float32, 0 where equal; about 1 is just noticeable. Symmetric.

    Source: Sharma, Wu and Dalal 2005, "The CIEDE2000 color-difference formula", equations 2 to 22.
    """
    lab1, lab2 = np.broadcast_arrays(np.asarray(lab1), np.asarray(lab2))
    dtype = np.float64 if np.result_type(lab1, lab2) == np.float64 else np.float32
    pairs = [lab.reshape(-1, 3).astype(dtype, copy=False) for lab in (lab1, lab2)]
    difference = np.empty(len(pairs[0]), np.float32)
    for start in range(0, len(difference), _CHUNK):
        part = slice(start, start + _CHUNK)
        difference[part] = _delta_e2000(pairs[0][part].T, pairs[1][part].T)
    return difference.reshape(lab1.shape[:-1])


def _delta_e2000(lab1: NDArray, lab2: NDArray) -> NDArray:
    """Sharma's equations for (3, N) columns; the numbers are the equations'."""
    (l1, a1, b1), (l2, a2, b2) = lab1, lab2
    chroma7 = _pow7((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2)  # (4)
    stretch = 1.5 - 0.5 * np.sqrt(chroma7 / (chroma7 + 25.0**7))  # 1 + G, (4) and (5)
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)  # (6)
    hue_step, mean_hue = _hues(np.arctan2(b1, a1), np.arctan2(b2, a2), c1 * c2 == 0)  # (7), (10), (14)
    mean_l, mean_c = (l1 + l2) / 2 - 50, (c1 + c2) / 2  # (12), (13)
    s_l = 1 + 0.015 * mean_l**2 / np.sqrt(20 + mean_l**2)  # (18)
    s_c = 1 + 0.045 * mean_c  # (19)
    s_h = 1 + 0.015 * mean_c * _hue_weight(mean_hue)  # (15), (20)
    in_l = (l2 - l1) / s_l  # (8)
    in_c = (c2 - c1) / s_c  # (9)
    in_h = 2 * np.sqrt(c1 * c2) * np.sin(hue_step / 2) / s_h  # (11)
    square = in_l**2 + in_c**2 + in_h**2 + _rotation(mean_hue, mean_c) * in_c * in_h  # (22)
    return np.sqrt(np.maximum(square, 0))


def _hues(hue1: NDArray, hue2: NDArray, gray: NDArray) -> tuple[NDArray, NDArray]:
    """Signed hue difference and mean hue, both in radians, the short way round; 0 and the sum for greys."""
    turn = 2 * np.pi
    hue1, hue2 = np.where(hue1 < 0, hue1 + turn, hue1), np.where(hue2 < 0, hue2 + turn, hue2)
    step, total = hue2 - hue1, hue1 + hue2
    far = np.abs(step) > np.pi
    mean = np.where(far, np.where(total < turn, total + turn, total - turn), total) / 2
    step = np.where(far, step - np.copysign(turn, step), step)
    return np.where(gray, 0, step), np.where(gray, total, mean)


def _hue_weight(hue: NDArray) -> NDArray:
    """T of equation 15."""
    turn = np.pi / 180
    waves = -0.17 * np.cos(hue - 30 * turn) + 0.24 * np.cos(2 * hue)
    return 1 + waves + 0.32 * np.cos(3 * hue + 6 * turn) - 0.20 * np.cos(4 * hue - 63 * turn)


def _rotation(hue: NDArray, chroma: NDArray) -> NDArray:
    """R_T of equations 16, 17 and 21: blue's chroma and hue differences act on each other."""
    angle = (np.pi / 3) * np.exp(-(((hue * (180 / np.pi) - 275) / 25) ** 2))
    chroma7 = _pow7(chroma)
    return -2 * np.sqrt(chroma7 / (chroma7 + 25.0**7)) * np.sin(angle)


def _pow7(x: NDArray) -> NDArray:
    square = x * x
    return square * square * square * x
