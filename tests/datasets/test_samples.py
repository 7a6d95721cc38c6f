"""The decoded cache and the samples drawn from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from nurie.core.things import THINGS
from nurie.datasets import samples
from nurie.datasets.cache import JoinedPictures, Picture, PictureCache, built_once
from nurie.datasets.corpus import open_corpus
from nurie.datasets.drawn import THING_OF
from nurie.datasets.hed import hed_sides
from nurie.datasets.manifest import Row
from nurie.datasets.procedural.scene import NAMES
from nurie.datasets.samples import SampleConfig, SampleSource
from nurie.errors import ManifestError, RecipeError


def _row(name: str, source: str, lineart: str | None = None) -> Row:
    return Row(
        id=name, image=f"{name}.png", lineart=lineart, split="train", source=source, group=name, title=name,
        author="nurie's tests", license="CC0-1.0", license_url="", origin="drawn by this test", tier="permissive",
        style="vector", content="object", shading=False, width=90, height=70, sha256=name * 8,
    )


@pytest.fixture
def rows(tmp_path: Path) -> list[Row]:
    """Two red pictures of one source, one of them with lines of its own, and one blue picture of another."""
    for name, color in (("a", (220, 40, 30)), ("b", (220, 40, 30)), ("c", (30, 60, 220))):
        picture = np.full((70, 90, 3), color, np.uint8)
        cv2.circle(picture, (45, 35), 20, (10, 10, 10), 2)
        cv2.imwrite(str(tmp_path / f"{name}.png"), picture[..., ::-1])
    lines = np.full((70, 90), 255, np.uint8)
    lines[33:36] = 0
    cv2.imwrite(str(tmp_path / "b-lines.png"), lines)
    return [_row("a", "red"), _row("b", "red", "b-lines.png"), _row("c", "blue")]


def _open(rows: Sequence[Row], folder: Path, short_px: int = 200) -> PictureCache:
    return open_corpus(rows, folder, folder / "cache", short_px=short_px)


def test_the_cache_holds_the_pictures_themselves(rows: list[Row], tmp_path: Path) -> None:
    """An offset that is off by one picture would train on torn pictures."""
    cache = _open(rows, tmp_path)
    for number, row in enumerate(rows):
        expected = cv2.imread(str(tmp_path / f"{row.id}.png"))[..., ::-1]
        np.testing.assert_array_equal(cache[number].colors, expected)
        assert (cache[number].lineart is not None) == (row.id == "b")
    assert cache[1].lineart is not None and cache[1].lineart[34].max() == 0


def test_pictures_are_reduced_and_the_second_opening_decodes_nothing(rows: list[Row], tmp_path: Path) -> None:
    """Decoding the corpus again at every start costs a minute; another size must not reuse the old one."""
    assert _open(rows, tmp_path, 35)[0].colors.shape == (35, 45, 3)
    (tmp_path / "a.png").unlink()
    assert _open(rows, tmp_path, 35)[0].colors.shape == (35, 45, 3)
    with pytest.raises(ManifestError, match=r"a: .*a\.png is missing"):
        _open(rows, tmp_path, 36)


def test_changed_rows_make_another_cache(rows: list[Row], tmp_path: Path) -> None:
    """A picture that was replaced must not be served from the old cache."""
    _open(rows, tmp_path)
    cv2.imwrite(str(tmp_path / "a.png"), np.full((10, 12, 3), 7, np.uint8))
    changed = [replace(rows[0], sha256="new"), *rows[1:]]
    assert _open(changed, tmp_path)[0].colors.shape == (10, 12, 3)


def _source(rows: list[Row], folder: Path, weights: dict[str, float], seed: int = 1) -> SampleSource:
    return SampleSource(_open(rows, folder), weights=weights, seed=seed)


def test_a_sample_depends_on_seed_and_number_alone(rows: list[Row], tmp_path: Path) -> None:
    """Exact resume rests on this: order and earlier samples must not matter."""
    first, second = (_source(rows, tmp_path, {}) for _ in range(2))
    second.sample(5, 32)
    for left, right in zip(_parts(first, 9), _parts(second, 9), strict=True):
        np.testing.assert_array_equal(left, right)
    other = _parts(_source(rows, tmp_path, {}, seed=2), 9)
    assert any(not np.array_equal(left, right) for left, right in zip(_parts(first, 9), other, strict=True))


def _parts(source: SampleSource, number: int) -> list[np.ndarray]:
    sample = source.sample(number, 48)
    return [sample.lineart, sample.hint_map, sample.flooded, sample.colors, sample.picture]


def test_every_part_has_the_size_that_was_asked_for(rows: list[Row], tmp_path: Path) -> None:
    """A crop at the border that comes out smaller breaks a batch after hours."""
    source = _source(rows, tmp_path, {})
    for number in range(40):
        shapes = [part.shape for part in (source.sample(number, 64).lineart, source.sample(number, 64).colors)]
        assert shapes == [(64, 64), (64, 64, 3)]


def test_weights_are_shares_of_the_samples(rows: list[Row], tmp_path: Path) -> None:
    """Without them large flat sources would drown the few hand-drawn pairs."""
    source = _source(rows, tmp_path, {"red": 0.2, "blue": 0.8})
    blue = []
    for number in range(200):
        red_part, _, blue_part = source.sample(number, 32).picture.reshape(-1, 3).mean(0)
        blue.append(blue_part > red_part)
    # a hue may be turned now and then, hence the wide band
    assert 0.6 < np.mean(blue) < 0.9


def test_an_unknown_source_is_refused(rows: list[Row], tmp_path: Path) -> None:
    """A misspelt source would silently get no samples."""
    with pytest.raises(RecipeError, match=r"names bleu; .* blue, red"):
        _source(rows, tmp_path, {"bleu": 1.0})


def test_no_hint_share(rows: list[Row], tmp_path: Path) -> None:
    """All or none of the samples without hints, as the stage says."""
    source = _source(rows, tmp_path, {})
    assert not any(source.sample(n, 32, no_hint_share=1.0).hint_map.any() for n in range(20))
    assert all(source.sample(n, 32, no_hint_share=0.0).hint_map.any() for n in range(20))
    assert 0.15 < np.mean([not source.sample(n, 32).hint_map.any() for n in range(200)]) < 0.35


def test_samples_without_hints_show_whole_things(
    rows: list[Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can tell the colour of a thing from a detail of it; the windows of other samples stay as they were."""
    source, windows = _source(rows[:1], tmp_path, {}), []
    cut = samples._cut
    monkeypatch.setattr(samples, "_cut", lambda window, mirror: windows.append(len(window)) or cut(window, mirror))
    for share in (1.0, 0.0):
        for number in range(100):
            source.sample(number, 64, no_hint_share=share)
    bare, hinted = windows[:100], windows[100:]
    assert np.median(bare) > 52 and np.median(hinted) < 46  # of 70; 42 is the smallest at this size
    assert min(bare) < 46 and max(hinted) > 65


