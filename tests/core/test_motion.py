"""Lines that move are followed."""

from __future__ import annotations

import cv2
import numpy as np

from nurie.core.motion import moved, track


def _disc(x: int) -> np.ndarray:
    page = np.full((200, 260), 255, np.uint8)
    cv2.circle(page, (x, 100), 40, 0, 3)
    cv2.line(page, (x - 20, 90), (x + 20, 110), 0, 2)
    return page


def test_values_move_with_their_lines():
    """Prevents colours that stay behind where a figure has moved on, by more than its lines are wide."""
    inside = np.zeros((200, 260), np.float32)
    cv2.circle(inside, (90, 100), 36, 1, -1)
    there = moved(inside, track(_disc(90), _disc(106)))
    wanted = np.zeros_like(inside)
    cv2.circle(wanted, (106, 100), 30, 1, -1)
    assert there[wanted > 0].mean() > 0.95
    stay = moved(inside, track(_disc(90), _disc(90)))
    assert np.abs(stay - inside).mean() < 0.005
