"""The door to layered files: a table of writers by suffix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from nurie.core.image_io import LAYERED, check_target, making
from nurie.core.types import Layers
from nurie.errors import OptionError, PageError
from nurie.export.ora import write_ora
from nurie.export.psd import write_psb, write_psd
from nurie.export.stack import Arrangement, Document, build_stack

WRITERS: dict[str, Callable[[BinaryIO, Document], None]] = {".psd": write_psd, ".psb": write_psb, ".ora": write_ora}


def write_layers(
    path: str | Path,
    layers: Layers,
    image: NDArray[np.uint8],
    *,
    dpi: tuple[float, float] | None = None,
    force: bool = False,
    per_color: bool = False,
    per_region: bool = False,
    hints: NDArray[np.uint8] | None = None,
    names: str = "en",
) -> None:
    """Write a page as layers: a group "nurie" with, from the top, lines, highlights (screen), shading (multiply),
    flats, hints (hidden) and white paper.

    Under a temporary name, then renamed; missing folders are made. The file says that it is sRGB.

    Args:
        path: its suffix chooses PSD, PSB (the same for pages above 30,000 px) or ORA.
        layers: of the page's size; see `nurie.core.types.Layers`.
        image: (H, W, 3) uint8 sRGB, what the layers merge to; stored for programs that read no layers.
        dpi: (x, y); None leaves it unsaid.
        force: overwrite a file that is there.
        per_color: instead of one layer of flats a group of one per colour, each cropped and one colour only.
        per_region: the same per region.
        hints: (H, W, 4) uint8 sRGB with alpha, for a hidden layer.
        names: the language of the layers' names, "en" or "ja".

    Raises:
        PageError: the file is there and `force` is not given, another suffix, a page too large for the format,
            layers that differ in size, or a folder that cannot be written.
        OptionError: both `per_color` and `per_region`, more than 1000 such layers, or an unknown language.
    """
    path = Path(path)
    check_target(path, force=force, suffixes=LAYERED)
    _check_shapes(layers, image, hints)
    arrangement = Arrangement(_flats_as(per_color, per_region), hints, names)
    document = Document(build_stack(layers, arrangement), image, dpi)
    with making(path) as temporary, temporary.open("wb") as stream:
        WRITERS[path.suffix.lower()](stream, document)


def _flats_as(per_color: bool, per_region: bool) -> str:
    if per_color and per_region:
        raise OptionError("per-color and per-region exclude each other; choose one of them")
    return "per-color" if per_color else "per-region" if per_region else "whole"


def _check_shapes(layers: Layers, image: NDArray[np.uint8], hints: NDArray[np.uint8] | None) -> None:
    size = image.shape[:2]
    parts = {name: getattr(layers, name) for name in ("lines", "flats", "regions", "shading", "highlights")}
    for name, array in {**parts, "hints": hints}.items():
        if array is not None and array.shape[:2] != size:
            raise PageError(
                f"the layer {name} has {array.shape[1]}x{array.shape[0]} px, the picture {size[1]}x{size[0]}; "
                "give layers of the picture's size"
            )
