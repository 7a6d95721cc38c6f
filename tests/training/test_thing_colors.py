"""The colours of things."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("skia", reason="drawing needs the extra: pip install 'nurie[draw]'", exc_type=ImportError)

from nurie.core.things import THINGS
from nurie.training.thing_colors import thing_colors

BINS = np.array([[130, 190, 240], [70, 140, 60], [230, 180, 150], [255, 255, 255], [200, 30, 30]], np.uint8)


def test_skies_are_blue_and_plants_are_green() -> None:
    """Rows that slipped by one would colour every face green."""
    table = thing_colors(BINS, count=40)
    assert table.shape == (len(THINGS), len(BINS)) and (table > 0).all()
    np.testing.assert_allclose(table.sum(1), 1)
    likelier = table / table.mean(0)
    for thing, bin_ in (("sky", 0), ("plant", 1), ("skin", 2)):
        assert likelier[THINGS.index(thing), bin_] == likelier[:, bin_].max(), thing
