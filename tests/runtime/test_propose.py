"""Automatic hints."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from nurie.core.color import rgb_to_lab
from nurie.core.regions import label_regions
from nurie.runtime import propose
from nurie.runtime.backend import Backend
from nurie.runtime.card import Card

BINS = ((200, 60, 60), (60, 150, 60), (70, 90, 190))


@dataclass
class LeftRed:
    """A backend that is sure of red on the left half, and nearly undecided between green and blue on the right."""

    card: Card = field(default_factory=lambda: Card(name="halves", version="0", color_bins=BINS))

    def run(self, planes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        height, width = planes.shape[2] // 16, planes.shape[3] // 16
        logits = np.zeros((1, 3, height, width), np.float32)
        logits[:, 0, :, : width // 2] = 8
        logits[:, 1, :, width // 2 :] = 4.2
        logits[:, 2, :, width // 2 :] = 4.0
        return np.zeros((1, 3, *planes.shape[2:]), np.float32), logits


def _page() -> np.ndarray:
    """Two closed boxes side by side that fill the page."""
    lineart = np.full((120, 200), 255, np.uint8)
    lineart[:, 111:113] = lineart[:2] = lineart[-2:] = lineart[:, :2] = lineart[:, -2:] = 0
    return lineart


def propose_hints(backend: Backend, lineart: np.ndarray, seed: int) -> np.ndarray:
    return propose.propose_hints(backend, lineart, label_regions(lineart), seed)


def _colors(hint_map: np.ndarray) -> set[tuple[int, ...]]:
    marked = hint_map[hint_map[..., 3] > 0][:, :3]
    return {tuple(color) for color in np.unique(marked, axis=0).tolist()}


def test_every_side_takes_its_most_likely_class() -> None:
    """Without hints the page must get the network's colours, not grey."""
    lineart = _page()
    completed = propose_hints(LeftRed(), lineart, 0)
    assert _colors(completed[:, :111]) == {BINS[0]} and _colors(completed[:, 113:]) == {BINS[1]}


def test_no_guess_is_garish() -> None:
    """A page that is left to itself should not be all in the yellow of a warning sign."""
    yellow = (252, 226, 9)
    backend = LeftRed(Card(name="halves", version="0", color_bins=(yellow, *BINS[1:])))
    (drawn,) = _colors(propose_hints(backend, _page(), 0)[:, :111])
    given, toned = rgb_to_lab(np.array([yellow, drawn], np.uint8))
    assert np.hypot(*given[1:]) > 80 and abs(np.hypot(*toned[1:]) - 80) < 1
    assert abs(given[0] - toned[0]) < 1  # as light as it was


def test_seeds_vary_what_is_open_and_repeat_exactly() -> None:
    """Another seed must be able to give another colouring, the same seed never."""
    lineart = _page()
    right = [_colors(propose_hints(LeftRed(), lineart, seed)[:, 113:]) for seed in range(1, 9)]
    assert {BINS[1]} in right and {BINS[2]} in right
    np.testing.assert_array_equal(*(propose_hints(LeftRed(), lineart, 3) for _ in range(2)))


def test_no_classes_no_dots() -> None:
    """A bundle without colour classes must still run."""
    lineart = _page()
    backend = LeftRed(card=Card(name="plain", version="0"))
    assert not propose_hints(backend, lineart, 0).any()