def _drawn(folder: Path) -> PictureCache:
    """One drawing: a red left half of region 1 and a blue right half of region 300, a line between them."""
    row = replace(_row("d", "drawn", "d"), lineart_kind="drawn")
    colors = np.full((60, 81, 3), (220, 40, 30), np.uint8)
    colors[:, 40:] = 30, 60, 220
    regions = np.where(np.arange(81) < 40, 1, 300).astype(np.uint16)[None].repeat(60, 0)
    lines = np.full((60, 81), 255, np.uint8)
    lines[:, 39:41] = 0
    flat = np.zeros((301, 3), np.uint8)
    flat[[1, 300]] = FLATS
    return built_once([row], folder, "drawn", lambda: [Picture(row, colors, lines, regions, flat)])


FLATS = ((230, 60, 50), (40, 80, 240))  # of the drawing, lighter than what is seen


def test_drawings_keep_lines_and_regions_and_are_drawn_once(rows: list[Row], tmp_path: Path) -> None:
    """Regions read from the wrong place give hints in other things' colours; drawing anew costs minutes."""
    _drawn(tmp_path)
    picture = _drawn(tmp_path)[0]
    assert picture.lineart is not None and picture.regions is not None
    assert picture.lineart[5, 40] == 0 and picture.lineart.mean() > 240
    assert set(np.unique(picture.regions[:, :40])) == {1} and set(np.unique(picture.regions[:, 40:])) == {300}
    assert picture.region_colors is not None
    np.testing.assert_array_equal(picture.region_colors[[1, 300]], FLATS)
    joined = JoinedPictures([_open(rows, tmp_path), _drawn(tmp_path)])
    assert len(joined) == 4 and joined[3].row.id == "d" and joined[2].row.id == "c"


