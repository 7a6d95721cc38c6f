"""Tests of nurie.evaluation.peers and of the fillers behind it: levin, trapped_ball, gmic."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nurie.errors import MissingExtraError, OptionError
from nurie.evaluation import gmic, levin
from nurie.evaluation.peers import DEFAULT_PEERS, PEERS, parse_peers
from nurie.evaluation.trapped_ball import fill_trapped_ball, find_ball_regions

RED, BLUE, GREEN = (255, 0, 0), (0, 0, 255), (20, 160, 70)


def walls(*, gap: int = 0, height: int = 60, width: int = 100):
    """A page with a wall of 3 px in the middle, open for `gap` rows halfway up."""
    lineart = np.full((height, width), 255, np.uint8)
    lineart[:, width // 2 - 1 : width // 2 + 2] = 0
    lineart[(height - gap) // 2 : (height - gap) // 2 + gap] = 255
    return lineart


def hints_on(lineart, *dots):
    hint_map = np.zeros((*lineart.shape, 4), np.uint8)
    for x, y, rgb in dots:
        hint_map[y - 1 : y + 2, x - 1 : x + 2] = (*rgb, 255)
    return hint_map


def need(name):
    """The peer's function; skips where what it needs is not installed."""
    try:
        PEERS[name].check()
    except MissingExtraError as error:
        pytest.skip(str(error))
    return PEERS[name].fill


@pytest.mark.parametrize("name", PEERS)
def test_without_hints_the_page_stays_white_and_one_hint_fills_it(name):
    """A peer that crashes, paints black or leaves a border would lose for a reason that is not its own."""
    fill, lineart = need(name), walls()
    assert (fill(hints_on(lineart), lineart) == 255).all()
    filled = fill(hints_on(lineart, (20, 30, GREEN)), lineart)
    assert filled.shape == (60, 100, 3) and filled.dtype == np.uint8
    assert (filled[lineart == 255] == GREEN).all()


@pytest.mark.parametrize("name", ["watershed", "trapped-ball", "levin", "gmic-smart", "gmic-propagation"])
def test_colors_stay_on_their_side_of_a_closed_line(name):
    """A peer called with layers in the wrong order, or with BGR, is no longer that peer."""
    fill, lineart = need(name), walls()
    filled = fill(hints_on(lineart, (44, 30, RED), (92, 8, BLUE)), lineart).astype(int)
    worst = 60 if name == "levin" else 0  # Levin's colours leak softly, as its weights never are 0
    assert np.abs(filled[:, :47] - RED).max() <= worst and np.abs(filled[:, 54:] - BLUE).max() <= worst


@settings(max_examples=10, deadline=None)
@given(st.integers(3, 26), st.integers(3, 26), st.tuples(*[st.integers(0, 255)] * 3))
def test_levin_keeps_hints_exactly_and_stays_between_them(x, y, color):
    """A soft constraint, or a solver that stops early, would shift the hints' own colours."""
    pytest.importorskip("scipy")
    lineart = np.full((30, 30), 255, np.uint8)
    hint_map = hints_on(lineart, (27, 27, (200, 100, 0)), (x, y, color))
    filled = levin.fill_levin(hint_map, lineart)
    hinted = hint_map[..., 3] > 0
    np.testing.assert_array_equal(filled[hinted], hint_map[hinted, :3])
    low, high = hint_map[hinted, :3].min(0), hint_map[hinted, :3].max(0)
    assert (filled >= low).all() and (filled <= high).all()


def test_levin_weights_are_means_and_cross_no_line():
    """Rows that do not sum to 1 darken the page; a weight over a hard line that is not small bleeds."""
    pytest.importorskip("scipy")
    lineart = walls()
    weights = levin.affinities(lineart)
    np.testing.assert_allclose(np.asarray(weights.sum(1)), 1)
    assert weights[30 * 100 + 48, 30 * 100 + 49] < 0.01 < weights[30 * 100 + 20, 30 * 100 + 21]


