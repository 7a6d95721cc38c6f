"""Connected areas, and how long the borders between them are: in all, and over paper alone."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

I32 = NDArray[np.int32]
Bools = NDArray[np.bool_]


def connected(mask: Bools) -> tuple[int, I32]:
    """How many numbers there are, with 0 for what is outside, and (h, w) the numbers; corners do not connect."""
    return cv2.connectedComponents(mask.view(np.uint8), connectivity=4, ltype=cv2.CV_32S)


class Borders:
    """The borders between numbered areas.

    Attributes:
        lengths: per number, to which others it has a border, and how many pixels long.
        gaps: the same, as far as it runs over paper, and not along a line.
    """

    def __init__(self, areas: I32, paper: Bools) -> None:
        """Measure the borders of (h, w) areas, numbered from 0; `paper` (h, w) is where no line is."""
        count = int(areas.max()) + 1
        self.lengths: list[dict[int, int]] = [{} for _ in range(count)]
        self.gaps: list[dict[int, int]] = [{} for _ in range(count)]
        for one, other in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
            first, second = areas[one].astype(np.int64), areas[other]
            apart = first != second
            for found, where in ((self.lengths, apart), (self.gaps, apart & paper[one] & paper[other])):
                pairs, steps = np.unique(first[where] << 32 | second[where], return_counts=True)
                for pair, length in zip(pairs.tolist(), steps.tolist(), strict=True):
                    a, b = pair >> 32, pair & 0xFFFFFFFF
                    found[a][b] = found[a].get(b, 0) + length
                    found[b][a] = found[b].get(a, 0) + length
