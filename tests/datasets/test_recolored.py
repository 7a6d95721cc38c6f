"""Vector drawings in other colours, and drawings by program, as sources of training pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from nurie.datasets.cache import PictureCache
from nurie.datasets.drawn import DrawnConfig, open_drawn
from nurie.datasets.manifest import Row
from nurie.datasets.recolored import open_recolored

VECTOR = Row(
    id="v", image="v.png", lineart="v-lines.png", split="train", source="clipart", group="v", title="v",
    author="nurie's tests", license="CC0-1.0", license_url="", origin="drawn by this test", tier="permissive",
    style="vector", content="object", shading=False, width=96, height=96, sha256="ab" * 32, lineart_kind="vector",
)  # fmt: skip


def _recolored(folder: Path, variants: int = 3) -> PictureCache:
    picture, lines = np.full((96, 96, 3), 255, np.uint8), np.full((96, 96), 255, np.uint8)
    cv2.circle(picture, (48, 48), 34, (40, 160, 60), -1)
    for canvas, ink in ((picture, (0, 0, 0)), (lines, 0)):
        cv2.circle(canvas, (48, 48), 34, ink, 3)
    cv2.imwrite(str(folder / "v.png"), picture[..., ::-1])
    cv2.imwrite(str(folder / "v-lines.png"), lines)
    rows = [VECTOR, replace(VECTOR, id="p", lineart_kind="pencil")]
    return open_recolored(rows, folder, folder / "cache", short_px=96, variants=variants)


def test_a_vector_drawing_comes_again_in_other_colors(tmp_path: Path) -> None:
    """Flat art in its one colouring teaches that this shape has this colour."""
    cache = _recolored(tmp_path)
    assert [row.id for row in cache.rows] == ["v~0", "v~1", "v~2"]
    assert all(row.source == "recolored" and row.author == VECTOR.author for row in cache.rows)
    middles = {tuple(cache[number].colors[60, 60].tolist()) for number in range(3)}
    assert len(middles) >= 2
    for number in range(3):
        picture = cache[number]
        assert picture.colors[2, 2].min() > 240  # paper stays
        assert picture.lineart is not None and picture.lineart[14, 48] < 60 < picture.lineart[48, 48]
        assert picture.regions is not None and picture.regions[48, 48] != picture.regions[2, 2]
        flat = picture.region_colors[picture.regions].astype(int)
        assert np.abs(flat - picture.colors)[2, 2].max() <= 2
        assert np.ptp(flat[40:56, 40:56], axis=(0, 1)).max() == 0  # whatever the light


def test_a_corpus_without_vector_drawings_has_none_of_these(tmp_path: Path) -> None:
    """A traceback for whoever trains a recipe of ours on paintings alone."""
    for _ in range(2):
        assert len(open_recolored([], tmp_path, tmp_path / "cache", short_px=96, variants=3)) == 0


def test_what_was_made_once_is_read_again(tmp_path: Path) -> None:
    """A build at every start costs a minute, and the same seeds must give the same pictures."""
    first = _recolored(tmp_path)[1].colors.copy()
    made_at = [path.stat().st_mtime_ns for path in (tmp_path / "cache").rglob("pictures.u8")]
    np.testing.assert_array_equal(_recolored(tmp_path)[1].colors, first)
    assert made_at == [path.stat().st_mtime_ns for path in (tmp_path / "cache").rglob("pictures.u8")]


def test_drawings_by_program_are_a_source(tmp_path: Path) -> None:
    """Picture number n of a seed is drawing seed + n, in whatever count it is asked for."""
    pytest.importorskip("skia", exc_type=ImportError, reason="drawing needs the extra: pip install 'nurie[draw]'")
    from nurie.datasets.procedural.draw import draw

    cache = open_drawn(DrawnConfig(count=3, size_px=64, seed=5), tmp_path)
    expected = draw(7, 64)
    picture = cache[2]
    np.testing.assert_array_equal(picture.colors, expected.colors_layer)
    np.testing.assert_array_equal(picture.lineart, expected.line)
    np.testing.assert_array_equal(picture.region_colors[picture.regions], expected.flats)
    assert {row.source for row in cache.rows} == {"drawn"} and cache.rows[2].license == "CC0-1.0"