def test_levin_above_its_size_still_keeps_hints_and_sides(monkeypatch):
    """Large pages go another way; there a hint could fall between two coarse pixels."""
    pytest.importorskip("scipy")
    monkeypatch.setattr(levin, "SOLVED_PIXELS", 1500)
    lineart = walls()
    hint_map = hints_on(lineart, (20, 30, RED), (80, 30, BLUE))
    hint_map[5, 5] = (*RED, 255)
    filled = levin.fill_levin(hint_map, lineart)
    hinted = hint_map[..., 3] > 0
    np.testing.assert_array_equal(filled[hinted], hint_map[hinted, :3])
    assert filled[:, :40, 0].min() > 160 > 90 > filled[:, 60:, 0].max()


@pytest.mark.parametrize(("gap", "parted"), [(0, True), (3, True), (6, True), (12, False)])
def test_a_ball_passes_only_what_is_wider_than_it(gap, parted):
    """A ball that leaks through a narrow gap is a bucket fill; one that stops at a wide one splits every figure."""
    labels = find_ball_regions(walls(gap=gap), 4.0)
    assert bool(labels[10, 10] != labels[10, 90]) is parted
    assert ((labels == 0) == (walls(gap=gap) == 0)).all()


def test_corners_belong_to_their_region():
    """A niche that the ball cannot reach must not become a region without a hint, in a neighbour's colour."""
    lineart = walls()
    labels = find_ball_regions(lineart, 6.0)
    assert len(np.unique(labels[:, :49])) == 1 and len(np.unique(labels[:, 52:])) == 1
    rhombus = np.full((80, 80), 255, np.uint8)
    ys, xs = np.mgrid[:80, :80]
    rhombus[abs(abs(ys - 40) + abs(xs - 40) - 30) <= 1] = 0
    assert len(np.unique(find_ball_regions(rhombus, 6.0))) == 3


def test_the_majority_of_hint_pixels_decides_and_empty_regions_follow_the_nearest():
    """Taking the first hint, or white where there is none, is a weaker peer than the one that is named."""
    lineart = walls(width=150)
    lineart[:, 110:113] = 0
    filled = fill_trapped_ball(hints_on(lineart, (10, 10, RED), (40, 10, RED), (30, 50, BLUE)), lineart)
    assert (filled == RED).all()
    filled = fill_trapped_ball(hints_on(lineart, (10, 10, RED), (140, 10, BLUE)), lineart)
    assert (filled[:, :74] == RED).all() and (filled[:, 113:] == BLUE).all()
    assert len(np.unique(filled[:, 77:110].reshape(-1, 3), axis=0)) == 1
    lineart[:, 70:80] = 0  # now the line on the left is the wider one
    filled = fill_trapped_ball(hints_on(lineart, (10, 10, RED), (140, 10, BLUE)), lineart)
    assert (filled[:, 80:] == BLUE).all()


def test_peers_are_parsed_and_checked(monkeypatch):
    """A run that dies after an hour because the last peer's program is missing."""
    assert parse_peers("watershed, trapped-ball,watershed") == ("watershed", "trapped-ball")
    assert parse_peers("none") == () and parse_peers(",".join(DEFAULT_PEERS)) == ("nearest", "watershed")
    with pytest.raises(OptionError, match="unknown peers 'levine'; known are nearest, watershed, trapped-ball, levin"):
        parse_peers("levine")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(MissingExtraError, match="apt-get install gmic"):
        parse_peers("gmic-smart")
    monkeypatch.setattr(levin, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r'pip install "nurie\[bench\]"'):
        parse_peers("levin")


def test_gmic_that_takes_too_long_leaves_the_page_white(monkeypatch):
    """One noisy page must not end a run over hundreds, nor look as if it had been coloured."""

    def never(call, *, timeout, **rest):
        raise subprocess.TimeoutExpired(call, timeout)

    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(subprocess, "run", never)
    lineart = walls()
    with pytest.warns(RuntimeWarning, match="more than 60 s on a page; it stays white"):
        assert (gmic.fill_gmic_smart(hints_on(lineart, (9, 9, RED)), lineart) == 255).all()
    monkeypatch.setattr(subprocess, "run", lambda call, **rest: subprocess.CompletedProcess(call, 1, "", "*** no"))
    with pytest.raises(OptionError, match=r"gmic failed \(1\) at .*: \*\*\* no"):
        gmic.fill_gmic_smart(hints_on(lineart, (9, 9, RED)), lineart)
