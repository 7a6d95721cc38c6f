"""Comic pages: several drawings by one hand in panels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nurie.datasets.procedural import drawing
from nurie.datasets.procedural.character import FRAMINGS, CharacterTraits, draw_character_traits, draw_pose
from nurie.datasets.procedural.compose import compose, compose_character
from nurie.datasets.procedural.drawing import Drawing, Hand

Rng = np.random.Generator
Box = tuple[int, int, int, int]  # top, left, bottom, right, px
_KINDS = {"head": 0.34, "bust": 0.32, "upper": 0.12, "two": 0.1, "scene": 0.06, "animal": 0.03, "full": 0.03}
_EYES = 0.2  # y of the line of the eyes, head units
_LAYERS = ("line", "flats", "shadow", "highlight", "colors_layer", "picture")


def draw_page(size_px: int, hand: Hand, rng: Rng, facts: Mapping[str, object]) -> Drawing:
    """A square page of two to six panels on white; the same two people appear in most of them."""
    boxes = lay_out(size_px, rng)
    cast = [draw_character_traits(rng) for _ in range(2)]
    panels = [_panel(box, size_px, hand, cast, rng) for box in boxes]
    pages = {name: _blank(getattr(panels[0], name), size_px) for name in _LAYERS}
    for name in ("shadow", "highlight"):
        pages[name][:] = 0
    regions = np.zeros((size_px, size_px), np.int32)
    count = 1
    for (top, left, bottom, right), panel in zip(boxes, panels, strict=True):
        for name, page in pages.items():
            page[top:bottom, left:right] = getattr(panel, name)
        regions[top:bottom, left:right] = panel.regions + count
        count += len(panel.names)
    frame = _frames(boxes, size_px, hand)
    pages["line"] = np.minimum(pages["line"], frame)
    pages["picture"] = drawing.lay_lines(pages["picture"], frame, hand.pen.color)
    paper = np.full((1, 3), 255, np.uint8)
    return Drawing(
        **pages,
        line_color=hand.pen.color,
        regions=regions,
        names=("frame", *(name for panel in panels for name in panel.names)),
        **{
            name: np.concatenate([paper, *(getattr(panel, name) for panel in panels)])
            for name in ("colors", "shadow_color", "light_color")
        },
        facts={
            **panels[0].facts,
            "kind": "page",
            "panels": [{**panel.facts, "box": list(box)} for box, panel in zip(boxes, panels, strict=True)],
            **facts,
        },
    )


def lay_out(size_px: int, rng: Rng) -> list[Box]:
    """Rows of one or two panels, with gutters between them."""
    margin, gutter = rng.uniform(0.01, 0.05) * size_px, rng.uniform(0.012, 0.03) * size_px
    boxes = []
    for top, bottom in _cut(margin, size_px - margin, int(rng.integers(2, 4)), gutter, rng):
        columns = int(rng.choice((1, 2), p=(0.4, 0.6)))
        boxes += [
            (round(top), round(left), round(bottom), round(right))
            for left, right in _cut(margin, size_px - margin, columns, gutter, rng)
        ]
    return boxes


def _cut(begin: float, end: float, count: int, gutter: float, rng: Rng) -> list[tuple[float, float]]:
    """A stretch in `count` uneven parts."""
    shares = rng.uniform(0.75, 1.35, count)
    ends = begin + np.cumsum(shares / shares.sum()) * (end - begin)
    begins = np.concatenate([[begin], ends[:-1] + gutter])
    return [(float(a), float(b)) for a, b in zip(begins, ends, strict=True)]


def _panel(box: Box, size_px: int, hand: Hand, cast: Sequence[CharacterTraits], rng: Rng) -> Drawing:
    """One drawing, cut to its box; what is cut off lies at the sides, or far from the eyes."""
    top, left, bottom, right = box
    height, width = bottom - top, right - left
    side = max(height, width)
    pen = replace(hand.pen, width=hand.pen.width * (size_px / side) ** 0.5)
    kind = str(rng.choice(list(_KINDS), p=list(_KINDS.values())))
    if kind in FRAMINGS:
        somebody = cast[int(rng.random() < 0.4)]
        scene = compose_character(somebody, draw_pose(rng, kind), rng, framing=kind)
    else:
        scene = compose(rng, kind)
    drawn = drawing.draw_scene(scene, side, replace(hand, pen=pen), rng, {})
    eyes = (_EYES - scene.view[1]) / scene.view[3] * side
    y, x = round(float(np.clip(eyes - rng.uniform(0.4, 0.6) * height, 0, side - height))), (side - width) // 2
    cut = {name: getattr(drawn, name)[y : y + height, x : x + width] for name in _LAYERS}
    regions, shown = drawing.number_regions(drawn.regions[y : y + height, x : x + width])
    flats = drawing.fill(regions, drawn.colors[shown])
    moved = (flats != cut["flats"]).any(2, keepdims=True)
    cut |= {"flats": flats, "colors_layer": np.where(moved, flats, cut["colors_layer"])}
    return replace(
        drawn,
        **cut,
        regions=regions,
        names=tuple(drawn.names[number] for number in shown),
        colors=drawn.colors[shown],
        shadow_color=drawn.shadow_color[shown],
        light_color=drawn.light_color[shown],
    )


def _blank(like: NDArray[np.uint8], size_px: int) -> NDArray[np.uint8]:
    """A page of paper."""
    return np.full((size_px, size_px, *like.shape[2:]), 255, np.uint8)


def _frames(boxes: list[Box], size_px: int, hand: Hand) -> NDArray[np.uint8]:
    """(H, W) uint8, the ruled lines around panels."""
    page = np.full((size_px, size_px), 255, np.uint8)
    thick = max(1, round(hand.pen.width * 0.9 * size_px / 384))
    for top, left, bottom, right in boxes:
        inner = page[top:bottom, left:right].copy()
        page[top - thick : bottom + thick, left - thick : right + thick] = 0
        page[top:bottom, left:right] = inner
    return page
