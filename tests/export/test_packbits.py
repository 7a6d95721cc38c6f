"""Rows of a plane, run-length encoded."""

from __future__ import annotations

import numpy as np
import pytest
from psd_tools.compression.rle import decode

from nurie.core.blend import blank
from nurie.export import packbits
from nurie.export.packbits import pack


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (7, 1), (5, 128), (3, 129), (4, 700), (300, 2), (2, 33000)])
def test_rows_unpack_to_the_plane(shape: tuple[int, int]):
    """Prevents rows that run into each other, at lengths around those of a packet and for one row alone."""
    rng = np.random.default_rng(shape[0])
    plane = np.repeat(rng.integers(0, 3, shape, dtype=np.uint8), 3, axis=1)[:, : shape[1]] * 90
    packed = pack(plane)
    assert packed.lengths.sum() == len(packed.data)
    ends = np.cumsum(packed.lengths)
    for row, end, length in zip(plane, ends, packed.lengths, strict=True):
        assert decode(packed.data[end - length : end], shape[1]) == row.tobytes()


def test_strided_and_blank_planes():
    """Prevents a channel of a picture packed with its neighbours, and a blank plane of another value or height."""
    picture = np.random.default_rng(0).integers(0, 256, (6, 9, 3), dtype=np.uint8)
    assert pack(picture[..., 1]).data == pack(picture[..., 1].copy()).data
    packed, full = pack(blank(77, (6, 300))), pack(np.full((6, 300), 77, np.uint8))
    assert packed.data == full.data
    np.testing.assert_array_equal(packed.lengths, full.lengths)


def test_strips_out_of_order():
    """Prevents silent nonsense with a libtiff that writes strips in another order."""
    data = memoryview(b"..bbbaa")
    assert packbits._joined(data, np.array([5, 2]), np.array([2, 3])) == b"aabbb"
