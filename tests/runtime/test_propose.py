"""Automatic hints."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nurie.runtime.bundle import Card
from nurie.runtime.propose import propose_hints

BINS = ((255, 0, 0), (0, 200, 0), (0, 0, 255))


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
    lineart = np.full((120, 200), 255, np.uint8)
    lineart[:, 99:101] = 0
    return lineart


def _colors(hint_map: np.ndarray) -> set[tuple[int, ...]]:
    marked = hint_map[hint_map[..., 3] > 0][:, :3]
    return {tuple(color) for color in np.unique(marked, axis=0).tolist()}


def test_every_side_takes_its_most_likely_class() -> None:
    """Without hints the page must get the network's colours, not grey."""
    lineart = _page()
    completed = propose_hints(LeftRed(), lineart, 0)
    assert _colors(completed[:, :99]) == {BINS[0]} and _colors(completed[:, 101:]) == {BINS[1]}


def test_seeds_vary_what_is_open_and_repeat_exactly() -> None:
    """Another seed must be able to give another colouring, the same seed never."""
    lineart = _page()
    right = [_colors(propose_hints(LeftRed(), lineart, seed)[:, 101:]) for seed in range(1, 9)]
    assert {BINS[1]} in right and {BINS[2]} in right
    np.testing.assert_array_equal(*(propose_hints(LeftRed(), lineart, 3) for _ in range(2)))


def test_no_classes_no_dots() -> None:
    """A bundle without colour classes must still run."""
    lineart = _page()
    backend = LeftRed(card=Card(name="plain", version="0"))
    assert not propose_hints(backend, lineart, 0).any()
