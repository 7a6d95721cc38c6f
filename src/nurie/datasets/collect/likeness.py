"""Pictures that look the same: a hash of their looks, and an exact search for hashes that differ by few bits."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]

_SIDE, _KEPT = 32, 8
_BITS = np.array([value.bit_count() for value in range(256)], np.uint8)


def look_of(picture: U8) -> int:
    """A hash of 64 bits of the coarse distribution of light and dark; colour does not enter it.

    Args:
        picture: (H, W, 3) uint8 sRGB.

    Source: the DCT hash of Zauner 2010, "Implementation and benchmarking of perceptual image hash functions",
    section 3.2.1.
    """
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(gray, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = cv2.dct(small)[:_KEPT, :_KEPT].ravel()
    low[0] = 0  # the mean: how bright it is in all does not count
    return int.from_bytes(np.packbits(low > np.median(low[1:])).tobytes(), "big")


class Looks:
    """Hashes under numbers 0, 1, 2, …, and the search for the nearest. Compares with each: exact, 8 bytes a picture."""

    def __init__(self) -> None:
        self._hashes = np.empty(1024, np.uint64)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, look: int) -> int:
        """Keep a hash; returns its number."""
        if self._count == len(self._hashes):
            self._hashes = np.concatenate([self._hashes, np.empty_like(self._hashes)])
        self._hashes[self._count] = look
        self._count += 1
        return self._count - 1

    def nearest(self, look: int, at_most: int) -> int | None:
        """Number of the hash that differs by fewest bits, and by `at_most` at most; the first of several."""
        if not self._count:
            return None
        apart = differing_bits(self._hashes[: self._count], look)
        best = int(apart.argmin())
        return best if apart[best] <= at_most else None


def differing_bits(hashes: NDArray[np.uint64], look: int) -> U8:
    """(N,) uint8, in how many bits each of (N,) hashes differs from one."""
    mixed = hashes ^ np.uint64(look)
    if hasattr(np, "bitwise_count"):  # numpy 2
        return np.bitwise_count(mixed)
    return _BITS[mixed.view(np.uint8)].reshape(-1, 8).sum(1, dtype=np.uint8)
