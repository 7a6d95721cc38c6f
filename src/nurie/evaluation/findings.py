"""What deepcolor's author found of his system, as figures: on one drawing, by any method. See docs/seeds.md."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.color import delta_e2000, rgb_to_lab
from nurie.core.types import Hints, Page, Stroke
from nurie.evaluation.methods import Method
from nurie.evaluation.suites import LINE_BELOW, Sample

U8 = NDArray[np.uint8]
PX = 512
EYES = ((206, 220), (306, 220))
IRIS_PX = 9
_BLUE, _RED = (40, 90, 200), (200, 50, 40)
_RING = (256, 420, 60)  # a closed shape: its middle and radius
_SPREAD_PX = 24  # what is darker or lighter than its surroundings so wide is shadow or light


@dataclass(frozen=True, slots=True)
class Findings:
    """Figures of one method.

    Attributes:
        white_difference: mean difference in grey levels between a page without hints and one whose every pixel is
            hinted white; 0 where an empty hint means white.
        eye_delta_e: CIEDE2000 from a hint in both irises to what is painted there.
        small_lines: how dark a nose and a mouth are in the picture as it was painted, 0 to 1.
        strayed: how far what lies beyond the line, under a stroke that slipped over it, has the stroke's colour, as a
            share of how far the shape has it that was meant; nan where not even that has it. The ground has a hint of
            its own.
    """

    white_difference: float
    eye_delta_e: float
    small_lines: float
    strayed: float


def face() -> Page:
    """A head with eyes, a nose and a mouth, and a ring below it: 512×512 px, lines 3 px wide, the small ones 2."""
    line = np.full((PX, PX), 255, np.uint8)
    cv2.ellipse(line, (256, 210), (130, 150), 0, 0, 360, 0, 3, cv2.LINE_AA)
    for eye in EYES:
        cv2.ellipse(line, eye, (26, 15), 0, 0, 360, 0, 2, cv2.LINE_AA)
        cv2.circle(line, eye, IRIS_PX + 1, 0, 2, cv2.LINE_AA)
    for path in small_lines():
        cv2.polylines(line, [np.array(path)], False, 0, 2, cv2.LINE_AA)
    cv2.circle(line, _RING[:2], _RING[2], 0, 3, cv2.LINE_AA)
    return Page(line)


def small_lines() -> tuple[list[tuple[int, int]], ...]:
    """The nose and the mouth, as points."""
    return [(256, 248), (250, 268), (258, 272)], [(232, 306), (256, 312), (280, 306)]


def find(method: Method) -> Findings:
    """All figures of a method that takes hints."""
    page = face()
    empty = method.paint(page, Hints(page.extent), seed=0)
    return Findings(
        _white_difference(method, page, empty.color), _eye_delta_e(method, page), _small_lines(empty.color, page),
        _strayed(method, page),
    )  # fmt: skip


def _white_difference(method: Method, page: Page, empty: U8) -> float:
    layer = np.full((*page.extent, 4), 255, np.uint8)
    white = method.paint(page, Hints(page.extent, layer=layer), seed=0).color
    return float(np.abs(white.astype(int) - empty).mean())


def _eye_delta_e(method: Method, page: Page) -> float:
    strokes = tuple(Stroke((eye,), _BLUE, 4.0) for eye in EYES)
    painted = method.paint(page, Hints(page.extent, strokes), seed=0).color
    inside = np.zeros(page.extent, np.uint8)
    for eye in EYES:
        cv2.circle(inside, eye, 5, 1, -1)
    found = painted[inside > 0]
    wanted = np.broadcast_to(np.array(_BLUE, np.uint8), found.shape)
    return float(delta_e2000(rgb_to_lab(found), rgb_to_lab(np.ascontiguousarray(wanted))).mean())


def _small_lines(painted: U8, page: Page) -> float:
    """Paper around the lines minus the lines, on the picture as the method painted it."""
    on = np.zeros(page.extent, np.uint8)
    for path in small_lines():
        cv2.polylines(on, [np.array(path)], False, 1, 2)
    around = cv2.dilate(on, np.ones((13, 13), np.uint8)) - cv2.dilate(on, np.ones((7, 7), np.uint8))
    gray = cv2.cvtColor(painted, cv2.COLOR_RGB2GRAY).astype(float) / 255
    return float(gray[around > 0].mean() - gray[on > 0].mean())


def _strayed(method: Method, page: Page) -> float:
    x, y, radius = _RING
    ground = Stroke(((60, 440), (60, 490), (170, 490)), _BLUE, 8.0)
    stroke = Stroke(((x - 40, y), (x + radius + 16, y)), _RED, 6.0)
    painted = method.paint(page, Hints(page.extent, (ground, stroke)), seed=0).color
    inside, beyond = np.zeros(page.extent, np.uint8), np.zeros(page.extent, np.uint8)
    cv2.circle(inside, (x, y), radius - 4, 1, -1)
    cv2.rectangle(beyond, (x + radius + 4, y - 6), (x + radius + 16, y + 6), 1, -1)
    within = _as_hinted(painted[inside > 0])
    return _as_hinted(painted[beyond > 0]) / within if within > 0.05 else float("nan")


def _as_hinted(colors: U8) -> float:
    """(n, 3) colours: 1 where they are the stroke's, 0 where they are no nearer to it than paper is."""
    ends = rgb_to_lab(np.array([_RED, (255, 255, 255)], np.uint8))
    far = delta_e2000(rgb_to_lab(colors), np.broadcast_to(ends[:1], colors.shape))
    return float(np.clip(1 - far / delta_e2000(ends[:1], ends[1:]), 0, 1).mean())


def shadows(painted: U8, sample: Sample) -> float:
    """How well light and shadow are those of the original: correlation of both pictures' lightness beside its
    surroundings, away from lines; 1 where they are the same, 0 where they have nothing to do with each other.
    """
    free = cv2.erode((sample.lineart >= LINE_BELOW).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    one, other = (_relief(picture)[free] for picture in (painted, sample.picture))
    if min(one.std(), other.std()) < 1e-6 or free.sum() < 16:
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


def _relief(picture: U8) -> NDArray[np.float32]:
    light = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)[..., 0].astype(np.float32)
    return cv2.blur(light, (3, 3)) - cv2.blur(light, (_SPREAD_PX, _SPREAD_PX))

