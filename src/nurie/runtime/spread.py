"""One hint in the hair colours all the hair: hints carried to other regions of the same name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nurie.core.color import delta_e2000, rgb_to_lab
from nurie.runtime.card import Card
from nurie.runtime.seen import Seen, draw_dot

THINGS = ("skin", "hair", "cloth")
SURE = 0.4  # odds of a name from which on it counts
NEAR = 0.4  # of the page's short side: what lies farther from a hint may belong to somebody else
ALIKE = 15.0  # CIEDE2000 between the artist's hints in things of one name; where they differ more, nothing is carried

U8 = NDArray[np.uint8]


def spread(card: Card, seen: Seen, hint_map: U8) -> U8:
    """Dots for regions without a hint, in the colour that the artist gave to the nearest region of the same name.

    Only the network sees them; it may still paint something else, and no flat is forced.

    Args:
        card: of the network; without names nothing is carried.
        seen: of `see`.
        hint_map: (h, w, 4) uint8 of `hints.rasterize`.

    Returns:
        (h, w, 4) uint8, a copy, or the same where nothing is carried.
    """
    if seen.names is None or not len(seen.names):
        return hint_map
    areas, what, sure = seen.areas, seen.names.argmax(1), seen.names.max(1) >= SURE
    rows, columns = np.nonzero(hint_map[..., 3])
    owner, colors, places = areas.rank[rows, columns], hint_map[rows, columns, :3], np.stack([rows, columns], 1)
    carried = hint_map.copy()
    for number in (card.things.index(thing) for thing in THINGS if thing in card.things):
        members = np.flatnonzero(sure & (what == number))
        given = np.isin(owner, members)
        if not given.any() or _differ(colors[given]):
            continue
        for member in np.setdiff1d(members, owner[given]):
            dots = areas.dots[member]
            if len(dots):
                apart = np.linalg.norm(places[given][:, None] - dots[None], axis=2).min(1)
                if apart.min() <= NEAR * min(hint_map.shape[:2]):
                    for dot in dots:
                        draw_dot(carried, dot, colors[given][apart.argmin()])
    return carried


def _differ(colors: U8) -> bool:
    lab = rgb_to_lab(np.unique(colors, axis=0))
    return bool((delta_e2000(lab, np.broadcast_to(lab[:1], lab.shape)) > ALIKE).any())
