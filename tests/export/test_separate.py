"""Flats in parts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nurie.errors import OptionError
from nurie.export import separate
from nurie.export.separate import Part, parts_by_color, parts_by_region

SHAPE = (6, 5)
few = arrays(np.uint8, (*SHAPE, 3), elements=st.sampled_from([0, 7, 255]))
regions = arrays(np.int32, SHAPE, elements=st.integers(0, 4))


def put_together(parts: list[Part]) -> tuple[np.ndarray, np.ndarray]:
    """The picture that the parts make, and how many parts cover each pixel."""
    picture, count = np.zeros((*SHAPE, 3), np.uint8), np.zeros(SHAPE, int)
    for part in parts:
        mask = part.mask() == 255
        box = np.s_[part.top : part.top + mask.shape[0], part.left : part.left + mask.shape[1]]
        picture[box][mask] = part.color
        count[box] += mask
        for edge in (mask[0], mask[-1], mask[:, 0], mask[:, -1]):
            assert edge.any(), "the box is larger than the part"
    return picture, count


@settings(max_examples=40)  # each goes through all 16 million colours
@given(few)
def test_colors_make_the_flats(flats: np.ndarray):
    """Prevents pixels that lie in no layer or in two, and boxes that are cut too small or too wide."""
    parts = parts_by_color(flats)
    picture, count = put_together(parts)
    np.testing.assert_array_equal(picture, flats)
    assert (count == 1).all()
    assert len({part.color for part in parts}) == len(parts)


@settings(max_examples=40)
@given(few, regions)
def test_regions_make_the_flats(flats: np.ndarray, regions: np.ndarray):
    """Prevents regions that lose a colour where they hold several, as those of an unsplit page do."""
    parts = parts_by_region(flats, regions)
    picture, count = put_together(parts)
    np.testing.assert_array_equal(picture, flats)
    assert (count == 1).all()
    for part in parts:
        found = regions[part.top : part.top + part.ids.shape[0], part.left : part.left + part.ids.shape[1]]
        assert set(found[part.mask() == 255].tolist()) == {int(part.name.split()[0])}


def test_names():
    """Prevents layers that an artist cannot tell apart."""
    flats = np.array([[(255, 0, 10), (255, 0, 10), (0, 0, 0)]], np.uint8)
    assert [part.name for part in parts_by_color(flats)] == ["#000000", "#ff000a"]
    numbers = np.array([[3, 9, 9]], np.int32)
    assert [part.name for part in parts_by_region(flats, numbers)] == ["3 #ff000a", "9 #000000", "9 #ff000a"]


def test_too_many_parts(monkeypatch: pytest.MonkeyPatch):
    """Prevents a file of 50,000 layers from a page whose colours are not flat, and an error without a way out."""
    monkeypatch.setattr(separate, "MOST_PARTS", 4)
    flats = np.zeros((1, 5, 3), np.uint8)
    flats[0, :, 0] = np.arange(5)
    with pytest.raises(OptionError, match=r"5 colours.*--layers per-region"):
        parts_by_color(flats)
    with pytest.raises(OptionError, match=r"5 regions.*--layers per-color"):
        parts_by_region(flats * 0, np.arange(5, dtype=np.int32)[None])
