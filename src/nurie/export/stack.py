"""The layers of a document before any file format: which there are, in which order, under which names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nurie.core.blend import blank
from nurie.core.types import Extent, Layers
from nurie.errors import OptionError
from nurie.export.separate import Part, parts_by_color, parts_by_region

U8 = NDArray[np.uint8]
Mode = Literal["normal", "multiply", "screen"]

NAMES: dict[str, dict[str, str]] = {  # language: the English name, which is a layer's key, to the one shown
    "en": {},
    "ja": {
        "lines": "線画", "highlights": "ハイライト", "shading": "影", "flats": "下塗り", "hints": "ヒント",
        "paper": "用紙",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One layer of pixels.

    Attributes:
        key: its name in ASCII, for programs that read nothing else.
        name: its name as shown.
        color: (h, w, 3) uint8 sRGB.
        alpha: makes the (h, w) uint8 straight alpha, so that a thousand masks of a page are never held at once.
        left, top: where its first pixel lies on the page.
        mode: how it is laid over what is below.
    """

    key: str
    name: str
    color: U8
    alpha: Callable[[], U8]
    left: int = 0
    top: int = 0
    mode: Mode = "normal"
    visible: bool = True

    @property
    def is_solid(self) -> bool:
        """One colour, known without a look at the pixels; its alpha is 0 or 255 everywhere."""
        return self.color.strides[:2] == (0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Layers and groups, from the top."""

    key: str
    name: str
    members: tuple[Layer | Group, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """What a writer writes: one group, the picture that it merges to (H, W, 3) uint8 sRGB, and dots per inch."""

    root: Group
    image: U8
    dpi: tuple[float, float] | None = None

    @property
    def extent(self) -> Extent:
        return Extent(*self.image.shape[:2])


@dataclass(frozen=True, slots=True, eq=False)
class Arrangement:
    """How layers become a document.

    Attributes:
        flats: one layer of flats, or a group of one per colour or per region.
        hints: (H, W, 4) uint8 sRGB with alpha for a hidden layer, or None.
        names: a language of `NAMES`.

    Raises:
        OptionError: a language that `NAMES` lacks.
    """

    flats: Literal["whole", "per-color", "per-region"] = "whole"
    hints: U8 | None = None
    names: str = "en"

    def __post_init__(self) -> None:
        if self.names not in NAMES:
            raise OptionError(f"unknown language {self.names!r} for layer names; known are {', '.join(NAMES)}")

    def name(self, key: str) -> str:
        return NAMES[self.names].get(key, key)


def build_stack(layers: Layers, arrangement: Arrangement) -> Group:
    """The group "nurie": from the top lines, highlights, shading, flats, hints (hidden, where given), paper.

    Raises:
        OptionError: more colours or regions than become layers of their own.
    """
    opaque = blank(255, layers.flats.shape[:2])
    members = [
        _layer("lines", arrangement, layers.lines[..., :3], layers.lines[..., 3]),
        _layer("highlights", arrangement, layers.highlights, opaque, "screen"),
        _layer("shading", arrangement, layers.shading, opaque, "multiply"),
        _flats(layers, arrangement),
    ]
    if arrangement.hints is not None:
        color, alpha = arrangement.hints[..., :3], arrangement.hints[..., 3]
        members.append(_layer("hints", arrangement, color, alpha, visible=False))
    members.append(_layer("paper", arrangement, blank(255, layers.flats.shape), opaque))
    return Group("nurie", "nurie", tuple(members))


def leaves(group: Group) -> Iterator[Layer]:
    """All layers of a group and of the groups in it, from the top."""
    for member in group.members:
        if isinstance(member, Group):
            yield from leaves(member)
        else:
            yield member


def _layer(
    key: str, arrangement: Arrangement, color: U8, alpha: U8, mode: Mode = "normal", *, visible: bool = True
) -> Layer:
    return Layer(key, arrangement.name(key), color, lambda: alpha, mode=mode, visible=visible)


def _flats(layers: Layers, arrangement: Arrangement) -> Layer | Group:
    if arrangement.flats == "whole":
        return _layer("flats", arrangement, layers.flats, layers.painted)
    painted = None if layers.bare is None else layers.painted > 0
    if arrangement.flats == "per-color":
        parts = parts_by_color(layers.flats, painted)
    else:
        parts = parts_by_region(layers.flats, layers.regions, painted)
    return Group("flats", arrangement.name("flats"), tuple(_part_layer(part) for part in parts))


def _part_layer(part: Part) -> Layer:
    height, width = part.ids.shape
    color = np.broadcast_to(np.array(part.color, np.uint8), (height, width, 3))
    return Layer(part.name, part.name, color, part.mask, part.left, part.top)
