"""Colours where the artist gave none: a class for each region of the page, by the network's own odds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nurie.core.color import lab_to_rgb, rgb_to_lab
from nurie.runtime.backend import Backend
from nurie.runtime.card import Card
from nurie.runtime.seen import Seen, draw_dot, see

TEMPERATURE = 0.6  # of the seed's noise; seed 0 has none
FAVOR_RARE = 0.25  # 0 the most likely family of colours (much white and brown), 1 the most surprising one
_UNIFORM = 0.2  # share of "all classes alike" in how common a class is, so that the rarest are not favoured most
VIVID = 0.45  # log probability that a fully vivid colour gains where anything goes ...
CONTRAST = 1.2  # how much a colour gains by being likelier in a region than on the whole page
_CERTAIN = 0.5  # ... and less the nearer one family of colours comes to this share of the votes
PAPER = 5.0  # around the drawing white, and paler colours in their measure, are so much likelier
INKED = 4.0  # what is black the artist has inked: dark greys are so much less likely on paper
NAMED = 1.6  # weight of how much likelier a colour is for a thing than for any other
_RARE, _TELLING = 1e-3, (-3.0, 2.0)  # shares below say little; bounds of that log ratio
_ONCE, _SURE = ("skin", "hair"), 0.3  # things that share a colour, and how sure their name is
_OWN = 1.0  # weight of a class's own odds beside those of its family
_FAMILY, _HUES, _GRAY, _LIGHTNESS = 5.0, 20.0, 15.0, 0.4  # see `_families`: width, radius, chroma of greys, of L*
_MOST_CHROMA, _DIM, _DARK = 45.0, 75.0, 25.0
_GARISH = 80.0  # chroma that no guess exceeds
_ALIKE = 0.05  # total variation of the odds of two regions that are still of one mind
U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]


def propose_hints(
    backend: Backend, lineart: U8, regions: NDArray[np.int32], seed: int, seen: Seen | None = None
) -> U8:
    """Dots of plausible colours for a page without hints, all of one region alike.

    The network says how likely each colour class is per cell; each region takes the best class by the mean over its
    cells, as dots where it is widest. One noise vector per seed is shared by all regions, so that those that could be
    the same thing choose the same colour. Within the drawing rare and vivid colours are favoured; around it, paper.

    Args:
        backend: a network with colour classes; one without gets no dots.
        lineart: (h, w) uint8, 255 paper.
        regions: (h, w) int32, 1 or more, of `regions.label_regions`.
        seed: 0 takes the most likely class, others vary.
        seen: of `see`, where that is known.

    Returns:
        (h, w, 4) uint8 as of `hints.rasterize`.

    Source: classes instead of regression, Zhang et al. 2016, arXiv:1603.08511.
    """
    hint_map = np.zeros((*lineart.shape, 4), np.uint8)
    if not backend.card.color_bins:
        return hint_map
    seen = seen or see(backend, lineart, regions)
    palette, areas = _palette(backend.card), seen.areas
    score = palette.score(seen.odds, areas.share, areas.around)
    if seen.names is not None:
        score = _named(score, seen.names, backend.card, areas.share)
    score += _noise(palette.kernel, seed)
    for places, color in zip(areas.dots, palette.colors[score.argmax(1)], strict=True):
        for place in places:
            draw_dot(hint_map, place, color)
    return hint_map


def _named(score: F32, names: F32, card: Card, share: F32) -> F32:
    """(n, K) `score` after what each region is, by the odds (n, N) of its names: in the colours such things have.

    What somebody has once, a skin and hair, has one colour in all regions of that name.
    """
    by_thing = np.array(card.thing_colors, np.float32)
    telling = np.log((names @ by_thing + _RARE) / (by_thing.mean(0) + _RARE))
    score = score + NAMED * np.clip(telling, *_TELLING)
    what, sure = names.argmax(1), names.max(1) >= _SURE
    for number in (number for number, thing in enumerate(card.things) if thing in _ONCE):
        members = sure & (what == number)
        if members.any():
            score[members] = np.average(score[members], 0, share[members])
    return score


@dataclass(frozen=True, slots=True, eq=False)
class _Palette:
    """The colour classes, and what is known of them beside the network's answer.

    colors (K, 3) uint8, what is drawn of each; kernel (K, K), how much each votes for each other; merit (K,), what a
    class gains by being rare and loses by being black; chroma (K,), 0 to 1; light (K,), 0 to 1.
    """

    colors: U8
    kernel: F32
    merit: F32
    chroma: F32
    light: F32

    def score(self, likely: F32, share: F32, around: NDArray[np.bool_]) -> F32:
        """(n, K) probabilities of the classes in n regions to how good a choice each is, in log probability.

        The classes of one thing's colours, such as skies or skins, are many and alike; alone each loses against white,
        which is one class. So classes of one hue vote for each other, whether pale or vivid. What a region is likelier
        to be than the rest of the page tells more than what is likely everywhere: sky from ground. Where the votes
        are spread over all hues (cloth, hair of a fantasy figure), vivid ones are favoured; `around` the drawing,
        pale ones.
        """
        likely = _agreed(likely, share)
        votes = likely @ self.kernel.T
        page = np.sqrt(share) @ votes / max(np.sqrt(share).sum(), 1e-6)
        stands_out = CONTRAST * np.log((votes + 1e-3) / (page + 1e-3))
        free = np.clip(1 - votes.max(1, initial=0) / _CERTAIN, 0, 1)[:, None]
        within = stands_out + VIVID * free * self.chroma + self.merit
        charm = np.where(around[:, None], PAPER * self.light + self.merit / 2, within)
        return np.log(votes + 1e-9) + _OWN * np.log(likely + 1e-4) + charm


def _agreed(likely: F32, share: F32) -> F32:
    """(n, K): regions with nearly the same odds, as both halves of a jacket, have their mean."""
    apart = np.abs(likely[:, None] - likely[None]).sum(2) / 2  # total variation, (n, n)
    weight = np.exp(-((apart / _ALIKE) ** 2)) * share
    return weight @ likely / np.maximum(weight.sum(1, keepdims=True), 1e-9)


def _palette(card: Card) -> _Palette:
    bins = np.array(card.color_bins, np.uint8)
    lab = rgb_to_lab(bins)
    places = _families(lab)
    kernel = np.exp(-((places[:, None] - places[None]) ** 2).sum(2) / (2 * _FAMILY**2))
    uniform = np.full(len(bins), 1 / len(bins), np.float32)
    shares = np.array(card.color_shares, np.float32) if card.color_shares else uniform
    merit = -FAVOR_RARE * np.log(kernel @ ((1 - _UNIFORM) * shares + _UNIFORM * uniform))
    chroma = np.minimum(np.hypot(lab[:, 1], lab[:, 2]) / _MOST_CHROMA, 1)
    merit -= INKED * np.clip(2 - lab[:, 0] / _DARK, 0, 1) * (1 - chroma)
    return _Palette(_toned(bins, lab), kernel, merit, chroma, np.clip((lab[:, 0] - _DIM) / (100 - _DIM), 0, 1))


def _toned(colors: U8, lab: F32) -> U8:
    """(K, 3) uint8: what is too vivid for a guess, less so."""
    share = np.minimum(_GARISH / np.maximum(np.hypot(lab[:, 1], lab[:, 2]), 1e-3), 1)
    toned = lab_to_rgb(lab * np.stack([np.ones_like(share), share, share], 1))
    return np.where(share[:, None] < 1, toned, colors)


def _families(lab: F32) -> F32:
    """(K, 3) places in which colours of one hue are near each other: hues on a circle, greys in its middle."""
    chroma = np.maximum(np.hypot(lab[:, 1], lab[:, 2]), 1e-3)
    onto_circle = _HUES * np.minimum(1, chroma / _GRAY) / chroma
    return np.stack([_LIGHTNESS * lab[:, 0], lab[:, 1] * onto_circle, lab[:, 2] * onto_circle], 1)


def _noise(kernel: F32, seed: int) -> F32:
    """(K,) what a seed adds to log probabilities: Gumbel noise, with which the largest is a sample, alike for classes
    that vote for each other.
    """
    if seed == 0:
        return np.zeros(len(kernel), np.float32)
    uniform = np.random.default_rng(seed).uniform(1e-6, 1 - 1e-6, len(kernel))
    shared = kernel / np.sqrt((kernel**2).sum(1, keepdims=True))
    return (TEMPERATURE * shared @ -np.log(-np.log(uniform))).astype(np.float32)
