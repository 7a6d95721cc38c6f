"""Samples of the seed systems: whole pictures, one extractor, hints from the truth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nurie.core.lineart import extract_lineart
from nurie.core.types import Extent
from nurie.datasets.cache import Picture
from nurie.datasets.manifest import Row
from nurie.datasets.plain_samples import DRAWINGS, PlainConfig, PlainSource, Whiteout, square, white_out
from nurie.errors import RecipeError
from nurie.runtime.encodings import encode


class _Few:
    """Pictures of noise, each of its own brightness."""

    def __init__(self, count: int = 4, shape: tuple[int, int] = (90, 60)) -> None:
        rng = np.random.default_rng(0)
        self.rows = [_row(number) for number in range(count)]
        self._colors = [rng.integers(40 * n, 40 * n + 60, (*shape, 3)).astype(np.uint8) for n in range(count)]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, number: int) -> Picture:
        return Picture(self.rows[number], self._colors[number], None)


def _row(number: int, kind: str | None = None) -> Row:
    return Row(
        f"p{number}", "p.png", None, "train", "some", "g", "t", "a", "CC0-1.0", "", "o", "permissive", "anime", "x",
        True, 60, 90, "0", kind,
    )  # fmt: skip


def _source(**config: object) -> PlainSource:
    return PlainSource(_Few(), weights={}, seed=1, config=PlainConfig(**config))  # type: ignore[arg-type]


def test_squares_are_cut_as_deepcolor_cut_them() -> None:
    """Tall pictures at the top, where the head is; wide ones in the middle."""
    tall = np.zeros((90, 60, 3), np.uint8)
    tall[:60] = 200
    assert square(Picture(_row(0), tall, None), 32).min() == 200
    wide = np.zeros((60, 100, 3), np.uint8)
    wide[:, 20:80] = 200
    assert square(Picture(_row(0), wide, None), 32).min() == 200


def test_drawings_by_program_get_their_lines() -> None:
    """Their colours have none: a network would learn to paint pictures without lines."""
    lineart = np.full((40, 40), 255, np.uint8)
    lineart[18:22] = 0
    drawn = Picture(_row(0, "drawn"), np.full((40, 40, 3), 180, np.uint8), lineart)
    assert square(drawn, 40)[20].max() == 0 and square(drawn, 40)[5].min() == 180


def test_the_lines_are_deepcolors() -> None:
    """Other settings of the threshold are another drawing: block 9, C 2, of the picture at its training size."""
    sample = _source().sample(5, 64)
    assert np.array_equal(sample.lineart, extract_lineart(sample.picture, "adaptive", block_px=9, offset=2.0))
    assert set(np.unique(sample.lineart)) <= {0, 255}


def test_nothing_is_varied() -> None:
    """The seeds had no augmentation: four pictures give four samples."""
    source = _source()
    assert len({source.sample(number, 32).picture.tobytes() for number in range(40)}) == 4
    assert not source.sample(0, 32).hint_map.any()


def test_the_published_share_survives_the_whiteout() -> None:
    """38.6 % on average, 16.7 % in the centre, nearly all at the border: a hint that tells as much as theirs."""
    config, extent = Whiteout(30, 50), Extent(256, 256)
    left = np.mean([white_out(extent, np.random.default_rng(n), config) > 0 for n in range(1500)], axis=0)
    assert left.mean() == pytest.approx(0.386, abs=0.01)
    assert left[118:138, 118:138].mean() == pytest.approx(0.167, abs=0.025)
    assert left[0, 0] > 0.98 and left[-1, -1] > 0.98


def test_the_whiteout_grows_with_the_picture() -> None:
    """At 128 px squares of 50 px would leave nothing."""
    config = Whiteout(30, 50)
    shares = [np.mean([white_out(Extent(px, px), np.random.default_rng(n), config) > 0 for n in range(200)])
              for px in (64, 256)]  # fmt: skip
    assert shares[0] == pytest.approx(shares[1], abs=0.03)


def test_a_truthful_hint_is_the_picture_outside_the_squares() -> None:
    """The blurred hint must come from the very picture that is to be painted."""
    sample = _source(hints={"truth": 1.0}, whiteout=Whiteout(6, 50)).sample(3, 64)
    kept = sample.hint_map[..., 3] > 0
    assert 0.2 < kept.mean() < 0.95
    assert np.array_equal(sample.hint_map[kept, :3], sample.picture[kept])
    blurred = encode("blurred", sample.lineart, sample.hint_map)
    assert blurred[1:].min() > sample.picture.min() / 255  # where squares were taken out it is paler


def test_hints_of_a_simulator_and_none() -> None:
    """`no_hint_share` is the recipe's; a simulator gives marks of the picture's colours."""
    source = _source(hints={"paintschainer": 1.0})
    marked = [source.sample(n, 64, no_hint_share=0.4).hint_map[..., 3].any() for n in range(60)]
    assert 0.4 < np.mean(marked) < 0.8


@pytest.mark.parametrize("name", list(DRAWINGS))
def test_every_drawing_has_the_pictures_size(name: str) -> None:
    """A drawing of another size or kind would shift lines against colours."""
    sample = _source(lines={name: 1.0}).sample(1, 64)
    assert sample.lineart.shape[:2] == (64, 64) and sample.lineart.dtype == np.uint8
    assert (sample.lineart.ndim == 3) == (name == "color_sketch")
    assert np.array_equal(sample.lineart, _source(lines={name: 1.0}).sample(1, 64).lineart)


def test_unknown_kinds_are_refused(tmp_path: Path) -> None:
    """A misspelt kind of lines must not train on something else."""
    with pytest.raises(RecipeError, match=r"data\.plain\.hints names truths; known are truth"):
        _source(hints={"truths": 1})
    with pytest.raises(RecipeError, match="is empty"):
        _source(lines={})