def test_line_free_colors_of_drawings_stay_as_they_are(tmp_path: Path) -> None:
    """What lies under the line is known there; a guess from its neighbours is worse."""
    source = SampleSource(_drawn(tmp_path), weights={}, seed=3)
    for number in range(12):
        sample = source.sample(number, 64)
        np.testing.assert_array_equal(sample.colors, sample.picture)


def test_flats_change_their_hue_with_the_picture(tmp_path: Path) -> None:
    """Flats in the old hue under a picture in a new one would teach that shadow turns red into green."""
    source = SampleSource(_drawn(tmp_path), weights={}, seed=3)
    for number in range(40):
        sample = source.sample(number, 32, no_hint_share=0)
        assert sample.flats is not None and len(np.unique(sample.flats.reshape(-1, 3), axis=0)) <= 2
        sample_hsv, flats_hsv = (
            cv2.cvtColor(part[4:6, 4:6], cv2.COLOR_RGB2HSV).astype(int) for part in (sample.colors, sample.flats)
        )
        assert np.abs((sample_hsv - flats_hsv)[..., 0] % 180).min() in (*range(6), *range(175, 180))


def test_pictures_that_cannot_be_told_apart_have_no_flats(tmp_path: Path) -> None:
    """An estimate of noise would be learned as if it were true."""
    noise = np.random.default_rng(0).integers(0, 256, (70, 90, 3), np.uint8)
    cv2.imwrite(str(tmp_path / "n.png"), noise)
    assert _open([_row("n", "noise")], tmp_path)[0].regions is None
    assert SampleSource(_open([_row("n", "noise")], tmp_path), weights={}, seed=0).sample(0, 32).flats is None


def test_samples_without_hints_may_have_weights_of_their_own(rows: list[Row], tmp_path: Path) -> None:
    """Recoloured art without hints teaches that every colour is right."""
    source = SampleSource(
        _open(rows, tmp_path), weights={"red": 1, "blue": 0}, no_hint_weights={"red": 0, "blue": 1}, seed=5
    )
    for share, name in ((0.0, "red"), (1.0, "blue")):
        assert {source.row(number, no_hint_share=share).source for number in range(30)} == {name}
    for number in range(30):
        sample = source.sample(number, 32, no_hint_share=0.5)
        is_blue = sample.colors[..., 2].mean() > sample.colors[..., 0].mean()
        assert is_blue or sample.hint_map.any()


def test_unknown_shares_are_refused(rows: list[Row], tmp_path: Path) -> None:
    """A misspelt kind of lines would silently never be drawn."""
    for config in (SampleConfig(lines={"pne": 1}), SampleConfig(hints={"dot": 1})):
        with pytest.raises(RecipeError, match=r"data\.samples\.\w+ names \w+; known are"):
            SampleSource(_open(rows, tmp_path), weights={}, seed=0, config=config)


