"""Tests of nurie.evaluation.suites."""

from __future__ import annotations

import zlib
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from nurie.core.hints import rasterize
from nurie.core.lineart import EXTRACTORS
from nurie.datasets.manifest import read_manifest
from nurie.errors import ManifestError, OptionError
from nurie.evaluation.suites import (
    JUDGED_EXTRACTORS,
    SUITES,
    draw_hints,
    extractor_of,
    load_sample,
    parse_levels,
    reduce_to_judged,
    select_suite,
    spread,
)


@pytest.mark.parametrize(
    ("changes", "suite"),
    [
        ({"source": "peppercarrot_pairs", "lineart_kind": "ink", "lineart": "l.png", "style": "comic"}, "real"),
        ({"source": "peppercarrot_pairs", "lineart_kind": "pencil", "lineart": "l.png", "style": "comic"}, "real"),
        ({"source": "peppercarrot_pairs", "lineart_kind": "value", "lineart": "l.png", "style": "comic"}, None),
        ({"lineart_kind": "vector", "lineart": "l.png", "style": "vector"}, "vector"),
        ({"style": "anime"}, "anime"),
        ({"style": "anime", "image": None, "lineart": "l.png", "lineart_kind": "ink"}, None),
        ({"style": "cartoon"}, "painted"),
        ({"style": "painted"}, "painted"),
        ({"style": "comic", "lineart": "l.png", "lineart_kind": "ink"}, None),
    ],
)
def test_each_picture_is_in_one_suite_at_most(changes, suite, parse):
    """A grey-toned sketch among the real line drawings, or a picture counted twice, shifts the figures."""
    assert [name for name, holds in SUITES.items() if holds(parse(**changes))] == ([suite] if suite else [])


def test_an_unknown_suite_is_refused():
    """A misspelt --suite must not silently judge nothing."""
    with pytest.raises(OptionError, match="unknown suite 'reel'; known are real, anime"):
        select_suite([], "reel")


def test_spread_keeps_the_order_and_reaches_over_the_whole_suite():
    """The first rows are all of one source: a limit that took them would judge one artist."""
    assert spread(list(range(100)), 4) == [12, 37, 62, 87]
    assert spread([1, 2, 3], 7) == [1, 2, 3]
    assert spread([1, 2, 3], 3) == [1, 2, 3]


def test_the_extractor_depends_on_the_id_alone():
    """Python's salted hash would give other lines in every run."""
    names = JUDGED_EXTRACTORS
    assert extractor_of("taisei-reimu") == names[zlib.crc32(b"taisei-reimu") % len(names)]
    assert {extractor_of(f"picture-{i}") for i in range(60)} == set(names)


def test_a_new_extractor_changes_no_published_figure():
    """An entry more in EXTRACTORS would give most pictures other lines: the judged five are named, with their order."""
    assert JUDGED_EXTRACTORS == ("adaptive", "blackhat", "canny", "dodge", "xdog")
    assert set(JUDGED_EXTRACTORS) < set(EXTRACTORS)
    chosen = [extractor_of(name) for name in ("taisei-reimu", "arcmage-archer", "mika-160", "learntocode-iris-0")]
    assert chosen == ["blackhat", "dodge", "dodge", "xdog"]


def test_pictures_are_reduced_to_512_and_never_enlarged():
    """Enlarging a small picture would judge the resampling."""
    assert reduce_to_judged(np.zeros((640, 1024, 3), np.uint8)).shape == (512, 819, 3)
    assert reduce_to_judged(np.zeros((300, 200), np.uint8)).shape == (300, 200)


def test_load_sample_takes_the_line_file_or_extracts_lines(manifest):
    """A pair whose own lines are ignored is no test on an artist's lines."""
    rows = {row.id: row for row in read_manifest(manifest)}
    pair, girl = (load_sample(rows[name], manifest.parent) for name in ("pair-0", "girl-0"))
    np.testing.assert_array_equal(np.unique(pair.lineart), [0, 255])
    assert (pair.colors[:, :40] == (200, 30, 40)).all() and (pair.colors[:, 42:] == (40, 60, 210)).all()
    np.testing.assert_array_equal(girl.lineart, EXTRACTORS[extractor_of("girl-0")](girl.picture))


def test_a_missing_or_misfitting_file_is_named(manifest):
    """A stack trace from the middle of an hour's run does not say which picture is broken."""
    rows = {row.id: row for row in read_manifest(manifest)}
    Image.fromarray(np.zeros((10, 10), np.uint8)).save(manifest.parent / "pair-0-l.png")
    with pytest.raises(ManifestError, match="pair-0: the line file is 10x10 px and the picture 80x60 px"):
        load_sample(rows["pair-0"], manifest.parent)
    (manifest.parent / "girl-1.png").unlink()
    with pytest.raises(ManifestError, match=r"girl-1: cannot read .*girl-1\.png"):
        load_sample(rows["girl-1"], manifest.parent)


def test_levels_are_numbers_or_full():
    """A level read wrongly would be reported under a wrong heading."""
    assert parse_levels("0, 4,full") == (0, 4, "full")


@pytest.mark.parametrize("text", ["", "4,", "four", "-1", "4,4", "99999"])
def test_odd_levels_are_refused(text):
    """An empty or doubled level would make an empty or doubled row."""
    with pytest.raises(OptionError, match="separated by commas, for example --hints"):
        parse_levels(text)


def test_hints_come_from_seed_and_id(halves):
    """Methods must get the same hints in every run; another seed must give others."""
    first, again, other = (draw_hints(halves, 16, seed=seed) for seed in (1, 1, 2))
    assert first.strokes == again.strokes != other.strokes
    assert len(first.strokes) == 16
    assert not draw_hints(halves, 0, seed=1)


def test_full_hints_cover_the_page_in_its_own_colors_off_the_lines(halves):
    """A grid dot on a line would tint both sides; a gap in the grid would not be `full`."""
    hints = draw_hints(halves, "full", seed=0)
    assert {stroke.points[0] for stroke in hints.strokes} == {
        (x, y) for x in range(6, 80, 12) for y in range(6, 60, 12)
    }
    hint_map = rasterize(hints, halves.extent)
    at = hint_map[..., 3] > 0
    np.testing.assert_array_equal(hint_map[at, :3], halves.colors[at])
    lineart = halves.lineart.copy()
    lineart[6, 6] = 0
    fewer = draw_hints(replace(halves, lineart=lineart), "full", seed=0)
    assert len(fewer.strokes) == len(hints.strokes) - 1
