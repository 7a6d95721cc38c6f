"""What comes out of colouring a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nurie.core.image_io import LAYERED, write_image
from nurie.core.types import Frame, Hints, Layers
from nurie.errors import OptionError


@dataclass(frozen=True, slots=True, eq=False)
class ColorizeResult:
    """A coloured page of exactly the input's size.

    Attributes:
        image: (H, W, 3) uint8 sRGB.
        make_layers: makes what it is made of.
        model: name and version of the bundle.
        seed: the seed that was used.
        dpi: as in the page.
        timings_ms: milliseconds per step.
        warnings: whole sentences for the artist.
        hints: that it was coloured with: those given, with what the frame before and profiles added; None without any.
            The same request with these alone gives the same picture.
        frame: what the next frame of a motion takes over.
    """

    image: NDArray[np.uint8]
    make_layers: Callable[[], Layers]
    model: str
    seed: int
    dpi: tuple[float, float] | None = None
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    hints: Hints | None = None
    frame: Frame | None = None

    @property
    def layers(self) -> Layers:
        """What it is made of. Made at each call, since a picture alone needs none of it."""
        return self.make_layers()

    def save(
        self,
        path: str | Path,
        *,
        force: bool = False,
        per_color: bool = False,
        per_region: bool = False,
        hints: NDArray[np.uint8] | None = None,
        names: str = "en",
    ) -> None:
        """Write the page as its path's suffix says, with its dpi and an sRGB profile.

        PNG, WebP and JPEG hold the picture; PSD, PSB and ORA its layers, which the arguments after `force`
        arrange as in `nurie.export.write.write_layers`.

        Raises:
            PageError: the file is there already and `force` is not given, or it cannot be written.
            OptionError: as `write_layers`; or a picture that should hold layers.
        """
        if Path(path).suffix.lower() not in LAYERED:
            if per_color or per_region or hints is not None:
                raise OptionError(f"{path} cannot hold layers; end its name in {', '.join(LAYERED)}")
            write_image(path, self.image, dpi=self.dpi, force=force)
            return
        from nurie.export.write import write_layers  # the one arrow out of core, taken when it is asked for

        split = {"per_color": per_color, "per_region": per_region}
        write_layers(path, self.layers, self.image, dpi=self.dpi, force=force, hints=hints, names=names, **split)
