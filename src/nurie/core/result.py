"""What comes out of colouring a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nurie.core.image_io import write_image
from nurie.core.types import Layers


@dataclass(frozen=True, slots=True, eq=False)
class ColorizeResult:
    """A coloured page of exactly the input's size.

    Attributes:
        image: (H, W, 3) uint8 sRGB.
        layers: what it is made of.
        model: name and version of the bundle.
        seed: the seed that was used.
        dpi: as in the page.
        timings_ms: milliseconds per step.
        warnings: whole sentences for the artist.
    """

    image: NDArray[np.uint8]
    layers: Layers
    model: str
    seed: int
    dpi: tuple[float, float] | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def save(self, path: str | Path, *, force: bool = False) -> None:
        """Write the picture as PNG, WebP or JPEG after the path's suffix, with its dpi and an sRGB profile.

        Raises:
            PageError: the file is there already and `force` is not given, or it cannot be written.
        """
        write_image(path, self.image, dpi=self.dpi, force=force)
