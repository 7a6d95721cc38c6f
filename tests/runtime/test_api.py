"""`nurie.colorize` and the public names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import nurie
from nurie.runtime.backend import FakeBackend
from nurie.runtime.card import Card

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


def test_a_palette_binds_all_but_hints():
    """Prevents a palette that no door passes on, other colours in the flats, and one that overrules an exact hint."""
    page = np.full((120, 160), 255, np.uint8)
    page[:, 78:82] = 0
    stroke = nurie.Stroke(((30.0, 60.0),), (10, 200, 30), 6)
    hints = nurie.Hints(nurie.Extent(120, 160), (stroke,))
    result = nurie.colorize(page, hints, model=FAKE, palette=["#c81e14", (20, 30, 200)])
    assert result.layers.flats[60, 20].tolist() == [10, 200, 30]
    assert result.layers.flats[60, 140].tolist() in ([200, 30, 20], [20, 30, 200])
    assert result.image[60, 140].tolist() == result.layers.flats[60, 140].tolist()
    assert not result.image[:, 79:81].any()


def test_a_reference_gives_its_colours():
    """Prevents a reference that nothing reads, or one beside a palette of which one is silently dropped."""
    page, example = np.full((60, 80), 255, np.uint8), np.full((50, 50, 3), (250, 120, 10), np.uint8)
    result = nurie.colorize(page, model=FAKE, reference=example)
    assert (result.layers.flats == (250, 120, 10)).all()
    again = nurie.colorize(page, model=FAKE, reference=nurie.main_colors(example))
    np.testing.assert_array_equal(again.image, result.image)
    with pytest.raises(nurie.OptionError, match="leave out --palette or --reference"):
        nurie.colorize(page, model=FAKE, reference=example, palette=["#ff0000"])
    with pytest.raises(nurie.OptionError, match="expected 3 bytes"):
        nurie.colorize(page, model=FAKE, palette=[(300, 0, 0)])
    with pytest.raises(nurie.OptionError, match="expected above 0"):
        nurie.colorize(page, model=FAKE, reference=[((1, 2, 3), 0)])


def test_a_hint_near_a_palettes_colour_is_kept():
    """Prevents that a hint that hardly differs from the palette's colour is taken for followed, and shown as that."""
    page = np.full((120, 160), 255, np.uint8)
    page[:, 78:82] = 0
    hints = nurie.Hints(nurie.Extent(120, 160), (nurie.Stroke(((30.0, 60.0),), (206, 36, 26), 6),))
    result = nurie.colorize(page, hints, model=FAKE, palette=["#c81e14"])
    assert result.layers.flats[60, 20].tolist() == [206, 36, 26]
    assert result.image[60, 20].tolist() == [206, 36, 26]
