"""Ranges, layout and padding: the only place that knows them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nurie.core.types import Extent
from nurie.runtime.tensors import PLANES, from_paints, pad_planes, tensor_to_color, to_planes


def test_no_hint_is_mask_zero_and_color_zero() -> None:
    """An empty hint must not read as black (-1) or white (1)."""
    planes = to_planes(np.full((8, 8), 255, np.uint8), np.zeros((8, 8, 4), np.uint8), np.zeros((8, 8, 4), np.uint8))
    assert planes.shape == (1, len(PLANES), 8, 8) and not planes.any()


def test_each_plane_has_its_stated_range() -> None:
    """Lines in the wrong polarity or hints in the wrong range train and run silently wrong."""
    lineart = np.full((4, 4), 255, np.uint8)
    lineart[0, 0] = 0
    hints = np.zeros((4, 4, 4), np.uint8)
    hints[1, 1] = (255, 0, 51, 255)
    flooded = np.zeros((4, 4, 4), np.uint8)
    flooded[...] = (255, 0, 51, 102)
    planes = to_planes(lineart, hints, flooded)[0]
    np.testing.assert_allclose(planes[:, 0, 0], [1, 0, 0, 0, 0, 1, -1, -0.6, 0.4], atol=1e-6)
    np.testing.assert_allclose(planes[:, 1, 1], [0, 1, -1, -0.6, 1, 1, -1, -0.6, 0.4], atol=1e-6)


def test_a_batch_equals_its_pictures() -> None:
    """Training makes batches, the runtime single pictures: both must give the same planes."""
    rng = np.random.default_rng(1)
    lineart = rng.integers(0, 256, (3, 6, 5), dtype=np.uint8)
    hints = rng.integers(0, 256, (3, 6, 5, 4), dtype=np.uint8)
    hints[..., 3] = np.where(hints[..., 3] > 128, 255, 0)
    hints[1] = 0
    flooded = rng.integers(0, 256, (3, 6, 5, 4), dtype=np.uint8)
    single = [to_planes(*parts) for parts in zip(lineart, hints, flooded, strict=True)]
    np.testing.assert_array_equal(to_planes(lineart, hints, flooded), np.concatenate(single))


@given(st.integers(1, 70), st.integers(1, 70), st.sampled_from([1, 16, 32]))
def test_pad_then_crop_is_the_identity(height: int, width: int, multiple: int) -> None:
    """A page of any size must come back at its own size, unshifted."""
    picture = np.random.default_rng(height * 71 + width).integers(0, 256, (height, width, 3), dtype=np.uint8)
    padded = pad_planes(picture[None].transpose(0, 3, 1, 2) / np.float32(127.5) - 1, multiple)
    assert padded.shape[2] % multiple == 0 and padded.shape[3] % multiple == 0
    np.testing.assert_array_equal(from_paints(padded, Extent(height, width))[0], picture)


def test_values_beyond_the_range_are_clipped() -> None:
    """A generator's overshoot must not wrap around to the opposite colour."""
    output = np.array([-1.4, 0.0, 1.3], np.float32).reshape(1, 3, 1, 1)
    assert tensor_to_color(output)[0, 0, 0].tolist() == [0, 128, 255]
