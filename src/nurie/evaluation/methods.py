"""What stands in the table: bundles through the Colorizer, and classical fillers under the same lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from nurie.core.hints import rasterize
from nurie.core.layers import compose
from nurie.core.types import ColorizeOptions, ColorizeRequest, Hints, Page
from nurie.core.unblur import blur_marks
from nurie.errors import OptionError
from nurie.evaluation.peers import DEFAULT_PEERS, PEERS
from nurie.runtime.colorizer import Colorizer

U8 = NDArray[np.uint8]


class Painted(NamedTuple):
    """A method's answer: the page (H, W, 3) uint8 and the line-free layer under its lines."""

    image: U8
    color: U8


class Method(Protocol):
    """Anything that colours a page after hints."""

    @property
    def name(self) -> str: ...

    def paint(self, page: Page, hints: Hints, *, seed: int) -> Painted: ...


@dataclass(frozen=True, slots=True)
class ModelMethod:
    """A bundle, through the same call as every other door."""

    name: str
    colorizer: Colorizer
    working_size_px: int | None = None

    def paint(self, page: Page, hints: Hints, *, seed: int) -> Painted:
        options = ColorizeOptions(working_size_px=self.working_size_px, seed=seed)
        result = self.colorizer.colorize(ColorizeRequest(page, hints, options))
        return Painted(result.image, result.layers.color)


@dataclass(frozen=True, slots=True)
class FillerMethod:
    """A classical filler; its colours go under the lines exactly as a network's."""

    name: str
    fill: Callable[[U8, U8], U8]

    def paint(self, page: Page, hints: Hints, *, seed: int) -> Painted:
        color = self.fill(marks_of(hints, page), page.lineart)
        return Painted(compose(color, page), color)


@dataclass(frozen=True, slots=True)
class HintMethod:
    """The hint itself, where that is a blurred picture: what there is to be better than."""

    name: str = "the hint"

    def paint(self, page: Page, hints: Hints, *, seed: int) -> Painted:
        color = np.full((*page.extent, 3), 255, np.uint8)
        if hints.blur is not None:
            color = cv2.resize(hints.blur.picture, page.extent[::-1], interpolation=cv2.INTER_LINEAR)
        return Painted(compose(color, page), color)


def marks_of(hints: Hints, page: Page) -> U8:
    """(H, W, 4) uint8: the hints' marks, and where there is a blurred picture what it says."""
    marks = rasterize(hints, page.extent)
    return marks if hints.blur is None else np.where(marks[..., 3:] > 0, marks, blur_marks(hints.blur, page.lineart))


def fillers(names: Sequence[str] = DEFAULT_PEERS) -> list[Method]:
    """Classical fillers of `peers.PEERS`, as methods."""
    return [FillerMethod(name, PEERS[name].fill) for name in names]


def load_models(models: tuple[str, ...], working_size_px: int | None) -> list[ModelMethod]:
    """Each bundle as a method: a file goes by its stem, or by its path where two stems are the same.

    Raises:
        OptionError: one bundle given twice.
        BundleError: an unknown name, or a file that is no bundle.
    """
    if twice := sorted({model for model in models if models.count(model) > 1}):
        raise OptionError(f"--model {twice[0]} is given twice; give each model once")
    colorizers = [Colorizer(model) for model in models or (None,)]
    stems = [Path(model).stem if Path(model).suffix == ".onnx" else model for model in models]
    names = [model if stems.count(stem) > 1 else stem for model, stem in zip(models, stems, strict=True)]
    names = names or [colorizers[0].card.name]
    return [ModelMethod(name, colorizer, working_size_px) for name, colorizer in zip(names, colorizers, strict=True)]


def renamed(methods: Sequence[ModelMethod], pattern: str) -> list[ModelMethod]:
    """The same under other names; `{}` in the pattern stands for the old one."""
    return [replace(method, name=pattern.format(method.name)) for method in methods]
