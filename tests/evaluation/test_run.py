"""Tests of nurie.evaluation.run: every method sees the same, in one order."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from nurie.datasets.manifest import read_manifest
from nurie.errors import OptionError
from nurie.evaluation.methods import FillerMethod, ModelMethod, Painted, fillers
from nurie.evaluation.run import EvalConfig, evaluate, judge
from nurie.runtime.backend import FakeBackend
from nurie.runtime.colorizer import Colorizer


@dataclass
class Recorder:
    """A method that notes what it was given and paints it all one colour."""

    name: str
    seen: list = field(default_factory=list)

    def paint(self, page, hints, *, seed):
        self.seen.append((page.lineart.tobytes(), hints.strokes, seed))
        white = np.full((*page.extent, 3), 255, np.uint8)
        return Painted(white, white)


def run(manifest, methods, **changes):
    config = EvalConfig(levels=(0, 4, "full"), suites=("anime", "vector"))
    return evaluate(methods, read_manifest(manifest), manifest.parent, config=replace(config, **changes))


def test_every_method_gets_the_same_lines_hints_and_seed(manifest):
    """A comparison with other hints per method compares the hints."""
    one, other = Recorder("one"), Recorder("other")
    run(manifest, [one, other], seed=5)
    assert one.seen == other.seen
    assert {seed for *_, seed in one.seen} == {5}


def test_the_table_has_one_row_per_suite_level_and_method_in_order(manifest):
    """Rows under a wrong heading are worse than none."""
    found = run(manifest, fillers())
    keys = [(row.suite, row.level, row.method) for row in found.table]
    expected = [
        (suite, level, name)
        for suite in ("anime", "vector")
        for level in (0, 4, "full")
        for name in ("nearest", "watershed")
    ]
    assert keys == expected
    assert [row.pictures for row in found.table] == [3] * 6 + [2] * 6
    assert found.picture_ids == {"anime": ("girl-0", "girl-1", "girl-2"), "vector": ("pair-0", "pair-1")}


def test_watershed_is_exact_on_two_flat_halves(manifest):
    """With a dense grid on a page of two flat colours anything below the cap is a mistake of the evaluation."""
    found = {(row.level, row.method): row for row in run(manifest, fillers(), suites=("vector",)).table}
    exact = found["full", "watershed"]
    assert exact.means["psnr_db"] == 100 and exact.means["hint_delta_e"] == 0 and exact.means["bled_share"] == 0
    assert found["full", "nearest"].means["psnr_db"] <= 100
    assert found[0, "watershed"].means["psnr_db"] < 15
    assert math.isnan(found[0, "watershed"].means["bleeding"]) and found[0, "watershed"].counts["bleeding"] == 0


def test_bleeding_tells_nearest_from_watershed(halves):
    """One hint on each side, far from the line on one: nearest must leak over it and watershed must not."""
    shares = {}
    for name, case in judge(fillers(), halves, 4, seed=3).items():
        assert case.repainted is not None
        shares[name] = float(case.change[:, 42:].sum()) if case.own_region == 1 else float(case.change[:, :40].sum())
    assert shares["watershed"] == 0 < shares["nearest"]


def test_the_model_goes_through_the_colorizer(manifest):
    """A second path for evaluation would judge something that users never get."""
    backend = FakeBackend()
    found = run(manifest, [ModelMethod("fake", Colorizer(backend), 64)], suites=("vector",), levels=(4,), limit=1)
    assert found.table[0].method == "fake" and found.table[0].pictures == 1
    assert backend.calls and all(shape[1] == 9 for shape in backend.calls)


def test_runs_are_equal(manifest):
    """A table that changes from run to run cannot show progress."""
    first, second = (run(manifest, fillers(), limit=1) for _ in range(2))
    assert repr(first.table) == repr(second.table)


def test_sheets_show_lines_methods_and_original(manifest):
    """A column too few would shift the headings over the wrong pictures."""
    found = run(manifest, fillers())
    assert set(found.sheets) == {(suite, level) for suite in ("anime", "vector") for level in (0, 4, "full")}
    rows = found.sheets["vector", 4]
    assert [row.label for row in rows] == ["pair-0", "pair-1"]
    assert [picture.shape for picture in rows[0].pictures] == [(60, 80, 3)] * 4
    assert (rows[0].pictures[-1][30, 10] == (200, 30, 40)).all()


@pytest.mark.parametrize(
    ("methods", "changes", "message"),
    [
        ([Recorder("a"), Recorder("a")], {}, "two methods are called a; give each model once"),
        ([Recorder("a")], {"suites": ("real",)}, "no picture of split val belongs to the suites real"),
        ([Recorder("a")], {"suites": ("vektor",)}, "unknown suite 'vektor'"),
    ],
)
def test_what_cannot_be_judged_is_refused(manifest, methods, changes, message):
    """An empty table, or two methods merged in one row, looks like a result."""
    with pytest.raises(OptionError, match=message):
        run(manifest, methods, **changes)


def test_a_filler_goes_under_the_same_lines(halves):
    """A filler that paints over the lines would lose to any model that keeps them."""
    method = FillerMethod("white", lambda hint_map, lineart: np.full((*lineart.shape, 3), 255, np.uint8))
    image, color = method.paint(halves.page, judge_hints(halves), seed=0)
    np.testing.assert_array_equal(image, np.repeat(halves.lineart[..., None], 3, -1))
    assert (color == 255).all()


def judge_hints(sample):
    from nurie.evaluation.suites import draw_hints

    return draw_hints(sample, 4, seed=0)