def test_edges_are_kept_for_a_share_of_the_pictures_without_lines(rows: list[Row], tmp_path: Path) -> None:
    """They cost half a second a picture; those of another picture would draw its lines over this one."""
    cache = open_corpus(rows, tmp_path, tmp_path / "cache", short_px=200, hed=1.0)
    assert [cache[number].sides is None for number in range(3)] == [False, True, False]
    np.testing.assert_array_equal(cache[2].sides, hed_sides(cache[2].colors, zoom=1.0))
    source = SampleSource(cache, weights={"red": 0.0, "blue": 1.0}, seed=0, config=SampleConfig(lines={"hed": 1}))
    assert 0.01 < np.mean([source.sample(number, 64).lineart < 128 for number in range(6)]) < 0.3
    assert all(picture.sides is None for picture in (_open(rows, tmp_path)[number] for number in range(3)))


def test_shares_choose_the_lines(rows: list[Row], tmp_path: Path) -> None:
    """An ablation whose switch does nothing would report noise."""
    cache = _open(rows[:1], tmp_path)

    def lines(**shares: float) -> np.ndarray:
        source = SampleSource(cache, weights={}, seed=1, config=SampleConfig(lines=shares))
        return np.stack([source.sample(number, 64).lineart for number in range(4)])

    np.testing.assert_array_equal(lines(pen=1.0), lines(pen=0.5))
    assert not np.array_equal(lines(pen=1.0), lines(extractor=1.0))


def test_colors_play_only_where_hints_tell_them(rows: list[Row], tmp_path: Path) -> None:
    """Without hints a green face would teach that faces are green; with them every colour must be learned."""
    source = _source(rows[:1], tmp_path, {})

    def hues(share: float) -> np.ndarray:
        pictures = [source.sample(number, 32, no_hint_share=share).picture for number in range(150)]
        return np.array([cv2.cvtColor(np.uint8([[p[0, 0]]]), cv2.COLOR_RGB2HSV)[0, 0, 0] for p in pictures], int)

    far = [np.abs((hues(share) - 2 + 90) % 180 - 90) > 20 for share in (1.0, 0.0)]  # degrees / 2, from red
    assert far[0].mean() < 0.02 and 0.04 < far[1].mean() < 0.3


def _named(count: int, tmp_path: Path) -> PictureCache:
    """Pictures whose left half is hair and right half sky."""
    regions = np.zeros((64, 64), np.uint16)
    regions[:, 32:] = 1
    colors = np.array([(90, 60, 30), (120, 180, 240)], np.uint8)
    names = np.array([THINGS.index("hair"), THINGS.index("sky")], np.uint8)
    lines = np.full((64, 64), 255, np.uint8)
    rows = [replace(_row(str(number), "drawn"), lineart_kind="drawn") for number in range(count)]
    pictures = [
        Picture(row, colors[regions], lines, regions, colors, names=names) for row in rows
    ]
    return built_once(rows, tmp_path, "named", lambda: pictures)


def test_names_come_through_the_cache(tmp_path: Path) -> None:
    """Names that slipped by one region would teach that hair is sky."""
    picture = _named(2, tmp_path)[1]
    assert [THINGS[number] for number in picture.names] == ["hair", "sky"]


def test_names_turn_with_the_picture(tmp_path: Path) -> None:
    """In a mirrored window every cell still has its own name."""
    source = SampleSource(_named(1, tmp_path), weights={}, seed=1, config=SampleConfig(color_play=False))
    for number in range(40):
        sample = source.sample(number, 64, no_hint_share=0)
        is_sky = sample.flats[8::16, 8::16, 2] > 200
        np.testing.assert_array_equal(sample.things == THINGS.index("sky"), is_sky)


def test_what_nobody_named_is_unknown(rows: list[Row], tmp_path: Path) -> None:
    """Corpus pictures name nothing; a default of 0 would call them all background."""
    assert (_source(rows, tmp_path, {}).sample(3, 64).things == samples.UNKNOWN).all()


def test_every_drawn_name_is_a_thing() -> None:
    """A new kind of region without an entry would stop the drawing of a whole cache."""
    assert set(THING_OF) == set(NAMES) and set(THING_OF.values()) == set(THINGS)