@dataclass
class Undecided:
    """A backend with the same logits in every cell."""

    card: Card
    logits: tuple[float, ...]

    def run(self, planes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        cells = planes.shape[2] // 16, planes.shape[3] // 16
        logits = np.broadcast_to(np.array(self.logits, np.float32)[None, :, None, None], (1, len(self.logits), *cells))
        return np.zeros((1, 3, *planes.shape[2:]), np.float32), logits


SKINS_AND_WHITE = ((241, 200, 170), (235, 190, 160), (245, 208, 180), (255, 255, 255))


def test_likely_colors_that_are_alike_win_over_a_single_white() -> None:
    """Skin is many classes and white is one: faces came out as paper."""
    shares = np.log([0.25, 0.22, 0.22, 0.31])
    backend = Undecided(Card(name="skin", version="0", color_bins=SKINS_AND_WHITE), tuple(shares))
    assert _colors(propose_hints(backend, _page(), 0)) <= set(SKINS_AND_WHITE[:3])


def test_a_color_that_is_likely_everywhere_says_less() -> None:
    """Where the network only repeats how common a colour is, pages became brown."""
    bins = ((150, 110, 80), (80, 110, 150))
    likely = tuple(np.log([0.51, 0.49]))
    plain = Undecided(Card(name="plain", version="0", color_bins=bins), likely)
    weighed = Undecided(Card(name="weighed", version="0", color_bins=bins, color_shares=(0.9, 0.1)), likely)
    assert _colors(propose_hints(plain, _page(), 0)) == {bins[0]}
    assert _colors(propose_hints(weighed, _page(), 0)) == {bins[1]}


def test_where_anything_goes_colors_are_vivid_and_elsewhere_not() -> None:
    """The mean of all colours a dress may have is grey; but a sure skin must not turn orange."""
    bins = ((128, 120, 118), (200, 40, 60), (30, 80, 200), (20, 150, 70), (235, 190, 160))
    open_choice = Undecided(Card(name="free", version="0", color_bins=bins), tuple(np.log([0.22, 0.2, 0.2, 0.2, 0.18])))
    sure = Undecided(Card(name="sure", version="0", color_bins=bins), tuple(np.log([0.08, 0.08, 0.02, 0.02, 0.8])))
    assert _colors(propose_hints(open_choice, _page(), 0)) <= set(bins[1:4])
    assert _colors(propose_hints(sure, _page(), 0)) == {bins[4]}


def test_around_the_drawing_paper_stays() -> None:
    """Nobody wants a page-wide green because a class room was a little likelier than paper."""
    bins = ((252, 252, 252), (40, 120, 80))
    backend = Undecided(Card(name="class room", version="0", color_bins=bins), tuple(np.log([0.42, 0.58])))
    lineart = np.full((120, 200), 255, np.uint8)
    lineart[30:90, 60:62] = lineart[30:90, 138:140] = lineart[30:32, 60:140] = lineart[88:90, 60:140] = 0
    hint_map = propose_hints(backend, lineart, 0)
    assert _colors(hint_map[34:86, 64:136]) == {bins[1]}
    hint_map[30:90, 60:140] = 0
    assert _colors(hint_map) == {bins[0]}


def test_a_region_has_one_color_wherever_it_lies() -> None:
    """A sky that is blue on the left and brown on the right, because two cells were not of one mind."""
    lineart = np.full((120, 200), 255, np.uint8)
    lineart[58:60] = lineart[:2] = lineart[-2:] = lineart[:, :2] = lineart[:, -2:] = 0
    hint_map = propose_hints(LeftRed(), lineart, 0)
    above, below = (hint_map[part, :, 3] > 0 for part in (slice(0, 58), slice(60, 120)))
    assert above.sum() and below.sum() and len(_colors(hint_map[:58])) == len(_colors(hint_map[60:])) == 1


def test_specks_are_left_to_the_network() -> None:
    """A thousand dots on screentone would paint it by chance."""
    lineart = np.full((120, 200), 255, np.uint8)
    lineart[::4] = lineart[:, ::4] = 0
    assert not propose_hints(LeftRed(), lineart, 0).any()


def test_regions_of_one_mind_choose_alike() -> None:
    """The halves of a jacket came out blue and red, though the network thought nearly the same of both."""

    @dataclass
    class Halves(LeftRed):
        def run(self, planes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            color, logits = super().run(planes)
            left = np.arange(logits.shape[3]) < logits.shape[3] // 2
            logits[:] = 0
            logits[:, 1, :, left], logits[:, 2, :, ~left] = 0.03, 0.02
            return color, logits

    hint_map = propose_hints(Halves(), _page(), 0)
    assert hint_map[:, :111].any() and hint_map[:, 113:].any() and len(_colors(hint_map)) == 1


def test_inked_areas_say_nothing_of_the_paper_beside_them() -> None:
    """A face under solid black hair took the odds of the hair, and came out black."""
    bins = ((20, 20, 20), (240, 200, 170))

    @dataclass
    class SeesInk:
        card: Card = field(default_factory=lambda: Card(name="ink", version="0", color_bins=bins))

        def run(self, planes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            inked = planes[:, 0].reshape(1, planes.shape[2] // 16, 16, planes.shape[3] // 16, 16).mean((2, 4)) > 0.5
            logits = np.stack([np.where(inked, 6, -1), np.where(inked, -6, 1)], 1).astype(np.float32)
            return np.zeros((1, 3, *planes.shape[2:]), np.float32), logits

    lineart = np.full((128, 128), 255, np.uint8)
    lineart[:96] = 0  # the hair
    assert _colors(propose_hints(SeesInk(), lineart, 0)) == {bins[1]}


NAMED = Card(
    name="named", version="0", color_bins=BINS, things=("sky", "plant"),
    thing_colors=((0.05, 0.05, 0.9), (0.05, 0.9, 0.05)),
)  # fmt: skip


@dataclass
class SkyAndPlant:
    """A backend that finds all colours alike, and knows that the left half is sky and the right half a plant."""

    card: Card = NAMED
    sure: float = 6.0

    def run(self, planes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        height, width = planes.shape[2] // 16, planes.shape[3] // 16
        logits = np.zeros((1, 5, height, width), np.float32)
        logits[:, 3, :, : width // 2] = logits[:, 4, :, width // 2 :] = self.sure
        return np.zeros((1, 3, *planes.shape[2:]), np.float32), logits


def test_things_have_the_colors_that_such_things_have() -> None:
    """A sky that is known for a sky must not come out green because green was as likely."""
    completed = propose_hints(SkyAndPlant(), _page(), 0)
    assert _colors(completed[:, :111]) == {BINS[2]} and _colors(completed[:, 113:]) == {BINS[1]}


def test_who_knows_no_names_changes_nothing() -> None:
    """Odds that are alike for all things must leave the colours to the classes."""
    unsure = propose_hints(SkyAndPlant(sure=0.0), _page(), 0)
    nameless = Undecided(Card(name="none", version="0", color_bins=BINS), (0.0, 0.0, 0.0))
    np.testing.assert_array_equal(unsure, propose_hints(nameless, _page(), 0))


def test_a_skin_is_one_color_on_the_whole_page() -> None:
    """A yellow hand under a pink face is the first thing that an eye sees."""
    card = replace(NAMED, things=("skin", "plant"))

    class TwoSkins(SkyAndPlant):
        def run(self, planes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            color, logits = super().run(planes)
            logits[:, 3], logits[:, 4] = self.sure, 0
            logits[:, 1, :, : logits.shape[3] // 2] = 1.5
            logits[:, 2, :, logits.shape[3] // 2 :] = 1.0
            return color, logits

    completed = propose_hints(TwoSkins(card), _page(), 0)
    assert len(_colors(completed)) == 1
