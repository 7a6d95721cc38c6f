"""Doubles teach a network one picture twice, and let it be judged on what it has seen."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nurie.datasets.collect.likeness import Looks, differing_bits, look_of

HASHES = st.integers(0, 2**64 - 1)


@given(st.lists(HASHES, min_size=1, max_size=40), HASHES, st.integers(0, 64))
def test_the_search_is_exact(hashes, look, at_most):
    """A near double that the search passes over."""
    looks = Looks()
    for entry in hashes:
        looks.add(entry)
    apart = [(entry ^ look).bit_count() for entry in hashes]
    assert differing_bits(np.array(hashes, np.uint64), look).tolist() == apart
    expected = apart.index(min(apart)) if min(apart) <= at_most else None
    assert looks.nearest(look, at_most) == expected


def test_bits_are_counted_alike_without_numpy_2(monkeypatch):
    """With numpy 1.26, which has no count of bits, doubles would not be found."""
    rng = np.random.default_rng(0)
    hashes = rng.integers(0, 2**63, 50, np.uint64)
    expected = differing_bits(hashes, 12345).tolist()
    monkeypatch.delattr(np, "bitwise_count", raising=False)
    assert differing_bits(hashes, 12345).tolist() == expected


def test_the_table_grows():
    """More pictures than its first room."""
    looks = Looks()
    numbers = [looks.add(entry * 0x9E3779B97F4A7C15 % 2**64) for entry in range(3000)]
    assert numbers == list(range(3000)) and len(looks) == 3000
    assert looks.nearest(2999 * 0x9E3779B97F4A7C15 % 2**64, 0) == 2999


def test_a_picture_looks_like_itself_smaller_and_as_jpeg_and_like_no_other(draw):
    """The same picture from two boards, in two sizes; and two pictures that are not the same."""
    near, far = [], []
    for seed in range(12):
        picture = draw(seed, (300, 240))
        look = look_of(picture)
        small = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        jpeg = cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 50])[1], cv2.IMREAD_COLOR)
        near += [(look ^ look_of(other)).bit_count() for other in (small, jpeg)]
        far += [(look ^ look_of(draw(seed + 100 + step, (300, 240)))).bit_count() for step in range(12)]
    assert max(near) <= 4
    assert min(far) > 4
