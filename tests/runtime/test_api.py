"""`nurie.colorize` and the public names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import nurie
from nurie.runtime.backend import FakeBackend
from nurie.runtime.bundle import Card

FAKE = FakeBackend(Card(name="plain", version="0"))


def test_every_kind_of_page_and_hints_is_the_same_page(tmp_path: Path):
    """Prevents that a path, bytes, a picture and an array are coloured differently."""
    page = np.full((50, 70), 255, np.uint8)
    page[:, 35] = 0
    layer = np.zeros((50, 70, 4), np.uint8)
    layer[20:30, 10:20] = (200, 10, 10, 255)
    path, hints = tmp_path / "page.png", tmp_path / "hints.png"
    Image.fromarray(page).save(path)
    Image.fromarray(layer).save(hints)
    pages = [path, str(path), path.read_bytes(), Image.open(path), page, nurie.read_page(path)]
    results = [nurie.colorize(one, hints, model=FAKE).image for one in pages]
    results += [nurie.colorize(page, one, model=FAKE).image for one in (layer, nurie.read_hints(layer, (50, 70)))]
    for image in results:
        np.testing.assert_array_equal(image, results[0])
    assert results[0][25, 15].tolist() == [200, 10, 10]


def test_save(tmp_path: Path):
    """Prevents a picture on disk that differs from the one in memory, and a page overwritten by a script."""
    result = nurie.colorize(np.full((40, 40), 255, np.uint8), model=FAKE)
    result.save(tmp_path / "out.png")
    np.testing.assert_array_equal(np.asarray(Image.open(tmp_path / "out.png")), result.image)
    with pytest.raises(nurie.PageError, match="exists already"):
        result.save(tmp_path / "out.png")


def test_every_public_name_is_there():
    """Prevents a name in the list that fails when it is first used."""
    for name in nurie.__all__:
        assert getattr(nurie, name).__name__ == name
    with pytest.raises(AttributeError, match="colorise"):
        nurie.colorise  # noqa: B018
