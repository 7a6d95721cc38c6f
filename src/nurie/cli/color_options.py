"""The options of `nurie color`; `given` holds what was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from nurie.cli.machines import on_cluster
from nurie.cli.saving import FLATS, FORMATS
from nurie.core.lights import LIGHTS, SOFTNESS

_FILE = click.Path(path_type=Path)

LOOK = (  # what influences the picture
    click.option("--model", metavar="NAME|FILE", help="An installed model or an .onnx bundle.  [default: nurie]"),
    click.option("--size", metavar="PX", type=int,
                 help="Short side at which the network works.  [default: the model's]"),
    click.option("--seed", metavar="N", type=int, help="Choose another colouring.  [default: 0]"),
    click.option("--guess", is_flag=True,
                 help="Where hints leave a region open, colours of its own, as on a page without hints."),
    click.option("--gap", metavar="PX", type=float,
                 help="Close gaps in the lines up to so wide.  [default: by the lines]"),
    click.option("--palette", metavar="FILE", type=_FILE,
                 help="Only these colours: a .gpl, .aco or .ase, or a .txt with one #rrggbb a line."),
    click.option("--reference", metavar="PICTURE", type=_FILE, help="Prefer the main colours of an example picture."),
    click.option("--profile", metavar="FILE", multiple=True, type=_FILE,
                 help="Keep a character's colours, of `nurie profile make`; also several times."),
)  # fmt: skip
LIGHT = (
    click.option("--light", type=click.Choice(list(LIGHTS)), help="Throw shadows of a light from there."),
    click.option("--shadows", type=click.Choice(list(SOFTNESS)), help="Of --light: their borders.  [default: hard]"),
    click.option("--shading", metavar="0-1", type=float, help="Of --light: how dark shadows are.  [default: 0.75]"),
)  # fmt: skip
LAYERS = (
    click.option("--layers", type=click.Choice(FLATS), help="In PSD and ORA: one layer of flats for each."),
    click.option("--layer-names", type=click.Choice(["en", "ja"]), help="Language of layers' names.  [default: en]"),
)  # fmt: skip

OPTIONS = (
    click.argument("inputs", metavar="INPUT...", nargs=-1),
    click.option("-o", "--output", metavar="OUT", help="File for one page or book, folder for several."),
    click.option("--hints", metavar="FILE", type=_FILE,
                 help="hints.json or RGBA PNG; for several pages a folder of NAME.hints.json or NAME.hints.png."),
    *LOOK,
    click.option("--frames", is_flag=True,
                 help="The pages are frames of one motion, by their names: each takes over the colours before it."),
    *LIGHT,
    click.option("--session", metavar="FILE", type=_FILE,
                 help="Colour a page again after its NAME.session.json, to the byte."),
    click.option("--save-hints", is_flag=True, help="Write the hints that were used to NAME.hints.json beside it."),
    click.option("--save-session", is_flag=True, help="Write what it was made of to NAME.session.json beside it."),
    click.option("--recolor", is_flag=True,
                 help="Of books and folders: colour those pages, too, that are in colour already."),
    click.option("--resume", is_flag=True, help="Of several pages: go on where an earlier run stopped."),
    click.option("--format", "format_", type=click.Choice(FORMATS), help="Format of the pages.  [default: as input]"),
    *LAYERS,
    click.option("--force", is_flag=True, help="Overwrite pages that exist; inputs are never overwritten."),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object per page."),
    click.option("--quiet", is_flag=True, help="Print nothing but errors."),
    on_cluster,
)  # fmt: skip


def with_options(options: Sequence[Callable[..., Any]]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator that gives a function these options, in this order."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate
