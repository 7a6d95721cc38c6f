"""The options of `nurie color`, and what they amount to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from nurie.cli.saving import FLATS, FORMATS, Saving
from nurie.core.main_colors import to_shares
from nurie.core.palette import to_colors
from nurie.core.types import ColorizeOptions

_FILE = click.Path(path_type=Path)

OPTIONS = (
    click.argument("inputs", metavar="INPUT...", nargs=-1, required=True),
    click.option("-o", "--output", metavar="OUT", help="File for one page, folder for several."),
    click.option("--hints", metavar="FILE", type=_FILE,
                 help="hints.json or RGBA PNG; for several pages a folder of NAME.hints.json or NAME.hints.png."),
    click.option("--model", metavar="NAME|FILE", help="An installed model or an .onnx bundle.  [default: nurie-tiny]"),
    click.option("--size", metavar="PX", type=int,
                 help="Short side at which the network works.  [default: the model's]"),
    click.option("--seed", metavar="N", type=int, default=0, show_default=True, help="Choose another colouring."),
    click.option("--gap", metavar="PX", type=float,
                 help="Close gaps in the lines up to so wide.  [default: by the lines]"),
    click.option("--palette", metavar="FILE", type=_FILE,
                 help="Only these colours: a .gpl, .aco or .ase, or a .txt with one #rrggbb a line."),
    click.option("--reference", metavar="PICTURE", type=_FILE, help="Prefer the main colours of an example picture."),
    click.option("--format", "format_", type=click.Choice(FORMATS), help="Format of the pages.  [default: as input]"),
    click.option("--layers", type=click.Choice(FLATS), help="In PSD and ORA: one layer of flats for each."),
    click.option("--layer-names", type=click.Choice(["en", "ja"]), help="Language of layers' names.  [default: en]"),
    click.option("--force", is_flag=True, help="Overwrite pages that exist; inputs are never overwritten."),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object per page."),
    click.option("--quiet", is_flag=True, help="Print nothing but errors."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """A command line of `nurie color`: one field per option."""

    inputs: tuple[str, ...]
    output: str | None
    hints: Path | None
    model: str | None
    size: int | None
    seed: int
    gap: float | None
    palette: Path | None
    reference: Path | None
    format_: str | None
    layers: str | None
    layer_names: str | None
    force: bool
    as_json: bool
    quiet: bool

    def options(self) -> ColorizeOptions:
        """What influences the picture. Raises OptionError, PaletteError, or PageError for a reference."""
        return ColorizeOptions(self.size, self.seed, self.gap, to_colors(self.palette), to_shares(self.reference))

    def saving(self) -> Saving:
        return Saving(self.layers, self.layer_names, self.force)

    @property
    def suffix(self) -> str | None:
        return f".{self.format_}" if self.format_ else None


def with_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a function all of `OPTIONS`."""
    for option in reversed(OPTIONS):
        function = option(function)
    return function
