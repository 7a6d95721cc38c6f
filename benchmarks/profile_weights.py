"""Weights of a profile's features, learnt from drawings by program; `profiles.py --fit` prints them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nurie.core.color import delta_e2000, rgb_to_lab
from nurie.core.profile_file import MEASURES
from nurie.core.types import Page
from nurie.datasets.procedural.draw import Drawing
from nurie.runtime.colorizer import Colorizer
from nurie.runtime.looks import Looks, look

F64 = NDArray[np.float64]
_STEPS, _RATE, _SPARSE = 150, 0.1, 1e-4
_MAKERS = ((0, 1), (2, 3), (1, 4), (0, 3))  # of five drawings, those that make the profile
_ALIKE = 10.0


class _Seen:
    """A drawing's regions: looks, true colours and whether each belongs to the scenery."""

    def __init__(self, colorizer: Colorizer, drawing: Drawing, scenery: Sequence[str]) -> None:
        encoded = colorizer.encode(Page(drawing.line))
        self.looks: Looks = look(colorizer.backend, encoded.lineart, encoded.regions)
        paper, colors, names = drawing.line >= 128, [], []
        for number in self.looks.numbers:
            mask = encoded.regions == number
            mask = mask & paper if (mask & paper).any() else mask
            region = int(np.bincount(drawing.regions[mask]).argmax())
            colors.append(drawing.colors[region])
            names.append(drawing.names[region] in scenery)
        self.lab, self.scenery = rgb_to_lab(np.array(colors, np.uint8)), np.array(names)


def fit(colorizer: Colorizer, characters: Sequence[Sequence[Drawing]], scenery: Sequence[str]) -> str:
    """The weights with which the votes for the right paint are most, as `profiles.WEIGHTS` has them.

    Source: Goldberger et al. 2004, "Neighbourhood components analysis"; steps as in Adam, Kingma and Ba 2014.
    """
    problems = []
    for drawings in characters:
        seen = [_Seen(colorizer, drawing, scenery) for drawing in drawings]
        for makers in _MAKERS:
            problems += [_problem(page, [seen[n] for n in makers]) for i, page in enumerate(seen) if i not in makers]
    weights = _descend([problem for problem in problems if problem[0].shape[1]])
    odds, measures, share, least = weights[:2], weights[2:-2], weights[-2], weights[-1]
    words = [", ".join(f"{number:.2f}" for number in part) for part in (odds, measures)]
    return f"_Weights(({words[0]}), ({words[1]}), {share:.2f}, {least:.2f})"


def _problem(page: _Seen, makers: Sequence[_Seen]) -> tuple[F64, NDArray[np.bool_], F64]:
    """(n, m, F) features of pairs, (n, m) whether they are one paint, (n,) how much each region counts."""
    parts, same = [], []
    for maker in makers:
        own = ~maker.scenery
        a, b = page.looks, maker.looks
        odds = [np.sqrt(np.maximum(0, 1 - np.sqrt(x) @ np.sqrt(y[own]).T)) for x, y in zip(a.odds, b.odds, strict=True)]
        apart = np.abs(a.measures[:, None] - b.measures[own][None])
        share = np.broadcast_to(b.measures[own][:, MEASURES.index("share")], odds[0].shape)
        parts.append(np.concatenate([np.stack(odds, 2), apart, share[..., None]], 2))
        one, other = np.broadcast_arrays(page.lab[:, None], maker.lab[own][None])
        same.append((delta_e2000(one, other) <= _ALIKE) & ~page.scenery[:, None])
    share = np.exp(page.looks.measures[:, MEASURES.index("share")] / 2)
    return np.concatenate(parts, 1), np.concatenate(same, 1), share


def _descend(problems: Sequence[tuple[F64, NDArray[np.bool_], F64]]) -> F64:
    """Weights of the features and, last, of belonging to nobody."""
    count = problems[0][0].shape[2]
    weights = np.full(count + 1, -1.0)
    weights[-2:] = 0.2, -3.0
    mean, square, total = np.zeros(count + 1), np.zeros(count + 1), sum(share.sum() for *_, share in problems)
    for step in range(1, _STEPS + 1):
        slope = sum(_slope(problem, weights) for problem in problems) / total
        slope[: count - 1] -= _SPARSE
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights -= _RATE * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        weights[: count - 1] = np.minimum(weights[: count - 1], 0)
    return weights


def _slope(problem: tuple[F64, NDArray[np.bool_], F64], weights: F64) -> F64:
    features, same, share = problem
    votes = np.concatenate([features @ weights[:-1], np.full((len(share), 1), weights[-1])], 1)
    right = np.concatenate([same, ~same.any(1, keepdims=True)], 1)
    off = (_softmax(votes) - _softmax(np.where(right, votes, -np.inf))) * share[:, None]
    return np.append(np.tensordot(off[:, :-1], features, 2), off[:, -1].sum())


def _softmax(votes: F64) -> F64:
    likely = np.exp(votes - votes.max(1, keepdims=True))
    return likely / likely.sum(1, keepdims=True)
