"""How `nurie color` saves a page: the format, its layers, and whether it may replace a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nurie.cli.jobs import Job
from nurie.core.hints import rasterize
from nurie.core.image_io import LAYERED, SAVABLE, check_target
from nurie.core.result import ColorizeResult
from nurie.core.types import Extent, Hints
from nurie.errors import OptionError

FORMATS = [suffix[1:] for suffix in SAVABLE if suffix != ".jpeg"]
FLATS = ["per-color", "per-region"]


@dataclass(frozen=True, slots=True)
class Saving:
    """The command line's wishes: `flats` one of FLATS or None, `names` the language of layers or None."""

    flats: str | None = None
    names: str | None = None
    force: bool = False

    def check_layers(self, jobs: Sequence[Job]) -> None:
        """Refuse wishes for layers where a page's file holds none. Raises OptionError."""
        options = {"--layers": self.flats, "--layer-names": self.names}
        wished = " and ".join(f"{option} {value}" for option, value in options.items() if value)
        for job in jobs:
            if wished and job.target.suffix.lower() not in LAYERED:
                raise OptionError(
                    f"{wished} needs a file with layers, not {job.target}; "
                    "end -o in .psd or .ora, or add --format psd or --format ora"
                )

    def check(self, target: Path) -> None:
        """Refuse a target that cannot be written, before any work. Raises PageError."""
        check_target(target, force=self.force, suffixes=SAVABLE)

    def save(self, result: ColorizeResult, target: Path, hints: Hints | None) -> None:
        """Write a page; hints become a hidden layer where the format has layers."""
        if target.suffix.lower() not in LAYERED:
            result.save(target, force=self.force)
            return
        layer = rasterize(hints, Extent(*result.image.shape[:2])) if hints else None
        split = {"per_color": self.flats == "per-color", "per_region": self.flats == "per-region"}
        result.save(target, force=self.force, hints=layer, names=self.names or "en", **split)
